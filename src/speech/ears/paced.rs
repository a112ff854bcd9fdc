//! The ears without threads: time goes by with the frames, and what is computed is told when a machine of a
//! given [`Pace`] would have been done with it.

use std::{collections::VecDeque, sync::Arc, sync::atomic::Ordering, time::Duration};

use crate::{
    audio::{FRAME, Frame, Hz8k, Hz16k, Pcm, Resampler},
    call::Expected,
    speech::{Pace, Recognizer, Transcript, TurnDetector},
};

use super::{
    EarEvent, EarParts, PAUSES, REQUESTS,
    listener::{Listener, World},
    reading::{Request, Words},
};

/// The same decisions as [`Ears`](super::Ears), in virtual time.
///
/// One reading at a time and one judgement beside it, as the threads of the ears do it. Every order and every frame returns what
/// the ears notice by it.
pub struct PacedEars {
    listener: Listener,
    desk: Desk,
}

/// Who reads and judges, and what waits for them.
struct Desk {
    recognizer: Box<dyn Recognizer>,
    turns: Option<Box<dyn TurnDetector>>,
    to_wide: Resampler<Hz8k, Hz16k>,
    pace: Pace,
    /// How much was heard.
    now: Duration,
    requests: VecDeque<Request>,
    pauses: VecDeque<(u64, Pcm<Hz8k>)>,
    /// What is being read and judged, and when it is done.
    reads: Option<(Duration, Words)>,
    judges: Option<(Duration, u64, Option<f32>)>,
    told: Vec<EarEvent>,
}

impl PacedEars {
    /// Deaf ears at position 0.
    #[must_use]
    pub fn new(parts: EarParts, pace: Pace) -> Self {
        Self {
            listener: Listener::new(parts.vad),
            desk: Desk {
                recognizer: parts.recognizer,
                turns: parts.turns,
                to_wide: Resampler::new(),
                pace,
                now: Duration::ZERO,
                requests: VecDeque::with_capacity(REQUESTS),
                pauses: VecDeque::with_capacity(PAUSES),
                reads: None,
                judges: None,
                told: Vec::new(),
            },
        }
    }

    /// See [`Ears::push`](super::Ears::push).
    pub fn frame(&mut self, heard: &Frame, said: &Frame) -> Vec<EarEvent> {
        self.listener.frame(heard, said, &mut self.desk);
        self.desk.now += FRAME;
        self.deliver(self.desk.now);
        self.told()
    }

    /// See [`Ears::listen`](super::Ears::listen).
    pub fn listen(&mut self, expected: impl Into<Expected>) -> Vec<EarEvent> {
        self.listener.listen(expected.into(), &mut self.desk);
        self.told()
    }

    /// See [`Ears::watch`](super::Ears::watch).
    pub fn watch(&mut self, said: impl Into<Arc<str>>) {
        self.listener.watch(said.into());
    }

    /// See [`Ears::deafen`](super::Ears::deafen).
    pub fn deafen(&mut self) {
        self.listener.deafen();
    }

    /// See [`Ears::conclude`](super::Ears::conclude); what is owed is told at once.
    pub fn conclude(&mut self) -> Vec<EarEvent> {
        self.listener.conclude(&mut self.desk);
        while self.desk.is_busy() {
            self.deliver(Duration::MAX);
        }
        self.told()
    }

    /// What was done by `now` is told, in the order in which it was done.
    fn deliver(&mut self, now: Duration) {
        self.desk.begin(self.desk.now);
        loop {
            let desk = &mut self.desk;
            let read = desk.reads.as_ref().map(|(done, _)| *done);
            let judged = desk.judges.as_ref().map(|(done, ..)| *done);
            let next = read.into_iter().chain(judged).min();
            let Some(done) = next.filter(|done| *done <= now) else {
                return;
            };
            if read == Some(done) {
                if let Some((_, words)) = desk.reads.take() {
                    self.listener.words(words, desk);
                }
            } else if let Some((_, id, sound)) = desk.judges.take() {
                self.listener.sounded(id, sound, desk);
            }
            self.desk.begin(done);
        }
    }

    fn told(&mut self) -> Vec<EarEvent> {
        std::mem::take(&mut self.desk.told)
    }
}

