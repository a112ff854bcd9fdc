//! The vocabulary of a call: what can happen ([`Event`]), what can be done about it ([`Action`]),
//! and how it ended ([`Outcome`]).
//!
//! **Rule:** a call program is a plain struct. [`Program::handle`] gets an event and the time, and
//! returns what to do; it has no clock, no file, no thread and no randomness, and it never sees a
//! number that it could dial: the only person it can text is the caller of this very call or the
//! owner ([`Recipient`]).
//!
//! ```
//! use munjigi::{call::{Action, Event, Program, Speech}, phone::Caller, time::Instant};
//!
//! /// Answers and says hello.
//! struct Greeter;
//!
//! impl Program for Greeter {
//!     fn handle(&mut self, event: &Event, _at: Instant) -> Vec<Action> {
//!         match event {
//!             Event::Ringing { .. } => vec![Action::Answer],
//!             Event::Answered => vec![Action::Say(Speech::fixed("안녕하세요."))],
//!             _ => Vec::new(),
//!         }
//!     }
//! }
//!
//! let ring = Event::Ringing { caller: Caller::Withheld };
//! assert_eq!(Greeter.handle(&ring, Instant::ZERO), [Action::Answer]);
//! ```
//!
//! To test it: `cargo test --lib call`; to test a program, hand it events as above.

mod action;
mod event;
mod hint;
mod ledger;
mod opt_out;
mod program;
mod record;
mod speech;

pub use action::{Action, Choice, Expected, Grammar, Note, Recipient, Signal, Tag, TextMessage};
pub use event::{EndCause, Event, NotReached, Turn};
pub use hint::Hint;
pub use ledger::{Answered, Booked, BookingId, Capacity, Ledger, has_room};
pub use opt_out::{OptOut, OptOutResult};
pub use program::Program;
pub use record::{Booking, Callback, Message, Outcome, Record};
pub use speech::{Part, Speech};
