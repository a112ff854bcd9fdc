//! The house next door: the virtual EC25, the telephone line, the people who call, and the
//! scenario files that say what happens.
//!
//! **Rule:** the simulator knows the module and the network from their manuals, never from our own
//! driver. It uses neither the room `at` nor `modem` nor `sms`, so that it can
//! prove them wrong.
//!
//! To test it: `cargo test --lib sim`.

pub mod caller;
pub mod channel;
mod dice;
pub mod ec25;
mod jitter;
pub mod meter;
pub mod pty;
mod submit;

pub use dice::Dice;
pub use jitter::Jitter;
