//! The technician's screen over a pseudo terminal, and its commands: the real program against a box that runs on the
//! virtual EC25, against one that is down, over a garbled line, and over one that hangs up.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]
#![expect(clippy::disallowed_methods, reason = "it waits for a program")]

mod running;

use std::{
    fs::File,
    io::{Read as _, Write as _},
    os::{
        fd::{AsFd as _, OwnedFd},
        unix::fs::OpenOptionsExt as _,
    },
    path::Path,
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use munjigi::{
    audio::Frame,
    phone::Caller,
    sim::{
        ec25::{Ec25, Happening, Profile},
        pty::VirtualBox,
    },
};
use nix::{
    fcntl::OFlag,
    poll::{PollFd, PollFlags, PollTimeout, poll},
    pty::{grantpt, posix_openpt, ptsname_r, unlockpt},
    sys::termios::{Termios, tcgetattr},
};
use serde_json::Value;

use running::{Given, MUNJIGI, Running};

const SHOP: &str = "name = '가나분식'\n[hours]\ndaily = '11:00-21:00'\n";
const GIVEN: Given<'static> = Given {
    shop: SHOP,
    heard: "['여보세요']",
    more: "",
    env: &[],
};
const PATIENCE: Duration = Duration::from_secs(120);
const LOOK: Duration = Duration::from_millis(50);

/// A terminal of 80 columns and 24 rows at the other end of the line.
struct Terminal {
    line: Option<File>,
    reader: Option<(Arc<AtomicBool>, thread::JoinHandle<()>)>,
    slave: File,
    seen: Arc<Mutex<Seen>>,
    console: Child,
    before: Termios,
}

struct Seen {
    screen: vt100::Parser,
    octets: Vec<u8>,
}

impl Terminal {
    /// Starts the console on it, in `folder`, as a program that the line belongs to.
    fn start(folder: &Path, language: &str, more: &[&str]) -> Self {
        // Closed in every program that is started meanwhile: the line hangs up when the last of its ends is gone. It has no
        // size, as a serial line has none.
        let master = posix_openpt(OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let slave = File::options()
            .read(true)
            .write(true)
            .custom_flags(OFlag::O_NOCTTY.bits())
            .open(ptsname_r(&master).unwrap())
            .unwrap();
        let before = tcgetattr(&slave).unwrap();
        let end = || Stdio::from(slave.try_clone().unwrap());
        // A session of its own, so that hanging up reaches it.
        let console = Command::new("setsid")
            .args(["--ctty", "--wait", MUNJIGI, "console"])
            .args(more)
            .current_dir(folder)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("LANG", language)
            .env("TERM", "vt220")
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .unwrap();
        let mut read = File::from(OwnedFd::from(master));
        let line = Some(read.try_clone().unwrap());
        let seen = Arc::new(Mutex::new(Seen {
            screen: vt100::Parser::new(24, 80, 0),
            octets: Vec::new(),
        }));
        let shown = Arc::clone(&seen);
        let cut = Arc::new(AtomicBool::new(false));
        let is_cut = Arc::clone(&cut);
        let reader = thread::spawn(move || {
            let mut octets = [0; 4096];
            while !is_cut.load(Ordering::SeqCst) {
                let mut ready = [PollFd::new(read.as_fd(), PollFlags::POLLIN)];
                if poll(&mut ready, PollTimeout::from(50_u8)) == Ok(0) {
                    continue;
                }
                let Ok(count @ 1..) = read.read(&mut octets) else {
                    return;
                };
                let mut seen = shown.lock().unwrap();
                seen.screen.process(&octets[..count]);
                seen.octets.extend_from_slice(&octets[..count]);
            }
        });
        Self {
            line,
            reader: Some((cut, reader)),
            slave,
            seen,
            console,
            before,
        }
    }

    /// Pulls the cable out: our end of the line is gone.
    fn hang_up(&mut self) {
        let (cut, reader) = self.reader.take().unwrap();
        cut.store(true, Ordering::SeqCst);
        reader.join().unwrap();
        drop(self.line.take());
    }

    fn type_in(&mut self, octets: &[u8]) {
        self.line.as_mut().unwrap().write_all(octets).unwrap();
    }

    fn contents(&self) -> String {
        self.seen.lock().unwrap().screen.screen().contents()
    }

    /// Waits until this is on the screen.
    fn shows(&self, words: &str) {
        self.comes_to(words, |screen| screen.contains(words));
    }

    fn comes_to(&self, what: &str, is_it: impl Fn(&str) -> bool) {
        let by = Instant::now() + PATIENCE;
        while !is_it(&self.contents()) {
            assert!(Instant::now() < by, "no {what} on:\n{}", self.contents());
            thread::sleep(LOOK);
        }
    }

    /// How the console ended.
    fn ended(&mut self) -> ExitStatus {
        let by = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.console.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < by, "it goes on:\n{}", self.contents());
            thread::sleep(LOOK);
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _gone = self.console.kill();
        let _gone = self.console.wait();
    }
}

