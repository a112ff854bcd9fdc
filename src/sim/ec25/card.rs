//! The SIM in its holder: there or not, and how far the module has read it.

use std::cmp::Reverse;

use super::{
    Due, Ec25, Sim, Trouble,
    boot::Stage,
    parse::Ask,
    reply::{Failure, Reply},
};

/// What the SIM lets the module do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Absent,
    Failed,
    WantsPin,
    WantsPuk,
    Open,
}

/// The SIM in its holder.
#[derive(Clone, Debug)]
pub(super) struct Card {
    pub(super) sim: Sim,
    /// The PIN was entered since the last start.
    pub(super) unlocked: bool,
    /// What the module has last found; `None` before it has looked.
    found: Option<State>,
    /// The host has read `AT+QPINC` since the last try.
    pub(super) tries_read: bool,
}

impl Card {
    pub(super) const fn new(sim: Sim) -> Self {
        Self {
            sim,
            unlocked: false,
            found: None,
            tries_read: false,
        }
    }

    /// The module starts again.
    pub(super) const fn restart(&mut self) {
        (self.unlocked, self.found) = (false, None);
    }

    /// Another SIM, or the same one as it was.
    pub(super) fn put_in(&mut self, sim: Sim) {
        (self.sim, self.unlocked) = (sim, false);
    }
}

impl Ec25 {
    pub(super) fn card_state(&self) -> State {
        let sim = &self.card.sim;
        let gone = self.troubles.has(|t| matches!(t, Trouble::SimRemoved));
        let failed = self
            .troubles
            .has(|t| matches!(t, Trouble::SimFailed { .. }));
        if !sim.present || gone {
            State::Absent
        } else if failed || sim.puk_tries == 0 {
            State::Failed
        } else if sim.pin_tries == 0 {
            State::WantsPuk
        } else if sim.locked && !self.card.unlocked {
            State::WantsPin
        } else {
            State::Open
        }
    }

    /// The module looks at the SIM for the first time, or again, and says what it finds.
    pub(super) fn look_at_card(&mut self) {
        let state = self.card_state();
        let before = self.card.found.replace(state);
        if before == Some(state) {
            return;
        }
        let was_in = before.map(|s| s != State::Absent);
        let is_in = state != State::Absent;
        if was_in == Some(!is_in) && self.store.number("+QSIMSTAT", 0) == 1 {
            self.urc(&format!("+QSIMSTAT: 1,{}", u8::from(is_in)));
        }
        if state == State::Open {
            match before {
                None => self.open_card(),
                Some(_) => self.later(self.profile.sim_after, Due::Boot(Stage::Sim)),
            }
            return;
        }
        if state == State::Absent {
            self.card.unlocked = false;
        }
        self.urc(match state {
            State::WantsPin => "+CPIN: SIM PIN",
            State::WantsPuk => "+CPIN: SIM PUK",
            _ => "+CPIN: NOT READY",
        });
        self.lose_card();
    }

    /// Looks again when something may have changed, once the first look was taken.
    pub(super) fn refresh_card(&mut self) {
        if self.card.found.is_some() {
            self.look_at_card();
        }
    }

    /// What has been read of the SIM is gone, with the network and the calls.
    pub(super) fn lose_card(&mut self) {
        let registered = self.power.registered;
        self.power.lose_sim();
        self.power.registered = registered; // until the network is left, below
        self.agenda
            .retain(|Reverse((_, _, due))| !matches!(due, Due::Boot(s) if *s >= Stage::Sim));
        self.detach();
    }

    /// The module reads the SIM.
    fn open_card(&mut self) {
        self.power.sim = true;
        self.urc("+CPIN: READY");
        self.urc("+QUSIM: 1");
        self.later(self.profile.files_after, Due::Boot(Stage::Files));
        self.later(self.profile.stores_after, Due::Boot(Stage::Texts));
        self.later(self.profile.registers_after, Due::Boot(Stage::Registered));
    }

    /// Stage [`Stage::Sim`]: the first look after the start, or the SIM is open at last.
    pub(super) fn card_stage(&mut self) {
        if self.card.found == Some(State::Open) && !self.power.sim {
            self.open_card();
        } else {
            self.look_at_card();
        }
    }

    /// The module has been on for long: what there was to read has been read. Says whether the
    /// SIM is open.
    pub(super) fn card_was_read(&mut self) -> bool {
        let state = self.card_state();
        self.card.found = Some(state);
        state == State::Open
    }

    /// Why what needs the SIM cannot be done; `None` when it can.
    pub(super) fn sim_missing(&self) -> Option<u16> {
        if self.troubles.has(|t| matches!(t, Trouble::SimBusy { .. })) {
            return Some(14);
        }
        if self.power.function == 0 {
            return Some(13); // AT+CFUN=0 has switched it off
        }
        match self.card.found {
            None => Some(14),
            Some(State::Absent) => Some(10),
            Some(State::Failed) => Some(13),
            Some(State::WantsPin) => Some(11),
            Some(State::WantsPuk) => Some(12),
            Some(State::Open) => (!self.power.sim).then_some(14),
        }
    }

    /// The answer, when this is a command about the SIM.
    pub(super) fn card_command(&mut self, name: &str, ask: &Ask) -> Option<Reply> {
        let missing = self.sim_missing();
        Some(match (name, ask) {
            ("+CPIN", Ask::Read) => match missing {
                Some(11) => Reply::line("+CPIN: SIM PIN"),
                Some(12) => Reply::line("+CPIN: SIM PUK"),
                Some(code) => Reply::cme(code),
                None => Reply::line("+CPIN: READY"),
            },
            ("+CPIN", Ask::Set(args)) => self.enter(args, missing),
            ("+QPINC", Ask::Read | Ask::Set(_)) => match missing {
                Some(code @ (10 | 13 | 14)) => Reply::cme(code),
                _ => self.tries(),
            },
            ("+CLCK", Ask::Set(args)) => match missing {
                Some(code) => Reply::cme(code),
                None => self.lock(args),
            },
            ("+CIMI" | "+QCCID" | "+CNUM", Ask::Run) => match missing {
                // Early after the start the files have not been read yet.
                Some(14) | None if missing.is_some() || self.files_are_late() => Reply::ERROR,
                Some(code) => Reply::cme(code),
                None => self.file(name),
            },
            ("+QSIMSTAT", Ask::Read) => {
                let n = self.store.number("+QSIMSTAT", 0);
                let is_in = match self.card.found {
                    None => 2,
                    Some(State::Absent) => 0,
                    Some(_) => 1,
                };
                Reply::line(format!("+QSIMSTAT: {n},{is_in}"))
            }
            _ => return None,
        })
    }

    fn files_are_late(&self) -> bool {
        !self.power.files || self.troubles.has(|t| matches!(t, Trouble::SimLate { .. }))
    }

    fn file(&self, name: &str) -> Reply {
        let p = &self.profile;
        match name {
            "+CIMI" => Reply::line(p.imsi.clone()),
            "+QCCID" => Reply::line(format!("+QCCID: {}", p.iccid)),
            _ => Reply::line(format!("+CNUM: ,\"{}\",129", p.own_number)),
        }
    }

    /// What a message command gets while the SIM or its store is not ready (3GPP TS 27.005 3.2.5).
    pub(super) fn texts_missing(&self) -> Option<Failure> {
        let code = match self.sim_missing() {
            Some(10) => 310,
            Some(11) => 311,
            Some(12) => 316,
            Some(13) => 313,
            Some(_) => 314,
            None if !self.power.texts => 314,
            None => return None,
        };
        Some(Failure::Cms(code))
    }
}
