//! What the live parts need of a model, and no more: [`Vad`], [`TurnDetector`], [`Recognizer`],
//! [`Synthesizer`].

use std::path::PathBuf;

use crate::{
    audio::{Hz8k, Hz16k, Pcm},
    call::Hint,
};

use super::{
    VoicePrint,
    host::{Role, Stage},
};

/// Samples in one [`Window`]: 32 ms at 8 kHz.
pub const WINDOW: usize = 256;

/// What voice activity is judged on: 32 ms of the telephone line, 8 kHz, mono.
pub type Window = [i16; WINDOW];

/// Voice activity: how likely is it that somebody speaks?
///
/// An implementation remembers what it heard before; [`reset`](Self::reset) makes it forget.
pub trait Vad: Send {
    /// The probability, 0.0..=1.0, that this window holds speech. Windows come without gaps.
    ///
    /// # Errors
    /// [`SpeechError::Run`] when the model fails.
    fn probability(&mut self, window: &Window) -> Result<f32, SpeechError>;

    /// Forgets everything heard so far: another call begins.
    fn reset(&mut self);
}

/// Speech to text.
///
/// Beside the sound it gets a [`Hint`]: words that the answer may hold. An engine that cannot use
/// one leaves it alone.
///
/// It wants 16 kHz. Telephone sound has to be resampled first, and the compiler says so:
///
/// ```compile_fail,E0308
/// use munjigi::{audio::{Hz8k, Pcm}, call::Hint, speech::{Recognizer, SpeechError, Transcript}};
///
/// fn hear(recognizer: &mut dyn Recognizer, line: &Pcm<Hz8k>) -> Result<Transcript, SpeechError> {
///     recognizer.recognize(line, &Hint::default()) // expected `&Pcm<Hz16k>`
/// }
/// ```
///
/// ```
/// use munjigi::{audio::{Hz8k, Pcm, resample}, call::Hint, speech::{Recognizer, SpeechError, Transcript}};
///
/// fn hear(recognizer: &mut dyn Recognizer, line: &Pcm<Hz8k>) -> Result<Transcript, SpeechError> {
///     recognizer.recognize(&resample(line), &Hint::default())
/// }
/// ```
pub trait Recognizer: Send {
    /// The words in `speech`, as the model writes them; empty when there are none. `speech` is one
    /// stretch that voice activity let through, at most 30 s.
    ///
    /// # Errors
    /// [`SpeechError::Run`] when the model fails.
    fn recognize(&mut self, speech: &Pcm<Hz16k>, hint: &Hint) -> Result<Transcript, SpeechError>;
}

/// What a [`Recognizer`] made of a stretch of speech.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Transcript {
    /// The words; empty when there are none.
    pub text: String,
    /// How sure the model is of them, 0.0..=1.0: the geometric mean of the probabilities of its
    /// tokens. `None` when it does not say, or when there are no words.
    pub confidence: Option<f32>,
}

impl From<String> for Transcript {
    fn from(text: String) -> Self {
        let confidence = None;
        Self { text, confidence }
    }
}

/// End of turn: does what was said sound finished?
///
/// It judges how something was said (falling voice, a breath in the middle of a list), and wants
/// 16 kHz like every model that does.
pub trait TurnDetector: Send {
    /// The probability, 0.0..=1.0, that the speaker has finished. `speech` ends with the pause that
    /// asks the question; only its last 8 s count.
    ///
    /// # Errors
    /// [`SpeechError::Run`] when the model fails.
    fn finished(&mut self, speech: &Pcm<Hz16k>) -> Result<f32, SpeechError>;
}

/// Text to speech.
pub trait Synthesizer: Send {
    /// Speaks `text`, ready for the line: telephone rate and loudness, no silence at either end.
    /// Empty when there is nothing to pronounce in it.
    ///
    /// # Errors
    /// [`SpeechError::Run`] when the model fails.
    fn speak(&mut self, text: &str) -> Result<Pcm<Hz8k>, SpeechError>;

    /// What decides how a text sounds, so that a rendered sentence can be found again.
    fn print(&self) -> VoicePrint;
}

/// Why a speech part could not be made or did not work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SpeechError {
    /// `libonnxruntime.so` is missing or of another version.
    #[error(
        "could not start ONNX Runtime: no fitting libonnxruntime.so was found; \
         run `sh scripts/setup.sh`, or put the box's lib/ beside its bin/"
    )]
    Runtime(#[source] ort::LoadDynamicError),
    /// ONNX Runtime refused a setting or a model file.
    #[error("could not load the model {path}; run `sh scripts/setup.sh` to make it anew")]
    Load {
        /// The model file.
        path: PathBuf,
        /// What ONNX Runtime says.
        #[source]
        source: ort::Error,
    },
    /// The recogniser refused its files; it says why on standard error only.
    #[error(
        "could not load the recogniser from {path}; its own message stands above. \
         Run `sh scripts/setup.sh` to make the files anew"
    )]
    LoadRecognizer {
        /// The folder of its files.
        path: PathBuf,
    },
    /// A file that belongs to a model could not be read.
    #[error("could not read {path}; run `sh scripts/setup.sh` to make it anew")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// A file that belongs to a model is not what it should be.
    #[error("{path} is not usable: {why}; run `sh scripts/setup.sh` to make it anew")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A voice that is not there was asked for.
    #[error("there is no voice `{name}`; the voices are {known}, or two of them as `a+b`")]
    NoSuchVoice {
        /// What was asked for.
        name: String,
        /// What there is, with commas between.
        known: String,
    },
    /// A model failed while it ran.
    #[error("the {model} failed; if it happens again, restart the program")]
    Run {
        /// Which model.
        model: &'static str,
        /// What ONNX Runtime says.
        #[source]
        source: ort::Error,
    },
    /// A model ran and returned something that cannot be.
    #[error("the {model} returned {what}; if it happens again, run `sh scripts/setup.sh`")]
    Nonsense {
        /// Which model.
        model: &'static str,
        /// What came out.
        what: &'static str,
    },
    /// An engine process did not answer in time. It has been killed and is being restarted.
    #[error("the engine did not answer in time ({which}); it is being restarted")]
    EngineStalled {
        /// What it was asked for.
        which: Stage,
    },
    /// An engine process is not there: it has died and is being restarted.
    #[error("the engine is not there ({which}); it is being restarted")]
    EngineGone {
        /// What it was to be asked for.
        which: Stage,
    },
    /// An engine process answered that it cannot do this; it goes on.
    #[error("the engine failed ({which}): {why}")]
    EngineFailed {
        /// What it was asked for.
        which: Stage,
        /// Its own words.
        why: String,
    },
    /// An engine process says that it cannot work at all.
    #[error("the engine `{engine}` cannot start: {why}")]
    EngineRefused {
        /// Which one.
        engine: Role,
        /// Its own words.
        why: String,
    },
    /// There is no place, or no thread, for an engine process.
    #[error("could not prepare for the engine `{engine}`; check the folder for temporary files")]
    EngineProcess {
        /// Which one.
        engine: Role,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
}
