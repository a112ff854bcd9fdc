//! A scenario in real time: two terminals, the real models, a person with a voice of their own.

use std::{
    fs::File,
    io,
    path::Path,
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    time::Duration,
};

use tokio::time::{Instant as Deadline, interval};

use crate::{
    app::{DATABASE, LineConfig, ScriptedClock, SpeechConfig},
    audio::{Hz8k, Pcm, wav},
    line::{Report, ReportKind},
    reception::Shop,
    store::{Store, StoreError},
};

use super::{
    super::caller::OBJECTION,
    super::{
        ec25::Happening,
        scenario::{Scenario, Script, Words},
    },
    Run,
    machine::{Clips, Machine, Sound, sentences},
    person::{Cue, Deed, Person, Recording},
    served::{LOOK, LiveError, Notes, Place, READY_WITHIN, Served, Shown, keep_recording},
    voices::{Voices, Whose},
};

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
    /// This program, to hear and speak in processes of its own; `None`: in this one.
    pub exe: Option<&'a Path>,
    /// Where the database and the recordings go; made when it is not there.
    pub out: &'a Path,
    /// The dice.
    pub seed: u64,
}

/// Plays `stage` in real time; `watch` is told what happens. Has to be called inside a runtime with
/// several threads.
///
/// # Errors
/// When the models, the terminals or the database cannot be used. What goes wrong within the
/// scenario is in the [`Run`].
pub async fn live(stage: Live<'_>, mut watch: impl FnMut(&Shown)) -> Result<Run, LiveError> {
    let place = Place {
        shop: &stage.shop,
        speech: &stage.speech,
        prompts: stage.prompts,
        exe: stage.exe,
        out: stage.out,
        advice: &stage.scenario.advice,
    };
    place.clear()?;
    place.stock(stage.scenario)?;
    let (clips, machines) = tokio::task::block_in_place(|| -> Result<_, LiveError> {
        let mut voices = Voices::new(&stage.speech, stage.prompts)?;
        let clips = caller_clips(&stage, &mut voices)?;
        Ok((clips, machine_clips(&stage, &mut voices)?))
    })?;
    let engines = place.load(&mut watch)?;

    let (seats, waiting) = sync_channel(1);
    let sound = Sound::new(stage.scenario.channel, stage.seed);
    let sound = Arc::new(Mutex::new(sound));
    let start = stage.scenario.local_start();
    let clock = Arc::new(ScriptedClock::start(start));
    let far = |_network| far_end(waiting, Arc::clone(&sound));
    let stands = Stands::open(stage.out)?;
    let mut served = Served::start(&place, engines, (clock, start), stage.seed, far)?;
    let network = served.line.network().clone();
    let machine = Machine::new(stage.scenario, machines, sound, network, stage.seed);
    let mut afternoon = Afternoon {
        machine,
        texts: 0,
        stands,
        stage: &stage,
        clips,
        served: &mut served,
        seats,
        on_the_line: None,
        next: 0,
        notes: Notes::default(),
    };
    let played = afternoon.play(&mut watch).await;
    let mut notes = afternoon.notes;
    notes.run.state.dialled = afternoon.machine.dialled;
    served.finish(played, notes).await
}

