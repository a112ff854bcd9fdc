//! What the modem said, handed to whom it concerns.

use crate::{
    at::{self, CallWord, Command, Done, Urc},
    modem::{Ending, Event, Reason},
    time::Instant,
};

use super::{Modem, Out, Output, Owner, tell};

impl Modem {
    pub(super) fn channel_says(&mut self, output: at::Output, at: Instant, out: Out<'_>) {
        match output {
            at::Output::Write(bytes) => out.push(Output::Write(bytes)),
            at::Output::Urc(urc) => self.urc(urc, at, out),
            at::Output::Listed(_) | at::Output::Data(_) => {}
            at::Output::Done(done) => self.done(done, at, out),
            at::Output::Synced => {
                if !std::mem::replace(&mut self.synced, true) {
                    self.recovering = None;
                    self.startup.restart(at);
                    self.watch.restart(at);
                }
            }
            at::Output::Dead => self.start_over(Reason::NoAnswer, out),
        }
    }

    fn urc(&mut self, urc: Urc, at: Instant, out: Out<'_>) {
        let event = match urc {
            Urc::Ring => self.call.rings(at),
            Urc::Clip(caller) => self.call.caller(caller, at),
            Urc::Call(call) => self.call.changed(&call, at),
            Urc::CallWord(
                CallWord::NoCarrier | CallWord::Busy | CallWord::NoAnswer | CallWord::NoDialtone,
            ) => self.call.over(at),
            Urc::CallWaiting(_) => {
                self.call.waiting();
                None
            }
            // While the port is being opened this is old news.
            Urc::Ready if self.synced => {
                self.start(Ending::ModemReset, at, out);
                None
            }
            Urc::Pin(pin) => {
                self.startup.sim_changed(pin, at);
                None
            }
            Urc::Registration(domain, status) => {
                self.watch.heard(domain, status);
                None
            }
            Urc::AudioFlow { go } => Some(Event::UplinkHeld { held: !go }),
            _ => None,
        };
        tell(event, out);
    }

    pub(super) fn done(&mut self, done: Done, at: Instant, out: Out<'_>) {
        let Done {
            command,
            answer,
            data_sent,
        } = done;
        self.watch.answered(&command, &answer);
        let event = match command {
            Command::Calls => self.call.listed(&answer, at),
            Command::Answer => self.call.answered(&answer, at),
            Command::HangUp => {
                self.call.hung_up(at);
                None
            }
            _ => None,
        };
        tell(event, out);
        let event = match self.owner.take() {
            Some(Owner::Startup) => self.startup.done(&answer, at).map(Event::SettingRefused),
            Some(Owner::Audio) => self.audio.done(&answer),
            Some(Owner::Texts) => self.texts.done(&answer, data_sent, at),
            Some(Owner::Watch) => {
                self.watch.done(&command, &answer, at);
                None
            }
            Some(Owner::Call) | None => None,
        };
        tell(event, out);
    }
}
