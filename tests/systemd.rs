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
    ] {
        assert!(unit.lines().any(|have| have == line), "{line}");
    }
}

#[test]
fn it_is_sound_and_little_is_exposed() {
    let folder = tempfile::tempdir().unwrap();
    // The program is not installed here.
    let unit = fs::read_to_string(UNIT).unwrap();
    let unit = unit.replace("/usr/bin/munjigi", MUNJIGI);
    let path = folder.path().join("munjigi.service");
    fs::write(&path, unit).unwrap();
    let path = path.to_str().unwrap();
    let Some((sound, said)) = analyze(&["verify", path]) else {
        return;
    };
    assert!(sound && !said.contains("munjigi.service:"), "{said}");
    // The threshold is in tenths.
    let security = [
        "security",
        "--offline=yes",
        "--no-pager",
        "--threshold=20",
        path,
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
