//! The second engine: whatever sherpa-onnx reads and we do not.
//!
//! [`Whisper`](super::Whisper) takes words to expect, which the same files in here do not. This stays
//! for models that a provisioned box may carry instead (`[[candidate]]` in `models/catalog.toml`):
//! SenseVoice and the Korean zipformers. None of those can be fetched where this was built, so only
//! [`OfflineModel::Whisper`] can be tried here.

use std::path::{Path, PathBuf};

use sherpa_onnx::{
    OfflineModelConfig, OfflineRecognizer, OfflineRecognizerConfig, OfflineSenseVoiceModelConfig,
    OfflineTransducerModelConfig, OfflineWhisperModelConfig, OnlineRecognizer,
    OnlineRecognizerConfig, OnlineStream, OnlineTransducerModelConfig,
};

use crate::{
    audio::{Hz16k, Pcm, Rate},
    call::Hint,
};

use super::{Recognizer, SpeechError, Threads, Transcript, models::WhisperFiles, plausible};

/// Silence that a streaming model needs behind the last word, in samples at 16 kHz: 0.5 s.
const FLUSH: usize = 8_000;

/// The files of a transducer, streaming or not: `encoder*.onnx`, `decoder*.onnx`, `joiner*.onnx`,
/// `tokens.txt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransducerFiles {
    /// Sound to states.
    pub encoder: PathBuf,
    /// Tokens so far to a state.
    pub decoder: PathBuf,
    /// Both to the next token.
    pub joiner: PathBuf,
    /// Tokens to text.
    pub tokens: PathBuf,
}

/// A model that hears a whole stretch of speech at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfflineModel {
    /// Whisper, with so many frames of 10 ms of silence behind the speech.
    Whisper(WhisperFiles, u16),
    /// SenseVoice.
    SenseVoice {
        /// The model (`model.int8.onnx`).
        model: PathBuf,
        /// Tokens to text.
        tokens: PathBuf,
    },
    /// A transducer, such as zipformer-korean.
    Transducer(TransducerFiles),
}

impl OfflineModel {
    fn config(&self) -> OfflineModelConfig {
        let mut config = OfflineModelConfig::default();
        match self {
            Self::Whisper(files, tail) => {
                config.tokens = name(&files.tokens);
                config.whisper = OfflineWhisperModelConfig {
                    encoder: name(&files.encoder),
                    decoder: name(&files.decoder),
                    language: Some("ko".into()),
                    task: Some("transcribe".into()),
                    tail_paddings: i32::from(*tail),
                    ..Default::default()
                };
            }
            Self::SenseVoice { model, tokens } => {
                config.tokens = name(tokens);
                config.sense_voice = OfflineSenseVoiceModelConfig {
                    model: name(model),
                    language: Some("ko".into()),
                    use_itn: true,
                };
            }
            Self::Transducer(files) => {
                config.tokens = name(&files.tokens);
                config.transducer = OfflineTransducerModelConfig {
                    encoder: name(&files.encoder),
                    decoder: name(&files.decoder),
                    joiner: name(&files.joiner),
                };
            }
        }
        config
    }

    fn file(&self) -> &Path {
        match self {
            Self::Whisper(files, _) => &files.encoder,
            Self::SenseVoice { model, .. } => model,
            Self::Transducer(files) => &files.encoder,
        }
    }
}

/// [`Recognizer`] by a model of sherpa-onnx that hears a whole stretch at once, set to Korean.
///
/// It takes no hint and does not say how sure it is.
pub struct SherpaOffline {
    recognizer: OfflineRecognizer,
}

impl SherpaOffline {
    /// Loads the model.
    ///
    /// # Errors
    /// [`SpeechError::LoadRecognizer`] when the files are not such a model.
    pub fn load(model: &OfflineModel, threads: Threads) -> Result<Self, SpeechError> {
        let mut config = OfflineRecognizerConfig {
            model_config: model.config(),
            ..Default::default()
        };
        config.model_config.num_threads = i32::from(threads.count());
        config.model_config.provider = Some("cpu".into());
        let recognizer = OfflineRecognizer::create(&config).ok_or_else(|| refused(model.file()))?;
        Ok(Self { recognizer })
    }
}

impl Recognizer for SherpaOffline {
    fn recognize(&mut self, speech: &Pcm<Hz16k>, _hint: &Hint) -> Result<Transcript, SpeechError> {
        if speech.is_empty() {
            return Ok(Transcript::default());
        }
        let stream = self.recognizer.create_stream();
        stream.accept_waveform(Hz16k::HZ.cast_signed(), &speech.to_floats());
        self.recognizer.decode(&stream);
        let result = stream.get_result().ok_or(NOTHING)?;
        Ok(plausible::words(&result.text, speech.duration()).into())
    }
}

/// [`Recognizer`] by a streaming transducer of sherpa-onnx, which can also be given a turn piece by
/// piece: [`more`](Self::more).
///
/// It takes no hint and does not say how sure it is.
pub struct SherpaStreaming {
    recognizer: OnlineRecognizer,
    stream: OnlineStream,
}

impl SherpaStreaming {
    /// Loads the model.
    ///
    /// # Errors
    /// [`SpeechError::LoadRecognizer`] when the files are not such a model.
    pub fn load(files: &TransducerFiles, threads: Threads) -> Result<Self, SpeechError> {
        let mut config = OnlineRecognizerConfig::default();
        config.model_config.transducer = OnlineTransducerModelConfig {
            encoder: name(&files.encoder),
            decoder: name(&files.decoder),
            joiner: name(&files.joiner),
        };
        config.model_config.tokens = name(&files.tokens);
        config.model_config.num_threads = i32::from(threads.count());
        config.model_config.provider = Some("cpu".into());
        config.enable_endpoint = false;
        let recognizer =
            OnlineRecognizer::create(&config).ok_or_else(|| refused(&files.encoder))?;
        let stream = recognizer.create_stream();
        Ok(Self { recognizer, stream })
    }

    /// Another turn begins: what was heard so far is forgotten.
    pub fn begin(&mut self) {
        self.stream = self.recognizer.create_stream();
    }

    /// Hears on, and tells the words of the turn so far. The last 0.3 s or so are not in them yet.
    ///
    /// # Errors
    /// [`SpeechError::Nonsense`] when the engine has no answer.
    pub fn more(&mut self, sound: &Pcm<Hz16k>) -> Result<String, SpeechError> {
        self.hear(&sound.to_floats())
    }

    fn hear(&mut self, samples: &[f32]) -> Result<String, SpeechError> {
        self.stream
            .accept_waveform(Hz16k::HZ.cast_signed(), samples);
        while self.recognizer.is_ready(&self.stream) {
            self.recognizer.decode(&self.stream);
        }
        let result = self.recognizer.get_result(&self.stream).ok_or(NOTHING)?;
        Ok(result.text)
    }
}

impl Recognizer for SherpaStreaming {
    fn recognize(&mut self, speech: &Pcm<Hz16k>, _hint: &Hint) -> Result<Transcript, SpeechError> {
        self.begin();
        let mut samples = speech.to_floats();
        samples.resize(samples.len() + FLUSH, 0.0);
        let heard = self.hear(&samples)?;
        Ok(plausible::words(&heard, speech.duration()).into())
    }
}

const NOTHING: SpeechError = SpeechError::Nonsense {
    model: "recogniser",
    what: "no result",
};

fn name(path: &Path) -> Option<String> {
    Some(path.to_string_lossy().into_owned())
}

fn refused(file: &Path) -> SpeechError {
    SpeechError::LoadRecognizer {
        path: file.parent().unwrap_or(file).to_path_buf(),
    }
}
