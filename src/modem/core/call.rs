//! One call, followed through what the modem announces and what it lists.
//!
//! An announced end is believed at once; a list of calls without ours only the second time in a row,
//! since an `OK` can be lost or late. A hang-up is a loop: ended only when the list says so.

mod list;
mod phase;

use std::time::Duration;

use crate::{
    at::{Answer, CallReport, CallState, Command, Refusal},
    modem::{AnswerFault, Ending, Event},
    phone::Caller,
    time::Instant,
};

use self::phase::{Leaving, Phase};

/// How long a ring may wait for the caller's number: less than one period of the ring.
const NUMBER: Duration = Duration::from_secs(3);
/// Two signs of ringing closer together than this are one ring (`RING`, `ccinfo`, `^DSCI`).
const SAME_RING: Duration = Duration::from_millis(1_500);
/// Between two looks at the list of calls.
const POLL: Duration = Duration::from_millis(1_500);
/// The same when there is a doubt.
const DOUBT: Duration = Duration::from_millis(500);
/// So long after a hang-up the call may linger before it is hung up again.
const LINGER: Duration = Duration::from_secs(3);
/// So many hang-ups before the modem has to be started over.
const HANG_UPS: u8 = 10;

#[derive(Debug, Default)]
pub(super) struct Call {
    phase: Phase,
    /// The modem's number for the call, once it is known.
    id: Option<u8>,
    /// A second caller was seen: an end without a number may be theirs.
    second: bool,
    /// Empty lists in a row.
    empty: u8,
    poll_at: Option<Instant>,
    stuck: bool,
}

impl Call {
    /// Whether there is a call, as far as is known.
    pub fn is_on(&self) -> bool {
        self.phase != Phase::Idle
    }

    /// Whether the modem has to be started over, since a call does not end. Asked once.
    pub fn take_stuck(&mut self) -> bool {
        std::mem::take(&mut self.stuck)
    }

    pub fn rings(&mut self, at: Instant) -> Option<Event> {
        match self.phase {
            Phase::Idle => {
                self.begin(Phase::Announcing { since: at }, at + POLL);
                None
            }
            Phase::Announcing { since } if at.since(since) >= SAME_RING => {
                Some(self.announce(Caller::Unavailable, at))
            }
            _ => None,
        }
    }

    /// Who is calling. Only a call that has not been told yet takes it.
    pub fn caller(&mut self, caller: Caller, at: Instant) -> Option<Event> {
        matches!(self.phase, Phase::Idle | Phase::Announcing { .. })
            .then(|| self.announce(caller, at))
    }

    fn announce(&mut self, caller: Caller, at: Instant) -> Event {
        self.begin(Phase::Ringing, at + POLL);
        Event::Ringing { caller }
    }

    fn begin(&mut self, phase: Phase, poll_at: Instant) {
        if self.phase == Phase::Idle {
            self.id = None;
            self.second = false;
        }
        self.phase = phase;
        self.empty = 0;
        self.poll_at = Some(poll_at);
    }

    pub fn waiting(&mut self) {
        self.second = true;
    }

    /// A call has changed.
    pub fn changed(&mut self, call: &CallReport, at: Instant) -> Option<Event> {
        if !call.voice {
            return None;
        }
        match call.state {
            CallState::Ended if self.id.is_none_or(|id| id == call.id) => self.ends(at),
            CallState::Incoming => {
                let event = match call.party.clone() {
                    Caller::Unavailable => self.rings(at),
                    caller => self.caller(caller, at),
                };
                self.id.get_or_insert(call.id);
                event
            }
            CallState::Waiting => {
                self.second = true;
                None
            }
            // Not begun by us: the list has to say what it is.
            _ if self.phase == Phase::Idle && call.state != CallState::Ended => {
                self.poll_at = Some(at);
                None
            }
            _ => None,
        }
    }

    /// `NO CARRIER` and its like.
    pub fn over(&mut self, at: Instant) -> Option<Event> {
        if self.second {
            self.poll_at = Some(at);
            return None;
        }
        self.ends(at)
    }

    fn ends(&mut self, at: Instant) -> Option<Event> {
        let event = match self.phase {
            Phase::Idle => return None,
            Phase::Leaving(_) => {
                self.poll_at = Some(at);
                return None;
            }
            Phase::Announcing { .. } => None,
            Phase::Ringing => Some(Event::RingingStopped),
            Phase::Answering { .. } | Phase::Doubt => Some(not(AnswerFault::CallerGone)),
            Phase::Up => Some(Event::Ended {
                why: Ending::Remote,
            }),
        };
        self.idle(Some(at + DOUBT)); // make sure that nothing lingers
        event
    }

