//! How long `munjigi run` takes until it takes calls, and how much memory it holds.
//!
//! ```text
//! cargo bench --bench run
//! cargo bench --bench run -- --rounds 9
//! cargo bench --bench run -- --rounds 1 --lines 2    # two modules, a call on each at once
//! ```
//!
//! Starts the program on a virtual EC25 and follows its log from stage to stage; then lets somebody
//! call, hear the notice, ask for a booking, hear it read back and hang up, so that every model is
//! used; in how many rounds that came about is told. The first round renders the shop's sentences
//! and stands apart; the rounds after it find them. From the open ports to the last stage it is the
//! modem that is waited for, whose latencies are the virtual module's choice.

#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::{
    env,
    error::Error,
    fs::{self, File},
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStderr, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    thread,
    time::{Duration, Instant},
};

use munjigi::{
    audio::{Frame, Hz8k, Pcm, wav},
    phone,
    sim::{
        bench::percentile,
        caller::{Ear, Noticed},
        ec25::{Ec25, Happening, Profile},
        pty::{Network, VirtualBox},
    },
    speech::Models,
    store::Store,
    time,
};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

type Failure = Box<dyn Error>;

const MUNJIGI: &str = env!("CARGO_BIN_EXE_munjigi");
const SHOP: &str = "name = '가나분식'\n[hours]\ndaily = '11:00-21:00'\n";
/// What the caller asks for, in the words and the voice of the demo.
const WISH: &str = "내일 저녁 일곱 시에 네 명 예약하고 싶은데요";
const CALLER_VOICE: &str = "jf_nezumi+jf_alpha";
/// Said only behind a booking read back, whose day and time no cache holds: the voice's model has
/// spoken in this call. When the wish is not understood, it has not.
const READ_BACK: &str = "예약해 드릴까요";
/// What the log says at the end of each stage, and what the stage is called.
const STAGES: [(&str, &str); 6] = [
    ("settings read", "process, settings, ports looked at"),
    ("models checked", "models checked"),
    ("models loaded", "models loaded"),
    ("sentences ready", "sentences ready"),
    ("line started", "database, ports"),
    ("ready for calls", "modem set up and registered"),
];
/// The first start renders every sentence, on a machine that others use too.
const READY_WITHIN: Duration = Duration::from_secs(300);
const CALL_WITHIN: Duration = Duration::from_secs(180);
/// So long it is looked at while nobody calls.
const IDLE: Duration = Duration::from_secs(10);

/// What one round measured.
struct Round {
    stages: [Duration; STAGES.len()],
    idle: Memory,
    after_call: Memory,
    /// Thousandths of a core, idle and in the calls.
    idle_share: u64,
    call_share: u64,
    /// The booking was read back.
    read_back: bool,
}

/// Of `/proc/PID/status`, the program and its engines together; memory in kB. Pages of libraries that
/// they share count for each of them.
struct Memory {
    resident: u64,
    highest: u64,
    threads: u64,
    /// Hundredths of a second computed so far.
    ticks: u64,
}

fn main() -> Result<(), Failure> {
    let (rounds, lines) = options()?;
    let folder = tempfile::tempdir()?;
    let models = fs::canonicalize(Models::usual_folder())?;
    let wish = wish(folder.path(), &models)?;
    let mut all = Vec::new();
    for seed in 0..=rounds {
        all.push(round(folder.path(), &models, &wish, seed, lines)?);
        eprintln!("round {seed} of {rounds}");
    }
    let first = all.remove(0);
    print(&first, &all, lines);
    Ok(())
}

fn options() -> Result<(u64, usize), Failure> {
    let (mut rounds, mut lines) = (5, 1);
    let mut args = env::args().skip(1).filter(|a| a != "--bench");
    while let Some(name) = args.next() {
        let value = args.next().ok_or(format!("{name} takes a number"))?;
        match name.as_str() {
            "--rounds" => rounds = value.parse::<u64>()?.max(1),
            "--lines" => lines = value.parse::<usize>()?.clamp(1, 8),
            _ => return Err("the options are --rounds NUMBER and --lines NUMBER".into()),
        }
    }
    Ok((rounds, lines))
}

