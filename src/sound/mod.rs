//! PCM devices: where the caller's voice comes from and ours goes to.
//!
//! **Rule:** the modem's clock is the only clock. For each frame that the modem delivers, exactly one
//! is handed back, and what could not be handed over in time is dropped, never sent in a burst.
//!
//! ```no_run
//! use std::time::Duration;
//! use munjigi::{audio::Frame, sound::{Ends, SerialPcm}};
//!
//! let device = SerialPcm::open("/dev/ttyUSB1".as_ref(), Duration::from_secs(5))?;
//! let pump = device.spawn_pump(Ends {
//!     ears: Box::new(|_heard| {}),
//!     voice: Box::new(|| Frame::SILENCE),
//!     quiet: Box::new(|| eprintln!("no sound from the modem")),
//!     lost: Box::new(|why| eprintln!("{why}")),
//! })?;
//! pump.stop();
//! # Ok::<(), munjigi::sound::SoundError>(())
//! ```
//!
//! The `Handset` (feature `handset`) is the other end of a demonstration: a person at the machine's own
//! microphone and speaker. There the virtual line's beat is the clock.
//!
//! To test it: `cargo test --lib sound`. The tests play the modem on a pseudo terminal.

mod bytes;
#[cfg(feature = "handset")]
mod handset;
mod pump;
mod serial;
#[cfg(test)]
mod tests;

#[cfg(feature = "handset")]
pub use handset::{Handset, HandsetError};
pub use pump::{Ends, Lost, PumpHandle};
pub use serial::{SerialPcm, SoundError};
