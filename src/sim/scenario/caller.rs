//! `[[caller]]`: who calls, when, and what they mean to say.

use std::{path::PathBuf, time::Duration};

use regex::Regex;

use crate::{
    phone,
    settings::{Refusal, Table},
    sim::{
        caller::{Act, Turn, When},
        interaction::Kind,
        sounds,
    },
};

/// Some six syllables a second (6.1 over 173 turns of the scenarios, pauses apart).
pub const USUAL_SPEED: f32 = 0.9;

/// One call to the box.
#[derive(Clone, Debug)]
pub struct Script {
    /// When it rings, from the start.
    pub at: Duration,
    /// The number, or `"withheld"`.
    pub from: phone::Caller,
    /// The voice's name; `None` for the usual one.
    pub voice: Option<String>,
    /// How fast they speak; 1.0 is the voice's own pace, and [`USUAL_SPEED`] the usual.
    pub speed: f32,
    /// What they do, in order.
    pub turns: Vec<Line>,
}

impl Script {
    /// The turns without the words, for [`crate::sim::caller::Caller`].
    #[must_use]
    pub fn moves(&self) -> Vec<Turn> {
        self.turns.iter().map(|line| line.turn.clone()).collect()
    }

    /// Whether something of it is not meant for the box, or said by somebody else.
    pub(super) fn has_kinds(&self) -> bool {
        let plain = |line: &Line| {
            line.kind == Kind::Turn && line.voice.is_none() && line.softer_db.is_none()
        };
        !self.turns.iter().all(plain)
    }
}

/// One turn with its words.
#[derive(Clone, Debug)]
pub struct Line {
    /// What they wait for and do.
    pub turn: Turn,
    /// What they say; there for [`Act::Speak`] and only for it.
    pub words: Option<Words>,
    /// What they mean by it.
    pub kind: Kind,
    /// The voice that says it, if it is not the caller's.
    pub voice: Option<String>,
    /// So many dB softer than they speak to the box: they have turned away, or somebody else is in the room.
    pub softer_db: Option<f32>,
}

/// What a caller says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// Text for the caller's voice.
    Say(String),
    /// A recording, relative to the scenario's own folder.
    Wav(PathBuf),
}

pub(super) fn read(table: &Table<'_>) -> Option<Script> {
    let at = table.require("at");
    let from = if table.has("from") {
        table.get_text("from", from)
    } else {
        table.require::<String>("from").and(None)
    };
    let voice = table.get("voice");
    let speed = if table.has("speed") {
        super::within(table, "speed", 0.5, 2.0)
    } else {
        Some(USUAL_SPEED)
    };
    let turns = table.tables("turn");
    let turns: Vec<_> = turns.iter().enumerate().map(|(n, t)| line(t, n)).collect();
    Some(Script {
        at: at?,
        from: from?,
        voice,
        speed: speed?,
        turns: turns.into_iter().collect::<Option<_>>()?,
    })
}

/// A telephone number, Korean or foreign with its `+`, or `withheld`.
pub(super) fn from(text: &str) -> Result<phone::Caller, Refusal> {
    if text == "withheld" {
        return Ok(phone::Caller::Withheld);
    }
    phone::Caller::from_digits(text).ok_or_else(|| {
        Refusal::new(
            "전화번호나 \"withheld\"(발신번호 표시제한)를 적어 주세요.",
            "write a telephone number, or \"withheld\"",
        )
    })
}

/// A regular expression.
pub(super) fn pattern(text: &str) -> Result<Regex, Refusal> {
    Regex::new(text).map_err(|error| {
        let error = error.to_string();
        let last = error.lines().last().unwrap_or_default().to_owned();
        Refusal::new(
            format!("정규식이 아닙니다({last}). 고쳐 주세요."),
            format!("this is not a regular expression ({last}); mend it"),
        )
    })
}

