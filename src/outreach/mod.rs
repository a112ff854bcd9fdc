//! Calls that the box places: for now the technician's test call.
//!
//! **Rule:** a program never chooses whom it calls. The line dials what stands in the queue of calls
//! (after [`crate::phone::policy`] has allowed it) and runs the program; there is no number in here.
//!
//! ```
//! use munjigi::{call::{Action, Event, Program}, outreach::TestCall, time::Instant};
//!
//! let mut call = TestCall::new(None);
//! let said = call.handle(&Event::Answered, Instant::ZERO);
//! assert!(said.iter().any(|action| matches!(action, Action::Say(_))));
//! ```
//!
//! To test it: `cargo test --lib outreach`.

mod test_call;

use crate::{call::Program, phone::policy::Purpose};

pub use test_call::{SENTENCES, TestCall};

/// The program of a call that the box places for this purpose (its word in the store), and the keys
/// that it is to press; `None` when no program serves that purpose.
#[must_use]
pub fn program(purpose: &str, keys: &str) -> Option<Box<dyn Program + Send>> {
    match Purpose::from_word(purpose)? {
        Purpose::Test => Some(Box::new(TestCall::new(keys.parse().ok()))),
        Purpose::OptOut | Purpose::Callback => None,
    }
}
