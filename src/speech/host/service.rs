//! The engine's side: one process, its models, a thread per connection.

use std::{
    borrow::Cow,
    convert::Infallible,
    error::Error,
    fs,
    io::{self, Read as _, Write as _},
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use nix::{
    errno::Errno,
    sys::{
        prctl,
        signal::{SigSet, Signal, raise},
    },
};

use crate::{audio::Pcm, call::Hint};

use super::{
    super::{Recognizer, SpeechError, Synthesizer, TurnDetector, Vad, Window},
    Fault, Role, Stage,
    fault::Fate,
    stream::{self, StreamError},
    wire::{self, Reply, Request, WireError},
};

/// Connections at a time; a line has three. One more is closed at once, which its client sees as an
/// engine that is gone.
const CONNECTIONS: usize = 64;
/// Folders that the engine removes when its parent could not.
pub(super) const FOLDER: &str = "munjigi-engine-";
/// What stands before the words on standard output that are meant for the parent. Native libraries
/// may print there too.
pub(super) const MARK: &str = "munjigi-engine ";
/// The models are loaded, the socket is there.
pub(super) const READY: &str = "ready ";
/// They could not be loaded; why follows.
pub(super) const REFUSED: &str = "refused ";

/// What an engine can do; every connection asks for parts of its own, which share their models.
pub trait Repertoire: Send + Sync {
    /// Voice activity.
    fn vad(&self) -> Option<Box<dyn Vad>> {
        None
    }

    /// Speech to text.
    fn recognizer(&self) -> Option<Box<dyn Recognizer>> {
        None
    }

    /// End of turn.
    fn turn_detector(&self) -> Option<Box<dyn TurnDetector>> {
        None
    }

    /// Text to speech.
    fn synthesizer(&self) -> Option<Box<dyn Synthesizer>> {
        None
    }
}

/// Why an engine process cannot work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServiceError {
    /// Signals could not be left to the parent.
    #[error("could not set the engine process up")]
    Process(#[source] Errno),
    /// The thread that watches the parent could not be started.
    #[error("could not watch the parent of the engine process")]
    Watch(#[source] io::Error),
    /// The socket could not be made, or takes no connections any more.
    #[error("could not listen on {}", path.display())]
    Listen {
        /// The socket.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// Nobody reads what it says.
    #[error("the parent of the engine process does not listen")]
    Parent(#[source] io::Error),
}

/// An engine process that has begun, before its models are loaded.
pub struct Service {
    role: Role,
    socket: PathBuf,
    fate: Fate,
}

impl Service {
    /// Makes this process an engine: it leaves signals to its parent, writes no dump of its memory,
    /// and ends, with all it was doing, when its standard input does. To be called before any other
    /// thread is started.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn begin(
        role: Role,
        socket: PathBuf,
        fault: Option<Fault>,
        start: u32,
    ) -> Result<Self, ServiceError> {
        // The parent ends it in time: a service manager that tells the whole group must not take
        // the ears away from a call that is still being ended politely.
        let left = SigSet::from_iter([Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP]);
        left.thread_block().map_err(ServiceError::Process)?;
        // A dump would hold voices, and writing it would make the caller wait.
        prctl::set_dumpable(false).map_err(ServiceError::Process)?;
        let watched = socket.clone();
        thread::Builder::new()
            .name("parent".to_owned())
            .spawn(move || watch_parent(&watched))
            .map_err(ServiceError::Watch)?;
        let fate = Fate::new(fault);
        fate.start(start);
        Ok(Self { role, socket, fate })
    }

    /// Tells the parent why there will be no engine.
    pub fn refuse(&self, why: &dyn Error) {
        let why = chain(why).replace('\n', " ");
        // A parent that has gone needs no reason.
        let _ = say(&format!("{REFUSED}{why}"));
    }

    /// Answers until the parent is gone.
    ///
    /// # Errors
    /// When the socket cannot be made, or takes no connections any more.
    pub fn serve(self, repertoire: Arc<dyn Repertoire>) -> Result<Infallible, ServiceError> {
        let unusable = |source| ServiceError::Listen {
            path: self.socket.clone(),
            source,
        };
        let listener = UnixListener::bind(&self.socket).map_err(unusable)?;
        say(&format!("{READY}{}", wire::VERSION)).map_err(ServiceError::Parent)?;
        let role = self.role;
        let fate = Arc::new(self.fate);
        let open = Arc::new(AtomicUsize::new(0));
        loop {
            let (stream, _) = listener.accept().map_err(unusable)?;
            let seat = Seat::take(&open);
            if seat.is_none() {
                tracing::warn!(role = role.name(), "more connections than an engine takes");
                continue;
            }
            let (repertoire, fate) = (Arc::clone(&repertoire), Arc::clone(&fate));
            let started = thread::Builder::new().name("line".to_owned()).spawn(move || {
                let _seat = seat;
                match Desk::new(role, &*repertoire, &fate).talk(&stream) {
                    Ok(()) => {}
                    Err(StreamError::Malformed(error)) => {
                        tracing::error!(%error, "a connection is closed: what came is no request");
                    }
                    Err(error) => tracing::debug!(%error, "a connection has ended"),
                }
            });
            if let Err(error) = started {
                tracing::error!(%error, "no thread for a connection");
            }
        }
    }
}

/// The parent holds the other end of standard input and never writes: its end is the parent's.
fn watch_parent(socket: &Path) {
    let mut nothing = [0; 16];
    loop {
        match io::stdin().lock().read(&mut nothing) {
            Ok(0) => break,
            Err(error) if error.kind() != io::ErrorKind::Interrupted => break,
            _ => {}
        }
    }
    let _ = fs::remove_file(socket);
    if let Some(folder) = socket.parent()
        && folder
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with(FOLDER))
    {
        let _ = fs::remove_dir(folder);
    }
    // Not an orderly end: that would wait for whatever a native library is stuck in.
    let _ = raise(Signal::SIGKILL);
}

fn say(words: &str) -> io::Result<()> {
    let mut parent = io::stdout().lock();
    writeln!(parent, "{MARK}{words}")?;
    parent.flush()
}

/// One of the connections that are open.
struct Seat(Arc<AtomicUsize>);

impl Seat {
    fn take(open: &Arc<AtomicUsize>) -> Option<Self> {
        let seat = Self(Arc::clone(open));
        // The one thread that accepts adds; all others only take away.
        (open.fetch_add(1, Ordering::Relaxed) < CONNECTIONS).then_some(seat)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Serves one connection.
struct Desk<'a> {
    role: Role,
    fate: &'a Fate,
    vad: Option<Box<dyn Vad>>,
    recognizer: Option<Box<dyn Recognizer>>,
    turn: Option<Box<dyn TurnDetector>>,
    synthesizer: Option<Box<dyn Synthesizer>>,
}

impl<'a> Desk<'a> {
    fn new(role: Role, repertoire: &dyn Repertoire, fate: &'a Fate) -> Self {
        Self {
            role,
            fate,
            vad: repertoire.vad(),
            recognizer: repertoire.recognizer(),
            turn: repertoire.turn_detector(),
            synthesizer: repertoire.synthesizer(),
        }
    }

    fn talk(&mut self, stream: &UnixStream) -> Result<(), StreamError> {
        let (mut body, mut out) = (Vec::new(), Vec::new());
        let mut greeted = false;
        loop {
            match stream::receive(stream, &mut body, None) {
                Ok(()) => {}
                Err(StreamError::Gone(_)) => return Ok(()),
                Err(error) => return Err(error),
            }
            let request = Request::decode(&body)?;
            let (reply, go_on) = match request {
                Request::Hello { version, role } => {
                    greeted = version == wire::VERSION && role == self.role;
                    let (version, role) = (wire::VERSION, self.role);
                    (Reply::Hello { version, role }, greeted)
                }
                request if greeted => (self.answer(request), true),
                _ => return Err(WireError::Field("greeting").into()),
            };
            out.clear();
            if let Err(error) = reply.encode(&mut out) {
                Reply::Failed(error.to_string().into()).encode(&mut out)?;
            }
            stream::send(stream, &out, None)?;
            if !go_on {
                return Ok(());
            }
        }
    }

    fn answer(&mut self, request: Request<'_>) -> Reply<'static> {
        let answered = match request {
            Request::Window { fresh, samples } => self.judge(fresh, &samples),
            Request::Recognise {
                hint,
                answers,
                closed,
                part,
                speech,
            } => {
                self.fate.request(Stage::Recognise);
                self.recognizer.as_mut().map(|recognizer| {
                    let speech = Pcm::from_samples(speech.into_owned());
                    let hint = Hint::new(hint.as_ref());
                    let hint = match part {
                        true => hint.of_a_part(),
                        false if closed => hint.with_answers(answers.as_ref()).closed(),
                        false => hint.with_answers(answers.as_ref()),
                    };
                    let heard = recognizer.recognize(&speech, &hint)?;
                    Ok(Reply::Words {
                        text: wire::cut(&heard.text).to_owned().into(),
                        confidence: heard.confidence.map(sane),
                    })
                })
            }
            Request::Finished { speech } => {
                self.fate.request(Stage::Turn);
                self.turn.as_mut().map(|turn| {
                    let speech = Pcm::from_samples(speech.into_owned());
                    Ok(Reply::Probability(sane(turn.finished(&speech)?)))
                })
            }
            Request::Speak { text } => {
                self.fate.request(Stage::Speak);
                self.synthesizer.as_mut().map(|synthesizer| {
                    let sound = synthesizer.speak(&text)?;
                    Ok(Reply::Sound(sound.samples().to_vec().into()))
                })
            }
            Request::Print => self.synthesizer.as_ref().map(|synthesizer| {
                let print = synthesizer.print();
                Ok(Reply::Print {
                    engine: print.engine.into(),
                    model: print.model.into(),
                    voice: print.voice.into(),
                    speed: print.speed,
                })
            }),
            Request::Hello { .. } => None,
        };
        match answered {
            Some(Ok(reply)) => reply,
            Some(Err(error)) => Reply::Failed(wire::cut(&chain(&error)).to_owned().into()),
            None => Reply::Failed(Cow::Borrowed("this engine does not do that")),
        }
    }

    fn judge(
        &mut self,
        fresh: bool,
        samples: &[i16],
    ) -> Option<Result<Reply<'static>, SpeechError>> {
        self.fate.request(Stage::Vad);
        let window: &Window = samples.try_into().ok()?;
        let vad = self.vad.as_mut()?;
        if fresh {
            vad.reset();
        }
        Some(vad.probability(window).map(|p| Reply::Probability(sane(p))))
    }
}

/// A probability, whatever rounding made of it.
fn sane(probability: f32) -> f32 {
    if probability.is_nan() {
        0.0
    } else {
        probability.clamp(0.0, 1.0)
    }
}

/// An error and everything that caused it.
fn chain(error: &dyn Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        message.push_str(": ");
        message.push_str(&error.to_string());
        cause = error.source();
    }
    message
}
