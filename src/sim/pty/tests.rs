//! A host written by hand opens the terminals as a driver would.

use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Read, Write},
    os::unix::fs::OpenOptionsExt,
    sync::atomic::AtomicI32,
};

use nix::libc::{O_NOCTTY, O_NONBLOCK};

use super::*;
use crate::{
    audio::FRAME,
    phone::Caller,
    sim::{
        ec25::{Profile, Rule},
        rig::Numbers,
    },
    tty,
};

/// The machine's clock, for deadlines of tests.
#[expect(clippy::disallowed_methods, reason = "these tests run in real time")]
pub(super) fn machine() -> std::time::Instant {
    std::time::Instant::now()
}

pub(super) struct Host {
    pub(super) at: File,
    heard: String,
}

pub(super) fn open(path: &Path) -> File {
    OpenOptions::new()
        .read(true)
        .write(true)
        .custom_flags(O_NOCTTY | O_NONBLOCK)
        .open(path)
        .unwrap()
}

impl Host {
    pub(super) fn new(bench: &VirtualBox) -> Self {
        Self::at(&bench.at_path())
    }

    fn at(path: &Path) -> Self {
        Self {
            at: open(path),
            heard: String::new(),
        }
    }

    /// Reads until `wanted` has come, at most ten seconds.
    pub(super) fn wait_for(&mut self, wanted: &str) -> String {
        let end = machine() + Duration::from_secs(10);
        let mut buffer = [0; 1024];
        while !self.heard.contains(wanted) {
            assert!(machine() < end, "no {wanted:?} in {:?}", self.heard);
            match self.at.read(&mut buffer) {
                Ok(n) => self
                    .heard
                    .push_str(std::str::from_utf8(&buffer[..n]).unwrap()),
                Err(e) if e.kind() == ErrorKind::WouldBlock => {
                    thread::sleep(Duration::from_millis(1));
                }
                Err(e) => panic!("{e}"),
            }
        }
        std::mem::take(&mut self.heard)
    }

    pub(super) fn send(&mut self, line: &str) -> String {
        self.at.write_all(format!("{line}\r").as_bytes()).unwrap();
        self.wait_for("OK\r\n")
    }
}

pub(super) fn ring(bench: &VirtualBox) {
    let from = Caller::Known("01023456789".parse().unwrap());
    let ring = Happening::IncomingCall { from };
    bench.network().send(ring).unwrap();
}

/// Plays the host's side of the sound for `beats` frames: writes `value`, collects what comes.
fn play(pcm: &mut File, value: i16, beats: u32) -> Vec<u8> {
    let frame: Vec<u8> = (0..160).flat_map(|_| value.to_le_bytes()).collect();
    let (mut heard, mut buffer) = (Vec::new(), [0; 4096]);
    let start = machine();
    for beat in 1..=beats {
        pcm.write_all(&frame).unwrap();
        thread::sleep((start + FRAME * beat).saturating_duration_since(machine()));
        while let Ok(n) = pcm.read(&mut buffer) {
            heard.extend_from_slice(&buffer[..n]);
        }
    }
    heard
}

#[test]
fn a_call_with_sound_both_ways_over_real_terminals() {
    let loudest = Arc::new(AtomicI32::new(0));
    let heard_by_far = Arc::clone(&loudest);
    let bench = VirtualBox::start(Ec25::new(Profile::default(), 7), move |tick, uplink| {
        let value = i32::from(uplink.samples()[0]);
        heard_by_far.fetch_max(value, Ordering::SeqCst);
        let tick = i16::try_from(tick).unwrap_or(i16::MAX);
        Frame::from_slice(&[100 + tick; 160])
    })
    .unwrap();
    let mut host = Host::new(&bench);
    assert_eq!(host.send("ATE0"), "ATE0\r\r\nOK\r\n");
    host.send("AT+CLIP=1;+QPCMV=1,0");
    let mut pcm = open(&bench.pcm_path());
    ring(&bench);
    host.wait_for("+CLIP: \"01023456789\"");
    assert_eq!(host.send("ATA"), "\r\nOK\r\n");
    let (_, effect) = bench.next_effect(Duration::from_secs(5)).unwrap();
    assert!(matches!(effect, Effect::CallAnswered { .. }));
    let heard = play(&mut pcm, 1_234, 50);
    assert!(heard.len() >= 20 * 320, "{}", heard.len());
    let samples: Vec<i16> = heard
        .chunks_exact(2)
        .map(|p| i16::from_le_bytes([p[0], p[1]]))
        .collect();
    assert_eq!(samples[0], 100, "nothing old comes before the first beat");
    let steps = samples.windows(2).map(|w| w[1] - w[0]);
    assert!(
        steps.clone().all(|s| s == 0 || s == 1),
        "no beat is left out"
    );
    assert_eq!(loudest.load(Ordering::SeqCst), 1_234);
    bench.network().send(Happening::RemoteHangUp).unwrap();
    host.wait_for("NO CARRIER");
    thread::sleep(Duration::from_millis(60));
    play(&mut pcm, 1, 3);
    assert!(play(&mut pcm, 1, 5).is_empty(), "no call, no sound");
    let report = bench.stop();
    assert_eq!(report.violations, []);
    assert!(report.sound.beats >= 20);
    assert!(report.sound.stray_bytes > 0);
}

