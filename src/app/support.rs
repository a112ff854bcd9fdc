//! What a technician sends to whoever helps: how the box is, and nothing of whom it has spoken with.
//!
//! **Rule:** what goes in is made here of facts that are nobody's: counts, versions, states. Of text that somebody wrote
//! (settings, log lines) only what is on a list of harmless kinds is taken, and numbers in it are masked.

mod settings;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    control::{Answer, Client, Question, Status},
    phone::veiled,
    speech::list_models,
    store::{Store, TableCount},
};

use super::{
    DATABASE,
    doctor::{Finding, ModemReport, Number},
};

/// Lines of the log that are taken.
const LOG_LINES: &str = "2000";
/// Everything in the bundle belongs to nobody and is dated 2000-01-01: it tells when it was made in its own words.
const STAMP: u64 = 946_684_800;

/// Where things are.
#[derive(Clone, Debug)]
pub struct Sources {
    /// The settings file, if there is one.
    pub config: Option<PathBuf>,
    /// The data folder.
    pub data: PathBuf,
    /// The models' folder.
    pub models: PathBuf,
    /// Where the box listens.
    pub socket: PathBuf,
    /// What the doctor says of the modems.
    pub modems: Vec<ModemReport>,
    /// What it found.
    pub findings: Vec<Finding>,
    /// When this is, local time.
    pub now: String,
    /// The log; `None` to ask the journal.
    pub log: Option<PathBuf>,
}

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
#[error("writing the support bundle")]
pub struct SupportError(#[from] std::io::Error);

/// Writes the bundle, a tar file. Says what is in it.
///
/// # Errors
/// When it cannot be written. What cannot be read is told in the bundle.
pub fn write(sources: &Sources, to: impl Write) -> Result<Vec<&'static str>, SupportError> {
    let mut tar = tar::Builder::new(to);
    let mut names = Vec::new();
    for (name, text) in parts(sources) {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o600);
        header.set_mtime(STAMP);
        tar.append_data(
            &mut header,
            format!("munjigi-support/{name}"),
            text.as_bytes(),
        )?;
        names.push(name);
    }
    tar.into_inner()?.flush()?;
    Ok(names)
}

fn parts(sources: &Sources) -> Vec<(&'static str, String)> {
    let asked = |question| {
        let client = Client::connect(&sources.socket);
        client.and_then(|mut client| client.ask(&question))
    };
    let status = match asked(Question::Status) {
        Ok(Answer::Status(status)) => json!(nobodys(status)),
        Ok(_) => json!({ "error": "another version answers" }),
        Err(error) => json!({ "error": error.to_string() }),
    };
    let health = match asked(Question::Health { speech: false }) {
        Ok(Answer::Health(mut health)) => {
            for check in &mut health.checks {
                check.name = without_names(&check.name);
            }
            json!(health)
        }
        Ok(_) => json!({ "error": "another version answers" }),
        Err(error) => json!({ "error": error.to_string() }),
    };
    let config = sources.config.as_deref();
    vec![
        ("about.json", pretty(&about(sources))),
        ("doctor.json", pretty(&doctor(sources))),
        ("status.json", pretty(&status)),
        ("health.json", pretty(&health)),
        (
            "database.json",
            pretty(&database(&sources.data.join(DATABASE))),
        ),
        ("models.json", pretty(&json!(list_models(&sources.models)))),
        ("settings.toml", settings::harmless(config)),
        ("log.txt", log(sources.log.as_deref())),
    ]
}

/// What the doctor found, in English: what the running box says stands in its health, and paths may hold names.
fn doctor(sources: &Sources) -> Value {
    let findings = sources.findings.iter();
    let findings = findings.filter(|finding| finding.number != Number::ServiceUnwell);
    let findings: Vec<Value> = findings
        .map(|finding| {
            json!({
                "number": finding.number,
                "level": finding.level,
                "modem": finding.modem,
                "english": without_hangul(&finding.english),
            })
        })
        .collect();
    json!({ "modems": sources.modems, "findings": findings })
}

