//! What survives a power cut: calls, turns, bookings, messages, texts both ways and calls to place,
//! in SQLite.
//!
//! **Rule:** one writer, and everything is on disk when a method returns (`WAL`,
//! `synchronous=FULL`). An effect outside the box is written down before it happens: a text is
//! `queued`, then `sending`, then `sent`; what a crash leaves in `sending` is `unknown` and is never
//! sent again by itself ([`Store::settle`]). The same holds for calls that are placed. A message that
//! came is on disk before the modem forgets it, and is the same message however often it is read.
//!
//! ```
//! use jiff::civil::date;
//! use munjigi::{call::Outcome, phone::Caller, store::Store};
//!
//! let mut store = Store::in_memory()?;
//! let now = date(2026, 11, 21).at(18, 3, 0, 0);
//! let call = store.call_rang("main", &Caller::Withheld, now)?;
//! store.call_ended(call, Outcome::Answered, now)?;
//! assert_eq!(store.calls()?[0].outcome, "answered");
//! # Ok::<(), munjigi::store::StoreError>(())
//! ```
//!
//! Times are the shop's local wall clock. To test it: `cargo test --lib store`.

mod bookings;
mod calls;
mod copy;
mod dials;
mod faults;
mod fetches;
mod look;
mod open;
mod optouts;
mod owner;
mod parts;
mod questions;
mod received;
mod recordings;
mod records;
mod settle;
mod texts;
mod upkeep;

pub use bookings::{BookingRow, BookingState};
pub use calls::{CallId, CallRow, Speaker, TurnRow};
pub use copy::{copy, schema_of};
pub use dials::{DialId, DialRow, DialState, WaitingDial};
pub use faults::FaultRow;
pub use fetches::{FetchId, WaitingFetch};
pub use look::TableCount;
pub use open::{SCHEMA, Store, StoreError};
pub use optouts::{AskedBy, Due, OptOutRow, Untold, Upon, Wish};
pub use owner::Claim;
pub use parts::{Kept, PartId, WaitingPart};
pub use questions::QuestionRow;
pub use received::{Kind, NewMessage, ReceivedId, ReceivedRow};
pub use recordings::RecordingRow;
pub use records::{CallbackRow, Committed, MessageRow};
pub use settle::Settled;
pub use texts::{TextId, TextRow, TextState, WaitingText};
