//! Kokoro-82M speaking Korean.
//!
//! The model was never taught Korean, but its 115 phonemes of the International Phonetic Alphabet
//! hold all that Korean needs. `korean` turns text into those; this turns them into sound.

mod style;
mod tokens;

use ort::{session::Session, value::TensorRef};

use crate::{
    audio::{Hz8k, Hz24k, Pcm, Resampler},
    korean,
};

use self::{
    style::{STYLE, Style},
    tokens::{Vocabulary, sentences},
};
use super::{
    SpeechError, Synthesizer, Threads, VoicePrint, models::KokoroFiles, runtime, telephone,
};

/// Which voice, how fast.
#[derive(Clone, Debug, PartialEq)]
pub struct Manner {
    /// A voice, or several of which the mean is taken: `jf_alpha+jf_gongitsune`.
    pub voice: String,
    /// 1.0 is the voice's own speed, less is slower.
    pub speed: f32,
}

impl Default for Manner {
    /// The voice that our recogniser understands best over the telephone (`benches/voice.rs`).
    fn default() -> Self {
        Self {
            voice: "jf_alpha+jf_gongitsune".into(),
            speed: 0.9,
        }
    }
}

/// Silence between two sentences of one text, as samples at 24 kHz: 250 ms.
const PAUSE: usize = 6_000;
const MODEL: &str = "synthesizer";

/// [`Synthesizer`] by Kokoro-82M.
pub struct Kokoro {
    session: Session,
    vocabulary: Vocabulary,
    style: Style,
    manner: Manner,
    model_sha256: String,
    to_line: Resampler<Hz24k, Hz8k>,
}

impl Kokoro {
    /// What the model is fed with for `text`: how it is read aloud, in phonemes.
    #[must_use]
    pub fn reading(text: &str) -> String {
        sentences(text).into_iter().map(phonemes).collect()
    }

    /// Loads the model and the voice.
    ///
    /// # Errors
    /// [`SpeechError::NoSuchVoice`] with the voices there are; otherwise when a file is not usable.
    pub fn load(
        files: &KokoroFiles,
        manner: Manner,
        threads: Threads,
    ) -> Result<Self, SpeechError> {
        Ok(Self {
            style: Style::load(&files.voices, &manner.voice)?,
            vocabulary: Vocabulary::load(&files.vocabulary)?,
            session: runtime::session(&files.model, threads, runtime::Scratch::Pool)?,
            manner,
            model_sha256: files.model_sha256.clone(),
            to_line: Resampler::new(),
        })
    }

    /// Speaks as somebody else from now on; the model stays.
    ///
    /// # Errors
    /// [`SpeechError::NoSuchVoice`]; the voice stays as it was.
    pub fn speak_as(&mut self, files: &KokoroFiles, manner: Manner) -> Result<(), SpeechError> {
        if manner.voice != self.manner.voice {
            self.style = Style::load(&files.voices, &manner.voice)?;
        }
        self.manner = manner;
        Ok(())
    }

    /// Speaks `text` in the voice's full quality, with silence only between sentences.
    ///
    /// # Errors
    /// [`SpeechError::Run`] when the model fails.
    pub fn speak_wide(&mut self, text: &str) -> Result<Pcm<Hz24k>, SpeechError> {
        let mut speech = Pcm::new();
        for sentence in sentences(text) {
            let spoken = self.sentence(sentence)?;
            if !speech.is_empty() && !spoken.is_empty() {
                speech.extend_from_slice(&[0; PAUSE]);
            }
            speech.append(&spoken);
        }
        Ok(speech)
    }

    fn sentence(&mut self, sentence: &str) -> Result<Pcm<Hz24k>, SpeechError> {
        let tokens = self.vocabulary.tokens(&phonemes(sentence));
        if tokens.is_empty() {
            return Ok(Pcm::new());
        }
        let failed = |source| SpeechError::Run {
            model: MODEL,
            source,
        };
        let spoken = self.run(&tokens).map_err(failed)?;
        if spoken.iter().any(|s| !s.is_finite()) {
            return Err(SpeechError::Nonsense {
                model: MODEL,
                what: "samples that are not numbers",
            });
        }
        Ok(telephone::trim(&Pcm::from_floats(&spoken)))
    }

    fn run(&mut self, tokens: &[i64]) -> ort::Result<Vec<f32>> {
        let style = self.style.row(tokens.len() - 2);
        let speed = [self.manner.speed];
        let outputs = self.session.run(ort::inputs![
            "tokens" => TensorRef::from_array_view(([1, tokens.len()], tokens))?,
            "style" => TensorRef::from_array_view(([1, STYLE], style))?,
            "speed" => TensorRef::from_array_view(([1_usize], &speed[..]))?,
        ])?;
        let (_, samples) = outputs[0].try_extract_tensor::<f32>()?;
        Ok(samples.to_vec())
    }
}

impl Synthesizer for Kokoro {
    fn speak(&mut self, text: &str) -> Result<Pcm<Hz8k>, SpeechError> {
        let wide = self.speak_wide(text)?;
        Ok(telephone::level(&self.to_line.resample(&wide)))
    }

    fn print(&self) -> VoicePrint {
        VoicePrint {
            // Counted up when the same symbols are made to sound otherwise.
            engine: "kokoro-82m/2".into(),
            model: self.model_sha256.clone(),
            voice: self.manner.voice.clone(),
            speed: self.manner.speed,
            reading: Self::reading,
        }
    }
}

/// What the model is fed with for one sentence.
fn phonemes(sentence: &str) -> String {
    korean::phoneme::ipa(&korean::speakable(sentence))
}
