//! From frames to turns with words: the thinking part of the ears, without a thread.
//!
//! ```text
//!  Deaf ──watch──▶ Watching ──256 ms over the box: OverTalk──▶ two syllables of one's own: Interrupted
//!   ▲                 │                                     └▶ over without them: FalseAlarm
//!   │ deafen        listen (what was begun over the box goes on as a turn)
//!   └──────────── Listening ──SpeechStarted──▶ Partial … ──pause──▶ Likely ──▶ TurnEnded
//! ```

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
    call::{Expected, Grammar, Hint},
    korean::{Question, answer},
    speech::{
        Vad, WINDOW, Window,
        turn::{PRE_ROLL, TurnEvent, TurnTaker, Verdict},
    },
    tone::Detector,
};

use super::{
    EarEvent,
    echo::EchoCanceller,
    over::{self, interrupts, is_too_little, so_far},
    reading::{Draft, Due, Partial, Request, Sounded, Words, lost},
};

/// A turn that goes on although it was over is made one with what came before, if that is no longer
/// than this; together with the longest turn it is what the recogniser takes in one go.
const JOIN_UP_TO: Duration = Duration::from_secs(8);
/// Turns that are over and wait for their words. Full: the oldest goes out without words.
const DUE: usize = 4;
/// So much more has to be said before a turn that grows is read again.
const GROWN: Duration = Duration::from_millis(2_500);
/// The same while the caller speaks over the box, who wants to know soon whether to stop.
const GROWN_OVER: Duration = Duration::from_millis(160);
/// So much more has to be said before a hush is read again: most are inside words, and what is read then
/// is in the way of what is read at the end.
const HUSHED: Duration = Duration::from_millis(600);
/// The words of a turn that is over without them are lost after this. That they are late is told at once:
/// they were waited for ([`crate::speech::turn::AWAITED`]).
const LOST: Duration = Duration::from_millis(3_000);
/// An answer given so shortly before the end of the question is an answer to it.
const EARLY: Duration = Duration::from_millis(1_000);
/// No pause is waited for longer than this.
const LONGEST_WAIT: Duration = Duration::from_millis(3_000);
/// What the box has said last may still come back when it is silent.
const ECHO_TAIL: Duration = Duration::from_millis(400);
/// The box stops when the readings in a row that would make it stop are together as sure as this: a syllable or two
/// are easily misread, and seldom twice.
const SURE_OVER: f32 = 0.6;
/// How sure a reading is when the recogniser does not say.
const USUALLY_SURE: f32 = 0.5;

/// What the listener reaches the world by.
pub(super) trait World {
    /// Tells the line.
    fn tell(&mut self, event: EarEvent);
    /// Hands sound to the recogniser; `false` when it has too much to do already.
    fn ask(&mut self, request: Request) -> bool;
    /// Asks whether this sounds finished; `false` when nobody can tell.
    fn ask_sound(&mut self, id: u64, speech: &Pcm<Hz8k>) -> bool;
}

#[derive(Clone, Debug)]
enum Mode {
    Deaf,
    /// The box says this.
    Watching(Arc<str>),
    Listening,
}

pub(super) struct Listener {
    vad: Box<dyn Vad>,
    echo: Option<EchoCanceller>,
    keys: Detector,
    taker: TurnTaker,
    mode: Mode,
    /// So many frames are still to be cleaned of the box's voice.
    echo_tail: u32,
    expected: Expected,
    window: Window,
    filled: usize,
    /// The sound of the turn; outside a turn, the last of what was heard.
    sound: Pcm<Hz8k>,
    /// What is being recognised while the patience runs.
    draft: Option<Draft>,
    partial: Option<Partial>,
    /// How long the turn was when it was last read.
    read: usize,
    /// How long it was when a hush was last read.
    hushed: usize,
    /// Frames of what the box says now that were no silence.
    spoken: u32,
    /// How sure the last readings in a row are that the box should stop.
    suspected: f32,
    /// The turn has made the box stop.
    interrupted: bool,
    /// The line knows of the turn.
    started_told: bool,
    /// What was said over the end of the box's sentence, and when it ended.
    early: Option<(String, u64)>,
    due: VecDeque<Due>,
    /// Whether `sound` begins with the newest turn in `due`, so that both can become one.
    joinable: bool,
    next_id: u64,
    vad_failed: bool,
    /// The line is down, and the line waits for what is owed.
    concluding: bool,
}

