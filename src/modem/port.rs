//! The AT port: a serial device of our own.

use std::path::{Path, PathBuf};

use tokio_serial::SerialStream;

use crate::tty::{self, TtyError};

/// An open AT port (USB interface 2 of an EC25).
#[derive(Debug)]
pub struct Port {
    pub(super) path: PathBuf,
    pub(super) stream: SerialStream,
}

impl Port {
    /// Opens the port, raw and for us alone. A runtime of tokio has to be running.
    ///
    /// # Errors
    ///
    /// When there is no such device, when somebody else holds it, when we may not, or when it is
    /// no serial device.
    pub fn open(path: &Path) -> Result<Self, TtyError> {
        Ok(Self {
            stream: tty::open_async(path)?,
            path: path.to_path_buf(),
        })
    }
}
