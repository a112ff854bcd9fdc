//! The recovery ladder: which rung next, and when.
//!
//! ```text
//! Reopen ×3 ─▶ Reset (AT+CFUN=1,1) ─▶ Rebind ─▶ PortPower ─▶ PowerKey ─▶ a person
//! ```
//!
//! Every rung has a rest before it may be used again; a rung that rests is passed over. So nothing
//! is tried in a circle: above all not the power of the USB port, after which some hosts do not find
//! the device any more.

use std::time::Duration;

use crate::{modem::Rung, time::Instant};

/// What the ladder wants done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Close the port and open it anew.
    Reopen,
    /// `AT+CFUN=1,1`, over whichever port listens.
    Reset,
    /// Something that the board does: rebinding, power.
    Board(Rung),
    /// Ask a person.
    Ask,
}

const STEPS: [(Step, Duration); 7] = [
    (Step::Reopen, Duration::ZERO),
    (Step::Reopen, Duration::ZERO),
    (Step::Reopen, Duration::ZERO),
    (Step::Reset, Duration::from_secs(5 * 60)),
    (Step::Board(Rung::Rebind), Duration::from_secs(15 * 60)),
    (Step::Board(Rung::PortPower), Duration::from_secs(6 * 3600)),
    (Step::Board(Rung::PowerKey), Duration::from_secs(3600)),
];
/// The first step after those that only open the port anew.
const RESET: usize = 3;
/// So long has everything to go well before the next failure begins at the bottom again.
const HEALTHY: Duration = Duration::from_secs(10 * 60);
/// Between two looks for a modem that only a person can bring back.
const LOOK: Duration = Duration::from_secs(60);

/// Where to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// With the first step.
    Bottom,
    /// Opening the port anew cannot help.
    Reset,
    /// The module is not there to be told anything, or being told did not help.
    Board,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ladder {
    /// The next step.
    position: usize,
    /// When each step may be used again.
    rested_at: [Option<Instant>; STEPS.len()],
    well_since: Option<Instant>,
}

impl Ladder {
    /// The modem answers.
    pub fn well(&mut self, at: Instant) {
        self.well_since.get_or_insert(at);
    }

    /// The next thing to try from `from` on, and how long to wait for its effect.
    pub fn climb(&mut self, from: From, at: Instant) -> (Step, Duration) {
        if let Some(since) = self.well_since.take()
            && at.since(since) >= HEALTHY
        {
            self.position = 0;
        }
        self.position = self.position.max(match from {
            From::Bottom => 0,
            From::Reset => RESET,
            From::Board => RESET + 1,
        });
        while let Some((step, rest)) = STEPS.get(self.position) {
            let position = self.position;
            self.position += 1;
            if self.rested_at[position].is_some_and(|rested| at < rested) {
                continue;
            }
            self.rested_at[position] = Some(at + *rest);
            return (*step, patience(*step));
        }
        // Once round: only when everything has rested does it begin again.
        if self.everything_rested(at) {
            self.position = 0;
        }
        (Step::Ask, LOOK)
    }

    fn everything_rested(&self, at: Instant) -> bool {
        self.rested_at[RESET..]
            .iter()
            .all(|rested| rested.is_none_or(|rested| rested <= at))
    }
}

/// How long a step may take to have its effect: a restart of the module with its way back to the bus
/// takes 15 to 40 s.
const fn patience(step: Step) -> Duration {
    Duration::from_secs(match step {
        Step::Reopen => 10,
        Step::Reset => 75,
        // Switching power off, on, and waiting for the bus is the board's part, and slow.
        Step::Board(_) => 180,
        Step::Ask => LOOK.as_secs(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn climb(ladder: &mut Ladder, secs: u64) -> Step {
        ladder
            .climb(From::Bottom, Instant::from_millis(secs * 1_000))
            .0
    }

    #[test]
    fn rung_by_rung_and_then_a_person() {
        let mut ladder = Ladder::default();
        let mut steps = Vec::new();
        for n in 0..10 {
            steps.push(climb(&mut ladder, n * 60));
        }
        assert_eq!(
            steps[..8],
            [
                Step::Reopen,
                Step::Reopen,
                Step::Reopen,
                Step::Reset,
                Step::Board(Rung::Rebind),
                Step::Board(Rung::PortPower),
                Step::Board(Rung::PowerKey),
                Step::Ask,
            ]
        );
        assert_eq!(steps[8..], [Step::Ask, Step::Ask]);
    }

    #[test]
    fn the_power_of_the_port_is_never_switched_in_a_circle() {
        let mut ladder = Ladder::default();
        let mut power = Vec::new();
        // A modem that answers for a minute and dies again, all day long.
        for minute in 0..24 * 60 {
            let at = Instant::from_millis(minute * 60_000);
            if ladder.climb(From::Bottom, at).0 == Step::Board(Rung::PortPower) {
                power.push(minute);
            }
            ladder.well(at);
        }
        assert!(power.len() <= 4, "{power:?}");
        assert!(power.windows(2).all(|pair| pair[1] - pair[0] >= 6 * 60));
    }

    #[test]
    fn after_a_good_while_it_begins_at_the_bottom() {
        let mut ladder = Ladder::default();
        for n in 0..4 {
            climb(&mut ladder, n);
        }
        ladder.well(Instant::from_millis(10_000));
        assert_eq!(climb(&mut ladder, 700), Step::Reopen);
        assert_eq!(climb(&mut ladder, 701), Step::Reopen);
        ladder.well(Instant::from_millis(702_000));
        assert_eq!(
            climb(&mut ladder, 710),
            Step::Reopen,
            "not yet a good while"
        );
        assert_eq!(climb(&mut ladder, 711), Step::Reset);
    }

    #[test]
    fn what_cannot_help_is_passed_over() {
        let at = Instant::ZERO;
        assert_eq!(Ladder::default().climb(From::Reset, at).0, Step::Reset);
        let first = Ladder::default().climb(From::Board, at).0;
        assert_eq!(first, Step::Board(Rung::Rebind));
    }
}