#[test]
fn without_qpcmv_the_far_end_hears_silence_and_the_host_nothing() {
    let loudest = Arc::new(AtomicI32::new(0));
    let heard_by_far = Arc::clone(&loudest);
    let bench = VirtualBox::start(Ec25::new(Profile::default(), 7), move |_, uplink| {
        heard_by_far.fetch_add(i32::from(uplink.samples()[0]), Ordering::SeqCst);
        Frame::from_slice(&[500; 160])
    })
    .unwrap();
    let mut host = Host::new(&bench);
    let mut pcm = open(&bench.pcm_path());
    ring(&bench);
    host.wait_for("RING");
    host.send("ATA");
    assert!(play(&mut pcm, 1_234, 20).is_empty());
    assert_eq!(loudest.load(Ordering::SeqCst), 0);
    let report = bench.stop();
    let rules: Vec<Rule> = report.violations.iter().map(|v| v.rule).collect();
    assert_eq!(rules, [Rule::SoundOff]);
    assert!(report.sound.beats > 5);
}

#[test]
fn the_far_end_can_hang_up_by_itself() {
    let bench = VirtualBox::start_with(Ec25::new(Profile::default(), 7), |network| {
        move |tick, _: &Frame| {
            if tick == 5 {
                network.try_send(Happening::RemoteHangUp).unwrap();
            }
            Frame::SILENCE
        }
    })
    .unwrap();
    let mut host = Host::new(&bench);
    host.send("AT+QPCMV=1,0");
    ring(&bench);
    host.wait_for("RING");
    host.send("ATA");
    host.wait_for("NO CARRIER");
}

#[test]
fn the_terminals_have_the_names_of_a_real_module() {
    let dir = std::env::temp_dir().join(format!("munjigi-sim-{}", std::process::id()));
    fs::create_dir_all(&dir).unwrap();
    let mut bench =
        VirtualBox::start(Ec25::new(Profile::default(), 7), |_, _| Frame::SILENCE).unwrap();
    bench.link_into(&dir).unwrap();
    let mut host = Host::at(&dir.join("ttyUSB2"));
    host.send("AT");
    let again = bench.link_into(&dir).unwrap_err();
    assert!(again.to_string().contains("ttyUSB2"), "{again}");
    drop(bench);
    assert!(!dir.join("ttyUSB1").exists());
    fs::remove_dir(&dir).unwrap();
}

#[test]
fn the_power_can_go_away() {
    let profile = Profile {
        back_after: (50, 100),
        sim_after: (10, 20),
        stores_after: (10, 20),
        ..Profile::default()
    };
    let bench = VirtualBox::start(Ec25::new(profile, 7), |_, _| Frame::SILENCE).unwrap();
    let mut host = Host::new(&bench);
    host.send("AT+QPCMV=1,0");
    bench.power_cycle();
    host.wait_for("+QIND: PB DONE");
    assert!(host.send("AT+QPCMV?").contains("+QPCMV: 0,0"));
}

fn carried(rig: Rig) -> (tempfile::TempDir, Tree, VirtualBox) {
    let folder = tempfile::tempdir().unwrap();
    let tree = Tree::new(folder.path()).unwrap();
    let modem = carried_in(&tree, "1-1.3", rig);
    (folder, tree, modem)
}

