//! A model that keeps failing is left alone for a while: callers wait for nothing then.

use std::time::Duration;

use crate::time::Instant;

/// So many failures in a row.
const TRIES: u8 = 3;
/// And it is left alone for so long. One failure more, and again.
const REST: Duration = Duration::from_secs(60);

/// How often it has failed in a row, and until when it is left alone.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    failures: u8,
    until: Instant,
}

impl Breaker {
    /// Whether it is left alone at `now`.
    pub(super) fn rests(&self, now: Instant) -> bool {
        now < self.until
    }

    /// What came of a question; whether it is left alone from now on.
    pub(super) fn note(&mut self, is_ok: bool, now: Instant) -> bool {
        self.failures = if is_ok {
            0
        } else {
            self.failures.saturating_add(1)
        };
        if self.failures >= TRIES {
            self.until = now + REST;
        }
        self.rests(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_three_failures_in_a_row_it_rests_a_minute() {
        let at = |seconds: u64| Instant::from_millis(seconds * 1_000);
        let mut breaker = Breaker::default();
        assert!(!breaker.rests(at(0)));
        assert!(!breaker.note(false, at(1)));
        assert!(!breaker.note(false, at(2)));
        assert!(!breaker.note(true, at(3))); // not in a row
        assert!(!breaker.note(false, at(4)));
        assert!(!breaker.note(false, at(5)));
        assert!(breaker.note(false, at(6)));
        assert!(breaker.rests(at(65)));
        assert!(!breaker.rests(at(66)));
        // One try, and it rests again.
        assert!(breaker.note(false, at(70)));
        assert!(!breaker.note(true, at(140)));
    }
}
