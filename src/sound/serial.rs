//! Voice over a serial port: USB interface 1 of an EC25 (`AT+QPCMV=1,0`).

use std::{
    fmt, io,
    path::Path,
    sync::mpsc::{RecvTimeoutError, sync_channel},
    thread,
    time::Duration,
};

use nix::sys::termios::{FlushArg, tcflush};

use crate::tty::{self, Tty, TtyError};

use super::pump::{self, Ends, PumpHandle};

/// Why there is no sound.
#[derive(Debug, thiserror::Error)]
pub enum SoundError {
    /// The device could not be opened.
    #[error(transparent)]
    Device(#[from] TtyError),
    /// The system gives no thread.
    #[error("starting a thread for the sound")]
    Thread(#[source] io::Error),
}

/// An open sound port: 8 kHz, mono, signed 16-bit little-endian, no header (Quectel AT,
/// `AT+QPCMV`).
pub struct SerialPcm {
    pub(super) tty: Tty,
}

impl fmt::Debug for SerialPcm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SerialPcm").field(&self.tty.file).finish()
    }
}

impl SerialPcm {
    /// Opens the port, raw and for us alone. Drivers have been seen to block in here for ever, so a
    /// helper thread does it, and is left behind when it takes longer than `deadline`.
    ///
    /// # Errors
    ///
    /// As [`TtyError`] says.
    pub fn open(path: &Path, deadline: Duration) -> Result<Self, SoundError> {
        let (done, opened) = sync_channel(1);
        let device = path.to_path_buf();
        thread::Builder::new()
            .name("sound-open".to_owned())
            .spawn(move || {
                // Nobody listens any more when it took too long; then it is closed again.
                let _ = done.send(tty::open(&device));
            })
            .map_err(SoundError::Thread)?;
        match opened.recv_timeout(deadline) {
            Ok(tty) => {
                let tty = tty?;
                // What is left of an earlier call, or half a sample of it, is not for this one.
                let _ = tcflush(&tty.file, FlushArg::TCIOFLUSH);
                Ok(Self { tty })
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                Err(TtyError::Stalled { path: path.into() }.into())
            }
        }
    }

    /// Starts carrying sound, in a thread of its own, until it is stopped or the port goes away.
    ///
    /// # Errors
    ///
    /// When the system gives no thread.
    pub fn spawn_pump(self, ends: Ends) -> Result<PumpHandle, SoundError> {
        pump::spawn(self.tty, ends).map_err(SoundError::Thread)
    }
}
