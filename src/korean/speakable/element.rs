//! One thing that is read as a whole.

use super::is_bare_number;
use super::latin::latin_at;
use super::moment::{DAY_PARTS, date_at, half_of_day, time_at};
use super::number::number_at;
use super::phone;
use super::weekday::weekday_at;
use crate::korean::jamo::is_hangul;
use crate::korean::number::digits;
use crate::korean::scan::{after_spaces, before, begins_word, strip_any};

/// What kind of thing was read; `~` behind it is read accordingly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A time, a day: "…부터 …까지".
    Moment,
    /// A number with or without a unit: "…에서 …".
    Amount,
    /// Anything else.
    Other,
}

/// A thing that is read as a whole: its words and how many bytes of the text it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) words: String,
    pub(super) used: usize,
    pub(super) kind: Kind,
}

impl Element {
    pub(super) fn new(words: impl Into<String>, used: usize, kind: Kind) -> Self {
        Self {
            words: words.into(),
            used,
            kind,
        }
    }
}

/// The element at byte `at`, if one begins there. `read` holds the words so far, `last` the kind
/// of what was read right before.
pub(super) fn element_at(text: &str, at: usize, read: &str, last: Option<Kind>) -> Option<Element> {
    let rest = text.get(at..)?;
    let first = rest.chars().next()?;
    if first.is_ascii_digit() {
        if before(text, at).is_some_and(|c| c.is_ascii_digit()) {
            return None;
        }
        let run = rest.bytes().take_while(u8::is_ascii_digit).count();
        let in_a_name = before(text, at).is_some_and(|c| c.is_ascii_alphabetic());
        if in_a_name && run >= 3 {
            // "munjigi123": a name or a password, not an amount.
            return Some(Element::new(digits(&rest[..run]), run, Kind::Other));
        }
        return date_at(rest)
            .or_else(|| phone::phone_at(rest))
            .or_else(|| phone::account_at(rest))
            .or_else(|| time_at(rest, read))
            .or_else(|| number_at(rest, last));
    }
    match first {
        '(' => phone::bracketed(rest),
        '+' => phone::abroad(rest),
        '-' => below_zero(text, at, last),
        _ => None,
    }
    .or_else(|| weekday_at(text, at))
    .or_else(|| part_at(text, at))
    .or_else(|| latin_at(text, at))
}

/// "오후 9시", "PM 9:00": the part of the day belongs to the time behind it.
fn part_at(text: &str, at: usize) -> Option<Element> {
    let rest = &text[at..];
    begins_word(text, at).then_some(())?;
    let (part, behind) = strip_any(rest, &DAY_PARTS).or_else(|| {
        // "PM 9:00"
        let part = if half_of_day(rest)? {
            "오후"
        } else {
            "오전"
        };
        Some((part, &rest["AM".len()..]))
    })?;
    let start = text.len() - after_spaces(behind).len();
    text[start..]
        .starts_with(|c: char| c.is_ascii_digit())
        .then_some(())?;
    let time = element_at(text, start, part, None)?;
    let words = format!("{part} {}", time.words);
    (time.kind == Kind::Moment).then(|| Element::new(words, start + time.used - at, Kind::Moment))
}

/// "-5℃" → "영하 오 도", "-10%" → "마이너스 십 퍼센트"; a dash in front of anything else is a bullet
/// or a range.
fn below_zero(text: &str, at: usize, last: Option<Kind>) -> Option<Element> {
    let opens = before(text, at).is_none_or(|c| " (:,".contains(c));
    let number = text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
    (opens && number && last.is_none()).then_some(())?;
    let element = number_at(&text[at + 1..], None).filter(|it| it.kind == Kind::Amount)?;
    let behind = &text[at + 1 + element.used..];
    let sign = if element.words.ends_with(" 도") {
        "영하"
    } else if element.words.ends_with("퍼센트") || !behind.starts_with(is_hangul) {
        "마이너스"
    } else {
        return None;
    };
    let plain = element.words.ends_with(['도', '트']) || is_bare_number(&element.words);
    plain.then(|| {
        Element::new(
            format!("{sign} {}", element.words),
            1 + element.used,
            Kind::Amount,
        )
    })
}
