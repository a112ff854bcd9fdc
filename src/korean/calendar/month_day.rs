//! Days of a month: "11월 25일", "십이월 이십사일", "25일", "이번 달 말", "2026-11-22", holidays.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::Saying;
use crate::korean::holiday;
use crate::korean::jamo::is_hangul;
use crate::korean::number::{ascii_prefix, sino_prefix};
use crate::korean::scan::{after_spaces, before, begins_word, starts_with_any, strip_any};

/// A named holiday, the coming one.
pub(super) fn holiday(text: &str, at: usize, today: Date) -> Option<(Saying, usize)> {
    let (date, used) = holiday::named_at(text, at, today)?;
    Some((date.map_or(Saying::Unclear, Saying::Day), used))
}

/// The next `month`/`day` from `today` on; 29 February waits for a leap year.
fn coming(month: i8, day: i8, today: Date) -> Option<Date> {
    (0..=8).find_map(|years| {
        let date = Date::new(today.year().checked_add(years)?, month, day).ok()?;
        (date >= today).then_some(date)
    })
}

/// Figures: "2026-11-22", "2026.11.22", "11/25".
pub(super) fn figures(text: &str, at: usize, today: Date) -> Option<(Saying, usize)> {
    let rest = &text[at..];
    if before(text, at).is_some_and(|c| c.is_ascii_digit() || "-./:".contains(c)) {
        return None;
    }
    let (first, mut used) = ascii_prefix(rest)?;
    let separator = rest[used..].chars().next().filter(|c| "-./".contains(*c))?;
    let mut next = || {
        let (number, more) = ascii_prefix(rest[used..].strip_prefix(separator)?.trim_start())?;
        let gap = rest[used + 1..].len() - rest[used + 1..].trim_start().len();
        used += 1 + gap + more;
        i8::try_from(number).ok()
    };
    let date = if (2000..2100).contains(&first) {
        Date::new(i16::try_from(first).ok()?, next()?, next()?).ok()?
    } else if separator == '/' {
        coming(i8::try_from(first).ok()?, next()?, today)?
    } else {
        return None; // "3.5" is no day
    };
    let goes_on = rest[used..]
        .strip_prefix(separator)
        .unwrap_or(&rest[used..]);
    (!goes_on.starts_with(|c: char| c.is_ascii_digit())).then_some((Saying::Day(date), used))
}

/// A month and a day: "11월 25일", "12월 24", "다음 달 3일", "내년 일월 삼일", "이번 달 말".
pub(super) fn month_and_day(text: &str, at: usize, today: Date) -> Option<(Saying, usize)> {
    let rest = &text[at..];
    if before(text, at).is_some_and(|c| c.is_ascii_digit()) || !begins_word(text, at) {
        return None;
    }
    if let Some((months, used)) = relative_month(rest) {
        let first = today.first_of_month().checked_add(months.months()).ok()?;
        let behind = after_spaces(&rest[used..]);
        let start = rest.len() - behind.len();
        let last_day = strip_any(behind, &["말일", "말", "마지막 날", "마지막날"]);
        if let Some((word, _)) = last_day {
            return Some((Saying::Day(first.last_of_month()), start + word.len()));
        }
        let Some((day, more)) = day_prefix(behind) else {
            return Some((Saying::Unclear, used)); // "다음 달에"
        };
        let date = Date::new(first.year(), first.month(), day).ok();
        return Some((date.map_or(Saying::Unclear, Saying::Day), start + more));
    }
    let (year, used) =
        year_prefix(rest, today).map_or((None, 0), |(year, used)| (Some(year), used));
    let behind = after_spaces(&rest[used..]);
    let (month, more) = month_prefix(behind)?;
    let behind = after_spaces(&behind[more..]);
    let start = rest.len() - behind.len();
    let (day, more) = day_prefix(behind).or_else(|| bare_day(behind))?;
    let date = match year {
        Some(year) => Date::new(year, month, day).ok(),
        None => coming(month, day, today),
    };
    // 30 February is no day, and must not be read as the 30th of another month.
    Some((date.map_or(Saying::Unclear, Saying::Day), start + more))
}

