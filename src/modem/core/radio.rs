//! Switching the radio off and on (`AT+CFUN=4`, then `=1`). Once it is off it is owed to be switched
//! on, whatever happens in between.

use std::time::Duration;

use crate::{
    at::{Answer, Command, Functionality},
    time::Instant,
};

/// So long the radio stays off.
const OFF: Duration = Duration::from_secs(3);
/// Before another attempt at switching it on.
const AGAIN: Duration = Duration::from_secs(5);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Step {
    #[default]
    Nothing,
    Off,
    On {
        not_before: Instant,
    },
}

#[derive(Debug, Default)]
pub(super) struct RadioSwitch(Step);

impl RadioSwitch {
    pub const fn turn_off_and_on(&mut self) {
        if let Step::Nothing = self.0 {
            self.0 = Step::Off;
        }
    }

    pub fn is_busy(&self) -> bool {
        self.0 != Step::Nothing
    }

    pub fn next(&self, at: Instant) -> Option<Command> {
        (self.next_wake()? <= at).then_some(Command::Functionality(match self.0 {
            Step::Off => Functionality::Offline,
            Step::On { .. } | Step::Nothing => Functionality::Full,
        }))
    }

    pub const fn next_wake(&self) -> Option<Instant> {
        match self.0 {
            Step::Nothing => None,
            Step::Off => Some(Instant::ZERO),
            Step::On { not_before } => Some(not_before),
        }
    }

    pub fn done(&mut self, answer: &Answer, at: Instant) {
        self.0 = match (self.0, answer) {
            (Step::Off, _) => Step::On {
                not_before: at + OFF,
            },
            (Step::On { .. }, Answer::Ok(_) | Answer::Refused(_)) | (Step::Nothing, _) => {
                Step::Nothing
            }
            (Step::On { .. }, _) => Step::On {
                not_before: at + AGAIN,
            },
        };
    }
}
