//! Real words for a run in virtual time: what a caller says is spoken by the callers' voice, carried by
//! the telephone, and recognised with the words that the conversation expects.
//!
//! When a turn begins and ends is still known, not heard: this measures how far the receptionist gets
//! with what the recogniser makes of people, a hundred times as fast as a call.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use crate::{
    app::SpeechConfig,
    audio::{Hz8k, Hz16k, Pcm, Resampler},
    call::Hint,
    sim::channel::{Quality, Telephone},
    speech::{
        Kokoro, Manner, Models, PromptCache, Recognizer as _, Synthesizer as _, Threads, Whisper,
    },
};

use super::{LiveError, live::CALLER_VOICE, machine};

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
    models: Models,
    threads: Threads,
    prompts: PathBuf,
    recognizer: Whisper,
    wide: Resampler<Hz8k, Hz16k>,
    voices: BTreeMap<String, (Option<Kokoro>, PromptCache)>,
    usual: String,
    /// What could not be spoken or recognised; the run is worth nothing then.
    trouble: Option<String>,
}

impl Heard {
    /// Loads the recogniser; voices are loaded when somebody speaks who has not spoken before.
    ///
    /// # Errors
    /// When the models are not there.
    pub fn load(speech: &SpeechConfig, prompts: PathBuf) -> Result<Self, LiveError> {
        let models = Models::locate(&speech.models)?;
        let threads = Threads::new(speech.threads);
        Ok(Self {
            recognizer: Whisper::load(models.whisper(), threads)?,
            models,
            threads,
            prompts,
            wide: Resampler::new(),
            voices: BTreeMap::new(),
            usual: CALLER_VOICE.to_owned(),
            trouble: None,
        })
    }

    /// The same, where who speaks has no voice of their own in this one.
    #[must_use]
    pub fn speaking(mut self, voice: Option<String>) -> Self {
        self.usual = voice.unwrap_or(self.usual);
        self
    }

    /// What went wrong, if anything did.
    pub fn trouble(&mut self) -> Option<String> {
        self.trouble.take()
    }

    fn clip(&mut self, saying: &Saying<'_>) -> Result<Pcm<Hz8k>, LiveError> {
        machine::render(saying.words, |words| {
            self.words(&Saying { words, ..*saying })
        })
    }

    fn words(&mut self, saying: &Saying<'_>) -> Result<Pcm<Hz8k>, LiveError> {
        let voice = saying.voice.unwrap_or(&self.usual);
        let manner = Manner {
            voice: voice.to_owned(),
            speed: saying.speed,
        };
        let key = format!("{voice} {}", saying.speed);
        let load = || Kokoro::load(self.models.kokoro(), manner.clone(), self.threads);
        if !self.voices.contains_key(&key) {
            let kokoro = load()?;
            let print = kokoro.print();
            let folder = self.prompts.join("callers");
            let cache = PromptCache::open(&folder, print, CALLERS_LIMIT)?;
            self.voices.insert(key.clone(), (Some(kokoro), cache));
        }
        let Some((kokoro, cache)) = self.voices.get_mut(&key) else {
            return Ok(Pcm::new());
        };
        if let Some(clip) = cache.get(saying.words) {
            return Ok((*clip).clone());
        }
        let clip = match kokoro {
            Some(kokoro) => kokoro.speak(saying.words)?,
            None => return Ok(Pcm::new()),
        };
        cache.put(saying.words, &clip)?;
        Ok(clip)
    }
}

/// Room for what all callers of all scenarios say.
const CALLERS_LIMIT: u64 = 256 << 20;
/// The line is heard for so long before and behind the words.
const AROUND: Duration = Duration::from_millis(200);

impl Hearing for Heard {
    fn hear(&mut self, saying: &Saying<'_>) -> String {
        let clip = match self.clip(saying) {
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
