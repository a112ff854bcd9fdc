//! One look at everything that is plugged in.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use super::{Card, Found, QUECTEL, Roots, Socket};

/// Why nothing can be found.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// There is no sysfs.
    #[error("looking for modems in {}: is /sys mounted, and may it be read?", path.display())]
    NoSysfs {
        /// The directory that could not be listed.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Everything of Quectel's that is plugged in, sorted by socket. Takes a few milliseconds and writes
/// nothing.
///
/// # Errors
/// When the tree cannot be read at all. What vanishes meanwhile is left out.
pub fn scan(roots: &Roots) -> Result<Vec<Found>, ScanError> {
    let mut found = BTreeMap::new();
    // A modem that no driver has taken, so that its ports can be told to be missing.
    for device in fs::read_dir(roots.sys.join("bus/usb/devices"))
        .into_iter()
        .flatten()
    {
        let place = device
            .ok()
            .and_then(|device| device.path().canonicalize().ok());
        let _no_modem = place.and_then(|place| modem_above(&place, &mut found).map(|_| ()));
    }
    for (number, link) in nodes(&roots.sys, "tty", "ttyUSB")? {
        let _vanished = tty(roots, &link, number, &mut found);
    }
    // A kernel without sound has no such class; that the card is missing is told by what was found.
    for (number, link) in nodes(&roots.sys, "sound", "card").unwrap_or_default() {
        let _vanished = card(&link, number, &mut found);
    }
    Ok(found.into_values().collect())
}

/// The entries of a class whose name is `prefix` and a number, in the order of their numbers.
fn nodes(sys: &Path, class: &str, prefix: &str) -> Result<BTreeMap<u32, PathBuf>, ScanError> {
    let path = sys.join("class").join(class);
    let entries = match fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(source) => return Err(ScanError::NoSysfs { path, source }),
    };
    let numbered = |entry: io::Result<fs::DirEntry>| {
        let entry = entry.ok()?;
        let name = entry.file_name();
        let number = name.to_str()?.strip_prefix(prefix)?.parse().ok()?;
        Some((number, entry.path()))
    };
    Ok(entries.filter_map(numbered).collect())
}

/// Files a serial port under its modem. `None`: it is no modem's, or has vanished.
fn tty(roots: &Roots, link: &Path, number: u32, found: &mut BTreeMap<Socket, Found>) -> Option<()> {
    let place = link.join("device").canonicalize().ok()?;
    let interface = above(&place, "bInterfaceNumber")?;
    let of = modem_above(&place, found)?;
    let node = roots.dev.join(format!("ttyUSB{number}"));
    // The kernel's list is ahead of the nodes in /dev, and behind when they go.
    if !node.exists() {
        return None;
    }
    let slot = match hexadecimal(&interface.join("bInterfaceNumber"))? {
        1 => &mut of.pcm,
        2 => &mut of.main,
        3 => &mut of.second,
        _ => return None, // 00 is DIAG, which nobody opens
    };
    // Of two nodes for one interface the later one is alive: the earlier is still held open by
    // somebody who has not seen the modem go.
    *slot = Some(node);
    Some(())
}

/// Files a sound card under its modem.
fn card(link: &Path, index: u32, found: &mut BTreeMap<Socket, Found>) -> Option<()> {
    let place = link.join("device").canonicalize().ok()?;
    let id = fs::read_to_string(link.join("id")).ok()?;
    let id = id.trim().to_owned();
    modem_above(&place, found)?.card = Some(Card { index, id });
    Some(())
}

/// The modem that `place` is a part of. `None`: the USB device above it is not Quectel's.
fn modem_above<'f>(place: &Path, found: &'f mut BTreeMap<Socket, Found>) -> Option<&'f mut Found> {
    // The nearest one: the hubs above it are USB devices too.
    let device = above(place, "idVendor")?;
    let vendor = hexadecimal(&device.join("idVendor")).filter(|vendor| *vendor == QUECTEL)?;
    let product = hexadecimal(&device.join("idProduct"))?;
    let socket: Socket = device.file_name()?.to_str()?.parse().ok()?;
    let entry = found.entry(socket.clone());
    Some(entry.or_insert_with(|| Found::new(socket, vendor, product)))
}

/// The nearest directory at or above `place` that holds `file`.
fn above<'p>(place: &'p Path, file: &str) -> Option<&'p Path> {
    place.ancestors().find(|folder| folder.join(file).is_file())
}

/// The number in an attribute; one that vanishes reads as an error of some kind, which is all one.
fn hexadecimal(attribute: &Path) -> Option<u16> {
    let text = fs::read_to_string(attribute).ok()?;
    u16::from_str_radix(text.trim(), 16).ok()
}
