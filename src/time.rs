//! Time is an argument: our own [`Instant`].
//!
//! **Rule:** nothing below floor 3 asks what time it is. Whoever calls a pure part says when it is,
//! so that a conversation of minutes runs in microseconds under a test and twice the same.
//!
//! ```
//! use std::time::Duration;
//! use munjigi::time::Instant;
//!
//! let ring = Instant::from_millis(2_000);
//! let answer = ring + Duration::from_millis(300);
//! assert_eq!(answer.since(ring), Duration::from_millis(300));
//! assert_eq!(ring.since(answer), Duration::ZERO); // never negative
//! ```
//!
//! To test it: `cargo test --lib time`.

use jiff::{Timestamp, civil::DateTime};
use std::{
    fmt,
    ops::{Add, AddAssign},
    time::Duration,
};

/// A point in time: whole milliseconds since whoever keeps the clock started counting.
///
/// It only ever grows and has nothing to do with the calendar; wall-clock dates are
/// [`jiff::civil`] values and travel separately.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(u64);

impl Instant {
    /// The moment the clock started.
    pub const ZERO: Self = Self(0);

    /// `millis` milliseconds after the clock started.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the clock started.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The time that has passed since `earlier`; zero when `earlier` lies ahead.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

/// The two answers to "when": the running clock, and the shop's wall clock.
///
/// The wall clock may be set while the box runs; the running clock never jumps. Whoever measures a
/// length of time uses `at`, whoever writes a date uses `wall`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// On the running clock.
    pub at: Instant,
    /// On the shop's wall clock.
    pub wall: DateTime,
}

impl Default for Now {
    fn default() -> Self {
        Self {
            at: Instant::ZERO,
            wall: DateTime::constant(2026, 1, 1, 0, 0, 0, 0),
        }
    }
}

/// Whoever knows what time it is: the machine on the box, a script in the simulator.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The time on the running clock.
    fn now(&self) -> Instant;

    /// The same as a length of time, as finely as the clock counts.
    fn elapsed(&self) -> Duration {
        self.now().since(Instant::ZERO)
    }

    /// How long the machine has to wait, at the least, until `span` has passed on this clock: less than
    /// `span` only on a clock that is faster than the machine's, for runs that would take a night.
    fn wait(&self, span: Duration) -> Duration {
        span
    }
}

/// A clock that knows the calendar too.
pub trait WallClock: Clock {
    /// The shop's wall clock (Korean standard time).
    fn wall(&self) -> DateTime;

    /// The network says what time it is. A clock that knows better does not listen.
    fn learn(&self, _utc: Timestamp) {}

    /// Both answers at once.
    fn moment(&self) -> Now {
        Now {
            at: self.now(),
            wall: self.wall(),
        }
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    /// Parts of a millisecond are cut off.
    fn add(self, span: Duration) -> Self {
        Self(
            self.0
                .saturating_add(u64::try_from(span.as_millis()).unwrap_or(u64::MAX)),
        )
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, span: Duration) {
        *self = *self + span;
    }
}

impl fmt::Display for Instant {
    /// Seconds with three decimals: `12.345 s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03} s", self.0 / 1000, self.0 % 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adding_never_wraps() {
        let end = Instant::from_millis(u64::MAX);
        assert_eq!(end + Duration::from_secs(1), end);
    }

    #[test]
    fn prints_seconds() {
        assert_eq!(Instant::from_millis(61_005).to_string(), "61.005 s");
    }
}
