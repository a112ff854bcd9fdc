//! The ears of a line: frames in, turns with words out.

mod echo;
mod listener;
#[cfg(test)]
mod listener_tests;
mod over;
mod paced;
mod reading;
#[cfg(test)]
mod tests;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    time::{Duration, Instant},
};

use crate::{
    audio::{Frame, Hz8k, Hz16k, Pcm, Resampler},
    call::Expected,
    phone::Key,
};

use self::{
    listener::{Listener, World},
    reading::{Request, Words},
};
pub use self::{over::interrupts, paced::PacedEars};
use super::{Recognizer, Transcript, TurnDetector, Vad, workers::Workers};

/// What the ears noticed. Positions are samples at 8 kHz since [`Ears::reset`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EarEvent {
    /// The caller has begun to speak.
    SpeechStarted {
        /// Where the speech began.
        at_sample: u64,
    },
    /// The words of a turn that goes on, as far as they are known.
    Partial {
        /// The words.
        text: String,
    },
    /// The caller may have finished with these words. Whoever has something to prepare may begin.
    Likely {
        /// The words.
        text: String,
    },
    /// The caller has finished.
    TurnEnded {
        /// The words; empty when somebody spoke and no words came out.
        text: String,
        /// Where the speech ended.
        speech_end_sample: u64,
        /// Where the ears had waited long enough.
        decided_sample: u64,
        /// How long the recogniser computed, most of it while the ears still waited.
        recognise: Duration,
    },
    /// The caller has finished, and the words are late. They follow, or [`EarEvent::TurnLost`] does.
    Thinking,
    /// The caller has finished, and nobody will know the words: the recogniser failed.
    TurnLost {
        /// Where the speech ended.
        speech_end_sample: u64,
        /// Where the ears had waited long enough.
        decided_sample: u64,
    },
    /// Somebody speaks over the box. [`EarEvent::Interrupted`] or [`EarEvent::FalseAlarm`] follows,
    /// unless the box falls silent first.
    OverTalk,
    /// They mean it: the box has to stop. The turn goes on and is told like any.
    Interrupted,
    /// They were only listening, or it was a noise.
    FalseAlarm,
    /// Everything that was said before [`Ears::conclude`] has been told.
    Concluded,
    /// The caller has pressed a key.
    Key(Key),
}

/// The models that the ears work with; a line owns its own.
pub struct EarParts {
    /// Voice activity at 8 kHz.
    pub vad: Box<dyn Vad>,
    /// Speech to text.
    pub recognizer: Box<dyn Recognizer>,
    /// Whether a pause sounds finished; without one, the words alone tell.
    pub turns: Option<Box<dyn TurnDetector>>,
}

/// Room for 1.3 s of frames. Full: the frame is dropped and silence stands in for it later, so that
/// positions stay true. Orders to the ears wait for room instead.
const FRAMES: usize = 64;
/// Turns waiting for the recogniser. Full: a likely end is not recognised ahead; if it was the end,
/// the turn is lost.
const REQUESTS: usize = 8;
/// Pauses waiting to be judged by their sound. Full: the words alone tell.
const PAUSES: usize = 2;

#[expect(
    clippy::large_enum_variant,
    reason = "frames are the rule, and a box around each would allocate in the audio path"
)]
enum Message {
    /// What was heard, and what was said meanwhile.
    Frame(Frame<Hz8k>, Frame<Hz8k>),
    Listen(Expected),
    Watch(Arc<str>),
    Deafen,
    Conclude,
    Reset,
    Words(Words),
    Sounded(u64, Option<f32>),
    Quit,
}

/// Three threads: one judges every 32 ms of sound, one recognises what may be a whole turn, and one
/// judges whether a pause sounds like its end.
///
/// Deaf until [`listen`](Self::listen). Dropping it waits for a recognition that is under way.
pub struct Ears {
    messages: SyncSender<Message>,
    lost: Arc<AtomicU64>,
    threads: Workers,
}

impl Ears {
    /// Starts the threads. `events` is called on the ears' own thread and must not block.
    ///
    /// # Panics
    /// When the system cannot start a thread.
    #[must_use]
    pub fn spawn(parts: EarParts, events: Box<dyn FnMut(EarEvent) + Send>) -> Self {
        let (messages, inbox) = sync_channel(FRAMES);
        let (requests, work) = sync_channel(REQUESTS);
        let lost = Arc::new(AtomicU64::new(0));
        let mut threads = Workers::new();
        let pauses = parts.turns.map(|detector| {
            let (pauses, work) = sync_channel(PAUSES);
            let results = messages.clone();
            threads.start("judge", move || judge(detector, &work, &results));
            pauses
        });
        let outside = Outside {
            events,
            requests,
            pauses,
        };
        threads.start("ears", {
            let lost = Arc::clone(&lost);
            // Made where it stays: the echo canceller cannot move from thread to thread.
            move || hear(Listener::new(parts.vad), outside, &inbox, &lost)
        });
        threads.start("scribe", {
            let results = messages.clone();
            move || scribe(parts.recognizer, &work, &results)
        });
        Self {
            messages,
            lost,
            threads,
        }
    }

