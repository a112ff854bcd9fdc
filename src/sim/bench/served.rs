//! The box at work on a virtual EC25, in real time: what a scenario played live and a person at the
//! handset have in common.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::civil::DateTime;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use crate::{
    app::{
        AudioChoice, BoardConfig, CODE, CONTROL, Config, DATABASE, EngineError, Engines,
        LineConfig, OptOutConfig, RECORDINGS, Selector, ServeError, Site, SpeechConfig,
        Understanding, rows, serve,
    },
    audio::{Frame, wav},
    line::{Report, ReportKind},
    reception::Shop,
    speech::{CacheError, ModelError, SpeechError},
    store::{Store, StoreError},
    time::{Instant, WallClock},
};

use super::{
    super::{
        ec25::{Ec25, Effect, Profile},
        grade::Text,
        model::Model,
        pty::{Network, PtyError, VirtualBox},
        scenario::{Advice, Scenario},
    },
    Run,
    person::Recording,
    stock::stock,
};

/// How often the bench looks around.
pub(super) const LOOK: Duration = Duration::from_millis(10);
/// The line is ready within this, or something is broken.
pub(super) const READY_WITHIN: Duration = Duration::from_secs(60);

/// What a live run shows while it goes on.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// So many of the box's sentences are rendered.
    Rendering(usize, usize),
    /// Something on the line.
    Line(Report),
    /// The caller began to say this, in the words of the scenario.
    CallerSpeaks(String),
    /// From the answer to the first sound of the box.
    FirstWord(Duration),
    /// From the end of the caller's voice to the beginning of the box's.
    Waited(Duration),
    /// The network got a text: to whom, and what it says.
    Text(String, String),
}

/// Why a scenario could not be played live.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// The models cannot be used.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The box cannot work.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// The database cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There are no terminals for the virtual EC25.
    #[error(transparent)]
    Pty(#[from] PtyError),
    /// A file cannot be read or written.
    #[error("could not use {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A recording cannot be read or written.
    #[error("could not use the recording {}", path.display())]
    Wav {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: wav::WavError,
    },
    /// The line did not get ready, or a call did not end.
    #[error("{0}")]
    Stuck(String),
}

impl From<ModelError> for LiveError {
    fn from(error: ModelError) -> Self {
        Self::Engine(error.into())
    }
}

impl From<SpeechError> for LiveError {
    fn from(error: SpeechError) -> Self {
        Self::Engine(error.into())
    }
}

impl From<CacheError> for LiveError {
    fn from(error: CacheError) -> Self {
        Self::Engine(error.into())
    }
}

/// Where a live run happens.
pub(super) struct Place<'a> {
    /// The shop that the box answers for.
    pub(super) shop: &'a Shop,
    /// Models and the box's voice.
    pub(super) speech: &'a SpeechConfig,
    /// Where rendered sentences are kept from run to run.
    pub(super) prompts: &'a Path,
    /// The program whose processes hear and speak; `None`: this process does.
    pub(super) exe: Option<&'a Path>,
    /// Where the database and the recordings go.
    pub(super) out: &'a Path,
    /// What a language model beside the box chooses; none is there when it is empty.
    pub(super) advice: &'a [Advice],
}

impl Place<'_> {
    /// Removes what an earlier run left in `out`; makes it when it is not there.
    pub(super) fn clear(&self) -> Result<(), LiveError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| LiveError::File { path, source }
        };
        let out = self.out;
        fs::create_dir_all(out).map_err(failed(out))?;
        for entry in fs::read_dir(out).map_err(failed(out))?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let recording = name.starts_with("call-") && name.ends_with(".wav");
            if name.starts_with("munjigi.db") || recording {
                fs::remove_file(entry.path()).map_err(failed(&entry.path()))?;
            }
        }
        let vault = out.join(RECORDINGS);
        for entry in fs::read_dir(&vault).into_iter().flatten().flatten() {
            fs::remove_file(entry.path()).map_err(failed(&entry.path()))?;
        }
        Ok(())
    }

    /// Writes down what stands in the book before the afternoon begins.
    pub(super) fn stock(&self, scenario: &Scenario) -> Result<(), LiveError> {
        if scenario.booked.is_empty() && scenario.answered.is_empty() {
            return Ok(());
        }
        let mut store = Store::open(&self.out.join(DATABASE))?;
        Ok(stock(&mut store, scenario)?)
    }

    /// Starts the language model, when there is one.
    fn model(&self) -> Result<Option<(Model, Understanding)>, LiveError> {
        if self.advice.is_empty() {
            return Ok(None);
        }
        let socket = self.out.join("model.sock");
        let model = Model::start(&socket, self.advice.to_vec()).map_err(|source| {
            let path = socket.clone();
            LiveError::File { path, source }
        })?;
        let name = "scripted".to_owned();
        Ok(Some((
            model,
            Understanding {
                socket,
                model: name,
            },
        )))
    }

    /// Loads the models and renders the shop's sentences.
    pub(super) fn load(&self, watch: &mut impl FnMut(&Shown)) -> Result<Engines, LiveError> {
        tokio::task::block_in_place(|| {
            let mut engines = match self.exe {
                Some(exe) => Engines::hosted(self.speech, self.prompts, exe, Arc::new(|_, _| {}))?,
                None => Engines::load(self.speech, self.prompts)?,
            };
            engines.prepare(self.shop, |done, of| watch(&Shown::Rendering(done, of)))?;
            Ok(engines)
        })
    }
}

