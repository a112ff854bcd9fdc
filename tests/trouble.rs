//! `munjigi run` in a call while its engines stall and abort, at every stage: the caller hears a sentence,
//! nothing that was said is promised and lost, the engine is back, and the store knows of it.
//!
//! Driver, line, store, ears, voice and engine processes are the real ones; the words come from a list and
//! the voice hums. Figures are printed with `-- --nocapture`; deadlines are those of a busy machine.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]
#![expect(clippy::disallowed_methods, reason = "it waits for a program")]

mod running;

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use munjigi::{
    audio::{Frame, Hz8k},
    control::{Answer, Client, Question},
    phone::Caller,
    sim::{
        caller::{Ear, Noticed},
        ec25::{Ec25, Happening, Profile},
        pty::{Network, VirtualBox},
    },
    store::Store,
    time,
};

use running::{Given, Running};

const SHOP: &str = "name = '가나분식'\n[hours]\ndaily = '11:00-21:00'\n";
const HEARD: &str = r#"["내일 저녁 일곱 시에 네 명 예약하고 싶은데요", "네 맞아요"]"#;
const PATIENCE: Duration = Duration::from_secs(120);
/// Beats of quiet after which the far end speaks.
const TURN: u32 = 45;

/// Asks for a table and says yes, and both again as long as the box waits.
struct Far {
    network: Network,
    ear: Ear,
    quiet: Option<u32>,
    speaking: u32,
    turns: u32,
    /// Beats since the far end fell silent, until the box is heard.
    waits: Option<u64>,
    worst: Arc<AtomicU64>,
    heard: Arc<AtomicBool>,
}

impl Far {
    fn beat(&mut self, beat: u64, said: &Frame) -> Frame {
        match self.ear.hear(said, time::Instant::from_millis(beat * 20)) {
            Some((Noticed::BoxAudible, _)) => {
                self.heard.store(true, Ordering::SeqCst);
                if let Some(beats) = self.waits.take() {
                    self.worst.fetch_max(beats * 20, Ordering::SeqCst);
                }
                self.quiet = None;
            }
            Some(_) => self.quiet = Some(0),
            None => self.quiet = self.quiet.map(|beats| beats + 1),
        }
        self.waits = self.waits.map(|beats| beats + 1);
        if self.speaking > 0 {
            self.speaking -= 1;
            if self.speaking == 0 {
                self.waits = Some(0);
            }
            return tone();
        }
        if self.quiet.is_some_and(|beats| beats > TURN) {
            self.quiet = None;
            self.turns += 1;
            if self.turns > 8 {
                let _full = self.network.try_send(Happening::RemoteHangUp);
            } else {
                self.speaking = 40;
            }
        }
        Frame::from_slice(&[if beat.is_multiple_of(2) { 9 } else { -9 }; 160])
    }
}

/// 20 ms of 500 Hz.
fn tone() -> Frame {
    let wave = [0, 2_121, 3_000, 2_121, 0, -2_121, -3_000, -2_121];
    let samples: [i16; Frame::<Hz8k>::LEN] = std::array::from_fn(|n| wave[n / 2 % wave.len()]);
    Frame::from_slice(&samples)
}

/// Starts the box on `modem` in `folder`, with this fault in its engines.
fn start(folder: &Path, modem: &VirtualBox, fault: &str) -> Running {
    let more = match fault {
        "" => String::new(),
        fault => format!("fault = '{fault}'\n"),
    };
    let given = Given {
        shop: SHOP,
        heard: HEARD,
        more: &more,
        env: &[],
    };
    Running::start(folder, modem, given)
}

fn wait_for(folder: &Path, what: &str, mut is_it: impl FnMut() -> bool) {
    let by = Instant::now() + PATIENCE;
    while !is_it() {
        let log = || fs::read_to_string(folder.join("log")).unwrap_or_default();
        assert!(
            Instant::now() < by,
            "{what} did not come; its log:\n{}",
            log()
        );
        thread::sleep(Duration::from_millis(50));
    }
}

