//! `munjigi models`.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::speech::{self, Listed, ModelState, Models};

use super::{Exit, Failure, args::ModelsVerb};

/// What brings models onto a machine, beside the catalog in the source tree. A box has none: its models come with
/// its image or a bundle.
const SET_UP: &str = "models/setup.py";

/// `munjigi models …`.
pub fn models(verb: &ModelsVerb, json: bool) -> Result<Exit, Failure> {
    let usual = |folder: &Option<PathBuf>| folder.clone().unwrap_or_else(Models::usual_folder);
    match verb {
        ModelsVerb::List { folder } => Ok(list(&usual(folder), json)),
        ModelsVerb::Fetch { ids, folder } => fetch(ids, &usual(folder), json),
        ModelsVerb::Verify { folder } => verify(&usual(folder), json),
    }
}

fn list(folder: &Path, json: bool) -> Exit {
    let all = speech::list_models(folder);
    if json {
        println!("{}", serde_json::json!({ "folder": folder, "models": all }));
        return Exit::Ok;
    }
    println!("{}", folder.display());
    for model in all {
        println!("{}", line(&model));
    }
    Exit::Ok
}

/// Three lines for a person.
fn line(model: &Listed) -> String {
    let state = match model.state {
        ModelState::Present => "있음 / here",
        ModelState::Missing if model.optional => "없음, 꼭 필요하지 않음 / not here, optional",
        ModelState::Missing => "없음 / not here",
        ModelState::Damaged => "손상됨 / damaged",
    };
    let board = match model.board {
        "any" => "모든 보드 / any board".to_owned(),
        board => format!("{board} 이상 / and up"),
    };
    format!(
        "\n{}  {:.1} MB  {state}\n  {} ({}; {})\n  {}, {board}; {}; {}",
        model.id,
        megabytes(model.size),
        model.name,
        model.purpose,
        model.languages.join(" "),
        model.engine,
        model.licence,
        model.packages.join(", "),
    )
}

#[expect(clippy::cast_precision_loss, reason = "for a person to read")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Has what is missing brought by the set-up program. Where all is here, nothing is started.
fn fetch(ids: &[String], folder: &Path, json: bool) -> Result<Exit, Failure> {
    let wanted = speech::wanted_models(folder, ids)?;
    let lacking: Vec<&str> = wanted
        .iter()
        .filter(|model| model.state != ModelState::Present)
        .map(|model| model.id)
        .collect();
    if !lacking.is_empty() {
        bring(&lacking, folder)?;
    }
    if json {
        println!(
            "{}",
            serde_json::json!({ "ok": true, "folder": folder, "fetched": lacking })
        );
    } else {
        println!(
            "{}: 모델이 모두 있습니다 / all models are here",
            folder.display()
        );
    }
    Ok(Exit::Ok)
}

fn bring(ids: &[&str], folder: &Path) -> Result<(), Failure> {
    let list = ids.join(", ");
    let failed = |why: String| Failure::saying(Exit::ModelMissing, why);
    if !Path::new(SET_UP).is_file() {
        return Err(failed(format!(
            "cannot fetch {list} into {}: {SET_UP} is not below the working directory; run this in the source \
             tree, or copy the models folder of a machine that has them",
            folder.display()
        )));
    }
    let cache = folder
        .parent()
        .filter(|_| folder.file_name().is_some_and(|name| name == "models"))
        .ok_or_else(|| {
            let folder = folder.display();
            failed(format!(
                "cannot fetch {list} into {folder}: the folder's name has to be `models`"
            ))
        })?;
    let mut set_up = Command::new("python3");
    set_up.arg(SET_UP).arg("--cache").arg(cache);
    for id in ids {
        set_up.args(["--model", id]);
    }
    // Standard output is ours: with --json a program reads it.
    let status = set_up
        .stdout(Stdio::from(std::io::stderr()))
        .status()
        .map_err(|source| {
            failed(format!(
                "cannot fetch {list}: python3 does not start: {source}"
            ))
        })?;
    if status.success() {
        return Ok(());
    }
    Err(failed(format!(
        "cannot fetch {list}: {SET_UP} says above why ({status})"
    )))
}

/// Checks every model file against the catalog.
fn verify(folder: &Path, json: bool) -> Result<Exit, Failure> {
    Models::locate(folder)?;
    if json {
        println!("{}", serde_json::json!({ "ok": true, "folder": folder }));
    } else {
        println!(
            "{}: 모두 맞습니다 / all as in the catalog",
            folder.display()
        );
    }
    Ok(Exit::Ok)
}
