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
//! # What comes in
//!
//! | in the stream | given as |
//! |---|---|
//! | lines of the answer | one typed [`Reply`], with the final result, in [`Done`] |
//! | entries of a long list (`+CMGL`, `+QMBNCFG`); lines that answer a [`Question`] | [`Output::Listed`], each as it comes |
//! | raw data (`+QIRD`, `AT+QHTTPREAD`) | [`Output::Data`], in pieces |
//! | anything else | [`Urc`]; what is not known is [`Urc::Other`], never an error |
//!
//! A line belongs to the answer only if the command in flight asks for lines of that name and form.
//! `NO CARRIER`, `BUSY` and their like end a command only if it asks for a call; `+CREG:` answers
//! `AT+CREG?` only with its `<n>`. An announcement of two lines (`+CMT`, `+CDS`, `+CBM`) is given once its
//! PDU is there. A line that may be a garbled entry of a list makes the list doubtful.
//!
//! Some commands hand something over in a second step: a PDU or data after `> `, an address or a body
//! after `CONNECT`. The channel does it by itself; [`Done::data_sent`] tells whether it came to that.
//!
//! ```
//! use munjigi::{at::{Answer, Channel, Command, Listed, Output, Reply}, time::Instant};
//!
//! let now = Instant::ZERO;
//! let mut channel = Channel::default();
//! channel.assume_ready();
//! channel.send(Command::ListTexts, now).unwrap();
//! let mut bytes: &[u8] = b"\r\n+CMGL: 3,0,,4\r\n0191AABBCCDD\r\n\r\nOK\r\n";
//! let Some(Output::Listed(Listed::Text(text))) = channel.receive(&mut bytes, now) else {
//!     panic!("an entry");
//! };
//! assert_eq!((text.index, text.pdu.is_whole()), (3, true));
//! let Some(Output::Done(done)) = channel.receive(&mut bytes, now) else { panic!("the end") };
//! assert_eq!(done.answer, Answer::Ok(Reply::Listed { count: 1, garbled: false }));
//! ```
//!
//! # Bounds
//!
//! Nothing is allocated, per line or otherwise: `tests/allocation.rs` counts. What is full has its rule:
//!
//! | what | holds | when it is full |
//! |---|---|---|
//! | a line ([`MAX_LINE`]) | 4096 octets | dropped whole and counted |
//! | [`Bytes`] to write | 1024 octets | no command has more |
//! | [`Chunk`] of raw data | 512 octets | given, and begun anew |
//! | [`PduOctets`] | 190 octets | the line is no PDU |
//! | [`ShortText`] | 64 octets | cut |
//! | [`PlainLine`] | 160 octets | cut |
//! | [`CallList`] | 8 calls | doubtful |
//!
//! Sources: Quectel "EC2x/EG9x/EG2x-G/EM05 AT Commands Manual" V2.0 (here "Quectel AT"), Quectel's
//! TCP/IP and HTTP(S) manuals for the same modules, 3GPP TS 27.007 (calls, network, SIM), 27.005 (text
//! messages), ITU-T V.250 (framing, result codes).
//!
//! To test it: `cargo test --lib at::`, `cargo test --test allocation`, `sh scripts/fuzz.sh`. Every command
//! stands with an answer in `tests/scripts.rs`; the tests there cut it up, garble it, delay it and put
//! every announcement between any two of its lines.

mod calls;
mod channel;
mod command;
mod data;
mod device;
mod fields;
mod framer;
mod link;
mod mode;
mod moment;
mod network;
mod outcome;
mod output;
pub(crate) mod question;
mod raw;
mod reply;
mod setting;
mod sim;
#[cfg(test)]
mod tests;
mod texts;
mod urc;
mod values;

pub use calls::{CallList, CallReport, CallState, Direction};
pub use channel::Channel;
pub use command::{
    Command, Domain, Forwarding, Functionality, HangUpCause, Hold, HttpSetting, ImsChoice,
};
pub use data::{Bearer, HttpResult, StackNews};
pub use device::{CarrierProfile, Ims, UsbConfig};
pub use framer::{Framer, Item, MAX_LINE};
pub use moment::ModemTime;
pub use network::{NetworkInfo, Operator, RegistrationStatus, Signal, SignalQuality};
pub use outcome::{Answer, CallWord, CmeError, CmsError, Done, Final, Refusal};
pub use output::{NotReady, Output};
pub use question::Question;
pub use reply::{Listed, PlainLine, Reply, ShortText};
pub use setting::Setting;
pub use sim::{Digits, PinState, PinTries, SimPresence, SimStages};
pub use texts::{PduOctets, Storage, StoredText, TextPdu, TextStatus};
pub use urc::{Memory, Urc};
pub use values::{Apn, Bytes, Chunk, CommandLine, Host, Name, Payload, PduHex, Pin, Unfit, Url};
