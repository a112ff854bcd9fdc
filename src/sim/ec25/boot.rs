//! Power, start-up and registration.

use std::{cmp::Reverse, time::Duration};

use super::{Cure, Due, Ec25, Usb, What, port::Ports, reply::Reply};

/// How far the module has come since it got power.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// It is on the USB bus.
    Usb,
    /// `RDY`: it hears commands.
    Ready,
    /// `+CPIN: READY`, `+QUSIM: 1`.
    Sim,
    /// The files of the SIM have been read.
    Files,
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
    pub(super) on_bus: bool,
    pub(super) sim: bool,
    pub(super) files: bool,
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
            on_bus: true,
            sim: true,
            files: true,
            texts: true,
            phonebook: true,
            registered: true,
            function: 1,
        }
    }

    const fn off() -> Self {
        Self {
            on: false,
            on_bus: false,
            sim: false,
            files: false,
            texts: false,
            phonebook: false,
            registered: false,
            function: 1,
        }
    }

    /// What has been read of the SIM is gone.
    pub(super) const fn lose_sim(&mut self) {
        (self.sim, self.files, self.texts) = (false, false, false);
        (self.phonebook, self.registered) = (false, false);
    }

    /// Whether it hears commands at all.
    pub(super) const fn is_up(self) -> bool {
        self.on
    }
}

impl Ec25 {
    /// The module goes away, with everything that is not in flash, and starts again.
    pub(super) fn fall(&mut self, by_power: bool) {
        self.go_dark();
        self.cure(if by_power { Cure::Power } else { Cure::Reboot });
        self.later(self.profile.back_after, Due::Boot(Stage::Usb));
    }

    /// F19: the module starts again without leaving the bus, and says `RDY` after `silent`.
    /// One that is not on the bus is starting already.
    pub(super) fn restart_in_place(&mut self, silent: Duration) {
        if !self.power.on_bus {
            return;
        }
        let on_bus = std::mem::take(&mut self.power.on_bus);
        self.go_dark();
        self.power.on_bus = on_bus;
        self.later_by(silent, Due::Boot(Stage::Ready));
    }

    /// `AT+QPOWD` is done: only power can bring the module back.
    pub(super) fn power_down(&mut self) {
        self.urc("POWERED DOWN");
        self.go_dark();
    }

    fn go_dark(&mut self) {
        self.agenda.retain(|Reverse((_, _, due))| {
            matches!(due, Due::TroubleOver(_) | Due::Flap | Due::Texts(_))
        });
        self.lose_data();
        self.nothing_was_routed();
        self.lose_calls();
        if self.power.on_bus {
            self.put(What::Usb(Usb::Gone));
        }
        self.power = Power::off();
        self.ports = Ports::default();
        self.card.restart();
        self.net.restart();
        self.armed = false;
        self.store.restart();
        self.refresh_sound();
    }

    /// As after a long time: everything has been read, and the network has been found.
    pub(super) fn settle(&mut self) {
        if self.card_was_read() {
            self.attach_quietly();
            self.network_gives_time();
        } else {
            self.power.lose_sim();
        }
    }

    /// Quectel EC2x AT manual V2.0, 1.6 "URCs at start-up".
    pub(super) fn reach(&mut self, stage: Stage) {
        match stage {
            Stage::Usb => {
                self.power.on_bus = true;
                let card = self.store.has_card();
                self.put(What::Usb(Usb::Back { card }));
                self.later(self.profile.ready_after, Due::Boot(Stage::Ready));
            }
            Stage::Ready => {
                self.power.on = true;
                self.clock.restart(self.now);
                self.urc("RDY");
                self.urc("+CFUN: 1");
                self.refresh_network();
                self.later(self.profile.sim_after, Due::Boot(Stage::Sim));
            }
            Stage::Sim => self.card_stage(),
            Stage::Files => self.power.files = true,
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
                if self.power.function == 1 && self.power.sim {
                    self.attach();
                }
            }
        }
    }

    /// `AT+CFUN=<fun>[,<rst>]`: 1 full, 4 radio off, 0 SIM off as well.
    pub(super) fn set_function(&mut self, function: u32, restart: bool) -> Reply {
        match (function, restart) {
            (1, true) => {
                self.data_should_be_closed("at AT+CFUN=1,1");
                self.later(self.profile.falls_after, Due::Fall);
            }
            (0, false) => {
                self.power.function = 0;
                self.cure(Cure::Radio);
                self.card.restart();
                self.urc("+CPIN: NOT READY");
                self.lose_card();
            }
            (4, false) => {
                self.power.function = 4;
                self.cure(Cure::Radio);
                self.detach();
            }
            (1, false) => match std::mem::replace(&mut self.power.function, 1) {
                0 => self.later(self.profile.sim_after, Due::Boot(Stage::Sim)),
                4 => {
                    self.refresh_network();
                    self.later(self.profile.registers_after, Due::Boot(Stage::Registered));
                }
                _ => {}
            },
            _ => return Reply::cme(50),
        }
        Reply::OK
    }
}
