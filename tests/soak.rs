//! Thousands of calls on one line, one after the other, and nothing grows: no memory, no descriptors,
//! no threads; every call has its row, every promise its booking and its text.
//!
//! Driver, line, store, ears' and voice's threads and terminals are the real ones; the words that are
//! heard come from a list and the voice hums. The virtual EC25 and the box run on clocks that are
//! faster than the machine's, so that a night takes minutes.
//!
//! ```text
//! cargo test --locked --test soak                                  # a short one: what CI runs
//! MUNJIGI_SOAK=10000 cargo test --locked --test soak -- --nocapture   # just soak
//! ```
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::{
    env, fs,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use munjigi::{
    app::{
        BoardConfig, Config, DATABASE, Engine, Engines, LineConfig, ScriptedClock, Site,
        SpeechConfig, serve,
    },
    audio::{Frame, Hz8k},
    line::{Report, ReportKind},
    phone::Caller,
    sim::{
        caller::{Ear, Noticed},
        deliver::Text,
        ec25::{Ec25, Happening, Profile, Remote},
        pty::{Cue, Place, VirtualBox},
        rig::Rig,
    },
    store::Store,
    time::Instant,
};
use tokio::sync::{mpsc, oneshot};

/// How many times as fast as the machine's the clocks run.
const SPEED: u32 = 25;
const SHORT: u32 = 120;
const CALLER: &str = "01023456789";
/// A call that has not ended within this is stuck; the machine's own time.
const CALL_WITHIN: Duration = Duration::from_secs(60);
/// Announced again when nothing rings within this: the modem may just be starting anew.
const RINGS_WITHIN: Duration = Duration::from_millis(1_500);

/// What a far end does. It takes its orders from `Night::deed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    /// Asks for a table, agrees, and waits until the box hangs up.
    Books,
    /// Hangs up in the middle of the notice.
    Leaves,
    /// Is gone before anybody answers.
    Misses,
    /// Hears the notice out, says nothing, and hangs up.
    Listens,
    /// Is called by the box, and hangs up.
    Called,
}

impl Deed {
    const ALL: [Self; 5] = [
        Self::Books,
        Self::Leaves,
        Self::Misses,
        Self::Listens,
        Self::Called,
    ];

    fn of(call: u32) -> Self {
        match call % 10 {
            0 | 5 => Self::Books,
            3 => Self::Misses,
            7 => Self::Listens,
            9 => Self::Called,
            _ => Self::Leaves,
        }
    }

    const fn number(self) -> u32 {
        self as u32
    }
}

/// The far end, beat by beat.
struct Far {
    deed: Arc<AtomicU32>,
    network: munjigi::sim::pty::Network,
    ear: Ear,
    /// Beats since the box was last heard, once it was.
    quiet: Option<u32>,
    turn: u32,
    speaking: u32,
}

impl Far {
    const WORDS: u32 = 40;

    fn beat(&mut self, beat: u64, said: &Frame) -> Frame {
        if beat == 0 {
            (self.ear, self.quiet, self.turn, self.speaking) = (Ear::default(), None, 0, 0);
        }
        let at = Instant::from_millis(beat * 20);
        match self.ear.hear(said, at) {
            Some((Noticed::BoxAudible, _)) => self.quiet = None,
            Some(_) => self.quiet = Some(0),
            None => self.quiet = self.quiet.map(|beats| beats + 1),
        }
        let deed = Deed::ALL[self.deed.load(Ordering::SeqCst) as usize];
        let over = self.quiet.is_some_and(|beats| beats > 40);
        match deed {
            Deed::Books if self.speaking > 0 => {
                self.speaking -= 1;
                return tone();
            }
            // Twice: what they want, and yes. A hum has no end that could be waited for longer.
            Deed::Books if over && self.turn < 2 => {
                (self.turn, self.speaking, self.quiet) = (self.turn + 1, Self::WORDS, None);
            }
            Deed::Leaves | Deed::Called if beat == 60 => self.hang_up(),
            Deed::Listens if over && self.turn == 0 => {
                self.turn = 1;
                self.hang_up();
            }
            _ => {}
        }
        // A line is never still.
        Frame::from_slice(&[if beat.is_multiple_of(2) { 9 } else { -9 }; 160])
    }

    fn hang_up(&self) {
        let _full = self.network.try_send(Happening::RemoteHangUp);
    }
}

/// 20 ms of 500 Hz.
fn tone() -> Frame {
    let wave = [0, 2_121, 3_000, 2_121, 0, -2_121, -3_000, -2_121];
    let samples: [i16; Frame::<Hz8k>::LEN] = std::array::from_fn(|n| wave[n / 2 % wave.len()]);
    Frame::from_slice(&samples)
}

/// What this process holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Held {
    resident_kib: u64,
    descriptors: usize,
    threads: usize,
}

