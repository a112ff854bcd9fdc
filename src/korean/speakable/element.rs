//! One thing that is read as a whole.

use super::latin::latin_at;
use super::moment::{DAY_PARTS, date_at, time_at, weekday_at};
use super::number::number_at;
use crate::korean::phone_words::speak_phone;
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
        return date_at(rest)
            .or_else(|| phone_at(rest))
            .or_else(|| time_at(rest, read))
            .or_else(|| number_at(rest, last));
    }
    if first == '+' && rest.starts_with("+82") {
        let (digits, used) = digit_run(&rest[3..]);
        let national = format!("0{}", digits.trim_start_matches('0'));
        let spoken = (9..=12).contains(&national.len());
        return spoken.then(|| Element::new(speak_phone(&national), 3 + used, Kind::Other));
    }
    weekday_at(text, at)
        .or_else(|| part_at(text, at))
        .or_else(|| latin_at(text, at))
}

/// "오후 9시": the part of the day belongs to the time behind it.
fn part_at(text: &str, at: usize) -> Option<Element> {
    let rest = &text[at..];
    let (part, behind) = strip_any(rest, &DAY_PARTS).filter(|_| begins_word(text, at))?;
    let start = text.len() - after_spaces(behind).len();
    text[start..]
        .starts_with(|c: char| c.is_ascii_digit())
        .then_some(())?;
    let time = element_at(text, start, part, None)?;
    let words = format!("{part} {}", time.words);
    (time.kind == Kind::Moment).then(|| Element::new(words, start + time.used - at, Kind::Moment))
}

/// Digits with single hyphens among them, or a bracket behind the area code: the digits, and the bytes they take.
fn digit_run(text: &str) -> (String, usize) {
    let mut digits = String::new();
    let mut used = 0;
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit() {
            digits.push(c);
            used = at + 1;
        } else if at != used || !(c == '-' || (c == ')' && (2..=4).contains(&at))) {
            break;
        }
    }
    (digits, used)
}

/// A telephone number, in groups with hyphens or as one run; 112 and its kin digit by digit.
fn phone_at(rest: &str) -> Option<Element> {
    let (digits, used) = digit_run(rest);
    let short = ["112", "114", "119", "1330", "1345"].contains(&digits.as_str())
        && !rest[used..].starts_with(|c: char| "명개원번층호.,~:%-".contains(c));
    let subscriber = digits.starts_with('0') && (9..=12).contains(&digits.len());
    let service = digits.len() == 8
        && ["15", "16", "18"]
            .iter()
            .any(|head| digits.starts_with(head))
        && (used == 8 || rest.as_bytes().get(4) == Some(&b'-'))
        && !rest[used..].starts_with('원');
    (short || subscriber || service).then(|| {
        let words = if short {
            crate::korean::number::digits(&digits)
        } else {
            speak_phone(&digits)
        };
        Element::new(words, used, Kind::Other)
    })
}
