//! A scenario in real time: two terminals, the real models, a person with a voice of their own.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    time::Duration,
};

use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant as Deadline, interval},
};

use crate::{
    app::{
        Config, EngineError, Engines, ModemConfig, ScriptedClock, ServeError, SpeechConfig, serve,
    },
    audio::{Hz8k, Pcm, wav},
    line::{Report, ReportKind},
    modem,
    reception::Shop,
    speech::{
        CacheError, Kokoro, Manner, ModelError, Models, PromptCache, SpeechError, Synthesizer,
        Threads,
    },
    store::StoreError,
};

use super::{
    super::{
        ec25::{Ec25, Effect, Happening, Profile},
        grade::Text,
        pty::{PtyError, VirtualBox},
        scenario::{Scenario, Script, Words},
    },
    Run,
    person::{Cue, Deed, Person, Recording},
};

/// The voice of callers who have none of their own: another one than the box's.
const CALLER_VOICE: &str = "jm_kumo";
/// How often the bench looks around.
const LOOK: Duration = Duration::from_millis(10);
/// The line is ready within this, or something is broken.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// A call with its texts is over within this.
const CALL_WITHIN: Duration = Duration::from_secs(700);

/// What is needed to play a scenario live.
#[derive(Clone, Debug)]
pub struct Live<'a> {
    /// The afternoon.
    pub scenario: &'a Scenario,
    /// Where the scenario's WAV files are looked for.
    pub folder: &'a Path,
    /// The shop that the box answers for.
    pub shop: Shop,
    /// Models and the box's voice.
    pub speech: SpeechConfig,
    /// Where rendered sentences are kept from run to run.
    pub prompts: &'a Path,
    /// Where the database and the recordings go; made when it is not there.
    pub out: &'a Path,
    /// The dice.
    pub seed: u64,
}

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

/// Plays `stage` in real time; `watch` is told what happens. Has to be called inside a runtime with
/// several threads.
///
/// # Errors
/// When the models, the terminals or the database cannot be used. What goes wrong within the
/// scenario is in the [`Run`].
pub async fn live(stage: Live<'_>, mut watch: impl FnMut(&Shown)) -> Result<Run, LiveError> {
    clear(stage.out)?;
    let clips = tokio::task::block_in_place(|| caller_clips(&stage))?;
    let engines = tokio::task::block_in_place(|| -> Result<_, LiveError> {
        let mut engines = Engines::load(&stage.speech, stage.prompts)?;
        engines.prepare(&stage.shop, |done, of| watch(&Shown::Rendering(done, of)))?;
        Ok(engines)
    })?;

    let (seats, waiting) = sync_channel(1);
    let start = stage.scenario.local_start();
    let profile = Profile {
        start,
        ..Profile::default()
    };
    let module = Ec25::new(profile, stage.seed);
    let network_box = VirtualBox::start_with(module, |_network| far_end(waiting))?;
    let config = Config {
        shop: stage.shop.clone(),
        modem: ModemConfig {
            at: network_box.at_path().to_owned(),
            pcm: network_box.pcm_path().to_owned(),
        },
        speech: stage.speech.clone(),
        data: stage.out.to_owned(),
    };
    let (watcher, reports) = mpsc::channel(256);
    let (stop, stopped) = oneshot::channel();
    let clock = Arc::new(ScriptedClock::start(start));
    let serving =
        tokio::spawn(async move { serve(&config, engines, clock, Some(watcher), stopped).await });

    let mut afternoon = Afternoon {
        stage: &stage,
        clips,
        network: &network_box,
        reports,
        seats,
        on_the_line: None,
        next: 0,
        texts_due: 0,
        texts: Vec::new(),
        run: Run::default(),
    };
    let played = afternoon.play(&mut watch).await;
    let Afternoon { mut run, texts, .. } = afternoon;
    let _already_over = stop.send(());
    let scribe = match serving.await {
        Ok(served) => served?,
        Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
    };
    played?;
    let module = network_box.stop();
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
    run.settle(scribe.store(), texts)?;
    Ok(run)
}

/// Removes what an earlier run left in `out`.
fn clear(out: &Path) -> Result<(), LiveError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| LiveError::File { path, source }
    };
    fs::create_dir_all(out).map_err(failed(out))?;
    for entry in fs::read_dir(out).map_err(failed(out))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("munjigi.db") || (name.starts_with("call-") && name.ends_with(".wav")) {
            fs::remove_file(entry.path()).map_err(failed(&entry.path()))?;
        }
    }
    Ok(())
}

