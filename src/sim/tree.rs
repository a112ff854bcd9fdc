//! What Linux shows of a modem that is plugged in: files under `/sys`, `/dev` and `/proc`.
//!
//! **Rule:** a tree looks like the kernel's, traps included: the links of a class lead into one tree
//! of devices, the hubs above a modem are USB devices too, and numbers are given out in the order of
//! plugging in, so that nothing but the socket stays the same.
//!
//! ```
//! use munjigi::sim::tree::{Module, Tree, TtyNumbers};
//!
//! # let folder = tempfile::tempdir()?;
//! let tree = Tree::new(folder.path())?;
//! let port = std::path::Path::new("/dev/null"); // the virtual module's pty
//! tree.plug("1-1.3", &Module::ec25(TtyNumbers::from(0), [None, Some(port), Some(port)]))?;
//! assert!(tree.dev().join("ttyUSB2").exists());
//! tree.unplug("1-1.3")?;
//! assert!(!tree.dev().join("ttyUSB2").exists());
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! To test it: `cargo test --lib sim::tree`; whether the driver finds its way in it is seen by
//! `cargo test --test discovery`.

use std::{
    fs, io,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

/// The numbers behind `ttyUSB` that the kernel has given to a module's four serial interfaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TtyNumbers {
    /// Interface 00 (DIAG).
    pub diag: u32,
    /// Interface 01 (NMEA, or PCM).
    pub nmea: u32,
    /// Interface 02 (AT).
    pub at: u32,
    /// Interface 03 (modem, a second AT port).
    pub modem: u32,
}

impl TtyNumbers {
    /// Four in a row, as on a machine where nothing else was plugged in meanwhile.
    #[must_use]
    pub const fn from(first: u32) -> Self {
        Self {
            diag: first,
            nmea: first + 1,
            at: first + 2,
            modem: first + 3,
        }
    }

    const fn all(self) -> [u32; 4] {
        [self.diag, self.nmea, self.at, self.modem]
    }
}

/// A module's sound card as the kernel numbers and names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardNumber {
    /// The number behind `card`.
    pub index: u32,
    /// Its name; two modules race for `Android` and `Android_1`.
    pub id: String,
}

/// A module as the kernel sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// USB vendor and product.
    pub usb: (u16, u16),
    /// The serial interfaces that are there: interface, number, and what its node leads to.
    pub ttys: Vec<(u8, u32, PathBuf)>,
    /// The sound card, when USB audio is switched on in the module.
    pub card: Option<CardNumber>,
}

impl Module {
    /// An EC25 (2c7c:0125) without a card. `lead_to`: what interfaces 01, 02 and 03 are, a pty
    /// mostly; an interface that is `None` is missing. DIAG is there and leads nowhere.
    #[must_use]
    pub fn ec25(numbers: TtyNumbers, lead_to: [Option<&Path>; 3]) -> Self {
        let [diag, rest @ ..] = numbers.all();
        let mut ttys = vec![(0, diag, PathBuf::from("/dev/null"))];
        for ((interface, number), path) in (1..).zip(rest).zip(lead_to) {
            ttys.extend(path.map(|path| (interface, number, path.to_owned())));
        }
        Self {
            usb: (0x2C7C, 0x0125),
            ttys,
            card: None,
        }
    }

    /// The same with USB audio.
    #[must_use]
    pub fn with_card(mut self, index: u32, id: &str) -> Self {
        self.card = Some(CardNumber {
            index,
            id: id.to_owned(),
        });
        self
    }
}

/// Three directories that stand for `/sys`, `/dev` and `/proc`.
#[derive(Clone, Debug)]
pub struct Tree(PathBuf);

impl Tree {
    /// An empty machine below `root`: no modem, no sound card.
    ///
    /// # Errors
    /// When the directories cannot be made.
    pub fn new(root: &Path) -> io::Result<Self> {
        let tree = Self(root.to_owned());
        for folder in ["class/tty", "class/sound", "bus/usb/devices", "devices"] {
            fs::create_dir_all(tree.sys().join(folder))?;
        }
        fs::create_dir_all(tree.dev())?;
        fs::create_dir_all(tree.proc().join("asound"))?;
        Ok(tree)
    }

    /// Stands for `/sys`.
    #[must_use]
    pub fn sys(&self) -> PathBuf {
        self.0.join("sys")
    }

    /// Stands for `/dev`.
    #[must_use]
    pub fn dev(&self) -> PathBuf {
        self.0.join("dev")
    }

    /// Stands for `/proc`.
    #[must_use]
    pub fn proc(&self) -> PathBuf {
        self.0.join("proc")
    }