impl Held {
    fn now() -> Self {
        let entries = |folder: &str| fs::read_dir(folder).unwrap().count();
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let line = status
            .lines()
            .find_map(|l| l.strip_prefix("VmRSS:"))
            .unwrap();
        Self {
            resident_kib: line.trim().trim_end_matches(" kB").parse().unwrap(),
            descriptors: entries("/proc/self/fd"),
            threads: entries("/proc/self/task"),
        }
    }
}

/// What has to be true at the end.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    rang: usize,
    ended: usize,
    booked: usize,
    texts_sent: usize,
    texts_came: usize,
    dialled: usize,
    faults: Vec<String>,
}

struct Night {
    modem: VirtualBox,
    reports: mpsc::Receiver<Report>,
    deed: Arc<AtomicU32>,
    told: Told,
    announced: u32,
}

impl Night {
    /// The next report, written down; `None` when there is none in time.
    async fn report(&mut self, patience: Duration) -> Option<ReportKind> {
        let report = tokio::time::timeout(patience, self.reports.recv())
            .await
            .ok()??;
        let told = &mut self.told;
        match &report.kind {
            ReportKind::Ringing(_) => told.rang += 1,
            ReportKind::Dialling(_) => told.dialled += 1,
            ReportKind::Ended(..) => told.ended += 1,
            ReportKind::Committed(_) => told.booked += 1,
            ReportKind::TextSent => told.texts_sent += 1,
            ReportKind::TextCame(_) => told.texts_came += 1,
            ReportKind::Fault(why) => told.faults.push(format!("{} {:?}: {why}", told.ended, Deed::of(told.ended as u32))),
            _ => {}
        }
        Some(report.kind)
    }

    async fn until(
        &mut self,
        patience: Duration,
        mut is_it: impl FnMut(&ReportKind) -> bool,
    ) -> bool {
        let deadline = tokio::time::Instant::now() + patience;
        loop {
            let left = deadline.saturating_duration_since(tokio::time::Instant::now());
            match self.report(left).await {
                Some(kind) if is_it(&kind) => return true,
                Some(_) => {}
                None => return false,
            }
        }
    }

    fn happen(&self, what: Happening) {
        self.modem.network().send(what).unwrap();
    }

    async fn call(&mut self, number: u32, store: &Mutex<Store>) {
        let deed = Deed::of(number);
        self.deed.store(deed.number(), Ordering::SeqCst);
        if deed == Deed::Called {
            let answers = Remote::answers(Duration::from_secs(1));
            self.happen(Happening::NextDial(answers));
            let to = "0312345678".parse().unwrap();
            let at = jiff::civil::datetime(2026, 11, 21, 12, 0, 0, 0);
            let mut store = store.lock().unwrap();
            store
                .queue_dial(LineConfig::UNNAMED, &to, ("test", ""), at)
                .unwrap();
        } else {
            loop {
                let from = Caller::Known(CALLER.parse().unwrap());
                self.announced += 1;
                self.happen(Happening::IncomingCall { from });
                let ringing = |kind: &ReportKind| matches!(kind, ReportKind::Ringing(_));
                if self.until(RINGS_WITHIN, ringing).await {
                    break;
                }
                assert!(self.announced < 20 * (number + 20), "nothing rings any more");
            }
            if deed == Deed::Misses {
                self.happen(Happening::RemoteHangUp);
            }
        }
        if number % 6 == 2 {
            let text = format!("내일 {number}번 자리 있나요?");
            self.happen(Happening::TextArrives(Text::plain(CALLER, text)));
        }
        let ended = |kind: &ReportKind| matches!(kind, ReportKind::Ended(..));
        assert!(
            self.until(CALL_WITHIN, ended).await,
            "call {number} ({deed:?}) is stuck: {:?}",
            self.told
        );
        if number % 100 == 50 {
            self.modem.cue(Cue::PowerKey);
        }
    }

    /// Waits until what the last call used is given back, at most a few seconds.
    async fn settle(&mut self, than: Option<Held>) -> Held {
        for _ in 0..100 {
            while self.report(Duration::from_millis(20)).await.is_some() {}
            let now = Held::now();
            let more = than.is_some_and(|than| {
                now.descriptors > than.descriptors || now.threads > than.threads
            });
            if !more {
                return now;
            }
        }
        Held::now()
    }
}

/// The growth of `held` per call, fitted through all marks, in bytes.
fn slope(marks: &[(u32, Held)]) -> f64 {
    let count = marks.len() as f64;
    let (mut x, mut y, mut xx, mut xy) = (0.0, 0.0, 0.0, 0.0);
    for (call, held) in marks {
        let (call, kib) = (f64::from(*call), held.resident_kib as f64);
        x += call;
        y += kib;
        xx += call * call;
        xy += call * kib;
    }
    1024.0 * (count * xy - x * y) / (count * xx - x * x)
}

