//! Carries things to and fro between what a line decides and its live parts.
//!
//! One task owns the modem's handle, the sound device, the ears' and the voice's orders and the
//! store. Everything that happens reaches it through one bounded channel ([`Inbox`]).

use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant as Deadline, sleep_until},
};

use crate::{
    audio::Frame,
    modem::{self, ModemHandle, Request, TextFault},
    sound::{Ends, PumpHandle, SerialPcm, SoundError},
    speech::{EarEvent, Ears, FrameSource, Ticket, Voice, VoiceEvent},
    time::{Instant, Now, WallClock},
};

use super::{Input, Output, Report, Scribe, SoundEvent, Switch};

/// Things that happened and wait for the line. Full: the newest is dropped and an error is logged;
/// it holds minutes of conversation, so that only a line that has stopped ever fills it.
const INBOX: usize = 256;
/// The serial port for sound opens within this, or the call is not taken.
const OPEN_WITHIN: Duration = Duration::from_secs(5);

/// Where the live parts put what happened.
#[derive(Clone, Debug)]
pub struct Inbox(mpsc::Sender<Happening>);

/// The other end of an [`Inbox`]; the line reads it.
#[derive(Debug)]
pub struct Happenings(mpsc::Receiver<Happening>);

#[derive(Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "both wait in one channel of a fixed size, and nothing is allocated for either"
)]
enum Happening {
    Input(Input),
    /// The voice has said everything up to this ticket, which may not be the newest any more.
    Said(Ticket),
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

    /// What the ears are to be given for their events.
    #[must_use]
    pub fn for_ears(&self) -> Box<dyn FnMut(EarEvent) + Send> {
        let inbox = self.clone();
        Box::new(move |event| {
            inbox.put(Happening::Input(match event {
                EarEvent::SpeechStarted { .. } => Input::SpeechStarted,
                EarEvent::TurnEnded { text, .. } => Input::TurnEnded(text),
            }));
        })
    }

    /// What the voice is to be given for its events.
    #[must_use]
    pub fn for_voice(&self) -> Box<dyn FnMut(VoiceEvent) + Send> {
        let inbox = self.clone();
        Box::new(move |event| match event {
            VoiceEvent::Said { ticket } => inbox.put(Happening::Said(ticket)),
            // The voice has logged it; what came after the part was said all the same.
            VoiceEvent::Failed { .. } | VoiceEvent::Started { .. } | VoiceEvent::Hushed => {}
        })
    }

    fn for_sound(&self) -> impl FnMut(SoundEvent) + Send + use<> {
        let inbox = self.clone();
        move |event| inbox.put(Happening::Input(Input::Sound(event)))
    }
}

/// The live parts of a line.
pub struct Parts {
    /// Orders for the modem.
    pub modem: ModemHandle,
    /// What the modem tells.
    pub modem_events: mpsc::Receiver<(Instant, modem::Event)>,
    /// The port that carries PCM.
    pub pcm: PathBuf,
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
    /// Whoever watches. A watcher that does not keep up misses reports.
    pub watcher: Option<mpsc::Sender<Report>>,
}

/// What a call has opened.
#[derive(Default)]
struct Open {
    sound: Option<PumpHandle>,
    /// The newest thing that the voice was asked to say.
    newest: Ticket,
}

/// Runs a line until `stop` is told or dropped, or the modem's task ends. Gives the store back.
pub async fn run(
    mut switch: Switch,
    mut parts: Parts,
    (inbox, mut happenings): (Inbox, Happenings),
    mut stop: oneshot::Receiver<()>,
) -> Scribe {
    let mut open = Open::default();
    loop {
        let wake = switch
            .next_wake()
            .map(|at| Deadline::now() + at.since(parts.clock.now()));
        let input = tokio::select! {
            event = parts.modem_events.recv() => match event {
                Some((at, event)) => {
                    tell_state(at, &event);
                    Input::Modem(event)
                }
                None => break,
            },
            Some(happening) = happenings.0.recv() => match happening {
                Happening::Input(input) => input,
                Happening::Said(ticket) if ticket == open.newest => Input::Said,
                Happening::Said(_) => continue,
            },
            () = sleep_until(wake.unwrap_or_else(Deadline::now)), if wake.is_some() => Input::Wake,
            _ = &mut stop => break,
        };
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let now = parts.clock.moment();
            for output in switch.handle(input, now) {
                inputs.extend(carry_out(output, now, &mut parts, &mut open, &inbox));
            }
        }
    }
    // Waits for the pump and for a rendering or recognition that is under way.
    let Parts {
        scribe,
        ears,
        voice,
        ..
    } = parts;
    tokio::task::block_in_place(|| drop((open, voice, ears)));
    scribe
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
        Output::OpenSound => {
            return Some(Input::Sound(
                match tokio::task::block_in_place(|| start_pump(parts, inbox)) {
                    Ok(pump) => {
                        open.sound = Some(pump);
                        SoundEvent::Ready
                    }
                    Err(error) => SoundEvent::Failed(error.to_string()),
                },
            ));
        }
        // Waits for the pump's thread, which is inside one of its beats.
        Output::CloseSound => tokio::task::block_in_place(|| open.sound = None),
        Output::HoldSound(held) => {
            if let Some(pump) = &open.sound {
                pump.hold_uplink(held);
            }
        }
        Output::Listen(grammar) => parts.ears.listen(grammar),
        Output::Deafen => parts.ears.deafen(),
        Output::Say(speech) => open.newest = parts.voice.say(speech),
        Output::Hush => parts.voice.hush(),
        Output::Store(entry) => {
            let written = tokio::task::block_in_place(|| parts.scribe.write(entry, now));
            return written.unwrap_or_else(|error| {
                tracing::error!(error = &error as &dyn std::error::Error, "not written down");
                None
            });
        }
        Output::Report(report) => {
            if let Some(watcher) = &parts.watcher {
                let _missed = watcher.try_send(report);
            }
        }
    }
    None
}

/// Opens the sound device and lets it run: what comes in goes to the ears, what goes out comes
/// from the voice, both on the device's own beat.
fn start_pump(parts: &Parts, inbox: &Inbox) -> Result<PumpHandle, SoundError> {
    parts.ears.reset();
    let device = SerialPcm::open(&parts.pcm, OPEN_WITHIN)?;
    let ears = Arc::clone(&parts.ears);
    let source = Arc::clone(&parts.source);
    let (mut quiet, mut lost) = (inbox.for_sound(), inbox.for_sound());
    let pump = device.spawn_pump(Ends {
        ears: Box::new(move |frame| ears.push(frame)),
        // Only one pump runs at a time, so that nobody ever waits here.
        voice: Box::new(move || source.lock().map_or(Frame::SILENCE, |mut s| s.next_frame())),
        quiet: Box::new(move || quiet(SoundEvent::Quiet)),
        lost: Box::new(move |why| lost(SoundEvent::Lost(why.to_string()))),
    })?;
    Ok(pump)
}
