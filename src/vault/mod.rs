//! What was said on the telephone, kept so that a stolen disk does not tell it.
//!
//! **Rule:** sound that is kept exists only encrypted; the key of a recording is in that recording,
//! wrapped. Whoever has the [`Kek`] hears all recordings, whoever has only the files hears none, and
//! to destroy one recording for good it is enough to overwrite some bytes of it ([`shred`]).
//!
//! ```
//! use jiff::civil::date;
//! use munjigi::vault::{About, Kek, Recorder, Recording, shred};
//!
//! # let place = tempfile::tempdir()?;
//! # let place = place.path();
//! let kek = Kek::open_or_make(&place.join("kek"))?;
//! let about = About { call: 7, created: date(2026, 11, 21).at(18, 3, 0, 0), hz: 8_000 };
//!
//! let mut recorder = Recorder::create(&place.join("recordings"), &kek, &about)?;
//! for _ in 0..150 {
//!     recorder.push(&[3; 160], &[-3; 160])?; // 20 ms: the caller, the box
//! }
//! let sealed = recorder.finish()?;
//! assert_eq!(sealed.samples, 24_000); // 3 s
//!
//! let recording = Recording::open(&sealed.path, &kek)?;
//! assert!(!recording.is_cut());
//! assert_eq!(recording.read_all()?[..4], [3, -3, 3, -3]);
//!
//! assert!(shred(&sealed.path)?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The file: `.mjr`, version 1
//!
//! Numbers are little-endian.
//!
//! ```text
//! about  magic "MJR1" 4 │ version 1 │ channels 1 │ Hz 4 │ pairs in a chunk 4 │ call 8
//!        │ created, as text 32 │ stream nonce 7
//! lock   name of the kek 8 │ nonce 12 │ wrapped data key 32 + tag 16
//! chunk  AES-256-GCM of { pairs of sound in it 4 │ pairs (far, ours) of 16 bits │ zeros } + tag 16
//! chunk  …
//! ```
//!
//! * Each recording has a random data key. AES-256-GCM wraps it with the kek; `about` and the name of
//!   the kek are bound to it, so a header fits no other recording.
//! * Chunks are the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015) with a 32-bit
//!   counter and a flag on the last one; `about` is bound to each of them. A chunk that was changed,
//!   moved, left out or brought from elsewhere is refused. `lock` is not bound to them: a recording
//!   could get another kek without being written anew.
//! * All chunks are of one length, 2 s of sound; the last one is filled up with zeros. So nothing in
//!   the file has to be believed to find a chunk, and bytes that make no whole chunk are what a power
//!   cut left. Each chunk is on disk (`fdatasync`) before the next one begins: a power cut costs the
//!   last 2 s, and what is left plays.
//!
//! A recording without a last chunk [is cut](Recording::is_cut). That is no error, and nobody can tell
//! a power cut from somebody who cut the end off: [`Sealed::sha256`] in the database can.
//!
//! To test it: `cargo test --lib vault`.

mod chunk;
mod disk;
mod error;
mod header;
mod hex;
mod kek;
mod keyfile;
mod recorder;
mod recording;
mod shred;
mod tape;
#[cfg(test)]
mod tests;

pub use error::VaultError;
pub use header::About;
pub use kek::Kek;
pub use recorder::{Recorder, Sealed};
pub use recording::{Chunks, Recording};
pub use shred::shred;
