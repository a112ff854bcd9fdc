//! One call, followed through what the modem announces and what it lists.
//!
//! An announced end is believed at once; a list of calls without ours only the second time in a row,
//! since an `OK` can be lost or late. A hang-up is a loop: ended only when the list says so. And a call
//! is never up because something is heard: only the modem's word counts.

mod ended;
mod list;
mod outgoing;
mod phase;

use std::time::Duration;

use crate::{
    at::{Answer, CallReport, CallState, Command, Direction, HangUpCause, Refusal},
    modem::{AnswerFault, Ending, Event},
    phone::{Caller, Dialable},
    time::Instant,
};

use self::phase::{Leaving, Phase};
use super::{Out, profile::Profile, tell};

/// How long a ring may wait for the caller's number: less than one period of the ring.
const NUMBER: Duration = Duration::from_secs(3);
/// Two signs of ringing closer together than this are one ring (`RING`, `ccinfo`, `^DSCI`).
const SAME_RING: Duration = Duration::from_millis(1_500);
/// So soon after a ring without a number the list is asked for it.
const ASK_NUMBER: Duration = Duration::from_millis(30);
/// A call that is announced to be up while `ATA` is not answered is up after this.
const UNANSWERED: Duration = Duration::from_millis(500);
/// Between two looks at the list of calls.
const POLL: Duration = Duration::from_millis(1_500);
/// The same when there is a doubt.
const DOUBT: Duration = Duration::from_millis(500);
/// So long after a hang-up the call may linger before it is hung up again.
const LINGER: Duration = Duration::from_secs(3);
/// An empty list proves so long that nothing is in the way of a call of ours.
const FRESH: Duration = Duration::from_secs(1);
/// So many hang-ups before the modem has to be started over.
const HANG_UPS: u8 = 10;
/// The word that ends a call may come so long after the call was found to be over.
const LATE_WORD: Duration = Duration::from_secs(3);
/// A call outlives a port that is only opened anew by so much.
const KEPT: Duration = Duration::from_secs(20);

#[derive(Debug, Default)]
pub(super) struct Call {
    phase: Phase,
    /// The modem's number for the call, once it is known.
    id: Option<u8>,
    /// A second caller was seen: an end without a number may be theirs.
    second: bool,
    /// The modem's number for the second caller's call, until they have been told "busy".
    second_id: Option<u8>,
    /// Empty lists in a row.
    empty: u8,
    poll_at: Option<Instant>,
    stuck: bool,
    /// Whom to call, until `ATD` is sent.
    to: Option<Dialable>,
    /// A call is to be made once the one that is being left is gone; by then.
    next_by: Option<Instant>,
    /// `NO CARRIER` may still come for the call before this one.
    late_word_until: Option<Instant>,
    /// The call that is being answered was announced to be up; it counts as such then, even if the
    /// answer to `ATA` never comes.
    up_at: Option<Instant>,
    /// The port is being opened anew; the call ends unless it is back by then.
    kept_until: Option<Instant>,
}

impl Call {
    /// Whether there is a call, as far as is known.
    pub fn is_on(&self) -> bool {
        self.phase != Phase::Idle
    }

    /// Whether both can speak.
    pub fn is_up(&self) -> bool {
        self.phase == Phase::Up
    }

    /// Whether the modem has to be started over, since a call does not end. Asked once.
    pub fn take_stuck(&mut self) -> bool {
        std::mem::take(&mut self.stuck)
    }

    pub fn rings(&mut self, at: Instant, out: Out<'_>) {
        match self.phase {
            Phase::Idle => self.begin(Phase::Announcing { since: at }, at + ASK_NUMBER),
            Phase::Announcing { since } if at.since(since) >= SAME_RING => {
                self.announce(Caller::Unavailable, at, out);
            }
            Phase::Wanted { .. } | Phase::Dialling(_) | Phase::Up => self.doubt(at),
            _ => {}
        }
        if let Phase::Wanted { clear, .. } = &mut self.phase {
            *clear = None;
        }
    }

    /// Who is calling. Only a call that has not been told yet takes it.
    pub fn caller(&mut self, caller: Caller, at: Instant, out: Out<'_>) {
        if matches!(self.phase, Phase::Idle | Phase::Announcing { .. }) {
            self.announce(caller, at, out);
        }
    }

