//! Calls: what the network does to them and what the host does.

use crate::phone::Caller;

use super::{
    Due, Ec25, Effect, Happening, Rule,
    calls::{Call, State},
    reply::{Failure, Reply},
};

impl Ec25 {
    /// Something happens in the network.
    pub(super) fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::IncomingCall { from } => self.bring(from),
            Happening::RemoteHangUp => self.remote_ends("Normal call clearing", "NO CARRIER"),
            Happening::RemoteRings => self.remote_moves(State::Dialing, State::Alerting),
            Happening::RemoteAnswers => {
                self.remote_moves(State::Dialing, State::Active);
                self.remote_moves(State::Alerting, State::Active);
            }
            Happening::RemoteBusy => self.remote_refuses("User busy", "BUSY"),
            Happening::RemoteNoAnswer => self.remote_refuses("No user responding", "NO ANSWER"),
            Happening::RemoteKey(key) => self.remote_key(key),
        }
    }

    /// The network brings a call.
    fn bring(&mut self, from: Caller) {
        let engaged = self.calls.foreground().is_some();
        let may_wait = self.call_waiting && self.calls.find(State::Active).is_some();
        let no_place = !self.power.registered || self.calls.is_full();
        if no_place || (engaged && !may_wait) {
            self.effect(Effect::CallRefused { other: from });
            return;
        }
        let state = if engaged {
            State::Waiting
        } else {
            State::Incoming
        };
        let bearer = self.profile.data_bearer;
        let serial = self.calls.add(true, state, from, bearer);
        self.tell_state(serial);
        if state == State::Waiting {
            let number = self.calls.get(serial).map(|c| c.ccwa());
            if let (1, Some(words)) = (self.store.number("+CCWA", 0), number) {
                self.urc(&words);
            }
        } else {
            self.ring(serial);
        }
        let patience = u64::try_from(self.profile.ring_for.as_millis()).unwrap_or(u64::MAX);
        self.later((patience, patience), Due::RingOver(serial));
    }

    /// One `RING`, and the order for the next.
    pub(super) fn ring(&mut self, serial: u32) {
        if self.calls.ringing(serial).is_none() {
            return;
        }
        let extended = self.store.number("+CRC", 0) == 1;
        self.urc(if extended { "+CRING: VOICE" } else { "RING" });
        self.later(self.profile.clip_after, Due::Clip(serial));
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
        self.leave_table(serial);
        self.effect(Effect::CallLost { other });
        if was_ringing && !self.is_answering() {
            self.urc("NO CARRIER");
        }
    }

    /// Tells the state of this call, where the host asked to be told.
    pub(super) fn tell_state(&mut self, serial: u32) {
        if let Some(call) = self.calls.get(serial) {
            let (dsci, state) = (call.state.dsci(), call.state as i8);
            let (dsci, ccinfo) = (call.dsci(dsci), call.ccinfo(state));
            self.tell(&dsci, &ccinfo);
        }
    }

    fn tell(&mut self, dsci: &str, ccinfo: &str) {
        if self.store.number("^DSCI", 0) == 1 {
            self.urc(dsci);
        }
        if self.store.indicates("ccinfo") {
            self.urc(ccinfo);
        }
    }

    /// A call leaves the table.
    pub(super) fn leave_table(&mut self, serial: u32) {
        let Some(place) = self.calls.calls.iter().position(|c| c.serial == serial) else {
            return;
        };
        let call = self.calls.calls.remove(place);
        self.tell(&call.dsci(6), &call.ccinfo(-1));
        self.refresh_sound();
    }

    /// The call that waits rings once nothing else is in the table.
    fn bring_waiting(&mut self) {
        if self.calls.foreground().is_some() {
            return;
        }
        let mut calls = self.calls.calls.iter_mut();
        if let Some(next) = calls.find(|c| c.state == State::Waiting) {
            next.state = State::Incoming;
            let serial = next.serial;
            self.tell_state(serial);
            self.ring(serial);
        }
    }

    fn remote_ends(&mut self, cause: &'static str, words: &str) {
        let Some(serial) = self.calls.foreground().map(|c| c.serial) else {
            return;
        };
        self.last_cause = cause;
        let answering = self.is_answering();
        self.leave_table(serial);
        if !answering {
            self.urc(words);
        }
        self.bring_waiting();
    }

    fn remote_refuses(&mut self, cause: &'static str, words: &str) {
        if self.calls.foreground().is_some_and(|c| !c.incoming) {
            self.remote_ends(cause, words);
        }
    }

    fn remote_moves(&mut self, from: State, to: State) {
        let Some(serial) = self.calls.find(from).map(|c| c.serial) else {
            return;
        };
        if let Some(call) = self.calls.get(serial) {
            call.state = to;
        }
        self.tell_state(serial);
        self.refresh_sound();
    }

    /// `+QTONEDET: <ASCII>` (the EC25 hears tones in band).
    fn remote_key(&mut self, key: char) {
        let heard = self.calls.find(State::Active).is_some();
        if heard && self.store.number("+QTONEDET", 0) == 1 {
            self.urc(&format!("+QTONEDET: {}", u32::from(key)));
        }
    }

    /// `ATA`. Its result is `NO CARRIER` when there is nobody (any more).
    pub(super) fn answer(&mut self) -> Reply {
        let ringing = self.calls.find(State::Incoming);
        let Some((serial, other)) = ringing.map(|c| (c.serial, c.other.clone())) else {
            return Reply::Failed(Failure::Word("NO CARRIER"));
        };
        self.sound_should_be_on("answered");
        self.effect(Effect::CallAnswered { other });
        if let Some(call) = self.calls.get(serial) {
            call.state = State::Active;
        }
        self.tell_state(serial);
        self.refresh_sound();
        Reply::OK
    }

    fn sound_should_be_on(&mut self, what: &str) {
        if self.store.number("+QPCMV", 0) == 0 {
            self.broke(Rule::SoundOff, format!("{what} with AT+QPCMV off"));
        }
    }

    /// `ATD<number>;`: `OK` means that it is being dialled.
    pub(super) fn dial(&mut self, number: &str, voice: bool) -> Reply {
        if !voice {
            self.broke(Rule::DialWithoutSemicolon, format!("ATD{number}"));
            return Reply::Failed(Failure::Word("NO CARRIER"));
        }
        let Ok(to) = number.parse() else {
            return Reply::cme(50);
        };
        if !self.power.registered {
            return Reply::cme(30);
        }
        if !self.calls.calls.is_empty() {
            self.broke(
                Rule::DialOverCall,
                format!("ATD{number}; with a call in the table"),
            );
            return Reply::cme(3);
        }
        self.sound_should_be_on("dialled");
        let (other, bearer) = (Caller::Known(to), self.profile.data_bearer);
        let serial = self.calls.add(false, State::Dialing, other, bearer);
        self.effect(Effect::Dialled {
            to: number.to_owned(),
        });
        // The URCs of the new call come behind OK.
        self.later((0, 0), Due::Tell(serial));
        Reply::OK
    }

    /// `AT+CHUP`, `ATH`, `AT+QHUP`: all calls end; those in the table linger there for a moment.
    pub(super) fn hang_up(&mut self, cause: &'static str) -> Reply {
        for n in 0..self.calls.calls.len() {
            let call = &mut self.calls.calls[n];
            if call.lingers {
                continue;
            }
            call.lingers = true;
            let (serial, other) = (call.serial, call.other.clone());
            if call.state == State::Waiting {
                call.state = State::Incoming; // must not ring when the other is gone
            }
            self.last_cause = cause;
            self.effect(Effect::CallHungUp { other });
            self.later(self.profile.linger, Due::Gone(serial));
        }
        self.refresh_sound();
        Reply::OK
    }

    /// `AT+VTS`: the far end hears these tones; the answer comes when they are out.
    pub(super) fn tones(&mut self, digits: &str) -> Reply {
        let fine = |c: char| matches!(c, '0'..='9' | 'A'..='D' | '*' | '#');
        if digits.is_empty() || digits.len() > 31 || !digits.chars().all(fine) {
            return Reply::cme(50);
        }
        if self.calls.find(State::Active).is_none() {
            return Reply::cme(3);
        }
        let digits = digits.to_owned();
        self.effect(Effect::Tones { digits });
        Reply::OK
    }
}
