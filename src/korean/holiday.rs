//! Public holidays: whether a day is one, and which day people mean when they name one.
//!
//! The days and their substitutes are those of the 관공서의 공휴일에 관한 규정 (대통령령 제36290호,
//! 30 April 2026; Article 3) under the 공휴일에 관한 법률 (제21338호, 제21543호), November 2026:
//!
//! - 삼일절, 노동절, 어린이날, 부처님 오신 날, 제헌절, 광복절, 개천절, 한글날 and 크리스마스 give another
//!   day off when they fall on a Saturday or Sunday, the days of 설날 and 추석 on a Sunday alone.
//!   Two of all these on one working day give one more (6 May 2025). 신정 and 현충일 give none.
//! - That day is the next that is no Saturday, no Sunday, no holiday and not given already.
//! - 노동절 (1 May) and 제헌절 (17 July) are holidays from 2026 on, with substitutes.
//! - Election days and 임시공휴일 are not here: the owner enters them as closed days.
//!
//! ```
//! use jiff::civil::date;
//! use munjigi::korean::holiday::{holiday, named};
//!
//! assert_eq!(holiday(date(2027, 2, 9)).unwrap().name, "대체공휴일");
//! assert_eq!(named("설날에 하나요", date(2026, 11, 21)), Some(date(2027, 2, 7)));
//! ```

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::jamo::is_hangul;
use super::scan::{after_spaces, begins_word, settle, starts_with_any, strip_any};

/// 설날, 부처님 오신 날 (8th of the 4th month) and 추석 as month and day, from 2025 on.
///
/// To 2050 it is the table of the 한국천문연구원, which ends there; the rest is reckoned from the new
/// moons and the sun's course in Korean time, none of them within 20 minutes of midnight. All 36
/// years were checked against that reckoning, ICU's Dangi calendar and the table of the `holidays`
/// package, and agree. China's dates differ in 2027 and 2028 (설날) and 2040 (추석).
#[rustfmt::skip]
const LUNAR: [[(i8, i8); 3]; 36] = [
    [(1, 29), (5, 5), (10, 6)], [(2, 17), (5, 24), (9, 25)], [(2, 7), (5, 13), (9, 15)], // 2025
    [(1, 27), (5, 2), (10, 3)], [(2, 13), (5, 20), (9, 22)], [(2, 3), (5, 9), (9, 12)], // 2028
    [(1, 23), (5, 28), (10, 1)], [(2, 11), (5, 16), (9, 19)], [(1, 31), (5, 6), (9, 8)], // 2031
    [(2, 19), (5, 25), (9, 27)], [(2, 8), (5, 15), (9, 16)], [(1, 28), (5, 3), (10, 4)], // 2034
    [(2, 15), (5, 22), (9, 24)], [(2, 4), (5, 11), (9, 13)], [(1, 24), (4, 30), (10, 2)], // 2037
    [(2, 12), (5, 18), (9, 21)], [(2, 1), (5, 7), (9, 10)], [(1, 22), (5, 26), (9, 28)], // 2040
    [(2, 10), (5, 16), (9, 17)], [(1, 30), (5, 5), (10, 5)], [(2, 17), (5, 24), (9, 25)], // 2043
    [(2, 6), (5, 13), (9, 15)], [(1, 26), (5, 2), (10, 4)], [(2, 14), (5, 20), (9, 22)], // 2046
    [(2, 2), (5, 9), (9, 11)], [(1, 23), (5, 28), (9, 30)], [(2, 11), (5, 17), (9, 19)], // 2049
    [(2, 1), (5, 6), (9, 7)], [(2, 19), (5, 25), (9, 26)], [(2, 8), (5, 15), (9, 16)], // 2052
    [(1, 28), (5, 4), (10, 5)], [(2, 15), (5, 22), (9, 24)], [(2, 4), (5, 11), (9, 13)], // 2055
    [(1, 24), (4, 30), (10, 2)], [(2, 12), (5, 19), (9, 21)], [(2, 2), (5, 7), (9, 9)], // 2058
];

/// A public holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holiday {
    /// What people call it: "설날", "설날 연휴" (the days around it), "대체공휴일".
    pub name: &'static str,
    /// A day off for a holiday that was lost to a weekend or to another one.
    pub substitute: bool,
}

/// A day of the year; the feasts of the moon with the days before or after them.
#[derive(Debug, Clone, Copy)]
enum Day {
    Solar(i8, i8),
    Seollal(i64),
    Buddha,
    Chuseok(i64),
}

