//! What the modem tells.

use crate::{
    call::{EndCause, Event, NotReached},
    modem::{self, AnswerFault, CallFault, Ending, PressFault, Request, SimState},
    store::TextState,
    time::Now,
};

use super::{Entry, Out, Output, ReportKind, State, Switch, report};

impl Switch {
    pub(super) fn modem(&mut self, event: modem::Event, now: Now, out: Out<'_>) {
        use modem::Event as From;
        match (event, self.state) {
            (From::State(state), _) => {
                // A call that goes down with the modem is told apart, as its end.
                self.modem_ready = state.is_ready();
                self.look_at = now.at;
                out.push(report(now, ReportKind::Modem(state)));
                if state == modem::State::SimWait(SimState::Pin) {
                    // Once: a wrong one is not tried again, three of them block the SIM.
                    let pin = self.plan.pin.take();
                    out.extend(pin.map(|pin| Output::Modem(Request::EnterPin(pin))));
                }
                self.look(now, out);
            }
            (From::Ringing { caller }, State::Idle) => self.ring(caller, now, out),
            (From::Ringing { caller }, _) => self.rings_behind(caller, now, out),
            (From::AudioArmed { mode }, State::Arming(by)) => {
                self.state = State::Opening(by);
                out.push(Output::OpenSound(mode));
            }
            (From::AudioNotArmed { why }, State::Arming(_)) => {
                let why = format!("the modem refused to switch its sound on: {why}");
                self.give_up(&why, now, out);
            }
            (From::Alerting, State::Dialling(_)) => {
                out.push(report(now, ReportKind::Alerting));
                self.tell(&Event::Alerting, now, out);
            }
            (From::Answered, State::Answering(_) | State::Dialling(_)) => {
                self.state = State::Up;
                out.push(Output::Store(Entry::Answered));
                out.push(report(now, ReportKind::Answered));
                out.push(Output::Deafen);
                self.tell(&Event::Answered, now, out);
            }
            (From::NotAnswered { why }, State::Answering(_)) => match why {
                AnswerFault::NoCall | AnswerFault::CallerGone => {
                    self.finish(EndCause::Unanswered, now, out);
                }
                AnswerFault::Gone => self.finish(EndCause::Fault, now, out),
                AnswerFault::AudioNotArmed | AnswerFault::Refused(_) | AnswerFault::TimedOut => {
                    self.give_up(&why.to_string(), now, out);
                }
            },
            (From::CallFailed { why }, State::Dialling(_)) => {
                self.finish(EndCause::NotReached(not_reached(why)), now, out);
            }
            (From::RingingStopped, _) if self.rings_behind.take().is_some() => {}
            (
                From::RingingStopped | From::Ended { .. },
                State::Ringing | State::Arming(_) | State::Opening(_) | State::Answering(_),
            ) if !self.nothing_dialled() => self.finish(EndCause::Unanswered, now, out),
            (From::Ended { why }, State::Up | State::Dialling(_)) => {
                let cause = match why {
                    Ending::Remote => EndCause::Caller,
                    Ending::ModemReset | Ending::PortLost | Ending::Stuck => EndCause::Fault,
                };
                self.ended(cause, now, out);
            }
            (
                From::Ended { .. } | From::HungUp | From::CallFailed { .. },
                State::HangingUp(_, cause),
            ) => self.finish(cause, now, out),
            (From::UplinkHeld { held }, _) => out.push(Output::HoldSound(held)),
            (From::Pressed, State::Up) => self.tell(&Event::Pressed, now, out),
            (From::PressFailed { rest, why }, State::Up) => match why {
                PressFault::InBand => {
                    if let Some(call) = &mut self.call {
                        call.in_band = true;
                    }
                    out.push(Output::PlayKeys(rest));
                }
                PressFault::NoCall | PressFault::Busy => {
                    self.tell(&Event::NotPressed, now, out);
                }
            },
            (From::KeyHeard(key), State::Up) => self.key(key, true, now, out),
            (From::TextSent { id, .. }, _) => self.text_done(id, TextState::Sent, now, out),
            (
                From::TextFailed {
                    id,
                    why,
                    maybe_sent,
                },
                _,
            ) => self.text_failed(id, (why, maybe_sent), now, out),
            (From::TextReceived { slot, pdu }, _) => {
                out.push(Output::Store(Entry::KeepText(slot, pdu.octets)));
            }
            (From::TextsFull { used, total }, _) => {
                let why = format!("the modem's store of texts is nearly full: {used} of {total}");
                out.push(report(now, ReportKind::Fault(why)));
            }
            (From::MmsFetched { id, body }, _) => self.fetch_came(id, body, now, out),
            (From::MmsFailed { id, why, retry }, _) => {
                self.fetch_failed(id, &why.to_string(), retry, now, out);
            }
            (From::Clock { utc }, _) => out.push(Output::SetClock(utc)),
            (From::PinRefused { why }, _) => {
                out.push(report(now, ReportKind::Fault(why.to_string())));
            }
            (From::Fault(fault), _) => {
                out.push(report(now, ReportKind::Fault(fault.to_string())));
            }
            _ => {} // late news of a call that is over, and what only a log wants
        }
    }

    /// Somebody rings while a call of ours is on its way. One that is not dialled yet gives way; else
    /// the caller waits until it is over.
    fn rings_behind(&mut self, caller: crate::phone::Caller, now: Now, out: Out<'_>) {
        self.rings_behind = Some(caller);
        if self.nothing_dialled() {
            self.put_back(now, out);
        }
    }
}

const fn not_reached(why: CallFault) -> NotReached {
    match why {
        CallFault::Busy => NotReached::Busy,
        CallFault::NoAnswer => NotReached::NoAnswer,
        CallFault::NoCarrier => NotReached::Network,
        CallFault::Unknown => NotReached::Unknown,
        CallFault::NoDialtone
        | CallFault::Refused(_)
        | CallFault::NotReady
        | CallFault::InUse
        | CallFault::AudioNotArmed
        | CallFault::PowerWeak => NotReached::NotDialled,
    }
}
