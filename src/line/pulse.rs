//! Signs of life of a line, for whoever starts the box again when it has none.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::time::Instant;

/// A line does something at least so often, call or no call.
pub(super) const EVERY: Duration = Duration::from_secs(5);
/// A line that has done nothing for so long has stopped: a slow disk or a device that is closed takes less.
const LINE: Duration = Duration::from_secs(45);
/// Sound that is open and has had no frame for so long has stopped. What the modem owes is found sooner, by the line.
const SOUND: Duration = Duration::from_secs(30);
/// No sound is open.
const NONE: u64 = u64::MAX;

/// When a line was last seen at work.
#[derive(Clone, Debug)]
pub struct Pulse(Arc<Beats>);

#[derive(Debug)]
struct Beats {
    line: AtomicU64,
    sound: AtomicU64,
}

impl Pulse {
    /// Of a line that begins now.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self(Arc::new(Beats {
            line: AtomicU64::new(now.as_millis()),
            sound: AtomicU64::new(NONE),
        }))
    }

    /// The line is at work.
    pub fn beat(&self, now: Instant) {
        self.0.line.store(now.as_millis(), Ordering::Relaxed);
    }

    /// A frame of sound has gone through.
    pub fn sound(&self, now: Instant) {
        self.0.sound.store(now.as_millis(), Ordering::Relaxed);
    }

    /// The sound is closed.
    pub fn silence(&self) {
        self.0.sound.store(NONE, Ordering::Relaxed);
    }

    /// What has stopped, if anything has.
    #[must_use]
    pub fn stopped(&self, now: Instant) -> Option<&'static str> {
        let age = |beat: &AtomicU64| match beat.load(Ordering::Relaxed) {
            NONE => Duration::ZERO,
            at => now.since(Instant::from_millis(at)),
        };
        if age(&self.0.line) > LINE {
            return Some("the line");
        }
        (age(&self.0.sound) > SOUND).then_some("the sound")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_nothing_for_long_has_stopped() {
        let at = |seconds: u64| Instant::from_millis(seconds * 1_000);
        let pulse = Pulse::new(at(0));
        assert_eq!(pulse.stopped(at(45)), None);
        assert_eq!(pulse.stopped(at(46)), Some("the line"));
        pulse.beat(at(46));
        pulse.sound(at(10));
        assert_eq!(pulse.stopped(at(46)), Some("the sound"));
        pulse.silence();
        assert_eq!(pulse.stopped(at(46)), None);
    }
}
