//! The far end of a number that the box dials: who answers there, and what they want.
//!
//! **Rule:** pure; what it notices and what it does are words, the voice is somebody else's. Whatever
//! the box does, the call comes to an end by itself.
//!
//! ```
//! use munjigi::{sim::remote::{Far, Line, Move, Noticed, Step, Wants}, time::Instant};
//! use std::time::Duration;
//!
//! let press = Step { say: Some("1번을 누르세요".into()), wants: Some(Wants::Keys("1".into())), ..Step::default() };
//! let thanks = Step { say: Some("등록되었습니다".into()), hang_up: true, ..Step::default() };
//! let line = Line { steps: vec![press, thanks], ..Line::default() };
//! let mut far = Far::new(line, 7);
//! let at = Instant::from_millis;
//! far.notice(&Noticed::Dialled, at(0));
//! assert_eq!(far.notice(&Noticed::Tick, far.next_wake().unwrap()), [Move::Ring]);
//! let answered = far.next_wake().unwrap();
//! assert_eq!(far.notice(&Noticed::Tick, answered), [Move::Answer, Move::Say("1번을 누르세요".into())]);
//! assert_eq!(far.notice(&Noticed::Key('1'), answered), [Move::Hush, Move::Say("등록되었습니다".into())]);
//! assert_eq!(far.notice(&Noticed::Spoken, answered), [Move::HangUp]);
//! assert!(far.is_content());
//! ```
//!
//! ```text
//! Away ─Dialled─> Dialled ─> Ringing ─> (Announcing) ─> Saying ⇄ Waiting ─> … ─> Gone
//! ```
//!
//! To test it: `cargo test --lib sim::remote`.

#[cfg(test)]
mod tests;

use std::time::Duration;

use super::Dice;
use crate::time::Instant;

/// How a number answers (facts: 080 numbers of advertisers).
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What happens when it is dialled.
    pub answer: Answer,
    /// Said before the answer, or in its place (early media).
    pub announcement: Option<String>,
    /// What is said and wanted, in order.
    pub steps: Vec<Step>,
    /// How often a step is tried before the far end gives up.
    pub tries: u8,
    /// Said when it gives up.
    pub sorry: Option<String>,
    /// It is busy for so many calls first.
    pub busy_calls: usize,
    /// The name of its voice; `None` for the usual one.
    pub voice: Option<String>,
    /// How fast it speaks; 1.0 is the voice's own pace.
    pub speed: f32,
}

impl Line {
    /// How it takes the call that comes after `before` others.
    #[must_use]
    pub fn at_call(mut self, before: usize) -> Self {
        if before < self.busy_calls {
            self.answer = Answer::Busy;
        }
        self
    }
}

/// What happens when a number is dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It rings for so long and is then answered.
    After(Duration),
    /// It is busy.
    Busy,
    /// It rings and nobody answers.
    Never,
    /// It ends before anybody answers, behind the announcement if there is one.
    Refused,
}

/// One step of a machine that answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it says.
    pub say: Option<String>,
    /// How long it keeps the caller waiting then.
    pub hold: Duration,
    /// What it then wants; goes on at once when it wants nothing.
    pub wants: Option<Wants>,
    /// How long it waits for that.
    pub timeout: Duration,
    /// Said when something else came, or nothing.
    pub on_wrong: Option<String>,
    /// Whether it hangs up behind this step.
    pub hang_up: bool,
}

/// What a step wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wants {
    /// These keys, in order.
    Keys(String),
    /// That somebody speaks.
    Voice,
}

impl Default for Line {
    /// Answers after three seconds and says nothing.
    fn default() -> Self {
        Self {
            answer: Answer::After(Duration::from_secs(3)),
            announcement: None,
            steps: Vec::new(),
            tries: 3,
            sorry: None,
            busy_calls: 0,
            voice: None,
            speed: 1.0,
        }
    }
}

impl Default for Step {
    fn default() -> Self {
        Self {
            say: None,
            hold: Duration::ZERO,
            wants: None,
            timeout: Duration::from_secs(8),
            on_wrong: None,
            hang_up: false,
        }
    }
}

/// What the far end notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noticed {
    /// It is dialled.
    Dialled,
    /// What [`Move::Say`] asked for has been said to its end.
    Spoken,
    /// A tone was heard: `0` to `9`, `A` to `D`, `*`, `#`.
    Key(char),
    /// The box has said something.
    Voice,
    /// The box has hung up.
    HungUp,
    /// Time has passed.
    Tick,
}

