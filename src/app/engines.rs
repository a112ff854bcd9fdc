//! The models of a box, loaded once.

use std::{path::Path, sync::Arc};

use crate::{
    clock::MonotonicClock,
    reception::{self, Shop},
    speech::{
        CacheError, Kokoro, Manner, ModelError, Models, PromptCache, Rendered, SherpaWhisper,
        SileroVad, SpeechError, Synthesizer as _, Threads,
    },
    time::Clock as _,
};

use super::SpeechConfig;

/// Everything a line needs to hear and to speak.
pub struct Engines {
    /// Voice activity.
    pub vad: SileroVad,
    /// Speech to text.
    pub recognizer: SherpaWhisper,
    /// Text to speech.
    pub voice: Kokoro,
    /// Rendered sentences.
    pub prompts: Arc<PromptCache>,
}

/// Why the models could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A file is missing or damaged.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// An engine did not take its model.
    #[error(transparent)]
    Speech(#[from] SpeechError),
    /// Rendered sentences cannot be kept.
    #[error(transparent)]
    Cache(#[from] CacheError),
}

impl Engines {
    /// Checks and loads the models; rendered sentences are kept in `prompts`.
    ///
    /// # Errors
    /// When a model is missing, damaged or not understood.
    pub fn load(config: &SpeechConfig, prompts: &Path) -> Result<Self, EngineError> {
        let clock = MonotonicClock::start();
        let models = Models::locate(&config.models)?;
        let checked = clock.now();
        tracing::info!(took_ms = checked.as_millis(), "models checked");
        let threads = Threads::new(config.threads);
        let manner = Manner {
            voice: config.voice.clone(),
            speed: config.speed,
        };
        let voice = Kokoro::load(models.kokoro(), manner, threads)?;
        let prompts = PromptCache::open(prompts, voice.print(), PromptCache::USUAL_LIMIT)?;
        let engines = Self {
            vad: SileroVad::load(models.silero())?,
            recognizer: SherpaWhisper::load(models.whisper(), threads)?,
            voice,
            prompts: Arc::new(prompts),
        };
        let took_ms = clock.now().since(checked).as_millis();
        tracing::info!(took_ms, "models loaded");
        Ok(engines)
    }

    /// Renders every sentence that is known before a call. `progress` is told how many are done,
    /// of how many.
    ///
    /// # Errors
    /// When the rendered sentences cannot be kept.
    pub fn prepare(
        &mut self,
        shop: &Shop,
        progress: impl FnMut(usize, usize),
    ) -> Result<Rendered, EngineError> {
        let sentences = reception::all_fixed(shop);
        Ok(self
            .prompts
            .render_all(&sentences, &mut self.voice, progress)?)
    }
}