impl Day {
    /// `None` where the table of lunar dates does not reach.
    fn of(self, year: i16) -> Option<Date> {
        let (column, later) = match self {
            Self::Solar(month, day) => return Date::new(year, month, day).ok(),
            Self::Seollal(later) => (0, later),
            Self::Buddha => (1, 0),
            Self::Chuseok(later) => (2, later),
        };
        let row = LUNAR.get(usize::try_from(year.checked_sub(2025)?).ok()?)?;
        let (month, day) = row[column];
        Date::new(year, month, day)
            .ok()?
            .checked_add(later.days())
            .ok()
    }
}

/// When a holiday is lost, so that another day is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Lost {
    Never,
    OnSunday,
    OnWeekend,
}

/// The holidays and the year since which they are. Of two on one day the first gives the name.
const HOLIDAYS: [(&str, Day, i16, Lost); 17] = [
    ("설날 연휴", Day::Seollal(-1), 0, Lost::OnSunday),
    ("설날", Day::Seollal(0), 0, Lost::OnSunday),
    ("설날 연휴", Day::Seollal(1), 0, Lost::OnSunday),
    ("추석 연휴", Day::Chuseok(-1), 0, Lost::OnSunday),
    ("추석", Day::Chuseok(0), 0, Lost::OnSunday),
    ("추석 연휴", Day::Chuseok(1), 0, Lost::OnSunday),
    ("신정", Day::Solar(1, 1), 0, Lost::Never),
    ("삼일절", Day::Solar(3, 1), 0, Lost::OnWeekend),
    ("노동절", Day::Solar(5, 1), 2026, Lost::OnWeekend),
    ("어린이날", Day::Solar(5, 5), 0, Lost::OnWeekend),
    ("부처님 오신 날", Day::Buddha, 0, Lost::OnWeekend),
    ("현충일", Day::Solar(6, 6), 0, Lost::Never),
    ("제헌절", Day::Solar(7, 17), 2026, Lost::OnWeekend),
    ("광복절", Day::Solar(8, 15), 0, Lost::OnWeekend),
    ("개천절", Day::Solar(10, 3), 0, Lost::OnWeekend),
    ("한글날", Day::Solar(10, 9), 0, Lost::OnWeekend),
    ("크리스마스", Day::Solar(12, 25), 0, Lost::OnWeekend),
];

/// The public holiday on `date`, named as people name it: `None` on other days, and where the
/// table of lunar dates ends (before 2025, after 2060).
#[must_use]
pub fn holiday(date: Date) -> Option<Holiday> {
    let feasts = feasts(date.year())?;
    let (name, substitute) = match feasts.iter().find(|(day, _, _)| *day == date) {
        Some((_, name, _)) => (*name, false),
        None if substitutes(&feasts).contains(&date) => ("대체공휴일", true),
        None => return None,
    };
    Some(Holiday { name, substitute })
}

/// The holidays of `year` without their substitutes, in the order of [`HOLIDAYS`].
fn feasts(year: i16) -> Option<Vec<(Date, &'static str, Lost)>> {
    let known = HOLIDAYS.iter().filter(|(_, _, since, _)| *since <= year);
    let dated = known.map(|(name, day, _, lost)| Some((day.of(year)?, *name, *lost)));
    dated.collect()
}

/// The days given for holidays that were lost; for the earlier one first.
fn substitutes(feasts: &[(Date, &str, Lost)]) -> Vec<Date> {
    let days: BTreeSet<Date> = feasts.iter().map(|(day, _, _)| *day).collect();
    let mut given: Vec<Date> = Vec::new();
    for &day in &days {
        let least = |least: Lost| {
            let here = feasts.iter().filter(|(other, _, _)| *other == day);
            here.filter(|(_, _, lost)| *lost >= least).count()
        };
        let owed = match day.weekday() {
            Weekday::Saturday => least(Lost::OnWeekend),
            Weekday::Sunday => least(Lost::OnSunday),
            // One of those that share a working day is kept.
            _ => least(Lost::OnSunday).min(least(Lost::Never) - 1),
        };
        let behind = day.series(1.day()).skip(1).filter(|day| {
            let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            !weekend && !days.contains(day) && !given.contains(day)
        });
        given.extend(behind.take(owed).collect::<Vec<_>>());
    }
    given
}

