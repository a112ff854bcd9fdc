//! Registration: is the network there, and is it still?

use std::time::Duration;

use crate::{
    at::{Answer, Command, Domain, RegistrationStatus, Reply},
    time::Instant,
};

/// Between two looks while all is well. A modem can be off the network for hours and say nothing.
const WELL: Duration = Duration::from_secs(30);
/// Between two looks while the network is being looked for.
const SEARCHING: Duration = Duration::from_secs(2);

/// The questions of one look, in order; the list of calls finds a ring that was never announced.
const QUESTIONS: [Command; 3] = [
    Command::Registration(Domain::Circuit),
    Command::Registration(Domain::Lte),
    Command::Calls,
];

#[derive(Debug, Default)]
pub(super) struct Watch {
    circuit: Option<RegistrationStatus>,
    lte: Option<RegistrationStatus>,
    due: Instant,
    question: usize,
}

impl Watch {
    pub fn restart(&mut self, at: Instant) {
        *self = Self {
            due: at + SEARCHING,
            ..Self::default()
        };
    }

    /// Either will do: on pure LTE the circuit side may be silent.
    pub fn is_registered(&self) -> bool {
        [self.circuit, self.lte]
            .into_iter()
            .flatten()
            .any(RegistrationStatus::is_registered)
    }

    pub fn heard(&mut self, domain: Domain, status: RegistrationStatus) {
        match domain {
            Domain::Circuit => self.circuit = Some(status),
            Domain::Lte => self.lte = Some(status),
        }
    }

    pub fn next(&self, at: Instant) -> Option<Command> {
        (self.due <= at).then(|| QUESTIONS[self.question].clone())
    }

    pub fn done(&mut self, command: &Command, answer: &Answer, at: Instant) {
        self.answered(command, answer);
        self.question = (self.question + 1) % QUESTIONS.len();
        if self.question == 0 {
            self.due = at
                + if self.is_registered() {
                    WELL
                } else {
                    SEARCHING
                };
        }
    }

    /// Somebody's question about registration was answered.
    pub fn answered(&mut self, command: &Command, answer: &Answer) {
        if let (Command::Registration(domain), Answer::Ok(Reply::Registration(status))) =
            (command, answer)
        {
            self.heard(*domain, *status);
        }
    }

    pub const fn next_wake(&self) -> Instant {
        self.due
    }
}
