//! The unit of `board/systemd/`, as far as it can be tried without booting: what it shuts out, and what the program tells
//! the one who started it.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]
#![expect(clippy::disallowed_methods, reason = "it waits for a program")]

mod running;

use std::{
    fs,
    os::unix::net::UnixDatagram,
    process::Command,
    time::{Duration, Instant},
};

use munjigi::{
    audio::Frame,
    sim::{
        ec25::{Ec25, Profile},
        pty::VirtualBox,
    },
};

use running::{Given, MUNJIGI, Running};

const UNITS: &str = "board/systemd";
const UNIT: &str = "board/systemd/munjigi.service";
const SHOP: &str = "name = '가나분식'\n[hours]\ndaily = '11:00-21:00'\n";
const PATIENCE: Duration = Duration::from_secs(60);

/// `systemd-analyze`, where there is one.
fn analyze(args: &[&str]) -> Option<(bool, String)> {
    let output = Command::new("systemd-analyze").args(args).output().ok()?;
    let said = [output.stdout, output.stderr].concat();
    Some((
        output.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    ))
}

#[test]
fn the_unit_says_what_it_must() {
    let unit = fs::read_to_string(UNIT).unwrap();
    for line in [
        "Type=notify",
        "WatchdogSec=60",
        "Restart=always",
        "User=munjigi",
        "PrivateNetwork=yes",
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        // The launcher goes back as root, and runs as the service; it is no part of an update.
        "ExecStartPre=+/usr/lib/munjigi/launch prepare",
        "ExecStart=/usr/lib/munjigi/launch exec run --config /etc/munjigi/munjigi.toml",
        "RuntimeDirectory=munjigi",
    ] {
        assert!(unit.lines().any(|have| have == line), "{line}");
    }
    // What a wall without an exception would break: the modem's power and the lamp are below /sys.
    assert!(!unit.lines().any(|have| have == "ProtectKernelTunables=yes"));
}

/// The units with this program in the place of those that are not installed here, in a folder of their own.
fn units() -> (tempfile::TempDir, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let mut names = Vec::new();
    for entry in fs::read_dir(UNITS).unwrap() {
        let entry = entry.unwrap();
        let mut text = fs::read_to_string(entry.path()).unwrap();
        for program in [
            "/usr/lib/munjigi/launch",
            "/usr/lib/munjigi/firstboot",
            "/usr/bin/munjigi",
        ] {
            text = text.replace(program, MUNJIGI);
        }
        let name = entry.file_name().into_string().unwrap();
        fs::write(folder.path().join(&name), text).unwrap();
        names.push(name);
    }
    names.sort();
    (folder, names)
}

#[test]
fn the_units_are_sound_and_little_is_exposed() {
    let (folder, names) = units();
    assert_eq!(names.len(), 4, "{names:?}");
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for name in &names {
        // A template is looked at as one of its instances.
        let instance = name.replace("@.", "@ttyS0.");
        if instance != *name {
            fs::copy(at(name), at(&instance)).unwrap();
        }
        let Some((sound, said)) = analyze(&["verify", &at(&instance)]) else {
            return;
        };
        assert!(sound && !said.contains("munjigi"), "{said}");
    }
    // The threshold is in tenths.
    let unit = at("munjigi.service");
    let security = [
        "security",
        "--offline=yes",
        "--no-pager",
        "--threshold=20",
        &unit,
    ];
    let (safe, said) = analyze(&security).unwrap();
    assert!(safe, "{said}");
}

#[test]
fn it_tells_that_it_is_ready_that_it_lives_and_that_it_stops() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let systemd = UnixDatagram::bind(folder.join("notify")).unwrap();
    systemd
        .set_read_timeout(Some(Duration::from_millis(500)))
        .unwrap();
    let by = Instant::now() + PATIENCE;
    let mut told = Vec::new();
    let mut wait_for = |what: &str, times: usize| {
        let mut buffer = [0; 512];
        while told.iter().filter(|line: &&String| *line == what).count() < times {
            assert!(Instant::now() < by, "{what} did not come: {told:?}");
            if let Ok(length) = systemd.recv(&mut buffer) {
                let text = String::from_utf8_lossy(&buffer[..length]);
                told.extend(text.lines().map(str::to_owned));
            }
        }
        told.clone()
    };
    let idle = |_: u64, _: &Frame| Frame::SILENCE;
    let modem = VirtualBox::start(Ec25::new(Profile::default(), 7), idle).unwrap();
    let socket = folder.join("notify");
    let given = Given {
        shop: SHOP,
        heard: "['네']",
        more: "",
        env: &[
            ("NOTIFY_SOCKET", socket.to_str().unwrap()),
            ("WATCHDOG_USEC", "400000"),
        ],
    };
    let running = Running::start(folder, &modem, given);
    let first = wait_for("READY=1", 1);
    assert!(!first.contains(&"STOPPING=1".to_owned()), "{first:?}");
    wait_for("WATCHDOG=1", 4);
    running.stop();
    wait_for("STOPPING=1", 1);
}
