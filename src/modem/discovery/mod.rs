//! Which modems are plugged in, and which ports and sound card belong to which.
//!
//! **Rule:** a modem is named by the socket that it is plugged into, and recognised by its IMEI;
//! never by the number behind `ttyUSB` or the name of its sound card, which follow the order of
//! plugging in. What belongs together is found by walking up to the one USB device that a tty and a
//! card hang from (`/sys/class/tty/ttyUSB2/device`, `/sys/class/sound/card1/device`). Nodes that
//! vanish while they are looked at are no error: that is what unplugging looks like.
//!
//! ```
//! use munjigi::modem::discovery::{Roots, Socket, scan};
//!
//! // A machine without a modem; a test builds its own trees.
//! # let folder = tempfile::tempdir()?;
//! # std::fs::create_dir_all(folder.path().join("sys/class/tty"))?;
//! let roots = Roots::below(folder.path());
//! assert!(scan(&roots)?.is_empty());
//!
//! let socket: Socket = "1-1.3".parse()?;
//! assert_eq!((socket.hub(), socket.port()), ("1-1".to_owned(), 3));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! To test it: `cargo test --lib modem::discovery` builds trees of files with every oddity that a
//! machine can show; `cargo test --test discovery` looks at those of [`crate::sim`], which were
//! written by somebody else.

mod found;
pub mod holders;
mod ids;
mod scan;
mod socket;
#[cfg(test)]
mod tests;
mod watch;

use std::path::{Path, PathBuf};

pub use found::{Card, Found, Part};
pub use ids::{KNOWN, Known, QUECTEL};
pub use scan::{ScanError, scan};
pub use socket::{NoSocket, Socket};
pub use watch::{Settling, watch};

/// Where the kernel shows its devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roots {
    /// `/sys`.
    pub sys: PathBuf,
    /// `/dev`.
    pub dev: PathBuf,
    /// `/proc`.
    pub proc: PathBuf,
}

impl Roots {
    /// The three below a folder that stands for `/`.
    #[must_use]
    pub fn below(root: &Path) -> Self {
        Self {
            sys: root.join("sys"),
            dev: root.join("dev"),
            proc: root.join("proc"),
        }
    }
}

impl Default for Roots {
    /// This machine's.
    fn default() -> Self {
        Self::below(Path::new("/"))
    }
}
