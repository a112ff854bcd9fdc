//! Whether a modem's ports can be had, and who has them when not.

use std::path::{Path, PathBuf};

use crate::{
    modem::discovery::holders::{Holders, holders},
    tty::{self, TtyError},
};

use super::Site;

/// Why a port cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// Another program has it.
    #[error("{error}\n{holders}")]
    Held {
        /// What opening it has said.
        error: TtyError,
        /// Who has it, and what to do, in both languages.
        holders: Holders,
    },
    /// Anything else.
    #[error(transparent)]
    Tty(#[from] TtyError),
}

/// Opens the ports of a line's modem and closes them again: whether they can be used is known in a
/// moment, loading models takes longer. `proc` is `/proc`, for finding out who else has them.
///
/// # Errors
/// When one is missing, taken or no port.
pub fn check_ports(site: &Site, proc: &Path) -> Result<(), PortError> {
    check_port(&site.at, proc)?;
    site.pcm
        .as_deref()
        .map_or(Ok(()), |pcm| check_port(pcm, proc))
}

fn check_port(path: &Path, proc: &Path) -> Result<(), PortError> {
    tty::open(path)
        .map(|_closed_again| ())
        .map_err(|error| explained(error, proc))
}

/// The error with the names of those who have the port, when that is what is wrong.
#[must_use]
pub fn explained(error: TtyError, proc: &Path) -> PortError {
    let path: PathBuf = match &error {
        TtyError::Busy { path } => path.clone(),
        _ => return PortError::Tty(error),
    };
    let holders = holders(proc, &path);
    PortError::Held { error, holders }
}
