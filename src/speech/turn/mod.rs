//! When does a caller's turn begin, and when is it over? Pure: probabilities in, decisions out.
//!
//! ```text
//!            speech for 128 ms, and listening
//!   Quiet ────────────────────────────────────▶ Speaking ──┐ 20 s: Ended
//!     ▲                                          │     ▲   │
//!     │       64 ms of quiet: Hush; 128 ms:      ▼     │ speech again: Resumed
//!     │                                    Pause: Speaking, held
//!     └──────────────────────────────────────────┘
//!            quiet for as long as the grammar is patient: Ended
//! ```
//!
//! `Hush` and `Pause` come before every `Ended` by silence, so that recognition can begin while the patience
//! still runs; `Resumed` says that it was in vain. What was recognised may shorten the patience or lengthen
//! it ([`TurnTaker::judged`]).
//!
//! While the box speaks the ears may watch: a turn then takes longer to begin (256 ms), since it makes the
//! box speak more softly, and less long to end (400 ms), since the box wants to go on.

mod patience;
#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::{
    audio::{Hz8k, Pcm},
    call::Grammar,
};

use super::WINDOW;
pub use patience::{Verdict, patience};

/// From this probability on, a window is speech.
const SPEECH: f32 = 0.5;
/// Below this probability, a window is quiet. In between, whatever was before goes on.
const QUIET: f32 = 0.35;
/// Speech this long begins a turn (128 ms: four windows; "네" is twice as long).
const BEGIN: u32 = 4;
/// Speech this long ends a pause (64 ms), so that a click does not.
const RESUME: u32 = 2;
/// Speech this long over the box's own begins a turn (256 ms).
const BEGIN_OVER: u32 = 8;
/// Quiet this long ends a turn over the box's own.
const OVER_AGAIN: Duration = Duration::from_millis(400);
/// Quiet this long may become an end (64 ms); often enough it is the middle of a word.
const HUSH: u32 = 2;
/// Quiet this long is a likely end (128 ms).
const PAUSE: u32 = 4;
/// What is waited beyond the patience for words that are being read.
pub const AWAITED: Duration = Duration::from_millis(600);
/// No turn is longer: the recogniser takes 30 s, and nobody's answer needs more than this.
pub const LONGEST: Duration = Duration::from_secs(20);
/// Sound from before the turn's first window that belongs to it: soft first consonants, and what
/// was said while the box still spoke.
pub const PRE_ROLL: Duration = Duration::from_millis(400);

/// Samples at 8 kHz in one window, as positions count them.
const STEP: u64 = WINDOW as u64;

/// Something the [`TurnTaker`] decided. Positions are samples at 8 kHz since the last reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnEvent {
    /// The caller began to speak at this position.
    Started {
        /// Where the speech began; at most [`PRE_ROLL`] ago.
        at: u64,
    },
    /// The caller may be about to have finished.
    Hush,
    /// The caller has probably finished.
    Pause,
    /// The caller had not finished.
    Resumed,
    /// The turn is over.
    Ended {
        /// Where the speech ended.
        speech_end: u64,
        /// Where that was decided.
        decided: u64,
    },
}

/// Decides, window by window, whose turn it is.
#[derive(Clone, Debug)]
pub struct TurnTaker {
    /// Samples judged so far.
    heard: u64,
    attention: Attention,
    /// Windows of speech in a row, and where they began.
    run: u32,
    run_began: u64,
    /// Whether the last window counted as speech.
    loud: bool,
    turn: Option<Turn>,
}

/// To whom the ears attend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attention {
    /// To nobody.
    Deaf,
    /// To whoever speaks over the box.
    Watching,
    /// To the caller.
    Listening(Grammar),
}

impl Attention {
    const fn begin(self) -> u32 {
        match self {
            Self::Watching => BEGIN_OVER,
            _ => BEGIN,
        }
    }