impl Listener {
    pub(super) fn new(vad: Box<dyn Vad>) -> Self {
        Self {
            vad,
            echo: EchoCanceller::new(),
            keys: Detector::default(),
            taker: TurnTaker::new(),
            mode: Mode::Deaf,
            echo_tail: 0,
            expected: Expected::default(),
            window: [0; WINDOW],
            filled: 0,
            sound: Pcm::new(),
            draft: None,
            partial: None,
            read: 0,
            hushed: 0,
            spoken: 0,
            suspected: 0.0,
            interrupted: false,
            started_told: false,
            early: None,
            due: VecDeque::with_capacity(DUE),
            joinable: false,
            next_id: 0,
            vad_failed: false,
            concluding: false,
        }
    }

    // ------------------------------------------------------------------ orders

    /// The caller's turn may begin, or one that was begun over the box goes on.
    pub(super) fn listen(&mut self, expected: Expected, world: &mut impl World) {
        let was_watching = matches!(self.mode, Mode::Watching(_));
        if was_watching {
            self.echo_tail = frames(ECHO_TAIL);
        }
        self.mode = Mode::Listening;
        self.interrupted = false;
        self.taker.listen(expected.grammar);
        self.expected = expected;
        if self.taker.in_turn() {
            if !std::mem::replace(&mut self.started_told, true) {
                world.tell(EarEvent::SpeechStarted {
                    at_sample: self.taker.heard(),
                });
            }
            return;
        }
        let early = self.early.take().filter(|_| was_watching);
        if let Some((text, end)) = early
            && self.expected.grammar == Grammar::YesNo
            && self.taker.heard().saturating_sub(end) <= samples(EARLY)
            && answer(&text, Question::Offer).is_some()
        {
            world.tell(EarEvent::TurnEnded {
                text,
                speech_end_sample: end,
                decided_sample: self.taker.heard(),
                recognise: Duration::ZERO,
            });
        }
    }

    /// The box says this, and may be interrupted.
    pub(super) fn watch(&mut self, said: Arc<str>) {
        if !matches!(self.mode, Mode::Watching(_)) {
            self.forget_turn();
            self.taker.watch();
            self.spoken = 0;
        }
        self.mode = Mode::Watching(said);
    }

    /// Turns that were over before still get their words.
    pub(super) fn deafen(&mut self) {
        self.mode = Mode::Deaf;
        self.taker.deafen();
        self.forget_turn();
    }

    /// The line is down: silence until the turn is over by itself, and then whatever is owed.
    pub(super) fn conclude(&mut self, world: &mut impl World) {
        if matches!(self.mode, Mode::Listening) {
            for _ in 0..frames(LONGEST_WAIT) {
                if !self.taker.in_turn() {
                    break;
                }
                self.frame(&Frame::SILENCE, &Frame::SILENCE, world);
            }
        }
        self.concluding = true;
        self.conclude_if_done(world);
    }

    fn conclude_if_done(&mut self, world: &mut impl World) {
        if self.concluding && self.due.is_empty() {
            self.concluding = false;
            world.tell(EarEvent::Concluded);
        }
    }

    /// Another call: position 0, nothing heard, nothing owed.
    pub(super) fn reset(&mut self) {
        self.forget_turn();
        for wanted in self.due.drain(..).filter_map(|due| due.wanted) {
            wanted.store(false, Ordering::Relaxed);
        }
        self.vad.reset();
        self.echo = EchoCanceller::new();
        self.keys = Detector::default();
        self.taker = TurnTaker::new();
        self.mode = Mode::Deaf;
        self.echo_tail = 0;
        self.filled = 0;
        self.sound.clear();
        self.joinable = false;
        self.vad_failed = false;
        self.concluding = false;
    }

