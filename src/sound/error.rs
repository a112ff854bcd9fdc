//! Why there is no sound.

use std::io;

use crate::tty::TtyError;

/// Why a modem's sound could not be had.
#[derive(Debug, thiserror::Error)]
pub enum SoundError {
    /// The serial port could not be opened.
    #[error(transparent)]
    Device(#[from] TtyError),
    /// The sound card could not be opened.
    #[error("opening the sound card {name}: {why}")]
    Card {
        /// Its name in ALSA.
        name: String,
        /// What is the matter.
        #[source]
        why: CardFault,
    },
    /// The system gives no thread.
    #[error("starting a thread for the sound")]
    Thread(#[source] io::Error),
}

/// What is the matter with a sound card.
#[derive(Debug, thiserror::Error)]
pub enum CardFault {
    /// It is not there.
    #[error("there is no such card (has the modem its USB audio switched on: AT+QCFG=\"usbcfg\"?)")]
    Missing,
    /// Somebody else holds it: mostly a desktop's sound server.
    #[error("another program is using it (a sound server has to leave modems alone: see udev/)")]
    Busy,
    /// We are not allowed to.
    #[error("permission denied (is the user in the group that owns it, mostly `audio`?)")]
    Denied,
    /// Opening it takes for ever.
    #[error("the card does not respond")]
    Stalled,
    /// It has no format that can be turned into telephone sound.
    #[error("it offers no S16_LE at 8, 16, 24, 32, 44.1 or 48 kHz in one or two channels")]
    Format,
    /// Something else.
    #[error("ALSA reports: {0}")]
    Failed(io::Error),
    /// This system has no ALSA.
    #[error("sound cards are supported on Linux only; use the modem's serial PCM")]
    NoAlsa,
}
