//! What is asked of the modem, handed to whom it concerns.

use crate::{
    modem::{AudioFault, AudioMode, CallFault, Event, Fault, Request, SimState, mms::Work},
    time::Instant,
};

use super::{Ec25, Out, startup::Stage, tell};

impl Ec25 {
    pub(super) fn request(&mut self, request: Request, at: Instant, out: Out<'_>) {
        match request {
            Request::ArmAudio { mode } => self.arm(mode, out),
            Request::DisarmAudio => {
                if self.main.open {
                    self.audio.disarm();
                }
            }
            Request::Answer => self.call.answer(self.audio.is_armed(), out),
            Request::Dial { to } => match self.hinders_dialling(at) {
                Some(why) => tell(Event::CallFailed { why }, out),
                None => self.call.want(to, at, out),
            },
            // Without a port there is no call either: that it ended has been told.
            Request::HangUp if !self.main.open && !self.call.is_kept() => {
                tell(Event::HungUp, out);
            }
            Request::HangUp => self.call.hang_up(at),
            Request::Press { keys } => {
                let (up, inaudible) = (self.call.is_up(), self.profile.keys_inaudible);
                self.keypad.press(keys, up, inaudible, out);
            }
            Request::SendText { id, to, body } => self.outbox.add(id, &to, &body, out),
            Request::DeleteText(slot) => self.inbox.delete(slot, at),
            Request::SweepTexts => self.inbox.sweep(at),
            Request::FetchMms { id, url } => self.mms.want(id, url, Work::Get, out),
            Request::PostMms { id, url, body } => self.mms.want(id, url, Work::Post(body), out),
            Request::EnterPin(pin) => {
                let asked_for = self.startup.stage() == Stage::Sim(SimState::Pin);
                self.pin.enter(pin, asked_for, out);
            }
            Request::Probe => {
                self.watch.look(at);
                self.inbox.sweep(at);
                self.clock.look(at);
                self.call.doubt(at);
                self.tell_identity(out);
            }
            Request::Ask { id, question } => {
                self.asked.ask(id, question, out);
                if !self.main.open {
                    self.asked.lost(out);
                }
            }
            Request::Restart => self.restart_asked = true,
        }
    }

    fn arm(&mut self, mode: AudioMode, out: Out<'_>) {
        if !self.main.open {
            let why = AudioFault::Gone;
            return tell(Event::AudioNotArmed { why }, out);
        }
        if mode == AudioMode::Card && std::mem::take(&mut self.profile.sound_card_off) {
            self.profile.sound_card = false;
            tell(Event::Fault(Fault::SoundCardOff), out);
        }
        self.audio.arm(mode, &self.profile);
    }

    fn hinders_dialling(&self, at: Instant) -> Option<CallFault> {
        if !self.state.is_ready() {
            return Some(CallFault::NotReady);
        }
        if !self.audio.is_armed() {
            return Some(CallFault::AudioNotArmed);
        }
        (!self.power.may_dial(at)).then_some(CallFault::PowerWeak)
    }

    pub(super) fn tell_identity(&self, out: Out<'_>) {
        let (imei, iccid) = (self.identity.imei.clone(), self.identity.iccid.clone());
        tell(Event::Identity { imei, iccid }, out);
    }
}
