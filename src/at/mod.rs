//! The language of the modem: bytes in, typed lines out, one command at a time.
//!
//! **Rule:** anything may arrive at any time. A [`Urc`] between any two lines is normal, every wait
//! has an end, and no stream of bytes, however broken, panics or grows a buffer. The room holds no
//! clock and does no I/O: [`Channel`] is told what was read and when, and says what to write.
//!
//! ```
//! use munjigi::{at::{Answer, Channel, Command, Output, Reply, Urc}, time::Instant};
//!
//! let now = Instant::ZERO;
//! let mut channel = Channel::default();
//! channel.assume_ready(); // a test's shortcut; a driver calls `open` and waits for `Synced`
//!
//! assert_eq!(channel.send(Command::Calls, now).unwrap(), b"AT+CLCC\r");
//! let mut bytes: &[u8] = b"\r\nRING\r\n\r\n+CLCC: 1,1,4,0,0,\"01023456789\",129\r\n\r\nOK\r\n";
//! let mut heard = Vec::new();
//! while let Some(output) = channel.receive(&mut bytes, now) {
//!     heard.push(output);
//! }
//! assert!(matches!(&heard[0], Output::Urc(Urc::Ring)));
//! let Output::Done(done) = &heard[1] else { panic!("the answer") };
//! let Answer::Ok(Reply::Calls(calls)) = &done.answer else { panic!("a list of calls") };
//! assert_eq!(calls.voice().count(), 1);
//! ```
//!
//! Sources: Quectel "EC2x/EG9x/EG2x-G/EM05 AT Commands Manual" V2.0 (here "Quectel AT"), 3GPP TS
//! 27.007 (calls, network, SIM), 27.005 (text messages), ITU-T V.250 (framing, result codes).
//!
//! To test it: `cargo test --lib at::`.

mod calls;
mod channel;
mod command;
mod fields;
mod framer;
mod link;
mod mode;
mod network;
mod outcome;
mod output;
mod reply;
#[cfg(test)]
mod tests;
mod urc;

pub use calls::{CallList, CallReport, CallState, Direction};
pub use channel::Channel;
pub use command::{Command, Domain, Setting};
pub use framer::{Framer, Item, MAX_LINE};
pub use network::{PinState, RegistrationStatus, Signal};
pub use outcome::{Answer, CallWord, CmeError, CmsError, Done, Final, Refusal};
pub use output::{NotReady, Output};
pub use reply::{Digits, Reply, ShortText};
pub use urc::Urc;
