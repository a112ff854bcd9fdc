//! From frames to turns with words: the thinking part of the ears, without a thread.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use crate::{
    audio::{Frame, Hz8k, Pcm},
    call::{Expected, Hint},
    speech::{
        Vad, WINDOW, Window,
        turn::{PRE_ROLL, TurnEvent, TurnTaker},
    },
};

use super::EarEvent;

/// A turn that goes on although it was over is made one with what came before, if that is no longer
/// than this; together with the longest turn it is what the recogniser takes in one go.
const JOIN_UP_TO: Duration = Duration::from_secs(8);
/// Turns that are over and wait for their words. Full: the oldest goes out without words.
const DUE: usize = 4;

/// Sound to be recognised.
#[derive(Debug)]
pub(super) struct Request {
    /// Comes back with the words.
    pub(super) id: u64,
    /// The turn so far.
    pub(super) speech: Pcm<Hz8k>,
    /// Words that it may hold.
    pub(super) hint: Hint,
    /// `false` once nobody waits for the words any more.
    pub(super) wanted: Arc<AtomicBool>,
}

/// What came of a [`Request`].
#[derive(Debug)]
pub(super) struct Words {
    /// The request's.
    pub(super) id: u64,
    /// Empty when there were none.
    pub(super) text: String,
    /// How long it took.
    pub(super) took: Duration,
}

/// What the listener reaches the world by.
pub(super) trait World {
    /// Tells the line.
    fn tell(&mut self, event: EarEvent);
    /// Hands sound to the recogniser; `false` when it has too much to do already.
    fn ask(&mut self, request: Request) -> bool;
}

/// Recognition that has been asked for.
struct Draft {
    id: u64,
    wanted: Arc<AtomicBool>,
    words: Option<Words>,
}

/// A turn that is over and waits for its words.
struct Due {
    id: u64,
    wanted: Option<Arc<AtomicBool>>,
    speech_end: u64,
    decided: u64,
}

pub(super) struct Listener {
    vad: Box<dyn Vad>,
    taker: TurnTaker,
    window: Window,
    filled: usize,
    /// The sound of the turn; outside a turn, the last of what was heard.
    sound: Pcm<Hz8k>,
    /// What is being recognised while the patience runs.
    draft: Option<Draft>,
    due: VecDeque<Due>,
    /// Whether `sound` begins with the newest turn in `due`, so that both can become one.
    joinable: bool,
    hint: Hint,
    next_id: u64,
    vad_failed: bool,
}

impl Listener {
    pub(super) fn new(vad: Box<dyn Vad>) -> Self {
        Self {
            vad,
            taker: TurnTaker::new(),
            window: [0; WINDOW],
            filled: 0,
            sound: Pcm::new(),
            draft: None,
            due: VecDeque::with_capacity(DUE),
            joinable: false,
            hint: Hint::default(),
            next_id: 0,
            vad_failed: false,
        }
    }

    pub(super) fn listen(&mut self, expected: Expected) {
        self.taker.listen(expected.grammar);
        self.hint = expected.hint;
    }

    /// Turns that were over before still get their words.
    pub(super) fn deafen(&mut self) {
        self.taker.deafen();
        self.forget_draft();
    }

    /// Another call: position 0, nothing heard, nothing owed.
    pub(super) fn reset(&mut self) {
        self.forget_draft();
        for wanted in self.due.drain(..).filter_map(|due| due.wanted) {
            wanted.store(false, Ordering::Relaxed);
        }
        self.vad.reset();
        self.taker = TurnTaker::new();
        self.filled = 0;
        self.sound.clear();
        self.joinable = false;
        self.vad_failed = false;
    }

    /// The next 20 ms.
    pub(super) fn frame(&mut self, frame: &Frame<Hz8k>, world: &mut impl World) {
        let mut samples = frame.samples();
        while !samples.is_empty() {
            let n = samples.len().min(WINDOW - self.filled);
            self.window[self.filled..self.filled + n].copy_from_slice(&samples[..n]);
            self.filled += n;
            samples = &samples[n..];
            if self.filled == WINDOW {
                self.filled = 0;
                self.judge(world);
            }
        }
    }

