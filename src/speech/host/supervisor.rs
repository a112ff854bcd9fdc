//! Starts an engine, watches it, ends it, starts it again.
//!
//! ```text
//! Starting ─▶ Ready ─▶ Away ─▶ Starting …
//!     │         └ too late: killed; or dead by itself
//!     └ not ready in time, refused, dead ─▶ Away
//! any ─▶ Stopped, when the host is dropped
//! ```

use std::{
    env,
    ffi::OsString,
    fmt,
    fs::{self, DirBuilder},
    io::{self, Read as _},
    os::{
        fd::AsFd as _,
        unix::{fs::DirBuilderExt as _, process::CommandExt as _},
    },
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::{clock::MonotonicClock, time::Clock as _};

use super::{
    super::SpeechError,
    Role, Stage, log,
    service::{FOLDER, MARK, READY, REFUSED},
    stream::Deadline,
    wire,
};

/// How long an engine that has died stays away before it is started again: the first time, the
/// second, …, from then on. The first is short because a caller waits; the last is long because what
/// died five times in a row will die again, and loading models takes the machine from whoever works.
pub const BACK_OFF: [Duration; 5] = [
    Duration::from_millis(200),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
];
/// An engine that has been ready for so long was well: the next time counts as the first again.
const STEADY: Duration = Duration::from_secs(60);
/// Starts that may fail before [`Host::wait_ready`] gives up. The host itself never does.
const FIRST_STARTS: u32 = 3;
/// Octets on standard output that are kept while a line has no end yet.
const LONGEST_LINE: usize = 4_096;

/// What becomes of an engine, in order. Loaded, late, dead, and about to be started again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EngineEvent {
    /// The models are loaded and it answers.
    Ready,
    /// It did not answer in time at this stage, and has been killed.
    Stalled(Stage),
    /// It has ended, by itself or because it was killed.
    Died(ExitStatus),
    /// It will be started again.
    Restarting {
        /// 1 after it was well for a minute, 2 when that did not last, …
        attempt: u32,
        /// When.
        after: Duration,
    },
}

impl fmt::Display for EngineEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready => f.write_str("ready"),
            Self::Stalled(stage) => write!(f, "stalled at the stage {stage}, and was killed"),
            Self::Died(status) => write!(f, "ended: {status}"),
            Self::Restarting { attempt, after } => {
                write!(
                    f,
                    "is started again in {} ms, attempt {attempt}",
                    after.as_millis()
                )
            }
        }
    }
}

/// What to start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launch {
    /// Which engine.
    pub role: Role,
    /// This program. `/proc/self/exe` stays the same one when a box is updated while it runs.
    pub exe: PathBuf,
    /// What the engine has to know, behind `engine ROLE --socket PATH --start N`.
    pub args: Vec<OsString>,
    /// An engine that is not ready within this is killed and started again.
    pub ready_within: Duration,
}

impl Launch {
    /// This very program, also after its file has been replaced by a newer one.
    pub const OWN_EXE: &str = "/proc/self/exe";
}

/// One engine process, kept alive. Dropping it ends the process and waits for it; its clients then
/// fail like those of an engine that is away.
pub struct Host {
    inner: Arc<Inner>,
    supervisor: Option<JoinHandle<()>>,
}

/// Whether an engine answers, for whoever watches it.
#[derive(Clone)]
pub struct Readiness(Arc<Inner>);

impl Readiness {
    /// Which engine.
    #[must_use]
    pub fn role(&self) -> Role {
        self.0.role
    }

    /// Whether it answers now.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.0.lock().phase == Phase::Ready
    }
}

impl Host {
    /// Begins to start the engine and returns at once; [`wait_ready`](Self::wait_ready) waits for
    /// it. `events` is called on the supervisor's own thread, in order, and must not block: the
    /// engine is not started again before it returns.
    ///
    /// # Errors
    /// [`SpeechError::EngineProcess`] when there is no place for the socket or no thread.
    pub fn start(
        launch: Launch,
        events: Box<dyn Fn(EngineEvent) + Send + Sync>,
    ) -> Result<Self, SpeechError> {
        let unusable = |source| SpeechError::EngineProcess {
            engine: launch.role,
            source,
        };
        let inner = Arc::new(Inner {
            role: launch.role,
            folder: private_folder(launch.role).map_err(unusable)?,
            state: Mutex::default(),
            changed: Condvar::new(),
            gates: Default::default(),
        });
        let mut host = Self {
            inner: Arc::clone(&inner),
            supervisor: None,
        };
        let supervisor = thread::Builder::new()
            .name(format!("host-{}", launch.role))
            .spawn(move || supervise(&inner, &launch, &events));
        host.supervisor = Some(supervisor.map_err(|source| SpeechError::EngineProcess {
            engine: host.inner.role,
            source,
        })?);
        Ok(host)
    }