    fn announce(&mut self, caller: Caller, at: Instant, out: Out<'_>) {
        self.begin(Phase::Ringing, at + POLL);
        tell(Event::Ringing { caller }, out);
    }

    fn begin(&mut self, phase: Phase, poll_at: Instant) {
        if self.phase == Phase::Idle {
            self.id = None;
            self.second = false;
            self.second_id = None;
        }
        self.phase = phase;
        self.empty = 0;
        self.up_at = None;
        self.poll_at = Some(poll_at);
    }

    /// Another call was announced, whose end may be taken for ours.
    pub fn waiting(&mut self, at: Instant) {
        if self.is_on() {
            self.second = true;
            self.doubt(at);
        }
    }

    /// A call has changed.
    pub fn changed(&mut self, call: &CallReport, at: Instant, out: Out<'_>) {
        if !call.voice {
            return;
        }
        if self.phase.is_outgoing() && call.direction == Direction::Outgoing {
            return self.progressed(call, at, out);
        }
        let ours = self.id.is_none_or(|id| id == call.id);
        match call.state {
            CallState::Ended if self.second_id == Some(call.id) && !ours => {
                self.second_id = None;
            }
            CallState::Ended if ours && !self.phase.is_outgoing() => self.ends(at, out),
            CallState::Incoming | CallState::Waiting if self.has_other(call) => {
                self.second = true;
                self.second_id.get_or_insert(call.id);
            }
            CallState::Waiting => self.second = true,
            CallState::Incoming => {
                match call.party.clone() {
                    Caller::Unavailable => self.rings(at, out),
                    caller => self.caller(caller, at, out),
                }
                self.id.get_or_insert(call.id);
            }
            CallState::Active if ours && self.phase == (Phase::Answering { sent: true }) => {
                // The path for sound is through when `ATA` says so.
                self.id = Some(call.id);
                self.up_at.get_or_insert(at + UNANSWERED);
            }
            // Not begun by us: the list has to say what it is.
            _ if self.phase == Phase::Idle && call.state != CallState::Ended => {
                self.poll_at = Some(at);
            }
            _ => {}
        }
    }

    /// Whether this call is not the one that is followed.
    fn has_other(&self, call: &CallReport) -> bool {
        match self.phase {
            Phase::Up => self.id != Some(call.id),
            Phase::Dialling(_) | Phase::Failing { .. } => true,
            _ => false,
        }
    }

    fn is_answered(&mut self, at: Instant, out: Out<'_>) {
        self.begin(Phase::Up, at + POLL);
        tell(Event::Answered, out);
    }

    fn idle(&mut self, poll_at: Option<Instant>, late_word_until: Option<Instant>) {
        *self = Self {
            poll_at,
            late_word_until,
            stuck: self.stuck,
            to: self.to.take(),
            next_by: self.next_by,
            ..Self::default()
        };
    }

    pub fn answer(&mut self, armed: bool, out: Out<'_>) {
        let why = match self.phase {
            Phase::Announcing { .. } | Phase::Ringing if !armed => AnswerFault::AudioNotArmed,
            Phase::Announcing { .. } | Phase::Ringing => {
                self.phase = Phase::Answering { sent: false };
                return;
            }
            Phase::Answering { .. } | Phase::Doubt => return,
            _ => AnswerFault::NoCall,
        };
        tell(not(why), out);
    }

    pub fn hang_up(&mut self, at: Instant) {
        self.to = None;
        self.next_by = None;
        if let Phase::Leaving(leaving) = &mut self.phase {
            leaving.told = true;
            return;
        }
        let was_up = matches!(self.phase, Phase::Up | Phase::Doubt) || self.phase.is_outgoing();
        self.leave(was_up, true, at);
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
        self.second_id = None;
    }

    /// What the call wants done by the modem. Once given, it is under way.
    pub fn next(&mut self, profile: &Profile, at: Instant) -> Option<Command> {
        match &mut self.phase {
            Phase::Leaving(leaving) if leaving.due => {
                leaving.due = false;
                leaving.rounds += 1;
                leaving.until = at + LINGER;
                self.poll_at = Some(at + DOUBT);
                return Some(Command::HangUp);
            }
            Phase::Answering { sent } if !*sent => {
                *sent = true;
                return Some(Command::Answer);
            }
            Phase::Wanted {
                clear: Some(seen), ..
            } if at.since(*seen) <= FRESH => return self.dial(at),
            Phase::Wanted {
                hang_up_at: Some(due),
                ..
            } if *due <= at => {
                *due = at + LINGER;
                return Some(Command::HangUp);
            }
            _ => {}
        }
        if let Some(busy) = self.refuse_second(profile) {
            return Some(busy);
        }
        self.poll(at)
    }