    fn judge(&mut self, world: &mut impl World) {
        self.sound.extend_from_slice(&self.window);
        let probability = self.vad.probability(&self.window).unwrap_or_else(|error| {
            if !std::mem::replace(&mut self.vad_failed, true) {
                tracing::error!(%error, "voice activity failed: the caller is not heard");
            }
            0.0
        });
        match self.taker.window(probability) {
            Some(TurnEvent::Started { at }) => self.started(at, world),
            Some(TurnEvent::Pause) => self.draft(world),
            Some(TurnEvent::Resumed) => self.forget_draft(),
            Some(TurnEvent::Ended {
                speech_end,
                decided,
            }) => {
                self.ended(speech_end, decided, world);
            }
            None => {}
        }
        if !self.taker.in_turn() {
            self.joinable &= !self.due.is_empty() && self.sound.duration() <= JOIN_UP_TO;
            if !self.joinable {
                self.sound.keep_last(PRE_ROLL);
            }
        }
    }

    fn started(&mut self, at: u64, world: &mut impl World) {
        // Whoever goes on before the words of the turn are out has not finished: one turn.
        if std::mem::take(&mut self.joinable)
            && let Some(due) = self.due.pop_back()
        {
            tracing::debug!(id = due.id, "the turn goes on");
            if let Some(wanted) = due.wanted {
                wanted.store(false, Ordering::Relaxed);
            }
            return;
        }
        world.tell(EarEvent::SpeechStarted { at_sample: at });
    }

    /// Has the turn so far recognised, in the hope that it is over.
    fn draft(&mut self, world: &mut impl World) {
        self.forget_draft();
        let wanted = Arc::new(AtomicBool::new(true));
        let request = Request {
            id: self.next_id,
            speech: self.sound.clone(),
            hint: self.hint.clone(),
            wanted: Arc::clone(&wanted),
        };
        self.next_id += 1;
        let id = request.id;
        if world.ask(request) {
            self.draft = Some(Draft {
                id,
                wanted,
                words: None,
            });
        }
    }

    fn forget_draft(&mut self) {
        if let Some(draft) = self.draft.take() {
            draft.wanted.store(false, Ordering::Relaxed);
        }
    }

    fn ended(&mut self, speech_end: u64, decided: u64, world: &mut impl World) {
        if self.draft.is_none() {
            self.draft(world); // cut off for its length, or there was no room at the pause
        }
        let mut due = Due {
            id: 0,
            wanted: None,
            speech_end,
            decided,
        };
        self.joinable = false;
        match self.draft.take() {
            Some(Draft {
                words: Some(words), ..
            }) => tell(&due, words, world),
            Some(draft) => {
                if self.due.len() == DUE
                    && let Some(oldest) = self.due.pop_front()
                {
                    tell(&oldest, no_words(oldest.id), world);
                }
                (due.id, due.wanted) = (draft.id, Some(draft.wanted));
                self.due.push_back(due);
                self.joinable = self.sound.duration() <= JOIN_UP_TO;
            }
            None => {
                tracing::warn!("the recogniser is too far behind: a turn goes without words");
                tell(&due, no_words(0), world);
            }
        }
        if !self.joinable {
            self.sound.clear();
        }
    }

    /// The recogniser is done with something.
    pub(super) fn words(&mut self, words: Words, world: &mut impl World) {
        if let Some(draft) = self.draft.as_mut().filter(|d| d.id == words.id) {
            draft.words = Some(words);
        } else if let Some(at) = self.due.iter().position(|d| d.id == words.id)
            && let Some(due) = self.due.remove(at)
        {
            tell(&due, words, world);
        }
    }
}

fn no_words(id: u64) -> Words {
    Words {
        id,
        text: String::new(),
        took: Duration::ZERO,
    }
}

fn tell(due: &Due, words: Words, world: &mut impl World) {
    world.tell(EarEvent::TurnEnded {
        text: words.text,
        speech_end_sample: due.speech_end,
        decided_sample: due.decided,
        recognise: words.took,
    });
}