/// What the caller says, as the line carries it.
fn wish(folder: &Path, models: &Path) -> Result<Pcm<Hz8k>, Failure> {
    let file = folder.join("wish.wav");
    let said = Command::new(MUNJIGI)
        .args([
            "say",
            WISH,
            "--voice",
            CALLER_VOICE,
            "--speed",
            "0.95",
            "--out",
        ])
        .arg(&file)
        .env("MUNJIGI_MODELS", models)
        .stdout(Stdio::null())
        .status()?;
    if !said.success() {
        return Err("the caller's words could not be spoken".into());
    }
    Ok(wav::read(BufReader::new(File::open(file)?))?)
}

/// Starts the program on fresh modules, lets a call come on each, all at once, and stops it.
fn round(
    folder: &Path,
    models: &Path,
    wish: &Pcm<Hz8k>,
    seed: u64,
    lines: usize,
) -> Result<Round, Failure> {
    let (over, calls_over) = sync_channel(lines);
    let module = |n: u64| {
        let (words, over) = (wish.frames().collect(), over.clone());
        VirtualBox::start_with(Ec25::new(Profile::default(), seed + n), |network| {
            let mut caller = Caller::new(words, network, over);
            move |beat, heard: &Frame| caller.beat(beat, heard)
        })
    };
    let modules: Vec<VirtualBox> = (0..lines as u64).map(module).collect::<Result<_, _>>()?;
    let models = models.display();
    let mut settings = String::from("shop = 'shop.toml'\n");
    for (n, module) in modules.iter().enumerate() {
        let (at, pcm) = (module.at_path(), module.pcm_path());
        let (at, pcm) = (at.display(), pcm.display());
        let head = if lines == 1 {
            "[modem]".to_owned()
        } else {
            format!("[[line]]\nname = 'line{n}'")
        };
        settings.push_str(&format!("{head}\nat = '{at}'\npcm = '{pcm}'\n"));
    }
    settings.push_str(&format!("[speech]\nmodels = '{models}'\n"));
    let config = folder.join("munjigi.toml");
    fs::write(&config, settings)?;
    fs::write(folder.join("shop.toml"), SHOP)?;

    let (running, log) = Running::start(&config)?;
    let stages = running.stages(&log, lines)?;
    let idle = running.memory()?;
    let before = idle.ticks;
    thread::sleep(IDLE);
    let idle_ticks = running.memory()?.ticks - before;
    let (began, before) = (Instant::now(), running.memory()?.ticks);
    for (n, module) in modules.iter().enumerate() {
        let from = phone::Caller::Known(format!("0101234567{n}").parse()?);
        module.network().send(Happening::IncomingCall { from })?;
    }
    for _ in 0..lines {
        calls_over
            .recv_timeout(CALL_WITHIN)
            .map_err(|_| "a call did not come to its end")?;
    }
    let call_ticks = running.memory()?.ticks - before;
    let call = began.elapsed();
    thread::sleep(Duration::from_secs(1));
    let after_call = running.memory()?;
    running.stop()?;
    Ok(Round {
        stages,
        idle,
        after_call,
        idle_share: share(idle_ticks, IDLE),
        call_share: share(call_ticks, call),
        read_back: read_back(&folder.join("data/munjigi.db"))?,
    })
}

/// Thousandths of a core: ticks are hundredths of a second.
fn share(ticks: u64, of: Duration) -> u64 {
    ticks * 10_000 / u64::try_from(of.as_millis()).unwrap_or(u64::MAX).max(1)
}

/// Whether the box has read a booking back in the newest call.
fn read_back(database: &Path) -> Result<bool, Failure> {
    let store = Store::open(database)?;
    let calls = store.calls()?;
    let newest = calls.last().ok_or("no call was written down")?;
    let turns = store.turns(newest.id)?;
    Ok(turns
        .iter()
        .any(|turn| turn.who == "box" && turn.text.contains(READ_BACK)))
}