/// A day without a month: this month's if it is still to come, else the next month's that has
/// such a day. "3일 동안" is a length of time.
pub(super) fn day_only(text: &str, at: usize, today: Date) -> Option<(Saying, usize)> {
    let rest = &text[at..];
    if rest.starts_with("월말") && begins_word(text, at) {
        return Some((Saying::Day(today.last_of_month()), "월말".len()));
    }
    let glued = before(text, at).is_some_and(|c| c.is_ascii_digit() || ".,:-/".contains(c));
    if glued || !begins_word(text, at) {
        return None;
    }
    let (day, used) = day_prefix(rest)?;
    if starts_with_any(
        after_spaces(&rest[used..]),
        &["동안", "간", "내내", "째", "전"],
    ) {
        return Some((Saying::Unclear, used));
    }
    let date = (0..=3i64).find_map(|months| {
        let first = today.first_of_month().checked_add(months.months()).ok()?;
        let date = Date::new(first.year(), first.month(), day).ok()?;
        (date >= today).then_some(date)
    })?;
    Some((Saying::Day(date), used))
}

fn relative_month(text: &str) -> Option<(i64, usize)> {
    const MONTHS: [(&str, i64); 12] = [
        ("이번 달", 0),
        ("이번달", 0),
        ("이달", 0),
        ("금월", 0),
        ("다음 달", 1),
        ("다음달", 1),
        ("담달", 1),
        ("내달", 1),
        ("익월", 1),
        ("다다음 달", 2),
        ("다다음달", 2),
        ("다담달", 2),
    ];
    MONTHS
        .iter()
        .find(|(word, _)| text.starts_with(word))
        .map(|(word, n)| (*n, word.len()))
}

fn year_prefix(text: &str, today: Date) -> Option<(i16, usize)> {
    if let Some((word, _)) = strip_any(text, &["내년", "올해", "내후년"]) {
        let years = match word {
            "올해" => 0,
            "내년" => 1,
            _ => 2,
        };
        return Some((today.year().checked_add(years)?, word.len()));
    }
    let (year, used) = sino_prefix(text).filter(|(year, _)| (2000..2100).contains(year))?;
    let rest = after_spaces(&text[used..]).strip_prefix('년')?;
    Some((i16::try_from(year).ok()?, text.len() - rest.len()))
}

/// "11월", "십일월", "유월", "시월"; not "십일 월요일".
fn month_prefix(text: &str) -> Option<(i8, usize)> {
    for (word, month) in [("유월", 6), ("시월", 10)] {
        if text.starts_with(word) {
            return Some((month, word.len()));
        }
    }
    let (month, used) = sino_prefix(text).filter(|(month, _)| (1..=12).contains(month))?;
    let rest = after_spaces(&text[used..]).strip_prefix('월')?;
    let month = i8::try_from(month).ok()?;
    (!starts_with_any(rest, &["요일", "욜"])).then_some((month, text.len() - rest.len()))
}

/// "25일", "이십오일", "십일" (the tenth), "십일일": a day with its 일.
fn day_prefix(text: &str) -> Option<(i8, usize)> {
    let (value, used) = sino_prefix(text)?;
    let words = &text[..used];
    let behind = after_spaces(&text[used..]);
    // One loose syllable before a space is a word of its own ("이 일로").
    let loose = behind.len() < text.len() - used && words.chars().count() == 1 && !words.is_ascii();
    let unit = behind
        .strip_prefix('일')
        .filter(|rest| !starts_with_any(rest, &["요일", "욜"]));
    let (day, end) = if let Some(rest) = unit.filter(|_| !loose) {
        (value, text.len() - rest.len())
    } else {
        // The 일 was eaten as the digit one.
        let shorter = words
            .strip_suffix('일')
            .map(str::trim_end)
            .filter(|s| !s.is_empty())?;
        let (value, _) = sino_prefix(shorter).filter(|(_, all)| *all == shorter.len())?;
        (value, used)
    };
    let day = i8::try_from(day)
        .ok()
        .filter(|day| (1..=31).contains(day))?;
    // "일일이", "이십일째": what follows must be a particle or another word.
    let fits = text[end..].chars().next().is_none_or(|c| {
        !is_hangul(c) || "에이날로은는도까부쯤요입예말아하과인으동간째전오저낮밤점새".contains(c)
    });
    fits.then_some((day, end))
}

/// The bare figure behind a month ("12월 24"), unless it counts something else.
fn bare_day(text: &str) -> Option<(i8, usize)> {
    let (day, used) = ascii_prefix(text)?;
    let day = i8::try_from(day)
        .ok()
        .filter(|day| (1..=31).contains(day))?;
    let counted = [
        "시", "명", "분", "개", "인", "번", "만", "천", "원", ":", "월", "주", "층",
    ];
    (!starts_with_any(after_spaces(&text[used..]), &counted)).then_some((day, used))
}
