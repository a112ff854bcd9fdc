//! The engines of a box: loaded once, in this process or in processes of their own, and shared by its
//! lines.

use std::{path::Path, sync::Arc};

use tokio::sync::mpsc;

use crate::{
    clock::MonotonicClock,
    optout, outreach,
    reception::{self, Shop},
    speech::{
        CacheError, EarParts, HummingVoice, Kokoro, ListRecognizer, LoudnessVad, Manner,
        ModelError, Models, PromptCache, Recognizer, Rendered, Shared, SileroVad, SmartTurn,
        SpeechError, SteadyTurns, Synthesizer, Threads, TurnDetector, Vad, WINDOW, Whisper,
        host::{EngineEvent, Host, HostedSynthesizer, Repertoire, Role},
    },
    time::Clock as _,
};

use super::{Engine, SpeechConfig, hosting, preparation::Preparation};

/// Who is told what becomes of the engine processes.
pub type EngineEvents = Arc<dyn Fn(Role, EngineEvent) + Send + Sync>;

/// Everything that lines need to hear and to speak.
pub struct Engines {
    hearing: Hearing,
    voice: Voice,
    /// Rendered sentences.
    pub prompts: Arc<PromptCache>,
    /// What becomes of the engine processes, for whoever writes it down.
    news: Option<EngineNews>,
    /// Sentences that are rendered beside the calls.
    preparation: Option<Preparation>,
}

/// So much news of the engines may wait. Full: the newest is in the log alone.
const NEWS: usize = 64;
/// What becomes of the engine processes.
pub type EngineNews = mpsc::Receiver<(Role, EngineEvent)>;

enum Hearing {
    Here(Ear),
    Hosted(Host),
}

enum Voice {
    Here(Shared<dyn Synthesizer>),
    /// The host keeps the process alive.
    Hosted(HostedSynthesizer, Host),
}

/// What hears in this process.
pub(super) enum Ear {
    /// The models, which all lines share.
    Models(
        Box<SileroVad>,
        Shared<dyn Recognizer>,
        Shared<dyn TurnDetector>,
    ),
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
    /// Checks and loads the models into this process; rendered sentences are kept in `prompts`. What
    /// a scripted engine's `fault` says is left out: it would take this process down.
    ///
    /// # Errors
    /// When a model is missing, damaged or not understood.
    pub fn load(config: &SpeechConfig, prompts: &Path) -> Result<Self, EngineError> {
        check_models(config)?;
        let clock = MonotonicClock::start();
        let voice = load_voice(config)?;
        let hearing = load_hearing(config)?;
        let took_ms = clock.now().as_millis();
        tracing::info!(took_ms, "models loaded");
        let prompts = PromptCache::open(prompts, voice.print(), PromptCache::USUAL_LIMIT)?;
        Ok(Self {
            hearing: Hearing::Here(hearing),
            voice: Voice::Here(Shared::new(voice)),
            prompts: Arc::new(prompts),
            news: None,
            preparation: None,
        })
    }

    /// Checks the models and has processes of the program `exe` load them, both at the same time:
    /// what goes wrong in native code there leaves the calls here alone. `events` is told what
    /// becomes of them, on a thread of its own for each engine; it must not block.
    ///
    /// # Errors
    /// When a model is missing, damaged or not understood, or a process does not come up.
    pub fn hosted(
        config: &SpeechConfig,
        prompts: &Path,
        exe: &Path,
        events: EngineEvents,
    ) -> Result<Self, EngineError> {
        check_models(config)?;
        let clock = MonotonicClock::start();
        let (tell, news) = mpsc::channel(NEWS);
        let start = |role, events: EngineEvents| {
            let tell = tell.clone();
            let told = Box::new(move |event| {
                let _in_the_log = tell.try_send((role, event));
                events(role, event);
            });
            Host::start(hosting::launch(config, role, exe), told)
        };
        let hearing = start(Role::Hearing, Arc::clone(&events))?;
        let voice = start(Role::Voice, events)?;
        voice.wait_ready()?;
        hearing.wait_ready()?;
        let took_ms = clock.now().as_millis();
        tracing::info!(took_ms, "models loaded");
        let speaking = voice.synthesizer(match config.engine {
            Engine::Models => Kokoro::reading,
            Engine::Scripted { .. } => str::to_owned,
        })?;
        let prompts = PromptCache::open(prompts, speaking.print(), PromptCache::USUAL_LIMIT)?;
        Ok(Self {
            hearing: Hearing::Hosted(hearing),
            voice: Voice::Hosted(speaking, voice),
            prompts: Arc::new(prompts),
            news: Some(news),
            preparation: None,
        })
    }

    /// What becomes of the engine processes, once; `None` when there are none.
    pub fn take_news(&mut self) -> Option<EngineNews> {
        self.news.take()
    }

    /// What a line hears with.
    ///
    /// # Errors
    /// When a model of which every line has its own cannot be loaded; there is none at present.
    pub fn ears(&self) -> Result<EarParts, SpeechError> {
        Ok(match &self.hearing {
            Hearing::Here(ear) => EarParts {
                vad: ear.vad(),
                recognizer: ear.recognizer(),
                turns: Some(ear.turn_detector()),
            },
            Hearing::Hosted(host) => EarParts {
                vad: Box::new(host.vad()),
                recognizer: Box::new(host.recognizer()),
                turns: Some(Box::new(host.turn_detector())),
            },
        })
    }

