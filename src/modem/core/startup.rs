//! Start-up: what the modem is told before it may take calls.

mod table;

use std::time::Duration;

use crate::{
    at::{Answer, CmeError, Command, PinState, Refusal, Reply, Setting},
    modem::{Lack, SimState},
    time::Instant,
};

use self::table::{NETWORK, SIM, STEPS};
use super::profile::Profile;

/// Time between two tries.
const AGAIN: Duration = Duration::from_secs(1);
/// Time between two looks at a SIM that is not ready …
const SIM_AGAIN: Duration = Duration::from_secs(2);
/// … and when it has not been for a while.
const SIM_LATER: Duration = Duration::from_secs(10);
/// So many looks at a SIM are the short ones.
const SIM_LOOKS: u8 = 30;

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
    /// Everything is set again without a known reason; calls can come in meanwhile.
    quiet: bool,
    /// Needed settings that were refused.
    lack: Option<Lack>,
}

impl Startup {
    /// From the beginning: the modem has started.
    pub fn restart(&mut self, at: Instant) {
        *self = Self {
            not_before: at,
            ..Self::default()
        };
    }

    /// From the beginning, since the modem may have started without a word.
    pub fn refresh(&mut self, at: Instant) {
        let quiet = self.stage() == Stage::Done;
        let lack = self.lack;
        self.restart(at);
        self.quiet = quiet;
        self.lack = lack;
    }

    /// The modem has told where the SIM stands.
    pub fn sim_changed(&mut self, pin: PinState, at: Instant) {
        if (self.quiet || self.position > SIM) && pin != PinState::Ready {
            self.sim_lost(waits_for(pin).unwrap_or(SimState::Busy));
        }
        self.look_at_sim(at);
    }

    /// The SIM was taken out.
    pub fn sim_removed(&mut self, at: Instant) {
        self.sim_lost(SimState::Missing);
        self.not_before = at + SIM_AGAIN;
    }

    fn sim_lost(&mut self, sim: SimState) {
        // What comes before the SIM need not be told again, unless it was being told.
        self.position = self.position.clamp(0, SIM);
        self.quiet = false;
        self.tries = 0;
        self.sim = Some(sim);
    }

    /// Look at the SIM soon, if it is waited for.
    pub fn look_at_sim(&mut self, at: Instant) {
        if self.position == SIM {
            self.not_before = at;
            self.tries = 0;
        }
    }

    pub fn stage(&self) -> Stage {
        match self.sim {
            Some(sim) => Stage::Sim(sim),
            None if self.quiet => Stage::Done,
            None if self.position < NETWORK => Stage::Setting,
            None if self.position < STEPS.len() => Stage::Network,
            None => Stage::Done,
        }
    }

    /// Whether all has been told.
    pub fn is_over(&self) -> bool {
        self.position >= STEPS.len()
    }

    /// Whether the SIM has been found ready.
    pub fn is_past_sim(&self) -> bool {
        self.sim.is_none() && (self.quiet || self.position > SIM)
    }

    pub const fn lack(&self) -> Option<Lack> {
        self.lack
    }

    pub fn next(&self, registered: bool, at: Instant) -> Option<Command> {
        (self.next_wake(registered)? <= at).then(|| STEPS[self.position].command.clone())
    }

    /// When the next step is due, if it is the clock that it waits for.
    pub fn next_wake(&self, registered: bool) -> Option<Instant> {
        (self.position < NETWORK || (registered && !self.is_over())).then_some(self.not_before)
    }

    /// A step has ended. Gives the setting that has to be done without.
    pub fn done(
        &mut self,
        command: &Command,
        answer: &Answer,
        profile: &Profile,
        at: Instant,
    ) -> Option<Setting> {
        let step = STEPS.get(self.position)?;
        // The SIM went away, or everything starts over: the answer is to another question.
        if *answer == Answer::Gone || step.command != *command {
            return None;
        }
        if self.position == SIM {
            self.sim_answered(answer, at);
            return None;
        }
        let took = matches!(answer, Answer::Ok(_));
        self.tries += 1;
        if !took && self.tries < step.tries {
            self.not_before = at + AGAIN;
            return None;
        }
        if !took && step.lack.is_some() {
            self.lack = step.lack;
        }
        self.advance();
        // Some steps stand in for the one before, and are needed only without it.
        while STEPS
            .get(self.position)
            .is_some_and(|next| (took && next.stands_in) || next.is_left_out(profile))
        {
            self.advance();
        }
        if self.is_over() && !self.quiet {
            self.quiet = false;
        }
        match step.command {
            Command::Set(setting) if !took => Some(setting),
            _ => None,
        }
    }

    fn sim_answered(&mut self, answer: &Answer, at: Instant) {
        self.sim = match answer {
            Answer::Ok(Reply::Pin(pin)) => waits_for(*pin),
            Answer::Refused(Refusal::Cme(error)) => Some(sim_error(*error)),
            _ => Some(SimState::Busy),
        };
        if self.sim.is_none() {
            self.advance();
            return;
        }
        self.quiet = false;
        self.tries = self.tries.saturating_add(1);
        self.not_before = at
            + if self.tries < SIM_LOOKS {
                SIM_AGAIN
            } else {
                SIM_LATER
            };
    }

    const fn advance(&mut self) {
        self.position += 1;
        self.tries = 0;
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

    fn done(startup: &mut Startup, answer: &Answer, at: Instant) -> Option<Setting> {
        let command = startup.next(false, at).expect("a step is due");
        startup.done(&command, answer, &Profile::default(), at)
    }

    #[test]
    fn a_refused_setting_is_done_without_after_its_tries() {
        let mut startup = Startup::default();
        let refused = Answer::Refused(Refusal::Error);
        for try_ in 0..3 {
            let at = Instant::from_millis(1_000 * try_);
            let echo = Some(Command::Set(Setting::EchoOff));
            assert_eq!(startup.next(false, at), echo, "{try_}");
            let without = done(&mut startup, &refused, at);
            assert_eq!(without, (try_ == 2).then_some(Setting::EchoOff));
        }
        let at = Instant::from_millis(2_000);
        let next = Some(Command::Set(Setting::ResultWords));
        assert_eq!(startup.next(false, at), next);
    }

    #[test]
    fn what_stands_in_is_left_out_when_the_first_was_taken() {
        for (taken, asked) in [(true, Command::Imei), (false, Command::Firmware)] {
            let mut startup = Startup::default();
            let mut at = Instant::ZERO;
            loop {
                let command = startup.next(false, at).unwrap();
                let answer = if command == Command::Build && !taken {
                    Answer::Refused(Refusal::Error)
                } else {
                    Answer::Ok(Reply::None)
                };
                startup.done(&command, &answer, &Profile::default(), at);
                at += AGAIN;
                if command == Command::Build {
                    break;
                }
            }
            assert_eq!(startup.next(false, at), Some(asked));
        }
    }

    #[test]
    fn an_answer_to_an_earlier_question_moves_nothing() {
        let mut startup = Startup::default();
        let at = Instant::ZERO;
        let answer = Answer::Ok(Reply::None);
        startup.done(&Command::Imei, &answer, &Profile::default(), at);
        assert_eq!(
            startup.next(false, at),
            Some(Command::Set(Setting::EchoOff))
        );
    }
}
