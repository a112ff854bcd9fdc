//! Calls that the network brings: ringing, and taking them.

use super::{
    ClipForm, Due, Ec25, Effect, Happening, Trouble,
    calls::{Call, State},
    reply::{Failure, Reply},
};
use crate::phone::Caller;

impl Ec25 {
    /// Something happens in the network.
    pub(super) fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::IncomingCall { from } => self.bring(from),
            Happening::RemoteHangUp => {
                if let Some(serial) = self.calls.foreground().map(|c| c.serial) {
                    self.end_from_afar(serial, "Normal call clearing", "NO CARRIER");
                }
            }
            Happening::RemoteRings => {
                if let Some(serial) = self.calls.find(State::Dialing).map(|c| c.serial) {
                    self.move_call(serial, State::Alerting);
                }
            }
            Happening::RemoteAnswers => {
                let call = self.calls.find(State::Alerting);
                let call = call.or_else(|| self.calls.find(State::Dialing));
                if let Some(serial) = call.map(|c| c.serial) {
                    self.connect(serial);
                }
            }
            Happening::RemoteBusy => self.remote_refuses("User busy", "BUSY"),
            Happening::RemoteNoAnswer => self.remote_refuses("No user responding", "NO ANSWER"),
            Happening::RemoteKey(key) => self.remote_key(key),
            Happening::NextDial(remote) => self.plan_dial(remote),
            Happening::Signal(csq) => self.signal_changes(csq),
            Happening::TextArrives(text) => self.text_arrives(&text),
            Happening::PdusArrive(pdus) => self.pdus_arrive(pdus),
            Happening::LmsArrives(lms) => self.lms_arrives(lms),
        }
    }

    /// The network brings a call.
    fn bring(&mut self, from: Caller) {
        let engaged = self.calls.foreground().is_some();
        let no_place = !self.has_voice() || self.diverts_all() || self.calls.is_full();
        let may_wait = self.calls.find(State::Active).is_some()
            && (self.call_waiting
                || self
                    .troubles
                    .strikes(|t| matches!(t, Trouble::WaitingAnyway { .. })));
        if no_place || (engaged && !may_wait) {
            self.effect(Effect::CallRefused { other: from });
            return;
        }
        let state = if engaged {
            State::Waiting
        } else {
            State::Incoming
        };
        let bearer = self.has_bearer();
        let serial = self.calls.add(true, state, from, bearer);
        self.show_number(serial);
        self.refresh_access();
        self.tell_state(serial);
        if state == State::Waiting {
            let number = self.calls.get(serial).map(|c| c.ccwa());
            if let (1, Some(words)) = (self.store.number("+CCWA", 0), number) {
                self.urc(&words);
            }
        } else {
            self.ring(serial);
        }
        self.later_by(self.profile.ring_for, Due::RingOver(serial));
    }

    /// [`Trouble::Clip`].
    fn show_number(&mut self, serial: u32) {
        let form = self.troubles.strike(|t| match t {
            Trouble::Clip { form, .. } => Some(form.clone()),
            _ => None,
        });
        let now = self.now;
        let Some((form, call)) = form.zip(self.calls.get(serial)) else {
            return;
        };
        let (digits, _) = call.number();
        let abroad = format!("+82{}", digits.trim_start_matches('0'));
        match form {
            ClipForm::Late(after) => call.clip_from = Some(now + after),
            ClipForm::Never => call.clip_from = None,
            ClipForm::International => call.shown = Some((abroad, 145)),
            ClipForm::National => call.shown = Some((digits.to_owned(), 161)),
            ClipForm::Foreign(number) => call.shown = Some((number, 145)),
        }
        if let Some(at) = call.clip_from.filter(|at| *at > now) {
            self.later_by(at.since(now), Due::Clip(serial));
        }
    }

    /// One `RING`, and the order for the next.
    pub(super) fn ring(&mut self, serial: u32) {
        let now = self.now;
        let Some(call) = self.calls.ringing(serial) else {
            return;
        };
        let shows = call.clip_from.is_some_and(|from| from <= now);
        let extended = self.store.number("+CRC", 0) == 1;
        self.urc(if extended { "+CRING: VOICE" } else { "RING" });
        if shows {
            self.later(self.profile.clip_after, Due::Clip(serial));
        }
        self.later(self.profile.ring_every, Due::Ring(serial));
    }

    /// `+CLIP`, when it was asked for and the telephone still rings.
    pub(super) fn clip(&mut self, serial: u32) {
        let wanted = self.store.number("+CLIP", 0) == 1;
        let clip = self.calls.ringing(serial).map(|c| c.clip());
        if let (true, Some(words)) = (wanted, clip) {
            self.urc(&words);
        }
    }

    /// Nobody has answered: the network gives up.
    pub(super) fn ring_over(&mut self, serial: u32) {
        let unanswered =
            |c: &&mut Call| !c.lingers && matches!(c.state, State::Incoming | State::Waiting);
        let Some(call) = self.calls.get(serial).filter(unanswered) else {
            return;
        };
        let (other, was_ringing) = (call.other.clone(), call.state == State::Incoming);
        self.effect(Effect::CallLost { other });
        if was_ringing {
            self.end_from_afar(serial, "No user responding", "NO CARRIER");
        } else {
            self.leave_table(serial);
        }
    }

    /// `ATA`. Its result is `NO CARRIER` when there is nobody (any more).
    pub(super) fn answer(&mut self) -> Reply {
        let ringing = self.calls.find(State::Incoming);
        let Some((serial, other)) = ringing.map(|c| (c.serial, c.other.clone())) else {
            return Reply::Failed(Failure::Word("NO CARRIER"));
        };
        self.sound_should_be_on("answered");
        if self
            .troubles
            .strikes(|t| matches!(t, Trouble::CallerGivesUp { .. }))
        {
            self.leave_table(serial);
            self.effect(Effect::RemoteLeft { other });
            return Reply::Failed(Failure::Word("NO CARRIER"));
        }
        self.effect(Effect::CallAnswered { other });
        self.connect(serial);
        Reply::OK
    }
}
