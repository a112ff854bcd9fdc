//! `[expect]`: what must be true at the end.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Time};
use regex::Regex;

use crate::{
    call::Outcome,
    phone,
    phone::PhoneNumber,
    settings::{Refusal, Table},
};

/// What must be true at the end. What is `None` is not looked at; lists are exact.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    /// All bookings that stand, in the order in which they were first made.
    pub bookings: Option<Vec<ExpectedBooking>>,
    /// All bookings that were cancelled, in the same order.
    pub cancelled: Option<Vec<ExpectedBooking>>,
    /// All calls that the owner is to place, in order.
    pub callbacks: Option<Vec<ExpectedCallback>>,
    /// Matches for all questions of the owner's list, in order.
    pub questions: Option<Vec<Regex>>,
    /// All messages for the owner, in order.
    pub messages: Option<Vec<ExpectedMessage>>,
    /// All calls, in the order in which they began.
    pub calls: Option<Vec<ExpectedCall>>,
    /// How many texts each number got; numbers that are not named got none.
    pub texts_to: Option<BTreeMap<PhoneNumber, u32>>,
    /// What came of every ad that names a number to call, in order.
    pub optouts: Option<Vec<ExpectedOptOut>>,
    /// All numbers that were dialled, in order.
    pub dialled: Option<Vec<PhoneNumber>>,
    /// All texts that the box has read, in the order in which it did.
    pub texts_received: Option<Vec<ExpectedText>>,
    /// How the modem's driver stands at the end; of every modem when there are two.
    pub state: Option<ModemState>,
    /// Each matches some sentence of the box.
    pub said: Vec<Regex>,
    /// None matches any sentence of the box.
    pub never_said: Vec<Regex>,
}

/// A booking, as far as a scenario says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedBooking {
    /// The day.
    pub date: Date,
    /// The time of day.
    pub time: Time,
    /// How many people.
    pub party: u8,
    /// The number to reach them by.
    pub phone: Option<PhoneNumber>,
    /// What is booked; `None` for a table.
    pub what: Option<String>,
}

/// A call that the owner is to place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedCallback {
    /// When; `None` for any time.
    pub at: Option<DateTime>,
    /// The number to call.
    pub phone: Option<PhoneNumber>,
}

/// A message for the owner. Its wording is the caller's, so it is matched, not compared.
#[derive(Clone, Debug)]
pub struct ExpectedMessage {
    /// Matches the message, anywhere.
    pub body: Regex,
    /// The number to call back.
    pub phone: Option<PhoneNumber>,
}

/// A text that the box was to receive.
#[derive(Clone, Debug)]
pub struct ExpectedText {
    /// The sender, as the text says.
    pub from: String,
    /// Matches the text, anywhere.
    pub text: Regex,
}

/// An ad, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedOptOut {
    /// The number that it names.
    pub number: PhoneNumber,
    /// The result of the call; where there was none, why not.
    pub result: String,
}

/// How a modem's driver stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ModemState {
    /// No modem is there.
    Absent,
    /// Its ports are being opened.
    Opening,
    /// The settings are being sent.
    Syncing,
    /// The SIM is missing, busy or wants a code.
    SimWait,
    /// It waits for the network.
    Registering,
    /// Everything works.
    Ready,
    /// It works, but something a person should know is wrong.
    Degraded,
    /// It is being brought back.
    Recovering,
}

impl ModemState {
    /// All of them, in the order of a start-up.
    pub const ALL: [Self; 8] = [
        Self::Absent,
        Self::Opening,
        Self::Syncing,
        Self::SimWait,
        Self::Registering,
        Self::Ready,
        Self::Degraded,
        Self::Recovering,
    ];

    /// As a scenario writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Opening => "opening",
            Self::Syncing => "syncing",
            Self::SimWait => "sim-wait",
            Self::Registering => "registering",
            Self::Ready => "ready",
            Self::Degraded => "degraded",
            Self::Recovering => "recovering",
        }
    }
}

/// A call and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedCall {
    /// Who called.
    pub from: phone::Caller,
    /// How it ended.
    pub outcome: Outcome,
}

/// Reads the table; what is wrong has been reported and is left out.
pub(super) fn read(table: &Table<'_>) -> Expect {
    let texts_to = table.table("texts_to").map(|t| texts_to(&t));
    Expect {
        bookings: list(table, "bookings", booking),
        cancelled: list(table, "cancelled", booking),
        callbacks: list(table, "callbacks", callback),
        questions: table.has("questions").then(|| patterns(table, "questions")),
        messages: list(table, "messages", message),
        calls: list(table, "calls", call),
        texts_to,
        optouts: list(table, "optouts", optout),
        dialled: table.get("dialled"),
        texts_received: list(table, "texts_received", text),
        state: table.get_text("state", state),
        said: patterns(table, "said"),
        never_said: patterns(table, "never_said"),
    }
}

