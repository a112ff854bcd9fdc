//! What the list of calls says about ours.

use crate::{
    at::{Answer, CallList, CallReport, CallState, Reply},
    modem::{AnswerFault, Event},
    phone::Caller,
    time::Instant,
};

use super::{Call, DOUBT, HANG_UPS, POLL, Phase, not};

impl Call {
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
                let caller = incoming.map(|call| call.party.clone());
                self.caller(caller.filter(|caller| *caller != Caller::Unavailable)?, at)
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
}
