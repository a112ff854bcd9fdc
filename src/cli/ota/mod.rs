//! `munjigi ota`.

mod args;
mod ready;

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use crate::{
    app::BoxClock,
    ota::{
        OtaError, Outcome, Patience, Places, RealDisk, Rules, RunningBox, Slot, Status, Updater,
        bundle::{About, Kind, Manifest, PackError, Squeeze, Version, describe, pack},
    },
    store::SCHEMA,
    time::WallClock as _,
};

pub use args::OtaVerb;
use args::{GateArgs, Here, ManifestArgs};

use super::{Exit, Failure};

/// Stands before every path: for tests, and for a system that is mounted elsewhere.
const ROOT: &str = "MUNJIGI_ROOT";

/// `munjigi ota …`.
pub fn ota(verb: &OtaVerb, json: bool) -> Result<Exit, Failure> {
    match verb {
        OtaVerb::Ready { wait, drain, here } => ready::ready(&socket(here), *wait, *drain, json),
        OtaVerb::Drain { deadline, here } => ready::ready(&socket(here), *deadline, true, json),
        OtaVerb::Resume { here } => ready::resume(&socket(here)),
        OtaVerb::Install {
            file,
            allow_downgrade,
            drain,
            gate,
            here,
        } => {
            let rules = Rules {
                allow_downgrade: *allow_downgrade,
                drain: *drain,
                ..rules(*gate)
            };
            let bundle = open(file)?;
            at(here, rules, |updater| updater.install(bundle)).map(|outcome| told(&outcome, json))
        }
        OtaVerb::Verify {
            file,
            allow_downgrade,
            here,
        } => {
            let rules = Rules {
                allow_downgrade: *allow_downgrade,
                ..Rules::default()
            };
            let bundle = open(file)?;
            let manifest = at(here, rules, |updater| updater.verify(bundle))?;
            verified(&manifest, json);
            Ok(Exit::Ok)
        }
        OtaVerb::Status { here } => {
            let status = at(here, Rules::default(), |updater| Ok(updater.status()))?;
            show(&status, json);
            Ok(Exit::Ok)
        }
        OtaVerb::Commit { here } => at(here, Rules::default(), |updater| updater.commit())
            .map(|outcome| told(&outcome, json)),
        OtaVerb::Rollback { gate, here } => {
            // Who asks to go back has what was asked for when the version before runs.
            let outcome = at(here, rules(*gate), |updater| updater.rollback())?;
            told(&outcome, json);
            Ok(Exit::Ok)
        }
        OtaVerb::Settle { gate, here } => {
            at(here, rules(*gate), |updater| updater.settle()).map(|outcome| told(&outcome, json))
        }
        OtaVerb::Manifest(order) => manifest(order),
        OtaVerb::Pack {
            folder,
            manifest,
            output,
            small,
        } => {
            let squeeze = if *small {
                Squeeze::Small
            } else {
                Squeeze::Quick
            };
            let manifest = pack(folder, manifest, squeeze, output)?;
            verified(&manifest, json);
            Ok(Exit::Ok)
        }
    }
}

fn rules(gate: GateArgs) -> Rules {
    let patience = Patience {
        limit: gate.gate,
        steady: gate.steady,
        ..Patience::default()
    };
    Rules {
        patience,
        ..Rules::default()
    }
}

fn root() -> PathBuf {
    std::env::var_os(ROOT).map_or_else(|| PathBuf::from("/"), PathBuf::from)
}

/// Where the box that is meant is asked.
fn socket(here: &Here) -> PathBuf {
    let named = here.socket.clone();
    named.unwrap_or_else(|| root().join("run/munjigi/control.sock"))
}

