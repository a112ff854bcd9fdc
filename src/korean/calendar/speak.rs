//! Saying a day.

use jiff::civil::Date;

use super::weekday_name;
use crate::korean::number::sino;

/// A day as one says it for certainty: what it is from today, month, day, day of the week:
/// "내일 십일월 이십이일 일요일". A day of another year says which ("내년 일월 삼일 일요일").
#[must_use]
pub fn speak_date(date: Date, today: Date) -> String {
    let days = today.until(date).map_or(i32::MAX, |span| span.get_days());
    let near = match days {
        0 => "오늘 ".to_owned(),
        1 => "내일 ".to_owned(),
        2 => "모레 ".to_owned(),
        3 => "글피 ".to_owned(),
        _ if date.year() == today.year() => String::new(),
        _ if today.year().checked_add(1) == Some(date.year()) => "내년 ".to_owned(),
        _ => format!("{} ", year_words(date.year())),
    };
    let day = sino(u64::try_from(date.day()).unwrap_or(0));
    format!(
        "{near}{} {day}일 {}",
        month_words(date.month()),
        weekday_name(date.weekday())
    )
}

/// "이천이십육년".
pub(crate) fn year_words(year: i16) -> String {
    format!("{}년", sino(u64::try_from(year).unwrap_or(0)))
}

/// "십일월"; 유월 and 시월 lose a consonant (표준어 규정 제11항 and use).
pub(crate) fn month_words(month: i8) -> String {
    match month {
        6 => "유월".to_owned(),
        10 => "시월".to_owned(),
        _ => format!("{}월", sino(u64::try_from(month).unwrap_or(0))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn says_days() {
        let today = date(2026, 11, 21);
        for (day, words) in [
            (date(2026, 11, 21), "오늘 십일월 이십일일 토요일"),
            (date(2026, 11, 22), "내일 십일월 이십이일 일요일"),
            (date(2026, 11, 23), "모레 십일월 이십삼일 월요일"),
            (date(2026, 12, 10), "십이월 십일 목요일"),
            (date(2027, 1, 3), "내년 일월 삼일 일요일"),
            (date(2028, 6, 6), "이천이십팔년 유월 육일 화요일"),
            (date(2026, 10, 1), "시월 일일 목요일"),
        ] {
            assert_eq!(speak_date(day, today), words);
        }
    }
}
