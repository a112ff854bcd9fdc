//! Days, as [`find_date`](crate::korean::find_date) understands them.

use jiff::civil::Weekday;

use super::Pattern;
use crate::korean::{
    calendar::{month_words, weekday_name},
    number::sino,
};

const NEAR: [&str; 6] = ["오늘", "내일", "모레", "내일 모레", "글피", "낼"];
const WEEKS: [&str; 4] = ["이번 주", "다음 주", "다다음 주", "담 주"];

/// A day: near ones, days of the week, dates.
#[must_use]
pub fn day() -> Pattern {
    let space = Pattern::words(" ");
    let weekday = Pattern::one_of(Weekday::Monday.cycle_forward().take(7).map(weekday_name));
    let in_week = Pattern::one_of(WEEKS).glued(&space).glued(&weekday);
    let of_month = of_month();
    let month = Pattern::any([
        Pattern::one_of((1..=12).map(month_words)),
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
    let words = (1..=31).map(|n| format!("{}일", sino(n)));
    let figures = (1..=31).map(|n| format!("{n}일"));
    Pattern::one_of(words.chain(figures))
}