/// Everything that callers will say, by caller and turn.
fn caller_clips(stage: &Live<'_>) -> Result<Vec<Vec<Arc<Pcm<Hz8k>>>>, LiveError> {
    let models = Models::locate(&stage.speech.models)?;
    let mut all = Vec::new();
    for script in &stage.scenario.callers {
        let manner = Manner {
            voice: script
                .voice
                .clone()
                .unwrap_or_else(|| CALLER_VOICE.to_owned()),
            speed: script.speed,
        };
        let threads = Threads::new(stage.speech.threads);
        let mut voice = Kokoro::load(models.kokoro(), manner, threads)?;
        let folder = stage.prompts.join("callers");
        let cache = PromptCache::open(&folder, voice.print(), PromptCache::USUAL_LIMIT)?;
        let mut clips = Vec::new();
        for line in &script.turns {
            clips.push(match &line.words {
                None => Arc::default(),
                Some(Words::Wav(file)) => Arc::new(read_wav(&stage.folder.join(file))?),
                Some(Words::Say(text)) => match cache.get(text) {
                    Some(clip) => clip,
                    None => {
                        let clip = voice.speak(text)?;
                        cache.put(text, &clip)?;
                        Arc::new(clip)
                    }
                },
            });
        }
        all.push(clips);
    }
    Ok(all)
}

fn read_wav(path: &Path) -> Result<Pcm<Hz8k>, LiveError> {
    let file = File::open(path).map_err(|source| LiveError::File {
        path: path.to_owned(),
        source,
    })?;
    wav::read(io::BufReader::new(file)).map_err(|source| LiveError::Wav {
        path: path.to_owned(),
        source,
    })
}

/// The far end of the line: whoever has taken the seat.
fn far_end(
    seats: Receiver<Person>,
) -> impl FnMut(u64, &crate::audio::Frame) -> crate::audio::Frame + Send + 'static {
    let mut seated = None;
    move |beat, heard| {
        if let Ok(person) = seats.try_recv() {
            seated = Some(person);
        }
        seated
            .as_mut()
            .map_or(crate::audio::Frame::SILENCE, |person| {
                person.beat(beat, heard)
            })
    }
}

/// The caller who is on the line.
struct OnTheLine {
    number: usize,
    since: Deadline,
    cues: SyncSender<Cue>,
    deeds: Receiver<Deed>,
    recording: Arc<Mutex<Recording>>,
}

struct Afternoon<'a> {
    stage: &'a Live<'a>,
    clips: Vec<Vec<Arc<Pcm<Hz8k>>>>,
    network: &'a VirtualBox,
    reports: mpsc::Receiver<Report>,
    seats: SyncSender<Person>,
    on_the_line: Option<OnTheLine>,
    next: usize,
    /// Texts that the box has written down and not sent yet.
    texts_due: u32,
    texts: Vec<Text>,
    run: Run,
}