/// A box at work, and the network around it.
pub(super) struct Served {
    /// The virtual EC25.
    pub(super) line: VirtualBox,
    /// What the box tells.
    pub(super) reports: mpsc::Receiver<Report>,
    stop: oneshot::Sender<()>,
    /// The language model, for as long as the box may ask it.
    _model: Option<Model>,
    serving: JoinHandle<Result<Arc<Mutex<Store>>, ServeError>>,
}

impl Served {
    /// Starts the box with these clocks (the module's begins at the time beside it). `far` makes the
    /// far end of the line, as in [`VirtualBox::start_with`].
    pub(super) fn start<F>(
        place: &Place<'_>,
        engines: Engines,
        (clock, start): (Arc<dyn WallClock>, DateTime),
        seed: u64,
        far: impl FnOnce(Network) -> F,
    ) -> Result<Self, LiveError>
    where
        F: FnMut(u64, &Frame) -> Frame + Send + 'static,
    {
        let profile = Profile {
            start,
            ..Profile::default()
        };
        let (model, understanding) = place.model()?.unzip();
        let line = VirtualBox::start_with(Ec25::new(profile.clone(), seed), far)?;
        let config = Config {
            shop: place.shop.clone(),
            lines: vec![LineConfig {
                name: LineConfig::UNNAMED.to_owned(),
                owner: None,
                number: format!("+{}", profile.own_number).parse().ok(),
                modem: Selector::Auto,
                audio: AudioChoice::Auto,
                pin: None,
            }],
            board: BoardConfig::default(),
            speech: place.speech.clone(),
            data: place.out.to_owned(),
            control: place.out.join(CONTROL),
            code: place.out.join(CODE),
            opt_out: Some(OptOutConfig::default()),
            understanding,
            fetch_long_messages: true,
        };
        // Its ports are ptys, which no tree of devices has to show.
        let (at, pcm) = (line.at_path().to_owned(), line.pcm_path().to_owned());
        let site = Site::of_ports(LineConfig::UNNAMED, at, pcm);
        let (watcher, reports) = mpsc::channel(256);
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(async move {
            serve(&config, &[site], engines, clock, Some(watcher), stopped).await
        });
        Ok(Self {
            line,
            reports,
            stop,
            _model: model,
            serving,
        })
    }

    /// Stops the box, then the network, and reads what is true at the end.
    pub(super) async fn finish(
        self,
        played: Result<(), LiveError>,
        notes: Notes,
    ) -> Result<Run, LiveError> {
        let _already_over = self.stop.send(());
        let store = match self.serving.await {
            Ok(served) => served?,
            Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
        };
        played?;
        let Notes { mut run, texts, .. } = notes;
        let module = self.line.stop();
        for violation in module.violations {
            run.trouble
                .push(format!("the modem was mistreated: {violation:?}"));
        }
        if module.sound.stalls > 0 {
            run.trouble.push(format!(
                "this machine stopped {} times for so long that latencies mean nothing",
                module.sound.stalls
            ));
        }
        run.settle(&rows(&store), texts)?;
        Ok(run)
    }
}

/// What is written down while the box works.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) run: Run,
    /// Texts that the box has written down and not sent yet.
    pub(super) texts_due: u32,
    texts: Vec<Text>,
}

impl Notes {
    /// Something on the line.
    pub(super) fn report(&mut self, report: &Report) {
        match &report.kind {
            ReportKind::Munjigi(text) => self.run.said(report.at, true, text.clone()),
            ReportKind::Caller(text) => self.run.said(report.at, false, text.clone()),
            ReportKind::TextQueued(_) => self.texts_due += 1,
            ReportKind::TextSent | ReportKind::TextFailed(_) => {
                self.texts_due = self.texts_due.saturating_sub(1);
            }
            ReportKind::Fault(why) => self.run.trouble.push(why.clone()),
            _ => {}
        }
    }

    /// The texts that the network got since.
    pub(super) fn texts_sent(&mut self, line: &VirtualBox, watch: &mut impl FnMut(&Shown)) {
        self.effects(line, watch, |_, _| {});
    }

    /// The same, and whatever else the network did.
    pub(super) fn effects(
        &mut self,
        line: &VirtualBox,
        watch: &mut impl FnMut(&Shown),
        mut other: impl FnMut(&Effect, Instant),
    ) {
        while let Some((at, effect)) = line.next_effect(Duration::ZERO) {
            other(&effect, at);
            if let Effect::TextSubmitted { to, body, .. } = effect {
                watch(&Shown::Text(to.clone(), body.clone()));
                match to.parse() {
                    Ok(to) => self.texts.push(Text { to, body }),
                    Err(_) => self
                        .run
                        .trouble
                        .push("a text went to what is no number".to_owned()),
                }
            }
        }
    }
}

/// A call is over: its sound goes to a file in `out`, the caller left, the box right.
pub(super) fn keep_recording(
    out: &Path,
    number: usize,
    recording: &Mutex<Recording>,
) -> Result<PathBuf, LiveError> {
    let recording = recording
        .lock()
        .map(|mut recording| std::mem::take(&mut *recording))
        .unwrap_or_default();
    let path = out.join(format!("call-{}.wav", number + 1));
    let file = File::create(&path).map_err(|source| LiveError::File {
        path: path.clone(),
        source,
    })?;
    wav::write(
        io::BufWriter::new(file),
        &[&recording.caller, &recording.munjigi],
    )
    .map_err(|source| LiveError::Wav {
        path: path.clone(),
        source,
    })?;
    Ok(path)
}
