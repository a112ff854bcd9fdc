//! Scenario files: one afternoon of one box, in TOML.
//!
//! **Rule:** a scenario says what people do and what must be true at the end, never how the box is
//! to put it. A key that is not understood is a mistake, and all mistakes are told at once.
//!
//! ```
//! use munjigi::sim::scenario::Scenario;
//!
//! let scenario = Scenario::parse("hello.toml", r#"
//! [scenario]
//! name  = "hello and goodbye"
//! start = 2026-11-21T18:03:00+09:00
//! shop  = "shop.toml"
//!
//! [[caller]]
//! at   = "2s"
//! from = "010-2345-6789"
//! [[caller.turn]]
//! when    = "greeting"
//! say     = "아니에요, 잘못 걸었어요"
//! hang_up = true
//!
//! [expect]
//! bookings = []
//! calls    = [{ from = "010-2345-6789", outcome = "abandoned" }]
//! "#)?;
//! assert_eq!(scenario.callers.len(), 1);
//! # Ok::<(), munjigi::settings::Problems>(())
//! ```
//!
//! To test it: `cargo test --lib sim::scenario`.

mod advice;
mod book;
mod caller;
mod expect;
mod modem;
mod remote;
mod shop;
mod sms;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, path::PathBuf};

use jiff::{Timestamp, civil::DateTime, tz::Offset};
use toml::de::DeValue;

use crate::{
    call::Answered,
    phone::PhoneNumber,
    settings::{Document, Problems, Refusal, Table},
};

use super::{channel::Quality, remote as far};
pub use advice::Advice;
pub use book::Before;
pub use caller::{Line, Script, USUAL_SPEED, Words};
pub use expect::{
    Expect, ExpectedBooking, ExpectedCall, ExpectedCallback, ExpectedMessage, ExpectedOptOut,
    ExpectedText, ModemState,
};
pub use modem::{Dial, Mishap, Modem};
pub use sms::{Message, Sent};

/// One scenario.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// `scenario.name`.
    pub name: String,
    /// `scenario.kind`: the row that it counts for in a table; empty when it is not given.
    pub kind: String,
    /// `scenario.start`: when the clock of the run stands at zero.
    pub start: Timestamp,
    /// `scenario.seed`; 1 when it is not given.
    pub seed: u64,
    /// `scenario.shop`, or the table `[shop]`.
    pub shop: Shop,
    /// `[channel]`; a clean telephone when it is not given.
    pub channel: Quality,
    /// `[modem]` or `[[modem]]`: one or two.
    pub modems: Vec<Modem>,
    /// `[[booked]]`, in the order of the file.
    pub booked: Vec<Before>,
    /// `[[answered]]`, in the order of the file.
    pub answered: Vec<Answered>,
    /// `[[advice]]`: what a language model on the box chooses; none is there when it is empty.
    pub advice: Vec<Advice>,
    /// `[[caller]]`, in the order of the file.
    pub callers: Vec<Script>,
    /// `[[sms]]`, in the order of the file.
    pub sms: Vec<Message>,
    /// `[remote."…"]`: who answers at the numbers that the box may dial.
    pub remotes: BTreeMap<PhoneNumber, far::Line>,
    /// `[[dial]]`, in the order of the file.
    pub dials: Vec<Dial>,
    /// `[[fault]]`, in the order of the file.
    pub faults: Vec<Mishap>,
    /// `[expect]`.
    pub expect: Expect,
}

/// Whose telephone is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shop {
    /// A settings file, as the scenario names it: relative to the scenario's own folder.
    File(PathBuf),
    /// The settings themselves, as TOML text. Its lines stand where they stand in the scenario, so
    /// that what is found wrong in it has the right line number.
    Inline(String),
}

impl Scenario {
    /// Reads the scenario `text` of the file `name`.
    ///
    /// # Errors
    /// Every mistake in the file, with its place and its remedy.
    pub fn parse(name: &str, text: &str) -> Result<Self, Problems> {
        let document = Document::parse(name, text);
        let scenario = Self::read(&document.root(), text);
        document.finish(scenario)
    }