fn config(folder: &Path) -> Config {
    let shop = "name = '가나분식'\n[hours]\ndaily = '11:00-21:00'\n";
    let file = folder.join("shop.toml");
    fs::write(&file, shop).unwrap();
    Config {
        shop: munjigi::app::read_shop(&file).unwrap(),
        lines: Vec::new(),
        board: BoardConfig::default(),
        speech: SpeechConfig {
            engine: Engine::Scripted {
                heard: vec![
                    "내일 저녁 일곱 시에 네 명 예약하고 싶은데요".to_owned(),
                    "네 맞아요".to_owned(),
                ],
            },
            ..SpeechConfig::default()
        },
        data: folder.to_owned(),
        fetch_long_messages: true,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_grows() {
    let calls: u32 = env::var("MUNJIGI_SOAK").map_or(SHORT, |n| n.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    let mut engines = Engines::load(&config.speech, &folder.path().join("prompts")).unwrap();
    engines.prepare(&config.shop, |_, _| {}).unwrap();

    let deed = Arc::new(AtomicU32::new(0));
    let orders = Arc::clone(&deed);
    let place = Place {
        speed: SPEED,
        ..Place::default()
    };
    let start = jiff::civil::datetime(2026, 11, 21, 12, 0, 0, 0);
    let profile = Profile {
        start,
        ..Profile::default()
    };
    let rig = Rig::new(Ec25::new(profile, 7), 7).bolted();
    let modem = VirtualBox::carry(rig, place, |network| {
        let mut far = Far {
            deed: orders,
            network,
            ear: Ear::default(),
            quiet: None,
            turn: 0,
            speaking: 0,
        };
        move |beat, said: &Frame| far.beat(beat, said)
    })
    .unwrap();
    let site = Site::of_ports(
        LineConfig::UNNAMED,
        modem.at_path(),
        modem.pcm_path(),
    );
    let clock = Arc::new(ScriptedClock::start(start).hurried(SPEED));
    let (watcher, reports) = mpsc::channel(1_024);
    let (stop, stopped) = oneshot::channel();
    let path = folder.path().join(DATABASE);
    let serving = tokio::spawn(async move {
        serve(&config, &[site], engines, clock, Some(watcher), stopped).await
    });

    let mut night = Night {
        modem,
        reports,
        deed,
        told: Told::default(),
        announced: 0,
    };
    let ready = |kind: &ReportKind| matches!(kind, ReportKind::Modem(state) if state.is_ready());
    assert!(night.until(CALL_WITHIN, ready).await, "never ready");
    let store = Mutex::new(Store::open(&path).unwrap());

    // What the first calls make once and keep is no growth.
    let warm = calls / 4;
    let mut marks: Vec<(u32, Held)> = Vec::new();
    for call in 0..calls {
        night.call(call, &store).await;
        let step = (calls / 20).max(1);
        if call >= warm && (call + 1) % step == 0 {
            let held = night.settle(marks.first().map(|(_, held)| *held)).await;
            println!("after {:5} calls: {held:?}", call + 1);
            marks.push((call + 1, held));
        }
    }
    // The last texts go out.
    while night.report(Duration::from_secs(2)).await.is_some() {}
    let _over = stop.send(());
    serving.await.unwrap().unwrap();
    let told = night.told;
    let module = night.modem.stop();

    let (first, last) = (marks[0].1, marks[marks.len() - 1].1);
    let slope = slope(&marks);
    println!("{told:?}; resident memory grows by {slope:.0} octets a call");
    assert_eq!(module.violations, [], "the modem was mistreated");
    assert_eq!(told.faults, [""; 0]);
    assert_eq!(told.ended, calls as usize);
    let deeds = |wanted: Deed| (0..calls).filter(|n| Deed::of(*n) == wanted).count();
    let rows = store.lock().unwrap();
    assert_eq!(rows.calls().unwrap().len(), calls as usize);
    assert_eq!(rows.bookings().unwrap().len(), deeds(Deed::Books));
    let sent: Vec<_> = rows.texts().unwrap();
    assert_eq!(sent.len(), deeds(Deed::Books));
    assert!(sent.iter().all(|text| text.state == "sent"), "{sent:?}");
    assert_eq!(
        rows.received().unwrap().len(),
        (0..calls).filter(|n| n % 6 == 2).count()
    );
    let dialled = rows.dials().unwrap();
    assert_eq!(dialled.len(), deeds(Deed::Called));
    assert!(dialled.iter().all(|dial| dial.state == "done"), "{dialled:?}");
    assert_eq!(last.descriptors, first.descriptors, "descriptors");
    assert_eq!(last.threads, first.threads, "threads");
    // A short night says little about memory: what one page costs weighs a lot in it.
    let most = if calls >= 5_000 { 256.0 } else { 64.0 * 1024.0 };
    assert!(slope < most, "{slope} octets a call");
}
