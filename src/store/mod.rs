//! What survives a power cut: calls, turns, bookings, messages and outgoing texts, in SQLite.
//!
//! **Rule:** one writer, and everything is on disk when a method returns (`WAL`,
//! `synchronous=FULL`). An effect outside the box is written down before it happens: a text is
//! `queued`, then `sending`, then `sent`; what a crash leaves in `sending` is `unknown` and is never
//! sent again by itself.
//!
//! ```
//! use jiff::civil::date;
//! use munjigi::{call::Outcome, phone::Caller, store::Store};
//!
//! let mut store = Store::in_memory()?;
//! let now = date(2026, 11, 21).at(18, 3, 0, 0);
//! let call = store.call_rang(&Caller::Withheld, now)?;
//! store.call_ended(call, Outcome::Answered, now)?;
//! assert_eq!(store.calls()?[0].outcome, "answered");
//! # Ok::<(), munjigi::store::StoreError>(())
//! ```
//!
//! Times are the shop's local wall clock. To test it: `cargo test --lib store`.

mod calls;
mod open;
mod records;
mod texts;

pub use calls::{CallId, CallRow, Speaker, TurnRow};
pub use open::{Store, StoreError};
pub use records::{BookingRow, MessageRow};
pub use texts::{TextId, TextRow, TextState, WaitingText};
