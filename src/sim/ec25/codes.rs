//! PIN and PUK: asked for, tried, counted.

use super::{Ec25, Rule, Sim, parse::Arg, reply::Reply};

impl Ec25 {
    /// `AT+QPINC`: how many tries are left.
    pub(super) fn tries(&mut self) -> Reply {
        self.card.tries_read = true;
        let sim = &self.card.sim;
        Reply::line(format!(
            "+QPINC: \"SC\",{},{}",
            sim.pin_tries, sim.puk_tries
        ))
    }

    /// `AT+CPIN=<pin>` or `AT+CPIN=<puk>,<new pin>` (3GPP TS 27.007 8.3).
    pub(super) fn enter(&mut self, args: &[Arg], missing: Option<u16>) -> Reply {
        match (missing, args) {
            (None, _) => Reply::cme(3), // nothing is asked
            (Some(11), [pin]) => {
                self.watch_pin();
                if self.try_pin(pin.text()) {
                    self.card.unlocked = true;
                    self.look_at_card();
                    Reply::OK
                } else {
                    self.refresh_card();
                    Reply::cme(16)
                }
            }
            (Some(12), [puk, pin]) => {
                let sim = &mut self.card.sim;
                if puk.text() == sim.puk {
                    sim.pin = pin.text().to_owned();
                    (sim.pin_tries, sim.puk_tries) = (Sim::PIN_TRIES, 10);
                    self.card.unlocked = true;
                    self.look_at_card();
                    Reply::OK
                } else {
                    sim.puk_tries = sim.puk_tries.saturating_sub(1);
                    self.refresh_card();
                    Reply::cme(16)
                }
            }
            (Some(11 | 12), _) => Reply::cme(50),
            (Some(code), _) => Reply::cme(code),
        }
    }

    /// Whether a well-behaved host would have tried a PIN now.
    fn watch_pin(&mut self) {
        let tries = self.card.sim.pin_tries;
        if tries < Sim::PIN_TRIES {
            self.broke(
                Rule::PinAtRisk,
                format!("sent a PIN with {tries} tries left"),
            );
        } else if !self.card.tries_read {
            self.broke(Rule::PinAtRisk, "sent a PIN without reading AT+QPINC");
        }
        self.card.tries_read = false;
    }

    fn try_pin(&mut self, pin: &str) -> bool {
        let sim = &mut self.card.sim;
        let right = pin == sim.pin;
        sim.pin_tries = if right {
            Sim::PIN_TRIES
        } else {
            sim.pin_tries.saturating_sub(1)
        };
        right
    }

    /// `AT+CLCK="SC",<mode>[,<pin>]`: 0 asks for no PIN, 1 asks for it, 2 how it stands.
    pub(super) fn lock(&mut self, args: &[Arg]) -> Reply {
        if args.first().is_none_or(|a| a.text() != "SC") {
            return Reply::cme(4);
        }
        match (args.get(1).and_then(Arg::number), args.get(2)) {
            (Some(2), None) => Reply::line(format!("+CLCK: {}", u8::from(self.card.sim.locked))),
            (Some(mode @ (0 | 1)), Some(pin)) => {
                self.watch_pin();
                if !self.try_pin(pin.text()) {
                    self.refresh_card();
                    return Reply::cme(16);
                }
                self.card.sim.locked = mode == 1;
                self.card.unlocked = true;
                Reply::OK
            }
            _ => Reply::cme(50),
        }
    }
}
