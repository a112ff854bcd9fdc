//! What the kernel itself can do.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use crate::modem::discovery::Socket;

use super::{Action, Board, BoardError};

/// How long things take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waits {
    /// How long it stays switched off: the module's capacitors have to run empty.
    pub off: Duration,
    /// How long it may take to come back: an EC25 starts for 15 to 40 s.
    pub back: Duration,
    /// Between two looks whether it is back.
    pub look: Duration,
}

impl Default for Waits {
    fn default() -> Self {
        Self {
            off: Duration::from_secs(5),
            back: Duration::from_secs(75),
            look: Duration::from_millis(250),
        }
    }
}

/// The switches of sysfs: a device's `authorized`, and a hub port's `disable` (kernel 6.0 and newer:
/// Documentation/ABI/testing/sysfs-bus-usb). Both want root.
#[derive(Clone, Debug)]
pub struct SysfsBoard {
    devices: PathBuf,
    waits: Waits,
}

impl SysfsBoard {
    /// For the sysfs that is mounted at `sys`.
    #[must_use]
    pub fn new(sys: &Path) -> Self {
        Self::with_waits(sys, Waits::default())
    }

    /// The same with other waits.
    #[must_use]
    pub fn with_waits(sys: &Path, waits: Waits) -> Self {
        Self {
            devices: sys.join("bus/usb/devices"),
            waits,
        }
    }

    fn toggle(&self, action: Action, socket: &Socket) -> Result<(), BoardError> {
        let (path, [off, on], needs) = match action {
            Action::Rebind => (
                self.devices.join(socket.to_string()).join("authorized"),
                ["0", "1"],
                "nothing is plugged in there, or the kernel has lost it",
            ),
            Action::PortPower => (
                self.devices
                    .join(socket.hub_interface())
                    .join(format!("{}-port{}", socket.hub(), socket.port()))
                    .join("disable"),
                ["1", "0"],
                "this takes kernel 6.0 or newer (`uname -r`), or a hook, for example with uhubctl",
            ),
            Action::PowerKey => {
                let socket = socket.clone();
                return Err(BoardError::Unsupported { action, socket });
            }
        };
        write(&path, off).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => BoardError::NoSwitch {
                action,
                path: path.clone(),
                needs,
            },
            io::ErrorKind::PermissionDenied => BoardError::Denied {
                action,
                path: path.clone(),
            },
            _ => BoardError::Refused {
                action,
                path: path.clone(),
                value: off,
                source,
            },
        })?;
        thread::sleep(self.waits.off);
        write(&path, on).map_err(|source| BoardError::LeftOff {
            action,
            socket: socket.clone(),
            path: path.clone(),
            value: on,
            source,
        })?;
        self.wait_for(action, socket)
    }

    /// Waits until the device is there, with drivers that may bind.
    fn wait_for(&self, action: Action, socket: &Socket) -> Result<(), BoardError> {
        let device = self.devices.join(socket.to_string()).join("idVendor");
        let mut waited = Duration::ZERO;
        while !device.exists() {
            if waited >= self.waits.back {
                return Err(BoardError::NotBack {
                    action,
                    socket: socket.clone(),
                    waited,
                });
            }
            thread::sleep(self.waits.look);
            waited += self.waits.look;
        }
        Ok(())
    }
}

impl Board for SysfsBoard {
    fn act(&mut self, action: Action, socket: &Socket) -> Result<(), BoardError> {
        tracing::warn!(%action, %socket, "asking the kernel");
        self.toggle(action, socket)
    }
}

/// An attribute is written whole, and never made.
fn write(path: &Path, value: &str) -> io::Result<()> {
    OpenOptions::new()
        .write(true)
        .open(path)?
        .write_all(value.as_bytes())
}
