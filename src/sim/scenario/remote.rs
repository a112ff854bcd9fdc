//! `[remote."080…"]`: the far ends of the numbers that the box may dial.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    phone::PhoneNumber,
    settings::{Refusal, Table},
    sim::remote::{Answer, Line, Step, Wants},
};

pub(super) fn read(table: &Table<'_>) -> BTreeMap<PhoneNumber, Line> {
    let mut lines = BTreeMap::new();
    for key in table.remaining_keys() {
        let line = table.table(&key).and_then(|t| line(&t));
        match (key.parse::<PhoneNumber>(), line) {
            (Ok(number), Some(line)) => {
                lines.insert(number, line);
            }
            (Ok(_), None) => {}
            (Err(_), _) => table.refuse(
                &key,
                Refusal::new(
                    "전화번호가 아닙니다. [remote.\"0801234567\"]처럼 적어 주세요.",
                    "this is not a telephone number; write [remote.\"0801234567\"]",
                ),
            ),
        }
    }
    lines
}

fn line(table: &Table<'_>) -> Option<Line> {
    let after: Option<Duration> = table.get("answer_after");
    let (busy, never) = (
        table.get_or("busy", false),
        table.get_or("no_answer", false),
    );
    let announcement = table.get_text("announcement", super::not_empty);
    let ways = [table.has("answer_after"), busy, never];
    if ways.iter().filter(|way| **way).count() > 1 {
        let refusal = Refusal::new(
            "answer_after, busy, no_answer 가운데 하나만 쓰세요.",
            "use only one of answer_after, busy and no_answer",
        );
        let key = if never { "no_answer" } else { "busy" };
        table.refuse(key, refusal);
        return None;
    }
    let answer = match (busy, never) {
        (true, _) => Answer::Busy,
        (_, true) => Answer::Never,
        _ if table.has("answer_after") => Answer::After(after?),
        _ if announcement.is_some() => Answer::Refused,
        _ => Line::default().answer,
    };
    let tries = table.get_or("tries", 3);
    let sorry = table.get_text("sorry", super::not_empty);
    let steps = table.tables("step");
    let steps: Vec<Option<Step>> = steps.iter().map(step).collect();
    if !steps.is_empty() && !matches!(answer, Answer::After(_)) {
        let refusal = Refusal::new(
            "받지 않는 번호에는 step이 없습니다. answer_after를 적거나 step을 지우세요.",
            "a number that is not answered has no steps; add answer_after, or remove them",
        );
        table.refuse("step", refusal);
        return None;
    }
    Some(Line {
        answer,
        announcement,
        steps: steps.into_iter().collect::<Option<_>>()?,
        tries,
        sorry,
        busy_calls: table.get_or("busy_calls", 0_u32).try_into().ok()?,
        voice: table.get_text("voice", super::not_empty),
        speed: speed(table),
    })
}

fn speed(table: &Table<'_>) -> f32 {
    let usual = Line::default().speed;
    let speed = table.get_or("speed", usual);
    if (0.5..=2.0).contains(&speed) {
        return speed;
    }
    let refusal = Refusal::new(
        "0.5부터 2.0 사이로 적어 주세요.",
        "write a number from 0.5 to 2.0",
    );
    table.refuse("speed", refusal);
    usual
}

fn step(table: &Table<'_>) -> Option<Step> {
    let usual = Step::default();
    let say = table.get_text("say", super::not_empty);
    let keys = table.get_text("expect_dtmf", super::keys);
    let voice = table.get_or("expect_voice", false);
    let wants = match (keys, voice) {
        (Some(_), true) => {
            let refusal = Refusal::new(
                "expect_dtmf와 expect_voice 가운데 하나만 쓰세요.",
                "use either expect_dtmf or expect_voice, not both",
            );
            table.refuse("expect_voice", refusal);
            return None;
        }
        (Some(keys), false) => Some(Wants::Keys(keys)),
        (None, true) => Some(Wants::Voice),
        (None, false) => None,
    };
    Some(Step {
        say,
        hold: table.get_or("hold", usual.hold),
        wants,
        timeout: table.get_or("timeout", usual.timeout),
        on_wrong: table.get_text("on_wrong", super::not_empty),
        hang_up: table.get_or("hang_up", usual.hang_up),
    })
}