/// What people call the days. A space in a name may be missing in what they say.
const NAMES: [(&str, Day); 15] = [
    ("설 날|설|구정|음력 설|음력 설 날", Day::Seollal(0)),
    ("까치 설 날", Day::Seollal(-1)),
    ("추석|추석 날|한가위", Day::Chuseok(0)),
    (
        "부처님 오신 날|석가 탄신일|석탄일|초파일|사월 초파일|4월 초파일",
        Day::Buddha,
    ),
    ("신정|양력 설|양력 설 날|새해 첫 날", Day::Solar(1, 1)),
    ("삼 일 절|3.1 절|3·1 절|31 절", Day::Solar(3, 1)),
    ("노동절|근로자의 날", Day::Solar(5, 1)),
    ("어린이 날", Day::Solar(5, 5)),
    ("어버이 날", Day::Solar(5, 8)),
    ("현충일", Day::Solar(6, 6)),
    ("제헌절", Day::Solar(7, 17)),
    ("광복절", Day::Solar(8, 15)),
    ("개천절", Day::Solar(10, 3)),
    ("한글 날", Day::Solar(10, 9)),
    (
        "크리스마스|크리스마스 날|성탄절|기독 탄신일",
        Day::Solar(12, 25),
    ),
];

/// The next day, `today` included, that `text` calls by the name of a holiday.
///
/// Knows the usual other names (구정, 한가위, 성탄절) with and without their spaces, 어버이날, which is
/// no day off, "내년 설날", "추석 전날" and "크리스마스이브". "추석 연휴" is its first day, or `today`
/// during it. It abstains where no one coming day is meant ("추석 지나고", "작년 추석"), where the name
/// is part of another word (설명, 신정동) and where the lunar table ends. Of several the first counts.
#[must_use]
pub fn named(text: &str, today: Date) -> Option<Date> {
    let mut found: Vec<(Option<Date>, Range<usize>)> = Vec::new();
    for (at, _) in text.char_indices() {
        let free = found.last().is_none_or(|(_, span)| at >= span.end);
        if let Some((date, used)) = named_at(text, at, today).filter(|_| free) {
            found.push((date, at..at + used));
        }
    }
    let spans: Vec<_> = found.iter().map(|(_, span)| span.clone()).collect();
    found.get(settle(text, &spans)?)?.0
}

/// The name of a holiday at byte `at`: its day, unless no certain one is meant, and its bytes.
pub(in crate::korean) fn named_at(
    text: &str,
    at: usize,
    today: Date,
) -> Option<(Option<Date>, usize)> {
    let rest = &text[at..];
    let (day, used) = NAMES
        .iter()
        .flat_map(|(names, day)| names.split('|').map(move |name| (*day, name)))
        .filter_map(|(day, name)| Some((day, spelled(rest, name)?)))
        .max_by_key(|(_, used)| *used)?;
    let said = text[..at].trim_end_matches([' ', '에', '의']);
    let (name, behind) = rest.split_at(used);
    (begins_word(text, at) && is_whole(said, name, behind)).then_some(())?;
    let (days, more) = around(day, behind);
    let date = days.and_then(|days| coming(day, days, said, today));
    Some((date, used + more))
}

/// The bytes of `text` that spell `name`, whose spaces may be missing.
fn spelled(text: &str, name: &str) -> Option<usize> {
    let mut parts = name.chars();
    let rest = parts.try_fold(text, |rest, c| {
        rest.strip_prefix(c).or((c == ' ').then_some(rest))
    });
    rest.map(|rest| text.len() - rest.len())
}

/// Is `name` a word of its own between `said` and `rest`, and does it tell a day?
fn is_whole(said: &str, name: &str, rest: &str) -> bool {
    const GOODS: [&str; 6] = ["선물", "케이", "트리", "카드", "떡국", "송편"];
    const PLANS: [&str; 8] = ["연휴", "명절", "당일", "전날", "다음", "휴무", "영업", "쉬"];
    const PARTICLES: [&str; 8] = ["에", "엔", "은", "도", "까지", "부터", "이에", "이요"];
    let behind = after_spaces(rest);
    let after = |words: &[&str]| words.iter().any(|word| said.ends_with(word));
    // "줄 설 때", "쉰다는 설이"
    let other = behind.starts_with('때') || after(&["줄", "줄을", "다는", "라는"]);
    if starts_with_any(behind, &GOODS) || (name == "설" && other) {
        return false;
    }
    if starts_with_any(behind, &PLANS) || !behind.starts_with(char::is_alphanumeric) {
        return true;
    }
    // The short ones are also parts of a town ("신정 네거리") and of other words (설명).
    if ["설", "구정", "신정"].contains(&name) {
        let particle = starts_with_any(rest, &PARTICLES) && !rest.starts_with("에서");
        return particle || behind.starts_with('때');
    }
    let endings = "에엔은는이가도을를과와까부만나랑하때쯤요예입인라고로의면전지끝마";
    rest.starts_with(|c: char| !is_hangul(c) || endings.contains(c))
}

