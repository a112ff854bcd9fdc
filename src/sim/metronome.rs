//! A clock that is faster than the machine's, for nights that would take a night.
//!
//! **Rule:** a machine that has no time for us makes the clock slow, and nobody late. It goes on by
//! [`STEP`] each time that its thread gets the processor and never catches up; and when it got the
//! processor late, so have the others, and it waits for them.
//!
//! ```
//! use munjigi::{sim::metronome::Metronome, time::Clock};
//! use std::{thread, time::Duration};
//!
//! let clock = Metronome::start(jiff::civil::datetime(2026, 11, 21, 12, 0, 0, 0), 20);
//! while clock.now().as_millis() < 1_000 {
//!     thread::sleep(clock.wait(Duration::from_secs(1))); // 50 ms of the machine's at the least
//! }
//! ```
//!
//! To test it: `cargo test --lib sim::metronome`, `cargo test --test soak`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use jiff::{SignedDuration, civil::DateTime};

use crate::{
    clock::MonotonicClock,
    time::{Clock, Instant, WallClock},
};

/// What passes at once, in milliseconds: a quarter of a beat.
pub const STEP: u64 = 5;

/// A sleep is usually over by so little too late.
const USUAL: Duration = Duration::from_micros(250);
/// What the clock leaves to the others, for each time that it was late.
const FOR_THE_OTHERS: u32 = 8;

#[derive(Debug, Default)]
struct Shared {
    millis: AtomicU64,
    stop: AtomicBool,
}

/// The clock; its thread ends when it is dropped.
#[derive(Debug)]
pub struct Metronome {
    shared: Arc<Shared>,
    start: DateTime,
    speed: u32,
    thread: Option<JoinHandle<()>>,
}

impl Metronome {
    /// Starts at `start`, at most `speed` times as fast as the machine's clock; 0 counts as 1.
    ///
    /// # Panics
    /// When the system cannot start a thread.
    #[must_use]
    pub fn start(start: DateTime, speed: u32) -> Self {
        let speed = speed.max(1);
        let shared = Arc::new(Shared::default());
        let ticking = Arc::clone(&shared);
        let nap = Duration::from_millis(STEP) / speed;
        let thread = thread::Builder::new()
            .name("metronome".to_owned())
            .spawn(move || {
                let machine = MonotonicClock::start();
                while !ticking.stop.load(Ordering::Relaxed) {
                    let before = machine.elapsed();
                    thread::sleep(nap);
                    let late = (machine.elapsed() - before).saturating_sub(nap);
                    if late > USUAL {
                        thread::sleep(late * FOR_THE_OTHERS);
                    }
                    ticking.millis.fetch_add(STEP, Ordering::Release);
                }
            })
            .expect("the system starts one thread");
        Self {
            shared,
            start,
            speed,
            thread: Some(thread),
        }
    }
}

impl Clock for Metronome {
    fn now(&self) -> Instant {
        Instant::from_millis(self.shared.millis.load(Ordering::Acquire))
    }

    fn wait(&self, span: Duration) -> Duration {
        span / self.speed
    }
}

impl WallClock for Metronome {
    fn wall(&self) -> DateTime {
        self.start + SignedDuration::try_from(self.elapsed()).unwrap_or(SignedDuration::MAX)
    }
}

impl Drop for Metronome {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // It cannot panic, and has nothing to tell.
            let _ended = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_on_and_never_ahead_of_its_speed() {
        let began = crate::clock::MonotonicClock::start();
        let noon = jiff::civil::datetime(2026, 11, 21, 12, 0, 0, 0);
        let clock = Metronome::start(noon, 50);
        while clock.now().as_millis() < 5_000 {
            thread::sleep(clock.wait(Duration::from_secs(1)));
        }
        let passed = clock.elapsed();
        assert!(passed <= began.elapsed() * 50 + Duration::from_millis(STEP));
        assert!(clock.wall() >= noon + SignedDuration::from_secs(5));
    }
}
