//! The wall clock of the box, and the one of a scripted afternoon.

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::Offset};

use crate::{
    clock::MonotonicClock,
    time::{Clock, Instant, WallClock},
};

/// Korea has one time zone and no summer time (+09:00).
const KOREA: Offset = Offset::constant(9);

/// The machine's clocks.
#[derive(Clone, Copy, Debug)]
pub struct BoxClock(MonotonicClock);

impl BoxClock {
    /// Starts counting.
    #[must_use]
    pub fn start() -> Self {
        Self(MonotonicClock::start())
    }
}

impl Clock for BoxClock {
    fn now(&self) -> Instant {
        self.0.now()
    }
}

impl WallClock for BoxClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that asks the machine"
    )]
    fn wall(&self) -> DateTime {
        KOREA.to_datetime(Timestamp::now())
    }
}

/// A wall clock that starts at a given time and then runs as fast as the machine's.
#[derive(Clone, Copy, Debug)]
pub struct ScriptedClock {
    running: MonotonicClock,
    start: DateTime,
}

impl ScriptedClock {
    /// Starts at `start`.
    #[must_use]
    pub fn start(start: DateTime) -> Self {
        Self {
            running: MonotonicClock::start(),
            start,
        }
    }
}

impl Clock for ScriptedClock {
    fn now(&self) -> Instant {
        self.running.now()
    }
}

impl WallClock for ScriptedClock {
    fn wall(&self) -> DateTime {
        let elapsed = self.now().since(Instant::ZERO);
        self.start + SignedDuration::try_from(elapsed).unwrap_or(SignedDuration::MAX)
    }
}
