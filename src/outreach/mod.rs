//! Calls that the box places: for now the technician's test call.
//!
//! **Rule:** a program never chooses whom it calls. The line dials what stands in the queue of calls
//! (after [`crate::phone::policy`] has allowed it) and runs the program; there is no number in here.
//!
//! ```
//! use munjigi::{call::{Action, Event, Program}, outreach::{Test, TestCall}, time::Instant};
//!
//! let mut call = TestCall::new(Test::Speak);
//! let said = call.handle(&Event::Answered, Instant::ZERO);
//! assert!(said.iter().any(|action| matches!(action, Action::Say(_))));
//! ```
//!
//! To test it: `cargo test --lib outreach`.

mod test_call;

pub use test_call::{SENTENCES, Test, TestCall};