impl Afternoon<'_> {
    async fn play(&mut self, watch: &mut impl FnMut(&Shown)) -> Result<(), LiveError> {
        let mut beat = interval(LOOK);
        let opened = Deadline::now();
        let mut ready = None;
        loop {
            beat.tick().await;
            while let Ok(report) = self.reports.try_recv() {
                if report.kind == ReportKind::Modem(modem::State::Ready) {
                    ready.get_or_insert_with(Deadline::now);
                }
                self.report(report, watch)?;
            }
            self.effects(watch);
            self.deeds(watch);
            match ready {
                None if opened.elapsed() > READY_WITHIN => {
                    let why = "the line did not get ready within a minute";
                    return Err(LiveError::Stuck(why.to_owned()));
                }
                None if self.reports.is_closed() => return Ok(()), // why is told by `serve`
                None => {}
                Some(_) if self.is_over() => return Ok(()),
                Some(since) => self.ring_next(since)?,
            }
        }
    }

    fn is_over(&self) -> bool {
        self.next == self.stage.scenario.callers.len()
            && self.on_the_line.is_none()
            && self.texts_due == 0
    }

    /// Lets the next caller ring when it is time and the line is free.
    fn ring_next(&mut self, since: Deadline) -> Result<(), LiveError> {
        if let Some(person) = &self.on_the_line {
            if person.since.elapsed() > CALL_WITHIN {
                let why = format!("caller {} did not come to an end", person.number + 1);
                return Err(LiveError::Stuck(why));
            }
            return Ok(());
        }
        let scenario = self.stage.scenario;
        let Some(script) = scenario.callers.get(self.next) else {
            return Ok(());
        };
        if since.elapsed() < script.at {
            return Ok(());
        }
        let number = self.next;
        self.next += 1;
        let (cues, cues_out) = sync_channel(256);
        let (deeds_in, deeds) = sync_channel(1_024);
        let recording = Arc::default();
        let person = Person::new(
            script,
            self.clips[number].clone(),
            scenario.channel,
            self.stage.seed.wrapping_add(number as u64),
            cues_out,
            deeds_in,
            self.network.network().clone(),
            Arc::clone(&recording),
        );
        let taken = self.seats.try_send(person).is_ok();
        let from = script.from.clone();
        let rings = self
            .network
            .network()
            .try_send(Happening::IncomingCall { from });
        if !taken || rings.is_err() {
            return Err(LiveError::Stuck(
                "the virtual network does not keep up".to_owned(),
            ));
        }
        self.on_the_line = Some(OnTheLine {
            number,
            since: Deadline::now(),
            cues,
            deeds,
            recording,
        });
        Ok(())
    }

    fn report(&mut self, report: Report, watch: &mut impl FnMut(&Shown)) -> Result<(), LiveError> {
        let at = report.at;
        let cue = |person: &Option<OnTheLine>, cue| {
            if let Some(person) = person {
                let _gone = person.cues.try_send(cue);
            }
        };
        match &report.kind {
            ReportKind::Munjigi(text) => {
                self.run.said(at, true, text.clone());
                cue(&self.on_the_line, Cue::BoxSays(text.clone()));
            }
            ReportKind::Caller(text) => self.run.said(at, false, text.clone()),
            ReportKind::Spoken => cue(&self.on_the_line, Cue::BoxSpoken),
            ReportKind::TextQueued(_) => self.texts_due += 1,
            ReportKind::TextSent | ReportKind::TextFailed(_) => {
                self.texts_due = self.texts_due.saturating_sub(1);
            }
            ReportKind::Fault(why) => self.run.trouble.push(why.clone()),
            ReportKind::Ended(..) => {
                self.deeds(watch);
                self.keep_recording()?;
            }
            _ => {}
        }
        watch(&Shown::Line(report));
        Ok(())
    }

    fn effects(&mut self, watch: &mut impl FnMut(&Shown)) {
        while let Some((_, effect)) = self.network.next_effect(Duration::ZERO) {
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

    fn deeds(&mut self, watch: &mut impl FnMut(&Shown)) {
        let Some(person) = &self.on_the_line else {
            return;
        };
        let script: &Script = &self.stage.scenario.callers[person.number];
        while let Ok(deed) = person.deeds.try_recv() {
            match deed {
                Deed::Speaks(turn) => {
                    let words = match script.turns.get(turn).and_then(|line| line.words.as_ref()) {
                        Some(Words::Say(text)) => text.clone(),
                        Some(Words::Wav(file)) => file.display().to_string(),
                        None => continue,
                    };
                    watch(&Shown::CallerSpeaks(words));
                }
                Deed::HangsUp(why) => self.run.hung_up(why),
                Deed::FirstWord(wait) => {
                    self.run.first_words.push(wait);
                    watch(&Shown::FirstWord(wait));
                }
                Deed::Waited(wait) => {
                    self.run.latencies.push(wait);
                    watch(&Shown::Waited(wait));
                }
            }
        }
    }

    /// The call is over: its sound goes to a file, the caller left, the box right.
    fn keep_recording(&mut self) -> Result<(), LiveError> {
        let Some(person) = self.on_the_line.take() else {
            return Ok(());
        };
        let recording = person
            .recording
            .lock()
            .map(|mut recording| std::mem::take(&mut *recording))
            .unwrap_or_default();
        let path = self
            .stage
            .out
            .join(format!("call-{}.wav", person.number + 1));
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
        self.run.recordings.push(path);
        Ok(())
    }
}
