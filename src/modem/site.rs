//! Where a modem's AT ports are to be found.

use std::path::{Path, PathBuf};

use tokio_serial::SerialStream;

use crate::tty::{self, TtyError};

use super::{
    PortId,
    discovery::{Roots, Socket, scan},
};

/// An open AT port.
#[derive(Debug)]
pub struct Port {
    path: PathBuf,
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

/// Where to look for a modem each time that a port is to be opened.
#[derive(Debug)]
pub enum Site {
    /// Always under the same names: ptys, links that udev makes, a box with one modem.
    Fixed {
        /// USB interface 02.
        main: PathBuf,
        /// USB interface 03, when it is to be used.
        second: Option<PathBuf>,
        /// The main port, when it is open already.
        open: Option<Port>,
    },
    /// Whatever is plugged into this USB socket now, under whatever names.
    Socket {
        /// Where the kernel shows its devices.
        roots: Roots,
        /// The socket.
        socket: Socket,
    },
}

impl Site {
    /// A modem under fixed names.
    #[must_use]
    pub fn fixed(main: &Path, second: Option<&Path>) -> Self {
        Self::Fixed {
            main: main.to_path_buf(),
            second: second.map(Path::to_path_buf),
            open: None,
        }
    }

    /// A modem in a USB socket.
    #[must_use]
    pub const fn socket(roots: Roots, socket: Socket) -> Self {
        Self::Socket { roots, socket }
    }

    /// The socket, when it is known.
    #[must_use]
    pub const fn known_socket(&self) -> Option<&Socket> {
        match self {
            Self::Fixed { .. } => None,
            Self::Socket { socket, .. } => Some(socket),
        }
    }

    /// Whether there may be a port like this at all.
    pub(super) const fn may_have(&self, port: PortId) -> bool {
        match (self, port) {
            (Self::Fixed { second, .. }, PortId::Second) => second.is_some(),
            _ => true,
        }
    }

    /// Opens a port under the name that it has now.
    pub(super) fn open(&mut self, port: PortId) -> Result<SerialStream, TtyError> {
        if let (Self::Fixed { open, .. }, PortId::Main) = (&mut *self, port)
            && let Some(port) = open.take()
        {
            return Ok(port.stream);
        }
        tty::open_async(&self.find(port)?)
    }

    fn find(&self, port: PortId) -> Result<PathBuf, TtyError> {
        let found = match (self, port) {
            (Self::Fixed { main, .. }, PortId::Main) => Some(main.clone()),
            (Self::Fixed { second, .. }, PortId::Second) => second.clone(),
            (Self::Socket { roots, socket }, port) => {
                let modems = scan(roots).unwrap_or_default();
                let modem = modems.into_iter().find(|modem| modem.socket == *socket);
                modem.and_then(|modem| match port {
                    PortId::Main => modem.main,
                    PortId::Second => modem.second,
                })
            }
        };
        found.ok_or_else(|| TtyError::Missing {
            path: self.name(port),
        })
    }

    /// What a port that is not there is called in the log.
    fn name(&self, port: PortId) -> PathBuf {
        let socket = self.known_socket().map(ToString::to_string);
        PathBuf::from(format!("{} {port:?}", socket.unwrap_or_default()))
    }
}

impl From<Port> for Site {
    /// A port that is open already, and is opened anew under the same name.
    fn from(port: Port) -> Self {
        Self::Fixed {
            main: port.path.clone(),
            second: None,
            open: Some(port),
        }
    }
}
