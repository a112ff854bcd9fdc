//! The ears of a line: frames in, turns with words out.

mod listener;
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
    audio::{Frame, Hz8k, Hz16k, Resampler},
    call::Expected,
};

use self::listener::{Listener, Request, Words, World};
use super::{Recognizer, Transcript, Vad, workers::Workers};

/// What the ears noticed. Positions are samples at 8 kHz since [`Ears::reset`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EarEvent {
    /// The caller has begun to speak.
    SpeechStarted {
        /// Where the speech began.
        at_sample: u64,
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
}

/// The models that the ears work with; a line owns its own.
pub struct EarParts {
    /// Voice activity at 8 kHz.
    pub vad: Box<dyn Vad>,
    /// Speech to text.
    pub recognizer: Box<dyn Recognizer>,
}

/// Room for 1.3 s of frames. Full: the frame is dropped and silence stands in for it later, so that
/// positions stay true. Orders to the ears wait for room instead.
const FRAMES: usize = 64;
/// Turns waiting for the recogniser. Full: a likely end is not recognised ahead; if it was the end,
/// the turn goes out without words.
const REQUESTS: usize = 8;

#[expect(
    clippy::large_enum_variant,
    reason = "frames are the rule, and a box around each would allocate in the audio path"
)]
enum Message {
    Frame(Frame<Hz8k>),
    Listen(Expected),
    Deafen,
    Reset,
    Words(Words),
    Quit,
}

/// Two threads: one judges every 32 ms of sound, the other recognises what may be a whole turn.
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
        let listener = Listener::new(parts.vad);
        let outside = Outside { events, requests };
        let mut threads = Workers::new();
        threads.start("ears", {
            let lost = Arc::clone(&lost);
            move || hear(listener, outside, &inbox, &lost)
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

    /// The next 20 ms from the line. Never waits and never allocates; see [`Ears`] for "full".
    pub fn push(&self, frame: Frame<Hz8k>) {
        if let Err(TrySendError::Full(_)) = self.messages.try_send(Message::Frame(frame)) {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// From now on the caller's turn may begin; what is expected says how patient to be. Somebody
    /// who is already speaking is heard from 400 ms ago.
    pub fn listen(&self, expected: impl Into<Expected>) {
        self.order(Message::Listen(expected.into()));
    }

    /// From now on no turn begins and one that runs is forgotten: the box speaks.
    pub fn deafen(&self) {
        self.order(Message::Deafen);
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
}

impl World for Outside {
    fn tell(&mut self, event: EarEvent) {
        (self.events)(event);
    }

    fn ask(&mut self, request: Request) -> bool {
        self.requests.try_send(request).is_ok()
    }
}

fn hear(mut listener: Listener, mut outside: Outside, inbox: &Receiver<Message>, lost: &AtomicU64) {
    while let Ok(message) = inbox.recv() {
        match message {
            Message::Frame(frame) => {
                listener.frame(&frame, &mut outside);
                let gaps = lost.swap(0, Ordering::Relaxed);
                if gaps > 0 {
                    tracing::warn!(frames = gaps, "the ears were too slow for the line");
                }
                for _ in 0..gaps {
                    listener.frame(&Frame::SILENCE, &mut outside);
                }
            }
            Message::Listen(expected) => listener.listen(expected),
            Message::Deafen => listener.deafen(),
            Message::Reset => listener.reset(),
            Message::Words(words) => listener.words(words, &mut outside),
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
        let Transcript { text, confidence } = heard.unwrap_or_else(|error| {
            tracing::error!(%error, "a turn could not be recognised");
            Transcript::default()
        });
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
            took,
        };
        if results.send(Message::Words(words)).is_err() {
            return;
        }
    }
}
