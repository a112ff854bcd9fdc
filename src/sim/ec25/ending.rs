//! How calls end: by the host, by the far end, by the network, and how much of it is told.

use super::{
    Due, Ec25, Effect, Quirk, Trouble,
    parse::Arg,
    reply::{Failure, Reply},
};

impl Ec25 {
    /// A call leaves the table.
    pub(super) fn leave_table(&mut self, serial: u32) {
        self.close(serial, false);
    }

    /// Takes the call out of the table and tells so, unless `untold`; says whether it is to be
    /// told twice.
    fn close(&mut self, serial: u32, untold: bool) -> bool {
        let Some(place) = self.calls.calls.iter().position(|c| c.serial == serial) else {
            return false;
        };
        let call = self.calls.calls.remove(place);
        let twice = self
            .troubles
            .strikes(|t| matches!(t, Trouble::EndTwice { .. }));
        for _ in 0..(1 + u8::from(twice)) * u8::from(!untold) {
            self.tell(&call.dsci(6), &call.ccinfo(-1));
        }
        if call.had_sound {
            self.armed = false; // the card stays silent in the next call unless armed again
        }
        self.refresh_sound();
        self.refresh_access();
        twice
    }

    /// The far end or the network ends this call: `word` is its result, or a URC.
    pub(super) fn end_from_afar(&mut self, serial: u32, cause: &'static str, word: &'static str) {
        self.last_cause = cause;
        let answering = self.is_answering() && self.calls.ringing(serial).is_some();
        let untold = self.troubles.strike(|t| match t {
            Trouble::EndUntold { word_only, .. } => Some(*word_only),
            _ => None,
        });
        let twice = self.close(serial, untold == Some(false));
        let awaited = self.finish_awaiting(serial, None, word);
        if !answering && !awaited && untold.is_none() {
            for _ in 0..=u8::from(twice) {
                self.urc(word);
            }
        }
        self.bring_waiting();
    }

    /// What was dialled does not want the call.
    pub(super) fn remote_refuses(&mut self, cause: &'static str, word: &'static str) {
        let call = self.calls.foreground().filter(|c| !c.incoming);
        if let Some(serial) = call.map(|c| c.serial) {
            self.end_from_afar(serial, cause, word);
        }
    }

    /// All calls are gone at once, with everything that could tell of it; the far ends notice.
    pub(super) fn lose_calls(&mut self) {
        for call in std::mem::take(&mut self.calls.calls) {
            if !call.lingers {
                self.effect(Effect::CallHungUp { other: call.other });
            }
        }
        self.refresh_sound();
    }

    /// The radio is gone, and the calls with it.
    pub(super) fn drop_calls(&mut self) {
        let mut lost = false;
        let serials: Vec<_> = self.calls.calls.iter().map(|c| c.serial).collect();
        for serial in serials {
            if let Some(call) = self.calls.get(serial).filter(|c| !c.lingers) {
                let other = call.other.clone();
                self.effect(Effect::CallHungUp { other });
                lost |= !self.finish_awaiting(serial, None, "NO CARRIER");
            }
            self.leave_table(serial);
        }
        if lost {
            self.last_cause = "Radio link failure";
            self.urc("NO CARRIER");
        }
    }

    /// `AT+CHUP`, `ATH`: all calls end; those in the table linger there for a moment.
    pub(super) fn hang_up(&mut self, cause: &'static str) -> Reply {
        let serials: Vec<_> = self.calls.calls.iter().map(|c| c.serial).collect();
        for serial in serials {
            self.hang_up_one(serial, cause);
        }
        Reply::OK
    }

    /// `AT+QHUP=<cause>[,<id>]`; id 0 means all.
    pub(super) fn hang_up_with_cause(&mut self, args: &[Arg]) -> Reply {
        if self.has_quirk(Quirk::QhupHangs) {
            return Reply::Never;
        }
        let cause = match args.first().and_then(Arg::number) {
            Some(1 | 16 | 18 | 21 | 27 | 31 | 88) => "Normal call clearing",
            Some(17) => "User busy",
            _ => return Reply::cme(50),
        };
        match args.get(1).map(Arg::number) {
            None | Some(Some(0)) => self.hang_up(cause),
            Some(Some(id)) => match self.calls.by_id(id) {
                Some(serial) => {
                    self.hang_up_one(serial, cause);
                    self.bring_waiting();
                    Reply::OK
                }
                None => Reply::Failed(Failure::Cme(3)),
            },
            Some(None) => Reply::cme(50),
        }
    }

    /// The host ends this call.
    pub(super) fn hang_up_one(&mut self, serial: u32, cause: &'static str) {
        let Some(call) = self.calls.get(serial).filter(|c| !c.lingers && !c.deaf) else {
            return;
        };
        let other = call.other.clone();
        let lives = self.troubles.strike(|t| match t {
            Trouble::HangUpIgnored { lives, .. } => Some(*lives),
            _ => None,
        });
        if let Some(lives) = lives {
            if let Some(call) = self.calls.get(serial) {
                call.deaf = true;
            }
            self.later_by(lives, Due::Dies(serial));
            return;
        }
        if let Some(call) = self.calls.get(serial) {
            call.lingers = true;
        }
        self.last_cause = cause;
        self.effect(Effect::CallHungUp { other });
        self.finish_awaiting(serial, None, "NO CARRIER");
        let stays = self.troubles.strike(|t| match t {
            Trouble::LingeringCall { stays, .. } => Some(*stays),
            _ => None,
        });
        match stays {
            Some(stays) => self.later_by(stays, Due::Gone(serial)),
            None => self.later(self.profile.linger, Due::Gone(serial)),
        }
        self.refresh_sound();
    }

    /// A call that the host hung up long ago ends at last ([`Trouble::HangUpIgnored`]).
    pub(super) fn dies(&mut self, serial: u32) {
        if let Some(call) = self.calls.get(serial) {
            let other = call.other.clone();
            self.effect(Effect::CallHungUp { other });
            self.leave_table(serial);
            self.bring_waiting();
        }
    }
}
