//! What the screen shows and the box is not asked for: calls, log, models, updates on sticks.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use jiff::civil::DateTime;

use crate::{
    console::{CallLine, ModelLine, screen::KEPT},
    phone::{ForeignNumber, PhoneNumber, veiled},
    speech,
    store::{CallRow, Store, StoreError},
};

/// Calls that are shown.
const CALLS: i64 = 50;
/// How deep below a mount point's parent updates are looked for: `/media/USER/STICK/FOLDER`.
const DEPTH: usize = 4;
/// The most entries of folders that are looked at, and updates that are shown.
const ENTRIES: usize = 5_000;
const FOUND: usize = 20;

pub(super) fn calls(database: &Path) -> Result<Vec<CallLine>, String> {
    if !database.exists() {
        let path = database.display();
        return Err(format!(
            "데이터베이스가 없거나 볼 권한이 없습니다: {path} / there is no database, or no permission to see it: {path}"
        ));
    }
    let rows = Store::look(database).and_then(|store| store.last_calls(CALLS));
    let rows = rows.map_err(|error| told(&error))?;
    Ok(rows.into_iter().map(call_line).collect())
}

fn told(error: &StoreError) -> String {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    let cause = cause.unwrap_or_default();
    format!("데이터베이스를 읽을 수 없습니다 / {error}{cause}")
}

fn call_line(row: CallRow) -> CallLine {
    let moment = |text: &Option<String>| text.as_ref()?.parse::<DateTime>().ok();
    let answered = moment(&row.answered_at).zip(moment(&row.ended_at));
    let seconds = answered.map(|(from, to)| to.duration_since(from).as_secs());
    CallLine {
        id: row.id.number(),
        at: row.rang_at.replace('T', " "),
        ours: row.direction == "out",
        other: row.from.as_deref().map_or_else(|| "-".to_owned(), masked),
        line: row.line,
        outcome: row.outcome,
        seconds,
    }
}

fn masked(digits: &str) -> String {
    let own = digits.parse::<PhoneNumber>().map(|n| n.to_string());
    let other = || digits.parse::<ForeignNumber>().map(|n| n.to_string());
    own.or_else(|_| other()).unwrap_or_else(|_| "?".to_owned())
}

/// The last lines of the service's log, with numbers masked.
pub(super) fn log() -> Result<Vec<String>, String> {
    let lines = KEPT.to_string();
    let output = Command::new("journalctl")
        .args([
            "-u",
            "munjigi",
            "--no-pager",
            "-o",
            "short-iso",
            "-n",
            &lines,
        ])
        .stdin(Stdio::null())
        .output();
    let none = "이 기계에는 기록(journald)이 없습니다. 문지기를 켠 곳의 화면을 보아 주세요 / there is no journal \
                here; look where munjigi was started";
    match output {
        Ok(output) if output.status.success() => {
            let text = String::from_utf8_lossy(&output.stdout);
            Ok(text.lines().map(veiled).collect())
        }
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = said.lines().next().unwrap_or_default().to_owned();
            Err(if said.is_empty() {
                none.to_owned()
            } else {
                said
            })
        }
        Err(_) => Err(none.to_owned()),
    }
}

pub(super) fn models(folder: &Path) -> Vec<ModelLine> {
    let listed = speech::list_models(folder).into_iter();
    let line = |model: speech::Listed| ModelLine {
        id: model.id.to_owned(),
        size: model.size,
        optional: model.optional,
        state: model.state,
    };
    listed.map(line).collect()
}

/// Updates below the folders where sticks are mounted, by name.
pub(super) fn bundles(sticks: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left = ENTRIES;
    let mut folders: Vec<(PathBuf, usize)> = sticks.iter().map(|s| (s.clone(), DEPTH)).collect();
    while let Some((folder, deeper)) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder) else {
            continue;
        };
        for entry in entries.flatten() {
            if left == 0 || found.len() == FOUND {
                break;
            }
            left -= 1;
            let (path, kind) = (entry.path(), entry.file_type());
            match kind {
                Ok(kind) if kind.is_dir() && deeper > 1 => folders.push((path, deeper - 1)),
                Ok(kind) if kind.is_file() && is_bundle(&path) => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

fn is_bundle(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "bundle")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn updates_are_found_below_the_mounts() {
        let folder = tempfile::tempdir().unwrap();
        for file in [
            "stick/munjigi-1.bundle",
            "stick/a/b/deep.bundle",
            "stick/x.txt",
        ] {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = bundles(&[folder.path().to_owned(), "/no/such/folder".into()]);
        let names: Vec<_> = found.iter().filter_map(|path| path.file_name()).collect();
        assert_eq!(names, ["deep.bundle", "munjigi-1.bundle"]);
    }

    #[test]
    fn numbers_of_calls_are_masked() {
        assert_eq!(masked("01023456789"), "010-****-6789");
        assert!(!masked("+67812345678").contains("1234"));
        assert_eq!(masked("rubbish"), "?");
    }
}