/// Does something with the box that is meant.
fn at<T>(
    here: &Here,
    rules: Rules,
    work: impl FnOnce(&Updater<'_, RunningBox>) -> Result<T, OtaError>,
) -> Result<T, Failure> {
    let root = root();
    let socket = socket(here);
    let mut places = Places::below(&root);
    if let Some(db) = &here.db {
        places = places.with_database(db.clone());
    }
    let restart = here.restart.split_whitespace().map(str::to_owned).collect();
    let version = env!("CARGO_PKG_VERSION").parse::<Version>();
    let version = version.map_err(|why| Failure::saying(Exit::Failed, why))?;
    let updater = Updater {
        places: &places,
        disk: &RealDisk,
        service: &RunningBox::new(socket, restart),
        version: &version,
        wall: BoxClock::start().wall(),
        rules,
    };
    Ok(work(&updater)?)
}

fn open(file: &Path) -> Result<Box<dyn Read>, Failure> {
    if file == Path::new("-") {
        return Ok(Box::new(io::BufReader::new(io::stdin())));
    }
    match File::open(file) {
        Ok(opened) => Ok(Box::new(io::BufReader::new(opened))),
        Err(error) => Err(Failure::saying(
            Exit::Failed,
            format!(
                "{0}을 열 수 없습니다 / could not open {0}: {error}",
                file.display()
            ),
        )),
    }
}

/// Says how it ended.
fn told(outcome: &Outcome, json: bool) -> Exit {
    let (word, detail, exit) = match outcome {
        Outcome::Committed { slot } => ("committed", slot.as_str(), Exit::Ok),
        Outcome::RolledBack { why } => ("rolled-back", why.as_str(), Exit::RolledBack),
        Outcome::Nothing => ("nothing", "", Exit::Ok),
    };
    if json {
        println!(
            "{}",
            serde_json::json!({ "outcome": word, "detail": detail })
        );
        return exit;
    }
    match outcome {
        Outcome::Committed { slot } => println!("{slot}: 설치했습니다 / installed"),
        Outcome::RolledBack { why } => {
            println!("이전 버전으로 되돌렸습니다 / the version before runs again: {why}")
        }
        Outcome::Nothing => {
            println!("확인할 업데이트가 없습니다 / no update is waiting to be judged")
        }
    }
    exit
}

fn verified(manifest: &Manifest, json: bool) {
    let Manifest {
        kind,
        name,
        version,
        counter,
        arch,
        channel,
        ..
    } = manifest;
    let (files, octets) = (manifest.files.len(), manifest.total());
    let kind = kind.word();
    if json {
        println!(
            "{}",
            serde_json::json!({
                "ok": true, "kind": kind, "name": name, "version": version, "counter": counter, "arch": arch,
                "channel": channel, "files": files, "octets": octets,
            })
        );
    } else {
        println!(
            "{name} {version} ({kind}, {counter}, {arch}, {channel}): 파일 / files {files}, {octets} B"
        );
    }
}

fn show(status: &Status, json: bool) {
    if json {
        println!("{}", serde_json::json!(status));
        return;
    }
    let line = |slot: &Slot| {
        let version = slot.version.as_deref().unwrap_or("?");
        format!("{} ({version}, {})", slot.slot, slot.counter)
    };
    let none = || "없음 / none".to_owned();
    println!("실행 / running    {}", line(&status.running));
    println!(
        "이전 / previous   {}",
        status.previous.as_ref().map_or_else(none, line)
    );
    println!(
        "모델 / models     {}",
        status.models.as_ref().map_or_else(none, line)
    );
    if let Some(pending) = &status.pending {
        let (from, to, attempts) = (&pending.from, &pending.to, pending.attempts);
        let word = match (pending.back, pending.swapped) {
            (true, _) => "되돌리는 중 / going back",
            (false, true) => "확인 중 / being judged",
            (false, false) => "중단됨 / interrupted",
        };
        println!("진행 / on its way {from} → {to}: {word}, 시작 / starts {attempts}");
    }
    for entry in &status.history {
        let event = serde_json::json!(entry.event);
        println!(
            "{}  {} → {}  {}  {}",
            entry.at,
            entry.from,
            entry.to,
            event.as_str().unwrap_or_default(),
            entry.why
        );
    }
}

fn manifest(order: &ManifestArgs) -> Result<Exit, Failure> {
    let kind = Kind::from(order.kind);
    let own = env!("CARGO_PKG_VERSION")
        .parse::<Version>()
        .map_err(|why| Failure::saying(Exit::Failed, why))?;
    let (arch, schema) = match kind {
        Kind::App => (std::env::consts::ARCH, SCHEMA),
        Kind::Models => ("any", 0),
    };
    let about = About {
        kind,
        name: order.name.clone(),
        version: order.version.clone().unwrap_or(own),
        counter: order.counter,
        arch: order.arch.clone().unwrap_or_else(|| arch.to_owned()),
        channel: order.channel.clone(),
        min_version: order.min_version.clone(),
        schema: order.schema.unwrap_or(schema),
    };
    print!("{}", describe(&order.folder, about)?.text());
    Ok(Exit::Ok)
}

impl From<OtaError> for Failure {
    fn from(error: OtaError) -> Self {
        let exit = match error {
            OtaError::Bundle(_)
            | OtaError::Refused(_)
            | OtaError::Keys(_)
            | OtaError::DoesNotRun { .. } => Exit::Refused,
            OtaError::Calling | OtaError::Locked | OtaError::Unsettled => Exit::Busy,
            OtaError::Database(_) => Exit::Database,
            _ => Exit::Failed,
        };
        Self::new(exit, &error)
    }
}

impl From<PackError> for Failure {
    fn from(error: PackError) -> Self {
        Self::new(Exit::Failed, &error)
    }
}
