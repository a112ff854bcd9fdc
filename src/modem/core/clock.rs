//! What time it is, as the network says (NITZ), with a doubt.
//!
//! A box may have no clock of its own, and a module that never heard the time says 1980. So a time
//! counts only from 2024 on, and only when two readings agree with the time between them; one that
//! was told can then be moved forward by much, but never back.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, civil};

use crate::{
    at::{Answer, Command, ModemTime, Reply},
    modem::Event,
    time::Instant,
};

use super::{Out, tell};

/// Between two readings that are to agree.
const CONFIRM: Duration = Duration::from_secs(10);
/// Between two readings otherwise.
const READ: Duration = Duration::from_secs(60 * 60);
/// While the network has not told the time.
const WAIT: Duration = Duration::from_secs(60);
/// Readings that differ by less agree; a step of less is no jump.
const SAME: SignedDuration = SignedDuration::from_secs(5);
/// No clock of ours was ever set before this: 2024-01-01.
const EARLIEST: civil::Date = civil::date(2024, 1, 1);

#[derive(Clone, Copy, Debug)]
struct Reading {
    utc: Timestamp,
    at: Instant,
}

#[derive(Debug, Default)]
pub(super) struct Clock {
    due: Instant,
    told: Option<Reading>,
    doubtful: Option<Reading>,
    /// `AT+CCLK?` is asked, since `AT+QLTS` is refused.
    plain: bool,
}

impl Clock {
    /// Look soon.
    pub fn look(&mut self, at: Instant) {
        self.due = at;
    }

    pub const fn due(&self) -> Instant {
        self.due
    }

    pub fn next(&self, at: Instant) -> Option<Command> {
        (self.due <= at).then_some(if self.plain {
            Command::Clock
        } else {
            Command::NetworkTime
        })
    }

    pub fn done(&mut self, answer: &Answer, at: Instant, out: Out<'_>) {
        self.due = at + READ;
        match answer {
            Answer::Ok(Reply::Time(Some(time))) => self.read(time, at, out),
            Answer::Ok(_) | Answer::Empty => self.due = at + WAIT,
            Answer::Refused(_) if !self.plain => {
                self.plain = true;
                self.due = at + WAIT;
            }
            Answer::Refused(_) | Answer::TimedOut | Answer::Gone => {}
        }
    }

    fn read(&mut self, time: &ModemTime, at: Instant, out: Out<'_>) {
        let Some(utc) = utc(time) else {
            self.due = at + WAIT;
            return;
        };
        let new = Reading { utc, at };
        if let Some(told) = self.told {
            let jump = new.utc.duration_since(told.expected(at));
            if jump.abs() <= SAME {
                self.doubtful = None;
                return self.tell(new, out);
            }
            if jump.is_negative() {
                self.doubtful = None;
                return;
            }
        }
        match self.doubtful.take() {
            Some(before) if before.agrees(new) => self.tell(new, out),
            _ => {
                self.doubtful = Some(new);
                self.due = at + CONFIRM;
            }
        }
    }

    fn tell(&mut self, new: Reading, out: Out<'_>) {
        self.told = Some(new);
        tell(Event::Clock { utc: new.utc }, out);
    }
}

impl Reading {
    /// What this reading makes of a later moment.
    fn expected(self, at: Instant) -> Timestamp {
        let passed = SignedDuration::try_from(at.since(self.at)).unwrap_or(SignedDuration::MAX);
        self.utc.checked_add(passed).unwrap_or(Timestamp::MAX)
    }

    fn agrees(self, later: Self) -> bool {
        later.utc.duration_since(self.expected(later.at)).abs() <= SAME
    }
}

/// The time in UTC, when it can be one.
fn utc(time: &ModemTime) -> Option<Timestamp> {
    let number = |value: u8| i8::try_from(value).ok();
    let local = civil::DateTime::new(
        i16::try_from(time.year).ok()?,
        number(time.month)?,
        number(time.day)?,
        number(time.hour)?,
        number(time.minute)?,
        number(time.second)?,
        0,
    )
    .ok()?;
    // Without its zone a time says nothing.
    let zone = SignedDuration::from_mins(i64::from(time.zone?) * 15);
    let utc = local.checked_sub(zone).ok()?;
    (utc.date() >= EARLIEST)
        .then(|| utc.to_zoned(jiff::tz::TimeZone::UTC).ok())?
        .map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::Output;

    const fn time(year: u16, minute: u8, second: u8) -> ModemTime {
        ModemTime {
            year,
            month: 8,
            day: 11,
            hour: 10,
            minute,
            second,
            zone: Some(36),
        }
    }

    fn reads(clock: &mut Clock, secs: u64, time: Option<ModemTime>) -> Option<String> {
        let mut out = Vec::new();
        let answer = Answer::Ok(Reply::Time(time));
        clock.done(&answer, Instant::from_millis(secs * 1_000), &mut out);
        out.into_iter().find_map(|output| match output {
            Output::Event(Event::Clock { utc }) => Some(utc.to_string()),
            _ => None,
        })
    }

    #[test]
    fn a_time_counts_when_it_was_seen_twice() {
        let mut clock = Clock::default();
        assert_eq!(reads(&mut clock, 0, Some(time(2026, 0, 0))), None);
        assert_eq!(clock.due(), Instant::from_millis(10_000));
        let told = reads(&mut clock, 10, Some(time(2026, 0, 11)));
        assert_eq!(told.as_deref(), Some("2026-08-11T01:00:11Z"));
        assert!(reads(&mut clock, 3_610, Some(time(2026, 59, 59))).is_none());
    }

    #[test]
    fn no_time_1980_and_2023_are_no_times() {
        let mut clock = Clock::default();
        let mut without_zone = time(2026, 0, 0);
        without_zone.zone = None;
        for wrong in [
            None,
            Some(time(1980, 0, 0)),
            Some(time(2023, 0, 0)),
            Some(without_zone),
        ] {
            for secs in [0, 10] {
                assert_eq!(reads(&mut clock, secs, wrong), None, "{wrong:?}");
            }
        }
    }

    #[test]
    fn it_jumps_forward_after_a_second_look_and_never_back() {
        let mut clock = Clock::default();
        reads(&mut clock, 0, Some(time(2026, 0, 0)));
        reads(&mut clock, 10, Some(time(2026, 0, 10)));
        assert_eq!(reads(&mut clock, 20, Some(time(2025, 0, 20))), None);
        assert_eq!(
            reads(&mut clock, 30, Some(time(2025, 0, 30))),
            None,
            "never back"
        );
        assert_eq!(reads(&mut clock, 40, Some(time(2026, 30, 0))), None);
        assert_eq!(
            reads(&mut clock, 50, Some(time(2026, 50, 0))),
            None,
            "it jumps again"
        );
        let told = reads(&mut clock, 60, Some(time(2026, 50, 10)));
        assert_eq!(told.as_deref(), Some("2026-08-11T01:50:10Z"));
    }
}
