//! The receptionist: what the box does with a call that comes in.
//!
//! **Rule:** the caller hears only sentences of `say` with typed values in them, and nothing
//! is booked before it was read back and confirmed. Whatever cannot be understood twice goes to the
//! owner as a message.
//!
//! ```
//! use std::sync::Arc;
//! use jiff::civil::date;
//! use munjigi::{
//!     call::{Action, Event, Program, Speech},
//!     phone::Caller,
//!     reception::{Desk, Receptionist, Shop},
//!     time::Instant,
//! };
//!
//! let shop = Shop::parse("shop.toml", "name = '가나분식'\n[hours]\ndaily = '11:00-21:00'")?;
//! let mut receptionist = Receptionist::new(Arc::new(Desk::new(shop)), date(2026, 11, 21).at(18, 3, 0, 0));
//! let caller = Caller::Known("01023456789".parse().unwrap());
//! receptionist.handle(&Event::Ringing { caller }, Instant::ZERO);
//! let first = receptionist.handle(&Event::Answered, Instant::from_millis(400));
//! let Some(Action::Say(Speech { parts, .. })) = first.first() else { panic!() };
//! assert!(parts[0].text().contains("AI"));
//! # Ok::<(), munjigi::settings::Problems>(())
//! ```
//!
//! To test it: `cargo test --lib reception`, and the scenarios under `tests/scenarios/`.

mod booking;
mod desk;
pub mod hints;
mod offers;
mod say;
pub mod shop;
mod talk;
#[cfg(test)]
mod tests;
mod understanding;

pub use desk::Desk;
pub use say::{FILLER, HOLD, all_fixed, opening};
pub use shop::Shop;
pub use talk::Receptionist;
