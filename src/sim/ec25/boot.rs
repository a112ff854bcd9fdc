//! Power, start-up and registration.

use super::{
    Due, Ec25, Effect,
    port::Port,
    reply::{Failure, Reply},
};

/// How far the module has come since it got power.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// `RDY`: it hears commands.
    Ready,
    /// `+CPIN: READY`, `+QUSIM: 1`.
    Sim,
    /// `+QIND: SMS DONE`.
    Texts,
    /// `+QIND: PB DONE`.
    Phonebook,
    /// The network has taken it in.
    Registered,
}

/// What works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Power {
    on: bool,
    pub(super) sim: bool,
    pub(super) texts: bool,
    pub(super) phonebook: bool,
    pub(super) registered: bool,
    /// `AT+CFUN`: 1 full, 4 radio off, 0 least.
    pub(super) function: u8,
}

impl Power {
    /// Everything works.
    pub(super) const fn up() -> Self {
        Self {
            on: true,
            sim: true,
            texts: true,
            phonebook: true,
            registered: true,
            function: 1,
        }
    }

    const fn off() -> Self {
        Self {
            on: false,
            sim: false,
            texts: false,
            phonebook: false,
            registered: false,
            function: 1,
        }
    }

    /// Whether it hears commands at all.
    pub(super) const fn is_up(self) -> bool {
        self.on
    }
}

impl Ec25 {
    /// The module goes away, with everything that is not in flash, and starts again.
    pub(super) fn fall(&mut self) {
        self.agenda.clear();
        self.lose_calls();
        self.power = Power::off();
        self.port = Port::default();
        self.store.restart();
        self.refresh_sound();
        self.later(self.profile.back_after, Due::Boot(Stage::Ready));
    }

    /// Quectel EC2x AT manual V2.0, 1.6 "URCs at start-up".
    pub(super) fn reach(&mut self, stage: Stage) {
        match stage {
            Stage::Ready => {
                self.power.on = true;
                self.urc("RDY");
                self.urc("+CFUN: 1");
                self.later(self.profile.sim_after, Due::Boot(Stage::Sim));
            }
            Stage::Sim => {
                self.power.sim = true;
                self.urc("+CPIN: READY");
                self.urc("+QUSIM: 1");
                self.later(self.profile.stores_after, Due::Boot(Stage::Texts));
                self.later(self.profile.registers_after, Due::Boot(Stage::Registered));
            }
            Stage::Texts => {
                self.power.texts = true;
                self.urc("+QIND: SMS DONE");
                self.later(self.profile.stores_after, Due::Boot(Stage::Phonebook));
            }
            Stage::Phonebook => {
                self.power.phonebook = true;
                self.urc("+QIND: PB DONE");
            }
            Stage::Registered => {
                if self.power.function == 1 && !self.power.registered {
                    self.power.registered = true;
                    self.registration_urcs();
                }
            }
        }
    }

    /// All calls are gone at once; says whether there was one.
    fn lose_calls(&mut self) -> bool {
        let mut lost = false;
        for call in std::mem::take(&mut self.calls.calls) {
            if !call.lingers {
                self.effect(Effect::CallHungUp { other: call.other });
                lost = true;
            }
        }
        self.refresh_sound();
        lost
    }

    fn registration_urcs(&mut self) {
        for name in ["+CREG", "+CGREG", "+CEREG"] {
            let n = self.store.number(name, 0);
            if n > 0 {
                let words = format!("{name}: {}", self.registration(n));
                self.urc(&words);
            }
        }
    }

    /// `AT+CFUN=<fun>[,<rst>]`.
    pub(super) fn set_function(&mut self, function: u32, restart: bool) -> Reply {
        match (function, restart) {
            (1, true) => self.later(self.profile.falls_after, Due::Fall),
            (0 | 4, false) => {
                self.power.function = if function == 4 { 4 } else { 0 };
                if self.lose_calls() {
                    self.urc("NO CARRIER");
                }
                if self.power.registered {
                    self.power.registered = false;
                    self.registration_urcs();
                }
            }
            (1, false) => {
                if self.power.function != 1 {
                    self.power.function = 1;
                    self.later(self.profile.registers_after, Due::Boot(Stage::Registered));
                }
            }
            _ => return Reply::cme(50),
        }
        Reply::OK
    }

    /// What a command gets that needs the SIM, while the SIM is not ready.
    pub(super) const fn sim_missing(&self) -> Option<Failure> {
        if self.power.sim {
            None
        } else {
            Some(Failure::Cme(14))
        }
    }
}
