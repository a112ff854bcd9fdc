//! One trait for both ways to a modem's sound.

use std::{path::PathBuf, time::Duration};

use super::{Ends, PumpHandle, SerialPcm, SoundError};

/// Where a modem's sound is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The serial port that carries PCM under `AT+QPCMV=1,0`: `/dev/ttyUSB1`.
    Serial(PathBuf),
    /// The sound card of `AT+QPCMV=1,2`, by its name in ALSA: `hw:CARD=Android,DEV=0`. A `hw:` name is
    /// the right one: what the card does not offer (8 kHz, one channel) is converted here.
    Card(String),
}

/// An open way to a modem's sound, both directions.
pub trait Device: Send {
    /// Starts carrying sound, in a thread of its own, until it is stopped or the device goes away.
    ///
    /// # Errors
    /// When the system gives no thread.
    fn spawn_pump(self: Box<Self>, ends: Ends) -> Result<PumpHandle, SoundError>;
}

impl std::fmt::Debug for dyn Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("dyn Device")
    }
}

/// Opens a modem's sound, within `deadline`.
///
/// A driver may block in here for ever, so a helper thread opens; it is left behind when it takes
/// longer, and closes what it then gets. A card that is not there yet is tried again every half second:
/// it comes up some seconds after `AT+QPCMV`.
///
/// # Errors
/// As [`SoundError`] says.
pub fn open(source: &Source, deadline: Duration) -> Result<Box<dyn Device>, SoundError> {
    match source {
        Source::Serial(path) => Ok(Box::new(SerialPcm::open(path, deadline)?)),
        #[cfg(target_os = "linux")]
        Source::Card(name) => Ok(Box::new(super::card::Card::open(name, deadline)?)),
        #[cfg(not(target_os = "linux"))]
        Source::Card(name) => Err(SoundError::Card {
            name: name.clone(),
            why: super::CardFault::NoAlsa,
        }),
    }
}
