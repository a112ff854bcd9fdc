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
    sim::ec25::{Profile, Rule},
};

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
        Self {
            at: open(bench.at_path()),
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
    let mut pcm = open(bench.pcm_path());
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
    let mut pcm = open(bench.pcm_path());
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
    let mut host = Host {
        at: open(&dir.join("ttyUSB2")),
        heard: String::new(),
    };
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