/// What the far end does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// It rings.
    Ring,
    /// It answers.
    Answer,
    /// It is busy.
    Busy,
    /// The network gives up ringing.
    NoAnswer,
    /// The network ends the call before it was answered.
    Refuse,
    /// It says this; before [`Move::Answer`] as early media. [`Noticed::Spoken`] must follow.
    Say(String),
    /// It stops saying what it was saying.
    Hush,
    /// It hangs up.
    HangUp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Away,
    /// Until it rings, or is busy.
    Dialled(Instant),
    /// Until it is answered, or the network gives up.
    Ringing(Instant),
    Announcing,
    Saying,
    Holding(Instant),
    Waiting(Instant),
    /// Says that something was wrong; says the step again then.
    Correcting,
    /// Says sorry; hangs up then.
    Sorry,
    /// Everything is said: until it hangs up.
    Idle(Instant),
    Gone,
}

/// The far end of one call. See the [module's page](self).
#[derive(Clone, Debug)]
pub struct Far {
    line: Line,
    dice: Dice,
    state: State,
    step: usize,
    tries: u8,
    /// The keys of this step so far.
    keys: String,
    all_keys: String,
    content: bool,
}

impl Far {
    /// From the dialling to the first ring, in milliseconds.
    const RINGS_AFTER: (u64, u64) = (1_000, 3_000);
    /// After so much ringing the network gives up.
    const RINGS_FOR: Duration = Duration::from_secs(60);
    /// After so long it hangs up when there is nothing more to say.
    const PATIENCE: Duration = Duration::from_secs(60);
    /// The most keys that are remembered.
    const MOST_KEYS: usize = 64;

    /// Somebody who answers like this; the seed decides how long it takes to ring.
    #[must_use]
    pub fn new(line: Line, seed: u64) -> Self {
        Self {
            line,
            dice: Dice::new(seed),
            state: State::Away,
            step: 0,
            tries: 0,
            keys: String::new(),
            all_keys: String::new(),
            content: false,
        }
    }

    /// Whose voice it has, and how fast it speaks.
    #[must_use]
    pub fn manner(&self) -> (Option<&str>, f32) {
        (self.line.voice.as_deref(), self.line.speed)
    }

