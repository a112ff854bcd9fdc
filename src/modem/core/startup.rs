//! Start-up: what the modem is told before it may take calls.

use std::time::Duration;

use crate::{
    at::{Answer, CmeError, Command, Domain, PinState, Refusal, Reply, Setting},
    modem::SimState,
    time::Instant,
};

/// One line of the table.
struct Step {
    command: Command,
    /// How often it is tried before the modem is used without it.
    tries: u8,
}

const fn once(setting: Setting) -> Step {
    asked(Command::Set(setting), 1)
}

const fn thrice(setting: Setting) -> Step {
    asked(Command::Set(setting), 3)
}

const fn asked(command: Command, tries: u8) -> Step {
    Step { command, tries }
}

/// The table, in order. What the SIM card or its file system may hold up at first is tried longest.
const STEPS: &[Step] = &[
    thrice(Setting::EchoOff),
    once(Setting::NumericErrors),
    asked(Command::Manufacturer, 3),
    asked(Command::Model, 3),
    asked(Command::Firmware, 3),
    asked(Command::Imei, 3),
    once(Setting::UrcPort),
    asked(Command::PinState, 1),
    asked(Command::Iccid, 10),
    asked(Command::Imsi, 10),
    once(Setting::AnnounceCircuit),
    once(Setting::AnnounceLte),
    once(Setting::ShowCaller),
    once(Setting::ExtendedRing),
    once(Setting::NoServiceNotices),
    once(Setting::HideConnectedLine),
    once(Setting::PlainHangUp),
    once(Setting::AnnounceCalls),
    once(Setting::AnnounceCallInfo),
    // A call that an earlier owner of the modem has left behind is found here.
    asked(Command::Calls, 1),
    thrice(Setting::CharacterSet),
    thrice(Setting::PduMode),
    thrice(Setting::MessageService),
    asked(Command::Set(Setting::MessageMemory), 10),
    asked(Command::Set(Setting::AnnounceTexts), 10),
    asked(Command::AudioMode, 1),
    once(Setting::GpsPortOff),
    asked(Command::Registration(Domain::Circuit), 1),
    asked(Command::Registration(Domain::Lte), 1),
    // From here on the network has to be there.
    once(Setting::CallWaitingOff),
];

/// The first step that asks the network.
const NETWORK: usize = STEPS.len() - 1;
/// The step that waits for the SIM.
const SIM: usize = 7;

/// Time between two tries.
const AGAIN: Duration = Duration::from_secs(1);
/// Time between two looks at a SIM that is not ready.
const SIM_AGAIN: Duration = Duration::from_secs(2);

/// What start-up is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Setting,
    Sim(SimState),
    Network,
    Done,
}

#[derive(Debug, Default)]
pub(super) struct Startup {
    position: usize,
    tries: u8,
    not_before: Instant,
    sim: Option<SimState>,
}

impl Startup {
    pub fn restart(&mut self, at: Instant) {
        *self = Self {
            not_before: at,
            ..Self::default()
        };
    }

    /// The SIM has changed, says the modem.
    pub fn sim_changed(&mut self, pin: PinState, at: Instant) {
        if self.position > SIM && pin != PinState::Ready {
            self.position = SIM;
            self.tries = 0;
            self.sim = waits_for(pin);
        }
        if self.position == SIM {
            self.not_before = at;
        }
    }

    pub const fn stage(&self) -> Stage {
        match self.sim {
            Some(sim) => Stage::Sim(sim),
            None if self.position < NETWORK => Stage::Setting,
            None if self.position < STEPS.len() => Stage::Network,
            None => Stage::Done,
        }
    }

    /// Whether the SIM has been found ready.
    pub const fn is_past_sim(&self) -> bool {
        self.position > SIM
    }

    pub fn next(&self, registered: bool, at: Instant) -> Option<Command> {
        let step = STEPS.get(self.position)?;
        let allowed = self.position < NETWORK || registered;
        (allowed && self.not_before <= at).then(|| step.command.clone())
    }

    /// A step has ended. Gives the setting that has to be done without.
    pub fn done(&mut self, answer: &Answer, at: Instant) -> Option<Setting> {
        let step = STEPS.get(self.position)?;
        if *answer == Answer::Gone {
            return None; // everything starts over
        }
        if self.position == SIM {
            self.sim = match answer {
                Answer::Ok(Reply::Pin(pin)) => waits_for(*pin),
                Answer::Refused(Refusal::Cme(error)) => Some(sim_error(*error)),
                _ => Some(SimState::Busy),
            };
            if self.sim.is_some() {
                self.not_before = at + SIM_AGAIN;
                return None;
            }
            self.advance();
            return None;
        }
        if matches!(answer, Answer::Ok(_)) {
            self.advance();
            return None;
        }
        self.tries += 1;
        if self.tries < step.tries {
            self.not_before = at + AGAIN;
            return None;
        }
        self.advance();
        match step.command {
            Command::Set(setting) => Some(setting),
            _ => None,
        }
    }

    const fn advance(&mut self) {
        self.position += 1;
        self.tries = 0;
    }

    /// When the next try is due, if that is what it waits for.
    pub fn next_wake(&self, registered: bool) -> Option<Instant> {
        (self.position < NETWORK || (registered && self.position < STEPS.len()))
            .then_some(self.not_before)
    }
}

const fn waits_for(pin: PinState) -> Option<SimState> {
    Some(match pin {
        PinState::Ready => return None,
        PinState::Pin => SimState::Pin,
        PinState::Puk => SimState::Puk,
        PinState::NotReady => SimState::Busy,
        PinState::Other => SimState::Failed,
    })
}

/// 3GPP TS 27.007 9.2.1.
const fn sim_error(error: CmeError) -> SimState {
    match error.0 {
        10 => SimState::Missing,
        11 => SimState::Pin,
        12 => SimState::Puk,
        13 | 15 => SimState::Failed,
        _ => SimState::Busy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marked_steps_are_where_they_are_said_to_be() {
        assert_eq!(STEPS[SIM].command, Command::PinState);
        assert_eq!(
            STEPS[NETWORK].command,
            Command::Set(Setting::CallWaitingOff)
        );
    }

    #[test]
    fn a_refused_setting_is_done_without_after_its_tries() {
        let mut startup = Startup::default();
        let refused = Answer::Refused(Refusal::Error);
        for try_ in 0..3 {
            let at = Instant::from_millis(1_000 * try_);
            assert_eq!(
                startup.next(false, at),
                Some(Command::Set(Setting::EchoOff)),
                "{try_}"
            );
            let without = startup.done(&refused, at);
            assert_eq!(without, (try_ == 2).then_some(Setting::EchoOff));
        }
        let at = Instant::from_millis(2_000);
        assert_eq!(
            startup.next(false, at),
            Some(Command::Set(Setting::NumericErrors))
        );
    }
}