/// `munjigi run`, killed when it is dropped.
struct Running {
    process: Child,
    started: Instant,
}

impl Running {
    fn start(config: &Path) -> Result<(Self, Receiver<(Instant, String)>), Failure> {
        let started = Instant::now();
        let mut process = Command::new(MUNJIGI)
            .args(["run", "--config"])
            .arg(config)
            .env("MUNJIGI_LOG", "info")
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let log = process.stderr.take().ok_or("no log to read")?;
        let (lines, read) = sync_channel(1_024);
        thread::spawn(move || follow(log, &lines));
        Ok((Self { process, started }, read))
    }

    /// How long each stage took.
    fn stages(
        &self,
        log: &Receiver<(Instant, String)>,
        lines: usize,
    ) -> Result<[Duration; 6], Failure> {
        let mut took = [Duration::ZERO; STAGES.len()];
        let mut since = self.started;
        let mut said = String::new();
        for (place, ((mark, _), took)) in STAGES.iter().zip(&mut took).enumerate() {
            // Each line says for itself that it is ready.
            let mut still = if place + 1 == STAGES.len() { lines } else { 1 };
            while still > 0 {
                let patience = READY_WITHIN.saturating_sub(self.started.elapsed());
                let (at, line) = log.recv_timeout(patience).map_err(|why| match why {
                    RecvTimeoutError::Timeout => format!("no {mark:?} in time; its log:\n{said}"),
                    RecvTimeoutError::Disconnected => format!("it has ended; its log:\n{said}"),
                })?;
                said.push_str(&line);
                said.push('\n');
                if line.contains(mark) {
                    *took += at - since;
                    since = at;
                    still -= 1;
                }
            }
        }
        Ok(took)
    }

    fn memory(&self) -> Result<Memory, Failure> {
        let mut all = Memory {
            resident: 0,
            highest: 0,
            threads: 0,
            ticks: 0,
        };
        // The program and its engines.
        for status in statuses() {
            let number = |name: &str| -> Result<u64, Failure> {
                let line = status.lines().find_map(|l| l.strip_prefix(name));
                let line = line.ok_or("a line of the process's status is missing")?;
                Ok(line.trim().trim_end_matches(" kB").parse()?)
            };
            let own = u64::from(self.process.id());
            if number("Pid:")? == own || number("PPid:")? == own {
                all.resident += number("VmRSS:")?;
                all.highest += number("VmHWM:")?;
                all.threads += number("Threads:")?;
                all.ticks += ticks(number("Pid:")?);
            }
        }
        Ok(all)
    }

    /// Asks it to end, and sees whether it does so in peace.
    fn stop(mut self) -> Result<(), Failure> {
        kill(
            Pid::from_raw(self.process.id().try_into()?),
            Signal::SIGTERM,
        )?;
        let end = self.process.wait()?;
        if end.success() {
            Ok(())
        } else {
            Err(format!("it did not end in peace: {end}").into())
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already when all went well.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Fields 14 and 15 of `/proc/PID/stat`.
fn ticks(pid: u64) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let fields = behind_name.split_whitespace().skip(11).take(2);
    fields.filter_map(|field| field.parse::<u64>().ok()).sum()
}

/// `/proc/PID/status` of every process.
fn statuses() -> Vec<String> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    all.filter_map(|entry| fs::read_to_string(entry.path().join("status")).ok())
        .collect()
}

/// Reads the log to its end; when nobody waits for the lines any more, so that it does not fill up.
fn follow(log: ChildStderr, lines: &SyncSender<(Instant, String)>) {
    for line in BufReader::new(log).lines().map_while(Result::ok) {
        let _nobody_waits = lines.send((Instant::now(), line));
    }
}

/// Beats of 20 ms without sound after which the notice is over.
const NOTICE_OVER: u32 = 50;
/// The same for the answer, which has holes while its parts are being rendered.
const ANSWER_OVER: u32 = 200;

/// The far end: hears the box out, says its words, hears the box out, hangs up.
struct Caller {
    /// What is still to be said; empty once it was.
    words: std::vec::IntoIter<Frame>,
    turn: Turn,
    ear: Ear,
    audible: bool,
    /// The box has spoken in this turn.
    heard: bool,
    /// Beats since it was last audible.
    quiet: u32,
    network: Network,
    over: SyncSender<()>,
}

enum Turn {
    Notice,
    Words,
    Answer,
    Over,
}

impl Caller {
    fn new(words: Vec<Frame>, network: Network, over: SyncSender<()>) -> Self {
        Self {
            words: words.into_iter(),
            turn: Turn::Notice,
            ear: Ear::default(),
            audible: false,
            heard: false,
            quiet: 0,
            network,
            over,
        }
    }

