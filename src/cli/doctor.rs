//! `munjigi doctor`: what is plugged in, what it can do, what is wrong with it.

use std::time::Duration;

use crate::{
    app::{
        BoxClock,
        doctor::{Finding, House, Level, ModemReport, Number, Report, page, report},
    },
    modem::discovery::Roots,
    time::WallClock as _,
};

use super::{Exit, Failure, args::Doctor};

/// Examines every modem and prints what came of it.
pub fn doctor(args: &Doctor, json: bool) -> Result<Exit, Failure> {
    if args.numbers {
        print!("{}", page());
        return Ok(Exit::Ok);
    }
    // Settings that were not named may have mistakes: the modems are examined all the same.
    let mut problem = None;
    let config = args.here.load(|failure| problem = Some(failure));
    match problem {
        Some(failure) if args.here.config.is_some() => return Err(failure),
        Some(failure) => eprintln!("{failure}"),
        None => {}
    }
    let lines = config.as_ref().map(|config| config.lines.as_slice());
    let house = config.as_ref().map(|config| args.here.house(config));
    let served = house.as_ref().is_some_and(House::is_served);
    let roots = Roots {
        sys: args.sys_root.clone(),
        dev: args.dev_root.clone(),
        proc: args.proc_root.clone(),
    };
    let limit = Duration::from_secs(args.limit.into());
    let clock = BoxClock::start();
    let lines = (lines.unwrap_or_default(), served);
    let mut report = report(&roots, lines, limit, &clock, |modem| {
        eprintln!("{modem}: 물어보는 중 / asking");
    });
    let now = clock.wall();
    let findings = house.iter().flat_map(|house| house.findings(now));
    report.findings.extend(findings);
    if json {
        let text = serde_json::to_string_pretty(&report)
            .map_err(|error| Failure::new(Exit::Failed, &error))?;
        println!("{text}");
    } else {
        print(&report);
    }
    Ok(exit(&report))
}

/// No modem, a port that somebody has, anything else that has to be mended; in this order.
fn exit(report: &Report) -> Exit {
    let problem = |finding: &Finding| finding.level == Level::Problem;
    if report.modems.is_empty() {
        Exit::PortMissing
    } else if report.findings.iter().any(|f| f.number == Number::PortHeld) {
        Exit::PortBusy
    } else if report.findings.iter().any(problem) {
        Exit::Finding
    } else {
        Exit::Ok
    }
}

fn print(report: &Report) {
    for modem in &report.modems {
        print_modem(modem);
    }
    println!("알아낸 것 / findings");
    if report.findings.is_empty() {
        println!("  잘못된 것이 없습니다 / nothing is wrong");
    }
    for finding in &report.findings {
        let mark = match finding.level {
            Level::Problem => "!!",
            Level::Note => "--",
        };
        let of = finding.modem.as_deref().map(|modem| format!("{modem}: "));
        let of = of.unwrap_or_default();
        println!(
            "  {mark} {} {of}{}\n          {of}{}",
            finding.number, finding.korean, finding.english
        );
    }
    let Some(modem) = report.modems.iter().find(|modem| !modem.lines.is_empty()) else {
        return;
    };
    println!("사람이 해 보아야 아는 것 / what takes a person");
    for (number, answer) in &modem.answers {
        for open in &answer.open {
            println!("  {number}. {}\n     {}", open.korean, open.english);
        }
    }
    println!("--json을 붙이면 모두 볼 수 있습니다 / --json shows everything");
}

fn print_modem(modem: &ModemReport) {
    println!("{}", modem.name());
    let show = |what: &str, value: Option<String>| {
        if let Some(value) = value {
            println!("  {what:<34}{value}");
        }
    };
    let port =
        |path: &Option<std::path::PathBuf>| path.as_ref().map(|path| path.display().to_string());
    let said = |asked: &str| modem.answer(asked).map(str::to_owned);
    show("AT", port(&modem.at_port));
    show("AT 2", port(&modem.second_port));
    show("음성 포트 / voice port", port(&modem.pcm_port));
    show(
        "사운드 카드 / sound card",
        modem.card.as_ref().map(|card| {
            let rates = card.capture.as_ref().map(|stream| stream.rates.as_str());
            format!("{} ({}), {} Hz", card.pcm, card.id, rates.unwrap_or("?"))
        }),
    );
    show("펌웨어 / firmware", said("AT+QGMR").or(said("AT+CGMR")));
    show("IMEI", said("AT+CGSN"));
    show("유심 / SIM", said("AT+CPIN?"));
    show("통신사 / operator", said("AT+COPS?"));
    show("신호 / signal (CSQ)", said("AT+CSQ"));
    show("VoLTE (ims)", said("AT+QCFG=\"ims\""));
    show("문자 보관 / texts (CPMS)", said("AT+CPMS?"));
    let asked = modem.lines.len();
    show(
        "질문 / questions",
        (asked > 0).then(|| format!("{asked}, {}", modem.end)),
    );
}
