//! `munjigi config`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    app::{
        Config,
        profile::{BoardProfile, FirstSettings, ShopCode},
    },
    reception::shop::reference,
};

use super::{Exit, Failure, args::ConfigVerb};

/// Checks the settings, explains them, or writes the first ones.
pub fn config(verb: &ConfigVerb, json: bool) -> Result<Exit, Failure> {
    match verb {
        ConfigVerb::Check { config, board } if board.is_empty() => check(config, json),
        ConfigVerb::Check { board, .. } => check_boards(board, json),
        ConfigVerb::First {
            dir,
            boards,
            compatible,
        } => first(dir, boards, compatible, json),
        ConfigVerb::Shop => {
            print!("{}", reference::page());
            Ok(Exit::Ok)
        }
    }
}

fn check(config: &Path, json: bool) -> Result<Exit, Failure> {
    let loaded = Config::load(config)?;
    if json {
        println!(
            "{}",
            serde_json::json!({ "ok": true, "shop": loaded.shop.name })
        );
    } else {
        println!("{}: 잘못이 없습니다 / no mistakes", config.display());
    }
    Ok(Exit::Ok)
}

/// Reads profiles, and says what a technician should know of each board.
fn check_boards(files: &[PathBuf], json: bool) -> Result<Exit, Failure> {
    let mut said = Vec::new();
    for file in files {
        let profile = BoardProfile::load(file)?;
        let slow = profile.too_slow_for();
        if json {
            said.push(serde_json::json!({
                "file": file, "name": profile.name, "tried": profile.tried, "too_slow_for": slow,
            }));
            continue;
        }
        println!("{}: {}", file.display(), profile.name);
        if !profile.tried {
            println!("  아직 켜 본 적이 없습니다 / nobody has started it on this board yet");
        }
        if !slow.is_empty() {
            let slow = slow.join(", ");
            println!("  말보다 느린 모델 / models that are slower than speech here: {slow}");
        }
    }
    if json {
        println!("{}", serde_json::json!({ "ok": true, "boards": said }));
    }
    Ok(Exit::Ok)
}

/// Writes what is not there yet.
fn first(dir: &Path, boards: &Path, compatible: &Path, json: bool) -> Result<Exit, Failure> {
    // A board without a device tree is a board that nobody knows.
    let names = fs::read(compatible).unwrap_or_default();
    let profile = BoardProfile::of(boards, &names)?;
    let code = ShopCode::roll()?;
    let made = FirstSettings::of(profile.as_ref(), &code).lay_down(dir)?;
    let board = profile.map(|profile| profile.name);
    if json {
        println!(
            "{}",
            serde_json::json!({ "ok": true, "board": board, "made": made })
        );
        return Ok(Exit::Ok);
    }
    let board = board.as_deref().unwrap_or("모르는 보드 / unknown board");
    println!("{board}");
    for path in made {
        println!("  {}", path.display());
    }
    Ok(Exit::Ok)
}
