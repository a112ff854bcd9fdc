//! Carries things to and fro between what a line decides and its live parts.
//!
//! One task owns the modem's handle, the sound device, the ears' and the voice's orders and the
//! store. Everything that happens reaches it through one bounded channel ([`Inbox`]).

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    thread::JoinHandle,
    time::Duration,
};

use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant as Deadline, MissedTickBehavior, interval, sleep_until},
};

use crate::{
    advice::Adviser,
    audio::{Frame, Hz8k, Rate as _},
    call::Signal,
    modem::{self, AudioMode, ModemHandle, Request, TextFault},
    sound::{self, Device, Ends, PumpHandle, SoundError, Source},
    speech::{EarEvent, Ears, FrameSource, Ticket, Voice, VoiceEvent},
    store::CallId,
    time::{Instant, Now, WallClock},
    tone::{Shape, Tones},
    vault::{About, Sealed, VaultError},
};

use super::{
    Input, Output, Pulse, Recordings, Report, ReportKind, Scribe, Shown, SoundEvent, Switch,
    instead::Instead,
    pulse,
    recording::{self, Tap},
};

/// Things that happened and wait for the line. Full: the newest is dropped and an error is logged;
/// it holds minutes of conversation, so that only a line that has stopped ever fills it.
const INBOX: usize = 256;
/// The modem's sound opens within this, or the call is not taken. A card was seen to take 8 s.
const OPEN_WITHIN: Duration = Duration::from_secs(9);

/// Where the live parts put what happened.
#[derive(Clone, Debug)]
pub struct Inbox(mpsc::Sender<Happening>);

/// The other end of an [`Inbox`]; the line reads it.
#[derive(Debug)]
pub struct Happenings(mpsc::Receiver<Happening>);

#[derive(Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "a text from the modem is the largest, and comes by value all the way"
)]
enum Happening {
    Input(Input),
    /// The sound device of this call has been opened, or not.
    Opened(u64, Result<Box<dyn Device>, SoundError>),
    /// The voice has said everything up to this ticket, which may not be the newest any more.
    Said(Ticket),
    /// The recording of this call is over.
    Recorded(CallId, Result<Sealed, VaultError>),
}

/// A channel into a line, made before the parts that write to it.
#[must_use]
pub fn inbox() -> (Inbox, Happenings) {
    let (sender, receiver) = mpsc::channel(INBOX);
    (Inbox(sender), Happenings(receiver))
}

impl Inbox {
    fn put(&self, happening: Happening) {
        if self.0.try_send(happening).is_err() {
            tracing::error!("the line does not keep up; something that happened was dropped");
        }
    }

    pub(super) fn put_input(&self, input: Input) {
        self.put(Happening::Input(input));
    }

    /// What the ears are to be given for their events.
    #[must_use]
    pub fn for_ears(&self) -> Box<dyn FnMut(EarEvent) + Send> {
        let inbox = self.clone();
        Box::new(move |event| {
            if let Some(input) = heard(event) {
                inbox.put(Happening::Input(input));
            }
        })
    }

    /// What the voice is to be given for its events.
    #[must_use]
    pub fn for_voice(&self) -> Box<dyn FnMut(VoiceEvent) + Send> {
        let inbox = self.clone();
        Box::new(move |event| match event {
            VoiceEvent::Said { ticket } => inbox.put(Happening::Said(ticket)),
            VoiceEvent::Failed { .. } => inbox.put(Happening::Input(Input::NotSaid)),
            VoiceEvent::Started { .. } | VoiceEvent::Hushed => {}
        })
    }

    fn for_sound(&self) -> impl FnMut(SoundEvent) + Send + use<> {
        let inbox = self.clone();
        move |event| inbox.put(Happening::Input(Input::Sound(event)))
    }
}

