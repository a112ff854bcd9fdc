//! The wall clock of the box, and the one of a scripted afternoon.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::Offset};

use crate::{
    clock::MonotonicClock,
    time::{Clock, Instant, WallClock},
};

/// Korea has one time zone and no summer time (+09:00).
const KOREA: Offset = Offset::constant(9);

/// The machine's clocks. Until the machine's own calendar makes sense (a board without a battery
/// wakes up in 1970) the wall clock goes by what the network says.
#[derive(Debug)]
pub struct BoxClock {
    running: MonotonicClock,
    /// Milliseconds between the running clock's start and 1970 (UTC), by the network; 0: not known.
    began: AtomicI64,
}

/// Before this (2024-01-01) a machine's calendar is not set.
const SENSIBLE: Timestamp = Timestamp::constant(1_704_067_200, 0);

impl BoxClock {
    /// Starts counting.
    #[must_use]
    pub fn start() -> Self {
        Self {
            running: MonotonicClock::start(),
            began: AtomicI64::new(0),
        }
    }

    fn by_the_network(&self) -> Option<Timestamp> {
        let began = self.began.load(Ordering::Relaxed);
        let elapsed = i64::try_from(self.now().as_millis()).ok()?;
        (began != 0)
            .then(|| Timestamp::from_millisecond(began.saturating_add(elapsed)).ok())
            .flatten()
    }
}

impl Clock for BoxClock {
    fn now(&self) -> Instant {
        self.running.now()
    }
}

impl WallClock for BoxClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that asks the machine"
    )]
    fn wall(&self) -> DateTime {
        let machine = Timestamp::now();
        let best = if machine < SENSIBLE {
            self.by_the_network().unwrap_or(machine)
        } else {
            machine
        };
        KOREA.to_datetime(best)
    }

    fn learn(&self, utc: Timestamp) {
        if let Ok(elapsed) = i64::try_from(self.now().as_millis()) {
            let began = utc.as_millisecond().saturating_sub(elapsed);
            self.began.store(began, Ordering::Relaxed);
        }
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
