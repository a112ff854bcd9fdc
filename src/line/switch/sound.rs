//! What the sound device tells.

use crate::{
    call::{EndCause, Event},
    modem::Request,
    sound::MeterEvent,
    time::Now,
};

use super::{ANSWERED_WITHIN, Out, Output, ReportKind, SoundEvent, State, Switch, report};

/// After so many calls in a row whose sound was dead the modem is started over: nothing less brought
/// the sound back in the field.
const DEAD_CALLS: u8 = 2;

impl Switch {
    pub(super) fn sound(&mut self, event: SoundEvent, now: Now, out: Out<'_>) {
        match (event, self.state) {
            (SoundEvent::Ready, State::Opening(by)) => match self.dialable() {
                Some(to) => {
                    self.state = State::Dialling(now.at + ANSWERED_WITHIN);
                    out.push(Output::Modem(Request::Dial { to }));
                }
                None => {
                    self.state = State::Answering(by);
                    out.push(Output::Modem(Request::Answer));
                }
            },
            (SoundEvent::Failed(why), State::Opening(_)) => {
                self.give_up(&format!("the sound could not be opened: {why}"), now, out);
            }
            (SoundEvent::Quiet, State::Up) => {
                let why = "the modem delivers no sound".to_owned();
                out.push(report(now, ReportKind::Fault(why)));
            }
            (SoundEvent::Lost(why), State::Up | State::Answering(_) | State::Dialling(_)) => {
                let why = format!("the sound went away: {why}");
                out.push(report(now, ReportKind::Fault(why)));
                self.hang_up(EndCause::Fault, now, out);
            }
            (SoundEvent::Meter(event), State::Up) => self.measured(event, now, out),
            (SoundEvent::Played, State::Up) => self.tell(&Event::Pressed, now, out),
            (SoundEvent::NotPlayed, State::Up) => self.tell(&Event::NotPressed, now, out),
            _ => {}
        }
    }

    fn measured(&mut self, event: MeterEvent, now: Now, out: Out<'_>) {
        out.push(report(now, ReportKind::Fault(event.to_string())));
        let Some(call) = &mut self.call else { return };
        match event {
            MeterEvent::DeadPath => {
                call.dead = true;
                // Nobody hears anybody: the next attempt of the caller is worth more than this one.
                self.hang_up(EndCause::Fault, now, out);
            }
            MeterEvent::Restored => call.dead = false,
            MeterEvent::OneWay | MeterEvent::Clipping => {}
        }
    }

    pub(super) fn after_dead_sound(&mut self, dead: bool, now: Now, out: Out<'_>) {
        self.dead_calls = if dead { self.dead_calls + 1 } else { 0 };
        if self.dead_calls >= DEAD_CALLS {
            self.dead_calls = 0;
            let why = "the modem's sound was dead in two calls: it is started over".to_owned();
            out.push(report(now, ReportKind::Fault(why)));
            out.push(Output::Modem(Request::Restart));
        }
    }
}
