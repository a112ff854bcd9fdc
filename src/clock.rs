//! The one real clock, for those who run the world rather than a test of it.
//!
//! **Rule:** whoever needs the time is given a [`Clock`]; only the top of the house makes one.
//!
//! ```
//! use munjigi::{clock::MonotonicClock, time::Clock};
//!
//! let clock = MonotonicClock::start();
//! let before = clock.now();
//! assert!(clock.now() >= before);
//! ```
//!
//! To test it: `cargo test --doc clock`.

use std::time::Duration;

use crate::time::{Clock, Instant};

/// The operating system's monotonic clock, counted from its start.
#[derive(Clone, Copy, Debug)]
pub struct MonotonicClock(std::time::Instant);

impl MonotonicClock {
    /// Starts counting.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that asks the machine"
    )]
    pub fn start() -> Self {
        Self(std::time::Instant::now())
    }
}

impl Clock for MonotonicClock {
    fn now(&self) -> Instant {
        Instant::ZERO + self.0.elapsed()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
