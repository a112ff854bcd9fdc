//! Plugging the device into the kernel's virtual host controller.

use std::{
    fs, io,
    os::{fd::AsRawFd, unix::net::UnixStream},
    path::PathBuf,
};

/// Why the device could not be plugged in.
#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    /// The system gives no sockets.
    #[error("making the wire of the virtual USB device")]
    Wire(#[source] io::Error),
    /// The controller is not there or does not take it.
    #[error("plugging into {}; is the module vhci-hcd loaded, the port free, and are you root?", path.display())]
    Controller {
        /// The controller's file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The device's end of the wire. Closing it unplugs the device.
#[derive(Debug)]
pub struct Attached {
    /// Messages of the host come and go here.
    pub wire: UnixStream,
}

/// The first virtual host controller.
const CONTROLLER: &str = "/sys/devices/platform/vhci_hcd.0/attach";
/// USB 2.0 high speed, as the kernel counts (`enum usb_device_speed`).
const HIGH_SPEED: u8 = 3;

/// Plugs a device into this port of the controller.
///
/// # Errors
/// When there is no controller, or it refuses.
pub fn attach(port: u8) -> Result<Attached, AttachError> {
    let (wire, theirs) = UnixStream::pair().map_err(AttachError::Wire)?;
    let device = (1_u32 << 16) | (u32::from(port) + 2);
    let order = format!("{port} {} {device} {HIGH_SPEED}", theirs.as_raw_fd());
    let path = PathBuf::from(CONTROLLER);
    // The kernel takes its own hold of the socket; ours may go.
    match fs::write(&path, order) {
        Ok(()) => Ok(Attached { wire }),
        Err(source) => Err(AttachError::Controller { path, source }),
    }
}