fn carried_in(tree: &Tree, socket: &str, rig: Rig) -> VirtualBox {
    let place = Place {
        tree: Some((tree.clone(), socket.to_owned())),
        ..Place::default()
    };
    VirtualBox::carry(rig, place, |_| |_, _: &Frame| Frame::SILENCE).unwrap()
}

fn quick() -> Profile {
    Profile {
        back_after: (50, 100),
        ready_after: (10, 20),
        sim_after: (10, 20),
        stores_after: (10, 20),
        ..Profile::default()
    }
}

/// Waits until `wanted` is told.
fn news(bench: &VirtualBox, wanted: impl Fn(&News) -> bool) {
    let end = machine() + Duration::from_secs(10);
    loop {
        assert!(machine() < end, "it was never told");
        match bench.next_news(Duration::from_secs(1)) {
            Some((_, news)) if wanted(&news) => return,
            _ => {}
        }
    }
}

fn fault(bench: &VirtualBox, order: &str) {
    assert!(bench.cue(Cue::Fault(Order::parse(order).unwrap())));
}

#[test]
fn a_pulled_plug_is_seen_as_linux_shows_it_and_the_modem_comes_back_elsewhere() {
    let (_folder, tree, bench) = carried(Rig::new(Ec25::new(quick(), 7), 7));
    let mut host = Host::at(&tree.dev().join("ttyUSB2"));
    let mut pcm = open(&tree.dev().join("ttyUSB1"));
    host.send("AT");
    fault(&bench, "F29 for=100ms");
    news(&bench, |news| matches!(news, News::Bus(Bus::Gone)));
    // As on a pty whose master is closed: end of file or an error, and no writing.
    let mut buffer = [0; 16];
    let end = machine() + Duration::from_secs(5);
    loop {
        match host.at.read(&mut buffer) {
            Ok(0) => break,
            Err(e) if e.kind() != ErrorKind::WouldBlock => break,
            _ => thread::sleep(Duration::from_millis(1)),
        }
        assert!(machine() < end, "the terminal is still there");
    }
    assert!(host.at.write_all(b"AT\r").is_err());
    thread::sleep(Duration::from_millis(60));
    assert!(pcm.write_all(&[0; 320]).is_err());
    news(&bench, |news| matches!(news, News::Bus(Bus::Back(_))));
    assert!(!tree.dev().join("ttyUSB2").exists());
    let mut host = Host::at(&tree.dev().join("ttyUSB6"));
    host.wait_for("+QIND: PB DONE");
    host.send("AT+CPIN?");
    let report = bench.stop();
    assert_eq!(report.failures, [""; 0]);
    assert!(!tree.dev().join("ttyUSB6").exists(), "it leaves the tree");
}

#[test]
fn the_second_port_answers_when_the_first_is_dead() {
    let (_folder, tree, bench) = carried(Rig::new(Ec25::new(quick(), 7), 7));
    fault(&bench, "F20");
    let mut second = Host::at(&tree.dev().join("ttyUSB3"));
    second.send("AT");
    let mut main = Host::at(&tree.dev().join("ttyUSB2"));
    main.at.write_all(b"AT\r").unwrap();
    second.send("AT");
    assert!(main.at.read(&mut [0; 16]).is_err(), "nothing to read");
    bench.cue(Cue::Heal(None));
    thread::sleep(Duration::from_millis(50));
    main.send("AT");
}

#[test]
fn another_program_holds_the_port_for_a_while() {
    let (_folder, tree, bench) = carried(Rig::new(Ec25::new(quick(), 7), 7));
    fault(&bench, "F32 for=300ms");
    news(&bench, |news| matches!(news, News::Bus(Bus::Held(_))));
    let port = tree.dev().join("ttyUSB2");
    let until = |busy: bool| {
        let end = machine() + Duration::from_secs(5);
        loop {
            let found = matches!(tty::open(&port), Err(tty::TtyError::Busy { .. }));
            if found == busy {
                return;
            }
            assert!(machine() < end);
            thread::sleep(Duration::from_millis(5));
        }
    };
    until(true);
    news(&bench, |news| matches!(news, News::Bus(Bus::Free(_))));
    until(false);
}

