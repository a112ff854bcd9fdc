//! How calls end: announced, found out, or with the modem.

use crate::{
    at::CallWord,
    modem::{AnswerFault, CallFault, Ending, Event},
    time::Instant,
};

use super::{Call, DOUBT, KEPT, LATE_WORD, Out, not, phase::Phase, tell};

impl Call {
    /// `NO CARRIER` and its like.
    pub fn over(&mut self, word: CallWord, at: Instant, out: Out<'_>) {
        if self.phase == Phase::Idle {
            return;
        }
        let late = self.late_word_until.take().is_some_and(|until| at < until);
        let new = matches!(
            self.phase,
            Phase::Announcing { .. } | Phase::Ringing | Phase::Wanted { .. } | Phase::Dialling(_)
        );
        // It may be about the call before, or about a second caller.
        if self.second || (late && new && word == CallWord::NoCarrier) {
            return self.doubt(at);
        }
        match self.phase {
            Phase::Wanted { .. } => self.doubt(at),
            Phase::Dialling(_) | Phase::Failing { .. } => {
                self.fails(CallFault::from_word(word), at, out);
                self.late_word_until = None;
            }
            _ => {
                self.ends(at, out);
                self.late_word_until = None;
            }
        }
    }

    /// The call that came in is over.
    pub(super) fn ends(&mut self, at: Instant, out: Out<'_>) {
        match self.phase {
            Phase::Idle => return,
            Phase::Leaving(_) => {
                self.poll_at = Some(at);
                return;
            }
            Phase::Announcing { .. } => {}
            Phase::Ringing => tell(Event::RingingStopped, out),
            Phase::Answering { .. } | Phase::Doubt => tell(not(AnswerFault::CallerGone), out),
            Phase::Up => {
                let why = Ending::Remote;
                tell(Event::Ended { why }, out);
            }
            Phase::Wanted { .. } | Phase::Dialling(_) | Phase::Failing { .. } => {
                return self.fails(CallFault::NoCarrier, at, out);
            }
        }
        // Look once more, so that nothing lingers.
        self.idle(Some(at + DOUBT), Some(at + LATE_WORD));
    }

    /// Our call came to nothing.
    pub(super) fn fails(&mut self, why: CallFault, at: Instant, out: Out<'_>) {
        self.to = None;
        self.idle(Some(at + DOUBT), Some(at + LATE_WORD));
        tell(Event::CallFailed { why }, out);
    }

    /// The port is opened anew while the modem goes on: a call that is up goes on too.
    pub fn keep(&mut self, at: Instant) -> bool {
        let kept = matches!(self.phase, Phase::Up | Phase::Leaving(_));
        if kept {
            self.kept_until.get_or_insert(at + KEPT);
        }
        kept
    }

    pub const fn is_kept(&self) -> bool {
        self.kept_until.is_some()
    }

    /// The modem answers again: the list says what is left of the call.
    pub fn resume(&mut self, at: Instant) {
        if self.kept_until.take().is_some() {
            self.empty = 0;
            if let Phase::Leaving(leaving) = &mut self.phase {
                leaving.due = true;
            }
            self.doubt(at);
        }
    }

    /// The modem is gone, and the call with it.
    pub fn lost(&mut self, why: Ending, out: Out<'_>) {
        let phase = self.phase;
        let next = self.next_by.is_some();
        *self = Self::default();
        let event = match phase {
            Phase::Idle | Phase::Announcing { .. } => None,
            Phase::Ringing => Some(Event::RingingStopped),
            Phase::Answering { .. } | Phase::Doubt => Some(not(AnswerFault::Gone)),
            Phase::Leaving(leaving) if !leaving.told => None,
            Phase::Up | Phase::Leaving(_) => Some(Event::Ended { why }),
            Phase::Wanted { .. } => Some(failed(CallFault::NotReady)),
            Phase::Failing { .. } => Some(failed(CallFault::NoCarrier)),
            Phase::Dialling(_) => Some(failed(CallFault::Unknown)),
        };
        if let Some(event) = event {
            tell(event, out);
        }
        if next {
            tell(failed(CallFault::NotReady), out);
        }
    }
}

const fn failed(why: CallFault) -> Event {
    Event::CallFailed { why }
}