impl World for Desk {
    fn tell(&mut self, event: EarEvent) {
        self.told.push(event);
    }

    fn ask(&mut self, request: Request) -> bool {
        let room = self.requests.len() < REQUESTS;
        if room {
            self.requests.push_back(request);
        }
        room
    }

    fn ask_sound(&mut self, id: u64, speech: &Pcm<Hz8k>) -> bool {
        let room = self.turns.is_some() && self.pauses.len() < PAUSES;
        if room {
            self.pauses.push_back((id, speech.clone()));
        }
        room
    }
}

impl Desk {
    fn is_busy(&self) -> bool {
        self.reads.is_some()
            || self.judges.is_some()
            || !self.requests.is_empty()
            || !self.pauses.is_empty()
    }

    /// Whoever has nothing to do takes what waits.
    fn begin(&mut self, now: Duration) {
        while self.reads.is_none()
            && let Some(request) = self.requests.pop_front()
        {
            if request.wanted.load(Ordering::Relaxed) {
                let took = self.pace.reads(request.speech.duration());
                let words = self.read(&request, took);
                self.reads = Some((now + took, words));
            }
        }
        if self.judges.is_none()
            && let Some((id, speech)) = self.pauses.pop_front()
        {
            let wide = self.to_wide.resample(&speech);
            let sound = self.turns.as_mut().map(|turns| turns.finished(&wide));
            let sound = sound.and_then(|sound| {
                sound
                    .inspect_err(|error| tracing::error!(%error, "a pause could not be judged"))
                    .ok()
            });
            self.judges = Some((now + self.pace.judging, id, sound));
        }
    }

    fn read(&mut self, request: &Request, took: Duration) -> Words {
        let wide = self.to_wide.resample(&request.speech);
        let heard = self.recognizer.recognize(&wide, &request.hint);
        let (text, sure) = match heard {
            Ok(Transcript { text, confidence }) => (Some(text), confidence),
            Err(error) => {
                tracing::error!(%error, "a turn could not be recognised");
                (None, None)
            }
        };
        Words {
            id: request.id,
            text,
            sure,
            took,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        call::Grammar,
        speech::{ListRecognizer, LoudnessVad, SteadyTurns},
    };

    fn ears(reading: u64) -> PacedEars {
        let parts = EarParts {
            vad: Box::new(LoudnessVad),
            recognizer: Box::new(ListRecognizer::new(vec!["네, 맞아요.".to_owned()])),
            turns: Some(Box::new(SteadyTurns)),
        };
        let pace = Pace {
            reading: Duration::from_millis(reading),
            reading_second: Duration::ZERO,
            ..Pace::default()
        };
        PacedEars::new(parts, pace)
    }

    /// Frames from the end of one second of speech to the end of the turn.
    fn wait(ears: &mut PacedEars) -> u32 {
        let loud = Frame::from_slice(&[5_000; 160]);
        ears.listen(Grammar::YesNo);
        for _ in 0..50 {
            ears.frame(&loud, &Frame::SILENCE);
        }
        let ended = |event: &EarEvent| matches!(event, EarEvent::TurnEnded { .. });
        let silence = |ears: &mut PacedEars| ears.frame(&Frame::SILENCE, &Frame::SILENCE);
        (1..500)
            .find(|_| silence(ears).iter().any(ended))
            .unwrap_or(0)
    }

    #[test]
    fn who_reads_longer_answers_later_and_twice_the_same() {
        let (quick, slow) = (wait(&mut ears(100)), wait(&mut ears(500)));
        assert!(quick > 0 && slow > quick + 10, "{quick} and {slow} frames");
        assert_eq!(slow, wait(&mut ears(500)));
    }

    #[test]
    fn when_the_line_is_down_what_is_owed_is_told() {
        let mut ears = ears(500);
        ears.listen(Grammar::YesNo);
        let loud = Frame::from_slice(&[5_000; 160]);
        for _ in 0..50 {
            ears.frame(&loud, &Frame::SILENCE);
        }
        let told = ears.conclude();
        assert!(matches!(
            told[..],
            [.., EarEvent::TurnEnded { .. }, EarEvent::Concluded]
        ));
    }
}
