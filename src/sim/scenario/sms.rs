//! `[[sms]]`: texts that arrive over the virtual network.

use std::time::Duration;

use crate::{
    settings::{Refusal, Table},
    sim::{
        deliver::{Coding, Text},
        ec25::Happening,
        mmsc::{Charset, Lms},
    },
};

/// A text that somebody sends to the box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// When, from the start.
    pub at: Duration,
    /// What.
    pub what: Sent,
}

/// A short text, or one that waits at the carrier's MMSC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// `kind = "sms"`, in as many parts as it needs.
    Sms(Text),
    /// `kind = "lms"`.
    Lms(Lms),
}

impl Message {
    /// The same as the network has it.
    #[must_use]
    pub fn happening(&self) -> Happening {
        match &self.what {
            Sent::Sms(text) => Happening::TextArrives(text.clone()),
            Sent::Lms(lms) => Happening::LmsArrives(lms.clone()),
        }
    }
}

pub(super) fn read(table: &Table<'_>) -> Option<Message> {
    let (at, from) = (table.require("at"), required_text(table, "from", sender));
    let body = required_text(table, "text", super::not_empty);
    let lms = table
        .get_text("kind", |text| match text {
            "sms" => Ok(false),
            "lms" => Ok(true),
            _ => Err(Refusal::new(
                "\"sms\"나 \"lms\"로 적어 주세요.",
                "write \"sms\" or \"lms\"",
            )),
        })
        .unwrap_or(false);
    let what = if lms {
        let subject = table.get_text("subject", super::not_empty);
        let charset = one_of(table, "encoding", &CHARSETS)?;
        let parts = table.get_or("parts", 2);
        if !(1..=5).contains(&parts) {
            let refusal = Refusal::new(
                "1부터 5까지의 정수로 적어 주세요.",
                "write a whole number from 1 to 5",
            );
            table.refuse("parts", refusal);
            return None;
        }
        let (from, body) = (from?, body?);
        let first: String = body.chars().take(12).collect();
        Sent::Lms(Lms {
            charset,
            parts,
            ..Lms::new(from, subject.unwrap_or(first), body)
        })
    } else {
        let coding = one_of(table, "encoding", &CODINGS)?;
        let gateway = table.get_text("gateway", sender);
        Sent::Sms(Text {
            coding,
            gateway,
            ..Text::plain(from?, body?)
        })
    };
    Some(Message { at: at?, what })
}

const CODINGS: [(&str, Coding); 5] = [
    ("auto", Coding::Auto),
    ("gsm7", Coding::Gsm7),
    ("ucs2", Coding::Ucs2),
    ("ksc5601", Coding::Ksc5601),
    ("8bit", Coding::EightBit),
];

const CHARSETS: [(&str, Charset); 6] = [
    ("utf-8", Charset::Utf8),
    ("euc-kr", Charset::EucKr),
    ("ksc5601", Charset::Ksc5601),
    ("utf-16", Charset::Utf16),
    ("unsaid", Charset::Unsaid),
    ("lying", Charset::Lying),
];

/// The word's meaning; the first when the key is absent.
fn one_of<T: Copy>(table: &Table<'_>, key: &str, words: &[(&str, T)]) -> Option<T> {
    if !table.has(key) {
        return words.first().map(|(_, value)| *value);
    }
    table.get_text(key, |text| {
        let found = words.iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| *value).ok_or_else(|| {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let known = known.join(", ");
            Refusal::new(
                format!("다음 중에서 고르세요: {known}"),
                format!("use one of: {known}"),
            )
        })
    })
}

/// A number, or the name that some senders have in its place: up to 11 letters and digits.
fn sender(text: &str) -> Result<String, Refusal> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let number = (2..=20).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let letter = |c: char| c.is_ascii_alphanumeric() || c == ' ' || c == '-';
    let name = (1..=11).contains(&text.len())
        && text.chars().all(letter)
        && text.chars().any(|c| c.is_ascii_alphabetic());
    if number || name {
        return Ok(text.to_owned());
    }
    Err(Refusal::new(
        "보낸 번호를 숫자로 적거나 영문 이름(11자까지)을 적어 주세요.",
        "write the sender's number in digits, or a name of up to 11 letters",
    ))
}

fn required_text<T>(
    table: &Table<'_>,
    key: &str,
    read: fn(&str) -> Result<T, Refusal>,
) -> Option<T> {
    if !table.has(key) {
        return table.require::<String>(key).and(None);
    }
    table.get_text(key, read)
}
