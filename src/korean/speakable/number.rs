//! Figures: plain, with a unit, with a counter, in ranges.

use super::counter::{Counted, counted, counter_prefix};
use super::element::{Element, Kind};
use super::unit::unit_prefix;
use crate::korean::number::{ascii_prefix, digits, native_counter, sino, sino_prefix};
use crate::korean::scan::after_spaces;

/// The number at the beginning of `rest` with what it counts.
pub(super) fn number_at(rest: &str, last: Option<Kind>) -> Option<Element> {
    let run = rest.bytes().take_while(u8::is_ascii_digit).count();
    let Some((whole, used)) = ascii_prefix(rest).filter(|_| !(run > 1 && rest.starts_with('0')))
    else {
        // Codes: a leading zero, or more digits than a number has.
        return Some(Element::new(zero_as_words(&rest[..run]), run, Kind::Other));
    };
    if let Some(day) = day_of_remembrance(rest) {
        return Some(day);
    }
    let special = offer(rest)
        .or_else(|| fraction(rest, whole, used))
        .or_else(|| ratio(rest, whole, used))
        .or_else(|| hours(rest, whole, used));
    if special.is_some() {
        return special;
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

/// "3.1절", "8.15 광복절": days that are called by their figures.
fn day_of_remembrance(rest: &str) -> Option<Element> {
    const DAYS: [(&str, &str); 5] = [
        ("3.1", "절"),
        ("4.19", "혁명"),
        ("5.18", "민주"),
        ("6.25", "전쟁"),
        ("8.15", "광복"),
    ];
    let (figures, _) = DAYS.iter().find(|(figures, name)| {
        let behind = rest.strip_prefix(figures);
        behind.is_some_and(|behind| after_spaces(behind).starts_with(name))
    })?;
    Some(Element::new(digits(figures), figures.len(), Kind::Other))
}

/// "3~4명": the 3 counts people as well, and is read "세 명".
fn with_the_counter_of_a_range(value: u64, behind: &str) -> Option<Counted> {
    let right = after_spaces(behind)
        .strip_prefix(['~', '-'])
        .map(after_spaces)?;
    let (_, used) = ascii_prefix(right)?;
    let counter = &right[used..];
    // "2~3만원": the 2 is as many times ten thousand.
    let times = [('만', 10_000), ('천', 1_000), ('억', 100_000_000)];
    match times.iter().find(|(unit, _)| counter.starts_with(*unit)) {
        Some((unit, times)) => {
            // "1만~2만원" has it already.
            let value = if value < *times {
                value.checked_mul(*times)?
            } else {
                value
            };
            counted(value, &counter[unit.len_utf8()..], false)
        }
        _ => counted(value, counter, false),
    }
}

/// "1+1", "2+1": what a shop gives away has English names.
fn offer(rest: &str) -> Option<Element> {
    let (many, words) = [("1+1", "원"), ("2+1", "투"), ("3+1", "쓰리")]
        .into_iter()
        .find(|(sign, _)| rest.starts_with(sign))?;
    let goes_on = rest[many.len()..].starts_with(|c: char| c.is_ascii_digit() || "+=".contains(c));
    (!goes_on).then(|| Element::new(format!("{words} 플러스 원"), many.len(), Kind::Other))
}

/// "24h" → "스물네 시간".
fn hours(rest: &str, value: u64, used: usize) -> Option<Element> {
    let behind = rest[used..].strip_prefix('h')?;
    let goes_on = behind.starts_with(|c: char| c.is_ascii_alphanumeric());
    let words = u8::try_from(value).ok().and_then(native_counter)?;
    (!goes_on).then(|| Element::new(format!("{words} 시간"), used + 1, Kind::Amount))
}

/// "1/2" → "이분의 일".
fn fraction(rest: &str, upper: u64, used: usize) -> Option<Element> {
    let (lower, more) = ascii_prefix(rest[used..].strip_prefix('/')?)?;
    let end = used + 1 + more;
    let plain = (1..=100).contains(&lower) && !rest[end..].starts_with('/');
    plain.then(|| with_unit(format!("{}분의 {}", sino(lower), sino(upper)), rest, end))
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

/// `words` with the unit or counter that follows at byte `used`, a large unit before it included:
/// "3.5만원" → "삼 점 오만 원".
fn with_unit(mut words: String, rest: &str, used: usize) -> Element {
    let behind = &rest[used..];
    if let Some((unit, more)) = unit_prefix(behind) {
        let speed = after_spaces(behind).starts_with("km/h");
        let words = format!("{}{words} {unit}", if speed { "시속 " } else { "" });
        return Element::new(words, used + more, Kind::Amount);
    }
    let large = ["천만", "백만", "만", "억", "조"]
        .into_iter()
        .find(|large| behind.starts_with(large))
        .filter(|_| words.contains(" 점 "))
        .unwrap_or_default();
    words.push_str(large);
    let used = used + large.len();
    match counter_prefix(&rest[used..]).filter(|_| words.contains([' ', '분'])) {
        Some(counter) => Element::new(
            format!("{words} {counter}"),
            used + counter.len(),
            Kind::Amount,
        ),
        None => Element::new(words, used, Kind::Amount),
    }
}

/// Digit by digit; zero is 영 behind a point and in codes that are not telephone numbers.
fn zero_as_words(figures: &str) -> String {
    digits(figures).replace('공', "영")
}