fn pretty(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value);
    let text = text.unwrap_or_else(|error| format!("{{ \"error\": \"{error}\" }}"));
    // Nothing in there should be a number of a person; should it be, it is masked.
    veiled(&text) + "\n"
}

fn about(sources: &Sources) -> Value {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let os = read("/etc/os-release");
    let os = os
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let model = read("/proc/device-tree/model");
    let link = |name: &str| {
        let target = fs::read_link(Path::new("/opt/munjigi").join(name)).ok()?;
        Some(target.file_name()?.to_string_lossy().into_owned())
    };
    json!({
        "made": sources.now,
        "version": env!("CARGO_PKG_VERSION"),
        "kernel": read("/proc/sys/kernel/osrelease").trim(),
        "system": os.map(|name| name.trim_matches('"')),
        "board": model.trim_end_matches('\0'),
        "uptime": read("/proc/uptime").split(' ').next(),
        "memory": read("/proc/meminfo").lines().take(3).collect::<Vec<_>>(),
        "load": read("/proc/loadavg").trim(),
        "current": link("current"),
        "previous": link("previous"),
        "update_pending": Path::new("/opt/munjigi/pending").exists(),
    })
}

#[derive(Serialize)]
struct Counts {
    layout: Option<i64>,
    bytes: u64,
    tables: Vec<TableCount>,
    defect: Option<String>,
}

/// How many rows each table has.
fn database(path: &Path) -> Value {
    let bytes = fs::metadata(path).map_or(0, |about| about.len());
    match Store::look(path) {
        Ok(store) => json!(Counts {
            layout: store.layout().ok(),
            bytes,
            tables: store.counts().unwrap_or_default(),
            // SQLite names pages and tables, never what is in them.
            defect: store.sound().err().map(|error| error.to_string()),
        }),
        Err(error) => json!({ "bytes": bytes, "error": error.to_string() }),
    }
}

/// A status without whom a line speaks with, and with numbers for the names that the owner gave.
fn nobodys(mut status: Status) -> Status {
    for (n, line) in status.lines.iter_mut().enumerate() {
        line.name = format!("line {}", n + 1);
        line.call = None;
    }
    status
}

/// `line.NAME.modem` without the name.
fn without_names(check: &str) -> String {
    match check
        .strip_prefix("line.")
        .and_then(|rest| rest.rsplit_once('.'))
    {
        Some((_, part)) => format!("line.*.{part}"),
        None => check.to_owned(),
    }
}

/// The last lines of the log without those that hold words or numbers: nothing below INFO, no Hangul, numbers masked.
fn log(file: Option<&Path>) -> String {
    let text = match file {
        Some(file) => fs::read(file),
        None => Command::new("journalctl")
            .args([
                "-u",
                "munjigi",
                "--no-pager",
                "-o",
                "short-iso",
                "-n",
                LOG_LINES,
            ])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .map(|output| output.stdout),
    };
    let text = match text {
        Ok(octets) => String::from_utf8_lossy(&octets).into_owned(),
        Err(error) => return format!("there is no journal: {error}\n"),
    };
    let lines = text.lines().filter(|line| {
        // Our own lines say their level; what others print for the unit says none.
        let private = [" DEBUG ", " TRACE "]
            .iter()
            .any(|level| line.contains(level));
        !private
    });
    let mut log: String = lines
        .map(|line| without_hangul(&veiled(line)) + "\n")
        .collect();
    if log.is_empty() {
        log = "the journal has no line of munjigi\n".to_owned();
    }
    log
}

/// Our own lines are English: Hangul in one could only be somebody's name or words.
fn without_hangul(line: &str) -> String {
    let hangul =
        |c: char| matches!(c, '가'..='힣' | '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}');
    let mut out = String::with_capacity(line.len());
    let mut inside = false;
    for c in line.chars() {
        if hangul(c) {
            if !std::mem::replace(&mut inside, true) {
                out.push('~');
            }
        } else {
            inside = false;
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests;
