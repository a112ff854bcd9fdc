//! Days: found in what people say, and said back. Today is always an argument.
//!
//! ```
//! use jiff::civil::date;
//! use munjigi::korean::calendar::{find_date, speak_date};
//!
//! let today = date(2026, 11, 21); // a Saturday
//! assert_eq!(find_date("내일 저녁에요", today).unwrap().date, date(2026, 11, 22));
//! assert_eq!(find_date("다음 주 금요일이요", today).unwrap().date, date(2026, 11, 27));
//! assert_eq!(speak_date(date(2026, 11, 22), today), "내일 십일월 이십이일 일요일");
//! ```

mod by_sound;
mod find;
mod month_day;
mod relative;
mod speak;
mod weekday;

use std::ops::Range;

use jiff::civil::Date;

pub use by_sound::{find_date_by_sound, which_day_by_sound};
pub use find::find_date;
pub use speak::speak_date;
pub(crate) use speak::{month_words, year_words};
pub(crate) use weekday::short_weekday;
pub use weekday::weekday_name;

/// A day found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateMention {
    /// The day meant, never before `today` unless a year was said.
    pub date: Date,
    /// Bytes of the text that say it.
    pub span: Range<usize>,
}

/// What one place in a text says about a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Saying {
    /// One certain day.
    Day(Date),
    /// A bare day of the week, and the day it is by default (today counts).
    Weekday(jiff::civil::Weekday, Date),
    /// About days, but not one of them (주말, 다음 토요일): passed over.
    Unclear,
}
