//! Does the power supply carry a call? A module draws up to 2 A when it begins to send; on a weak
//! supply it drops off the bus in that moment, comes back, and drops again with the next call.

use std::time::Duration;

use crate::{
    modem::{Event, Fault, Lack},
    time::Instant,
};

use super::{Out, tell};

/// Gone within this after a call began: the call did it.
const AT_ONCE: Duration = Duration::from_secs(12);
/// A call that stays for so long proves the supply good.
const STAYED: Duration = Duration::from_secs(20);
/// So many drops at the beginning of a call, one after the other, are no accident.
const DROPS: u8 = 3;
/// After that nothing is dialled for so long.
const REST: Duration = Duration::from_secs(30 * 60);
/// So many restarts within `WINDOW` are a loop.
const RESTARTS: usize = 4;
const WINDOW: Duration = Duration::from_secs(5 * 60);

#[derive(Debug, Default)]
pub(super) struct Power {
    /// When the last call was dialled or answered.
    began: Option<Instant>,
    drops: u8,
    dropped: Option<Instant>,
    restarts: heapless::Deque<Instant, RESTARTS>,
    looping: Option<Instant>,
}

impl Power {
    /// `ATD` or `ATA` goes out.
    pub const fn call_begins(&mut self, at: Instant) {
        self.began = Some(at);
    }

    /// The modem has gone or started over, and nobody asked it to.
    pub fn lost(&mut self, at: Instant, out: Out<'_>) {
        if let Some(began) = self.began.take() {
            if at.since(began) <= AT_ONCE {
                self.drops = self.drops.saturating_add(1);
                self.dropped = Some(at);
                if self.drops == DROPS {
                    tell(Event::Fault(Fault::BrownOut), out);
                }
            } else {
                self.drops = 0;
            }
        }
        if self.restarts.is_full() {
            self.restarts.pop_front();
        }
        self.restarts.push_back(at).expect("there is room for one");
        let all = self.restarts.is_full();
        let oldest = self.restarts.front().copied().unwrap_or(at);
        if all && at.since(oldest) <= WINDOW {
            if self.looping.is_none() {
                tell(Event::Fault(Fault::RestartLoop), out);
            }
            self.looping = Some(at);
        }
    }

    pub fn tick(&mut self, at: Instant) {
        if self.began.is_some_and(|began| at.since(began) >= STAYED) {
            self.began = None;
            self.drops = 0;
        }
        self.looping.take_if(|looping| at.since(*looping) >= REST);
    }

    pub fn lack(&self) -> Option<Lack> {
        (self.drops >= DROPS || self.looping.is_some()).then_some(Lack::Power)
    }

    /// Whether a call may be begun by us. After a rest one is tried.
    pub fn may_dial(&self, at: Instant) -> bool {
        let resting = self.dropped.is_some_and(|dropped| at.since(dropped) < REST);
        self.drops < DROPS || !resting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secs(secs: u64) -> Instant {
        Instant::from_millis(secs * 1_000)
    }

    #[test]
    fn three_calls_that_kill_the_modem_are_no_accident() {
        let mut power = Power::default();
        let mut out = Vec::new();
        for call in 0..3 {
            assert!(power.may_dial(secs(call * 600)));
            power.call_begins(secs(call * 600));
            power.lost(secs(call * 600 + 1), &mut out);
        }
        assert_eq!(out.len(), 1, "told once: {out:?}");
        assert_eq!(power.lack(), Some(Lack::Power));
        assert!(!power.may_dial(secs(1_300)));
        assert!(power.may_dial(secs(4_000)), "one try after the rest");
    }

    #[test]
    fn a_call_that_stays_clears_the_suspicion() {
        let mut power = Power::default();
        let mut out = Vec::new();
        for call in 0..2 {
            power.call_begins(secs(call * 600));
            power.lost(secs(call * 600 + 1), &mut out);
        }
        power.call_begins(secs(2_000));
        power.tick(secs(2_030));
        power.call_begins(secs(3_000));
        power.lost(secs(3_001), &mut out);
        assert_eq!((out.len(), power.lack()), (0, None));
    }

    #[test]
    fn a_modem_that_restarts_in_a_circle_is_told() {
        let mut power = Power::default();
        let mut out = Vec::new();
        for n in 0..6 {
            power.lost(secs(n * 30), &mut out);
        }
        assert_eq!(out.len(), 1);
        assert_eq!(power.lack(), Some(Lack::Power));
        power.tick(secs(3_600));
        assert_eq!(power.lack(), None);
    }
}