    /// Waits until the engine answers.
    ///
    /// # Errors
    /// [`SpeechError::EngineRefused`] when it says why it cannot; [`SpeechError::EngineGone`] when
    /// it has never been ready and died several times.
    pub fn wait_ready(&self) -> Result<(), SpeechError> {
        let mut state = self.inner.lock();
        loop {
            if let Phase::Ready = state.phase {
                return Ok(());
            }
            if let Some(why) = &state.refused {
                return Err(SpeechError::EngineRefused {
                    engine: self.inner.role,
                    why: why.clone(),
                });
            }
            if state.phase == Phase::Stopped || state.failures >= FIRST_STARTS {
                return Err(SpeechError::EngineGone {
                    which: Stage::Start,
                });
            }
            state = self.inner.wait(state);
        }
    }

    /// Whether it answers now.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.inner.lock().phase == Phase::Ready
    }

    /// How often it has been started.
    #[must_use]
    pub fn starts(&self) -> u32 {
        self.inner.lock().start
    }

    /// The number of its process, while there is one.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.inner.lock().child.as_ref().map(Child::id)
    }

    /// Tells whether it answers, also once this is gone (then it does not).
    #[must_use]
    pub fn readiness(&self) -> Readiness {
        Readiness(Arc::clone(&self.inner))
    }

    pub(super) const fn inner(&self) -> &Arc<Inner> {
        &self.inner
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        {
            let mut state = self.inner.lock();
            state.phase = Phase::Stopped;
            if let Some(child) = &mut state.child {
                end(child);
            }
        }
        self.inner.changed.notify_all();
        if let Some(supervisor) = self.supervisor.take()
            && supervisor.join().is_err()
        {
            tracing::error!(
                engine = self.inner.role.name(),
                "the supervisor had panicked"
            );
        }
        let _ = fs::remove_dir_all(&self.inner.folder);
    }
}

/// What the supervisor and the clients of one engine share.
pub(super) struct Inner {
    role: Role,
    folder: PathBuf,
    state: Mutex<State>,
    changed: Condvar,
    gates: [Mutex<()>; Stage::ALL.len()],
}

#[derive(Default)]
struct State {
    phase: Phase,
    /// Which start this is; a connection belongs to one.
    start: u32,
    /// Not waited for yet, so that its number is still its own.
    child: Option<Child>,
    stalled: Option<Stage>,
    refused: Option<String>,
    /// Deaths since it was last well.
    failures: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Starting,
    Ready,
    Away,
    Stopped,
}

impl Inner {
    pub(super) const fn role(&self) -> Role {
        self.role
    }

    /// Where to ask now, and which start that is; `None` while it is away.
    pub(super) fn address(&self) -> Option<(u32, PathBuf)> {
        let state = self.lock();
        (state.phase == Phase::Ready).then(|| (state.start, self.socket(state.start)))
    }

    /// Which start is answering; `None` while it is away.
    pub(super) fn current(&self) -> Option<u32> {
        let state = self.lock();
        (state.phase == Phase::Ready).then_some(state.start)
    }

    /// Whose turn it is where the engine computes one thing at a time. Waiting is bounded: each one
    /// ahead has a deadline, and all of them fail at once when the engine has gone.
    pub(super) fn gate(&self, stage: Stage) -> MutexGuard<'_, ()> {
        let gate = &self.gates[stage as usize];
        gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The engine of this start did not answer in time.
    pub(super) fn late(&self, start: u32, stage: Stage) {
        let mut state = self.lock();
        if state.phase == Phase::Ready && state.start == start {
            state.phase = Phase::Away;
            state.stalled = Some(stage);
            if let Some(child) = &mut state.child {
                end(child);
            }
            self.changed.notify_all();
        }
    }

    /// The engine of this start answers nonsense.
    pub(super) fn insane(&self, start: u32) {
        let mut state = self.lock();
        if state.phase == Phase::Ready && state.start == start {
            state.phase = Phase::Away;
            if let Some(child) = &mut state.child {
                end(child);
            }
        }
    }

    /// Waits until the engine answers, no longer than this.
    pub(super) fn await_ready(&self, within: Duration) -> bool {
        let by = Deadline::after(within);
        let mut state = self.lock();
        while state.phase != Phase::Ready {
            match by.left() {
                Some(left) if state.phase != Phase::Stopped => {
                    let woken = self.changed.wait_timeout(state, left);
                    state = woken.unwrap_or_else(PoisonError::into_inner).0;
                }
                _ => return false,
            }
        }
        true
    }

