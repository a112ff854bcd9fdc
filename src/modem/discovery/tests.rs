//! Trees of files with every oddity that a machine can show.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    time::Duration,
};

use tempfile::TempDir;

use super::{Found, Part, Roots, ScanError, Settling, scan, watch};

/// A machine of files, built by hand: the device link of a tty leads straight to the interface here,
/// as it does for some kinds of tty.
struct Machine {
    _folder: TempDir,
    roots: Roots,
}

impl Machine {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let roots = Roots::below(folder.path());
        for class in ["tty", "sound"] {
            fs::create_dir_all(roots.sys.join("class").join(class)).unwrap();
        }
        fs::create_dir_all(&roots.dev).unwrap();
        Self {
            _folder: folder,
            roots,
        }
    }

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A USB device; its hub is one too, as on every machine.
    fn device(&self, socket: &str, id: &str) -> PathBuf {
        let hub = self.roots.sys.join("devices/usb1/1-1");
        Self::write(&hub.join("idVendor"), "1d6b\n");
        Self::write(&hub.join("idProduct"), "0002\n");
        let device = hub.join(socket);
        let (vendor, product) = id.split_once(':').unwrap();
        Self::write(&device.join("idVendor"), &format!("{vendor}\n"));
        Self::write(&device.join("idProduct"), &format!("{product}\n"));
        device
    }

    fn interface(device: &Path, number: &str) -> PathBuf {
        let socket = device.file_name().unwrap().to_str().unwrap();
        let path = device.join(format!("{socket}:1.{number}"));
        Self::write(&path.join("bInterfaceNumber"), &format!("{number}\n"));
        path
    }

    fn tty(&self, device: &Path, interface: &str, number: u32) {
        let class = self.roots.sys.join(format!("class/tty/ttyUSB{number}"));
        fs::create_dir_all(&class).unwrap();
        symlink(Self::interface(device, interface), class.join("device")).unwrap();
        fs::write(self.node(number), "").unwrap();
    }

    fn node(&self, number: u32) -> PathBuf {
        self.roots.dev.join(format!("ttyUSB{number}"))
    }

    fn card(&self, device: &Path, index: u32, id: &str) {
        let class = self.roots.sys.join(format!("class/sound/card{index}"));
        Self::write(&class.join("id"), &format!("{id}\n"));
        symlink(Self::interface(device, "05"), class.join("device")).unwrap();
    }

    /// An EC25 with everything, whose ports begin at `first`.
    fn ec25(&self, socket: &str, first: u32, card: u32, id: &str) {
        let device = self.device(socket, "2c7c:0125");
        for (number, interface) in (first..).zip(["00", "01", "02", "03"]) {
            self.tty(&device, interface, number);
        }
        self.card(&device, card, id);
    }

    fn scan(&self) -> Vec<Found> {
        scan(&self.roots).unwrap()
    }
}

#[test]
fn ports_and_card_of_one_module_belong_together() {
    let machine = Machine::new();
    machine.ec25("1-1.3", 0, 1, "Android");
    let [found] = machine.scan().try_into().unwrap();
    assert_eq!(found.socket.to_string(), "1-1.3");
    assert_eq!((found.vendor, found.product), (0x2C7C, 0x0125));
    assert_eq!(found.name(), Some("EC25/EG25-G"));
    assert_eq!(found.pcm, Some(machine.node(1)));
    assert_eq!(found.main, Some(machine.node(2)));
    assert_eq!(found.second, Some(machine.node(3)));
    let card = found.card.as_ref().unwrap();
    assert_eq!(
        (card.pcm(), card.id.as_str()),
        ("hw:1,0".to_owned(), "Android")
    );
    assert_eq!(found.missing().count(), 0);
}

#[test]
fn two_identical_modules_keep_their_own() {
    let machine = Machine::new();
    // Plugged in at once: numbers are dealt out in turns, and the second has the first name.
    let one = machine.device("1-1.10", "2c7c:0125");
    let other = machine.device("1-1.9", "2c7c:0125");
    for (n, interface) in ["00", "01", "02", "03"].into_iter().enumerate() {
        machine.tty(&one, interface, n as u32 * 2);
        machine.tty(&other, interface, n as u32 * 2 + 1);
    }
    machine.card(&one, 2, "Android_1");
    machine.card(&other, 1, "Android");
    let [nine, ten] = machine.scan().try_into().unwrap();
    assert_eq!(nine.socket.to_string(), "1-1.9");
    assert_eq!(nine.main, Some(machine.node(5)));
    assert_eq!(nine.card.unwrap().index, 1);
    assert_eq!(ten.main, Some(machine.node(4)));
    assert_eq!(ten.card.unwrap().index, 2);
}

#[test]
fn what_is_missing_is_named() {
    let machine = Machine::new();
    let device = machine.device("1-1.3", "2c7c:0125");
    machine.tty(&device, "00", 0);
    machine.tty(&device, "02", 2);
    let [found] = machine.scan().try_into().unwrap();
    let missing: Vec<Part> = found.missing().collect();
    assert_eq!(missing, [Part::Pcm, Part::Second, Part::Card]);
    assert_eq!(Part::Pcm.to_string(), "the voice port (interface 01)");
}

#[test]
fn a_card_without_ports_and_a_device_without_drivers_are_found() {
    let machine = Machine::new();
    machine.card(&machine.device("1-1.2", "2c7c:0125"), 3, "Android");
    let bare = machine.device("1-1.4", "2c7c:0121");
    let bus = machine.roots.sys.join("bus/usb/devices");
    fs::create_dir_all(&bus).unwrap();
    symlink(bare, bus.join("1-1.4")).unwrap();
    let [card, bare] = machine.scan().try_into().unwrap();
    assert_eq!(card.card.unwrap().index, 3);
    assert_eq!((card.main, bare.missing().count()), (None, 4));
    assert_eq!(bare.to_string(), "EC21 in 1-1.4");
}