/// The first and last day, counted from the day itself, that a name means with the words behind
/// it, and the bytes of those. `None` for a time that is no certain day.
fn around(day: Day, rest: &str) -> (Option<(i64, i64)>, usize) {
    const VAGUE: [&str; 20] = [
        "전에", "전까", "전 ", "이전", "앞", "지나", "끝", "뒤", "후", "이후", "다음", "주", "쯤",
        "무렵", "대체", "마다", "이틀", "사흘", "일주", "한 달",
    ];
    let named = after_spaces(rest).strip_prefix("명절").unwrap_or(rest);
    let run = after_spaces(named).strip_prefix("연휴");
    let end = run.unwrap_or(named);
    let (first, last) = if run.is_some() { (-1, 1) } else { (0, 0) };
    if run.is_some() && !matches!(day, Day::Seollal(0) | Day::Chuseok(0)) {
        return (None, rest.len() - end.len());
    }
    let behind = after_spaces(end);
    for (words, day) in [
        (&["당일"][..], 0),
        (&["첫날", "첫 날"], first),
        (&["마지막 날", "마지막날"], last),
        (&["전날", "전 날", "하루 전", "이브"], first - 1),
        (&["다음 날", "다음날"], last + 1),
    ] {
        if let Some((_, end)) = strip_any(behind, words) {
            return (Some((day, day)), rest.len() - end.len());
        }
    }
    // "추석이 지나고", "추석 3일 전"
    let later = behind.trim_start_matches(|c: char| c.is_ascii_digit() || "이은일".contains(c));
    let vague = starts_with_any(behind, &VAGUE)
        || starts_with_any(after_spaces(later), &["지나", "끝", "전에", "뒤", "후"]);
    ((!vague).then_some((first, last)), rest.len() - end.len())
}

