//! The EC25 driver: start-up, calls, text messages, and what to do when it all goes wrong.
//!
//! **Rule:** the modem's word is evidence, not truth. Calls are followed through announcements *and*
//! a poll of `AT+CLCC`; a hang-up is over when the list of calls says so; everything volatile is set
//! again after every restart; nothing is dialled, sent or entered twice for one request; whatever
//! happens ends in [`State::Ready`] or in a state that a person can read. All of that is [`Ec25`], which
//! is pure; [`spawn`] only carries bytes to and fro. Another module stands beside it behind [`Modem`].
//!
//! ```
//! use munjigi::{modem::{Ec25, Event, Input, Modem, Output, PortId}, time::Instant};
//!
//! let mut modem = Ec25::default();
//! let mut outputs = Vec::new();
//! modem.handle(Input::Opened(PortId::Main), Instant::ZERO, &mut outputs);
//! modem.handle(Input::Wake, Instant::from_millis(300), &mut outputs); // the line has been quiet
//! let Some(Output::Write(PortId::Main, bytes)) = outputs.last() else { panic!("it knocks") };
//! assert_eq!(bytes, b"AT\r");
//!
//! // A telephone that rings is news even before the modem is set up.
//! let ring = b"\r\n+CRING: VOICE\r\n\r\n+CLIP: \"01023456789\",129,,,,0\r\n";
//! modem.handle(Input::Bytes(PortId::Main, ring), Instant::from_millis(310), &mut outputs);
//! assert!(matches!(outputs.last(), Some(Output::Event(Event::Ringing { .. }))));
//! ```
//!
//! # A call, told in events
//!
//! ```text
//! Ringing ─┬─ RingingStopped                                  the caller gave up
//!          ├─ (HangUp) HungUp                                 we declined
//!          └─ (Answer) ─┬─ NotAnswered                        see AnswerFault
//!                       └─ Answered ─┬─ Ended                 the caller, or a fault
//!                                    └─ (HangUp) HungUp       confirmed by AT+CLCC
//!
//! (Dial) ─┬─ CallFailed                                       nothing went out, or it is not known
//!         └─ Dialling ─┬─ CallFailed                          busy, no answer, an announcement
//!                      ├─ (HangUp) HungUp
//!                      ├─ Alerting ─ as after Dialling        told once, whatever comes and goes
//!                      └─ Answered ─ as above                 the modem's word, never a sound
//! ```
//!
//! A call that goes down with the modem ends with `Ended`, `NotAnswered` or `CallFailed`, whichever fits.
//!
//! # A text, told in events
//!
//! ```text
//! +CMTI, or found in the store ─ TextReceived{slot} ─ (DeleteText) ─ forgotten
//!                                      ▲ told again when nobody deletes it   refused: 3, 10, 30, 120 s
//! ```
//!
//! # A modem brought back
//!
//! ```text
//! no answer ─ Reopen ×3 ─ AT+CFUN=1,1 ─ Recover(Rebind) ─ Recover(PortPower) ─ Recover(PowerKey)
//!                                                                    └─ Recover(AskForColdPower)
//! ```
//!
//! Each step once, each with a rest before it is used again (`docs/adr/0018-the-recovery-ladder.md`).
//!
//! To test it: `cargo test --lib modem`. The tests of the core speak AT by hand; those of the port
//! run over a pseudo terminal.

pub mod board;
mod core;
pub mod discovery;
mod event;
pub mod examine;
mod fault;
pub mod mms;
mod request;
mod seam;
mod site;
mod state;
mod task;
#[cfg(test)]
mod tests;

pub use self::core::Ec25;
pub use event::Event;
pub use fault::{
    AnswerFault, AudioFault, CallFault, Ending, Fault, MmsFault, PinFault, PressFault, TextFault,
};
pub use request::{AudioMode, Request, Slot};
pub use seam::{Input, Modem, Output, PortId, Radio, Rung};
pub use site::{Port, Site};
pub use state::{Help, Lack, Reason, SimState, State};
pub use task::{ModemHandle, NotTaken, spawn};