    fn idle(&mut self, poll_at: Option<Instant>) {
        *self = Self {
            poll_at,
            stuck: self.stuck,
            ..Self::default()
        };
    }

    pub fn answer(&mut self, armed: bool) -> Option<Event> {
        match self.phase {
            Phase::Announcing { .. } | Phase::Ringing if !armed => {
                Some(not(AnswerFault::AudioNotArmed))
            }
            Phase::Announcing { .. } | Phase::Ringing => {
                self.phase = Phase::Answering { sent: false };
                None
            }
            Phase::Answering { .. } | Phase::Doubt => None,
            Phase::Idle | Phase::Up | Phase::Leaving(_) => Some(not(AnswerFault::NoCall)),
        }
    }

    pub fn hang_up(&mut self, at: Instant) {
        if let Phase::Leaving(leaving) = &mut self.phase {
            leaving.told = true;
            return;
        }
        self.leave(matches!(self.phase, Phase::Up | Phase::Doubt), true, at);
    }

    fn leave(&mut self, was_up: bool, told: bool, at: Instant) {
        self.phase = Phase::Leaving(Leaving {
            due: true,
            rounds: 0,
            until: at,
            was_up,
            told,
        });
        self.poll_at = None;
    }

    pub fn next(&mut self, at: Instant) -> Option<Command> {
        match &mut self.phase {
            Phase::Leaving(leaving) if leaving.due => {
                leaving.due = false;
                leaving.rounds += 1;
                return Some(Command::HangUp);
            }
            Phase::Answering { sent } if !*sent => {
                *sent = true;
                return Some(Command::Answer);
            }
            _ => {}
        }
        if self.poll_at.is_some_and(|due| due <= at) {
            self.poll_at = None;
            return Some(Command::Calls);
        }
        None
    }

    /// `ATA` has ended.
    pub fn answered(&mut self, answer: &Answer, at: Instant) -> Option<Event> {
        if !matches!(self.phase, Phase::Answering { sent: true }) {
            self.poll_at = Some(at); // overtaken by events; the list says what is left
            return None;
        }
        match answer {
            Answer::Ok(_) => {
                self.begin(Phase::Up, at + POLL);
                Some(Event::Answered)
            }
            Answer::Refused(Refusal::Call(_)) => self.ends(at),
            Answer::Refused(refusal) => {
                self.begin(Phase::Ringing, at);
                Some(not(AnswerFault::Refused(*refusal)))
            }
            Answer::Empty | Answer::TimedOut => {
                self.begin(Phase::Doubt, at);
                None
            }
            Answer::Gone => None, // `lost` tells
        }
    }

    /// `AT+CHUP` has ended; what it says does not matter.
    pub fn hung_up(&mut self, at: Instant) {
        if let Phase::Leaving(leaving) = &mut self.phase {
            leaving.until = at + LINGER;
        }
        self.poll_at = Some(at);
    }

    /// Does what is due by the clock alone.
    pub fn tick(&mut self, at: Instant) -> Option<Event> {
        match self.phase {
            Phase::Announcing { since } if at.since(since) >= NUMBER => {
                Some(self.announce(Caller::Unavailable, at))
            }
            _ => None,
        }
    }

    /// When the clock alone has something to do.
    pub fn next_tick(&self) -> Option<Instant> {
        match self.phase {
            Phase::Announcing { since } => Some(since + NUMBER),
            _ => None,
        }
    }

    /// When the list is to be looked at.
    pub const fn next_poll(&self) -> Option<Instant> {
        self.poll_at
    }

    /// The modem is gone, and the call with it.
    pub fn lost(&mut self, why: Ending) -> Option<Event> {
        let phase = self.phase;
        *self = Self::default();
        match phase {
            Phase::Idle | Phase::Announcing { .. } => None,
            Phase::Ringing => Some(Event::RingingStopped),
            Phase::Answering { .. } | Phase::Doubt => Some(not(AnswerFault::Gone)),
            Phase::Leaving(leaving) if !leaving.told => None,
            Phase::Up | Phase::Leaving(_) => Some(Event::Ended { why }),
        }
    }
}

const fn not(why: AnswerFault) -> Event {
    Event::NotAnswered { why }
}
