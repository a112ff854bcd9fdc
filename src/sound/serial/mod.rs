//! Voice over a serial port: USB interface 1 of an EC25 (`AT+QPCMV=1,0`).

mod bytes;
mod carry;
mod slip;
#[cfg(test)]
mod tests;

use std::{fmt, path::Path, time::Duration};

use nix::sys::termios::{FlushArg, tcflush};

use crate::tty::{self, Tty, TtyError};

use super::{Device, Ends, PumpHandle, SoundError, aside::open_aside};

/// An open sound port: 8 kHz, mono, signed 16-bit little-endian, no header (Quectel AT,
/// `AT+QPCMV`).
pub struct SerialPcm {
    tty: Tty,
}

impl fmt::Debug for SerialPcm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SerialPcm").field(&self.tty.file).finish()
    }
}

impl SerialPcm {
    /// Opens the port, raw and for us alone, within `deadline`.
    ///
    /// # Errors
    ///
    /// As [`TtyError`] says.
    pub fn open(path: &Path, deadline: Duration) -> Result<Self, SoundError> {
        let device = path.to_path_buf();
        let opened = open_aside(&path.to_string_lossy(), deadline, move || {
            tty::open(&device)
        })
        .map_err(SoundError::Thread)?;
        let tty = opened.ok_or_else(|| TtyError::Stalled { path: path.into() })??;
        // What is left of an earlier call, or half a sample of it, is not for this one.
        let _ = tcflush(&tty.file, FlushArg::TCIOFLUSH);
        Ok(Self { tty })
    }
}

impl Device for SerialPcm {
    fn spawn_pump(self: Box<Self>, ends: Ends) -> Result<PumpHandle, SoundError> {
        let tty = self.tty;
        PumpHandle::spawn(ends, move |beat| {
            let ended = carry::carry(&tty.file, beat);
            drop(tty);
            ended
        })
        .map_err(SoundError::Thread)
    }
}