    /// The keys of this scenario that are played in virtual time only, as they are written.
    #[must_use]
    pub fn only_in_virtual_time(&self) -> Vec<&'static str> {
        let plain = self.modems == [Modem::default()];
        let expect = &self.expect;
        let long = |message: &Message| matches!(message.what, Sent::Lms(_));
        let all = [
            ("kind = \"lms\"", self.sms.iter().any(long)),
            ("[[dial]]", !self.dials.is_empty()),
            ("[[fault]]", !self.faults.is_empty()),
            ("[modem]", !plain),
            ("channel.echo_db", self.channel.echo_db.is_some()),
            (
                "caller.turn.kind",
                self.callers.iter().any(Script::has_kinds),
            ),
            ("expect.state", expect.state.is_some()),
        ];
        let there = all.into_iter().filter(|(_, there)| *there);
        there.map(|(key, _)| key).collect()
    }

    /// The local time at the start, in Korea (UTC+9).
    #[must_use]
    pub fn local_start(&self) -> DateTime {
        Offset::constant(9).to_datetime(self.start)
    }

    fn read(root: &Table<'_>, text: &str) -> Option<Self> {
        let head = root.table("scenario");
        if !root.has("scenario") {
            root.refuse(
                "scenario",
                Refusal::new(
                    "[scenario] 표가 없습니다. name, start, shop을 적어 주세요.",
                    "the table [scenario] is missing; add it with name, start and shop",
                ),
            );
        }
        let kind = head.as_ref().and_then(|head| head.get("kind"));
        let (name, start, seed, shop) = match &head {
            Some(head) => (
                head.require("name"),
                start(head),
                head.get_or("seed", 1),
                shop::read(root, head, text),
            ),
            None => (None, None, 1, None),
        };
        let channel = root
            .table("channel")
            .map_or_else(Quality::default, |t| quality(&t));
        let modems = modem::modems(root);
        let booked: Vec<_> = root.tables("booked").iter().map(book::booked).collect();
        let answered: Vec<_> = root.tables("answered").iter().map(book::answered).collect();
        let advice: Vec<_> = root.tables("advice").iter().map(advice::read).collect();
        let callers: Vec<_> = root.tables("caller").iter().map(caller::read).collect();
        let sms: Vec<_> = root.tables("sms").iter().map(sms::read).collect();
        let dials: Vec<_> = root.tables("dial").iter().map(modem::dial).collect();
        if callers.is_empty() && sms.is_empty() && dials.is_empty() {
            root.refuse(
                "caller",
                Refusal::new(
                    "아무 일도 없습니다. [[caller]], [[sms]], [[dial]] 가운데 하나 이상 적어 주세요.",
                    "nothing happens; add at least one [[caller]], [[sms]] or [[dial]]",
                ),
            );
        }
        let remotes = root
            .table("remote")
            .map_or_else(BTreeMap::new, |t| remote::read(&t));
        let how_many = modems.as_ref().map_or(2, Vec::len);
        let faults = root.tables("fault");
        let faults: Vec<_> = faults.iter().map(|t| modem::mishap(t, how_many)).collect();
        let expect = root.table("expect").map(|t| expect::read(&t));
        Some(Self {
            name: name?,
            kind: kind.unwrap_or_default(),
            start: start?,
            seed,
            shop: shop?,
            channel,
            modems: modems?,
            booked: booked.into_iter().collect::<Option<_>>()?,
            answered: answered.into_iter().collect::<Option<_>>()?,
            advice: advice.into_iter().collect::<Option<_>>()?,
            callers: callers.into_iter().collect::<Option<_>>()?,
            sms: sms.into_iter().collect::<Option<_>>()?,
            remotes,
            dials: dials.into_iter().collect::<Option<_>>()?,
            faults: faults.into_iter().collect::<Option<_>>()?,
            expect: expect.unwrap_or_default(),
        })
    }
}

/// `2026-11-21T18:03:00+09:00`: a moment, so the distance from UTC belongs to it.
fn start(head: &Table<'_>) -> Option<Timestamp> {
    if !head.has("start") {
        return head.require::<String>("start").and(None);
    }
    head.get_with("start", |value| {
        let moment = match value {
            DeValue::Datetime(moment) => moment.to_string().parse().ok(),
            _ => None,
        };
        moment.ok_or_else(|| {
            Refusal::new(
                "2026-11-21T18:03:00+09:00처럼 따옴표 없이 적어 주세요.",
                "write date, time and distance from UTC without quotes, like 2026-11-21T18:03:00+09:00",
            )
        })
    })
}

fn quality(table: &Table<'_>) -> Quality {
    Quality {
        noise_db: within(table, "noise_db", 0.0, 60.0),
        loss: within(table, "loss", 0.0, 0.9).unwrap_or(0.0),
        echo_db: within(table, "echo_db", 0.0, 60.0),
    }
}

/// Some text.
fn not_empty(text: &str) -> Result<String, Refusal> {
    match text.trim() {
        "" => Err(Refusal::new(
            "비어 있습니다. 내용을 적거나 지우세요.",
            "this is empty; write something or remove it",
        )),
        text => Ok(text.to_owned()),
    }
}

/// Keys of a telephone: 1 to 40 of them.
fn keys(text: &str) -> Result<String, Refusal> {
    let key = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#' | 'A'..='D');
    if (1..=40).contains(&text.len()) && text.chars().all(key) {
        return Ok(text.to_owned());
    }
    Err(Refusal::new(
        "전화기의 단추(0-9, *, #)를 적어 주세요.",
        "write keys of a telephone: 0 to 9, * and #",
    ))
}

/// A number in these bounds.
fn within(table: &Table<'_>, key: &str, low: f32, high: f32) -> Option<f32> {
    let number: f32 = table.get(key)?;
    if (low..=high).contains(&number) {
        return Some(number);
    }
    table.refuse(
        key,
        Refusal::new(
            format!("{low}부터 {high}까지의 숫자로 적어 주세요."),
            format!("write a number from {low} to {high}"),
        ),
    );
    None
}