    fn beat(&mut self, beat: u64, box_says: &Frame) -> Frame {
        let at = time::Instant::from_millis(beat * 20);
        match self.ear.hear(box_says, at) {
            Some((Noticed::BoxAudible, _)) => (self.audible, self.heard) = (true, true),
            Some(_) => (self.audible, self.quiet) = (false, 0),
            None => self.quiet += 1,
        }
        let quiet = if self.heard && !self.audible {
            self.quiet
        } else {
            0
        };
        match self.turn {
            Turn::Notice if quiet > NOTICE_OVER => self.turn = Turn::Words,
            Turn::Words => match self.words.next() {
                Some(frame) => return frame,
                None => (self.turn, self.heard) = (Turn::Answer, false),
            },
            Turn::Answer if quiet > ANSWER_OVER => {
                self.turn = Turn::Over;
                let _ = self.network.try_send(Happening::RemoteHangUp);
                let _ = self.over.try_send(());
            }
            Turn::Notice | Turn::Answer | Turn::Over => {}
        }
        Frame::SILENCE
    }
}

fn print(first: &Round, rounds: &[Round], lines: usize) {
    let profile = if cfg!(debug_assertions) {
        "dev"
    } else {
        "release"
    };
    let count = rounds.len();
    println!("munjigi run, {profile} profile, {count} rounds, {lines} line(s)\n");
    let row = |name: &str, figure: &dyn Fn(&Round) -> Duration| {
        let all: Vec<Duration> = rounds.iter().map(figure).collect();
        let at = |share| percentile(&all, share).unwrap_or_default().as_secs_f64();
        println!(
            "{name:36} {:7.2} s {:7.2} s   {:7.2} s",
            at(0.5),
            at(1.0),
            figure(first).as_secs_f64()
        );
    };
    println!("{:36} {:>9} {:>9}   {:>9}", "", "median", "worst", "first");
    for (place, (_, name)) in STAGES.iter().enumerate() {
        row(name, &|round| round.stages[place]);
    }
    row("from start to ready for calls", &|r| r.stages.iter().sum());
    row("of which not the modem", &|r| r.stages[..5].iter().sum());

    let row = |name: &str, unit: u64, figure: &dyn Fn(&Round) -> u64| {
        let mut all: Vec<u64> = rounds.iter().map(figure).collect();
        all.sort_unstable();
        let (median, worst) = (all[(all.len() - 1) / 2], all[all.len() - 1]);
        println!(
            "{name:36} {:9} {:9}   {:9}",
            median / unit,
            worst / unit,
            figure(first) / unit
        );
    };
    println!();
    row("resident when ready, MiB", 1024, &|r| r.idle.resident);
    row("highest until then, MiB", 1024, &|r| r.idle.highest);
    row("resident after a call, MiB", 1024, &|r| {
        r.after_call.resident
    });
    row("highest until then, MiB", 1024, &|r| r.after_call.highest);
    row("threads when ready", 1, &|r| r.idle.threads);
    row("threads after a call", 1, &|r| r.after_call.threads);
    row("idle, 1/1000 of a core", 1, &|r| r.idle_share);
    row("in the calls, 1/1000 of a core", 1, &|r| r.call_share);
    println!(
        "\nall three models were used in the calls of {} of {} rounds; only those tell what a call takes",
        rounds.iter().filter(|round| round.read_back).count(),
        rounds.len()
    );
}