/// What the line makes of what its ears tell; `None`: nothing.
#[must_use]
pub fn heard(event: EarEvent) -> Option<Input> {
    Some(match event {
        EarEvent::SpeechStarted { .. } => Input::SpeechStarted,
        EarEvent::TurnEnded { text, .. } => Input::TurnEnded(text),
        EarEvent::Likely { text } => Input::Likely(text),
        EarEvent::Thinking => Input::Thinking,
        EarEvent::TurnLost { .. } => Input::TurnLost,
        EarEvent::OverTalk => Input::OverTalk,
        EarEvent::Interrupted => Input::Interrupted,
        EarEvent::FalseAlarm => Input::FalseAlarm,
        EarEvent::Concluded => Input::Concluded,
        EarEvent::Key(key) => Input::Key(key),
        // Nobody decides anything by half a turn, but the ears themselves.
        EarEvent::Partial { .. } => return None,
    })
}

/// The live parts of a line.
pub struct Parts {
    /// Orders for the modem.
    pub modem: ModemHandle,
    /// What the modem tells.
    pub modem_events: mpsc::Receiver<(Instant, modem::Event)>,
    /// Where the modem's sound is, each time that it is opened.
    pub sound: Box<dyn SoundSite>,
    /// The ears, whose events go to the same inbox.
    pub ears: Arc<Ears>,
    /// The voice, whose events go to the same inbox.
    pub voice: Voice,
    /// Where the voice's frames come from; held by the pump while a call is on.
    pub source: Arc<Mutex<FrameSource>>,
    /// The store.
    pub scribe: Scribe,
    /// What time it is.
    pub clock: Arc<dyn WallClock>,
    /// Shows that it lives.
    pub pulse: Pulse,
    /// Shows how it stands.
    pub shown: Shown,
    /// Whom the programs may ask what is meant; `None`: nobody.
    pub adviser: Option<Arc<Adviser>>,
    /// Where recordings go, if any are made.
    pub recordings: Option<Recordings>,
    /// Whoever watches. A watcher that does not keep up misses reports.
    pub watcher: Option<mpsc::Sender<Report>>,
}

/// Knows where the sound of a line's modem is now: a modem that was plugged in again has other names.
pub trait SoundSite: Send {
    /// The device of this mode; `None` when the modem has none, or is not there.
    fn source(&self, mode: AudioMode) -> Option<Source>;
}

/// What a call has opened.
#[derive(Default)]
struct Open {
    sound: Option<PumpHandle>,
    /// Counts the devices that were asked for, so that one that comes too late is known.
    wanted: u64,
    /// The newest thing that the voice was asked to say.
    newest: Ticket,
    /// What goes out in the voice's place.
    instead: Instead,
    /// Where the call's sound is picked up, when it is recorded.
    tap: Tap,
    recording: Option<JoinHandle<()>>,
}

/// Runs a line until `stop` is told or dropped, or the modem's task ends. Gives the store back.
pub async fn run(
    mut switch: Switch,
    mut parts: Parts,
    (inbox, mut happenings): (Inbox, Happenings),
    mut stop: oneshot::Receiver<()>,
) -> Scribe {
    let mut open = Open::default();
    let mut beat = interval(pulse::EVERY);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        parts.pulse.beat(parts.clock.now());
        let wake = switch
            .next_wake()
            .map(|at| Deadline::now() + parts.clock.wait(at.since(parts.clock.now())));
        let input = tokio::select! {
            event = parts.modem_events.recv() => match event {
                Some((at, event)) => {
                    tell_state(at, &event);
                    parts.shown.modem(&event);
                    Input::Modem(event)
                }
                None => break,
            },
            Some(happening) = happenings.0.recv() => match happening {
                Happening::Input(input) => input,
                Happening::Opened(which, device) if which == open.wanted => {
                    Input::Sound(start_pump(device, &parts, &mut open, &inbox))
                }
                // The call that wanted it is over.
                Happening::Opened(..) => continue,
                Happening::Said(ticket) if ticket == open.newest => Input::Said,
                Happening::Said(_) => continue,
                Happening::Recorded(call, sealed) => {
                    recorded(call, sealed, &mut parts.scribe);
                    continue;
                }
            },
            () = sleep_until(wake.unwrap_or_else(Deadline::now)), if wake.is_some() => Input::Wake,
            _ = beat.tick() => continue,
            _ = &mut stop => break,
        };
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let now = parts.clock.moment();
            for output in switch.handle(input, now) {
                inputs.extend(carry_out(output, now, &mut parts, &mut open, &inbox));
            }
        }
        parts.shown.line(&switch);
    }
    // Waits for the pump and for a rendering or recognition that is under way.
    let Parts {
        mut scribe,
        ears,
        voice,
        ..
    } = parts;
    tokio::task::block_in_place(|| {
        open.tap.close();
        if let Some(recording) = open.recording.take() {
            _ = recording.join();
        }
        drop((open, voice, ears));
    });
    while let Ok(happening) = happenings.0.try_recv() {
        if let Happening::Recorded(call, sealed) = happening {
            recorded(call, sealed, &mut scribe);
        }
    }
    scribe
}

