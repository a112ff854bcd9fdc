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
//! MUNJIGI_SOAK_SPEED=40 …                                          # on a core of its own: faster
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

use jiff::civil::DateTime;
use munjigi::{
    app::{BoardConfig, Config, DATABASE, Engine, Engines, LineConfig, Site, SpeechConfig, serve},
    audio::{Frame, Hz8k},
    call::Record,
    line::{Report, ReportKind},
    phone::Caller,
    sim::{
        caller::{Ear, Noticed},
        deliver::Text,
        ec25::{Ec25, Effect, Happening, Profile, Remote, Rule},
        metronome::Metronome,
        pty::{self, Cue, Place, VirtualBox},
        rig::Rig,
    },
    store::{CallRow, Store},
    time::Instant,
};
use tokio::sync::{mpsc, oneshot};

/// How many times as fast as the machine's the clocks run, unless told otherwise.
const SPEED: u32 = 20;
const SHORT: u32 = 60;
const NOON: DateTime = jiff::civil::date(2026, 11, 21).at(12, 0, 0, 0);
const CALLER: &str = "01023456789";
/// A call that has not ended within this is stuck; the machine's own time.
const CALL_WITHIN: Duration = Duration::from_secs(60);
/// Threads that the runtime may have lent at either mark.
const LENT: usize = 2;
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
    network: pty::Network,
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
            // What they want, and yes; and again, as long as the box waits for an answer.
            Deed::Books if over && self.turn < 8 => {
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
    /// As the network counts them.
    texts_taken: usize,
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
            ReportKind::Committed(Record::Booking(..)) => told.booked += 1,
            ReportKind::TextSent => told.texts_sent += 1,
            ReportKind::TextCame(_) => told.texts_came += 1,
            ReportKind::Fault(why) => told.faults.push(format!("call {}: {why}", told.ended)),
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
            let mut store = store.lock().unwrap();
            store
                .queue_dial(LineConfig::UNNAMED, &to, ("test", ""), NOON)
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
                assert!(
                    self.announced < 20 * (number + 20),
                    "nothing rings any more"
                );
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
            assert!(self.until(CALL_WITHIN, is_ready).await, "it stays away");
        }
        self.count_taken();
    }

    /// What the network took since.
    fn count_taken(&mut self) {
        while let Some((_, effect)) = self.modem.next_effect(Duration::ZERO) {
            self.told.texts_taken += usize::from(matches!(effect, Effect::TextSubmitted { .. }));
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

/// The only rule that may be broken is the one of a machine that is too slow: what a command asked was
/// given up, and the port is tried anew while its answer is still on its way.
fn well_treated(module: &pty::Report) {
    let broken = module.violations.iter();
    let other: Vec<_> = broken.filter(|v| v.rule != Rule::Overlap).collect();
    assert!(other.is_empty(), "the modem was mistreated: {other:?}");
}

fn is_ready(kind: &ReportKind) -> bool {
    matches!(kind, ReportKind::Modem(state) if state.is_ready())
}

/// The growth of resident memory per call, fitted through all marks, in bytes.
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

/// A virtual EC25 on this clock, and what its far ends take their orders from.
fn modem(clock: &Arc<Metronome>, seed: u64) -> (VirtualBox, Arc<AtomicU32>) {
    let deed = Arc::new(AtomicU32::new(Deed::Books.number()));
    let orders = Arc::clone(&deed);
    let place = Place {
        clock: Some(clock.clone()),
        ..Place::default()
    };
    let profile = Profile {
        start: NOON,
        ..Profile::default()
    };
    let rig = Rig::new(Ec25::new(profile, seed), seed).bolted();
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
    });
    (modem.unwrap(), deed)
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
                fault: None,
            },
            ..SpeechConfig::default()
        },
        data: folder.to_owned(),
        control: folder.join(munjigi::app::CONTROL),
        code: folder.join(munjigi::app::CODE),
        opt_out: None,
        understanding: None,
        fetch_long_messages: true,
    }
}

fn engines(config: &Config) -> Engines {
    let mut engines = Engines::load(&config.speech, &config.data.join("prompts")).unwrap();
    engines.prepare(&config.shop, |_, _| {}).unwrap();
    engines
}

