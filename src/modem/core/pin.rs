//! Entering a PIN, once and on a person's word: the tries left are read first.

use crate::{
    at::{Answer, CmeError, Command, Pin, Refusal, Reply},
    modem::{Event, PinFault},
};

use super::{Out, tell};

/// With fewer tries left a PIN is not entered: a telephone shows its owner what they type.
const TRIES: u8 = 3;
/// `+CME ERROR: 16`, incorrect password (3GPP TS 27.007 9.2.1).
const WRONG: CmeError = CmeError(16);

#[derive(Debug, Default)]
pub(super) struct PinEntry {
    pin: Option<Pin>,
    /// The tries left were read and are enough.
    may: bool,
}

impl PinEntry {
    pub fn enter(&mut self, pin: Pin, asked_for: bool, out: Out<'_>) {
        if !asked_for {
            return refused(PinFault::NotAsked, out);
        }
        if self.pin.is_some() {
            return refused(PinFault::Busy, out);
        }
        self.pin = Some(pin);
        self.may = false;
    }

    /// Each command goes out once, whatever becomes of it.
    pub fn next(&self) -> Option<Command> {
        let pin = self.pin.as_ref()?;
        Some(if self.may {
            Command::EnterPin(pin.clone())
        } else {
            Command::PinTries
        })
    }

    /// Whether the SIM is to be looked at now.
    pub fn done(&mut self, answer: &Answer, out: Out<'_>) -> bool {
        if self.pin.is_none() {
            return false;
        }
        if !self.may {
            let why = match answer {
                Answer::Ok(Reply::PinTries(tries)) if tries.pin >= TRIES => {
                    self.may = true;
                    return false;
                }
                Answer::Ok(Reply::PinTries(tries)) => PinFault::TooFewTries { left: tries.pin },
                _ => PinFault::TriesUnknown,
            };
            self.pin = None;
            refused(why, out);
            return false;
        }
        self.pin = None;
        match answer {
            Answer::Ok(_) => tell(Event::PinAccepted, out),
            Answer::Refused(Refusal::Cme(WRONG)) => refused(PinFault::Wrong, out),
            Answer::Refused(refusal) => refused(PinFault::Refused(*refusal), out),
            Answer::Empty | Answer::TimedOut | Answer::Gone => refused(PinFault::NoAnswer, out),
        }
        true
    }

    /// The modem is gone. What was not entered yet never will be.
    pub fn lost(&mut self, out: Out<'_>) {
        if self.pin.take().is_some() {
            refused(PinFault::NoAnswer, out);
        }
    }
}

fn refused(why: PinFault, out: Out<'_>) {
    tell(Event::PinRefused { why }, out);
}