fn list<T>(table: &Table<'_>, key: &str, one: fn(&Table<'_>) -> Option<T>) -> Option<Vec<T>> {
    let tables = table.tables(key);
    table
        .has(key)
        .then(|| tables.iter().filter_map(one).collect())
}

fn booking(table: &Table<'_>) -> Option<ExpectedBooking> {
    let (date, time) = (table.require("date"), table.require("time"));
    let (party, phone) = (table.require("party"), table.get("phone"));
    Some(ExpectedBooking {
        date: date?,
        time: time?,
        party: party?,
        phone,
        what: table.get("what"),
    })
}

fn callback(table: &Table<'_>) -> Option<ExpectedCallback> {
    let at = table.get_text("at", |text| {
        text.parse::<DateTime>().map_err(|_| {
            Refusal::new(
                "\"2026-11-20T10:00:00\"처럼 적어 주세요.",
                "write it like \"2026-11-20T10:00:00\"",
            )
        })
    });
    if table.has("at") && at.is_none() {
        return None;
    }
    let phone = table.get("phone");
    Some(ExpectedCallback { at, phone })
}

fn message(table: &Table<'_>) -> Option<ExpectedMessage> {
    let phone = table.get("phone");
    if !table.has("body") {
        return table.require::<String>("body").and(None);
    }
    let body = table.get_text("body", super::caller::pattern)?;
    Some(ExpectedMessage { body, phone })
}

fn optout(table: &Table<'_>) -> Option<ExpectedOptOut> {
    let (number, result) = (table.require("number"), table.require("result"));
    Some(ExpectedOptOut {
        number: number?,
        result: result?,
    })
}

fn text(table: &Table<'_>) -> Option<ExpectedText> {
    let from = table.require("from");
    if !table.has("text") {
        return table.require::<String>("text").and(None);
    }
    let text = table.get_text("text", super::caller::pattern)?;
    Some(ExpectedText { from: from?, text })
}

fn state(text: &str) -> Result<ModemState, Refusal> {
    let found = ModemState::ALL.into_iter().find(|s| s.as_str() == text);
    found.ok_or_else(|| {
        let words = ModemState::ALL.map(ModemState::as_str).join(", ");
        Refusal::new(
            format!("다음 중에서 고르세요: {words}"),
            format!("use one of: {words}"),
        )
    })
}

fn call(table: &Table<'_>) -> Option<ExpectedCall> {
    let from = if table.has("from") {
        table.get_text("from", super::caller::from)
    } else {
        table.require::<String>("from").and(None)
    };
    let outcome = if table.has("outcome") {
        table.get_text("outcome", outcome)
    } else {
        table.require::<String>("outcome").and(None)
    };
    Some(ExpectedCall {
        from: from?,
        outcome: outcome?,
    })
}

fn outcome(text: &str) -> Result<Outcome, Refusal> {
    let found = Outcome::ALL.into_iter().find(|o| o.as_str() == text);
    found.ok_or_else(|| {
        let words = Outcome::ALL.map(Outcome::as_str).join(", ");
        Refusal::new(
            format!("다음 중에서 고르세요: {words}"),
            format!("use one of: {words}"),
        )
    })
}

fn texts_to(table: &Table<'_>) -> BTreeMap<PhoneNumber, u32> {
    let mut counts = BTreeMap::new();
    for key in table.remaining_keys() {
        let count = table.get(&key);
        match (key.parse::<PhoneNumber>(), count) {
            (Ok(number), Some(count)) => {
                counts.insert(number, count);
            }
            (Ok(_), None) => {}
            (Err(_), _) => table.refuse(
                &key,
                Refusal::new(
                    "전화번호가 아닙니다. \"01023456789\" = 1 처럼 적어 주세요.",
                    "this is not a telephone number; write \"01023456789\" = 1",
                ),
            ),
        }
    }
    counts
}

fn patterns(table: &Table<'_>, key: &str) -> Vec<Regex> {
    let texts: Vec<String> = table.get_or(key, Vec::new());
    let one = |text: &String| match super::caller::pattern(text) {
        Ok(pattern) => Some(pattern),
        Err(refusal) => {
            table.refuse(key, refusal);
            None
        }
    };
    texts.iter().filter_map(one).collect()
}