    fn forget_turn(&mut self) {
        self.forget_draft();
        self.forget_partial();
        self.interrupted = false;
        self.suspected = 0.0;
        self.started_told = false;
        self.early = None;
        self.read = 0;
        self.hushed = 0;
    }

    // ------------------------------------------------------------------ sound

    /// The next 20 ms of both directions.
    pub(super) fn frame(
        &mut self,
        heard: &Frame<Hz8k>,
        said: &Frame<Hz8k>,
        world: &mut impl World,
    ) {
        let cleaned = match &mut self.echo {
            Some(echo) => echo.frame(heard, said),
            None => *heard,
        };
        if let Some(key) = self.keys.push(&cleaned) {
            world.tell(EarEvent::Key(key));
        }
        self.echo_tail = self.echo_tail.saturating_sub(1);
        self.spoken += u32::from(said.samples().iter().any(|&sample| sample != 0));
        let frame = match self.mode {
            Mode::Watching(_) => &cleaned,
            _ if self.echo_tail > 0 => &cleaned,
            _ => heard,
        };
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
            Some(TurnEvent::Hush) => self.hush(world),
            Some(TurnEvent::Pause) => self.pause(world),
            Some(TurnEvent::Resumed) => self.forget_draft(),
            Some(TurnEvent::Ended {
                speech_end,
                decided,
            }) => {
                self.ended(speech_end, decided, world);
            }
            None => {}
        }
        if self.taker.in_turn() {
            self.read_growing(world);
        } else {
            self.joinable &= !self.due.is_empty() && self.sound.duration() <= JOIN_UP_TO;
            if !self.joinable {
                self.sound.keep_last(PRE_ROLL);
            }
        }
        self.tell_late(world);
    }

    const fn is_watching(&self) -> bool {
        matches!(self.mode, Mode::Watching(_))
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
        self.interrupted = false;
        self.suspected = 0.0;
        self.early = None;
        self.read = 0;
        self.hushed = 0;
        self.started_told = !self.is_watching();
        world.tell(if self.is_watching() {
            EarEvent::OverTalk
        } else {
            EarEvent::SpeechStarted { at_sample: at }
        });
    }

    // ------------------------------------------------------------------ words

    fn request(&mut self) -> (Request, Arc<AtomicBool>) {
        let wanted = Arc::new(AtomicBool::new(true));
        let request = Request {
            id: self.next_id,
            speech: self.sound.clone(),
            hint: if self.is_watching() {
                Hint::new(over::HINT)
            } else {
                self.expected.hint.clone()
            },
            wanted: Arc::clone(&wanted),
        };
        self.next_id += 1;
        (request, wanted)
    }

    /// Reads a turn that goes on, when nothing else is being read and enough is new.
    fn read_growing(&mut self, world: &mut impl World) {
        let grown = if self.is_watching() {
            GROWN_OVER
        } else {
            GROWN
        };
        let due = self.read + Pcm::<Hz8k>::samples_in(grown);
        if self.partial.is_some() || self.draft.is_some() || self.interrupted {
            return;
        }
        // Not in a breath: what is read then is in the way of what is read at its end.
        if self.sound.len() < due || !self.due.is_empty() || !self.taker.is_loud() {
            return;
        }
        self.read = self.sound.len();
        let (mut request, wanted) = self.request();
        request.hint = request.hint.of_a_part();
        let id = request.id;
        if world.ask(request) {
            self.partial = Some(Partial { id, wanted });
        }
    }

    fn forget_partial(&mut self) {
        if let Some(partial) = self.partial.take() {
            partial.wanted.store(false, Ordering::Relaxed);
        }
    }

    /// Reads what may become the end, before it is worth asking how it sounds.
    fn hush(&mut self, world: &mut impl World) {
        let due = self.hushed + Pcm::<Hz8k>::samples_in(HUSHED);
        let is_free = self.partial.is_none() && self.draft.is_none() && self.due.is_empty();
        if is_free && !self.is_watching() && (self.hushed == 0 || self.sound.len() >= due) {
            self.hushed = self.sound.len();
            self.draft(Sounded::Unasked, world);
        }
    }

    /// The turn is likely to be over: it is read, unless it is being read already, and listened to.
    fn pause(&mut self, world: &mut impl World) {
        if self.draft.is_none() {
            self.draft(Sounded::Unasked, world);
        }
        let listens = !self.is_watching();
        let Some(draft) = &mut self.draft else { return };
        draft.sounded = if listens && world.ask_sound(draft.id, &self.sound) {
            Sounded::Awaited
        } else {
            Sounded::Known(None)
        };
        self.taker.awaits();
        self.weigh(world);
    }

    /// Has the turn so far recognised, in the hope that it is over.
    fn draft(&mut self, sounded: Sounded, world: &mut impl World) {
        self.forget_draft();
        self.forget_partial();
        let (request, wanted) = self.request();
        let id = request.id;
        if world.ask(request) {
            self.draft = Some(Draft {
                id,
                wanted,
                words: None,
                sounded,
            });
        }
    }

    fn forget_draft(&mut self) {
        if let Some(draft) = self.draft.take() {
            draft.wanted.store(false, Ordering::Relaxed);
        }
    }

    /// The recogniser is done with something.
    pub(super) fn words(&mut self, words: Words, world: &mut impl World) {
        if self.partial.as_ref().is_some_and(|p| p.id == words.id) {
            self.partial = None;
            let sure = words.sure;
            if let Some(text) = words.text.filter(|text| !text.is_empty()) {
                self.partly(text, sure, world);
            }
        } else if let Some(draft) = self.draft.as_mut().filter(|d| d.id == words.id) {
            draft.words = Some(words);
            self.weigh(world);
        } else if let Some(at) = self.due.iter().position(|d| d.id == words.id)
            && let Some(due) = self.due.remove(at)
        {
            self.tell_turn(&due, words, world);
            self.conclude_if_done(world);
        }
    }

    /// How finished a pause sounded; `None` when nobody can tell.
    pub(super) fn sounded(&mut self, id: u64, sound: Option<f32>, world: &mut impl World) {
        if let Some(draft) = self.draft.as_mut().filter(|d| d.id == id) {
            draft.sounded = Sounded::Known(sound);
            self.weigh(world);
        }
    }

    /// The words of a turn that goes on.
    fn partly(&mut self, text: String, sure: Option<f32>, world: &mut impl World) {
        match &self.mode {
            Mode::Watching(said) => {
                let spoken_for = self.sound.duration().saturating_sub(PRE_ROLL).as_secs_f32();
                let interrupts = interrupts(&text, so_far(said, seconds(self.spoken)))
                    || is_too_little(&text, spoken_for);
                tracing::debug!(text, sure, interrupts, "over the box");
                if self.interrupted {
                    return;
                }
                self.suspected = if interrupts {
                    self.suspected + sure.unwrap_or(USUALLY_SURE)
                } else {
                    0.0
                };
                if self.suspected >= SURE_OVER {
                    self.interrupted = true;
                    world.tell(EarEvent::Interrupted);
                }
            }
            Mode::Listening => world.tell(EarEvent::Partial { text }),
            Mode::Deaf => {}
        }
    }

    /// All is known of the pause that will be: is it the end?
    fn weigh(&mut self, world: &mut impl World) {
        let Some(draft) = &self.draft else { return };
        let (Some(words), Sounded::Known(sound)) = (&draft.words, draft.sounded) else {
            return;
        };
        let failed = words.text.is_none();
        let text = words.text.clone().filter(|text| !text.is_empty());
        let verdict = match &text {
            Some(text) if self.is_watching() => {
                return self.partly(text.clone(), words.sure, world);
            }
            Some(text) => Verdict::of(text, self.expected.grammar, words.sure, sound),
            // No words will tell more: the patience alone decides.
            None if failed => Verdict::Unsure,
            // A sound without words: somebody hesitates, or it was a noise, and neither is an answer.
            None => Verdict::Unfinished,
        };
        tracing::trace!(?verdict, sound, "a pause was weighed");
        if let Some(TurnEvent::Ended {
            speech_end,
            decided,
        }) = self.taker.judged(verdict)
        {
            self.ended(speech_end, decided, world);
        } else if let Some(text) = text {
            world.tell(EarEvent::Likely { text });
        }
    }

    // ------------------------------------------------------------------ ends

    fn ended(&mut self, speech_end: u64, decided: u64, world: &mut impl World) {
        if self.draft.is_none() {
            // Cut off for its length, or there was no room at the pause.
            self.draft(Sounded::Known(None), world);
        }
        self.forget_partial();
        let mut due = Due {
            id: 0,
            wanted: None,
            speech_end,
            decided,
            over: self.is_watching() && !self.interrupted,
            told_late: false,
        };
        self.joinable = false;
        match self.draft.take() {
            Some(Draft {
                words: Some(words), ..
            }) => self.tell_turn(&due, words, world),
            Some(draft) => {
                if self.due.len() == DUE
                    && let Some(oldest) = self.due.pop_front()
                {
                    self.tell_turn(&oldest, lost(oldest.id), world);
                }
                (due.id, due.wanted) = (draft.id, Some(draft.wanted));
                self.joinable = !due.over && self.sound.duration() <= JOIN_UP_TO;
                self.due.push_back(due);
            }
            None => {
                tracing::warn!("the recogniser is too far behind: a turn goes without words");
                self.tell_turn(&due, lost(0), world);
            }
        }
        if !self.joinable {
            self.sound.clear();
        }
        self.read = 0;
        self.hushed = 0;
    }

    /// Tells of turns whose words do not come.
    fn tell_late(&mut self, world: &mut impl World) {
        let now = self.taker.heard();
        for due in &mut self.due {
            if !due.over && !std::mem::replace(&mut due.told_late, true) {
                world.tell(EarEvent::Thinking);
            }
        }
        let is_lost = |due: &Due| now - due.decided >= samples(LOST);
        while self.due.front().is_some_and(is_lost) {
            let Some(due) = self.due.pop_front() else {
                return;
            };
            if let Some(wanted) = &due.wanted {
                wanted.store(false, Ordering::Relaxed);
            }
            tracing::error!("the words of a turn did not come");
            self.joinable = false;
            self.tell_turn(&due, lost(due.id), world);
        }
    }

    fn tell_turn(&mut self, due: &Due, words: Words, world: &mut impl World) {
        let (speech_end_sample, decided_sample) = (due.speech_end, due.decided);
        let text = match words.text {
            Some(text) => text,
            None if due.over => return world.tell(EarEvent::FalseAlarm),
            None => {
                return world.tell(EarEvent::TurnLost {
                    speech_end_sample,
                    decided_sample,
                });
            }
        };
        if due.over {
            // All of it was read, which is worth more than a syllable or two: what was read at the pause is in
            // `suspected` already and counts once more.
            let sure = self.suspected + words.sure.map_or(SURE_OVER, |sure| sure + 0.1);
            let interrupts = match &self.mode {
                Mode::Watching(said) => {
                    sure >= SURE_OVER && interrupts(&text, so_far(said, seconds(self.spoken)))
                }
                // The box has finished in the meantime: it was the answer.
                Mode::Listening => !text.is_empty(),
                Mode::Deaf => false,
            };
            if !interrupts {
                self.early = Some((text, due.speech_end));
                return world.tell(EarEvent::FalseAlarm);
            }
            if self.is_watching() {
                world.tell(EarEvent::Interrupted);
            }
        }
        world.tell(EarEvent::TurnEnded {
            text,
            speech_end_sample,
            decided_sample,
            recognise: words.took,
        });
    }
}

fn samples(span: Duration) -> u64 {
    Pcm::<Hz8k>::samples_in(span) as u64
}

/// How many frames make up `span`.
fn frames(span: Duration) -> u32 {
    u32::try_from(span.as_millis() / 20).unwrap_or(u32::MAX)
}

/// How long `frames` frames are.
fn seconds(frames: u32) -> f32 {
    Duration::from_millis(u64::from(frames) * 20).as_secs_f32()
}
