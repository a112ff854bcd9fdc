//! Engines in processes of their own: what computes in native code may abort, and then takes nothing
//! of the call down with it.
//!
//! ```text
//!  the box                                      munjigi engine hearing
//!  ears ─▶ HostedVad, HostedRecognizer ─ socket ─▶ a thread per connection ─▶ the models
//!          Host: starts, watches, kills, restarts ◀─ stdout: ready; closed: dead
//!                                               munjigi engine voice
//!  voice ─▶ HostedSynthesizer ───────────  socket ─▶ the synthesizer
//! ```
//!
//! **Rule:** every request ends within a time that is known before it is made: with an answer, with
//! [`SpeechError::EngineStalled`], or with [`SpeechError::EngineGone`]. Nobody waits for an engine that
//! is being restarted. Models are in memory once, however many lines ask; where the engine computes
//! one thing at a time, the lines take turns on this side, so that only the engine's own time counts.
//!
//! An engine that answers too late is killed; one that has died is started again, after
//! [`BACK_OFF`]. While the ears' engine is away, loudness stands in for voice activity.
//!
//! ```
//! use std::{path::PathBuf, time::Duration};
//! use munjigi::{
//!     audio::Pcm, call::Hint,
//!     speech::{Recognizer, SpeechError, host::{Host, Launch, Role}},
//! };
//!
//! let launch = Launch {
//!     role: Role::Hearing,
//!     exe: PathBuf::from("/nowhere/munjigi"),
//!     args: Vec::new(),
//!     ready_within: Duration::from_secs(5),
//! };
//! let host = Host::start(launch, Box::new(|event| println!("{event:?}")))?;
//! let mut ears = host.recognizer();
//! // It cannot start, and says so at once instead of waiting for it.
//! let heard = ears.recognize(&Pcm::silence(Duration::from_secs(1)), &Hint::default());
//! assert!(matches!(heard, Err(SpeechError::EngineGone { .. })));
//! # Ok::<(), SpeechError>(())
//! ```
//!
//! The child is the same binary (`munjigi engine`, not for people). It listens on a socket in a folder
//! that only this user may enter, says `ready` on its standard output, and ends with its parent: its
//! standard input is a pipe that the parent never writes to, and the end of it is the end. It leaves
//! signals to its parent, and no dump of its memory, which holds voices, is written. What it writes to
//! standard error comes into the parent's log with the field `engine`; lines that are not its own log
//! lines (native libraries, panics) may hold anything and stay at DEBUG.
//!
//! To test it: `cargo test --lib speech::host` for the protocol, `cargo test --test engines` for real
//! processes. With `[speech] engine = "scripted"` in `munjigi.toml`, `fault = "recognise=abort@2"` has an
//! engine misbehave in a whole `munjigi run` ([`Fault`]).
//!
//! [`SpeechError::EngineStalled`]: super::SpeechError::EngineStalled
//! [`SpeechError::EngineGone`]: super::SpeechError::EngineGone

mod clients;
mod fault;
mod log;
mod service;
mod stream;
mod supervisor;
#[cfg(test)]
mod tests;
pub mod wire;

use std::{fmt, str::FromStr};

pub use clients::{
    HostedRecognizer, HostedSynthesizer, HostedTurnDetector, HostedVad, TURN_WITHIN, VAD_LATE,
    VAD_WITHIN, recognise_within, speak_within,
};
pub use fault::{Fault, NoFault};
pub use service::{Repertoire, Service, ServiceError};
pub use supervisor::{BACK_OFF, EngineEvent, Host, Launch, Readiness};

/// Which engine process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Voice activity, recogniser, end of turn.
    Hearing,
    /// The synthesizer.
    Voice,
}

impl Role {
    /// Its name: in the log, on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hearing => "hearing",
            Self::Voice => "voice",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Hearing, Self::Voice]
            .into_iter()
            .find(|role| role.name() == text)
            .ok_or("the engines are: hearing, voice")
    }
}

/// What an engine was doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Starting: the models are being loaded.
    Start,
    /// Judging a window of 32 ms.
    Vad,
    /// Recognising a stretch of speech.
    Recognise,
    /// Judging whether a turn is over.
    Turn,
    /// Rendering a sentence.
    Speak,
}

impl Stage {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Start,
        Self::Vad,
        Self::Recognise,
        Self::Turn,
        Self::Speak,
    ];

    /// Its name: in the log, in a [`Fault`].
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Vad => "vad",
            Self::Recognise => "recognise",
            Self::Turn => "turn",
            Self::Speak => "speak",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
