//! One call, followed through what the modem announces and what it lists.
//!
//! An announced end is believed at once; a list of calls without ours only the second time in a row,
//! since an `OK` can be lost or late. A hang-up is a loop: ended only when the list says so.

use std::time::Duration;

use crate::{
    at::{Answer, CallList, CallReport, CallState, Command, Refusal, Reply},
    modem::{AnswerFault, Ending, Event},
    phone::Caller,
    time::Instant,
};

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

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Idle,
    /// It rings; the caller's number may still come.
    Announcing {
        since: Instant,
    },
    /// It rings, and has been told.
    Ringing,
    /// It is to be answered, or `ATA` is out.
    Answering {
        sent: bool,
    },
    /// `ATA` was never answered: the list of calls has to say.
    Doubt,
    Up,
    Leaving(Leaving),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Leaving {
    /// `AT+CHUP` is to be sent (again).
    due: bool,
    /// It has been sent so often.
    rounds: u8,
    /// When to send it again.
    until: Instant,
    /// The call was up, so that one that rings is another.
    was_up: bool,
    /// Somebody asked for it and is to be told.
    told: bool,
}

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
                let event = match call.number.clone() {
                    Some(number) => self.caller(Caller::Known(number), at),
                    None => self.rings(at),
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

    /// The list of calls, or why there is none.
    pub fn listed(&mut self, answer: &Answer, at: Instant) -> Option<Event> {
        match answer {
            Answer::Ok(Reply::Calls(list)) if !list.is_garbled() => self.compare(list, at),
            _ => {
                self.empty = 0;
                if self.is_on() {
                    self.poll_at = Some(at + POLL);
                }
                self.linger(at);
                None
            }
        }
    }

    fn compare(&mut self, list: &CallList, at: Instant) -> Option<Event> {
        let incoming = list.voice().find(|call| call.state == CallState::Incoming);
        let active = list.voice().find(|call| call.state == CallState::Active);
        self.second |= list.voice().any(|call| call.state == CallState::Waiting);
        let none = list.voice().next().is_none();
        self.empty = if none {
            self.empty.saturating_add(1)
        } else {
            0
        };
        self.poll_at = self.is_on().then_some(at + if none { DOUBT } else { POLL });
        match self.phase {
            Phase::Idle => {
                if let Some(call) = incoming {
                    return self.changed(call, at);
                }
                if !none {
                    self.leave(true, false, at); // left behind by an earlier owner, or by us
                }
                None
            }
            Phase::Leaving(leaving) => {
                let left = list
                    .voice()
                    .any(|call| !(leaving.was_up && call.state == CallState::Incoming));
                if left {
                    self.poll_at = Some(at + DOUBT);
                    self.linger(at);
                    return None;
                }
                // What rings now is another call, which tells its story with the next look.
                self.idle(incoming.map(|_| at));
                leaving.told.then_some(Event::HungUp)
            }
            _ if self.empty >= 2 => self.ends(at),
            Phase::Doubt => self.resolve(active, incoming, at),
            Phase::Announcing { .. } | Phase::Ringing | Phase::Up => {
                let ours = if self.phase == Phase::Up {
                    active
                } else {
                    incoming
                };
                self.id = ours.map(|call| call.id).or(self.id);
                let number = incoming.and_then(|call| call.number.clone())?;
                self.caller(Caller::Known(number), at)
            }
            Phase::Answering { .. } => None,
        }
    }

    /// What became of an `ATA` without an answer.
    fn resolve(
        &mut self,
        active: Option<&CallReport>,
        incoming: Option<&CallReport>,
        at: Instant,
    ) -> Option<Event> {
        if active.is_some() {
            self.begin(Phase::Up, at + POLL);
            Some(Event::Answered)
        } else if incoming.is_some() {
            self.begin(Phase::Ringing, at + POLL);
            Some(not(AnswerFault::TimedOut))
        } else {
            None
        }
    }

    /// A call that will not go is hung up again, but not for ever.
    fn linger(&mut self, at: Instant) {
        if let Phase::Leaving(leaving) = &mut self.phase
            && at >= leaving.until
        {
            leaving.due = leaving.rounds < HANG_UPS;
            self.stuck = !leaving.due;
        }
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
