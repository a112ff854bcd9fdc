//! Real ears and a real voice for runs in virtual time: what people say is spoken, carried by the telephone frame
//! by frame, and it is the ears that notice when somebody speaks, has finished, or wants the box to stop.
//!
//! What computing takes is assumed ([`Pace`]) and not measured, so that a run is the same on every machine.

use std::{path::Path, sync::Arc};

use crate::{
    app::SpeechConfig,
    audio::{Hz8k, Pcm},
    speech::{
        EarParts, Kokoro, Manner, Models, Pace, PacedEars, PacedVoice, PromptCache, Recognizer,
        Shared, SileroVad, SmartTurn, SpeechError, Synthesizer, Threads, TurnDetector, Vad,
        Whisper,
    },
};

use super::{
    LiveError,
    voices::{Voices, Whose},
};

type Clips = Box<dyn FnMut(&str, Whose<'_>) -> Result<Pcm<Hz8k>, LiveError>>;
type NewVad = Box<dyn Fn() -> Result<Box<dyn Vad>, SpeechError>>;

/// The models, for all runs.
pub struct ByEar {
    vad: NewVad,
    recognizer: Shared<dyn Recognizer>,
    turns: Shared<dyn TurnDetector>,
    voice: Shared<dyn Synthesizer>,
    cache: Arc<PromptCache>,
    clips: Clips,
    /// What could not be spoken; the run is worth nothing then.
    trouble: Option<String>,
}

impl ByEar {
    /// Loads the models of the box; what callers sound like is loaded when they speak for the first time.
    ///
    /// # Errors
    /// When the models are not there.
    pub fn load(
        speech: &SpeechConfig,
        prompts: &Path,
        usual: Option<String>,
    ) -> Result<Self, LiveError> {
        let models = Models::locate(&speech.models)?;
        let threads = Threads::new(speech.threads);
        let manner = Manner {
            voice: speech.voice.clone(),
            speed: speech.speed,
        };
        let recognizer: Box<dyn Recognizer> = Box::new(Whisper::load(models.whisper(), threads)?);
        let turns: Box<dyn TurnDetector> =
            Box::new(SmartTurn::load(models.smart_turn(), Threads::ONE)?);
        let voice: Box<dyn Synthesizer> = Box::new(Kokoro::load(models.kokoro(), manner, threads)?);
        let cache = PromptCache::open(prompts, voice.print(), PromptCache::USUAL_LIMIT)?;
        let mut voices = Voices::new(speech, prompts)?;
        if let Some(usual) = usual {
            voices.usually(usual);
        }
        let silero = models.silero().to_owned();
        Ok(Self {
            vad: Box::new(move || Ok(Box::new(SileroVad::load(&silero)?))),
            recognizer: Shared::new(recognizer),
            turns: Shared::new(turns),
            voice: Shared::new(voice),
            cache: Arc::new(cache),
            clips: Box::new(move |text, whose| voices.clip(text, whose)),
            trouble: None,
        })
    }

    /// What went wrong, if anything did.
    pub fn trouble(&mut self) -> Option<String> {
        self.trouble.take()
    }

    /// Ears and a voice for one call.
    pub(super) fn call(&mut self) -> Option<(PacedEars, PacedVoice)> {
        let vad = (self.vad)();
        let vad = vad.inspect_err(|error| self.trouble = Some(error.to_string()));
        let parts = EarParts {
            vad: vad.ok()?,
            recognizer: Box::new(self.recognizer.clone()),
            turns: Some(Box::new(self.turns.clone())),
        };
        let voice = Box::new(self.voice.clone());
        let pace = Pace::default();
        Some((
            PacedEars::new(parts, pace),
            PacedVoice::new(voice, Arc::clone(&self.cache), pace),
        ))
    }

    /// What this sounds like at the other end; nothing when it cannot be spoken.
    pub(super) fn clip(&mut self, text: &str, whose: Whose<'_>) -> Pcm<Hz8k> {
        (self.clips)(text, whose).unwrap_or_else(|error| {
            self.trouble = Some(error.to_string());
            Pcm::new()
        })
    }
}

#[cfg(test)]
impl ByEar {
    /// Without models: loudness is speech, everybody hums, and `heard` is all that is ever recognised.
    pub(super) fn scripted(folder: &Path, heard: &str) -> Self {
        use crate::speech::{HummingVoice, ListRecognizer, LoudnessVad, SteadyTurns};
        let recognizer: Box<dyn Recognizer> = Box::new(ListRecognizer::new(vec![heard.to_owned()]));
        let turns: Box<dyn TurnDetector> = Box::new(SteadyTurns);
        let voice: Box<dyn Synthesizer> = Box::new(HummingVoice);
        let cache = PromptCache::open(folder, voice.print(), 1 << 24).unwrap();
        Self {
            vad: Box::new(|| Ok(Box::new(LoudnessVad))),
            recognizer: Shared::new(recognizer),
            turns: Shared::new(turns),
            voice: Shared::new(voice),
            cache: Arc::new(cache),
            clips: Box::new(|text, _| Ok(HummingVoice.speak(text)?)),
            trouble: None,
        }
    }
}
