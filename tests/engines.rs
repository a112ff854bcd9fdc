//! Engine processes that stall, abort and end, at every stage: what the box sees of it, and what is left
//! of them.
//!
//! Deadlines here are generous, because the machine may be busy; what the box promises is printed with
//! `-- --nocapture`.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]
#![expect(clippy::disallowed_methods, reason = "it waits for processes")]

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    os::unix::{fs::PermissionsExt as _, net::UnixStream, process::ExitStatusExt as _},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    sync::{
        Arc,
        mpsc::{Receiver, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use munjigi::{
    app::{Engine, Engines, SpeechConfig, read_shop},
    audio::Pcm,
    call::Hint,
    speech::{
        Recognizer as _, SpeechError, Synthesizer as _, TurnDetector as _, Vad as _,
        host::{
            BACK_OFF, EngineEvent, Host, HostedRecognizer, HostedSynthesizer, HostedTurnDetector,
            HostedVad, Launch, Role, Stage, TURN_WITHIN, VAD_LATE, VAD_WITHIN, recognise_within,
            speak_within,
            wire::{self, HEAD, Reply, Request, VERSION},
        },
    },
};
use nix::{
    errno::Errno,
    sys::{
        signal::{Signal, kill},
        wait::{WaitPidFlag, waitpid},
    },
    unistd::Pid,
};

const MUNJIGI: &str = env!("CARGO_BIN_EXE_munjigi");
/// A process is started, or gone, within this on the busiest machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// What the scheduler of a busy machine may add to a deadline.
const BUSY: Duration = Duration::from_secs(10);
const SENTENCE: &str = "네, 예약해 두었어요.";

/// An engine with a scripted repertoire, and what is told about it.
struct Rig {
    host: Host,
    told: Receiver<EngineEvent>,
}

impl Rig {
    fn start(role: Role, fault: &str, ready_within: Duration) -> Self {
        let mut args = vec!["--scripted".into(), "--heard=네".into()];
        if !fault.is_empty() {
            args.push(format!("--fault={fault}").into());
        }
        let launch = Launch {
            role,
            exe: MUNJIGI.into(),
            args,
            ready_within,
        };
        let (tell, told) = sync_channel(256);
        let events = Box::new(move |event| tell.try_send(event).unwrap());
        let host = Host::start(launch, events).unwrap();
        Self { host, told }
    }

    fn ready(role: Role, fault: &str) -> Self {
        let rig = Self::start(role, fault, PATIENCE);
        rig.host.wait_ready().unwrap();
        assert_eq!(rig.next(), EngineEvent::Ready);
        rig
    }

    fn next(&self) -> EngineEvent {
        self.told.recv_timeout(PATIENCE).expect("an event")
    }
}

/// Whoever asks one thing of an engine.
enum Asker {
    Vad(HostedVad),
    Recognise(HostedRecognizer),
    Turn(HostedTurnDetector),
    Speak(HostedSynthesizer),
}

impl Asker {
    fn new(host: &Host, stage: Stage) -> Self {
        match stage {
            Stage::Vad => Self::Vad(host.vad()),
            Stage::Recognise => Self::Recognise(host.recognizer()),
            Stage::Turn => Self::Turn(host.turn_detector()),
            Stage::Speak => Self::Speak(host.synthesizer(str::to_owned).unwrap()),
            Stage::Start => unreachable!("nothing is asked at the start"),
        }
    }

    fn ask(&mut self) -> Result<(), SpeechError> {
        let speech = Pcm::silence(Duration::from_secs(1));
        match self {
            Self::Vad(vad) => {
                let p = vad.probability(&[0; 256])?;
                assert!(p < 0.5, "silence is no speech, whoever judges it");
            }
            Self::Recognise(ears) => {
                let heard = ears.recognize(&speech, &Hint::new("네 또는 아니요"))?;
                assert_eq!(heard.text, "네");
            }
            Self::Turn(turn) => assert!(turn.finished(&speech)? > 0.5),
            Self::Speak(voice) => assert!(!voice.speak(SENTENCE)?.is_empty()),
        }
        Ok(())
    }

    /// How long the box may wait for one answer.
    fn within(&self) -> Duration {
        match self {
            Self::Vad(_) => VAD_WITHIN,
            Self::Recognise(_) => recognise_within(Duration::from_secs(1)),
            Self::Turn(_) => TURN_WITHIN,
            Self::Speak(_) => speak_within(SENTENCE),
        }
    }
}

fn role_of(stage: Stage) -> Role {
    match stage {
        Stage::Speak => Role::Voice,
        _ => Role::Hearing,
    }
}

/// The third request of `stage` goes wrong: it fails in time, and the engine comes back.
fn misfortune(stage: Stage, kind: &str) {
    let rig = Rig::ready(role_of(stage), &format!("{stage}={kind}@3"));
    let mut asker = Asker::new(&rig.host, stage);
    let mut other = Asker::new(
        &rig.host,
        if stage == Stage::Recognise {
            Stage::Turn
        } else if stage == Stage::Speak {
            Stage::Speak
        } else {
            Stage::Recognise
        },
    );
    asker.ask().unwrap();
    asker.ask().unwrap();

    let began = Instant::now();
    if stage == Stage::Vad {
        // Loudness stands in, and nobody notices; a busy machine may be late with a window now and
        // then, and is forgiven.
        while rig.host.is_ready() {
            asker.ask().unwrap();
            assert!(began.elapsed() < PATIENCE, "it was never noticed");
        }
    } else {
        let error = asker.ask().unwrap_err();
        match (kind, error) {
            ("stall", SpeechError::EngineStalled { which })
            | ("abort" | "exit", SpeechError::EngineGone { which }) => assert_eq!(which, stage),
            (_, other) => panic!("{stage}={kind}: {other}"),
        }
    }
    let failed = began.elapsed();
    let late = if stage == Stage::Vad { VAD_LATE } else { 1 };
    assert!(failed < asker.within() * late + BUSY, "{failed:?}");

    // Others of this engine fail or are answered; they do not hang.
    let asked = Instant::now();
    match other.ask() {
        Ok(()) | Err(SpeechError::EngineGone { .. } | SpeechError::EngineStalled { .. }) => {}
        Err(error) => panic!("{error}"),
    }
    assert!(asked.elapsed() < other.within() + BUSY);

    if kind == "stall" {
        assert_eq!(rig.next(), EngineEvent::Stalled(stage));
    }
    let EngineEvent::Died(status) = rig.next() else {
        panic!("it has died");
    };
    match kind {
        "stall" => assert_eq!(status.signal(), Some(Signal::SIGKILL as i32)),
        "abort" => assert_eq!(status.signal(), Some(Signal::SIGABRT as i32)),
        _ => assert_eq!(status.code(), Some(3)),
    }
    let (attempt, after) = (1, BACK_OFF[0]);
    assert_eq!(rig.next(), EngineEvent::Restarting { attempt, after });
    assert_eq!(rig.next(), EngineEvent::Ready);
    asker.ask().unwrap();
    let back = began.elapsed();
    println!("{stage}={kind}: failed after {failed:?}, answered again after {back:?}");
    assert_eq!(rig.host.starts(), 2);
}

#[test]
fn voice_activity_goes_on_through_every_misfortune() {
    for kind in ["stall", "abort", "exit"] {
        misfortune(Stage::Vad, kind);
    }
}

#[test]
fn a_recogniser_fails_in_time_and_comes_back() {
    for kind in ["stall", "abort", "exit"] {
        misfortune(Stage::Recognise, kind);
    }
}

#[test]
fn the_end_of_turn_fails_in_time_and_comes_back() {
    for kind in ["stall", "abort", "exit"] {
        misfortune(Stage::Turn, kind);
    }
}

#[test]
fn a_voice_fails_in_time_and_comes_back() {
    for kind in ["stall", "abort", "exit"] {
        misfortune(Stage::Speak, kind);
    }
}

#[test]
fn a_start_that_fails_is_made_again() {
    for kind in ["abort", "exit"] {
        let rig = Rig::start(Role::Voice, &format!("start={kind}@1"), PATIENCE);
        assert!(matches!(rig.next(), EngineEvent::Died(_)));
        assert!(matches!(
            rig.next(),
            EngineEvent::Restarting { attempt: 1, .. }
        ));
        assert_eq!(rig.next(), EngineEvent::Ready);
        rig.host.wait_ready().unwrap();
        Asker::new(&rig.host, Stage::Speak).ask().unwrap();
    }
    let rig = Rig::start(Role::Hearing, "start=stall@1", Duration::from_secs(5));
    assert_eq!(rig.next(), EngineEvent::Stalled(Stage::Start));
    assert!(matches!(rig.next(), EngineEvent::Died(status) if status.signal() == Some(9)));
    while rig.next() != EngineEvent::Ready {}
    Asker::new(&rig.host, Stage::Turn).ask().unwrap();
}

#[test]
fn an_engine_that_always_dies_is_started_less_and_less_often() {
    let began = Instant::now();
    let rig = Rig::start(Role::Hearing, "start=abort", PATIENCE);
    for (nth, wait) in (1..).zip(&BACK_OFF[..4]) {
        assert!(matches!(rig.next(), EngineEvent::Died(_)));
        let EngineEvent::Restarting { attempt, after } = rig.next() else {
            panic!("it is started again");
        };
        assert_eq!((attempt, after), (nth, *wait));
    }
    assert!(began.elapsed() >= BACK_OFF[..3].iter().sum());
    assert!(rig.host.starts() >= 4);
    assert!(matches!(
        rig.host.wait_ready(),
        Err(SpeechError::EngineGone {
            which: Stage::Start
        })
    ));
    // In the middle of a wait of seconds.
    drop(rig);
}

#[test]
fn whoever_asks_an_engine_that_is_away_is_told_at_once() {
    let rig = Rig::start(Role::Hearing, "start=stall", Duration::from_secs(3_600));
    let began = Instant::now();
    for stage in [Stage::Recognise, Stage::Turn] {
        let error = Asker::new(&rig.host, stage).ask().unwrap_err();
        assert!(matches!(error, SpeechError::EngineGone { which } if which == stage));
    }
    let mut vad = rig.host.vad();
    assert!(vad.probability(&[8_000; 256]).unwrap() > 0.5);
    assert!(vad.probability(&[0; 256]).unwrap() < 0.5);
    assert!(began.elapsed() < BUSY);
}

#[test]
fn one_stall_is_one_stall_however_many_lines_wait() {
    let rig = Rig::ready(Role::Hearing, "recognise=stall@1");
    let began = Instant::now();
    thread::scope(|scope| {
        for _ in 0..4 {
            let mut asker = Asker::new(&rig.host, Stage::Recognise);
            scope.spawn(move || asker.ask().unwrap_err());
        }
    });
    // Not four deadlines one after the other.
    let within = recognise_within(Duration::from_secs(1));
    println!(
        "four lines failed after {:?}, each had {within:?}",
        began.elapsed()
    );
    assert_eq!(rig.next(), EngineEvent::Stalled(Stage::Recognise));
    assert!(matches!(rig.next(), EngineEvent::Died(_)));
}

#[test]
fn an_engine_killed_from_outside_is_replaced_and_the_ears_go_on() {
    let rig = Rig::ready(Role::Hearing, "");
    let mut vad = rig.host.vad();
    let pid = Pid::from_raw(rig.host.pid().unwrap().cast_signed());
    assert!(vad.probability(&[8_000; 256]).unwrap() > 0.5);
    kill(pid, Signal::SIGKILL).unwrap();
    let began = Instant::now();
    while rig.host.starts() < 2 || !rig.host.is_ready() {
        assert!(vad.probability(&[8_000; 256]).unwrap() > 0.5);
        assert!(began.elapsed() < PATIENCE);
    }
    assert!(vad.probability(&[0; 256]).unwrap() < 0.5);
}

#[test]
fn an_engine_without_models_says_what_to_do() {
    let launch = Launch {
        role: Role::Hearing,
        exe: MUNJIGI.into(),
        args: vec!["--models=/nowhere".into()],
        ready_within: PATIENCE,
    };
    let host = Host::start(launch, Box::new(|_| {})).unwrap();
    let Err(SpeechError::EngineRefused { engine, why }) = host.wait_ready() else {
        panic!("there are no models");
    };
    assert_eq!(engine, Role::Hearing);
    assert!(why.contains("sh scripts/setup.sh"), "{why}");
}

/// The whole of a start: sentences are rendered although the voice dies over them again and again.
#[test]
fn the_sentences_of_a_shop_are_rendered_by_a_voice_that_dies() {
    let folder = tempfile::tempdir().unwrap();
    let speech = SpeechConfig {
        engine: Engine::Scripted {
            heard: vec!["네".to_owned()],
            fault: "speak=abort@25".parse().ok(),
        },
        ..SpeechConfig::default()
    };
    let (tell, told) = sync_channel(256);
    let events = Arc::new(move |role, event| tell.try_send((role, event)).unwrap());
    let mut engines = Engines::hosted(&speech, folder.path(), Path::new(MUNJIGI), events).unwrap();
    assert_eq!(engines.hosts().len(), 2);
    let shop = read_shop(Path::new("tests/shops/bunsik.toml")).unwrap();
    let rendered = engines.prepare(&shop, |_, _| {}).unwrap();
    assert!(
        rendered.failed.is_empty() && rendered.new > 25,
        "{rendered:?}"
    );
    let died = told
        .try_iter()
        .filter(|(role, event)| *role == Role::Voice && matches!(event, EngineEvent::Died(_)))
        .count();
    assert!(died >= 1);
    // A line hears and speaks with them.
    let mut ears = engines.ears().unwrap();
    assert!(ears.vad.probability(&[0; 256]).unwrap() < 0.5);
    let speech = Pcm::silence(Duration::from_secs(1));
    let heard = ears.recognizer.recognize(&speech, &Hint::default());
    assert_eq!(heard.unwrap().text, "네");
}

/// An engine by hand: the other end of its protocol is this test.
struct Bare {
    child: Child,
    stdout: BufReader<ChildStdout>,
    folder: tempfile::TempDir,
}

impl Bare {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(MUNJIGI)
            .args(["engine", "hearing", "--scripted", "--heard=네", "--socket"])
            .arg(folder.path().join("s"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(line, format!("munjigi-engine ready {VERSION}\n"));
        Self {
            child,
            stdout,
            folder,
        }
    }

    fn connect(&self) -> UnixStream {
        let stream = UnixStream::connect(self.folder.path().join("s")).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Everything that still comes, to the end of the connection.
fn rest(mut stream: UnixStream) -> Vec<u8> {
    let mut all = Vec::new();
    // Closed with something unread counts as reset.
    let _ = stream.read_to_end(&mut all);
    all
}

fn exchange(stream: &mut UnixStream, request: &Request<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    request.encode(&mut bytes).unwrap();
    stream.write_all(&bytes).unwrap();
    let mut head = [0; HEAD];
    stream.read_exact(&mut head).unwrap();
    let mut body = vec![0; wire::body_length(head).unwrap()];
    stream.read_exact(&mut body).unwrap();
    body
}

#[test]
fn a_malformed_request_closes_its_connection_and_no_other() {
    let hello = Request::Hello {
        version: VERSION,
        role: Role::Hearing,
    };
    let bare = Bare::start();
    let mut good = bare.connect();
    let body = exchange(&mut good, &hello);
    let (version, role) = (VERSION, Role::Hearing);
    assert_eq!(Reply::decode(&body), Ok(Reply::Hello { version, role }));

    for bytes in [
        &[0, 0, 0, 0][..],     // no message has no octets
        &[255, 255, 255, 255], // nor four billion
        &[1, 0, 0, 0, 77],     // nor is there this kind
        &[1, 0, 0, 0, 6],      // somebody who has not greeted
    ] {
        let mut bad = bare.connect();
        bad.write_all(bytes).unwrap();
        assert_eq!(rest(bad), b"", "{bytes:?}");
    }
    // Another version is told this one's, and no more.
    for (version, role) in [(VERSION + 1, Role::Hearing), (VERSION, Role::Voice)] {
        let mut other = bare.connect();
        let body = exchange(&mut other, &Request::Hello { version, role });
        let (version, role) = (VERSION, Role::Hearing);
        assert_eq!(Reply::decode(&body), Ok(Reply::Hello { version, role }));
        assert_eq!(rest(other), b"");
    }

    let speech = vec![0; 1_600].into();
    let body = exchange(&mut good, &Request::Finished { speech });
    assert!(matches!(Reply::decode(&body), Ok(Reply::Probability(_))));
    let body = exchange(&mut good, &Request::Print);
    assert!(matches!(Reply::decode(&body), Ok(Reply::Failed(_))));
}

#[test]
fn an_engine_leaves_signals_to_its_parent_and_ends_with_it() {
    let mut bare = Bare::start();
    let pid = Pid::from_raw(bare.child.id().cast_signed());
    for signal in [Signal::SIGTERM, Signal::SIGINT, Signal::SIGHUP] {
        kill(pid, signal).unwrap();
    }
    let mut stream = bare.connect();
    let (version, role) = (VERSION, Role::Hearing);
    exchange(&mut stream, &Request::Hello { version, role });
    assert!(bare.child.try_wait().unwrap().is_none());
    // What was in its pipe has no meaning; the end of it has.
    drop(bare.child.stdin.take());
    let mut nothing = String::new();
    bare.stdout.read_to_string(&mut nothing).unwrap();
    assert_eq!(nothing, "");
    assert_eq!(bare.child.wait().unwrap().signal(), Some(9));
    assert!(!bare.folder.path().join("s").exists());
}

#[test]
fn nobody_else_may_reach_an_engine() {
    let home = tempfile::tempdir().unwrap();
    helper("helper_with_a_socket", home.path(), |child, line| {
        if line != "ready" {
            return false;
        }
        let folders: Vec<_> = fs::read_dir(home.path()).unwrap().flatten().collect();
        assert_eq!(folders.len(), 1);
        let mode = folders[0].metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        child.kill().unwrap();
        true
    });
}

#[test]
fn nothing_is_left_of_an_engine() {
    let home = tempfile::tempdir().unwrap();
    let mut done = false;
    helper("helper_that_counts", home.path(), |_, line| {
        done |= line == "nothing is left";
        false
    });
    assert!(done, "see what it says above");
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn a_box_that_is_killed_leaves_no_engine_behind() {
    let home = tempfile::tempdir().unwrap();
    let mut engines = Vec::new();
    helper("helper_that_is_killed", home.path(), |child, line| {
        let Some(pids) = line.strip_prefix("engines ") else {
            return false;
        };
        engines.extend(pids.split(' ').map(str::to_owned));
        child.kill().unwrap();
        true
    });
    assert_eq!(engines.len(), 2);
    let began = Instant::now();
    while engines.iter().any(|pid| is_alive(pid)) || fs::read_dir(home.path()).unwrap().count() > 0
    {
        assert!(began.elapsed() < PATIENCE, "{engines:?} live on");
        thread::sleep(Duration::from_millis(20));
    }
}

/// A process that nobody has waited for yet is dead all the same.
fn is_alive(pid: &str) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let state = status.lines().find_map(|line| line.strip_prefix("State:"));
    state.is_some_and(|state| !state.trim_start().starts_with(['Z', 'X']))
}

/// Runs one of the helpers below in a process of its own, whose temporary files go to `home`. `line`
/// sees what it prints, and says when it has seen enough.
fn helper(name: &str, home: &Path, mut line: impl FnMut(&mut Child, &str) -> bool) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            name,
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .env("TMPDIR", home)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    for said in stdout.lines().map_while(Result::ok) {
        println!("{name}: {said}");
        // The test runner prints its own words before ours.
        let said = said.rsplit("> ").next().unwrap_or_default();
        if line(&mut child, said) {
            break;
        }
    }
    child.wait().unwrap();
}

#[test]
#[ignore = "run by nobody_else_may_reach_an_engine"]
fn helper_with_a_socket() {
    let _rig = Rig::ready(Role::Hearing, "");
    println!("> ready");
    thread::sleep(PATIENCE);
}

#[test]
#[ignore = "run by a_box_that_is_killed_leaves_no_engine_behind"]
fn helper_that_is_killed() {
    let well = Rig::ready(Role::Hearing, "");
    let stuck = Rig::start(Role::Voice, "start=stall", Duration::from_secs(3_600));
    let pid = loop {
        if let Some(pid) = stuck.host.pid() {
            break pid;
        }
        thread::yield_now();
    };
    println!("> engines {} {pid}", well.host.pid().unwrap());
    thread::sleep(PATIENCE);
}

#[test]
#[ignore = "run by nothing_is_left_of_an_engine"]
fn helper_that_counts() {
    let count = |what: &str| fs::read_dir(format!("/proc/self/{what}")).unwrap().count();
    let round = |fault: &str| {
        let rig = Rig::ready(Role::Hearing, fault);
        let mut asker = Asker::new(&rig.host, Stage::Turn);
        let _ = asker.ask();
        while asker.ask().is_err() {
            thread::sleep(Duration::from_millis(20));
        }
    };
    round("");
    let before = (count("fd"), count("task"));
    for fault in ["", "turn=abort@2", "turn=stall@2", "turn=exit@2"] {
        round(fault);
    }
    drop(Rig::start(Role::Voice, "start=stall", PATIENCE));
    drop(Rig::start(Role::Voice, "start=abort", PATIENCE));
    // A thread that has been waited for may be listed for a moment more.
    let began = Instant::now();
    while (count("fd"), count("task")) != before {
        let after = (count("fd"), count("task"));
        assert!(began.elapsed() < PATIENCE, "{before:?} became {after:?}");
        thread::sleep(Duration::from_millis(20));
    }
    let children = waitpid(Pid::from_raw(-1), Some(WaitPidFlag::WNOHANG));
    assert_eq!(children, Err(Errno::ECHILD), "a child is left");
    println!("> nothing is left");
}