    /// The processes that hear and speak; none when this one does.
    #[must_use]
    pub fn hosts(&self) -> Vec<&Host> {
        let hearing = match &self.hearing {
            Hearing::Hosted(host) => Some(host),
            Hearing::Here(_) => None,
        };
        let voice = match &self.voice {
            Voice::Hosted(_, host) => Some(host),
            Voice::Here(_) => None,
        };
        hearing.into_iter().chain(voice).collect()
    }

    /// What a line speaks with.
    #[must_use]
    pub fn voice(&self) -> Box<dyn Synthesizer> {
        match &self.voice {
            Voice::Here(voice) => Box::new(voice.clone()),
            Voice::Hosted(voice, _) => Box::new(voice.clone()),
        }
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
        let mut voice = self.patient_voice();
        Ok(self
            .prompts
            .render_all(&sentences(shop), &mut *voice, progress)?)
    }

    /// Renders what a call begins with, and leaves the rest to be rendered beside the calls ([`Preparation`]).
    ///
    /// # Errors
    /// When the rendered sentences cannot be kept.
    pub fn prepare_opening(&mut self, shop: &Shop) -> Result<Rendered, EngineError> {
        let opening = reception::opening(shop);
        let mut voice = self.patient_voice();
        let rendered = self.prompts.render_all(&opening, &mut *voice, |_, _| {})?;
        let prompts = Arc::clone(&self.prompts);
        self.preparation = Some(Preparation::new(sentences(shop), prompts, voice));
        Ok(rendered)
    }

    /// What [`prepare_opening`](Self::prepare_opening) has left to be done, once.
    pub fn take_preparation(&mut self) -> Option<Preparation> {
        self.preparation.take()
    }

    /// For sentences that nobody waits for.
    fn patient_voice(&self) -> Box<dyn Synthesizer> {
        match &self.voice {
            Voice::Here(voice) => Box::new(voice.clone()),
            Voice::Hosted(voice, _) => Box::new(voice.patient()),
        }
    }
}

/// Every sentence that is known before a call; those of its beginning first.
fn sentences(shop: &Shop) -> Vec<String> {
    let mut sentences = reception::all_fixed(shop);
    sentences.extend(outreach::SENTENCES.map(str::to_owned));
    sentences.extend(optout::SENTENCES.map(str::to_owned));
    sentences
}

impl Ear {
    fn vad(&self) -> Box<dyn Vad> {
        match self {
            Self::Models(vad, ..) => Box::new(vad.another()),
            Self::Scripted(_) => Box::new(LoudnessVad),
        }
    }

    fn recognizer(&self) -> Box<dyn Recognizer> {
        match self {
            Self::Models(_, recognizer, _) => Box::new(recognizer.clone()),
            Self::Scripted(heard) => Box::new(ListRecognizer::new(heard.clone())),
        }
    }

    fn turn_detector(&self) -> Box<dyn TurnDetector> {
        match self {
            Self::Models(_, _, turns) => Box::new(turns.clone()),
            Self::Scripted(_) => Box::new(SteadyTurns),
        }
    }
}

/// What `munjigi engine hearing` has to offer.
impl Repertoire for Ear {
    fn vad(&self) -> Option<Box<dyn Vad>> {
        Some(self.vad())
    }

    fn recognizer(&self) -> Option<Box<dyn Recognizer>> {
        Some(self.recognizer())
    }

    fn turn_detector(&self) -> Option<Box<dyn TurnDetector>> {
        Some(self.turn_detector())
    }
}

/// Sees to it that the models are there, and the right ones.
fn check_models(config: &SpeechConfig) -> Result<(), ModelError> {
    if config.engine == Engine::Models {
        let clock = MonotonicClock::start();
        Models::locate(&config.models)?;
        let took_ms = clock.now().as_millis();
        tracing::info!(took_ms, "models checked");
    }
    Ok(())
}

/// Loads what hears into this process.
pub(super) fn load_hearing(config: &SpeechConfig) -> Result<Ear, EngineError> {
    if let Engine::Scripted { heard, .. } = &config.engine {
        return Ok(Ear::Scripted(heard.clone()));
    }
    let models = Models::locate(&config.models)?;
    let mut vad = Box::new(SileroVad::load(models.silero())?);
    // The first run of a model takes longer than those that a caller waits for.
    vad.probability(&[0; WINDOW])?;
    let threads = Threads::new(config.threads);
    let recognizer: Box<dyn Recognizer> = Box::new(Whisper::load(models.whisper(), threads)?);
    let turns: Box<dyn TurnDetector> =
        Box::new(SmartTurn::load(models.smart_turn(), Threads::ONE)?);
    Ok(Ear::Models(
        vad,
        Shared::new(recognizer),
        Shared::new(turns),
    ))
}

/// Loads what speaks into this process.
pub(super) fn load_voice(config: &SpeechConfig) -> Result<Box<dyn Synthesizer>, EngineError> {
    if let Engine::Scripted { .. } = config.engine {
        return Ok(Box::new(HummingVoice));
    }
    let models = Models::locate(&config.models)?;
    let manner = Manner {
        voice: config.voice.clone(),
        speed: config.speed,
    };
    let threads = Threads::new(config.threads);
    Ok(Box::new(Kokoro::load(models.kokoro(), manner, threads)?))
}