    /// The next 20 ms from the line, and what the box said on it meanwhile. Never waits and never
    /// allocates; see [`Ears`] for "full".
    pub fn push(&self, heard: Frame<Hz8k>, said: Frame<Hz8k>) {
        let message = Message::Frame(heard, said);
        if let Err(TrySendError::Full(_)) = self.messages.try_send(message) {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// From now on the caller's turn may begin; what is expected says how patient to be. Somebody
    /// who is already speaking is heard from 400 ms ago.
    pub fn listen(&self, expected: impl Into<Expected>) {
        self.order(Message::Listen(expected.into()));
    }

    /// The box says this, and whoever speaks over it may stop it.
    pub fn watch(&self, said: impl Into<Arc<str>>) {
        self.order(Message::Watch(said.into()));
    }

    /// From now on no turn begins and one that runs is forgotten: the box speaks and wants to be heard
    /// out.
    pub fn deafen(&self) {
        self.order(Message::Deafen);
    }

    /// Nothing more will be heard: a turn that runs is over, and its words follow. Then
    /// [`EarEvent::Concluded`].
    pub fn conclude(&self) {
        self.order(Message::Conclude);
    }

    /// Another call: deaf, position 0, nothing heard.
    pub fn reset(&self) {
        self.order(Message::Reset);
    }

    fn order(&self, message: Message) {
        if self.messages.send(message).is_err() {
            tracing::error!("the ears have stopped: the caller is not heard");
        }
    }
}

impl Drop for Ears {
    fn drop(&mut self) {
        let _ = self.messages.send(Message::Quit);
        self.threads.join();
    }
}

struct Outside {
    events: Box<dyn FnMut(EarEvent) + Send>,
    requests: SyncSender<Request>,
    pauses: Option<SyncSender<(u64, Pcm<Hz8k>)>>,
}

impl World for Outside {
    fn tell(&mut self, event: EarEvent) {
        (self.events)(event);
    }

    fn ask(&mut self, request: Request) -> bool {
        self.requests.try_send(request).is_ok()
    }

    fn ask_sound(&mut self, id: u64, speech: &Pcm<Hz8k>) -> bool {
        let pauses = self.pauses.as_ref();
        pauses.is_some_and(|pauses| pauses.try_send((id, speech.clone())).is_ok())
    }
}

fn hear(mut listener: Listener, mut outside: Outside, inbox: &Receiver<Message>, lost: &AtomicU64) {
    while let Ok(message) = inbox.recv() {
        match message {
            Message::Frame(heard, said) => {
                listener.frame(&heard, &said, &mut outside);
                let gaps = lost.swap(0, Ordering::Relaxed);
                if gaps > 0 {
                    tracing::warn!(frames = gaps, "the ears were too slow for the line");
                }
                for _ in 0..gaps {
                    listener.frame(&Frame::SILENCE, &Frame::SILENCE, &mut outside);
                }
            }
            Message::Listen(expected) => listener.listen(expected, &mut outside),
            Message::Watch(said) => listener.watch(said),
            Message::Deafen => listener.deafen(),
            Message::Conclude => listener.conclude(&mut outside),
            Message::Reset => listener.reset(),
            Message::Words(words) => listener.words(words, &mut outside),
            Message::Sounded(id, sound) => listener.sounded(id, sound, &mut outside),
            Message::Quit => return,
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "it reports how long recognition took; nothing is decided by it"
)]
fn scribe(
    mut recognizer: Box<dyn Recognizer>,
    work: &Receiver<Request>,
    results: &SyncSender<Message>,
) {
    let mut to_wide = Resampler::<Hz8k, Hz16k>::new();
    while let Ok(request) = work.recv() {
        if !request.wanted.load(Ordering::Relaxed) {
            continue;
        }
        let start = Instant::now();
        let wide = to_wide.resample(&request.speech);
        let heard = recognizer.recognize(&wide, &request.hint);
        let (text, confidence) = match heard {
            Ok(Transcript { text, confidence }) => (Some(text), confidence),
            Err(error) => {
                tracing::error!(%error, "a turn could not be recognised");
                (None, None)
            }
        };
        let took = start.elapsed();
        tracing::debug!(
            speech_ms = request.speech.duration().as_millis(),
            took_ms = took.as_millis(),
            confidence,
            text,
            "recognised"
        );
        let words = Words {
            id: request.id,
            text,
            sure: confidence,
            took,
        };
        if results.send(Message::Words(words)).is_err() {
            return;
        }
    }
}

fn judge(
    mut detector: Box<dyn TurnDetector>,
    work: &Receiver<(u64, Pcm<Hz8k>)>,
    results: &SyncSender<Message>,
) {
    let mut to_wide = Resampler::<Hz8k, Hz16k>::new();
    while let Ok((id, speech)) = work.recv() {
        let sound = detector.finished(&to_wide.resample(&speech));
        let sound = sound
            .inspect_err(|error| tracing::error!(%error, "a pause could not be judged"))
            .ok();
        if results.send(Message::Sounded(id, sound)).is_err() {
            return;
        }
    }
}
