//! The models of a box, loaded once and shared by its lines.

use std::{path::Path, sync::Arc};

use crate::{
    clock::MonotonicClock,
    outreach,
    reception::{self, Shop},
    speech::{
        CacheError, EarParts, HummingVoice, Kokoro, ListRecognizer, LoudnessVad, Manner,
        ModelError, Models, PromptCache, Recognizer, Rendered, Shared, SileroVad, SpeechError,
        Synthesizer, Threads, Vad, Whisper,
    },
    time::Clock as _,
};

use super::{Engine, SpeechConfig};

/// Everything that lines need to hear and to speak.
pub struct Engines {
    hearing: Hearing,
    voice: Shared<dyn Synthesizer>,
    /// Rendered sentences.
    pub prompts: Arc<PromptCache>,
}

enum Hearing {
    Models(Models, Shared<dyn Recognizer>),
    /// Each line hears the list from its beginning.
    Scripted(Vec<String>),
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
        let (hearing, voice): (_, Box<dyn Synthesizer>) = match &config.engine {
            Engine::Models => {
                let (hearing, voice) = load_models(config)?;
                (hearing, Box::new(voice))
            }
            Engine::Scripted { heard } => {
                (Hearing::Scripted(heard.clone()), Box::new(HummingVoice))
            }
        };
        let prompts = PromptCache::open(prompts, voice.print(), PromptCache::USUAL_LIMIT)?;
        Ok(Self {
            hearing,
            voice: Shared::new(voice),
            prompts: Arc::new(prompts),
        })
    }

    /// What a line hears with.
    ///
    /// # Errors
    /// When the model of voice activity, of which every line has its own, cannot be loaded.
    pub fn ears(&self) -> Result<EarParts, SpeechError> {
        let (vad, recognizer): (Box<dyn Vad>, Box<dyn Recognizer>) = match &self.hearing {
            Hearing::Models(models, recognizer) => (
                Box::new(SileroVad::load(models.silero())?),
                Box::new(recognizer.clone()),
            ),
            Hearing::Scripted(heard) => (
                Box::new(LoudnessVad),
                Box::new(ListRecognizer::new(heard.clone())),
            ),
        };
        Ok(EarParts {
            vad,
            recognizer,
            turns: None,
        })
    }

    /// What a line speaks with.
    #[must_use]
    pub fn voice(&self) -> Box<dyn Synthesizer> {
        Box::new(self.voice.clone())
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
        let mut sentences = reception::all_fixed(shop);
        sentences.extend(outreach::SENTENCES.map(str::to_owned));
        Ok(self
            .prompts
            .render_all(&sentences, &mut self.voice, progress)?)
    }
}

fn load_models(config: &SpeechConfig) -> Result<(Hearing, Kokoro), EngineError> {
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
    let recognizer = Whisper::load(models.whisper(), threads)?;
    let took_ms = clock.now().since(checked).as_millis();
    tracing::info!(took_ms, "models loaded");
    let recognizer: Box<dyn Recognizer> = Box::new(recognizer);
    Ok((Hearing::Models(models, Shared::new(recognizer)), voice))
}