/// Begins to keep the sound of the call. A call goes on without, when that cannot be.
fn record(now: Now, parts: &mut Parts, open: &mut Open, inbox: &Inbox) {
    let Some(recordings) = &parts.recordings else {
        return;
    };
    let failed = |error: &(dyn std::error::Error + 'static)| {
        tracing::error!(error, "the call is not recorded");
    };
    let call = match parts.scribe.recording_begins(now.wall) {
        Ok(Some(call)) => call,
        Ok(None) => return,
        Err(error) => return failed(&error),
    };
    let about = About {
        call: call.number().unsigned_abs(),
        created: now.wall,
        hz: Hz8k::HZ,
    };
    let inbox = inbox.clone();
    let done = move |sealed| inbox.put(Happening::Recorded(call, sealed));
    match recording::begin(recordings, &about, &open.tap, done) {
        Ok(thread) => open.recording = Some(thread),
        Err(error) => failed(&error),
    }
}

/// What became of a recording.
fn recorded(call: CallId, sealed: Result<Sealed, VaultError>, scribe: &mut Scribe) {
    let failed = |error: &(dyn std::error::Error + 'static)| {
        tracing::error!(error, "a recording was cut off");
    };
    match sealed {
        Ok(sealed) => {
            if let Err(error) = scribe.recorded(call, &sealed) {
                failed(&error);
            }
        }
        Err(error) => failed(&error),
    }
}

/// The log tells where the modem stands.
fn tell_state(at: Instant, event: &modem::Event) {
    if let modem::Event::State(state) = event {
        let (at_ms, state) = (at.as_millis(), state.english());
        tracing::info!(at_ms, state, "modem");
    }
}

/// Carries one output out; what follows from it at once, if anything does.
fn carry_out(
    output: Output,
    now: Now,
    parts: &mut Parts,
    open: &mut Open,
    inbox: &Inbox,
) -> Option<Input> {
    match output {
        Output::Modem(request) => {
            let text = match &request {
                Request::SendText { id, .. } => Some(*id),
                _ => None,
            };
            if let Err(error) = parts.modem.ask(request) {
                // Everything else that is asked of the modem has a deadline in `Switch`.
                tracing::error!(%error, "the modem took no more orders");
                return text.map(|id| {
                    Input::Modem(modem::Event::TextFailed {
                        id,
                        why: TextFault::QueueFull,
                        maybe_sent: false,
                    })
                });
            }
        }
        Output::OpenSound(mode) => {
            open.wanted += 1;
            return open_sound(parts.sound.source(mode), open.wanted, inbox);
        }
        // Waits for the pump's thread, which is inside one of its beats.
        Output::CloseSound => {
            open.wanted += 1;
            parts.voice.forget();
            tokio::task::block_in_place(|| open.sound = None);
            open.tap.close();
            open.instead.set(Signal::Voice);
            parts.pulse.silence();
            parts.shown.silence();
        }
        Output::PlayKeys(keys) => return play(&keys, open),
        Output::Signal(signal) => open.instead.set(signal),
        Output::Record => tokio::task::block_in_place(|| record(now, parts, open, inbox)),
        Output::SetClock(utc) => parts.clock.learn(utc),
        Output::HoldSound(held) => {
            if let Some(pump) = &open.sound {
                pump.hold_uplink(held);
            }
        }
        Output::Listen(expected) => parts.ears.listen(expected),
        Output::Deafen => parts.ears.deafen(),
        Output::Conclude => parts.ears.conclude(),
        Output::Watch(said) => parts.ears.watch(said),
        Output::Duck(ducked) => parts.voice.duck(ducked),
        Output::Prepare(speech) => parts.voice.prepare(speech),
        Output::Say(speech) => open.newest = parts.voice.say(speech),
        Output::Hush => parts.voice.hush(),
        Output::Store(entry) => {
            let written = tokio::task::block_in_place(|| parts.scribe.write(entry, now));
            return written.unwrap_or_else(|error| {
                tracing::error!(error = &error as &dyn std::error::Error, "not written down");
                None
            });
        }
        Output::Choose(number, choice) => {
            let Some(adviser) = &parts.adviser else {
                return Some(Input::Chosen(number, None));
            };
            let inbox = inbox.clone();
            adviser.ask(choice, move |which| {
                inbox.put_input(Input::Chosen(number, which));
            });
        }
        Output::Report(report) => {
            if let ReportKind::Chosen(question) = &report.kind {
                tracing::info!("answered what the language model has chosen");
                tracing::debug!(question, "chosen");
            }
            if let Some(watcher) = &parts.watcher {
                let _missed = watcher.try_send(report);
            }
        }
    }
    None
}