    /// Waits until it is known that the engine of this start has gone; a moment at most.
    pub(super) fn await_gone(&self, start: u32) {
        let by = Deadline::after(Duration::from_secs(1));
        let mut state = self.lock();
        while state.phase == Phase::Ready
            && state.start == start
            && let Some(left) = by.left()
        {
            let woken = self.changed.wait_timeout(state, left);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        let woken = self.changed.wait(state);
        woken.unwrap_or_else(PoisonError::into_inner)
    }

    fn socket(&self, start: u32) -> PathBuf {
        self.folder.join(format!("{start}.sock"))
    }
}

/// Kills it; it is waited for elsewhere. There is nothing in an engine that a gentler end would save.
fn end(child: &mut Child) {
    if let Err(error) = child.kill() {
        tracing::error!(%error, "an engine process could not be killed");
    }
}

fn private_folder(role: Role) -> io::Result<PathBuf> {
    let parent = env::temp_dir();
    for n in 0..1_000 {
        let name = format!("{FOLDER}{role}-{}-{n}", std::process::id());
        let folder = parent.join(name);
        match DirBuilder::new().mode(0o700).create(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// How one life of an engine ended.
enum Life {
    /// It was there. How long it was ready.
    Lived(Duration),
    /// It could not even be started.
    Unborn,
    /// The host is being dropped.
    Stopped,
}

fn supervise(inner: &Inner, launch: &Launch, events: &dyn Fn(EngineEvent)) {
    let engine = inner.role.name();
    loop {
        let life = live(inner, launch, events);
        let mut state = inner.lock();
        if state.phase == Phase::Stopped {
            return;
        }
        state.phase = Phase::Away;
        state.failures = match life {
            Life::Lived(ready) if ready >= STEADY => 1,
            Life::Stopped => return,
            Life::Lived(_) | Life::Unborn => state.failures.saturating_add(1),
        };
        let attempt = state.failures;
        let after = back_off(attempt);
        inner.changed.notify_all();
        drop(state);
        tracing::warn!(
            engine,
            attempt,
            after_ms = after.as_millis(),
            "the engine is restarted"
        );
        events(EngineEvent::Restarting { attempt, after });
        let by = Deadline::after(after);
        let mut state = inner.lock();
        while let Some(left) = by.left() {
            if state.phase == Phase::Stopped {
                return;
            }
            let woken = inner.changed.wait_timeout(state, left);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// How long to stay away before the `attempt`-th start in a row.
fn back_off(attempt: u32) -> Duration {
    let place = usize::try_from(attempt.saturating_sub(1)).unwrap_or(usize::MAX);
    BACK_OFF[place.min(BACK_OFF.len() - 1)]
}

/// From one start to the end of that process.
fn live(inner: &Inner, launch: &Launch, events: &dyn Fn(EngineEvent)) -> Life {
    let engine = inner.role.name();
    let start = {
        let mut state = inner.lock();
        if state.phase == Phase::Stopped {
            return Life::Stopped;
        }
        state.phase = Phase::Starting;
        state.stalled = None;
        state.start += 1;
        state.start
    };
    let socket = inner.socket(start);
    let mut child = match spawn(launch, &socket, start) {
        Ok(child) => child,
        Err(error) => {
            tracing::error!(engine, %error, "the engine cannot be started; is the program still there?");
            return Life::Unborn;
        }
    };
    // Its end tells the child that we are gone.
    let _tether = child.stdin.take();
    let stdout = child.stdout.take();
    let follower = child.stderr.take().and_then(|stderr| {
        let role = inner.role;
        let name = format!("log-{role}");
        let follow = thread::Builder::new()
            .name(name)
            .spawn(move || log::follow(role, stderr));
        follow.ok()
    });
    {
        let mut state = inner.lock();
        if state.phase == Phase::Stopped {
            end(&mut child);
        }
        state.child = Some(child);
    }

    let mut ready_for = Duration::ZERO;
    if let Some(stdout) = stdout {
        let mut words = Words::new(stdout);
        match words.first(Deadline::after(launch.ready_within)) {
            First::Ready => {
                let since = MonotonicClock::start();
                if begin(inner, start) {
                    tracing::info!(engine, start, "the engine is ready");
                    events(EngineEvent::Ready);
                }
                words.wait_for_end();
                ready_for = since.elapsed();
            }
            First::Refused(why) => {
                tracing::error!(engine, why, "the engine cannot work");
                {
                    let mut state = inner.lock();
                    state.refused = Some(why);
                    if let Some(child) = &mut state.child {
                        end(child);
                    }
                }
                words.wait_for_end();
            }
            First::Ended => {}
            First::Late => {
                let mut state = inner.lock();
                state.stalled = Some(Stage::Start);
                if let Some(child) = &mut state.child {
                    end(child);
                }
            }
        }
    }

    let (child, stalled) = {
        let mut state = inner.lock();
        if state.phase != Phase::Stopped {
            state.phase = Phase::Away;
            inner.changed.notify_all();
        }
        (state.child.take(), state.stalled)
    };
    if let Some(stage) = stalled {
        tracing::error!(
            engine,
            stage = stage.name(),
            "the engine did not answer in time and was killed"
        );
        events(EngineEvent::Stalled(stage));
    }
    if let Some(mut child) = child {
        // It has closed its standard output, which it does only by ending; this is for the rest.
        end(&mut child);
        match child.wait() {
            Ok(status) if inner.lock().phase == Phase::Stopped => {
                tracing::debug!(engine, %status, "the engine has ended");
            }
            Ok(status) => {
                tracing::error!(engine, %status, "the engine has died");
                events(EngineEvent::Died(status));
            }
            Err(error) => tracing::error!(engine, %error, "the engine could not be waited for"),
        }
    }
    if let Some(follower) = follower {
        let _ = follower.join();
    }
    let _ = fs::remove_file(&socket);
    Life::Lived(ready_for)
}

/// The engine answers from now on, unless somebody has ended it meanwhile.
fn begin(inner: &Inner, start: u32) -> bool {
    let mut state = inner.lock();
    let ours = state.phase == Phase::Starting && state.start == start;
    if ours {
        state.phase = Phase::Ready;
        state.refused = None;
        inner.changed.notify_all();
    }
    ours
}

fn spawn(launch: &Launch, socket: &Path, start: u32) -> io::Result<Child> {
    Command::new(&launch.exe)
        .arg0("munjigi")
        .args(["engine", launch.role.name(), "--socket"])
        .arg(socket)
        .args(["--start", &start.to_string()])
        .args(&launch.args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // Ctrl-C at a terminal is for the parent alone.
        .process_group(0)
        .spawn()
}

/// What an engine says to its parent.
struct Words {
    stdout: ChildStdout,
    line: Vec<u8>,
}

enum First {
    Ready,
    Refused(String),
    Ended,
    Late,
}

impl Words {
    const fn new(stdout: ChildStdout) -> Self {
        let line = Vec::new();
        Self { stdout, line }
    }

    /// Whether it is ready.
    fn first(&mut self, by: Deadline) -> First {
        let mut some = [0; 256];
        loop {
            while let Some(end) = self.line.iter().position(|&octet| octet == b'\n') {
                let line: Vec<u8> = self.line.drain(..=end).collect();
                let line = String::from_utf8_lossy(&line);
                let Some(word) = line.trim_end().strip_prefix(MARK) else {
                    continue;
                };
                if let Some(version) = word.strip_prefix(READY) {
                    return if version.parse() == Ok(wire::VERSION) {
                        First::Ready
                    } else {
                        First::Refused(format!("it speaks version {version} of the protocol"))
                    };
                }
                if let Some(why) = word.strip_prefix(REFUSED) {
                    return First::Refused(why.to_owned());
                }
            }
            if self.line.len() > LONGEST_LINE {
                self.line.clear();
            }
            let Some(left) = by.left() else {
                return First::Late;
            };
            let left = PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX);
            let mut fds = [PollFd::new(self.stdout.as_fd(), PollFlags::POLLIN)];
            match poll(&mut fds, left) {
                Ok(0) | Err(nix::errno::Errno::EINTR) => continue,
                Ok(_) => {}
                Err(_) => return First::Ended,
            }
            match self.stdout.read(&mut some) {
                Ok(0) => return First::Ended,
                Ok(got) => self.line.extend_from_slice(&some[..got]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return First::Ended,
            }
        }
    }

    /// Waits until it has ended. What it still says is nothing to us.
    fn wait_for_end(&mut self) {
        let _ = io::copy(&mut self.stdout, &mut io::sink());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_dies_again_waits_longer() {
        let waits: Vec<_> = (1..=7).map(|n| back_off(n).as_millis()).collect();
        assert_eq!(waits, [200, 500, 1_000, 2_000, 5_000, 5_000, 5_000]);
    }
}