/// Everything that callers will say, by caller and turn.
fn caller_clips(
    stage: &Live<'_>,
    voices: &mut Voices,
) -> Result<Vec<Vec<Arc<Pcm<Hz8k>>>>, LiveError> {
    let mut all = Vec::new();
    for script in &stage.scenario.callers {
        let whose = Whose {
            voice: script.voice.as_deref(),
            speed: script.speed,
        };
        let mut clips = Vec::new();
        for line in &script.turns {
            clips.push(match &line.words {
                None => Arc::default(),
                Some(Words::Wav(file)) => Arc::new(read_wav(&stage.folder.join(file))?),
                Some(Words::Say(text)) => Arc::new(voices.clip(text, whose)?),
            });
        }
        clips.push(Arc::new(voices.clip(OBJECTION, whose)?));
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

/// Everything that the far ends of our calls will say.
fn machine_clips(stage: &Live<'_>, voices: &mut Voices) -> Result<Clips, LiveError> {
    let mut clips = Clips::new();
    for (number, line, text) in sentences(stage.scenario) {
        let whose = Whose {
            voice: line.voice.as_deref(),
            speed: line.speed,
        };
        let clip = Arc::new(voices.clip(text, whose)?);
        clips.insert((number.clone(), text.to_owned()), clip);
    }
    Ok(clips)
}

/// What the box has left to do, by its own book.
struct Stands {
    store: Store,
    looked: Deadline,
    is_idle: bool,
}

impl Stands {
    /// How often the book is looked into.
    const LOOK: Duration = Duration::from_millis(500);

    fn open(out: &Path) -> Result<Self, LiveError> {
        Ok(Self {
            store: Store::open(&out.join(DATABASE))?,
            looked: Deadline::now(),
            is_idle: false,
        })
    }

    /// Whether so many messages have come, and nothing is to be dialled, fetched or sent because of them.
    fn is_idle(&mut self, messages: usize) -> bool {
        if self.looked.elapsed() < Self::LOOK {
            return self.is_idle;
        }
        self.looked = Deadline::now();
        let waits = |state: &str| matches!(state, "queued" | "sending" | "dialling");
        let fetching = |state: Option<&str>| matches!(state, Some("waiting" | "fetching"));
        let idle = || -> Result<bool, StoreError> {
            let dials = self.store.dials()?.iter().any(|dial| waits(&dial.state));
            let texts = self.store.texts()?.iter().any(|text| waits(&text.state));
            let received = self.store.received()?;
            let fetches = received.iter().any(|text| fetching(text.fetch.as_deref()));
            let untold = self.store.untold(LineConfig::UNNAMED, false)?.is_some();
            let all = received.len() >= messages;
            Ok(all && !(dials || texts || fetches || untold))
        };
        self.is_idle = idle().unwrap_or(false);
        self.is_idle
    }
}

/// The far end of the line: a machine that the box has called, or whoever has taken the seat.
fn far_end(
    seats: Receiver<Person>,
    machine: Arc<Mutex<Sound>>,
) -> impl FnMut(u64, &crate::audio::Frame) -> crate::audio::Frame + Send + 'static {
    let mut seated = None;
    move |beat, heard| {
        if let Ok(person) = seats.try_recv() {
            seated = Some(person);
        }
        let by_machine = machine.lock().ok().and_then(|mut sound| sound.beat(heard));
        if let Some(frame) = by_machine {
            return frame;
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
    served: &'a mut Served,
    seats: SyncSender<Person>,
    on_the_line: Option<OnTheLine>,
    next: usize,
    notes: Notes,
    machine: Machine<'a>,
    /// How many texts of the scenario have been sent.
    texts: usize,
    stands: Stands,
}

impl Afternoon<'_> {
    async fn play(&mut self, watch: &mut impl FnMut(&Shown)) -> Result<(), LiveError> {
        let mut beat = interval(LOOK);
        let opened = Deadline::now();
        let mut ready = None;
        loop {
            beat.tick().await;
            while let Ok(report) = self.served.reports.try_recv() {
                if matches!(report.kind, ReportKind::Modem(state) if state.is_ready()) {
                    ready.get_or_insert_with(Deadline::now);
                }
                self.report(report, watch)?;
            }
            self.far_end(watch)?;
            self.deeds(watch);
            match ready {
                None if opened.elapsed() > READY_WITHIN => {
                    let why = "the line did not get ready within a minute";
                    return Err(LiveError::Stuck(why.to_owned()));
                }
                None if self.served.reports.is_closed() => return Ok(()), // why is told by `serve`
                None => {}
                Some(_) if self.is_over() => return Ok(()),
                Some(since) => {
                    self.send_texts(since)?;
                    self.ring_next(since)?;
                }
            }
        }
    }

    fn is_over(&mut self) -> bool {
        self.next == self.stage.scenario.callers.len()
            && self.texts == self.stage.scenario.sms.len()
            && self.on_the_line.is_none()
            && self.machine.is_away()
            && self.notes.texts_due == 0
            && self.stands.is_idle(self.texts)
    }

    /// What the network does, and whoever answers the box's calls.
    fn far_end(&mut self, watch: &mut impl FnMut(&Shown)) -> Result<(), LiveError> {
        let mut ended = Vec::new();
        let machine = &mut self.machine;
        self.notes.effects(&self.served.line, watch, |effect, at| {
            ended.extend(machine.effect(effect, at));
        });
        ended.extend(self.machine.look(self.served.line.now()));
        for recording in ended {
            let number = self.stage.scenario.callers.len() + self.machine.dialled.len() - 1;
            let path = keep_recording(self.stage.out, number, &Mutex::new(recording))?;
            self.notes.run.recordings.push(path);
        }
        Ok(())
    }

    /// Sends the texts whose time has come.
    fn send_texts(&mut self, since: Deadline) -> Result<(), LiveError> {
        let scenario = self.stage.scenario;
        while let Some(text) = scenario.sms.get(self.texts) {
            if since.elapsed() < text.at {
                return Ok(());
            }
            self.texts += 1;
            // What was seen in the book is out of date.
            self.stands.is_idle = false;
            let sent = self.served.line.network().try_send(text.happening());
            sent.map_err(|_| LiveError::Stuck("the virtual network does not keep up".to_owned()))?;
        }
        Ok(())
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
            self.served.line.network().clone(),
            Arc::clone(&recording),
        );
        let taken = self.seats.try_send(person).is_ok();
        let from = script.from.clone();
        let rings = self
            .served
            .line
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
        self.notes.report(&report);
        let cue = |person: &Option<OnTheLine>, cue| {
            if let Some(person) = person {
                let _gone = person.cues.try_send(cue);
            }
        };
        match &report.kind {
            ReportKind::Munjigi(text) => cue(&self.on_the_line, Cue::BoxSays(text.clone())),
            ReportKind::Spoken => {
                cue(&self.on_the_line, Cue::BoxSpoken);
                self.machine.box_spoke(self.served.line.now());
            }
            ReportKind::Ended(..) => {
                self.deeds(watch);
                if let Some(person) = self.on_the_line.take() {
                    let path = keep_recording(self.stage.out, person.number, &person.recording)?;
                    self.notes.run.recordings.push(path);
                }
            }
            _ => {}
        }
        watch(&Shown::Line(report));
        Ok(())
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
                Deed::HangsUp(why) => self.notes.run.hung_up(why),
                Deed::FirstWord(wait) => {
                    self.notes.run.first_words.push(wait);
                    watch(&Shown::FirstWord(wait));
                }
                Deed::Waited(wait) => {
                    self.notes.run.latencies.push(wait);
                    watch(&Shown::Waited(wait));
                }
            }
        }
    }
}