/// What a terminal is set to, as far as a shell that follows would care.
fn set(termios: &Termios) -> impl PartialEq + std::fmt::Debug {
    (
        termios.input_flags,
        termios.output_flags,
        termios.local_flags,
    )
}

/// Octets as a line with a bad contact delivers them, the same at every run; without those that are the key to leave.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_u32;
    let octets = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 11) as u8
    });
    octets
        .filter(|octet| ![b'q', 3].contains(octet))
        .take(count)
        .collect()
}

fn munjigi(folder: &Path, words: &[&str]) -> Output {
    Command::new(MUNJIGI)
        .args(words)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// The JSON that a command prints, and its exit code.
fn told(folder: &Path, words: &[&str]) -> (Value, i32) {
    let output = munjigi(folder, words);
    let said = String::from_utf8_lossy(&output.stdout);
    let value = serde_json::from_str(&said);
    let error = String::from_utf8_lossy(&output.stderr);
    (
        value.unwrap_or_else(|_| panic!("{words:?}: {said}\n{error}")),
        output.status.code().unwrap(),
    )
}

#[test]
fn a_technician_works_with_a_box_that_runs() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let quiet = |_beat: u64, _heard: &Frame| Frame::SILENCE;
    let modem = VirtualBox::start(Ec25::new(Profile::default(), 7), quiet).unwrap();
    let running = Running::start(folder, &modem, GIVEN);

    let mut terminal = Terminal::start(folder, "C.UTF-8", &[]);
    terminal.shows("서비스 켜짐");
    terminal.shows("회선 1      받을 수 있음");
    terminal.shows("EC25");

    // The modem is asked.
    terminal.type_in(b"4/+csq\r");
    terminal.shows("> AT+CSQ  [1]");
    terminal.comes_to("answer", |screen| {
        screen.contains("+CSQ: ") && screen.contains("OK")
    });

    // A call is seen while it is on, and afterwards in the list.
    terminal.type_in(b"1");
    let from = Caller::Known("01023456789".parse().unwrap());
    modem
        .network()
        .send(Happening::IncomingCall { from })
        .unwrap();
    terminal.shows("통화: 010-****-6789 (걸려 온 전화)");
    terminal.comes_to("sound", |screen| screen.contains("dBFS"));
    // With `-- --nocapture`: the screen of board/README.md.
    println!("{}", terminal.contents());
    modem.network().send(Happening::RemoteHangUp).unwrap();
    terminal.type_in(b"3");
    terminal.comes_to("call", |screen| screen.contains("<- 010-****-6789"));
    assert!(!terminal.contents().contains("2345"));

    // A garbled line: it stays, does nothing that matters, and shows what it showed before.
    terminal.type_in(b"1");
    terminal.shows("받을 수 있음");
    for part in noise(6_000).chunks(97) {
        terminal.type_in(part);
        thread::sleep(Duration::from_millis(5));
    }
    thread::sleep(Duration::from_millis(400));
    terminal.type_in(b"\x1b");
    thread::sleep(Duration::from_millis(400));
    terminal.type_in(b"\x1b");
    thread::sleep(Duration::from_millis(400));
    terminal.type_in(b"1\x0c");
    terminal.shows("EC25");
    assert!(folder.join("data/munjigi.db").exists());
    let (status, _) = told(folder, &["status", "--json"]);
    assert_eq!(status["lines"][0]["ready"], true);
    assert_eq!(
        status["lines"][0]["call"],
        Value::Null,
        "nothing was dialled"
    );

    // It leaves the terminal as it was.
    terminal.type_in(b"q");
    assert!(terminal.ended().success());
    let after = tcgetattr(&terminal.slave).unwrap();
    assert_eq!(set(&after), set(&terminal.before));

    commands(folder);
    running.stop();
    after_the_end(folder);
}

