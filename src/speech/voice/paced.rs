//! The voice without threads: time goes by with the frames, and what has to be rendered is there when a machine of
//! a given [`Pace`] would have been done with it.

use std::{
    sync::{
        Arc,
        atomic::Ordering,
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    time::Duration,
};

use crate::{
    audio::{FRAME, Frame},
    call::{Part, Speech},
    speech::{Pace, PromptCache, Synthesizer, cache::Clip},
};

use super::{
    FrameSource, MESSAGES, Message, Ticket, VoiceEvent,
    source::{CLIPS, Signs, Track},
    speaker::{Order, Speaker, Stage},
};

/// The same decisions and the same sound as [`Voice`](super::Voice), in virtual time.
///
/// Fixed sentences lie ready, as on a box that was set up; what is not in the cache is put there.
pub struct PacedVoice {
    speaker: Speaker,
    source: FrameSource,
    reports: Receiver<Message>,
    synthesizer: Box<dyn Synthesizer>,
    cache: Arc<PromptCache>,
    props: Props,
    pace: Pace,
    tickets: u64,
    now: Duration,
    /// What is being rendered, and when it is done.
    renders: Option<(Duration, u64, Result<Clip, String>)>,
}

struct Props {
    tracks: SyncSender<Track>,
    signs: Arc<Signs>,
    order: Option<Order>,
    told: Vec<VoiceEvent>,
}

impl PacedVoice {
    /// Nothing has been said. `cache` is one for this synthesizer's print.
    #[must_use]
    pub fn new(synthesizer: Box<dyn Synthesizer>, cache: Arc<PromptCache>, pace: Pace) -> Self {
        let (messages, reports) = sync_channel(MESSAGES);
        let (tracks, clips) = sync_channel(CLIPS);
        let signs = Arc::new(Signs::default());
        Self {
            speaker: Speaker::new(Arc::clone(&cache)),
            source: FrameSource::new(clips, Arc::clone(&signs), messages),
            reports,
            synthesizer,
            cache,
            props: Props {
                tracks,
                signs,
                order: None,
                told: Vec::new(),
            },
            pace,
            tickets: 0,
            now: Duration::ZERO,
            renders: None,
        }
    }

    /// See [`Voice::say`](super::Voice::say).
    pub fn say(&mut self, speech: Speech) -> Ticket {
        self.lay_ready(&speech);
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.speaker.say(ticket, speech, &mut self.props);
        self.render();
        ticket
    }

    /// See [`Voice::prepare`](super::Voice::prepare).
    pub fn prepare(&mut self, speech: Speech) {
        self.lay_ready(&speech);
        self.speaker.prepare(speech, &mut self.props);
        self.render();
    }

    /// See [`Voice::duck`](super::Voice::duck).
    pub fn duck(&self, ducked: bool) {
        self.props.signs.ducked.store(ducked, Ordering::Relaxed);
    }

    /// See [`Voice::hush`](super::Voice::hush).
    pub fn hush(&mut self) {
        self.speaker.hush(&mut self.props);
    }

    /// The next 20 ms, and what became of what was to be said.
    pub fn frame(&mut self) -> (Frame, Vec<VoiceEvent>) {
        let frame = self.source.next_frame();
        self.now += FRAME;
        while let Ok(message) = self.reports.try_recv() {
            if let Message::Report(report) = message {
                self.speaker.report(report, &mut self.props);
            }
        }
        if let Some((_, id, result)) = self.renders.take_if(|(done, ..)| *done <= self.now) {
            self.speaker.rendered(id, result, &mut self.props);
        }
        self.render();
        (frame, std::mem::take(&mut self.props.told))
    }

    fn lay_ready(&mut self, speech: &Speech) {
        for part in &speech.parts {
            let Part::Fixed(text) = part else { continue };
            if self.cache.get(text).is_some() {
                continue;
            }
            match self.synthesizer.speak(text) {
                Ok(clip) => {
                    if let Err(error) = self.cache.put(text, &clip) {
                        tracing::warn!(%error, "a sentence will be rendered again next time");
                    }
                }
                Err(error) => tracing::error!(%error, "a sentence could not be rendered"),
            }
        }
    }

    /// There is never a second order before the first is done.
    fn render(&mut self) {
        let Some(Order { id, part }) = self.props.order.take() else {
            return;
        };
        let result = self.synthesizer.speak(part.text());
        let result = result.map(Arc::new).map_err(|error| error.to_string());
        let length = result
            .as_ref()
            .map_or(Duration::ZERO, |clip| clip.duration());
        self.renders = Some((self.now + self.pace.renders(length), id, result));
    }
}

impl Stage for Props {
    fn tell(&mut self, event: VoiceEvent) {
        self.told.push(event);
    }

    fn play(&mut self, track: Track) -> Result<(), Track> {
        self.tracks.try_send(track).map_err(|error| match error {
            TrySendError::Full(track) | TrySendError::Disconnected(track) => track,
        })
    }

    fn render(&mut self, order: Order) {
        self.order = Some(order);
    }

    fn silence(&mut self, era: u64) {
        self.signs.era.store(era, Ordering::Release);
    }

    fn waits(&mut self, waiting: bool) {
        self.signs.waiting.store(waiting, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::tests::{Teller, folder};

    fn voice(second: u64) -> PacedVoice {
        let cache = PromptCache::open(&folder("paced"), Teller.print(), 1 << 20).unwrap();
        let pace = Pace {
            rendering_second: Duration::from_millis(second),
            ..Pace::default()
        };
        PacedVoice::new(Box::new(Teller), Arc::new(cache), pace)
    }

    /// Frames until the first sound, and until all was said.
    fn frames(voice: &mut PacedVoice) -> (u32, u32) {
        let (mut first, mut n) = (0, 0);
        loop {
            let (frame, told) = voice.frame();
            if first == 0 && frame != Frame::SILENCE {
                first = n + 1;
            }
            n += 1;
            if n > 5_000 || told.iter().any(|e| matches!(e, VoiceEvent::Said { .. })) {
                return (first, n);
            }
        }
    }

    #[test]
    fn fixed_sentences_lie_ready_and_words_of_the_call_are_rendered_in_their_time() {
        let mut quick = voice(0);
        quick.say(Speech::fixed("가"));
        let (ready, said) = frames(&mut quick);
        assert!(ready == 1 && said > 1 && said < 5_000, "{ready}, {said}");
        let mut slow = voice(100_000);
        slow.say(Speech::default().then_slot("나"));
        let late = frames(&mut slow).0;
        assert!(late > 50, "{late} frames");
    }

    #[test]
    fn what_is_hushed_is_silent_with_the_next_frame() {
        let mut voice = voice(0);
        voice.say(Speech::fixed("가"));
        voice.frame();
        voice.hush();
        voice.frame();
        assert_eq!(voice.frame().0, Frame::SILENCE);
    }
}
