//! What the list of calls says about ours.

use crate::{
    at::{Answer, CallList, CallReport, CallState, Direction, Reply},
    modem::{AnswerFault, Event},
    phone::Caller,
    time::Instant,
};

use super::{Call, DOUBT, HANG_UPS, LATE_WORD, Out, POLL, Phase, not, tell};

impl Call {
    /// The list of calls, or why there is none.
    pub fn listed(&mut self, answer: &Answer, at: Instant, out: Out<'_>) {
        match answer {
            Answer::Ok(Reply::Calls(list)) if !list.is_garbled() => self.compare(list, at, out),
            _ => {
                self.empty = 0;
                if self.is_on() {
                    self.poll_at = Some(at + POLL);
                }
                self.linger(at);
            }
        }
    }

    fn compare(&mut self, list: &CallList, at: Instant, out: Out<'_>) {
        let incoming = list.voice().find(|call| call.state == CallState::Incoming);
        let active = list.voice().find(|call| call.state == CallState::Active);
        if let Some(waiting) = list.voice().find(|call| call.state == CallState::Waiting) {
            self.second = true;
            if self.phase == Phase::Up {
                self.second_id.get_or_insert(waiting.id);
            }
        }
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
                    self.changed(call, at, out);
                } else if !none {
                    self.leave(true, false, at); // left behind by an earlier owner, or by us
                }
            }
            Phase::Leaving(leaving) => {
                let left = list
                    .voice()
                    .any(|call| !(leaving.was_up && call.state == CallState::Incoming));
                if left {
                    self.poll_at = Some(at + DOUBT);
                    self.linger(at);
                    return;
                }
                // What rings now is another call, which tells its story with the next look.
                self.idle(incoming.map(|_| at), Some(at + LATE_WORD));
                if leaving.told {
                    tell(Event::HungUp, out);
                }
                self.next_call(at);
            }
            Phase::Wanted { .. } | Phase::Dialling(_) | Phase::Failing { .. } => {
                let outgoing = |call: &&CallReport| call.direction == Direction::Outgoing;
                let ours = list.voice().find(outgoing);
                self.compare_outgoing(ours, incoming, none, at, out);
            }
            _ if self.empty >= 2 => self.ends(at, out),
            Phase::Doubt => self.resolve(active, incoming, at, out),
            Phase::Announcing { .. } | Phase::Ringing | Phase::Up => {
                let ours = if self.phase == Phase::Up {
                    active
                } else {
                    incoming
                };
                self.id = ours.map(|call| call.id).or(self.id);
                if let Some(call) = incoming
                    && call.party != Caller::Unavailable
                {
                    self.caller(call.party.clone(), at, out);
                }
            }
            // Asked by the other port, while `ATA` is out on the first.
            Phase::Answering { sent: true } if active.is_some() => {
                self.id = active.map(|call| call.id);
                self.is_answered(at, out);
            }
            Phase::Answering { .. } => {}
        }
    }

    /// What became of an `ATA` without an answer.
    fn resolve(
        &mut self,
        active: Option<&CallReport>,
        incoming: Option<&CallReport>,
        at: Instant,
        out: Out<'_>,
    ) {
        if active.is_some() {
            self.is_answered(at, out);
        } else if incoming.is_some() {
            self.begin(Phase::Ringing, at + POLL);
            tell(not(AnswerFault::TimedOut), out);
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
