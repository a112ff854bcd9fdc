//! Real words for a run in virtual time: what a caller says is spoken by the callers' voice, carried by
//! the telephone, and recognised with the words that the conversation expects.
//!
//! When a turn begins and ends is still known, not heard: this measures how far the receptionist gets
//! with what the recogniser makes of people, a hundred times as fast as a call.

use std::{path::Path, time::Duration};

use crate::{
    app::SpeechConfig,
    audio::{Hz8k, Hz16k, Pcm, Resampler},
    call::Hint,
    sim::channel::{Quality, Telephone},
    speech::{Models, Recognizer as _, Threads, Whisper},
};

use super::{
    LiveError,
    voices::{Voices, Whose},
};

/// Something that is said at the other end of the line.
#[derive(Clone, Copy, Debug)]
pub struct Saying<'a> {
    /// The words.
    pub words: &'a str,
    /// The voice's name; `None` for the usual one, or the one that [`Heard::speaking`] names.
    pub voice: Option<&'a str>,
    /// How fast it speaks.
    pub speed: f32,
    /// How good the line is.
    pub quality: Quality,
    /// The dice of the line.
    pub seed: u64,
    /// Words that the conversation expects.
    pub hint: &'a Hint,
}

/// Makes words of what is said.
pub trait Hearing {
    /// What is heard.
    fn hear(&mut self, saying: &Saying<'_>) -> String;
}

/// The models.
pub struct Heard {
    recognizer: Whisper,
    wide: Resampler<Hz8k, Hz16k>,
    voices: Voices,
    /// What could not be spoken or recognised; the run is worth nothing then.
    trouble: Option<String>,
}

impl Heard {
    /// Loads the recogniser; voices are loaded when somebody speaks who has not spoken before.
    ///
    /// # Errors
    /// When the models are not there.
    pub fn load(speech: &SpeechConfig, prompts: &Path) -> Result<Self, LiveError> {
        let models = Models::locate(&speech.models)?;
        let threads = Threads::new(speech.threads);
        Ok(Self {
            recognizer: Whisper::load(models.whisper(), threads)?,
            wide: Resampler::new(),
            voices: Voices::new(speech, prompts)?,
            trouble: None,
        })
    }

    /// The same, where who speaks has no voice of their own in this one.
    #[must_use]
    pub fn speaking(mut self, voice: Option<String>) -> Self {
        if let Some(voice) = voice {
            self.voices.usually(voice);
        }
        self
    }

    /// What went wrong, if anything did.
    pub fn trouble(&mut self) -> Option<String> {
        self.trouble.take()
    }
}

/// The line is heard for so long before and behind the words.
const AROUND: Duration = Duration::from_millis(200);

impl Hearing for Heard {
    fn hear(&mut self, saying: &Saying<'_>) -> String {
        let whose = Whose {
            voice: saying.voice,
            speed: saying.speed,
        };
        let clip = match self.voices.clip(saying.words, whose) {
            Ok(clip) => clip,
            Err(error) => {
                self.trouble = Some(error.to_string());
                return String::new();
            }
        };
        let mut said = Pcm::<Hz8k>::silence(AROUND);
        said.append(&clip);
        said.append(&Pcm::silence(AROUND));
        let carried = Telephone::new(saying.quality, saying.seed).carry(&said);
        let wide = self.wide.resample(&carried);
        match self.recognizer.recognize(&wide, saying.hint) {
            Ok(transcript) => transcript.text,
            Err(error) => {
                self.trouble = Some(error.to_string());
                String::new()
            }
        }
    }
}
