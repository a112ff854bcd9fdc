//! Reports over trees of files, with modems of paper at the ends of pseudo terminals.

use std::{
    fs::File,
    io::{Read, Write},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use nix::{pty::openpty, unistd::ttyname};
use serde_json::Value;

use super::{Level, Report, report};
use crate::{clock::MonotonicClock, modem::discovery::Roots};

/// What an EC25 answers that is healthy; the rest is `OK`.
const HEALTHY: &[(&str, &str)] = &[
    ("AT+CGMI", "Quectel"),
    ("AT+CGMM", "EC25"),
    ("AT+QGMR", "EC25EFAR06A08M4G_01.001.01.001"),
    ("AT+CGSN", "866758041234567"),
    ("AT+CPIN?", "+CPIN: READY"),
    ("AT+QCCID", "+QCCID: 8982081234567890123F"),
    ("AT+CIMI", "450081234567890"),
    (
        "AT+QCFG=\"usbcfg\"",
        "+QCFG: \"usbcfg\",0x2C7C,0x0125,1,1,1,1,1,0,1",
    ),
    ("AT+QPCMV=?", "+QPCMV: (0,1),(0-2)"),
    ("AT+QPCMV?", "+QPCMV: 0,0"),
    ("AT+QCFG=\"ims\"", "+QCFG: \"ims\",1,1"),
    ("AT+VTD?", "+VTD: 3,0"),
    ("AT+QTONEDET?", "+QTONEDET: 0"),
    ("AT+CREG?", "+CREG: 2,1,\"1A2B\",\"01234567\",7"),
    ("AT+CEREG?", "+CEREG: 2,1,\"1A2B\",\"01234567\",7"),
    ("AT+COPS?", "+COPS: 0,0,\"KT\",7"),
    ("AT+CSQ", "+CSQ: 24,99"),
    ("AT+CPMS?", "+CPMS: \"ME\",3,255,\"ME\",3,255,\"ME\",3,255"),
];

/// A modem at the far end of a terminal, which answers from the list until it is closed.
struct Paper {
    path: PathBuf,
    /// Keeps the port from being closed between two programs.
    _open: File,
}

impl Paper {
    fn answering(other: &'static [(&'static str, &'static str)]) -> Self {
        let pty = openpty(None, None).unwrap();
        let path = ttyname(&pty.slave).unwrap();
        // Raw before anybody writes.
        drop(crate::tty::open(&path).unwrap());
        let mut far = File::from(pty.master);
        thread::spawn(move || {
            let mut line = Vec::new();
            let mut byte = [0];
            while far.read_exact(&mut byte).is_ok() {
                if byte[0] != b'\r' {
                    line.push(byte[0]);
                    continue;
                }
                let asked = String::from_utf8(std::mem::take(&mut line)).unwrap();
                let asked = asked.trim_start_matches('\u{1b}');
                let mut all = other.iter().chain(HEALTHY);
                let answer = all.find(|(line, _)| *line == asked).map(|(_, a)| *a);
                let reply = match answer {
                    Some(error) if error.contains("ERROR") => format!("\r\n{error}\r\n"),
                    Some(line) => format!("\r\n{line}\r\n\r\nOK\r\n"),
                    None => "\r\nOK\r\n".to_owned(),
                };
                if far.write_all(reply.as_bytes()).is_err() {
                    return;
                }
            }
        });
        Self {
            path,
            _open: pty.slave.into(),
        }
    }
}

/// A machine of files.
struct Machine(tempfile::TempDir);

impl Machine {
    fn new() -> Self {
        let machine = Self(tempfile::tempdir().unwrap());
        for folder in ["sys/class/tty", "sys/class/sound", "dev", "proc/self"] {
            std::fs::create_dir_all(machine.path(folder)).unwrap();
        }
        machine
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn link(&self, path: &str, target: &Path) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, path).unwrap();
    }

    /// Plugs an EC25 into `1-1.3`, whose AT port is `at`.
    fn plug(&self, at: &Path) {
        let device = "sys/bus/usb/devices/1-1.3";
        self.write(&format!("{device}/idVendor"), "2c7c\n");
        self.write(&format!("{device}/idProduct"), "0125\n");
        self.write(&format!("{device}/power/control"), "auto\n");
        for (number, leads_to) in [(1, Path::new("/dev/null")), (2, at)] {
            let interface = format!("{device}/1-1.3:1.{number}");
            self.write(
                &format!("{interface}/bInterfaceNumber"),
                &format!("0{number}\n"),
            );
            let class = format!("sys/class/tty/ttyUSB{number}/device");
            self.link(&class, &self.path(&interface));
            self.link(&format!("dev/ttyUSB{number}"), leads_to);
        }
        let sound = format!("{device}/1-1.3:1.5");
        self.write(&format!("{sound}/bInterfaceNumber"), "05\n");
        self.write("sys/class/sound/card1/id", "Android\n");
        self.link("sys/class/sound/card1/device", &self.path(&sound));
        let stream = "Playback:\n  Format: S16_LE\n  Channels: 1\n  Rates: 8000\n\nCapture:\n  \
                      Format: S16_LE\n  Channels: 1\n  Rates: 16000\n";
        self.write("proc/asound/card1/stream0", stream);
    }

    fn report(&self) -> Report {
        let roots = Roots::below(self.0.path());
        let limit = Duration::from_secs(300);
        report(
            &roots,
            (&[], false),
            limit,
            &MonotonicClock::start(),
            |_| {},
        )
    }
}