#[test]
fn two_identical_modems_stand_in_one_tree() {
    let folder = tempfile::tempdir().unwrap();
    let tree = Tree::new(folder.path()).unwrap();
    let rig = |n: u32| {
        let profile = Profile {
            imei: format!("86000000000002{n}"),
            ..quick()
        };
        let numbers = Numbers {
            tty: 4 * n,
            card: Some(1 + n),
        };
        Rig::new(Ec25::new(profile, 7), 7).numbered(numbers)
    };
    let one = carried_in(&tree, "1-1.3", rig(0));
    let two = carried_in(&tree, "1-1.4", rig(1));
    let mut hosts = [2, 6].map(|n| Host::at(&tree.dev().join(format!("ttyUSB{n}"))));
    for (n, host) in hosts.iter_mut().enumerate() {
        let said = host.send("AT+CGSN");
        assert!(said.contains(&format!("86000000000002{n}")), "{said}");
    }
    one.cue(Cue::Unplug(Away::Reset));
    news(&one, |news| matches!(news, News::Bus(Bus::Gone)));
    hosts[1].send("AT");
    let cards = tree.sys().join("class/sound");
    assert!(!cards.join("card1").exists() && cards.join("card2").exists());
    assert_eq!((one.stop().failures, two.stop().failures), (vec![], vec![]));
}

#[test]
fn the_card_comes_and_goes_alone() {
    let numbers = Numbers {
        tty: 0,
        card: Some(1),
    };
    let rig = Rig::new(Ec25::new(quick(), 7), 7).numbered(numbers);
    let (_folder, tree, bench) = carried(rig);
    let card = tree.sys().join("class/sound/card1");
    assert!(card.exists());
    fault(&bench, "F30 for=200ms");
    news(&bench, |news| matches!(news, News::Bus(Bus::CardGone)));
    assert!(!card.exists() && tree.dev().join("ttyUSB2").exists());
    news(&bench, |news| matches!(news, News::Bus(Bus::CardBack(1))));
    assert!(card.exists());
}

/// A card that plays `played` and keeps what it is given.
struct Loop {
    played: i16,
    given: Arc<Mutex<Vec<i16>>>,
    gone: Arc<AtomicBool>,
}

impl Card for Loop {
    fn stands(&mut self, now: &Disturbance) {
        self.gone.store(!now.card.present, Ordering::SeqCst);
    }

    fn take(&mut self) -> Frame {
        Frame::from_slice(&[self.played; 160])
    }

    fn give(&mut self, frame: &Frame) {
        self.given.lock().unwrap().push(frame.samples()[0]);
    }
}

#[test]
fn sound_goes_over_the_card_and_is_spoilt_as_ordered() {
    let (given, gone) = (Arc::default(), Arc::default());
    let card = Loop {
        played: 700,
        given: Arc::clone(&given),
        gone: Arc::clone(&gone),
    };
    let place = Place {
        card: Some(Box::new(card)),
        ..Place::default()
    };
    let numbers = Numbers {
        tty: 0,
        card: Some(1),
    };
    let profile = Profile {
        uac: true,
        ..quick()
    };
    let rig = Rig::new(Ec25::new(profile, 7), 7).numbered(numbers);
    let heard = Arc::new(AtomicI32::new(0));
    let of_far = Arc::clone(&heard);
    let bench = VirtualBox::carry(rig, place, move |_| {
        move |_, said: &Frame| {
            of_far.store(i32::from(said.samples()[0]), Ordering::SeqCst);
            Frame::from_slice(&[500; 160])
        }
    })
    .unwrap();
    let mut host = Host::new(&bench);
    host.send("AT+QPCMV=1,2");
    ring(&bench);
    host.wait_for("RING");
    host.send("ATA");
    let until = |holds: &dyn Fn() -> bool| {
        let end = machine() + Duration::from_secs(5);
        while !holds() {
            assert!(machine() < end);
            thread::sleep(Duration::from_millis(5));
        }
    };
    let last = || given.lock().unwrap().last().copied();
    until(&|| heard.load(Ordering::SeqCst) == 700 && last() == Some(500));
    fault(&bench, "F77 variant=down");
    until(&|| heard.load(Ordering::SeqCst) == 0 && last() == Some(500));
    fault(&bench, "F30");
    until(&|| gone.load(Ordering::SeqCst));
}
