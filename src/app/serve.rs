//! The box at work: what `munjigi run` and the demo both run.

use std::sync::{Arc, Mutex};

use tokio::sync::{mpsc, oneshot};

use crate::{
    line::{self, Parts, Report, Scribe, Switch},
    modem::{self, Ec25, Port},
    reception::Receptionist,
    sound::SoundError,
    speech::{EarParts, Ears, Voice},
    store::{Store, StoreError},
    time::WallClock,
    tty::TtyError,
};

use super::{Config, Engines, Site};

/// The name of the database in the data folder.
const DATABASE: &str = "munjigi.db";

/// Why the box cannot work.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// A port of the modem cannot be opened.
    #[error(transparent)]
    Port(#[from] TtyError),
    /// The port that carries sound cannot be opened.
    #[error(transparent)]
    Sound(#[from] SoundError),
    /// The modem shows no port that could carry sound.
    #[error("line {line}: the modem shows no voice port (interface 01); see `munjigi doctor`")]
    NoVoice {
        /// The line's name.
        line: String,
    },
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Answers the calls of one line until `stop` is told or dropped. Gives the store back.
///
/// # Errors
/// When a port or the database cannot be opened. Once it runs it goes on whatever happens: a modem
/// that goes away is waited for.
pub async fn serve(
    config: &Config,
    site: &Site,
    engines: Engines,
    clock: Arc<dyn WallClock>,
    watcher: Option<mpsc::Sender<Report>>,
    stop: oneshot::Receiver<()>,
) -> Result<Scribe, ServeError> {
    let store = Store::open(&config.data.join(DATABASE))?;
    let scribe = Scribe::new(store, clock.moment())?;

    // The sound port is opened for each call.
    let pcm = site.pcm.clone().ok_or_else(|| ServeError::NoVoice {
        line: site.line.clone(),
    })?;
    let port = Port::open(&site.at)?;
    tracing::info!(at_ms = clock.now().as_millis(), "ports open");
    let (modem, modem_events) = modem::spawn(Box::<Ec25>::default(), port, None, clock.clone());

    let (inbox, happenings) = line::inbox();
    let parts = EarParts {
        vad: Box::new(engines.vad),
        recognizer: Box::new(engines.recognizer),
    };
    let ears = Ears::spawn(parts, inbox.for_ears());
    let (voice, source) = Voice::spawn(
        Box::new(engines.voice),
        Arc::clone(&engines.prompts),
        inbox.for_voice(),
    );

    let shop = Arc::new(config.shop.clone());
    let switch = Switch::new(
        shop.owner.clone(),
        Box::new(move |wall| Box::new(Receptionist::new(Arc::clone(&shop), wall))),
    );
    let parts = Parts {
        modem,
        modem_events,
        pcm,
        ears: Arc::new(ears),
        voice,
        source: Arc::new(Mutex::new(source)),
        scribe,
        clock,
        watcher,
    };
    Ok(line::run(switch, parts, (inbox, happenings), stop).await)
}