#[test]
fn other_devices_are_none_of_ours() {
    let machine = Machine::new();
    let cable = machine.device("1-1.1", "0403:6001");
    machine.tty(&cable, "00", 0);
    machine.card(&machine.device("1-1.2", "046d:0825"), 1, "Webcam");
    // The machine's own, which hang from no USB device.
    fs::create_dir_all(machine.roots.sys.join("class/tty/ttyS0")).unwrap();
    fs::create_dir_all(machine.roots.sys.join("class/tty/ttyUSBx")).unwrap();
    fs::create_dir_all(machine.roots.sys.join("class/sound/card0")).unwrap();
    fs::create_dir_all(machine.roots.sys.join("class/sound/controlC0")).unwrap();
    assert!(machine.scan().is_empty());
}

#[test]
fn a_module_that_is_not_known_is_shown_and_has_no_name() {
    let machine = Machine::new();
    machine.tty(&machine.device("1-1.3", "2c7c:0800"), "02", 2);
    let [found] = machine.scan().try_into().unwrap();
    assert_eq!(found.name(), None);
    assert_eq!(found.to_string(), "unknown module 2c7c:0800 in 1-1.3");
}

#[test]
fn plugged_in_again_it_has_other_numbers_and_the_same_name() {
    let machine = Machine::new();
    machine.ec25("1-1.3", 0, 1, "Android");
    let before = machine.scan();
    for class in ["tty", "sound"] {
        fs::remove_dir_all(machine.roots.sys.join("class").join(class)).unwrap();
        fs::create_dir(machine.roots.sys.join("class").join(class)).unwrap();
    }
    machine.ec25("1-1.3", 11, 4, "Android_1");
    let after = machine.scan();
    assert_eq!(after[0].socket, before[0].socket);
    assert_eq!(after[0].main, Some(machine.node(13)));
    assert_eq!(after[0].card.as_ref().unwrap().pcm(), "hw:4,0");
}

#[test]
fn what_vanishes_while_it_is_looked_at_is_left_out() {
    let machine = Machine::new();
    machine.ec25("1-1.3", 0, 1, "Android");
    let class = machine.roots.sys.join("class");
    // The node is gone, the class still there.
    fs::remove_file(machine.node(1)).unwrap();
    // The class is listed, its device gone.
    fs::remove_file(class.join("tty/ttyUSB3/device")).unwrap();
    symlink("nowhere", class.join("tty/ttyUSB3/device")).unwrap();
    // The card's name cannot be read any more.
    fs::remove_file(class.join("sound/card1/id")).unwrap();
    let [found] = machine.scan().try_into().unwrap();
    assert_eq!(found.main, Some(machine.node(2)));
    let missing: Vec<Part> = found.missing().collect();
    assert_eq!(missing, [Part::Pcm, Part::Second, Part::Card]);

    // Attributes that are empty or hold nonsense belong to nobody.
    fs::write(
        machine.roots.sys.join("devices/usb1/1-1/1-1.3/idProduct"),
        "",
    )
    .unwrap();
    assert!(machine.scan().is_empty());
}

#[test]
fn of_two_nodes_for_one_interface_the_later_is_alive() {
    let machine = Machine::new();
    let device = machine.device("1-1.3", "2c7c:0125");
    machine.tty(&device, "02", 10);
    machine.tty(&device, "02", 9);
    let [found] = machine.scan().try_into().unwrap();
    assert_eq!(found.main, Some(machine.node(10)));
}

#[test]
fn a_machine_without_sysfs_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let refused = scan(&Roots::below(folder.path())).unwrap_err();
    assert!(matches!(refused, ScanError::NoSysfs { .. }));
    assert!(refused.to_string().contains("is /sys mounted"));
}

#[test]
fn a_modem_is_told_of_once_it_has_settled() {
    let machine = Machine::new();
    let mut settling = Settling::default();
    assert_eq!(settling.look(machine.scan()), None);
    assert_eq!(settling.look(machine.scan()), Some(Vec::new()));
    assert_eq!(settling.look(machine.scan()), None);

    let device = machine.device("1-1.3", "2c7c:0125");
    machine.tty(&device, "00", 0);
    assert_eq!(settling.look(machine.scan()), None);
    machine.tty(&device, "02", 2);
    assert_eq!(settling.look(machine.scan()), None);
    let news = settling.look(machine.scan()).unwrap();
    assert_eq!(news[0].main, Some(machine.node(2)));
    assert_eq!(settling.look(machine.scan()), None);
}

#[tokio::test]
async fn plugging_in_and_pulling_out_are_told() {
    let machine = Machine::new();
    let mut seen = watch(machine.roots.clone(), Duration::from_millis(1));
    let limit = Duration::from_secs(60);
    machine.ec25("1-1.3", 0, 1, "Android");
    let plugged = seen.wait_for(|found| found.iter().any(|f| f.missing().count() == 0));
    tokio::time::timeout(limit, plugged).await.unwrap().unwrap();
    fs::remove_dir_all(machine.roots.sys.join("class/tty")).unwrap();
    fs::remove_dir_all(machine.roots.sys.join("class/sound")).unwrap();
    fs::create_dir(machine.roots.sys.join("class/tty")).unwrap();
    let pulled = seen.wait_for(Vec::is_empty);
    tokio::time::timeout(limit, pulled).await.unwrap().unwrap();
}
