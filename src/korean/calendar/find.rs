//! Finding a day in free text.

use std::ops::Range;

use jiff::civil::Date;

use super::month_day::{day_only, figures, holiday, month_and_day};
use super::relative::{later, near_day};
use super::weekday::{bare_weekday, week_and_day};
use super::{DateMention, Saying};
use crate::korean::scan::{settle, takes_back};

/// The day that `text` asks for, seen from `today`.
///
/// Understands 오늘, 내일, 모레, 글피, "다음 주 금요일", "토요일" (the next one, today included),
/// "11월 25일", "25일" (this month or the next), "이십오일", "12월 24", "이번 달 말", "사흘 뒤",
/// "일주일 뒤", "2026-11-22", holidays of the solar calendar. A month and day already past mean
/// next year.
///
/// Of several days the first counts, unless it is taken back ("내일 아니 모레"). It abstains
/// where a wrong day would be booked: 주말, "다음 토요일" (whose week is anybody's guess), a week
/// or month without a day, lunar holidays, past days, and two that contradict each other side by
/// side ("25일 토요일" when the 25th is a Wednesday).
#[must_use]
pub fn find_date(text: &str, today: Date) -> Option<DateMention> {
    let found = sayings(text, today);
    let spans: Vec<_> = found.iter().map(|(_, span)| span.clone()).collect();
    let mut chosen = settle(text, &spans)?;
    let side_by_side = |first: usize, second: usize| {
        let between = &text[spans[first].end..spans[second].start];
        !takes_back(between) && !between.chars().any(char::is_alphanumeric)
    };
    // What stands right behind it must mean the same day, or tell which day of the week it is.
    let mut last = chosen;
    while last + 1 < found.len() && side_by_side(last, last + 1) {
        last += 1;
        chosen = agreeing(&found, chosen, last)?;
    }
    let (Saying::Day(date) | Saying::Weekday(_, date)) = found[chosen].0 else {
        return None;
    };
    Some(DateMention {
        date,
        span: spans[chosen].clone(),
    })
}

/// Of two sayings side by side, the one that says more; `None` when they contradict each other.
fn agreeing(found: &[(Saying, Range<usize>)], first: usize, second: usize) -> Option<usize> {
    match (found[first].0, found[second].0) {
        (Saying::Day(a), Saying::Day(b)) => (a == b).then_some(first),
        (Saying::Day(date), Saying::Weekday(day, _)) => (date.weekday() == day).then_some(first),
        (Saying::Weekday(day, _), Saying::Day(date)) => (date.weekday() == day).then_some(second),
        (Saying::Weekday(a, _), Saying::Weekday(b, _)) => (a == b).then_some(first),
        (Saying::Unclear, _) | (_, Saying::Unclear) => None,
    }
}

