//! Telephone tones: the keys of a telephone, sounded and recognised.
//!
//! **Rule:** frames in, frames out, 8 kHz and 20 ms; nothing is allocated, whatever comes in.
//!
//! A key is two tones at once (ITU-T Q.23): one of four low ones for its row, one of four high ones
//! for its column. [`Tones`] makes them, [`Detector`] hears them (ITU-T Q.24).
//!
//! ```
//! use munjigi::tone::{Detector, Shape, Tones};
//!
//! let mut tones = Tones::new(&"1#".parse()?, Shape::default());
//! let mut detector = Detector::default();
//! let mut heard = String::new();
//! while let Some(frame) = tones.next_frame() {
//!     heard.extend(detector.push(&frame).map(|key| key.face()));
//! }
//! assert_eq!(heard, "1#");
//! # Ok::<(), munjigi::phone::NotKeys>(())
//! ```
//!
//! Whoever sends tones mutes their own detector meanwhile: a line's echo brings them back.
//!
//! To test it: `cargo test --lib tone`. The tests go through a band of 300 to 3400 Hz, A-law and
//! noise; AMR, the coding of mobile calls, is not among them, because no coder of it is at hand.

mod detector;
mod generator;
mod goertzel;
mod key;
mod reference;
#[cfg(test)]
mod tests;

pub use detector::Detector;
pub use generator::{Shape, Tones};
pub use key::hertz;
pub use reference::Reference;
