//! Asking a modem what it is and what it can do, without changing it: what `munjigi doctor` does, and
//! how a modem is recognised by its IMEI.
//!
//! **Rule:** nothing is kept by the modem that was not there before. Only lines that the list in this
//! room permits are ever written: questions, and three settings that a restart forgets
//! (`AT+QPCMV`, `AT+VTD`, `AT+QTONEDET`), which are tried only when their value could be read before
//! and are set back after. It never dials, sends, enters a PIN, or writes what the module saves. The
//! answers come as the modem gave them, because a parser hides what nobody expected; numbers and
//! serial numbers in them are masked.
//!
//! It is no part of the driver: [`crate::at::Command`] cannot carry free text, and should not.
//!
//! ```
//! use munjigi::{modem::examine::{Examination, Script}, time::Instant};
//! use std::time::Duration;
//!
//! let start = Instant::ZERO;
//! let mut modem = Examination::new(Script::Imei, Duration::from_secs(30), start);
//! let quiet = start + Duration::from_millis(300);
//! assert_eq!(modem.handle(b"", quiet), b"AT\r"); // the line is quiet: a knock
//! assert_eq!(modem.handle(b"\r\nOK\r\n", quiet), b"AT+CGSN\r");
//! modem.handle(b"\r\n866758041234567\r\n\r\nOK\r\n", quiet);
//! assert!(modem.is_over());
//! assert_eq!(modem.examined().heard[0].lines, ["866758041234567"]);
//! ```
//!
//! To test it: `cargo test --lib modem::examine`.

mod dialogue;
mod examined;
mod port;
mod question;
#[cfg(test)]
mod tests;

pub use dialogue::Examination;
pub use examined::{End, Examined, Heard, Outcome};
pub use port::{examine, imei};
pub use question::Script;