/// Everything in `text` that says a day, in order.
fn sayings(text: &str, today: Date) -> Vec<(Saying, Range<usize>)> {
    // The order tells which reading of the same words wins.
    let readings = [
        figures,
        week_and_day,
        month_and_day,
        later,
        near_day,
        holiday,
        bare_weekday,
        day_only,
    ];
    let mut found: Vec<(Saying, Range<usize>)> = Vec::new();
    let mut skip_to = 0;
    for (at, _) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        let reading = readings.iter().find_map(|read| read(text, at, today));
        if let Some((saying, used)) = reading {
            skip_to = at + used;
            if saying != Saying::Unclear {
                found.push((saying, at..skip_to));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::korean::calendar::speak_date;
    use jiff::ToSpan as _;
    use jiff::civil::date;
    use proptest::prelude::*;

    /// A Saturday.
    const TODAY: Date = date(2026, 11, 21);

    fn heard(text: &str) -> Option<String> {
        find_date(text, TODAY).map(|found| found.date.to_string())
    }

    #[test]
    fn finds_days() {
        for (text, expected) in [
            ("오늘 저녁이요", "2026-11-21"),
            ("내일 7시", "2026-11-22"),
            ("낼 갈게요", "2026-11-22"),
            ("모레요", "2026-11-23"),
            ("내일모레", "2026-11-23"),
            ("내일 모레", "2026-11-23"),
            ("글피에", "2026-11-24"),
            ("그글피", "2026-11-25"),
            ("이번 주 토요일", "2026-11-21"),
            ("이번 주 일요일", "2026-11-22"),
            ("이번주 금요일", "2026-11-27"), // yesterday was one
            ("다음 주 금요일", "2026-11-27"),
            ("다음주에 토요일", "2026-11-28"),
            ("다다음 주 월요일", "2026-11-30"),
            ("토요일이요", "2026-11-21"),
            ("금요일", "2026-11-27"),
            ("토욜", "2026-11-21"),
            ("이번 일요일", "2026-11-22"),
            ("11월 25일", "2026-11-25"),
            ("11월25일 수요일", "2026-11-25"),
            ("25일", "2026-11-25"),
            ("3일이요", "2026-12-03"),
            ("이십오일", "2026-11-25"),
            ("이십 오 일이요", "2026-11-25"),
            ("이십일에", "2026-12-20"),
            ("이십일일에", "2026-11-21"),
            ("십일에요", "2026-12-10"),
            ("12월 24", "2026-12-24"),
            ("십이월 이십사일 저녁", "2026-12-24"),
            ("일월 일일", "2027-01-01"),
            ("시월 삼일", "2027-10-03"),
            ("유월 육일", "2027-06-06"),
            ("11월 3일", "2027-11-03"),
            ("내년 1월 3일", "2027-01-03"),
            ("2027년 2월 28일", "2027-02-28"),
            ("2026-12-01", "2026-12-01"),
            ("2026. 12. 1.", "2026-12-01"),
            ("12/24", "2026-12-24"),
            ("이번 달 말", "2026-11-30"),
            ("월말에", "2026-11-30"),
            ("다음 달 3일", "2026-12-03"),
            ("사흘 뒤", "2026-11-24"),
            ("3일 뒤에", "2026-11-24"),
            ("삼일 후", "2026-11-24"),
            ("십일 뒤", "2026-12-01"),
            ("일주일 뒤", "2026-11-28"),
            ("이주 뒤", "2026-12-05"),
            ("2주 후", "2026-12-05"),
            ("한 달 뒤", "2026-12-21"),
            ("크리스마스에", "2026-12-25"),
            ("크리스마스 이브에", "2026-12-24"),
            ("내일 아니 모레요", "2026-11-23"),
            ("토요일 말고 일요일이요", "2026-11-22"),
            ("내일이 아니라 24일이요", "2026-11-24"),
            ("내일이나 모레", "2026-11-22"),
            ("수요일 25일이요", "2026-11-25"),
            ("십일월 이십이일 일요일", "2026-11-22"),
            ("내일 저녁 일곱 시 아니 여덟 시", "2026-11-22"),
        ] {
            assert_eq!(heard(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn abstains() {
        for text in [
            "",
            "주말에요",
            "이번 주말",
            "다음 주에 갈게요",
            "다음 토요일",
            "다음 달에",
            "어제 예약했는데요",
            "셋째 주 토요일",
            "다음 달 둘째 주 토요일",
            "매주 토요일",
            "지난주 토요일에 갔었는데",
            "25일 토요일",
            "내일 토요일",
            "오늘 내일 중에요",
            "내일 말고요",
            "3일 동안",
            "이 일로 전화했어요",
            "매일 하나요",
            "생일이에요",
            "일요일마다 쉬나요",
            "2월 30일",
            "일 인분이요",
            "7시 30분",
            "3.5",
            "010-2345-6789",
            "휴일",
            "보낼게요",
        ] {
            assert_eq!(heard(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_that_a_month_lacks_waits_for_the_next() {
        assert_eq!(
            find_date("31일", date(2026, 11, 21)).unwrap().date,
            date(2026, 12, 31)
        );
        assert_eq!(
            find_date("2월 29일", date(2026, 11, 21)).unwrap().date,
            date(2028, 2, 29)
        );
    }

    proptest! {
        #[test]
        fn what_is_said_is_heard(start in 0i64..2000, ahead in 0i64..364) {
            let today = date(2026, 1, 1).checked_add(start.days()).unwrap();
            let day = today.checked_add(ahead.days()).unwrap();
            let found = find_date(&speak_date(day, today), today);
            prop_assert_eq!(found.map(|found| found.date), Some(day));
        }

        #[test]
        fn any_text_is_survived(text in "[일월년주말토요다음번내모레뒤이십0-9 ./-]{0,20}", ) {
            if let Some(found) = find_date(&text, TODAY) {
                prop_assert!(text.get(found.span).is_some());
            }
            let _ = (find_date(&text, Date::MAX), find_date(&text, Date::MIN));
        }
    }
}