fn said(report: &Report) -> String {
    let all = report.findings.iter();
    all.map(|finding| format!("{:?} {}\n", finding.level, finding.english))
        .collect()
}

fn problems(report: &Report) -> usize {
    let all = report.findings.iter();
    all.filter(|finding| finding.level == Level::Problem)
        .count()
}

#[test]
fn a_healthy_modem_answers_the_questions() {
    let machine = Machine::new();
    let modem = Paper::answering(&[]);
    machine.plug(&modem.path);
    machine.link("dev/ec25/usb-0:1.3:1.2-at", &machine.path("dev/ttyUSB2"));
    machine.write("proc/sys/kernel/osrelease", "6.1.0-30-arm64\n");
    machine.write("proc/321/comm", "ModemManager\n");
    let report = machine.report();
    assert_eq!(problems(&report), 0, "{}", said(&report));

    let json: Value = serde_json::to_value(&report).unwrap();
    let modem = &json["modems"][0];
    assert_eq!(modem["socket"], "1-1.3");
    assert_eq!(modem["module"], "EC25/EG25-G");
    assert_eq!(modem["end"], "complete");
    assert_eq!(modem["links"][0], "usb-0:1.3:1.2-at");
    assert_eq!(modem["power_control"], "auto");
    assert_eq!(json["kernel"], "6.1.0-30-arm64");
    assert_eq!(json["modem_manager"][0], 321);

    let answer = |number: &str| &modem["answers"][number];
    let first = &answer("1")["found"];
    assert_eq!(first["qgmr"], "EC25EFAR06A08M4G_01.001.01.001");
    assert_eq!(first["qpcmv_says"], "(0,1),(0-2)");
    assert_eq!(first["qpcmv_card_accepted"], true);
    assert_eq!(first["card"]["capture"]["rates"], "16000");
    assert_eq!(answer("2")["found"]["ims"], "\"ims\",1,1");
    assert_eq!(answer("3")["found"]["dsci"], true);
    assert_eq!(answer("4")["found"]["vtd_accepted"], true);
    assert_eq!(answer("5")["found"]["qtonedet_accepted"], true);
    assert_eq!(answer("6")["found"]["http_get"], true);
    assert_eq!(answer("7")["found"]["unanswered"], Value::Array(vec![]));
    assert!(answer("7")["found"]["median_ms"].is_u64());
    assert!(
        answer("8")["found"]["storage"]
            .as_str()
            .unwrap()
            .contains("255")
    );
    assert_eq!(answer("9")["found"]["modems"], 1);
    assert!(answer("10")["found"].is_null());
    // What takes a person is listed, in both languages.
    for number in ["2", "3", "4", "5", "6", "7", "8", "9", "10"] {
        assert!(answer(number)["open"][0]["korean"].is_string(), "{number}");
    }
    // Serial numbers are nobody's business.
    let text = json.to_string();
    for secret in ["866758041234567", "1234567890123", "450081234567890"] {
        assert!(!text.contains(secret), "{secret}");
    }
    assert!(said(&report).contains("ModemManager is running"));
}

#[test]
fn what_is_wrong_is_said_with_what_to_do() {
    let machine = Machine::new();
    let modem = Paper::answering(&[
        ("AT+CPIN?", "+CME ERROR: 10"),
        ("AT+QPCMV=1,2", "ERROR"),
        ("AT+QCFG=\"ims\"", "+QCFG: \"ims\",1,0"),
        ("AT+CREG?", "+CREG: 2,3"),
        ("AT+CEREG?", "+CEREG: 2,0"),
        ("AT+CSQ", "+CSQ: 99,99"),
        (
            "AT+CPMS?",
            "+CPMS: \"ME\",250,255,\"ME\",250,255,\"ME\",250,255",
        ),
        ("AT^DSCI?", "ERROR"),
    ]);
    machine.plug(&modem.path);
    let report = machine.report();
    let said = said(&report);
    for expected in [
        "Problem the SIM cannot be used (+CME ERROR: 10)",
        "Problem not registered with the network",
        "Note this firmware refuses voice over its sound card",
        "Note VoLTE is not up",
        "Note the signal is weak (CSQ 99)",
        "Note the store for texts is nearly full (250 of 255)",
        "Note USB autosuspend is on",
        "Note the udev rules are not installed",
    ] {
        assert!(said.contains(expected), "{expected} not in:\n{said}");
    }
    let found = &report.modems[0].answers[&1].found;
    assert_eq!(found["qpcmv_card_accepted"], false);
    assert_eq!(report.modems[0].answers[&3].found["dsci"], false);
}

#[test]
fn a_port_that_somebody_has_is_left_alone() {
    let machine = Machine::new();
    let modem = Paper::answering(&[]);
    machine.plug(&modem.path);
    machine.write("proc/123/comm", "ModemManager\n");
    machine.link("proc/123/fd/7", &modem.path);
    let owner = crate::tty::open(&modem.path).unwrap();
    let report = machine.report();
    assert_eq!(report.modems[0].end, "busy");
    assert_eq!(report.modems[0].held_by, ["ModemManager (pid 123)"]);
    assert!(report.modems[0].lines.is_empty());
    assert!(said(&report).contains("systemctl mask --now ModemManager"));
    drop(owner);
}

#[test]
fn no_modem_and_no_sysfs_are_problems_with_a_remedy() {
    let machine = Machine::new();
    let report = machine.report();
    assert!(said(&report).contains("does `lsusb` show 2c7c?"));
    std::fs::remove_dir_all(machine.path("sys")).unwrap();
    assert!(said(&machine.report()).contains("is /sys mounted"));
}
