//! Days, as [`find_date`](crate::korean::find_date) understands them.

use super::Pattern;

const NEAR: [&str; 6] = ["오늘", "내일", "모레", "내일 모레", "글피", "낼"];
const WEEKDAYS: [&str; 7] = [
    "월요일",
    "화요일",
    "수요일",
    "목요일",
    "금요일",
    "토요일",
    "일요일",
];
const WEEKS: [&str; 4] = ["이번 주", "다음 주", "다다음 주", "담 주"];
const MONTHS: [&str; 12] = [
    "일월",
    "이월",
    "삼월",
    "사월",
    "오월",
    "유월",
    "칠월",
    "팔월",
    "구월",
    "시월",
    "십일월",
    "십이월",
];
const ONES: [&str; 10] = ["", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"];
const TENS: [&str; 4] = ["", "십", "이십", "삼십"];

/// A day: near ones, days of the week, dates.
#[must_use]
pub fn day() -> Pattern {
    let (space, weekday) = (Pattern::words(" "), Pattern::one_of(WEEKDAYS));
    let in_week = Pattern::one_of(WEEKS).glued(&space).glued(&weekday);
    let of_month = of_month();
    let month = Pattern::any([
        Pattern::one_of(MONTHS),
        Pattern::one_of((1..=12).map(|n| format!("{n}월"))),
        Pattern::one_of(["이번 달", "다음 달"]),
    ]);
    let date = month
        .glued(&space)
        .glued(&of_month)
        .glued(&space.glued(&weekday).maybe());
    Pattern::any([Pattern::one_of(NEAR), weekday, in_week, date, of_month])
}

/// "이십오일", "25일".
fn of_month() -> Pattern {
    let words = (1..=31_usize).map(|n| format!("{}{}일", TENS[n / 10], ONES[n % 10]));
    let figures = (1..=31).map(|n| format!("{n}일"));
    Pattern::one_of(words.chain(figures))
}
