//! The EC25 driver: start-up, calls, text messages, and what to do when it all goes wrong.
//!
//! **Rule:** the modem's word is evidence, not truth. Calls are followed through announcements *and*
//! a poll of `AT+CLCC`; a hang-up is over when the list of calls says so; everything volatile is set
//! again after every restart; whatever happens ends in [`State::Ready`] or in a state that a person
//! can read. All of that is [`Modem`], which is pure; [`spawn`] only carries bytes to and fro.
//!
//! ```
//! use munjigi::{modem::{Event, Input, Modem, Output, Request}, time::Instant};
//!
//! let mut modem = Modem::default();
//! let mut outputs = Vec::new();
//! modem.handle(Input::PortOpened, Instant::ZERO, &mut outputs);
//! modem.handle(Input::Wake, Instant::from_millis(300), &mut outputs); // the line has been quiet
//! assert!(outputs.contains(&Output::Write(b"AT\r".to_vec())));
//!
//! // A telephone that rings is news even before the modem is set up.
//! let ring = b"\r\n+CRING: VOICE\r\n\r\n+CLIP: \"01023456789\",129,,,,0\r\n";
//! modem.handle(Input::Bytes(ring), Instant::from_millis(310), &mut outputs);
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
//! ```
//!
//! To test it: `cargo test --lib modem`. The tests of the core speak AT by hand; those of the port
//! run over a pseudo terminal.

mod core;
mod event;
pub mod mms;
mod port;
mod state;
mod task;
#[cfg(test)]
mod tests;

pub use self::core::{Input, Modem, Output};
pub use event::{AnswerFault, AudioFault, Ending, Event, Request, TextFault};
pub use port::Port;
pub use state::{Reason, SimState, State};
pub use task::{ModemHandle, NotTaken, spawn};
