//! Calls of ours: never two `ATD` for one request, and none while another call is listed.

use std::time::Duration;

use crate::{
    at::{Answer, CallReport, CallState, Command, Refusal},
    modem::{CallFault, Event},
    phone::Dialable,
    time::Instant,
};

use super::{
    Call, DOUBT, Out,
    phase::{Dialling, Phase, Sent, Told},
    tell,
};

/// An old call may take so long to go before a new one is given up.
const CLEAR_WITHIN: Duration = Duration::from_secs(30);
/// The word that says why a call is over (`BUSY`) may come so long after the news that it is.
const WORD: Duration = Duration::from_millis(300);
/// A call that has only just been dialled may not be listed yet.
const NOT_LISTED: Duration = Duration::from_secs(2);

impl Call {
    /// Somebody is to be called. The caller of this has seen to it that the modem is ready and audio
    /// is armed.
    pub fn want(&mut self, to: Dialable, at: Instant, out: Out<'_>) {
        match self.phase {
            Phase::Idle => {
                self.to = Some(to);
                self.wanted(at + CLEAR_WITHIN, at);
            }
            // Nobody waits for two calls.
            Phase::Leaving(_) if self.next_by.is_none() => {
                self.to = Some(to);
                self.next_by = Some(at + CLEAR_WITHIN);
            }
            _ => {
                let why = CallFault::InUse;
                tell(Event::CallFailed { why }, out);
            }
        }
    }

    fn wanted(&mut self, until: Instant, at: Instant) {
        let phase = Phase::Wanted {
            clear: None,
            until,
            hang_up_at: None,
        };
        self.begin(phase, at);
    }

    /// The call that was being left is gone: the next may begin.
    pub(super) fn next_call(&mut self, at: Instant) {
        if self.phase == Phase::Idle
            && let Some(until) = self.next_by.take()
        {
            self.wanted(until, at);
        }
    }

    pub(super) fn dial(&mut self, at: Instant) -> Option<Command> {
        let to = self.to.take()?;
        self.id = None;
        self.begin(
            Phase::Dialling(Dialling {
                since: at,
                command: Sent::Waiting,
                told: Told::Nothing,
            }),
            at + DOUBT,
        );
        Some(Command::Dial { to })
    }

    /// `ATD` has ended. `OK` means that it dials, not that anybody has answered.
    pub fn dialled(&mut self, answer: &Answer, at: Instant, out: Out<'_>) {
        let Phase::Dialling(dialling) = &mut self.phase else {
            return self.doubt(at); // overtaken by events; the list says what is left
        };
        match answer {
            Answer::Ok(_) => {
                dialling.command = Sent::Taken;
                dialling.since = at;
                self.tell_progress(Told::Dialling, out);
                self.doubt(at + DOUBT);
            }
            Answer::Refused(Refusal::Call(word)) => {
                self.fails(CallFault::from_word(*word), at, out);
            }
            Answer::Refused(refusal) => self.fails(CallFault::Refused(*refusal), at, out),
            Answer::Empty | Answer::TimedOut => {
                dialling.command = Sent::Doubt;
                self.empty = 0;
                self.doubt(at);
            }
            Answer::Gone => {} // `lost` tells
        }
    }

    /// The modem tells of our call.
    pub(super) fn progressed(&mut self, call: &CallReport, at: Instant, out: Out<'_>) {
        if self.id.is_some_and(|id| id != call.id) || matches!(self.phase, Phase::Wanted { .. }) {
            return self.doubt(at); // an older call
        }
        match call.state {
            CallState::Ended => {
                self.phase = Phase::Failing { until: at + WORD };
                return;
            }
            CallState::Dialing => self.tell_progress(Told::Dialling, out),
            CallState::Alerting => self.tell_progress(Told::Alerting, out),
            CallState::Active => {
                self.tell_progress(Told::Dialling, out);
                self.id = Some(call.id);
                return self.is_answered(at, out);
            }
            CallState::Held | CallState::Incoming | CallState::Waiting => return,
        }
        self.id = Some(call.id);
        if let Phase::Dialling(dialling) = &mut self.phase
            && dialling.command == Sent::Doubt
        {
            dialling.command = Sent::Taken;
        }
    }

    /// Each step of the way is told once, even when the modem goes back and forth.
    fn tell_progress(&mut self, new: Told, out: Out<'_>) {
        let Phase::Dialling(dialling) = &mut self.phase else {
            return;
        };
        if dialling.told == Told::Nothing {
            tell(Event::Dialling, out);
            dialling.told = Told::Dialling;
        }
        if new == Told::Alerting && dialling.told == Told::Dialling {
            tell(Event::Alerting, out);
            dialling.told = Told::Alerting;
        }
    }

    /// The list of calls while one of ours is wanted or on its way.
    pub(super) fn compare_outgoing(
        &mut self,
        ours: Option<&CallReport>,
        incoming: Option<&CallReport>,
        none: bool,
        at: Instant,
        out: Out<'_>,
    ) {
        match &mut self.phase {
            Phase::Wanted {
                clear, hang_up_at, ..
            } => {
                if none {
                    *clear = Some(at);
                } else if let Some(call) = incoming {
                    // Who calls comes first.
                    self.fails(CallFault::InUse, at, out);
                    self.changed(call, at, out);
                } else {
                    hang_up_at.get_or_insert(at);
                    self.poll_at = Some(at + DOUBT);
                }
            }
            Phase::Dialling(dialling) => {
                if let Some(call) = ours {
                    self.empty = 0;
                    return self.progressed(call, at, out);
                }
                let (since, command) = (dialling.since, dialling.command);
                if command == Sent::Waiting {
                    self.empty = 0; // the port is slow, and the call not yet there
                } else if self.empty >= 2 && at.since(since) >= NOT_LISTED {
                    let why = match command {
                        Sent::Doubt => CallFault::Unknown,
                        Sent::Taken | Sent::Waiting => CallFault::NoCarrier,
                    };
                    self.fails(why, at, out);
                }
            }
            _ => {}
        }
    }

    pub(super) fn outgoing_tick(&mut self, at: Instant, out: Out<'_>) {
        match self.phase {
            Phase::Failing { until } if until <= at => self.fails(CallFault::NoCarrier, at, out),
            Phase::Wanted { until, .. } if until <= at => {
                self.to = None;
                self.leave(true, false, at);
                let why = CallFault::InUse;
                tell(Event::CallFailed { why }, out);
            }
            _ => {}
        }
        if self.next_by.is_some_and(|until| until <= at) {
            self.next_by = None;
            self.to = None;
            let why = CallFault::InUse;
            tell(Event::CallFailed { why }, out);
        }
    }
}
