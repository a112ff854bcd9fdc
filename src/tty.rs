//! Serial devices: opened for us alone, with an error that says what to do about it.
//!
//! **Rule:** a device has one owner. [`open`] locks it (`flock`, which every decent program minds,
//! and `TIOCEXCL`, which the kernel minds), and refuses one that somebody else has locked.
//!
//! ```
//! use munjigi::tty;
//!
//! let refused = tty::open("/dev/no-such-port".as_ref()).err().expect("no such port");
//! assert_eq!(refused.to_string(), "opening /dev/no-such-port: there is no such device");
//! ```
//!
//! A pseudo terminal is as good as a real port: what it lacks, the modem control lines, is not used.
//!
//! To test it: `cargo test --lib tty`.

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use nix::{
    errno::Errno,
    fcntl::{Flock, FlockArg, OFlag},
    unistd::isatty,
};
use tokio_serial::{ErrorKind, SerialPort, SerialPortBuilder, SerialPortBuilderExt, SerialStream};

/// Why a serial device could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum TtyError {
    /// It is not there: not plugged in, or without power.
    #[error("opening {}: there is no such device", .path.display())]
    Missing {
        /// The device.
        path: PathBuf,
    },
    /// Somebody else holds it (ModemManager, a terminal program, another of us).
    #[error("opening {}: another program is using it", .path.display())]
    Busy {
        /// The device.
        path: PathBuf,
    },
    /// We are not allowed to.
    #[error("opening {}: permission denied (is the user in the group that owns it?)", .path.display())]
    Denied {
        /// The device.
        path: PathBuf,
    },
    /// It is a file or another kind of device.
    #[error("opening {}: it is not a serial device", .path.display())]
    NotATty {
        /// The device.
        path: PathBuf,
    },
    /// Opening it takes for ever.
    #[error("opening {}: the device does not respond", .path.display())]
    Stalled {
        /// The device.
        path: PathBuf,
    },
    /// Something else.
    #[error("opening {}", .path.display())]
    Failed {
        /// The device.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// An open serial device: raw, locked, and never blocking.
///
/// It is opened twice: once by us, to read and write without blocking, and once by the serial
/// library, which sets it up and holds the locks until this is dropped.
pub struct Tty {
    /// For reading and writing.
    pub file: File,
    _held: Box<dyn SerialPort>,
}

/// Opens a serial device for a thread. Opening may block for as long as the driver pleases.
///
/// # Errors
///
/// [`TtyError`] says in one sentence what is wrong.
pub fn open(path: &Path) -> Result<Tty, TtyError> {
    let file = look(path)?;
    let held = settings(path)
        .open()
        .map_err(|error| translate(path, error))?;
    Ok(Tty { file, _held: held })
}

/// Opens a serial device for a task of tokio, whose runtime has to be running.
///
/// # Errors
///
/// [`TtyError`] says in one sentence what is wrong.
pub fn open_async(path: &Path) -> Result<SerialStream, TtyError> {
    // Kept open meanwhile, so that the device does not see a hang-up in between.
    let _file = look(path)?;
    settings(path)
        .open_native_async()
        .map_err(|error| translate(path, error))
}

/// The speed means nothing over USB.
fn settings(path: &Path) -> SerialPortBuilder {
    tokio_serial::new(path.to_string_lossy(), 115_200)
}

/// Finds out what the serial library would not tell: why a device cannot be had.
fn look(path: &Path) -> Result<File, TtyError> {
    let flags = OFlag::O_NOCTTY | OFlag::O_NONBLOCK;
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .custom_flags(flags.bits())
        .open(path)
        .map_err(|error| failed(path, error))?;
    if !isatty(&file).unwrap_or(false) {
        return Err(TtyError::NotATty { path: path.into() });
    }
    match Flock::lock(file, FlockArg::LockExclusiveNonblock) {
        Ok(lock) => lock
            .unlock()
            .map_err(|(_, errno)| failed(path, errno.into())),
        Err((_, Errno::EWOULDBLOCK)) => Err(TtyError::Busy { path: path.into() }),
        Err((_, errno)) => Err(failed(path, errno.into())),
    }
}

fn failed(path: &Path, source: io::Error) -> TtyError {
    let path = path.into();
    match source.raw_os_error().map(Errno::from_raw) {
        Some(Errno::ENOENT | Errno::ENXIO | Errno::ENODEV) => TtyError::Missing { path },
        Some(Errno::EBUSY) => TtyError::Busy { path },
        Some(Errno::EACCES | Errno::EPERM) => TtyError::Denied { path },
        Some(Errno::EISDIR) => TtyError::NotATty { path },
        _ => TtyError::Failed { path, source },
    }
}

fn translate(path: &Path, error: tokio_serial::Error) -> TtyError {
    match error.kind {
        // How the library reports a lock that somebody else holds.
        ErrorKind::NoDevice => TtyError::Busy { path: path.into() },
        _ => failed(path, error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nix::{pty::openpty, unistd::ttyname};

    #[test]
    fn what_is_not_a_port_is_refused_in_one_sentence() {
        let file = std::env::temp_dir().join("munjigi-not-a-tty");
        std::fs::write(&file, "").unwrap();
        let refused = open(&file).err().unwrap();
        assert!(matches!(refused, TtyError::NotATty { .. }), "{refused}");
        let refused = open("/tmp".as_ref()).err().unwrap();
        assert!(matches!(refused, TtyError::NotATty { .. }), "{refused}");
        let refused = open("/dev/null".as_ref()).err().unwrap();
        assert!(refused.to_string().contains("not a serial device"));
        std::fs::remove_file(file).unwrap();
    }

    #[test]
    fn a_device_has_one_owner() {
        let pty = openpty(None, None).unwrap();
        let path = ttyname(&pty.slave).unwrap();
        let owner = open(&path).unwrap();
        let refused = open(&path).err().unwrap();
        assert!(matches!(refused, TtyError::Busy { .. }), "{refused}");
        drop(owner);
        open(&path).unwrap();
    }
}
