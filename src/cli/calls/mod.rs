//! `munjigi call`: what the store knows about calls.

mod recording;

use crate::{
    app::BoxClock,
    outreach::Test,
    phone::{
        PhoneNumber,
        policy::{self, Purpose},
    },
    store::Store,
    time::WallClock as _,
};

use super::{Exit, Failure, args::CallVerb, database::open};

/// Lists calls, or shows one.
pub fn calls(verb: &CallVerb, json: bool) -> Result<Exit, Failure> {
    match verb {
        CallVerb::List { db } => list(&open(db)?, json),
        CallVerb::Dial {
            number,
            press,
            loop_back,
            tone,
            line,
            db,
        } => {
            let test = match press {
                Some(keys) => Test::Press(keys.clone()),
                None if *loop_back => Test::Loop,
                None if *tone => Test::Tone,
                None => Test::Speak,
            };
            dial(&mut open(db)?, (number, &test, line), json)
        }
        CallVerb::Export {
            call,
            out,
            reason,
            db,
        } => recording::export(db, *call, out, reason),
        CallVerb::Show { call, db } => show(&open(db)?, *call, json),
    }
}

fn list(store: &Store, json: bool) -> Result<Exit, Failure> {
    for call in store.calls()? {
        if json {
            println!(
                "{}",
                serde_json::json!({
                    "id": call.id.number(),
                    "from": call.from,
                    "rang_at": call.rang_at,
                    "answered_at": call.answered_at,
                    "ended_at": call.ended_at,
                    "outcome": call.outcome,
                    "line": call.line,
                    "direction": call.direction,
                })
            );
        } else {
            println!(
                "{:>5}  {}  {} {:<11}  {}",
                call.id.number(),
                call.rang_at,
                if call.direction == "out" {
                    "→"
                } else {
                    "←"
                },
                call.from.as_deref().unwrap_or("-"),
                call.outcome
            );
        }
    }
    Ok(Exit::Ok)
}

/// Writes the call down; the box that runs over this database finds it within seconds.
fn dial(
    store: &mut Store,
    (number, test, line): (&PhoneNumber, &Test, &str),
    json: bool,
) -> Result<Exit, Failure> {
    policy::allow(number, Purpose::Test).map_err(|why| {
        let message = format!("걸 수 없는 번호입니다 / {why}");
        Failure::saying(Exit::Usage, message)
    })?;
    let what = test.word();
    let named = (Purpose::Test.as_str(), what.as_str());
    let id = store.queue_dial(line, number, named, BoxClock::start().wall())?;
    if json {
        println!(
            "{}",
            serde_json::json!({ "id": id.number(), "state": "queued" })
        );
    } else {
        println!(
            "시험 전화를 적어 두었습니다. 결과: munjigi call list / queued; see munjigi call list"
        );
    }
    Ok(Exit::Ok)
}

fn show(store: &Store, number: i64, json: bool) -> Result<Exit, Failure> {
    let Some(call) = store.calls()?.into_iter().find(|c| c.id.number() == number) else {
        let message = format!("{number}번 통화가 없습니다 / there is no call {number}");
        return Err(Failure::saying(Exit::Failed, message));
    };
    let turns = store.turns(call.id)?;
    if json {
        let turns: Vec<_> = turns
            .iter()
            .map(|turn| serde_json::json!({ "who": turn.who, "text": turn.text }))
            .collect();
        println!(
            "{}",
            serde_json::json!({ "id": number, "outcome": call.outcome, "turns": turns })
        );
        return Ok(Exit::Ok);
    }
    for turn in turns {
        let who = match turn.who.as_str() {
            "caller" => "손님",
            "keys" => "누름",
            "model" => "모델",
            _ => "문지기",
        };
        println!("{who:>4}: {}", turn.text);
    }
    Ok(Exit::Ok)
}