/// Opens the device in a thread of its own: a card takes its time, and the caller may give up first.
fn open_sound(source: Option<Source>, which: u64, inbox: &Inbox) -> Option<Input> {
    let failed = |why: String| Some(Input::Sound(SoundEvent::Failed(why)));
    let Some(source) = source else {
        return failed("the modem has no such sound device".to_owned());
    };
    let opened = inbox.clone();
    let thread = std::thread::Builder::new().name("sound-open".to_owned());
    let spawned = thread.spawn(move || {
        opened.put(Happening::Opened(which, sound::open(&source, OPEN_WITHIN)));
    });
    spawned.err().and_then(|error| failed(error.to_string()))
}

/// Lets the device run: what comes in goes to the ears, what goes out comes from the voice, both on
/// the device's own beat.
fn start_pump(
    device: Result<Box<dyn Device>, SoundError>,
    parts: &Parts,
    open: &mut Open,
    inbox: &Inbox,
) -> SoundEvent {
    parts.ears.reset();
    let ears = Arc::clone(&parts.ears);
    let tap = open.tap.clone();
    let [told, instead] = [open.instead.clone(), open.instead.clone()];
    let (pulse, clock) = (parts.pulse.clone(), Arc::clone(&parts.clock));
    let shown = parts.shown.clone();
    let source = Arc::clone(&parts.source);
    let [mut quiet, mut lost, mut meter, mut played] = std::array::from_fn(|_| inbox.for_sound());
    let ends = Ends {
        ears: Box::new(move |heard, said| {
            pulse.sound(clock.now());
            shown.levels(heard.level(), said.level());
            tap.push(&heard, &said);
            told.heard(&heard);
            ears.push(heard, said);
        }),
        // Only one pump runs at a time, so that nobody ever waits here.
        voice: Box::new(move || {
            let other = instead.frame();
            let voice = || source.lock().map_or(Frame::SILENCE, |mut s| s.next_frame());
            other.unwrap_or_else(voice)
        }),
        quiet: Box::new(move || quiet(SoundEvent::Quiet)),
        lost: Box::new(move |why| lost(SoundEvent::Lost(why.to_string()))),
        meter: Box::new(move |event| meter(SoundEvent::Meter(event))),
        played: Box::new(move || played(SoundEvent::Played)),
        ..Ends::default()
    };
    match device.and_then(|device| device.spawn_pump(ends)) {
        Ok(pump) => {
            open.sound = Some(pump);
            SoundEvent::Ready
        }
        Err(error) => SoundEvent::Failed(error.to_string()),
    }
}

/// Keys as sound.
fn play(keys: &crate::phone::Keys, open: &Open) -> Option<Input> {
    let tones = Tones::new(keys, Shape::default());
    let playing = open
        .sound
        .as_ref()
        .is_some_and(|pump| pump.play(tones).is_ok());
    (!playing).then_some(Input::Sound(SoundEvent::NotPlayed))
}