    fn patience(self, verdict: Verdict) -> Duration {
        match self {
            Self::Listening(grammar) => patience(grammar, verdict),
            Self::Watching | Self::Deaf => OVER_AGAIN,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Turn {
    began: u64,
    speech_end: u64,
    /// Windows of quiet since speech was last certain.
    silence: u32,
    paused: bool,
    /// What is thought of the pause.
    verdict: Verdict,
    /// Somebody is about to know what was said before it.
    awaited: bool,
}

impl Default for TurnTaker {
    fn default() -> Self {
        Self::new()
    }
}

impl TurnTaker {
    /// At the beginning of a call: deaf, at position 0.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            heard: 0,
            attention: Attention::Deaf,
            run: 0,
            run_began: 0,
            loud: false,
            turn: None,
        }
    }

    /// From now on the caller's turn may begin; a turn that runs is held to the new patience. Who is
    /// already speaking begins with the next window.
    pub fn listen(&mut self, grammar: Grammar) {
        self.attention = Attention::Listening(grammar);
    }

    /// From now on a turn may begin over the box's own words.
    pub fn watch(&mut self) {
        if self.attention != Attention::Watching {
            self.turn = None;
            self.run = 0;
        }
        self.attention = Attention::Watching;
    }

    /// From now on no turn begins, and one that runs is forgotten. Windows are still judged, so that
    /// somebody who is speaking when [`listen`](Self::listen) comes is noticed at once.
    pub fn deafen(&mut self) {
        self.attention = Attention::Deaf;
        self.turn = None;
    }

    /// How much was heard so far, in samples at 8 kHz.
    #[must_use]
    pub const fn heard(&self) -> u64 {
        self.heard
    }

    /// Whether somebody is speaking right now.
    #[must_use]
    pub const fn is_loud(&self) -> bool {
        self.loud
    }

    /// Whether a turn runs.
    #[must_use]
    pub const fn in_turn(&self) -> bool {
        self.turn.is_some()
    }

    /// Judges the next window: `probability` that it holds speech, from voice activity.
    pub fn window(&mut self, probability: f32) -> Option<TurnEvent> {
        let began = self.heard;
        self.heard += STEP;
        self.loud = probability >= SPEECH || (self.loud && probability >= QUIET);
        if self.loud {
            if self.run == 0 {
                self.run_began = began;
            }
            self.run += 1;
        } else {
            self.run = 0;
        }
        if self.attention == Attention::Deaf {
            return None;
        }
        match self.turn {
            None => self.begin(),
            Some(turn) => self.go_on(turn),
        }
    }

    /// What was said before the pause is being read: nobody can answer before it is, so that the turn may
    /// as well stay open a little longer ([`AWAITED`]), and is judged by its words.
    pub fn awaits(&mut self) {
        if let Some(turn) = self.turn.as_mut().filter(|turn| turn.paused) {
            turn.awaited = true;
        }
    }

    /// What is thought of the pause that runs, now that something is known of what was said. Forgotten
    /// when the caller goes on.
    pub fn judged(&mut self, verdict: Verdict) -> Option<TurnEvent> {
        let turn = self.turn.as_mut().filter(|turn| turn.paused)?;
        turn.verdict = verdict;
        turn.awaited = false;
        let turn = *turn;
        self.is_over(turn).then(|| self.end(turn))
    }

    fn begin(&mut self) -> Option<TurnEvent> {
        if self.run < self.attention.begin() {
            return None;
        }
        let pre_roll = Pcm::<Hz8k>::samples_in(PRE_ROLL) as u64;
        let at = self.run_began.max(self.heard.saturating_sub(pre_roll));
        self.turn = Some(Turn {
            began: at,
            speech_end: self.heard,
            silence: 0,
            paused: false,
            verdict: Verdict::Unsure,
            awaited: false,
        });
        Some(TurnEvent::Started { at })
    }

    fn go_on(&mut self, mut turn: Turn) -> Option<TurnEvent> {
        let mut event = None;
        let needed = if turn.paused { RESUME } else { 1 };
        if self.run >= needed {
            if turn.silence >= HUSH {
                event = Some(TurnEvent::Resumed);
            }
            turn.silence = 0;
            turn.speech_end = self.heard;
            turn.paused = false;
            turn.verdict = Verdict::Unsure;
            turn.awaited = false;
        } else {
            turn.silence += 1;
        }
        let too_long = self.heard - turn.began >= Pcm::<Hz8k>::samples_in(LONGEST) as u64;
        if too_long || self.is_over(turn) {
            return Some(self.end(turn));
        }
        if !turn.paused && turn.silence >= PAUSE {
            turn.paused = true;
            event = Some(TurnEvent::Pause);
        } else if turn.silence == HUSH && !turn.paused {
            event = Some(TurnEvent::Hush);
        }
        self.turn = Some(turn);
        event
    }

    fn is_over(&self, turn: Turn) -> bool {
        let mut patience = self.attention.patience(turn.verdict);
        if turn.awaited && self.attention != Attention::Watching {
            patience += AWAITED;
        }
        // Not while a sound is heard that is too short yet to be speech or a click.
        turn.paused && self.run == 0 && turn.silence >= windows(patience)
    }

    fn end(&mut self, turn: Turn) -> TurnEvent {
        self.turn = None;
        self.run = 0;
        TurnEvent::Ended {
            speech_end: turn.speech_end,
            decided: self.heard,
        }
    }
}

/// How many windows make up `length`, rounded up.
fn windows(length: Duration) -> u32 {
    let samples = Pcm::<Hz8k>::samples_in(length);
    u32::try_from(samples.div_ceil(WINDOW)).unwrap_or(u32::MAX)
}
