//! Times of day: found in what people say, and said back.
//!
//! ```
//! use jiff::civil::time;
//! use munjigi::korean::clock::{Certainty, OpeningHours, find_time, speak_time};
//!
//! let hours = OpeningHours::new(time(11, 0, 0, 0), time(22, 0, 0, 0));
//! let heard = find_time("내일 8시에 되나요", &hours).unwrap();
//! assert_eq!(heard.time, time(20, 0, 0, 0)); // the shop is closed at eight in the morning
//! assert_eq!(heard.certainty, Certainty::HalfDayGuessed);
//! assert_eq!(speak_time(heard.time), "저녁 여덟 시");
//! ```

mod by_sound;
mod find;
mod half_day;
mod hour;
mod speak;

use std::ops::Range;

use jiff::civil::{Time, time};

pub use by_sound::find_time_by_sound;
pub use find::find_time;
pub use speak::speak_time;
pub(crate) use speak::{hour_words, minute_words, time_of_day};

/// When the shop is open, as far as reading a time needs to know it. A closing time at or before
/// the opening time means after midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpeningHours {
    /// First minute a guest may come.
    pub open: Time,
    /// First minute the shop is closed.
    pub close: Time,
}

impl OpeningHours {
    /// Open from `open` up to `close`.
    #[must_use]
    pub const fn new(open: Time, close: Time) -> Self {
        Self { open, close }
    }

    /// Is the shop open at `time`?
    #[must_use]
    pub fn contains(&self, time: Time) -> bool {
        if self.open < self.close {
            (self.open..self.close).contains(&time)
        } else {
            time >= self.open || time < self.close
        }
    }
}

impl Default for OpeningHours {
    /// 10:00 to 22:00, for a shop that did not say.
    fn default() -> Self {
        Self::new(time(10, 0, 0, 0), time(22, 0, 0, 0))
    }
}

/// How much of a time was said and how much was inferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// The half of the day was said ("저녁 일곱 시", "19시", "정오").
    Exact,
    /// The hour was said, the half of the day inferred from the opening hours: read it back.
    HalfDayGuessed,
    /// Only a part of the day was said ("점심에"): ask for the hour. The time is its middle
    /// (아침 9:00, 점심 12:00, 저녁 18:00).
    Vague,
}

/// A time found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeMention {
    /// The time meant. "밤 열두 시", "자정" and "24시" are 00:00, the *next* day's.
    pub time: Time,
    /// What of it was inferred.
    pub certainty: Certainty,
    /// Bytes of the text that say it.
    pub span: Range<usize>,
}