    /// The list of calls, when it is time for it. Any port will do.
    pub fn poll(&mut self, at: Instant) -> Option<Command> {
        self.poll_at.take_if(|due| *due <= at)?;
        Some(Command::Calls)
    }

    /// The same for the other port, while the first is held up.
    pub fn next_elsewhere(&mut self, at: Instant) -> Option<Command> {
        let now = match self.phase {
            Phase::Leaving(leaving) => leaving.due,
            Phase::Answering { sent } => !sent,
            _ => false,
        };
        if now {
            return self.next(&Profile::default(), at);
        }
        self.poll(at)
    }

    /// When the other port is wanted, while the first is held up.
    pub fn next_elsewhere_at(&self) -> Option<Instant> {
        match self.phase {
            Phase::Leaving(leaving) if leaving.due => Some(Instant::ZERO),
            Phase::Answering { sent: false } => Some(Instant::ZERO),
            _ => self.poll_at,
        }
    }

    /// A second caller is told "busy", where the modem can do that to one call alone.
    fn refuse_second(&mut self, profile: &Profile) -> Option<Command> {
        if !profile.ends_one_call || self.phase != Phase::Up {
            return None;
        }
        let id = self.second_id.take_if(|id| Some(*id) != self.id)?;
        let cause = HangUpCause::Busy;
        Some(Command::HangUpWith { cause, id })
    }

    /// `ATA` has ended.
    pub fn answered(&mut self, answer: &Answer, at: Instant, out: Out<'_>) {
        if !matches!(self.phase, Phase::Answering { sent: true }) {
            return self.doubt(at); // overtaken by events; the list says what is left
        }
        match answer {
            Answer::Ok(_) => self.is_answered(at, out),
            Answer::Refused(Refusal::Call(_)) => self.ends(at, out),
            Answer::Refused(refusal) => {
                self.begin(Phase::Ringing, at);
                tell(not(AnswerFault::Refused(*refusal)), out);
            }
            Answer::Empty | Answer::TimedOut => self.begin(Phase::Doubt, at),
            Answer::Gone => {} // `lost` tells
        }
    }

    /// `AT+CHUP` has ended; what it says does not matter.
    pub fn hung_up(&mut self, at: Instant) {
        if let Phase::Leaving(leaving) = &mut self.phase {
            leaving.until = at + LINGER;
        }
        self.poll_at = Some(at);
    }

    /// Something went unanswered, or the port was away: the list has to say how things stand.
    pub fn doubt(&mut self, at: Instant) {
        self.poll_at = Some(self.poll_at.map_or(at, |due| due.min(at)));
    }

    /// Does what is due by the clock alone.
    pub fn tick(&mut self, at: Instant, out: Out<'_>) {
        if self.kept_until.is_some_and(|until| until <= at) {
            return self.lost(Ending::PortLost, out);
        }
        match self.phase {
            Phase::Announcing { since } if at.since(since) >= NUMBER => {
                self.announce(Caller::Unavailable, at, out);
            }
            Phase::Answering { .. } if self.up_at.is_some_and(|due| due <= at) => {
                self.is_answered(at, out);
            }
            _ => self.outgoing_tick(at, out),
        }
    }

    /// When the clock alone has something to do.
    pub fn next_tick(&self) -> Option<Instant> {
        let phase = match self.phase {
            Phase::Announcing { since } => Some(since + NUMBER),
            Phase::Wanted { until, .. } | Phase::Failing { until } => Some(until),
            Phase::Answering { .. } => self.up_at,
            _ => None,
        };
        [phase, self.kept_until, self.next_by]
            .into_iter()
            .flatten()
            .min()
    }

    /// When the port is wanted.
    pub fn next_wake(&self) -> Option<Instant> {
        let hang_up = match self.phase {
            Phase::Wanted { hang_up_at, .. } => hang_up_at,
            _ => None,
        };
        self.poll_at.into_iter().chain(hang_up).min()
    }
}

const fn not(why: AnswerFault) -> Event {
    Event::NotAnswered { why }
}