fn line(table: &Table<'_>, place: usize) -> Option<Line> {
    let when = table.get_text("when", |text| match text {
        "greeting" if place == 0 => Ok(When::Greeting),
        "any" => Ok(When::Any),
        "greeting" => Err(Refusal::new(
            "\"greeting\"은 첫 차례에만 쓸 수 있습니다. \"any\"나 after를 쓰세요.",
            "\"greeting\" is for the first turn only; write \"any\", or use after",
        )),
        _ => Err(Refusal::new(
            "\"greeting\"이나 \"any\"로 적어 주세요.",
            "write \"greeting\" or \"any\"",
        )),
    });
    let after = table.get_text("after", pattern).map(When::After);
    let silence: Option<Duration> = table.get("silence");
    let words = words(table);
    let kind = table.get_text("kind", kind).unwrap_or_default();
    let voice = table.get("voice");
    let softer_db = super::within(table, "softer_db", 0.0, 60.0);
    let press = table.get_text("dtmf", super::keys);
    let hang_up = table.get_or("hang_up", false);
    let barge_in: Option<Duration> = table.get("barge_in");

    let waits = usize::from(table.has("when")) + usize::from(table.has("after"));
    let speaks = table.has("say") || table.has("wav");
    let presses = table.has("dtmf");
    let acts = speaks || presses || hang_up;
    if speaks && presses {
        let refusal = Refusal::new(
            "say와 wav와 dtmf 가운데 하나만 쓰세요. 다른 것은 다음 차례로 옮기세요.",
            "use only one of say, wav and dtmf; move the other to the next turn",
        );
        table.refuse("dtmf", refusal);
        return None;
    }
    if table.has("barge_in") && !((speaks || presses) && waits == 1) {
        let refusal = Refusal::new(
            "barge_in은 when이나 after와 함께, say, wav, dtmf에만 쓸 수 있습니다.",
            "barge_in goes with when or after, and with say, wav or dtmf",
        );
        table.refuse("barge_in", refusal);
        return None;
    }
    let (key, korean, english) = match (waits, table.has("silence"), acts) {
        (2, ..) => (
            "after",
            "when과 after 가운데 하나만 쓰세요.",
            "use either when or after, not both",
        ),
        (1, true, true) => (
            "silence",
            "silence는 when이나 after와 함께 쓰면 말없이 있는 시간입니다. say, wav, dtmf, hang_up을 지우거나 다음 차례로 옮기세요.",
            "with when or after, silence is how long the caller keeps silent; move say, wav, dtmf and hang_up to the next turn",
        ),
        (0, true, false) | (1, false, false) => (
            "say",
            "무엇을 할지 없습니다. say, wav, dtmf, hang_up 가운데 하나를 적어 주세요.",
            "the turn does nothing; add say, wav, dtmf or hang_up",
        ),
        (0, false, _) => (
            "when",
            "언제 할지 없습니다. when, after, silence 가운데 하나를 적어 주세요.",
            "the turn has no time; add when, after or silence",
        ),
        _ => ("", "", ""),
    };
    if !key.is_empty() {
        table.refuse(key, Refusal::new(korean, english));
        return None;
    }
    let (when, act) = if waits == 0 {
        (When::Silence(silence?), None)
    } else if table.has("silence") {
        (when.or(after)?, Some(Act::KeepSilent(silence?)))
    } else {
        (when.or(after)?, None)
    };
    let act = match act {
        Some(act) => act,
        None if speaks => Act::Speak,
        None if presses => Act::Press(press?),
        None => Act::Nothing,
    };
    if speaks && words.is_none() {
        return None;
    }
    Some(Line {
        turn: Turn {
            when,
            act,
            hang_up,
            barge_in,
        },
        words,
        kind,
        voice,
        softer_db,
    })
}

/// Words and what else is heard.
fn spoken(text: &str) -> Result<String, Refusal> {
    let text = super::not_empty(text)?;
    if sounds::pieces(&text).is_some() {
        return Ok(text);
    }
    Err(Refusal::new(
        "대괄호 안에는 쉬는 시간([700]은 0.7초), [기침], [달그락]만 쓸 수 있습니다.",
        "in brackets write a pause in milliseconds like [700], [기침] or [달그락]",
    ))
}

fn kind(text: &str) -> Result<Kind, Refusal> {
    match text {
        "turn" => Ok(Kind::Turn),
        "backchannel" => Ok(Kind::Backchannel),
        "tic" => Ok(Kind::Tic),
        "aside" => Ok(Kind::Aside),
        _ => Err(Refusal::new(
            "\"turn\", \"backchannel\"(맞장구), \"tic\"(군소리), \"aside\"(딴 사람에게 하는 말) 가운데 하나로 적어 주세요.",
            "write \"turn\", \"backchannel\", \"tic\" or \"aside\"",
        )),
    }
}

fn words(table: &Table<'_>) -> Option<Words> {
    let say = table.get_text("say", spoken);
    let wav = table.get_text("wav", super::not_empty);
    if table.has("say") && table.has("wav") {
        table.refuse(
            "wav",
            Refusal::new(
                "say와 wav 가운데 하나만 쓰세요.",
                "use either say or wav, not both",
            ),
        );
        return None;
    }
    say.map(Words::Say).or(wav.map(|w| Words::Wav(w.into())))
}
