//! What can be done to a modem from outside when it listens to nothing any more.
//!
//! **Rule:** each call tries once and says what came of it. Nothing here repeats itself: a port that is
//! switched off and on in a loop ends with `-110` and a module that only a cold start of the whole box
//! brings back. How often and how far apart is the driver's to decide.
//!
//! The calls block, up to a minute and a half; a driver makes them from a thread of their own.
//!
//! ```
//! use munjigi::modem::board::{Action, Board, BoardError, SysfsBoard};
//!
//! let mut board = SysfsBoard::new("/no/such/sys".as_ref());
//! let refused = board.port_power(&"1-1.3".parse()?).unwrap_err();
//! assert!(refused.to_string().contains("kernel 6.0"));
//! assert!(matches!(board.power_key(&"1-1.3".parse()?), Err(BoardError::Unsupported { .. })));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! To test it: `cargo test --lib modem::board`, over trees of files and small shell scripts.

mod hook;
mod sysfs;
#[cfg(test)]
mod tests;

use std::{fmt, io, path::PathBuf, time::Duration};

use super::discovery::Socket;

pub use hook::HookBoard;
pub use sysfs::{SysfsBoard, Waits};

/// What is done to a modem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The kernel lets go of the device and takes it again.
    Rebind,
    /// The USB port is switched off and on.
    PortPower,
    /// The module's PWRKEY or RESET_N line is pulled.
    PowerKey,
}

impl fmt::Display for Action {
    /// The word that a hook is told.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rebind => "rebind",
            Self::PortPower => "port-power",
            Self::PowerKey => "power-key",
        })
    }
}

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum BoardError {
    /// This board has no way to do it.
    #[error("{action} of the modem in {socket}: this needs a hook ([board] hook in munjigi.toml)")]
    Unsupported {
        /// What was wanted.
        action: Action,
        /// Of whom.
        socket: Socket,
    },
    /// The kernel has no such switch.
    #[error("{action}: there is no {}: {needs}", path.display())]
    NoSwitch {
        /// What was wanted.
        action: Action,
        /// The attribute.
        path: PathBuf,
        /// What has to be true for it to be there.
        needs: &'static str,
    },
    /// We are not allowed to.
    #[error("{action}: writing to {} is not permitted; run as root, or let a hook do it", path.display())]
    Denied {
        /// What was wanted.
        action: Action,
        /// The attribute.
        path: PathBuf,
    },
    /// The kernel refused.
    #[error("{action}: writing {value} to {} failed{}", path.display(), hint(.source))]
    Refused {
        /// What was wanted.
        action: Action,
        /// The attribute.
        path: PathBuf,
        /// What was written.
        value: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// It was switched off, and could not be switched on again.
    #[error(
        "{action}: the modem in {socket} is switched off and could not be switched on again; write \
         {value} to {} or switch the whole box off and on", path.display()
    )]
    LeftOff {
        /// What was wanted.
        action: Action,
        /// Of whom.
        socket: Socket,
        /// The attribute.
        path: PathBuf,
        /// What has to be written.
        value: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// It was switched off and on, and has not been seen since.
    #[error(
        "{action}: the modem in {socket} did not come back within {} s; look for \"error -110\" in \
         `dmesg`: the supply is too weak, or only switching the whole box off and on helps",
        .waited.as_secs()
    )]
    NotBack {
        /// What was wanted.
        action: Action,
        /// Of whom.
        socket: Socket,
        /// How long it was waited for.
        waited: Duration,
    },
    /// The hook could not be started.
    #[error("{action}: the hook {} could not be started; is it there, and may it be run?", program.display())]
    NoHook {
        /// What was wanted.
        action: Action,
        /// The program.
        program: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The hook failed.
    #[error("{action}: the hook {} ended with {status}: {said:?}", program.display())]
    HookFailed {
        /// What was wanted.
        action: Action,
        /// The program.
        program: PathBuf,
        /// How it ended.
        status: std::process::ExitStatus,
        /// The beginning of what it wrote to standard error.
        said: String,
    },
    /// The hook did not end in time and was ended.
    #[error(
        "{action}: the hook {} did not end within {} s and was killed",
        program.display(), .limit.as_secs_f32()
    )]
    HookStuck {
        /// What was wanted.
        action: Action,
        /// The program.
        program: PathBuf,
        /// The time that it had.
        limit: Duration,
    },
    /// Neither of two ways has worked.
    #[error("{0}; and then, {1}")]
    Both(Box<Self>, Box<Self>),
}

/// What a well-known error number of the USB core means to a technician.
fn hint(error: &io::Error) -> &'static str {
    match error.raw_os_error() {
        Some(110) => {
            " (-110: the module does not answer on the bus; the supply is too weak, or only switching \
             the whole box off and on helps)"
        }
        Some(71) => " (-71: the bus is disturbed; look at the cable and the supply)",
        _ => "",
    }
}

/// A way to the power and the wires of the modems of this box.
pub trait Board: Send {
    /// Does `action` to the modem in `socket`.
    ///
    /// # Errors
    /// What was tried, what came of it, and what to do.
    fn act(&mut self, action: Action, socket: &Socket) -> Result<(), BoardError>;

    /// Has the kernel let go of the device and take it again.
    ///
    /// # Errors
    /// As [`Board::act`].
    fn rebind(&mut self, socket: &Socket) -> Result<(), BoardError> {
        self.act(Action::Rebind, socket)
    }

    /// Switches the USB port off and on. That cuts the power only where the hub can do that.
    ///
    /// # Errors
    /// As [`Board::act`].
    fn port_power(&mut self, socket: &Socket) -> Result<(), BoardError> {
        self.act(Action::PortPower, socket)
    }

    /// Pulls the module's PWRKEY or RESET_N line.
    ///
    /// # Errors
    /// As [`Board::act`].
    fn power_key(&mut self, socket: &Socket) -> Result<(), BoardError> {
        self.act(Action::PowerKey, socket)
    }
}

impl<B: Board + ?Sized> Board for Box<B> {
    fn act(&mut self, action: Action, socket: &Socket) -> Result<(), BoardError> {
        (**self).act(action, socket)
    }
}

/// One way, and another when it fails.
#[derive(Clone, Debug)]
pub struct OrElse<A, B> {
    /// Tried first.
    pub first: A,
    /// Tried when that has failed.
    pub second: B,
}

impl<A: Board, B: Board> Board for OrElse<A, B> {
    fn act(&mut self, action: Action, socket: &Socket) -> Result<(), BoardError> {
        let Err(first) = self.first.act(action, socket) else {
            return Ok(());
        };
        tracing::warn!(error = %first, %socket, "trying the second way");
        match self.second.act(action, socket) {
            Ok(()) => Ok(()),
            // That the second way does not exist is no news.
            Err(BoardError::Unsupported { .. }) => Err(first),
            Err(second) => Err(BoardError::Both(Box::new(first), Box::new(second))),
        }
    }
}