/// Whether what a call leaves is there: the call has ended.
fn ended(folder: &Path) -> bool {
    let Ok(store) = Store::open(&folder.join("data/munjigi.db")) else {
        return false;
    };
    let calls = store.calls().unwrap_or_default();
    calls.last().is_some_and(|call| call.ended_at.is_some())
}

/// Whether the box has rendered all that is known before a call.
fn rendered(folder: &Path) -> bool {
    let asked = Client::connect(&folder.join("data/control.sock"))
        .and_then(|mut client| client.ask(&Question::Health { speech: false }));
    let Ok(Answer::Health(health)) = asked else {
        return false;
    };
    let sentences = health.check("sentences");
    sentences.is_some_and(|check| check.english == "all sentences are rendered")
}

fn a_call_with(fault: &str) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    // A start without the fault renders the sentences, so that what fails later fails in the call.
    {
        let idle = |_: u64, _: &Frame| Frame::SILENCE;
        let modem = VirtualBox::start(Ec25::new(Profile::default(), 7), idle).unwrap();
        let first = start(folder, &modem, "");
        wait_for(folder, "the last sentence", || rendered(folder));
        first.stop();
    }
    let (worst, heard) = (
        Arc::new(AtomicU64::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let (worst_of_far, heard_of_far) = (Arc::clone(&worst), Arc::clone(&heard));
    let modem = VirtualBox::start_with(Ec25::new(Profile::default(), 7), move |network| {
        let mut far = Far {
            network,
            ear: Ear::default(),
            quiet: None,
            speaking: 0,
            turns: 0,
            waits: None,
            worst: worst_of_far,
            heard: heard_of_far,
        };
        move |beat, said: &Frame| far.beat(beat, said)
    })
    .unwrap();
    let running = start(folder, &modem, fault);
    // Announced until somebody answers: the modem is set up meanwhile.
    let mut announced = Instant::now() - PATIENCE;
    wait_for(folder, "the answer", || {
        if !heard.load(Ordering::SeqCst) && announced.elapsed() > Duration::from_secs(12) {
            announced = Instant::now();
            let from = Caller::Known("01023456789".parse().unwrap());
            modem
                .network()
                .send(Happening::IncomingCall { from })
                .unwrap();
        }
        heard.load(Ordering::SeqCst)
    });
    wait_for(folder, "the end of the call", || ended(folder));
    // The engine is back, or about to be.
    wait_for(folder, "the engine", || {
        let store = Store::open(&folder.join("data/munjigi.db")).unwrap();
        let faults = store.faults().unwrap();
        faults.iter().any(|fault| fault.what.starts_with("ended"))
            && faults.last().is_some_and(|fault| fault.what == "ready")
    });
    running.stop();

    let store = Store::open(&folder.join("data/munjigi.db")).unwrap();
    let (bookings, messages) = (store.bookings().unwrap(), store.messages().unwrap());
    let worst = Duration::from_millis(worst.load(Ordering::SeqCst));
    println!(
        "{fault:20} longest silence {worst:?}, bookings {}, messages {}",
        bookings.len(),
        messages.len()
    );
    assert!(
        !(bookings.is_empty() && messages.is_empty()),
        "{fault}: nothing is left of the call; its log:\n{}",
        fs::read_to_string(folder.join("log")).unwrap()
    );
    assert!(
        worst < Duration::from_secs(6),
        "{fault}: {worst:?} of silence"
    );
}

/// All at once: they wait more than they compute.
#[test]
fn the_call_goes_on_whatever_the_engines_do() {
    let calls = [
        "recognise=stall@1",
        "recognise=abort@1",
        "turn=stall@1",
        "turn=abort@1",
        "vad=stall@300",
        "vad=abort@300",
        "speak=stall@1",
        "speak=abort@1",
    ];
    thread::scope(|scope| {
        for fault in calls {
            scope.spawn(move || a_call_with(fault));
        }
    });
}
