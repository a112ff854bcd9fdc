//! Figures: plain, with a unit, with a counter, in ranges.

use super::counter::{Counted, counted};
use super::element::{Element, Kind};
use super::latin::unit_prefix;
use crate::korean::number::{ascii_prefix, digits, sino, sino_prefix};
use crate::korean::scan::after_spaces;

/// The number at the beginning of `rest` with what it counts.
pub(super) fn number_at(rest: &str, last: Option<Kind>) -> Option<Element> {
    let run = rest.bytes().take_while(u8::is_ascii_digit).count();
    let Some((whole, used)) = ascii_prefix(rest).filter(|_| !(run > 1 && rest.starts_with('0')))
    else {
        // Codes: a leading zero, or more digits than a number has.
        return Some(Element::new(zero_as_words(&rest[..run]), run, Kind::Other));
    };
    if rest.starts_with("3.1절") {
        return Some(Element::new("삼일", "3.1".len(), Kind::Other));
    }
    if let Some(element) = fraction(rest, whole, used).or_else(|| ratio(rest, whole, used)) {
        return Some(element);
    }
    if let Some((decimals, used)) = decimals(rest, used) {
        let words = format!("{} 점 {decimals}", sino(whole));
        return Some(with_unit(words, rest, used));
    }
    // "3만 5천": the words behind the figures belong to the number.
    let (value, used) = sino_prefix(rest)
        .filter(|(_, mixed)| *mixed > used)
        .unwrap_or((whole, used));
    let behind = &rest[used..];
    let after_hour = last == Some(Kind::Moment);
    if let Some(counted) = counted(value, behind, after_hour) {
        let kind = if counted.moment {
            Kind::Moment
        } else {
            Kind::Amount
        };
        return Some(Element::new(counted.words, used + counted.used, kind));
    }
    if let Some(both) = with_the_counter_of_a_range(value, behind) {
        let kind = if both.moment {
            Kind::Moment
        } else {
            Kind::Amount
        };
        return Some(Element::new(both.words, used, kind));
    }
    Some(with_unit(sino(value), rest, used))
}

/// "3~4명": the 3 counts people as well, and is read "세 명".
fn with_the_counter_of_a_range(value: u64, behind: &str) -> Option<Counted> {
    let right = after_spaces(behind)
        .strip_prefix(['~', '-'])
        .map(after_spaces)?;
    let (_, used) = ascii_prefix(right)?;
    counted(value, &right[used..], false)
}

/// "1/2" → "이분의 일".
fn fraction(rest: &str, upper: u64, used: usize) -> Option<Element> {
    let (lower, more) = ascii_prefix(rest[used..].strip_prefix('/')?)?;
    let end = used + 1 + more;
    let plain = (1..=100).contains(&lower) && !rest[end..].starts_with('/');
    plain.then(|| {
        Element::new(
            format!("{}분의 {}", sino(lower), sino(upper)),
            end,
            Kind::Amount,
        )
    })
}

/// "1:1" → "일 대 일".
fn ratio(rest: &str, left: u64, used: usize) -> Option<Element> {
    let (right, more) = ascii_prefix(rest[used..].strip_prefix(':')?)?;
    let end = used + 1 + more;
    let words = format!("{} 대 {}", sino(left), sino(right));
    (!rest[end..].starts_with(':')).then(|| Element::new(words, end, Kind::Other))
}

/// ".05" → "영오"; several dots ("1.2.3") are read as several points.
fn decimals(rest: &str, mut used: usize) -> Option<(String, usize)> {
    let mut parts = Vec::new();
    while let Some(behind) = rest[used..].strip_prefix('.') {
        let run = behind.bytes().take_while(u8::is_ascii_digit).count();
        if run == 0 {
            break;
        }
        parts.push(zero_as_words(&behind[..run]));
        used += 1 + run;
    }
    (!parts.is_empty()).then(|| (parts.join(" 점 "), used))
}

fn with_unit(words: String, rest: &str, used: usize) -> Element {
    match unit_prefix(&rest[used..]) {
        Some((unit, more)) => Element::new(format!("{words} {unit}"), used + more, Kind::Amount),
        None => Element::new(words, used, Kind::Amount),
    }
}

/// Digit by digit; zero is 영 behind a point and in codes that are not telephone numbers.
fn zero_as_words(figures: &str) -> String {
    digits(figures).replace('공', "영")
}