    /// How long it takes for what takes others so long.
    #[must_use]
    pub fn takes(&self, usual: Duration) -> Duration {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 50 to 200"
        )]
        let percent = (self.line.speed.clamp(0.5, 2.0) * 100.0).round() as u32;
        usual * 100 / percent
    }

    /// Whether every step got what it wanted.
    #[must_use]
    pub const fn is_content(&self) -> bool {
        self.content
    }

    /// Whether the call is over.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.state == State::Gone
    }

    /// The keys that were heard, at most 64.
    #[must_use]
    pub fn heard_keys(&self) -> &str {
        &self.all_keys
    }

    /// When it does something by itself, if nothing happens before.
    #[must_use]
    pub const fn next_wake(&self) -> Option<Instant> {
        match self.state {
            State::Dialled(at)
            | State::Ringing(at)
            | State::Holding(at)
            | State::Waiting(at)
            | State::Idle(at) => Some(at),
            State::Away
            | State::Announcing
            | State::Saying
            | State::Correcting
            | State::Sorry
            | State::Gone => None,
        }
    }

    /// Takes in what was noticed at `at` and says what it does.
    pub fn notice(&mut self, noticed: &Noticed, at: Instant) -> Vec<Move> {
        let mut moves = Vec::new();
        match noticed {
            Noticed::Dialled if self.state == State::Away => {
                let rings = at + self.dice.millis(Self::RINGS_AFTER);
                self.state = State::Dialled(rings);
            }
            Noticed::HungUp => self.state = State::Gone,
            Noticed::Spoken => self.spoken(at, &mut moves),
            Noticed::Key(key) => self.key(*key, at, &mut moves),
            Noticed::Voice => self.voice(at, &mut moves),
            Noticed::Dialled | Noticed::Tick => {}
        }
        if self.next_wake().is_some_and(|wake| wake <= at) {
            self.time_is_up(at, &mut moves);
        }
        moves
    }

    fn time_is_up(&mut self, at: Instant, moves: &mut Vec<Move>) {
        match (self.state, self.line.answer) {
            (State::Dialled(_), Answer::Busy) => self.end(Move::Busy, moves),
            (State::Dialled(_), Answer::Refused) => self.announce_or_answer(at, moves),
            (State::Dialled(_), Answer::After(Duration::ZERO)) => {
                self.announce_or_answer(at, moves);
            }
            (State::Dialled(_), answer) => {
                moves.push(Move::Ring);
                self.state = State::Ringing(match answer {
                    Answer::After(span) => at + span.min(Self::RINGS_FOR),
                    _ => at + Self::RINGS_FOR,
                });
            }
            (State::Ringing(_), Answer::After(span)) if span < Self::RINGS_FOR => {
                self.announce_or_answer(at, moves);
            }
            (State::Ringing(_), _) => self.end(Move::NoAnswer, moves),
            (State::Holding(_), _) => self.wait_or_go_on(at, moves),
            (State::Waiting(_), _) => self.wrong(at, moves),
            (State::Idle(_), _) => self.end(Move::HangUp, moves),
            _ => {}
        }
    }

    fn announce_or_answer(&mut self, at: Instant, moves: &mut Vec<Move>) {
        match self.line.announcement.clone() {
            Some(text) => {
                moves.push(Move::Say(text));
                self.state = State::Announcing;
            }
            None => self.announced(at, moves),
        }
    }

    fn announced(&mut self, at: Instant, moves: &mut Vec<Move>) {
        if self.line.answer == Answer::Refused {
            self.end(Move::Refuse, moves);
        } else {
            moves.push(Move::Answer);
            self.begin_step(at, moves);
        }
    }

    fn begin_step(&mut self, at: Instant, moves: &mut Vec<Move>) {
        self.keys.clear();
        let Some(step) = self.line.steps.get(self.step) else {
            self.content = true;
            self.state = State::Idle(at + Self::PATIENCE);
            return;
        };
        match step.say.clone() {
            Some(text) => {
                moves.push(Move::Say(text));
                self.state = State::Saying;
            }
            None => self.hold(at, moves),
        }
    }

    fn hold(&mut self, at: Instant, moves: &mut Vec<Move>) {
        match self.line.steps.get(self.step).map(|step| step.hold) {
            Some(span) if span > Duration::ZERO => self.state = State::Holding(at + span),
            _ => self.wait_or_go_on(at, moves),
        }
    }

    fn wait_or_go_on(&mut self, at: Instant, moves: &mut Vec<Move>) {
        match self.line.steps.get(self.step) {
            Some(step) if step.wants.is_some() => self.state = State::Waiting(at + step.timeout),
            _ => self.step_is_done(at, moves),
        }
    }

    fn step_is_done(&mut self, at: Instant, moves: &mut Vec<Move>) {
        let hangs_up = self
            .line
            .steps
            .get(self.step)
            .is_some_and(|step| step.hang_up);
        self.step += 1;
        self.tries = 0;
        if hangs_up {
            self.content = self.step >= self.line.steps.len();
            self.end(Move::HangUp, moves);
        } else {
            self.begin_step(at, moves);
        }
    }

    fn spoken(&mut self, at: Instant, moves: &mut Vec<Move>) {
        match self.state {
            State::Announcing => self.announced(at, moves),
            State::Saying => self.hold(at, moves),
            State::Correcting => self.begin_step(at, moves),
            State::Sorry => self.end(Move::HangUp, moves),
            _ => {}
        }
    }

    /// A machine hears keys while it speaks, too.
    fn key(&mut self, key: char, at: Instant, moves: &mut Vec<Move>) {
        if self.all_keys.len() < Self::MOST_KEYS {
            self.all_keys.push(key);
        }
        if !matches!(self.state, State::Saying | State::Waiting(_)) {
            return;
        }
        let step = self.line.steps.get(self.step);
        let Some(Wants::Keys(wanted)) = step.and_then(|step| step.wants.clone()) else {
            return;
        };
        self.keys.push(key);
        if self.keys == wanted {
            self.hush(moves);
            self.step_is_done(at, moves);
        } else if !wanted.starts_with(&self.keys) {
            self.hush(moves);
            self.wrong(at, moves);
        } else if let (State::Waiting(_), Some(step)) = (self.state, step) {
            self.state = State::Waiting(at + step.timeout);
        }
    }

    fn voice(&mut self, at: Instant, moves: &mut Vec<Move>) {
        let step = self.line.steps.get(self.step);
        let wanted = step.and_then(|step| step.wants.as_ref());
        if matches!(self.state, State::Waiting(_)) && wanted == Some(&Wants::Voice) {
            self.step_is_done(at, moves);
        }
    }

    fn hush(&self, moves: &mut Vec<Move>) {
        if self.state == State::Saying {
            moves.push(Move::Hush);
        }
    }

    fn wrong(&mut self, at: Instant, moves: &mut Vec<Move>) {
        self.tries += 1;
        if self.tries >= self.line.tries {
            match self.line.sorry.clone() {
                Some(text) => {
                    moves.push(Move::Say(text));
                    self.state = State::Sorry;
                }
                None => self.end(Move::HangUp, moves),
            }
            return;
        }
        let step = self.line.steps.get(self.step);
        match step.and_then(|step| step.on_wrong.clone()) {
            Some(text) => {
                moves.push(Move::Say(text));
                self.state = State::Correcting;
            }
            None => self.begin_step(at, moves),
        }
    }

    fn end(&mut self, how: Move, moves: &mut Vec<Move>) {
        moves.push(how);
        self.state = State::Gone;
    }
}
