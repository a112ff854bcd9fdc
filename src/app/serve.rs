//! The box at work: what `munjigi run` and the demo both run.

use std::sync::{Arc, Mutex, PoisonError};

use sd_notify::NotifyState;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinSet,
};

use crate::{
    advice::Adviser,
    at::Pin,
    call::Program,
    control::{Listener, Respond},
    line::{
        self, Handle, Office, Owner, Parts, Plan, Pulse, Recordings, Report, Scribe, Shown,
        SoundSite, Switch,
    },
    modem::{
        self, AudioMode, Ec25,
        discovery::{Roots, Socket, scan},
    },
    reception::{self, Desk, Receptionist},
    sound::{SoundError, Source},
    speech::{Ears, SpeechError, Voice},
    store::{Store, StoreError},
    time::WallClock,
    tty::TtyError,
};

use super::{
    AudioChoice, Config, Engine, EngineNews, Engines, LineConfig, PinError, Site,
    control::Front,
    evidence,
    led::Leds,
    self_test::SelfTest,
    watchdog::{self, Pulses},
};

/// The name of the database in the data folder.
pub const DATABASE: &str = "munjigi.db";

/// Why the box cannot work.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// A port of the modem cannot be opened.
    #[error(transparent)]
    Port(#[from] TtyError),
    /// The port that carries sound cannot be opened.
    #[error(transparent)]
    Sound(#[from] SoundError),
    /// A line cannot hear.
    #[error(transparent)]
    Speech(#[from] SpeechError),
    /// The PIN of a SIM cannot be had.
    #[error(transparent)]
    Pin(#[from] PinError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes calls on all lines until `stop` is told or dropped. Gives the store back.
///
/// # Errors
/// When the database, a PIN or a model cannot be read. Once it runs it goes on whatever happens: a
/// modem that goes away is waited for.
pub async fn serve(
    config: &Config,
    sites: &[Site],
    engines: Engines,
    clock: Arc<dyn WallClock>,
    watcher: Option<mpsc::Sender<Report>>,
    stop: oneshot::Receiver<()>,
) -> Result<Arc<Mutex<Store>>, ServeError> {
    let (sender, coming) = mpsc::channel(sites.len().max(1));
    for site in sites {
        let _has_room = sender.try_send(site.clone());
    }
    drop(sender);
    serve_as_they_come(config, coming, engines, clock, watcher, stop).await
}

/// As [`serve`], with lines that begin when their modem has come.
///
/// # Errors
/// As [`serve`].
pub async fn serve_as_they_come(
    config: &Config,
    mut sites: mpsc::Receiver<Site>,
    mut engines: Engines,
    clock: Arc<dyn WallClock>,
    watcher: Option<mpsc::Sender<Report>>,
    mut stop: oneshot::Receiver<()>,
) -> Result<Arc<Mutex<Store>>, ServeError> {
    let mut store = Store::open(&config.data.join(DATABASE))?;
    let settled = store.settle(clock.moment().wall)?;
    if !settled.is_empty() {
        tracing::warn!(?settled, "settled what an earlier run left half done");
    }
    let store = Arc::new(Mutex::new(store));
    if let Some(news) = engines.take_news() {
        tokio::spawn(write_down(news, Arc::clone(&store), Arc::clone(&clock)));
    }
    // A PIN that cannot be had is a mistake in the settings, whether its modem is there or not.
    for line in &config.lines {
        pin(Some(line))?;
    }
    let mut keeper = JoinSet::new();
    let mut recordings = None;
    if let Some(opt_out) = config.opt_out {
        match evidence::recordings(&config.data) {
            Ok(vault) => {
                let (store, clock) = (Arc::clone(&store), Arc::clone(&clock));
                keeper.spawn(evidence::keep(vault.clone(), opt_out.keep, store, clock));
                recordings = Some(vault);
            }
            // Calls are answered and placed all the same.
            Err(error) => tracing::error!(
                error = &error as &dyn std::error::Error,
                "nothing is recorded: the key of the recordings cannot be used"
            ),
        }
    }
    let adviser = config.understanding.as_ref().map(|advice| {
        let (socket, model) = (advice.socket.clone(), advice.model.clone());
        Arc::new(Adviser::new(socket, model, Arc::clone(&clock) as _))
    });
    let understands = config.speech.engine == Engine::Models;
    let front = Front::new(
        Arc::clone(&store),
        Arc::clone(&clock),
        SelfTest::of(&engines, understands),
    );
    let parts = Common {
        config,
        front: Arc::new(front),
        desk: Arc::new(Desk::new(config.shop.clone())),
        store: Arc::clone(&store),
        clock,
        watcher,
        recordings,
        adviser,
        pulses: Pulses::default(),
    };
    if let Some(preparation) = engines.take_preparation() {
        keeper.spawn(Arc::clone(&parts.front).prepare(preparation));
    }
    match Listener::bind(&config.control) {
        Ok(listener) => {
            keeper.spawn(listener.serve(Arc::clone(&parts.front) as Arc<dyn Respond>));
        }
        // Callers are served all the same.
        Err(error) => tracing::error!(
            error = &error as &dyn std::error::Error,
            "the console and the update script cannot ask the box"
        ),
    }
    if !config.board.led.is_empty() {
        let leds = Leds::new(&Roots::default().sys.join("class/leds"), &config.board.led);
        keeper.spawn(Arc::clone(&parts.front).shine(leds));
    }
    let (pulses, clock) = (Arc::clone(&parts.pulses), Arc::clone(&parts.clock));
    keeper.spawn(watchdog::keep_telling(pulses, Arc::clone(&store), clock));
    watchdog::tell(NotifyState::Ready);
    let mut lines = JoinSet::new();
    let mut stops = Vec::new();
    let mut more = true;
    let mut ended = Ok(());
    loop {
        tokio::select! {
            biased;
            _ = &mut stop => break,
            site = sites.recv(), if more => match site {
                Some(site) => {
                    let (told, stopped) = oneshot::channel();
                    stops.push(told);
                    match parts.line(&site, &engines, stopped) {
                        Ok(line) => lines.spawn(line),
                        // Those that run are stopped in order: one may be in a call.
                        Err(error) => {
                            ended = Err(error);
                            break;
                        }
                    };
                    let at_ms = parts.clock.now().as_millis();
                    tracing::info!(at_ms, line = site.line, "line started");
                }
                None => more = false,
            },
            _ = lines.join_next(), if !lines.is_empty() => {
                tracing::error!("a line has ended by itself; the box stops");
                break;
            }
        }
    }
    watchdog::tell(NotifyState::Stopping);
    drop(stops);
    while lines.join_next().await.is_some() {}
    ended.map(|()| store)
}

/// What all lines share.
struct Common<'c> {
    config: &'c Config,
    desk: Arc<Desk>,
    store: Arc<Mutex<Store>>,
    clock: Arc<dyn WallClock>,
    watcher: Option<mpsc::Sender<Report>>,
    recordings: Option<Recordings>,
    adviser: Option<Arc<Adviser>>,
    pulses: Pulses,
    front: Arc<Front>,
}

impl Common<'_> {
    /// One line, until it is `stopped`.
    fn line(
        &self,
        site: &Site,
        engines: &Engines,
        stopped: oneshot::Receiver<()>,
    ) -> Result<impl Future<Output = Scribe> + Send + 'static, ServeError> {
        let config = self.config;
        let settings = config.lines.iter().find(|line| line.name == site.line);
        let place = Place::of(site, Roots::default());
        let board = place
            .socket
            .is_some()
            .then(|| config.board.board(&place.roots));
        let driver = Box::<Ec25>::default();
        let clock = Arc::clone(&self.clock);
        let (modem, modem_events) = modem::spawn(driver, place.ports(), board, clock.clone());

        let (inbox, happenings) = line::inbox();
        let ears = Ears::spawn(engines.ears()?, inbox.for_ears());
        let (voice, source) = Voice::spawn(
            engines.voice(),
            Arc::clone(&engines.prompts),
            inbox.for_voice(),
        );
        voice.hold_with(reception::HOLD);
        let desk = Arc::clone(&self.desk);
        let advised = self.adviser.is_some();
        let inbound = Box::new(move |wall| {
            let receptionist = Receptionist::new(Arc::clone(&desk), wall);
            Box::new(if advised {
                receptionist.advised()
            } else {
                receptionist
            }) as Box<dyn Program + Send>
        });
        let owner = settings.and_then(|line| line.owner.clone());
        let owner = owner.or_else(|| self.desk.shop.owner.clone());
        let owner = owner.map_or_else(|| Owner::Claimable(config.code.clone()), Owner::Named);
        let own = settings.and_then(|line| line.number.clone());
        let plan = Plan {
            outbound: Box::new(move |dial| line::outbound(dial, own.as_ref())),
            audio: place.audio(),
            pin: pin(settings)?,
            fetch_bodies: config.fetch_long_messages,
            filler: Some(reception::FILLER),
            ..Plan::taking(inbound)
        };
        let office = config.opt_out.map(|opt_out| Office {
            rules: opt_out.rules,
            tell: opt_out.tell,
        });
        let scribe = Scribe::new(Arc::clone(&self.store), &site.line, owner, office)?;
        let pulse = Pulse::new(clock.now());
        let shown = Shown::default();
        let handle = Handle::new(shown.clone(), inbox.clone(), modem.clone());
        self.front.joins(&site.line, handle, pulse.clone());
        if let Ok(mut pulses) = self.pulses.lock() {
            pulses.push(pulse.clone());
        }
        let parts = Parts {
            pulse,
            shown,
            modem,
            modem_events,
            sound: Box::new(place),
            ears: Arc::new(ears),
            voice,
            source: Arc::new(Mutex::new(source)),
            scribe,
            clock,
            adviser: self.adviser.clone(),
            recordings: self.recordings.clone(),
            watcher: self.watcher.clone(),
        };
        Ok(line::run(
            Switch::new(plan),
            parts,
            (inbox, happenings),
            stopped,
        ))
    }
}

/// Writes down what becomes of the engines, until they are gone.
async fn write_down(mut news: EngineNews, store: Arc<Mutex<Store>>, clock: Arc<dyn WallClock>) {
    while let Some((role, event)) = news.recv().await {
        let (part, what) = (role.to_string(), event.to_string());
        let written =
            tokio::task::block_in_place(|| rows(&store).fault(&part, &what, clock.wall()));
        if let Err(error) = written {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a fault was not written down"
            );
        }
    }
}