/// The next such days that are not over: the first of them, or `today`. `said` may tell the year.
fn coming(day: Day, (from, to): (i64, i64), said: &str, today: Date) -> Option<Date> {
    const OTHERS: [&str; 7] = ["년", "지난해", "지난", "지난번", "저번", "다음", "메리"];
    let after = |words: &[&str]| words.iter().any(|word| said.ends_with(word));
    let year = today.year();
    let years = match said {
        _ if after(&["내년"]) => year + 1..=year + 1,
        _ if after(&["올해", "금년"]) => year..=year,
        _ if after(&OTHERS) => return None,
        _ => year..=year + 1,
    };
    years.into_iter().find_map(|year| {
        let date = day.of(year)?;
        let first = date.checked_add(from.days()).ok()?;
        let last = date.checked_add(to.days()).ok()?;
        (last >= today).then_some(first.max(today))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    /// The holidays of a year as "1.1 신정", a substitute as "3.3 +".
    fn list(year: i16) -> String {
        let days = date(year, 1, 1).series(1.day()).take(366);
        let said = days.filter(|day| day.year() == year).filter_map(|day| {
            let found = holiday(day)?;
            let name = if found.substitute { "+" } else { found.name };
            Some(format!("{}.{} {name}", day.month(), day.day()))
        });
        said.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn the_days_off_of_three_years() {
        let expected = [
            "1.1 신정, 1.28 설날 연휴, 1.29 설날, 1.30 설날 연휴, 3.1 삼일절, 3.3 +, 5.5 어린이날, 5.6 +, \
             6.6 현충일, 8.15 광복절, 10.3 개천절, 10.5 추석 연휴, 10.6 추석, 10.7 추석 연휴, 10.8 +, \
             10.9 한글날, 12.25 크리스마스",
            "1.1 신정, 2.16 설날 연휴, 2.17 설날, 2.18 설날 연휴, 3.1 삼일절, 3.2 +, 5.1 노동절, \
             5.5 어린이날, 5.24 부처님 오신 날, 5.25 +, 6.6 현충일, 7.17 제헌절, 8.15 광복절, 8.17 +, \
             9.24 추석 연휴, 9.25 추석, 9.26 추석 연휴, 10.3 개천절, 10.5 +, 10.9 한글날, 12.25 크리스마스",
            "1.1 신정, 2.6 설날 연휴, 2.7 설날, 2.8 설날 연휴, 2.9 +, 3.1 삼일절, 5.1 노동절, 5.3 +, \
             5.5 어린이날, 5.13 부처님 오신 날, 6.6 현충일, 7.17 제헌절, 7.19 +, 8.15 광복절, 8.16 +, \
             9.14 추석 연휴, 9.15 추석, 9.16 추석 연휴, 10.3 개천절, 10.4 +, 10.9 한글날, 10.11 +, \
             12.25 크리스마스, 12.27 +",
        ];
        assert_eq!([2025, 2026, 2027].map(list), expected);
        // The eve on 개천절, the day after 추석 on a Sunday.
        assert!(list(2036).contains("10.3 추석 연휴, 10.4 추석, 10.5 추석 연휴, 10.6 +, 10.7 +"));
        assert_eq!((list(2024), list(2061)), (String::new(), String::new()));
    }

    #[test]
    fn hears_the_names_of_days() {
        let said = "2026-12-24 크리스마스이브|성탄절 전날
                    2026-12-25 크리스마스에|크리스마스 때 여나요|성탄절|기독탄신일
                    2027-01-01 신정에 하나요|신정 때|새해 첫날|양력설이요
                    2027-02-06 설 연휴에 문 여나요|설날연휴|구정 연휴|까치설날
                    2027-02-07 설날에도 여세요|설에 하나요|설 당일|구정은 쉬세요|음력 설|설?
                    2027-02-08 설 명절 연휴 마지막 날|설날 다음 날
                    2027-03-01 삼일절|3.1절|3·1절에|내년 삼일절
                    2027-05-01 노동절|근로자의날
                    2027-05-05 어린이날 두 명이요|추석 말고 어린이 날
                    2027-05-13 부처님오신날|부처님 오신 날|석가탄신일|초파일에|사월 초파일
                    2027-09-14 추석연휴|추석 전날이요
                    2027-09-15 추석|추석날|한가위에|추석 5명 예약|추석 전화 받으세요
                    2027-09-17 추석 연휴 다음 날";
        for (expected, texts) in said.lines().filter_map(|line| line.trim().split_once(' ')) {
            for text in texts.split('|') {
                let found = named(text, date(2026, 11, 21)).map(|day| day.to_string());
                assert_eq!(found.as_deref(), Some(expected), "{text}");
            }
        }
        let run = |today| named("추석 연휴에 하나요", date(2027, 9, today));
        assert_eq!(run(13), Some(date(2027, 9, 14)));
        assert_eq!(run(16), Some(date(2027, 9, 16)));
    }

    #[test]
    fn abstains() {
        let texts = "설명해 주세요|설거지|개설|설렁탕|줄 설 때|줄을 설 수|쉰다는 설이|압구정에|구정물|\
                     신정동이요|신정 네거리|신정에서|한글 날짜|추석 선물|추석 지나고|추석이 끝나면|\
                     추석 전에|추석 3일 전에|추석 일주일 전|추석 다음 주|작년 추석에|올해 설날|2030년 추석|\
                     추석 말고요|메리 크리스마스|크리스마스 케이크|어린이날 연휴|설날 대체공휴일|휴일|";
        for text in texts.split('|') {
            assert_eq!(named(text, date(2026, 11, 21)), None, "{text}");
        }
        assert_eq!(named("설날", date(2060, 3, 1)), None);
    }

    proptest! {
        #[test]
        fn any_text_and_day_are_survived(
            text in "[설날추석연휴신정구에은이전 다음내년.3.1절크리스마스]{0,16}",
            year in -9999i16..=9999, days in 0i64..13_149,
        ) {
            let day = date(2025, 1, 1).checked_add(days.days()).unwrap();
            for today in [day, date(year, 12, 25), Date::MIN, Date::MAX] {
                prop_assert!(named(&text, today).is_none_or(|found| found >= today));
                prop_assert!(holiday(today).is_none() || (2025..=2060).contains(&today.year()));
            }
            // A substitute is a working day that is no other holiday.
            let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            let feast = feasts(day.year()).unwrap().iter().any(|(feast, _, _)| *feast == day);
            let substitute = holiday(day).is_some_and(|found| found.substitute);
            prop_assert!(!substitute || !(weekend || feast));
        }
    }
}
