//! Whisper through sherpa-onnx, which computes mel features and decodes greedily.

use sherpa_onnx::{OfflineRecognizer, OfflineRecognizerConfig, OfflineWhisperModelConfig};

use crate::{
    audio::{Hz16k, Pcm, Rate},
    call::Hint,
};

use super::{Recognizer, SpeechError, Threads, Transcript, models::WhisperFiles, plausible};

/// Silence added behind the speech before it is encoded, in mel frames of 10 ms.
///
/// The model was trained on windows of 30 s; with less than some 4 s behind the words it loops.
/// Encoding costs in proportion, so this is as low as the words stand (see `benches/voice.rs`).
pub const TAIL_FRAMES: u16 = 400;

/// [`Recognizer`] by Whisper in sherpa-onnx's file layout, set to Korean.
///
/// Whisper always answers something, so what cannot have been said is dropped
/// ([`plausible::words`]).
pub struct SherpaWhisper {
    recognizer: OfflineRecognizer,
}

impl SherpaWhisper {
    /// Loads the model with the usual [`TAIL_FRAMES`].
    ///
    /// # Errors
    /// [`SpeechError::LoadRecognizer`] when the files are not such a model.
    pub fn load(files: &WhisperFiles, threads: Threads) -> Result<Self, SpeechError> {
        Self::load_with_tail(files, threads, TAIL_FRAMES)
    }

    /// Loads the model with another number of frames of silence behind the speech.
    ///
    /// # Errors
    /// [`SpeechError::LoadRecognizer`] when the files are not such a model.
    pub fn load_with_tail(
        files: &WhisperFiles,
        threads: Threads,
        tail_frames: u16,
    ) -> Result<Self, SpeechError> {
        let path = |p: &std::path::Path| Some(p.to_string_lossy().into_owned());
        let mut config = OfflineRecognizerConfig::default();
        config.model_config.whisper = OfflineWhisperModelConfig {
            encoder: path(&files.encoder),
            decoder: path(&files.decoder),
            language: Some("ko".into()),
            task: Some("transcribe".into()),
            tail_paddings: i32::from(tail_frames),
            ..Default::default()
        };
        config.model_config.tokens = path(&files.tokens);
        config.model_config.num_threads = i32::from(threads.count());
        config.model_config.provider = Some("cpu".into());
        let recognizer =
            OfflineRecognizer::create(&config).ok_or_else(|| SpeechError::LoadRecognizer {
                path: files
                    .encoder
                    .parent()
                    .unwrap_or(&files.encoder)
                    .to_path_buf(),
            })?;
        Ok(Self { recognizer })
    }
}

impl Recognizer for SherpaWhisper {
    fn recognize(&mut self, speech: &Pcm<Hz16k>, _hint: &Hint) -> Result<Transcript, SpeechError> {
        if speech.is_empty() {
            return Ok(Transcript::default());
        }
        let stream = self.recognizer.create_stream();
        stream.accept_waveform(Hz16k::HZ.cast_signed(), &speech.to_floats());
        self.recognizer.decode(&stream);
        let result = stream.get_result().ok_or(SpeechError::Nonsense {
            model: "recogniser",
            what: "no result",
        })?;
        Ok(plausible::words(&result.text, speech.duration()).into())
    }
}
