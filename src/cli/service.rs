//! `munjigi status` and `munjigi health`: what the running box says of itself.

use serde_json::json;

use crate::control::{Answer, LineStatus, Question, Status, Verdict};

use super::{Exit, Failure, args::Here};

/// How the box and its lines stand.
pub fn status(here: &Here, json: bool) -> Result<Exit, Failure> {
    let status = match here.ask(&Question::Status) {
        Ok(Answer::Status(status)) => status,
        Ok(other) => return Ok(down(&said(&other), json)),
        Err(error) => return Ok(down(&error.to_string(), json)),
    };
    let exit = of_lines(&status.lines);
    if json {
        let mut value = json!(status);
        value["running"] = true.into();
        println!("{value}");
    } else {
        show(&status);
    }
    Ok(exit)
}

fn of_lines(lines: &[LineStatus]) -> Exit {
    let ready = lines.iter().filter(|line| line.ready).count();
    Exit::from(match ready {
        0 => Verdict::Failed,
        ready if ready < lines.len() => Verdict::Degraded,
        _ => Verdict::Ok,
    })
}

fn show(status: &Status) {
    let minutes = status.up_seconds / 60;
    println!(
        "문지기 {} 켜진 지 {minutes}분 / up for {minutes} min   {}   할 일 / waiting {}",
        status.version, status.wall, status.waiting
    );
    if let Some(seconds) = status.resting_seconds {
        println!("쉬는 중 / resting: {seconds} s");
    }
    if status.lines.is_empty() {
        println!("회선이 아직 없습니다 / no line yet");
    }
    for line in &status.lines {
        let mark = if line.ready { "ok" } else { "!!" };
        println!("{mark} {}: {} / {}", line.name, line.korean, line.english);
        let known = |value: &Option<String>| value.clone().unwrap_or_else(|| "?".to_owned());
        let signal = line.rssi_dbm.map(|dbm| format!("{dbm} dBm"));
        let ims = match line.ims {
            Some(true) => "up",
            Some(false) => "down",
            None => "?",
        };
        println!(
            "   {}   {}   CREG {}   CEREG {}   IMS {ims}",
            known(&line.module),
            signal.as_deref().unwrap_or("? dBm"),
            known(&line.circuit),
            known(&line.lte)
        );
        if let Some(call) = &line.call {
            let way = if call.ours { "→" } else { "←" };
            println!("   통화 중 / in a call {way} {}", call.other);
        }
    }
}

/// Whether everything works.
pub fn health(here: &Here, speech: bool, json: bool) -> Result<Exit, Failure> {
    let health = match here.ask(&Question::Health { speech }) {
        Ok(Answer::Health(health)) => health,
        Ok(other) => return Ok(down(&said(&other), json)),
        Err(error) => return Ok(down(&error.to_string(), json)),
    };
    let verdict = health.verdict();
    if json {
        let mut value = json!(health);
        value["verdict"] = json!(verdict);
        println!("{value}");
        return Ok(verdict.into());
    }
    for check in &health.checks {
        let mark = match check.verdict {
            Verdict::Ok => "ok",
            Verdict::Degraded => " !",
            Verdict::Failed => "!!",
        };
        println!(
            "{mark} {:<20} {} / {}",
            check.name, check.korean, check.english
        );
    }
    Ok(verdict.into())
}

/// There is no box that answers: that is the worst that can be.
fn down(why: &str, json: bool) -> Exit {
    if json {
        println!(
            "{}",
            json!({ "running": false, "verdict": Verdict::Failed, "why": why })
        );
    } else {
        println!("!! {why}");
    }
    Exit::UNWELL
}

fn said(answer: &Answer) -> String {
    match answer {
        Answer::Refused { why } => why.clone(),
        other => format!("another version answers: {other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_bad_as_its_lines() {
        let lines = |ready: &[bool]| {
            let of = |ready: &bool| LineStatus {
                ready: *ready,
                ..LineStatus::default()
            };
            of_lines(&ready.iter().map(of).collect::<Vec<_>>()) as u8
        };
        assert_eq!(lines(&[true, true]), 0);
        assert_eq!(lines(&[true, false]), 1);
        assert_eq!(lines(&[false]), 2);
        assert_eq!(lines(&[]), 2);
    }
}
