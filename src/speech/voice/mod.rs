//! The voice of a line: sentences in, frames out.

mod paced;
mod source;
mod speaker;
#[cfg(test)]
mod tests;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
    mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
};

use crate::call::{Part, Speech};

pub use self::{paced::PacedVoice, source::FrameSource};
use self::{
    source::{CLIPS, Report, Signs, Track},
    speaker::{Order, Speaker, Stage},
};
use super::{
    Synthesizer,
    cache::{Clip, PromptCache},
    workers::Workers,
};

/// Which [`Voice::say`] something belongs to; they count up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(u64);

/// What became of what was to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VoiceEvent {
    /// The first sample of this part has gone to the line.
    Started {
        /// The part.
        part: Part,
    },
    /// This part could not be rendered; what follows it is said all the same.
    Failed {
        /// The part.
        part: Part,
        /// Why, for the record of the call.
        reason: String,
    },
    /// The last sample of everything asked for so far has gone to the line.
    Said {
        /// The newest [`Voice::say`] that it holds for. Another one may be on its way already: who
        /// waits for silence compares it with the newest ticket that they have.
        ticket: Ticket,
    },
    /// What was being said when [`Voice::hush`] came is silent.
    Hushed,
}

/// Orders and reports on their way to the voice's thread. Full: orders wait for room; reports wait
/// in the frame source.
const MESSAGES: usize = 256;

enum Message {
    Say(Ticket, Speech),
    Prepare(Speech),
    Forget,
    HoldWith(String),
    Hush,
    Rendered(u64, Result<Clip, String>),
    Report(Report),
    Quit,
}

/// Two threads: one decides what is played next, the other renders what the cache does not have.
///
/// Dropping it waits for a rendering that is under way; its [`FrameSource`] goes on with silence.
pub struct Voice {
    messages: SyncSender<Message>,
    tickets: AtomicU64,
    signs: Arc<Signs>,
    threads: Workers,
}

impl Voice {
    /// Starts the threads. `events` is called on the voice's own thread and must not block. `cache`
    /// is one for this synthesizer's [`VoicePrint`](super::VoicePrint).
    ///
    /// # Panics
    /// When the system cannot start a thread.
    #[must_use]
    pub fn spawn(
        synthesizer: Box<dyn Synthesizer>,
        cache: Arc<PromptCache>,
        events: Box<dyn FnMut(VoiceEvent) + Send>,
    ) -> (Self, FrameSource) {
        let (messages, inbox) = sync_channel(MESSAGES);
        let (orders, work) = sync_channel(1);
        let (tracks, clips) = sync_channel(CLIPS);
        let signs = Arc::new(Signs::default());
        let source = FrameSource::new(clips, Arc::clone(&signs), messages.clone());
        let speaker = Speaker::new(Arc::clone(&cache));
        let outside = Outside {
            events,
            tracks,
            orders,
            signs: Arc::clone(&signs),
        };
        let mut threads = Workers::new();
        threads.start("voice", move || conduct(speaker, outside, &inbox));
        threads.start("teller", {
            let results = messages.clone();
            move || render(synthesizer, &cache, &work, &results)
        });
        let voice = Self {
            messages,
            tickets: AtomicU64::new(0),
            signs,
            threads,
        };
        (voice, source)
    }

    /// Says this after whatever is still being said. [`VoiceEvent::Said`] follows.
    pub fn say(&self, speech: Speech) -> Ticket {
        let ticket = Ticket(self.tickets.fetch_add(1, Ordering::Relaxed) + 1);
        self.order(Message::Say(ticket, speech));
        ticket
    }

    /// This may be said next: what of it is not rendered yet is rendered, as soon as nothing else is,
    /// and kept until [`forget`](Self::forget). Nothing follows.
    pub fn prepare(&self, speech: Speech) {
        self.order(Message::Prepare(speech));
    }

    /// Forgets what was prepared: the call it belonged to is over.
    pub fn forget(&self) {
        self.order(Message::Forget);
    }

    /// The sentence that is said when what is to be said takes long to render; said only if the cache has
    /// it.
    pub fn hold_with(&self, sentence: impl Into<String>) {
        self.order(Message::HoldWith(sentence.into()));
    }

    /// Speaks more softly (`true`), since somebody speaks at the same time, or as before. No step is
    /// heard.
    pub fn duck(&self, ducked: bool) {
        self.signs.ducked.store(ducked, Ordering::Relaxed);
    }

    /// Stops speaking within one frame and forgets what was still to be said.
    /// [`VoiceEvent::Hushed`] follows.
    pub fn hush(&self) {
        self.order(Message::Hush);
    }

    fn order(&self, message: Message) {
        if self.messages.send(message).is_err() {
            tracing::error!("the voice has stopped: the caller hears nothing");
        }
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        let _ = self.messages.send(Message::Quit);
        self.threads.join();
    }
}

struct Outside {
    events: Box<dyn FnMut(VoiceEvent) + Send>,
    tracks: SyncSender<Track>,
    orders: SyncSender<Order>,
    signs: Arc<Signs>,
}

impl Stage for Outside {
    fn tell(&mut self, event: VoiceEvent) {
        (self.events)(event);
    }

    fn play(&mut self, track: Track) -> Result<(), Track> {
        self.tracks.try_send(track).map_err(|error| match error {
            TrySendError::Full(track) | TrySendError::Disconnected(track) => track,
        })
    }

    fn render(&mut self, order: Order) {
        // One order at a time: there is room unless the thread is gone, which `drop` reports.
        let _ = self.orders.try_send(order);
    }

    fn silence(&mut self, era: u64) {
        self.signs.era.store(era, Ordering::Release);
    }

    fn waits(&mut self, waiting: bool) {
        self.signs.waiting.store(waiting, Ordering::Relaxed);
    }
}

fn conduct(mut speaker: Speaker, mut outside: Outside, inbox: &Receiver<Message>) {
    while let Ok(message) = inbox.recv() {
        match message {
            Message::Say(ticket, speech) => speaker.say(ticket, speech, &mut outside),
            Message::Prepare(speech) => speaker.prepare(speech, &mut outside),
            Message::Forget => speaker.forget(),
            Message::HoldWith(sentence) => speaker.hold_with(sentence),
            Message::Hush => speaker.hush(&mut outside),
            Message::Rendered(id, result) => speaker.rendered(id, result, &mut outside),
            Message::Report(report) => speaker.report(report, &mut outside),
            Message::Quit => return,
        }
    }
}

fn render(
    mut synthesizer: Box<dyn Synthesizer>,
    cache: &PromptCache,
    work: &Receiver<Order>,
    results: &SyncSender<Message>,
) {
    while let Ok(Order { id, part }) = work.recv() {
        let result = synthesizer.speak(part.text());
        if let (Part::Fixed(text), Ok(clip)) = (&part, &result)
            && let Err(error) = cache.put(text, clip)
        {
            tracing::warn!(%error, "a sentence will be rendered again next time");
        }
        let result = result.map(Arc::new).map_err(|error| {
            tracing::error!(%error, "a part could not be rendered and is left out");
            error.to_string()
        });
        if results.send(Message::Rendered(id, result)).is_err() {
            return;
        }
    }
}
