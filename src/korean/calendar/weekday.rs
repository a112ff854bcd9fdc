//! Days of the week, bare or in a given week.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::Saying;
use crate::korean::scan::{after_spaces, begins_word, starts_with_any, strip_any};

/// The seven days by their first syllable.
const DAYS: [(char, Weekday, &str); 7] = [
    ('월', Weekday::Monday, "월요일"),
    ('화', Weekday::Tuesday, "화요일"),
    ('수', Weekday::Wednesday, "수요일"),
    ('목', Weekday::Thursday, "목요일"),
    ('금', Weekday::Friday, "금요일"),
    ('토', Weekday::Saturday, "토요일"),
    ('일', Weekday::Sunday, "일요일"),
];

/// The name of a day of the week: "월요일" … "일요일".
#[must_use]
pub fn weekday_name(day: Weekday) -> &'static str {
    DAYS.iter()
        .find(|(_, known, _)| *known == day)
        .map_or("", |(_, _, name)| *name)
}

/// The full name for a one-syllable day, as written in opening hours ("월~금").
pub(crate) fn short_weekday(c: char) -> Option<&'static str> {
    DAYS.iter()
        .find(|(short, _, _)| *short == c)
        .map(|(_, _, name)| *name)
}

/// "토요일" or "토욜" at the beginning of `text`, and its bytes.
fn weekday_prefix(text: &str) -> Option<(Weekday, usize)> {
    let first = text.chars().next()?;
    let (_, day, _) = DAYS.iter().find(|(short, _, _)| *short == first)?;
    let (_, rest) = strip_any(&text[first.len_utf8()..], &["요일", "욜", "요 일"])?;
    Some((*day, text.len() - rest.len()))
}

/// Spellings of a week and how many weeks it is away.
const WEEKS: [(&str, i64); 16] = [
    ("이번 주", 0),
    ("이번주", 0),
    ("요번 주", 0),
    ("요번주", 0),
    ("금주", 0),
    ("다음 주", 1),
    ("다음주", 1),
    ("담 주", 1),
    ("담주", 1),
    ("내주", 1),
    ("차주", 1),
    ("다다음 주", 2),
    ("다다음주", 2),
    ("다담주", 2),
    ("다 다음 주", 2),
    ("다 다음주", 2),
];

/// Words before a day of the week that make it another one than the next: every, the last, the
/// second of a month.
const OTHER_WEEKS: [&str; 11] = [
    "째 주",
    "째주",
    "매주",
    "매 주",
    "지난주",
    "지난 주",
    "저번주",
    "저번 주",
    "지난",
    "저번",
    "마지막",
];

/// A week with a day in it: "다음 주 금요일". Weeks begin on Monday; a day of this week that is
/// past means the coming one. A week without a day, and any weekend, is [`Saying::Unclear`].
pub(super) fn week_and_day(text: &str, at: usize, today: Date) -> Option<(Saying, usize)> {
    let rest = &text[at..];
    let (word, weeks) = WEEKS
        .iter()
        .filter(|(word, _)| rest.starts_with(word))
        .max_by_key(|(w, _)| w.len())?;
    if !begins_word(text, at) {
        return None;
    }
    let behind = after_spaces(&rest[word.len()..]);
    let behind = after_spaces(strip_any(behind, &["에", "의"]).map_or(behind, |(_, rest)| rest));
    let Some((day, used)) = weekday_prefix(behind) else {
        // "이번 주말"
        let weekend = if behind.starts_with('말') {
            '말'.len_utf8()
        } else {
            0
        };
        return Some((Saying::Unclear, rest.len() - behind.len() + weekend));
    };
    let monday = today
        .checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days())
        .ok()?;
    let offset = i64::from(day.to_monday_zero_offset());
    let mut date = monday.checked_add((weeks * 7 + offset).days()).ok()?;
    if date < today {
        date = date.checked_add(7.days()).ok()?;
    }
    Some((Saying::Day(date), rest.len() - behind.len() + used))
}

/// A day of the week without a week: the next such day, today included. "다음 토요일" may mean
/// this week's or the next one's and stays unclear, and so does 주말.
pub(super) fn bare_weekday(text: &str, at: usize, today: Date) -> Option<(Saying, usize)> {
    let rest = &text[at..];
    if rest.starts_with("주말") {
        return Some((Saying::Unclear, "주말".len()));
    }
    if let Some((_, behind)) = strip_any(rest, &["다음 ", "담 "]) {
        let behind = after_spaces(behind);
        let (_, used) = weekday_prefix(behind)?;
        return Some((Saying::Unclear, rest.len() - behind.len() + used));
    }
    let (day, used) = weekday_prefix(rest)?;
    let said_before = text[..at].trim_end();
    let of_another_week = OTHER_WEEKS.iter().any(|word| said_before.ends_with(word));
    if of_another_week || starts_with_any(&rest[used..], &["마다"]) {
        return Some((Saying::Unclear, used));
    }
    let ahead =
        (day.to_monday_zero_offset() - today.weekday().to_monday_zero_offset()).rem_euclid(7);
    let date = today.checked_add(i64::from(ahead).days()).ok()?;
    Some((Saying::Weekday(day, date), used))
}