/// One test at a time: they share the machine's time.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Two modems, two lines, one store: a table is booked over each, at the same time, again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_lines_answer_at_once() {
    const ROUNDS: usize = 6;
    let _alone = ALONE.lock().await;
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    let engines = engines(&config);
    let clock = Arc::new(Metronome::start(NOON, SPEED / 2));
    let lines = ["first", "second"];
    let modems = [modem(&clock, 7).0, modem(&clock, 8).0];
    let sites: Vec<Site> = lines
        .iter()
        .zip(&modems)
        .map(|(line, modem)| Site::of_ports(line, modem.at_path(), modem.pcm_path()))
        .collect();
    let (watcher, mut reports) = mpsc::channel(1_024);
    let (stop, stopped) = oneshot::channel();
    let serving = tokio::spawn(async move {
        serve(&config, &sites, engines, clock, Some(watcher), stopped).await
    });
    let mut both = async |wanted: fn(&ReportKind) -> bool| {
        for _ in 0..2 {
            let wait = async { while !wanted(&reports.recv().await.unwrap().kind) {} };
            tokio::time::timeout(CALL_WITHIN, wait).await.unwrap();
        }
    };
    both(is_ready).await;
    for _ in 0..ROUNDS {
        for modem in &modems {
            let from = Caller::Known(CALLER.parse().unwrap());
            modem
                .network()
                .send(Happening::IncomingCall { from })
                .unwrap();
        }
        both(|kind| matches!(kind, ReportKind::Ended(..))).await;
    }
    let _over = stop.send(());
    let store = serving.await.unwrap().unwrap();
    for modem in modems {
        well_treated(&modem.stop());
    }
    let rows = store.lock().unwrap();
    let calls = rows.calls().unwrap();
    for line in lines {
        let taken = |call: &&CallRow| call.line == line && call.answered_at.is_some();
        let count = calls.iter().filter(taken).count();
        assert_eq!(count, ROUNDS, "{line}: {calls:?}");
    }
    assert!(rows.bookings().unwrap().len() >= ROUNDS, "{calls:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_grows() {
    let _alone = ALONE.lock().await;
    let calls: u32 = env::var("MUNJIGI_SOAK").map_or(SHORT, |n| n.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    let engines = engines(&config);

    let speed = env::var("MUNJIGI_SOAK_SPEED").map_or(SPEED, |n| n.parse().unwrap());
    let clock = Arc::new(Metronome::start(NOON, speed));
    let (modem, deed) = modem(&clock, 7);
    let site = Site::of_ports(LineConfig::UNNAMED, modem.at_path(), modem.pcm_path());
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
    assert!(night.until(CALL_WITHIN, is_ready).await, "never ready");
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
    // The last texts go out, and those that were put off.
    while night.report(Duration::from_secs(5)).await.is_some() {}
    night.count_taken();
    let _over = stop.send(());
    serving.await.unwrap().unwrap();
    let told = night.told;
    let module = night.modem.stop();

    let (first, last) = (marks[0].1, marks[marks.len() - 1].1);
    let slope = slope(&marks);
    println!("{told:?}; resident memory grows by {slope:.0} octets a call");
    well_treated(&module);
    assert_eq!(told.faults, [""; 0]);
    assert_eq!(told.ended, calls as usize);
    let deeds = |wanted: Deed| (0..calls).filter(|n| Deed::of(*n) == wanted).count();
    let rows = store.lock().unwrap();
    assert_eq!(rows.calls().unwrap().len(), calls as usize);
    // What was promised is there, each once. How many are booked depends on how well a hum is heard out.
    assert_eq!(rows.bookings().unwrap().len(), told.booked);
    assert!(told.booked >= deeds(Deed::Books) / 2, "{told:?}");
    let texts = rows.texts().unwrap();
    let count = |state: &str| texts.iter().filter(|text| text.state == state).count();
    let (sent, doubtful) = (count("sent"), count("unknown"));
    println!("{sent} texts sent, {doubtful} in doubt");
    assert_eq!((texts.len(), sent + doubtful), (told.booked, told.booked));
    assert_eq!(told.texts_sent, sent);
    // Nothing is sent twice; in doubt is only what the modem had in its hands when its power went.
    assert!((sent..=sent + doubtful).contains(&told.texts_taken));
    assert!(doubtful <= calls.div_ceil(100) as usize, "{doubtful}");
    assert_eq!(
        rows.received().unwrap().len(),
        (0..calls).filter(|n| n % 6 == 2).count()
    );
    let dialled = rows.dials().unwrap();
    assert_eq!(dialled.len(), deeds(Deed::Called));
    assert!(
        dialled.iter().all(|dial| dial.state == "done"),
        "{dialled:?}"
    );
    assert_eq!(last.descriptors, first.descriptors, "descriptors");
    // The runtime lends a thread to whoever waits for the store or a device, and takes it back later.
    assert!(last.threads <= first.threads + LENT, "threads: {marks:?}");
    // A short night says little about memory: what one page costs weighs a lot in it.
    let most = if calls >= 5_000 { 256.0 } else { 64.0 * 1024.0 };
    assert!(slope < most, "{slope} octets a call");
}
