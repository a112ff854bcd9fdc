//! PCM devices: where the caller's voice comes from and ours goes to.
//!
//! **Rule:** the modem's clock is the only clock. For each frame that the modem delivers, exactly one
//! is handed back, and what could not be handed over in time is dropped, never sent in a burst.
//!
//! An EC25 offers two ways (`AT+QPCMV`): raw PCM on its USB port 1 ([`Source::Serial`]) and a USB sound
//! card ([`Source::Card`]). Behind [`Device`] they are the same.
//!
//! ```no_run
//! use std::time::Duration;
//! use munjigi::{audio::Frame, sound::{self, Ends, Source}};
//!
//! let source = Source::Card("hw:CARD=Android,DEV=0".to_owned());
//! let device = sound::open(&source, Duration::from_secs(9))?;
//! let pump = device.spawn_pump(Ends {
//!     voice: Box::new(|| Frame::SILENCE),
//!     meter: Box::new(|event| eprintln!("{event}")),
//!     lost: Box::new(|why| eprintln!("{why}")),
//!     ..Ends::default()
//! })?;
//! pump.stop();
//! # Ok::<(), munjigi::sound::SoundError>(())
//! ```
//!
//! The `Handset` (feature `handset`) is the other end of a demonstration: a person at the machine's own
//! microphone and speaker. There the virtual line's beat is the clock.
//!
//! To test it: `cargo test --lib sound` plays the modem on a pseudo terminal; `cargo test --test alsa`
//! on a sound card of our own making (`sim::alsa`), with the real ALSA library in between.

mod aside;
mod beat;
#[cfg(target_os = "linux")]
mod card;
mod ends;
mod error;
mod handle;
#[cfg(feature = "handset")]
mod handset;
mod meter;
mod rates;
mod serial;
mod source;

pub use ends::{Ends, Lost, Recorder};
pub use error::{CardFault, SoundError};
pub use handle::{Counts, PumpHandle, StillPlaying};
#[cfg(feature = "handset")]
pub use handset::{Handset, HandsetError};
pub use meter::{Levels, Meter, MeterEvent};
pub use serial::SerialPcm;
pub use source::{Device, Source, open};
