//! Boards over trees of files and small shell scripts.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use super::{Action, Board, BoardError, HookBoard, OrElse, SysfsBoard, Waits, hint};
use crate::modem::discovery::Socket;

fn socket() -> Socket {
    "1-1.3".parse().unwrap()
}

const AT_ONCE: Waits = Waits {
    off: Duration::ZERO,
    back: Duration::from_millis(3),
    look: Duration::from_millis(1),
};

/// A modem in `1-1.3`, with the two switches that concern it.
struct Machine {
    folder: tempfile::TempDir,
}

impl Machine {
    fn new() -> Self {
        let machine = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for attribute in ["1-1.3/idVendor", "1-1.3/authorized", Self::DISABLE] {
            let path = machine.devices().join(attribute);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        machine
    }

    const DISABLE: &str = "1-1:1.0/1-1-port3/disable";

    fn devices(&self) -> PathBuf {
        self.folder.path().join("bus/usb/devices")
    }

    fn read(&self, attribute: &str) -> String {
        fs::read_to_string(self.devices().join(attribute)).unwrap()
    }

    fn board(&self) -> SysfsBoard {
        SysfsBoard::with_waits(self.folder.path(), AT_ONCE)
    }
}

/// A shell script. Another process writes it: what this one has open for writing is open in whatever another test starts
/// in the same moment, and a program that is open for writing cannot be started.
fn script(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("hook.sh");
    let mut writer = Command::new("sh")
        .args(["-c", "cat > \"$0\" && chmod 755 \"$0\""])
        .arg(&path)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = writer.stdin.take().unwrap();
    pipe.write_all(format!("#!/bin/sh\n{text}\n").as_bytes())
        .unwrap();
    drop(pipe);
    assert!(writer.wait().unwrap().success());
    path
}

const LONG: Duration = Duration::from_secs(60);

#[test]
fn the_kernel_is_asked_off_then_on() {
    // A file keeps both writes, one after the other over it; what stands there last counts.
    let machine = Machine::new();
    machine.board().rebind(&socket()).unwrap();
    assert_eq!(machine.read("1-1.3/authorized"), "1");
    assert_eq!(machine.read(Machine::DISABLE), "");
    machine.board().port_power(&socket()).unwrap();
    assert_eq!(machine.read(Machine::DISABLE), "0");
}

/// The order is seen at a pipe, which keeps everything that is written to it.
#[test]
fn off_comes_before_on() {
    use std::io::Read;
    let machine = Machine::new();
    let path = machine.devices().join("1-1.3/authorized");
    fs::remove_file(&path).unwrap();
    nix::unistd::mkfifo(&path, nix::sys::stat::Mode::S_IRWXU).unwrap();
    let mut pipe = fs::File::options()
        .read(true)
        .write(true)
        .open(&path)
        .unwrap();
    machine.board().rebind(&socket()).unwrap();
    let mut written = [0; 2];
    pipe.read_exact(&mut written).unwrap();
    assert_eq!(&written, b"01");
}

#[test]
fn what_the_kernel_lacks_is_named() {
    let machine = Machine::new();
    fs::remove_file(machine.devices().join(Machine::DISABLE)).unwrap();
    let refused = machine.board().port_power(&socket()).unwrap_err();
    assert!(matches!(refused, BoardError::NoSwitch { .. }), "{refused}");
    let said = refused.to_string();
    assert!(
        said.contains("1-1-port3/disable") && said.contains("kernel 6.0"),
        "{said}"
    );

    let refused = machine
        .board()
        .rebind(&"1-1.4".parse().unwrap())
        .unwrap_err();
    assert!(refused.to_string().contains("nothing is plugged in"));
    assert!(!machine.devices().join("1-1.4").exists(), "nothing is made");

    let refused = machine.board().power_key(&socket()).unwrap_err();
    assert!(refused.to_string().contains("needs a hook"), "{refused}");
}

#[test]
fn a_modem_that_does_not_come_back_is_reported_once() {
    let machine = Machine::new();
    fs::remove_file(machine.devices().join("1-1.3/idVendor")).unwrap();
    let refused = machine.board().port_power(&socket()).unwrap_err();
    assert!(matches!(refused, BoardError::NotBack { .. }), "{refused}");
    assert!(refused.to_string().contains("-110"));
    assert_eq!(machine.read(Machine::DISABLE), "0", "it is not left off");
}

#[test]
fn error_110_says_what_it_means() {
    assert!(hint(&io::Error::from_raw_os_error(110)).contains("-110"));
    assert_eq!(hint(&io::Error::from_raw_os_error(5)), "");
}

#[test]
fn a_hook_is_told_what_to_do_and_to_whom() {
    let folder = tempfile::tempdir().unwrap();
    let told = folder.path().join("told");
    let hook = script(folder.path(), &format!("echo \"$@\" >> {}", told.display()));
    let mut board = HookBoard::new(hook, LONG);
    board.rebind(&socket()).unwrap();
    board.port_power(&socket()).unwrap();
    board.power_key(&socket()).unwrap();
    let told = fs::read_to_string(told).unwrap();
    assert_eq!(told, "rebind 1-1.3\nport-power 1-1.3\npower-key 1-1.3\n");
}

#[test]
fn a_hook_that_fails_is_quoted_however_much_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let text = "echo 'no relay at /dev/gpiochip0' >&2; head -c 300000 /dev/zero >&2; exit 4";
    let mut board = HookBoard::new(script(folder.path(), text), LONG);
    let refused = board.power_key(&socket()).unwrap_err();
    let BoardError::HookFailed { status, said, .. } = refused else {
        panic!("{refused}");
    };
    assert_eq!(status.code(), Some(4));
    assert!(said.starts_with("no relay at /dev/gpiochip0"), "{said}");
    assert!(said.len() <= 500);
}

