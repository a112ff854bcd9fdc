//! Bringing a modem back: which step of the ladder is under way, and when it counts as failed.

use std::time::Duration;

use crate::{
    modem::{Help, Reason, Rung, State},
    time::Instant,
};

use super::ladder::{From, Ladder, Step};

/// A module that starts over is called this long after it was told to, if it has not left the bus.
const KNOCK: Duration = Duration::from_secs(20);
/// A module whose power was switched answers within this.
const BACK: Duration = Duration::from_secs(60);
/// A module that has left the bus by itself comes back within this.
const AWAY: Duration = Duration::from_secs(90);

/// What the driver has to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Close the main port and open it anew.
    Reopen,
    /// Send `AT+CFUN=1,1`, by whichever port listens.
    Reset,
    /// The board.
    Board(Rung),
    /// Ask a person, and look again.
    Ask,
    /// Call the modem on the port that is open.
    Knock,
}

#[derive(Clone, Copy, Debug)]
struct Wait {
    step: Step,
    until: Instant,
    knock_at: Option<Instant>,
}

#[derive(Debug, Default)]
pub(super) struct Recovery {
    ladder: Ladder,
    reason: Option<Reason>,
    wait: Option<Wait>,
    /// `AT+CFUN=1,1` is to be sent.
    reset_due: bool,
    asked: bool,
    /// Whether there has been a modem at all.
    seen: bool,
    /// Since when there is no port, although there was one.
    away_since: Option<Instant>,
}

impl Recovery {
    /// What it means for the state, while the modem is being brought back.
    pub fn state(&self) -> Option<State> {
        if self.asked {
            return Some(State::Helpless(Help::ColdPower));
        }
        self.reason.map(State::Recovering)
    }

    /// Something has failed; `from` is the first step that can help.
    pub fn fail(&mut self, reason: Reason, from: From, at: Instant) -> Act {
        let (step, patience) = self.ladder.climb(from, at);
        self.reason = Some(reason);
        self.reset_due = step == Step::Reset;
        self.wait = Some(Wait {
            step,
            until: at + patience,
            knock_at: matches!(step, Step::Reset).then(|| at + KNOCK),
        });
        match step {
            Step::Reopen => Act::Reopen,
            Step::Reset => Act::Reset,
            Step::Board(rung) => Act::Board(rung),
            Step::Ask => Act::Ask,
        }
    }

    /// The modem does not answer on its open port.
    pub fn dead(&mut self, at: Instant) -> Option<Act> {
        match &mut self.wait {
            Some(wait) if wait.step != Step::Reopen => {
                // It is starting, perhaps.
                wait.knock_at = Some(at + KNOCK);
                None
            }
            _ => {
                let reason = self.reason.unwrap_or(Reason::NoAnswer);
                Some(self.fail(reason, From::Bottom, at))
            }
        }
    }

    /// The modem answers.
    pub fn recovered(&mut self, at: Instant) {
        self.ladder.well(at);
        self.reason = None;
        self.wait = None;
        self.reset_due = false;
        self.asked = false;
        self.seen = true;
        self.away_since = None;
    }

    /// The board has done its part, or cannot.
    pub fn rung_done(&mut self, rung: Rung, done: bool, open: bool, at: Instant) -> Option<Act> {
        let wait = self.wait.as_mut()?;
        if wait.step != Step::Board(rung) {
            return None;
        }
        if done {
            wait.knock_at = Some(at + KNOCK);
            wait.until = at + BACK;
            return None;
        }
        let reason = self.reason.unwrap_or(Reason::NoAnswer);
        Some(self.fail(reason, next_from(open), at))
    }

    /// `AT+CFUN=1,1` was refused.
    pub fn refused(&mut self, at: Instant) -> Option<Act> {
        let reason = self.reason?;
        Some(self.fail(reason, From::Board, at))
    }

    /// A person is asked only once for the same trouble.
    pub fn ask_once(&mut self) -> bool {
        !std::mem::replace(&mut self.asked, true)
    }

    pub fn opened(&mut self) {
        self.away_since = None;
    }

    /// The port is gone. Whether that was to be expected.
    pub fn closed(&mut self, at: Instant) -> bool {
        self.away_since = Some(at);
        self.wait.is_some()
    }

    /// A port that is closed and opened by a step of ours.
    pub fn is_reopening(&self) -> bool {
        self.wait.is_some_and(|wait| wait.step == Step::Reopen)
    }

    pub const fn reset_due(&self) -> bool {
        self.reset_due
    }

    pub fn reset_sent(&mut self) {
        self.reset_due = false;
    }

    /// The module was told to start over, or power is being switched: nothing is asked of it.
    pub fn is_waiting(&self) -> bool {
        self.wait.is_some() && !self.reset_due
    }

    pub fn tick(&mut self, open: bool, at: Instant) -> Option<Act> {
        let due = |when: Option<Instant>| when.is_some_and(|when| when <= at);
        if due(self.wait.map(|wait| wait.until)) {
            let reopened = self
                .wait
                .take()
                .is_some_and(|wait| wait.step == Step::Reopen);
            if reopened && !open {
                // There is nothing to open: it has left the bus, and may come back by itself.
                self.away_since.get_or_insert(at);
                return None;
            }
            let reason = self.reason.unwrap_or(Reason::NoAnswer);
            return Some(self.fail(reason, next_from(open), at));
        }
        if let Some(wait) = &mut self.wait
            && due(wait.knock_at)
        {
            wait.knock_at = None;
            return open.then_some(Act::Knock);
        }
        if self.wait.is_none() && !open && self.seen && due(self.away_until()) {
            return Some(self.fail(Reason::Vanished, From::Board, at));
        }
        None
    }

    fn away_until(&self) -> Option<Instant> {
        self.away_since.map(|since| since + AWAY)
    }

    pub fn next_wake(&self, open: bool) -> Option<Instant> {
        match &self.wait {
            Some(wait) => Some(wait.knock_at.unwrap_or(wait.until).min(wait.until)),
            None if !open && self.seen => self.away_until(),
            None => None,
        }
    }
}

/// A module that is not there cannot be told to start over.
const fn next_from(open: bool) -> From {
    if open { From::Bottom } else { From::Board }
}