fn pin(line: Option<&LineConfig>) -> Result<Option<Pin>, ServeError> {
    let Some(source) = line.and_then(|line| line.pin.as_ref()) else {
        return Ok(None);
    };
    let pin = source.fetch()?;
    Ok(Pin::new(pin.reveal()).ok())
}

/// Where the modem of a line is: its socket, or names that never change.
#[derive(Clone, Debug)]
struct Place {
    roots: Roots,
    socket: Option<Socket>,
    site: Site,
}

impl Place {
    fn of(site: &Site, roots: Roots) -> Self {
        Self {
            roots,
            socket: site.socket.clone(),
            site: site.clone(),
        }
    }

    fn ports(&self) -> modem::Site {
        match &self.socket {
            Some(socket) => modem::Site::socket(self.roots.clone(), socket.clone()),
            None => modem::Site::fixed(&self.site.at, self.site.second.as_deref()),
        }
    }

    const fn audio(&self) -> AudioMode {
        match (self.site.audio, &self.site.card) {
            (AudioChoice::Card, _) | (AudioChoice::Auto, Some(_)) => AudioMode::Card,
            (AudioChoice::Serial, _) | (AudioChoice::Auto, None) => AudioMode::Serial,
        }
    }
}

impl SoundSite for Place {
    fn source(&self, mode: AudioMode) -> Option<Source> {
        // Where the socket is known it is looked up anew: other names after a replug.
        let found = self.socket.as_ref().and_then(|socket| {
            let modems = scan(&self.roots).unwrap_or_default();
            modems.into_iter().find(|modem| modem.socket == *socket)
        });
        let (pcm, card) = match (&self.socket, found) {
            (None, _) => (self.site.pcm.clone(), self.site.card.clone()),
            (Some(_), Some(found)) => (found.pcm, found.card),
            (Some(_), None) => (None, None),
        };
        match mode {
            AudioMode::Serial => pcm.map(Source::Serial),
            AudioMode::Card => card.map(|card| Source::Card(card.pcm())),
        }
    }
}

/// The rows of the store, whoever had it last.
pub fn rows(store: &Mutex<Store>) -> std::sync::MutexGuard<'_, Store> {
    store.lock().unwrap_or_else(PoisonError::into_inner)
}