#[test]
fn a_hook_that_hangs_is_killed_with_all_it_started() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "sleep 1000 & echo $! > {}/child; wait",
        folder.path().display()
    );
    let mut board = HookBoard::new(script(folder.path(), &text), Duration::from_secs(5));
    let refused = board.rebind(&socket()).unwrap_err();
    assert!(matches!(refused, BoardError::HookStuck { .. }), "{refused}");
    let child = fs::read_to_string(folder.path().join("child")).unwrap();
    let is_gone = || {
        let state = fs::read_to_string(format!("/proc/{}/stat", child.trim()));
        // Gone, or dead and waiting to be reaped by whoever does that here.
        state.map_or(true, |state| state.contains(") Z "))
    };
    // A busy machine takes a moment to carry the signal out.
    assert!((0..500).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        is_gone()
    }));
}

#[test]
fn a_hook_that_is_not_there_is_named() {
    let mut board = HookBoard::new("/no/such/hook".into(), LONG);
    let refused = board.rebind(&socket()).unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("/no/such/hook could not be started")
    );
}

#[test]
fn the_kernel_is_asked_when_the_hook_fails() {
    let machine = Machine::new();
    let hook = script(machine.folder.path(), "exit 1");
    let mut board = OrElse {
        first: HookBoard::new(hook, LONG),
        second: machine.board(),
    };
    board.port_power(&socket()).unwrap();
    assert_eq!(machine.read(Machine::DISABLE), "0");
    // The kernel cannot do this one: what the hook said is what counts.
    let refused = board.power_key(&socket()).unwrap_err();
    assert!(
        matches!(refused, BoardError::HookFailed { .. }),
        "{refused}"
    );
    fs::remove_file(machine.devices().join("1-1.3/authorized")).unwrap();
    let refused = board.act(Action::Rebind, &socket()).unwrap_err();
    let said = refused.to_string();
    assert!(
        said.contains("hook.sh ended with") && said.contains("authorized"),
        "{said}"
    );
}

#[test]
fn a_hook_that_does_what_it_is_asked_is_enough() {
    let machine = Machine::new();
    let mut board: Box<dyn Board> = Box::new(OrElse {
        first: HookBoard::new(script(machine.folder.path(), "exit 0"), LONG),
        second: machine.board(),
    });
    board.port_power(&socket()).unwrap();
    assert_eq!(machine.read(Machine::DISABLE), "");
    let mut unable = OrElse {
        first: HookBoard::new(script(machine.folder.path(), "exit 69"), LONG),
        second: machine.board(),
    };
    unable.port_power(&socket()).unwrap();
    assert_eq!(machine.read(Machine::DISABLE), "0");
    let refused = unable.power_key(&socket()).unwrap_err();
    assert!(matches!(refused, BoardError::Unsupported { .. }));
}
