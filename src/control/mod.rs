//! How other programs of the box talk to the one that runs: the technician's console, the update script.
//!
//! ```text
//!  munjigi console, status, health, ota ── a question per line ──▶ control.sock ── munjigi run
//!                                       ◀── an answer per line ──
//! ```
//!
//! **Rule:** whoever asks learns how things stand and may have the box rest for a while; nothing that is asked here
//! dials, sends a text, or changes what is kept. Questions for the modem are those of a list ([`crate::at::Question`]).
//!
//! The socket belongs to the user of the box and to its group: whoever may open it may ask. A question is a line of
//! JSON of at most [`LONGEST`] octets, an answer one line. A program that is newer or older than the box is told that it
//! was not understood ([`Answer::Refused`]).
//!
//! ```
//! use munjigi::control::{Answer, Question};
//!
//! let question: Question = serde_json::from_str(r#"{"ask":"drain","seconds":600}"#)?;
//! assert_eq!(question, Question::Drain { seconds: 600 });
//! let answer = serde_json::to_string(&Answer::Done)?;
//! assert_eq!(answer, r#"{"answer":"done"}"#);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! To test it: `cargo test --lib control`; against a running box `cargo test --test control`.

mod client;
mod health;
mod server;
mod words;

pub use client::{Client, ControlError};
pub use health::{Check, Health, Verdict};
pub use server::{ListenError, Listener, Respond};
pub use words::{Answer, CallNow, Doing, LineStatus, Question, Status};

/// The most octets of a question with its line feed; an answer may be longer.
pub const LONGEST: usize = 4096;
