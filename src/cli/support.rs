//! `munjigi support-bundle`.

use std::{
    fs::OpenOptions, io::BufWriter, os::unix::fs::OpenOptionsExt as _, path::Path, time::Duration,
};

use serde_json::json;

use crate::{
    app::{
        BoxClock,
        doctor::report,
        support::{Sources, write},
    },
    modem::discovery::Roots,
    time::WallClock as _,
};

use super::{
    Exit, Failure,
    args::Here,
    here::{data, models},
};

/// Examines everything and writes it into a file.
pub fn bundle(here: &Here, output: &Path, limit: u16, json: bool) -> Result<Exit, Failure> {
    let config = here.load(|failure| eprintln!("{failure}"));
    let house = config.as_ref().map(|config| here.house(config));
    let clock = BoxClock::start();
    let served = house.as_ref().is_some_and(|house| house.is_served());
    let lines = config.as_ref().map(|config| config.lines.as_slice());
    let found = report(
        &Roots::default(),
        (lines.unwrap_or_default(), served),
        Duration::from_secs(limit.into()),
        &clock,
        |modem| eprintln!("{modem}: 물어보는 중 / asking"),
    );
    let mut findings = found.findings;
    findings.extend(house.iter().flat_map(|house| house.findings(clock.wall())));
    let sources = Sources {
        config: here.settings(),
        data: data(config.as_ref()),
        models: models(config.as_ref()),
        socket: here.socket(config.as_ref()),
        modems: found.modems,
        findings,
        now: clock.wall().to_string(),
        log: None,
    };
    let failed = |error: &dyn std::error::Error| Failure::new(Exit::Failed, error);
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(output);
    let file = file.map_err(|error| {
        let shown = output.display();
        let why =
            format!("{shown} 을(를) 만들 수 없습니다: {error} / cannot write {shown}: {error}");
        Failure::saying(Exit::Failed, why)
    })?;
    let names = write(&sources, BufWriter::new(file)).map_err(|error| failed(&error))?;
    if json {
        println!("{}", json!({ "file": output, "parts": names }));
    } else {
        println!("{}", output.display());
        println!(
            "전화번호, 이름, 오간 말은 들어 있지 않습니다 / no number, name or word of anybody is in it: {}",
            names.join(", ")
        );
    }
    Ok(Exit::Ok)
}
