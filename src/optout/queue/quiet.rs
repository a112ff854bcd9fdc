//! The hours in which the owner sleeps.

use std::{fmt, str::FromStr};

use jiff::{
    ToSpan as _,
    civil::{DateTime, Time, time},
};

/// Hours in which nothing is called and nobody is texted; may go over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    from: Time,
    to: Time,
}

impl Quiet {
    /// From ten in the evening to eight in the morning.
    pub const NIGHT: Self = Self {
        from: time(22, 0, 0, 0),
        to: time(8, 0, 0, 0),
    };

    /// The end of the quiet hours that `at` lies in; `at` itself when it lies in none.
    #[must_use]
    pub fn end(&self, at: DateTime) -> DateTime {
        let now = at.time();
        let over_midnight = self.to <= self.from;
        let (evening, morning) = (self.from <= now, now < self.to);
        match (over_midnight, evening, morning) {
            (true, true, _) => at
                .checked_add(1.day())
                .map_or(at, |next| next.date().to_datetime(self.to)),
            (true, false, true) | (false, true, true) => at.date().to_datetime(self.to),
            _ => at,
        }
    }

    /// Whether `at` lies in them.
    #[must_use]
    pub fn holds(&self, at: DateTime) -> bool {
        self.end(at) != at
    }
}

/// These are no hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write quiet hours like 22:00-08:00")]
pub struct NoHours;

impl FromStr for Quiet {
    type Err = NoHours;

    fn from_str(text: &str) -> Result<Self, NoHours> {
        let (from, to) = text.split_once('-').ok_or(NoHours)?;
        let read = |text: &str| text.trim().parse::<Time>().map_err(|_| NoHours);
        let hours = Self {
            from: read(from)?,
            to: read(to)?,
        };
        (hours.from != hours.to).then_some(hours).ok_or(NoHours)
    }
}

impl fmt::Display for Quiet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from, self.to);
        let (h, m) = (from.hour(), from.minute());
        write!(f, "{h:02}:{m:02}-{:02}:{:02}", to.hour(), to.minute())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const DAY: jiff::civil::Date = date(2026, 11, 21);

    #[test]
    fn the_night_ends_in_the_morning() {
        let end = |hour, minute| Quiet::NIGHT.end(DAY.at(hour, minute, 0, 0));
        assert_eq!(end(23, 30), date(2026, 11, 22).at(8, 0, 0, 0));
        assert_eq!(end(7, 59), DAY.at(8, 0, 0, 0));
        assert_eq!(end(8, 0), DAY.at(8, 0, 0, 0));
        assert!(!Quiet::NIGHT.holds(DAY.at(21, 59, 0, 0)));
        let noon: Quiet = "12:00-13:30".parse().unwrap();
        assert!(noon.holds(DAY.at(12, 0, 0, 0)) && !noon.holds(DAY.at(13, 30, 0, 0)));
        assert_eq!(noon.to_string(), "12:00-13:30");
    }

    #[test]
    fn what_is_no_hours_is_refused() {
        for text in ["", "22:00", "22:00-22:00", "25:00-08:00", "밤-낮"] {
            assert!(text.parse::<Quiet>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn behind_their_end_it_is_not_quiet(from in 0i8..24, to in 0i8..24, hour in 0i8..24) {
            prop_assume!(from != to);
            let quiet: Quiet = format!("{from:02}:00-{to:02}:00").parse().unwrap();
            let end = quiet.end(DAY.at(hour, 30, 0, 0));
            prop_assert!(!quiet.holds(end), "{quiet} {end}");
        }
    }
}