    /// Plugs a module into `socket`, `1-1.3` for port 3 of the hub in port 1 of the first bus.
    ///
    /// # Errors
    /// When a file cannot be made, above all because the socket or a number is taken.
    pub fn plug(&self, socket: &str, module: &Module) -> io::Result<()> {
        let device = self.device(socket);
        self.hubs_above(socket)?;
        fs::create_dir(&device)?;
        let (vendor, product) = module.usb;
        fs::write(device.join("idVendor"), format!("{vendor:04x}\n"))?;
        fs::write(device.join("idProduct"), format!("{product:04x}\n"))?;
        fs::write(device.join("authorized"), "1\n")?;
        fs::create_dir(device.join("power"))?;
        fs::write(device.join("power/control"), "auto\n")?;
        symlink(&device, self.sys().join("bus/usb/devices").join(socket))?;
        for (interface, number, leads_to) in &module.ttys {
            let name = format!("ttyUSB{number}");
            let holder = self.interface(socket, *interface)?.join(&name);
            let class = holder.join("tty").join(&name);
            fs::create_dir_all(&class)?;
            symlink("../../../".to_owned() + &name, class.join("device"))?;
            symlink(leads_to, self.dev().join(&name))?;
            symlink(&class, self.sys().join("class/tty").join(&name))?;
        }
        if let Some(card) = &module.card {
            self.plug_card(socket, card)?;
        }
        Ok(())
    }

    /// Gives the module in `socket` a sound card. The class comes last, so that whoever finds a card
    /// there finds all of it.
    ///
    /// # Errors
    /// When a file cannot be made, above all because the number is taken.
    pub fn plug_card(&self, socket: &str, card: &CardNumber) -> io::Result<()> {
        let name = format!("card{}", card.index);
        let interface = self.interface(socket, 5)?;
        let class = interface.join("sound").join(&name);
        fs::create_dir_all(&class)?;
        symlink(&interface, class.join("device"))?;
        fs::write(class.join("id"), format!("{}\n", card.id))?;
        fs::write(class.join("number"), format!("{}\n", card.index))?;
        let asound = self.proc().join("asound").join(&name);
        fs::create_dir(&asound)?;
        fs::write(asound.join("id"), format!("{}\n", card.id))?;
        fs::write(asound.join("stream0"), STREAM)?;
        symlink(&class, self.sys().join("class/sound").join(&name))
    }

    /// Pulls the module out of `socket`.
    ///
    /// # Errors
    /// When nothing is plugged in there, or a file cannot be removed.
    pub fn unplug(&self, socket: &str) -> io::Result<()> {
        let device = self.device(socket).canonicalize()?;
        for (class, nodes) in [
            ("class/tty", self.dev()),
            ("class/sound", self.proc().join("asound")),
        ] {
            for entry in fs::read_dir(self.sys().join(class))? {
                let entry = entry?;
                if entry.path().canonicalize()?.starts_with(&device) {
                    fs::remove_file(entry.path())?;
                    let node = nodes.join(entry.file_name());
                    if node.is_dir() {
                        fs::remove_dir_all(node)?;
                    } else {
                        fs::remove_file(node)?;
                    }
                }
            }
        }
        fs::remove_file(self.sys().join("bus/usb/devices").join(socket))?;
        fs::remove_dir_all(device)
    }

    /// Takes the sound card away and leaves the rest, as when only its interface is reset.
    ///
    /// # Errors
    /// When there is no such card, or a file cannot be removed.
    pub fn unplug_card(&self, index: u32) -> io::Result<()> {
        let name = format!("card{index}");
        let link = self.sys().join("class/sound").join(&name);
        let class = link.canonicalize()?;
        fs::remove_file(link)?;
        fs::remove_dir_all(self.proc().join("asound").join(name))?;
        fs::remove_dir_all(class)
    }

    /// Where a device stands below `/sys/devices`: inside its hub.
    fn device(&self, socket: &str) -> PathBuf {
        let mut path = self.sys().join("devices/platform/xhci-hcd.0");
        path.push(format!("usb{}", bus(socket)));
        for end in ends_of_hubs(socket) {
            path.push(&socket[..end]);
        }
        path.join(socket)
    }

    fn interface(&self, socket: &str, number: u8) -> io::Result<PathBuf> {
        let path = self.device(socket).join(format!("{socket}:1.{number}"));
        fs::create_dir_all(&path)?;
        fs::write(path.join("bInterfaceNumber"), format!("{number:02x}\n"))?;
        Ok(path)
    }

