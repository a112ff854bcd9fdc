//! Dates and clock times written in figures.

use jiff::civil::Date;

use super::element::{Element, Kind};
use crate::korean::calendar::{month_words, short_weekday, year_words};
use crate::korean::clock::{hour_words, minute_words, time_of_day};
use crate::korean::number::{ascii_prefix, sino};
use crate::korean::scan::after_spaces;

/// Words for the part of the day that a time in figures may stand behind.
pub(super) const DAY_PARTS: [&str; 8] =
    ["오전", "오후", "새벽", "아침", "점심", "낮", "저녁", "밤"];

/// "2026-11-22", "2026.11.22.", "2026/11/22"; "11/25" where a fraction would not be written so.
pub(super) fn date_at(rest: &str) -> Option<Element> {
    let (first, used) = plain(rest)?;
    let separator = rest[used..].chars().next().filter(|c| "-./".contains(*c))?;
    let (second, more) = plain(after_spaces(&rest[used + 1..]))?;
    let gap = rest[used + 1..].len() - after_spaces(&rest[used + 1..]).len();
    let middle_end = used + 1 + gap + more;
    if used == 4 {
        let behind = rest[middle_end..].strip_prefix(separator)?;
        let day_text = after_spaces(behind);
        let (third, more) = plain(day_text)?;
        let mut end = rest.len() - day_text.len() + more;
        if rest[end..].starts_with(['-', '/']) {
            return None;
        }
        if separator == '.' && rest[end..].starts_with('.') {
            end += 1;
        }
        let year = i16::try_from(first)
            .ok()
            .filter(|year| (1900..2200).contains(year))?;
        let words = format!("{} {}", year_words(year), month_day(second, third)?);
        return Some(Element::new(words, end, Kind::Moment));
    }
    // "26.11.28"
    if separator == '.' && gap == 0 && (used, more) == (2, 2) && (20..60).contains(&first) {
        let (day, more) = plain(rest[middle_end..].strip_prefix('.')?)?;
        let end = middle_end + 1 + more;
        let whole = more == 2 && !rest[end..].starts_with(|c: char| c.is_ascii_digit());
        let words = format!("{}년 {}", sino(first), month_day(second, day)?);
        return whole.then(|| Element::new(words, end, Kind::Moment));
    }
    let weekday_follows = rest[middle_end..].strip_prefix('(').is_some_and(|behind| {
        behind
            .chars()
            .next()
            .is_some_and(|c| short_weekday(c).is_some())
    });
    let like_a_date = gap == 0
        && match separator {
            '/' => used == 2 || more == 2 || weekday_follows,
            '.' => weekday_follows,
            _ => false,
        };
    let ends = !rest[middle_end..].starts_with(|c: char| c.is_ascii_digit() || "/-".contains(c));
    (like_a_date && ends).then_some(())?;
    Some(Element::new(
        month_day(first, second)?,
        middle_end,
        Kind::Moment,
    ))
}

/// A run of at most four digits.
fn plain(text: &str) -> Option<(u64, usize)> {
    let used = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=4).contains(&used).then_some(())?;
    Some((text[..used].parse().ok()?, used))
}

fn month_day(month: u64, day: u64) -> Option<String> {
    // Any leap year will do: whether that day exists is not for the voice to judge.
    let date = Date::new(2024, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(format!("{} {}일", month_words(date.month()), sino(day)))
}

/// "19:30", "7:05", "12:00:30". Behind a word for the part of the day ("오후 7:30") the hour is
/// the dial's; else the part of the day is said.
pub(super) fn time_at(rest: &str, read: &str) -> Option<Element> {
    let (hour, used) = ascii_prefix(rest)?;
    let hour = i8::try_from(hour)
        .ok()
        .filter(|hour| used <= 2 && *hour <= 24)?;
    let behind = after_spaces(&rest[used..]);
    let (minute, end) = sixty(rest, used).or_else(|| {
        // "3pm"
        half_of_day(behind)?;
        (1..=12).contains(&hour).then_some((0, used))
    })?;
    let (second, end) = sixty(rest, end).unwrap_or((0, end));
    if rest[end..].starts_with(|c: char| c == ':' || c.is_ascii_digit()) {
        return None;
    }
    // "10:30 AM"
    let behind = after_spaces(&rest[end..]);
    let (hour, end) = match half_of_day(behind) {
        Some(afternoon) if hour <= 12 => (
            hour % 12 + if afternoon { 12 } else { 0 },
            rest.len() - behind.len() + "AM".len(),
        ),
        _ => (hour, end),
    };
    // "16:00시"
    let end = end
        + if rest[end..].starts_with('시') {
            '시'.len_utf8()
        } else {
            0
        };
    let said = DAY_PARTS.iter().any(|part| read.trim_end().ends_with(part));
    let mut words = if said {
        format!(
            "{}{}",
            hour_words(if hour > 12 { hour - 12 } else { hour }),
            minute_words(minute)
        )
    } else {
        let hour = hour % 24;
        format!(
            "{} {}{}",
            time_of_day(hour),
            hour_words(hour % 12),
            minute_words(minute)
        )
    };
    if second > 0 {
        words.push_str(&format!(" {} 초", sino(u64::try_from(second).unwrap_or(0))));
    }
    Some(Element::new(words, end, Kind::Moment))
}

/// Does "AM" (false) or "PM" (true) stand here?
pub(super) fn half_of_day(text: &str) -> Option<bool> {
    let mark = text.get(..2)?;
    let goes_on = text[2..].starts_with(|c: char| c.is_ascii_alphabetic());
    let afternoon = mark.eq_ignore_ascii_case("PM");
    ((afternoon || mark.eq_ignore_ascii_case("AM")) && !goes_on).then_some(afternoon)
}

/// ":30" at byte `at`: the number below sixty and where it ends.
fn sixty(rest: &str, at: usize) -> Option<(i8, usize)> {
    let (value, used) = ascii_prefix(rest.get(at..)?.strip_prefix(':')?)?;
    let value = i8::try_from(value)
        .ok()
        .filter(|value| used == 2 && *value < 60)?;
    Some((value, at + 1 + used))
}