/// The same without a screen.
fn commands(folder: &Path) {
    let (status, code) = told(folder, &["status", "--json"]);
    assert_eq!((code, &status["running"]), (0, &Value::Bool(true)));
    let (health, code) = told(folder, &["health", "--json"]);
    assert_eq!(
        (code, health["verdict"].as_str()),
        (0, Some("ok")),
        "{health}"
    );
    // Engines of a bench do not understand, and say so.
    let (health, code) = told(folder, &["health", "--speech", "--json"]);
    assert_eq!(
        (code, health["verdict"].as_str()),
        (1, Some("degraded")),
        "{health}"
    );

    let (asked, code) = told(folder, &["modem", "ask", "at+csq", "--json"]);
    assert_eq!((code, asked["result"].as_str()), (0, Some("OK")));
    let (all, _) = told(folder, &["modem", "questions", "--json"]);
    assert!(all.as_array().unwrap().contains(&Value::from("AT+CSQ")));
    for no_question in ["ATD01023456789;", "AT+CFUN=0", "AT+CSQ;D112;"] {
        let output = munjigi(folder, &["modem", "ask", no_question]);
        assert_eq!(output.status.code(), Some(2), "{no_question}");
    }
    let output = munjigi(folder, &["modem", "ask", "AT+CSQ", "--line", "other"]);
    assert_eq!(output.status.code(), Some(1));

    // Nothing is erased under a box that runs.
    let reset = ["reset", "--factory", "--yes-erase-everything"];
    let output = munjigi(folder, &reset);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("systemctl stop munjigi"));
    assert_eq!(
        munjigi(folder, &["reset", "--factory"]).status.code(),
        Some(2)
    );
    assert!(folder.join("data/munjigi.db").exists());

    // The doctor sees whose modem it is.
    let doctor = munjigi(folder, &["doctor", "--json"]);
    let report: Value = serde_json::from_slice(&doctor.stdout).unwrap();
    let numbers: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["number"].clone())
        .collect();
    assert!(numbers.contains(&Value::from("M011")), "{report:#}");
    assert!(!numbers.contains(&Value::from("M010")), "{report:#}");
    assert!(!numbers.contains(&Value::from("M060")), "{report:#}");

    // Whom it spoke with is nowhere in what is sent to others.
    let (written, code) = told(folder, &["support-bundle", "-o", "b.tar", "--json"]);
    assert_eq!((code, written["file"].as_str()), (0, Some("b.tar")));
    let octets = std::fs::read(folder.join("b.tar")).unwrap();
    let there = |words: &str| octets.windows(words.len()).any(|w| w == words.as_bytes());
    assert!(there("munjigi-support/status.json") && there("\"EC25"));
    for secret in ["01023456789", "2345-6789", "가나분식", "여보세요"] {
        assert!(!there(secret), "{secret}");
    }
}

/// The box is down.
fn after_the_end(folder: &Path) {
    let (status, code) = told(folder, &["status", "--json"]);
    assert_eq!((code, &status["running"]), (2, &Value::Bool(false)));
    assert_eq!(munjigi(folder, &["health"]).status.code(), Some(2));
    let output = munjigi(folder, &["reset", "--factory", "--yes-erase-everything"]);
    assert!(output.status.success(), "{output:?}");
    assert!(!folder.join("data/munjigi.db").exists());
    assert!(folder.join("munjigi.toml").exists() && folder.join("shop.toml").exists());
}

#[test]
fn a_box_that_is_down_is_told_and_without_utf8_in_ascii() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(folder.path(), "C", &[]);
    terminal.shows("!! SERVICE DOWN");
    terminal.shows("no running box at");
    for page in b"23456789" {
        terminal.type_in(&[*page]);
    }
    terminal.shows("Factory reset");
    terminal.type_in(b"3");
    terminal.shows("there is no database");
    terminal.type_in(b"\x03");
    assert!(terminal.ended().success());
    let seen = terminal.seen.lock().unwrap();
    assert!(seen.octets.is_ascii());
}

#[test]
fn a_line_that_hangs_up_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(folder.path(), "C.UTF-8", &["--english"]);
    terminal.shows("SERVICE DOWN");
    assert!(terminal.console.try_wait().unwrap().is_none());
    terminal.hang_up();
    assert!(terminal.ended().success());
}

#[test]
fn without_a_terminal_it_says_what_else_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(MUNJIGI)
        .arg("console")
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("munjigi status"), "{said}");
}
