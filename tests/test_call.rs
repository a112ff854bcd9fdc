//! The technician's test calls, whole: what is said comes back a second later, and the tone is what it ought to be.
//!
//! The program is the real one in a process of its own, over the terminals of a virtual EC25, in real time.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]
#![expect(clippy::disallowed_methods, reason = "it waits for a program")]

mod running;

use std::{
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use munjigi::{
    audio::{Frame, Hz8k},
    sim::{
        ec25::{Ec25, Effect, Profile, Remote, Rings, Then},
        pty::VirtualBox,
    },
};

use running::{Given, MUNJIGI, Running};

const GIVEN: Given<'static> = Given {
    shop: "name = '가나분식'\n[hours]\ndaily = '11:00-21:00'\n",
    heard: "['여보세요']",
    more: "",
    env: &[],
};
const PATIENCE: Duration = Duration::from_secs(120);
/// Beats of 20 ms in a second.
const SECOND: u64 = 50;
/// What the far end hums, in Hz; the voice of a bench hums elsewhere.
const HUM: f64 = 1_500.0;

/// How much of a frame is a tone of so many Hz, 0 to 1 (Goertzel).
fn share(frame: &Frame<Hz8k>, hz: f64) -> f64 {
    let turn = std::f64::consts::TAU * hz / 8_000.0;
    let (mut re, mut im, mut all) = (0.0, 0.0, 0.0);
    for (n, &sample) in (0_u32..).zip(frame.samples()) {
        let (sample, angle) = (f64::from(sample), turn * f64::from(n));
        re += sample * angle.cos();
        im += sample * angle.sin();
        all += sample * sample;
    }
    if all < 1e6 {
        return 0.0; // nothing is sounding
    }
    2.0 * (re * re + im * im) / (all * 160.0)
}

/// The beats on which the box was heard to play so many Hz, in a whole call of this kind. The far end hums for half a
/// second, every three.
fn played(how: &str, hz: f64) -> (Vec<u64>, Vec<u64>) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let profile = Profile {
        remote: Some(Remote {
            rings: Rings::After(Duration::from_millis(500)),
            announcement: None,
            wavers: 0,
            then: Then::Answers {
                after: Duration::from_secs(1),
                hangs_up_after: None,
            },
        }),
        ..Profile::default()
    };
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hummed = Arc::new(Mutex::new(Vec::new()));
    let far = {
        let (heard, hummed) = (Arc::clone(&heard), Arc::clone(&hummed));
        move |beat: u64, said: &Frame| {
            if share(said, hz) > 0.8 {
                heard.lock().unwrap().push(beat);
            }
            if beat % (3 * SECOND) >= SECOND / 2 {
                return Frame::SILENCE;
            }
            hummed.lock().unwrap().push(beat);
            #[expect(clippy::cast_possible_truncation, reason = "at most 8,000")]
            let wave: [i16; Frame::<Hz8k>::LEN] = std::array::from_fn(|n| {
                let n = f64::from(u32::try_from(n).unwrap());
                (8_000.0 * (std::f64::consts::TAU * HUM * n / 8_000.0).sin()) as i16
            });
            Frame::from_slice(&wave)
        }
    };
    let modem = VirtualBox::start(Ec25::new(profile, 7), far).unwrap();
    let running = Running::start(folder, &modem, GIVEN);
    let by = Instant::now() + PATIENCE;
    let (mut asked, mut over) = (false, false);
    while !over {
        assert!(
            Instant::now() < by,
            "{how}: no call; its log:\n{}",
            running.log()
        );
        if !asked && folder.join("data/munjigi.db").exists() {
            asked = dial(folder, how);
        }
        let effect = modem.next_effect(Duration::from_millis(50));
        over = matches!(effect, Some((_, Effect::CallHungUp { .. })));
    }
    running.stop();
    let (heard, hummed) = (
        heard.lock().unwrap().clone(),
        hummed.lock().unwrap().clone(),
    );
    (heard, hummed)
}

fn dial(folder: &Path, how: &str) -> bool {
    let mut command = Command::new(MUNJIGI);
    let command = command.args([
        "call",
        "dial",
        "01023456789",
        how,
        "--db",
        "data/munjigi.db",
    ]);
    let command = command.current_dir(folder).stdout(Stdio::null());
    command.status().unwrap().success()
}

#[test]
fn what_is_said_comes_back_a_second_later() {
    let (heard, hummed) = played("--loop", HUM);
    assert!(
        heard.len() >= usize::try_from(SECOND).unwrap(),
        "{} frames",
        heard.len()
    );
    // Each comes from a hum a second before; buffers on the way add a little.
    let late = |beat: &u64| hummed.iter().rev().find(|hum| **hum + SECOND <= *beat);
    for beat in &heard {
        let from = late(beat).unwrap();
        assert!(beat - from <= SECOND + SECOND / 2, "{beat} from {from}");
    }
}

#[test]
fn the_tone_is_heard_for_five_seconds() {
    let (heard, _) = played("--tone", 1_004.0);
    let seconds = heard.len() as u64 / SECOND;
    assert!((4..=5).contains(&seconds), "{} frames", heard.len());
}
