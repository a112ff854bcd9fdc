//! `munjigi optout show`: what proves that a number was called.

use serde_json::json;

use crate::store::{CallId, RecordingRow, Store, TurnRow};

use super::super::{Exit, Failure};

pub fn show(store: &Store, row: i64, as_json: bool) -> Result<Exit, Failure> {
    let Some(order) = store.optouts()?.into_iter().find(|order| order.id == row) else {
        let message =
            format!("{row}번이 없습니다 / there is no row {row}; see munjigi optout list");
        return Err(Failure::saying(Exit::Failed, message));
    };
    let call = store.call_of_order(row)?;
    let answered = match call {
        Some(call) => store.calls()?.into_iter().find(|c| c.id == call),
        None => None,
    };
    let turns = call.map(|call| store.turns(call)).transpose()?;
    let turns = turns.unwrap_or_default();
    let recording = call
        .map(|call| store.recording(call))
        .transpose()?
        .flatten();
    let answered_at = answered.and_then(|call| call.answered_at);
    if as_json {
        let said: Vec<_> = turns
            .iter()
            .map(|turn| json!({ "at": turn.at, "who": turn.who, "text": turn.text }))
            .collect();
        let recording = recording.map(|recording| {
            json!({ "file": recording.file, "sha256": recording.sha256, "seconds": recording.seconds })
        });
        println!(
            "{}",
            json!({
                "order": order,
                "call": call.map(CallId::number),
                "answered_at": answered_at,
                "turns": said,
                "recording": recording,
            })
        );
        return Ok(Exit::Ok);
    }
    let number = order.number.as_deref().unwrap_or("-");
    let stands = order.result.or(order.state).or(order.why);
    println!(
        "{}  {number}  {}",
        order.created_at,
        stands.unwrap_or_default()
    );
    for turn in &turns {
        println!("{}", line(turn, answered_at.as_deref()));
    }
    if let Some(recording) = recording {
        println!("{}", told(&recording));
    }
    Ok(Exit::Ok)
}

fn line(turn: &TurnRow, answered_at: Option<&str>) -> String {
    let who = match turn.who.as_str() {
        "caller" => "안내",
        "keys" => "누름",
        _ => "문지기",
    };
    let at = answered_at.and_then(|answered| offset(answered, &turn.at));
    let at = at.unwrap_or_else(|| turn.at.clone());
    format!("{at:>8}  {who}: {}", turn.text)
}

/// From the answer, in seconds: where it is in the recording.
fn offset(answered: &str, at: &str) -> Option<String> {
    let [answered, at]: [jiff::civil::DateTime; 2] = [answered.parse().ok()?, at.parse().ok()?];
    let span = at.duration_since(answered);
    Some(format!("{:.1} s", span.as_secs_f64()))
}

fn told(recording: &RecordingRow) -> String {
    match (&recording.sha256, recording.seconds) {
        (Some(sha256), Some(seconds)) => format!(
            "녹음 / recording: {} ({seconds} s, sha256 {sha256})",
            recording.file
        ),
        _ => format!("녹음 / recording: {} (끝이 잘림 / cut off)", recording.file),
    }
}
