//! Telephone and account numbers, said in groups.

use super::element::{Element, Kind};
use crate::korean::number::digits as digits_of;
use crate::korean::phone_words::speak_phone;

/// "+82 10-2345-6789": said as it is dialled at home.
pub(super) fn abroad(rest: &str) -> Option<Element> {
    let behind = rest.strip_prefix("+82")?;
    let national = behind.trim_start_matches(' ');
    let (digits, used) = digit_run(national);
    let national = format!("0{}", digits.trim_start_matches('0'));
    let end = rest.len() - behind.trim_start_matches(' ').len() + used;
    (9..=12)
        .contains(&national.len())
        .then(|| Element::new(speak_phone(&national), end, Kind::Other))
}

/// "(02) 345-6789".
pub(super) fn bracketed(rest: &str) -> Option<Element> {
    let element = grouped(rest.strip_prefix('(')?)?;
    let inside = rest[1..].find(')')? < element.used;
    inside.then(|| Element::new(element.words, 1 + element.used, Kind::Other))
}

/// "010 2345 6789", "010.2345.6789", "02) 345-6789": three groups that can only be a number.
fn grouped(rest: &str) -> Option<Element> {
    let (mut digits, mut text) = (String::new(), rest);
    for (shortest, longest, joints) in [
        (2, 4, &[") ", ")", " ", ".", "-"][..]),
        (3, 4, &[" ", ".", "-"][..]),
        (4, 4, &[""][..]),
    ] {
        let run = text.bytes().take_while(u8::is_ascii_digit).count();
        (shortest..=longest).contains(&run).then_some(())?;
        digits.push_str(&text[..run]);
        let joint = joints
            .iter()
            .find(|joint| text[run..].starts_with(**joint))?;
        text = &text[run + joint.len()..];
    }
    let whole = digits.starts_with('0') && !text.starts_with(|c: char| c.is_ascii_digit());
    whole.then(|| Element::new(speak_phone(&digits), rest.len() - text.len(), Kind::Other))
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
pub(super) fn phone_at(rest: &str) -> Option<Element> {
    if let Some(grouped) = grouped(rest) {
        return Some(grouped);
    }
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
            digits_of(&digits)
        } else {
            speak_phone(&digits)
        };
        Element::new(words, used, Kind::Other)
    })
}

/// An account at a bank, "110-123-456789": three groups or more and ten digits or more.
pub(super) fn account_at(rest: &str) -> Option<Element> {
    let used = rest
        .bytes()
        .take_while(|b| b.is_ascii_digit() || *b == b'-')
        .count();
    let whole = rest[..used].trim_end_matches('-');
    let groups: Vec<&str> = whole.split('-').collect();
    let digits = whole.len() + 1 - groups.len();
    let account = groups.len() >= 3 && digits >= 10 && groups.iter().all(|it| !it.is_empty());
    let words: Vec<String> = groups.into_iter().map(digits_of).collect();
    account.then(|| Element::new(words.join(", "), whole.len(), Kind::Other))
}