    /// The root hub and those between it and the socket, each with the switch of the port below it.
    fn hubs_above(&self, socket: &str) -> io::Result<()> {
        let mut path = self.sys().join("devices/platform/xhci-hcd.0");
        let bus = bus(socket);
        let root = (format!("usb{bus}"), format!("{bus}-0:1.0"));
        let hubs = ends_of_hubs(socket).into_iter().map(|end| {
            let name = &socket[..end];
            (name.to_owned(), format!("{name}:1.0"))
        });
        let mut ports = ends_of_hubs(socket);
        ports.push(socket.len());
        for ((name, interface), below) in std::iter::once(root).chain(hubs).zip(ports) {
            path.push(&name);
            let port = socket[..below]
                .rsplit(['-', '.'])
                .next()
                .unwrap_or_default();
            let switch = path.join(&interface).join(format!("{name}-port{port}"));
            fs::create_dir_all(&switch)?;
            fs::write(switch.join("disable"), "0\n")?;
            fs::write(path.join("idVendor"), "1d6b\n")?;
            fs::write(path.join("idProduct"), "0002\n")?;
            for (link, target) in [(&name, path.clone()), (&interface, path.join(&interface))] {
                let link = self.sys().join("bus/usb/devices").join(link);
                if !link.exists() {
                    symlink(target, link)?;
                }
            }
        }
        Ok(())
    }
}

/// The number of the bus.
fn bus(socket: &str) -> &str {
    socket.split('-').next().unwrap_or_default()
}

/// Where in `1-1.3` the names of the hubs above it end: after `1-1`.
fn ends_of_hubs(socket: &str) -> Vec<usize> {
    socket.match_indices('.').map(|(at, _)| at).collect()
}

/// `/proc/asound/cardN/stream0` of a card with one rate. The layout is the kernel's; the numbers are
/// what is reported of stock firmware, and nobody has read them from a module of ours.
const STREAM: &str = "\
Quectel EC25 at usb-xhci-hcd.0, high speed : USB Audio

Playback:
  Status: Stop
  Interface 6
    Altset 1
    Format: S16_LE
    Channels: 1
    Endpoint: 0x06 (6 OUT) (ADAPTIVE)
    Rates: 8000
    Bits: 16

Capture:
  Status: Stop
  Interface 5
    Altset 1
    Format: S16_LE
    Channels: 1
    Endpoint: 0x89 (9 IN) (ASYNC)
    Rates: 8000
    Bits: 16
";

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> (tempfile::TempDir, Tree) {
        let folder = tempfile::tempdir().unwrap();
        let tree = Tree::new(folder.path()).unwrap();
        (folder, tree)
    }

    fn module(first: u32) -> Module {
        let null = Some(Path::new("/dev/null"));
        Module::ec25(TtyNumbers::from(first), [null; 3])
    }

    #[test]
    fn a_tty_leads_to_its_interface_and_its_device() {
        let (_folder, tree) = tree();
        tree.plug("1-1.3", &module(0)).unwrap();
        let port = tree.sys().join("class/tty/ttyUSB2/device");
        let interface = port.canonicalize().unwrap().join("..").canonicalize();
        let interface = interface.unwrap();
        assert!(interface.ends_with("usb1/1-1/1-1.3/1-1.3:1.2"));
        let number = fs::read_to_string(interface.join("bInterfaceNumber"));
        assert_eq!(number.unwrap(), "02\n");
        let vendor = fs::read_to_string(interface.join("../idVendor"));
        assert_eq!(vendor.unwrap(), "2c7c\n");
        let hub = fs::read_to_string(interface.join("../../idVendor"));
        assert_eq!(hub.unwrap(), "1d6b\n");
    }

    #[test]
    fn every_port_above_a_socket_has_its_switch() {
        let (_folder, tree) = tree();
        tree.plug("1-1.3", &module(0)).unwrap();
        tree.plug("2-4", &module(4)).unwrap();
        for switch in [
            "1-0:1.0/usb1-port1/disable",
            "1-1:1.0/1-1-port3/disable",
            "2-0:1.0/usb2-port4/disable",
        ] {
            let path = tree.sys().join("bus/usb/devices").join(switch);
            assert!(path.exists(), "{switch}");
        }
    }

    #[test]
    fn what_is_pulled_out_leaves_nothing_but_the_hub_and_its_neighbour() {
        let (_folder, tree) = tree();
        tree.plug("1-1.3", &module(0).with_card(1, "Android"))
            .unwrap();
        tree.plug("1-1.4", &module(4).with_card(2, "Android_1"))
            .unwrap();
        tree.unplug("1-1.3").unwrap();
        let names = |folder: PathBuf| -> Vec<String> {
            let mut names: Vec<String> = fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names
        };
        let left = ["ttyUSB4", "ttyUSB5", "ttyUSB6", "ttyUSB7"];
        assert_eq!(names(tree.dev()), left);
        assert_eq!(names(tree.sys().join("class/tty")), left);
        assert_eq!(names(tree.proc().join("asound")), ["card2"]);
        tree.unplug_card(2).unwrap();
        assert!(names(tree.sys().join("class/sound")).is_empty());
        // The socket is free again, and other numbers are given out.
        tree.plug("1-1.3", &module(8)).unwrap();
        assert!(tree.plug("1-1.3", &module(12)).is_err());
    }
}
