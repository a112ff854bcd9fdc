//! The person who calls: when they speak, and when they have had enough.

mod ear;
mod keys;
mod parts;
#[cfg(test)]
mod tests;
mod words;

use std::time::Duration;

use crate::time::Instant;

use super::Dice;
pub use ear::Ear;
pub use keys::KeyEar;
pub use parts::{OBJECTION, Speaker};
pub use words::{Act, Manner, Move, Noticed, Reply, Turn, When, Why};

/// How the box asks what of a booking is wrong.
const WHAT_TO_CHANGE: &str = "어떤 점을 바꿔 드릴까요?";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Not connected (yet, or any more).
    Away,
    Listening,
    Speaking,
    /// Says the last turn again.
    Repeating,
    /// Keeps silent on purpose until then.
    Quiet(Instant),
}

/// A caller with a list of turns, taken strictly in order; what the box did not understand they say again,
/// or that part of it which it asks for, and to what it reads back wrongly they say no. Pure.
///
/// A turn that never fits ends the call: nothing waits for ever. See [`Manner`].
///
/// ```
/// use munjigi::sim::caller::{Act, Caller, Manner, Move, Noticed, Turn, When};
/// use munjigi::time::Instant;
///
/// let hello = Turn { when: When::Greeting, act: Act::Speak, hang_up: false, barge_in: None };
/// let mut caller = Caller::new(vec![hello], Manner::default(), 7);
/// let ms = Instant::from_millis;
/// caller.notice(&Noticed::Answered, ms(0));
/// caller.notice(&Noticed::BoxAudible, ms(300));
/// caller.notice(&Noticed::BoxQuiet, ms(2_000));
/// let wake = caller.next_wake().unwrap();
/// assert!((ms(2_400)..=ms(2_600)).contains(&wake));
/// assert_eq!(caller.notice(&Noticed::Tick, wake), [Move::Speak(0)]);
/// ```
#[derive(Clone, Debug)]
pub struct Caller {
    turns: Vec<Turn>,
    manner: Manner,
    dice: Dice,
    state: State,
    next: usize,
    since_answer: Instant,
    audible: bool,
    /// Since when the box is heard, while it is.
    audible_since: Instant,
    /// Since when the box is quiet, while it is.
    quiet_since: Instant,
    /// Whether the box has been heard since the caller's last turn.
    heard: bool,
    /// The whole sentences since then, and the one being said.
    said: String,
    saying: String,
    /// What was read back to them last, and was wrong.
    read_back: String,
    /// How long they wait this time.
    waits: Duration,
    /// The turn that was spoken last, and how often it was said again.
    last: Option<usize>,
    again: u8,
    /// How often of these in answer to the same words of the box, and which.
    repeated: u8,
    answered: String,
}

impl Caller {
    /// A turn is said again, or what of it is asked for, so many times as often as to one and the same question: who is
    /// asked for one thing after the other answers each.
    const PATIENT: u8 = 4;
    /// The most that is kept of what the box says in one turn; what comes then is not matched.
    const MOST_WORDS: usize = 64 * 1024;

    /// Somebody with these turns; the seed decides how long they wait each time.
    #[must_use]
    pub fn new(turns: Vec<Turn>, manner: Manner, seed: u64) -> Self {
        let mut caller = Self {
            turns,
            manner,
            dice: Dice::new(seed),
            state: State::Away,
            next: 0,
            since_answer: Instant::ZERO,
            audible: false,
            audible_since: Instant::ZERO,
            quiet_since: Instant::ZERO,
            heard: false,
            said: String::new(),
            saying: String::new(),
            read_back: String::new(),
            waits: manner.waits,
            last: None,
            again: 0,
            repeated: 0,
            answered: String::new(),
        };
        caller.draw_patience();
        caller
    }

    /// Which turn comes next, counted from 0; the number of turns when all are done.
    #[must_use]
    pub const fn next_turn(&self) -> usize {
        self.next
    }

    /// The keys that turn number `n` presses; empty when it presses none.
    #[must_use]
    pub fn keys(&self, n: usize) -> String {
        match self.turns.get(n).map(|turn| &turn.act) {
            Some(Act::Press(keys)) => keys.clone(),
            _ => String::new(),
        }
    }

    /// Takes in what was noticed at `at` and says what to do about it.
    pub fn notice(&mut self, noticed: &Noticed, at: Instant) -> Vec<Move> {
        match noticed {
            Noticed::Answered => {
                self.state = State::Listening;
                (self.since_answer, self.quiet_since) = (at, at);
            }
            Noticed::Ended => self.state = State::Away,
            Noticed::BoxAudible => {
                if !self.audible {
                    self.audible_since = at;
                }
                (self.audible, self.heard) = (true, true);
            }
            Noticed::BoxQuiet => {
                if self.audible {
                    self.quiet_since = at;
                }
                self.audible = false;
            }
            Noticed::BoxSays(text) => {
                if self.said.len() + text.len() <= Self::MOST_WORDS {
                    self.saying.clone_from(text);
                }
            }
            Noticed::BoxSaid(text) => {
                self.saying.clear();
                if self.said.len() + text.len() <= Self::MOST_WORDS {
                    self.said.push_str(text);
                    self.said.push(' ');
                }
            }
            Noticed::Spoken => match self.state {
                State::Speaking => return self.turn_is_done(at),
                State::Repeating => self.listen_again(at),
                State::Away | State::Listening | State::Quiet(_) => {}
            },
            Noticed::Tick => {}
        }
        self.decide(at)
    }

    /// When the caller next decides by themselves, if nothing happens before.
    #[must_use]
    pub fn next_wake(&self) -> Option<Instant> {
        let longest = self.since_answer + self.manner.longest_call;
        let next = match self.state {
            State::Away => return None,
            State::Speaking | State::Repeating => longest,
            State::Quiet(until) => until,
            State::Listening if self.audible => self
                .interrupts()
                .map_or(longest, |patience| self.audible_since + patience),
            State::Listening => {
                let patience = match self.turns.get(self.next) {
                    Some(turn) if self.fits(turn) => self.patience(turn),
                    _ if self.repeatable().is_some() => self.manner.repeats_after,
                    _ => self.manner.gives_up,
                };
                self.quiet_since + patience.min(self.manner.gives_up)
            }
        };
        Some(next.min(longest))
    }

    fn decide(&mut self, at: Instant) -> Vec<Move> {
        if self.state == State::Away {
            return Vec::new();
        }
        if at.since(self.since_answer) >= self.manner.longest_call {
            return self.hang_up(Why::TooLong);
        }
        match self.state {
            State::Quiet(until) if at >= until => return self.turn_is_done(at),
            State::Listening if !self.audible => {}
            State::Listening => {
                let heard = at.since(self.audible_since);
                return match self.interrupts() {
                    Some(patience) if heard >= patience => self.act(at),
                    _ => Vec::new(),
                };
            }
            _ => return Vec::new(),
        }
        let quiet = at.since(self.quiet_since);
        let turn = self.turns.get(self.next);
        if turn.is_some_and(|t| self.fits(t) && quiet >= self.patience(t)) {
            return self.act(at);
        }
        let unexpected = turn.is_none_or(|turn| !self.fits(turn));
        if let Some(last) = self
            .repeatable()
            .filter(|_| unexpected && quiet >= self.manner.repeats_after)
        {
            self.again += 1;
            self.repeated = if self.said == self.answered {
                self.repeated + 1
            } else {
                1
            };
            self.answered.clone_from(&self.said);
            self.state = State::Repeating;
            let (to, how) = (self.said.clone(), self.reply());
            return vec![Move::Again {
                turn: last,
                to,
                how,
            }];
        }
        if quiet >= self.manner.gives_up {
            let why = match turn {
                Some(_) => Why::NothingFits(self.next),
                None => Why::NothingLeft,
            };
            return self.hang_up(why);
        }
        Vec::new()
    }

    /// How long the box must have been heard before the next turn interrupts it, if it does.
    fn interrupts(&self) -> Option<Duration> {
        let turn = self.turns.get(self.next).filter(|turn| self.fits(turn));
        turn.and_then(|turn| turn.barge_in)
    }

    /// The moment of the next turn has come.
    fn act(&mut self, at: Instant) -> Vec<Move> {
        if self.is_asked_to_agree() {
            self.read_back.clone_from(&self.said);
        }
        match self.turns.get(self.next).map(|turn| &turn.act) {
            Some(Act::Speak) => {
                self.state = State::Speaking;
                vec![Move::Speak(self.next)]
            }
            Some(Act::Press(_)) => {
                self.state = State::Speaking;
                vec![Move::Press(self.next)]
            }
            Some(Act::KeepSilent(span)) => {
                self.state = State::Quiet(at + *span);
                Vec::new()
            }
            Some(Act::Nothing) => self.turn_is_done(at),
            None => Vec::new(),
        }
    }

    /// What to make of what the box has said, which is not what was waited for.
    fn reply(&mut self) -> Reply {
        if self.is_asked_to_agree() {
            self.read_back.clone_from(&self.said);
            Reply::Object
        } else if self.said.trim_end().ends_with(WHAT_TO_CHANGE) && !self.read_back.is_empty() {
            Reply::Correct(self.read_back.clone())
        } else {
            Reply::Answer
        }
    }

    /// The box has read something back, and asks whether it is right.
    fn is_asked_to_agree(&self) -> bool {
        let last = self.said.trim_end();
        [
            "예약해 드릴까요?",
            "바꿔 드릴까요?",
            "취소해 드릴까요?",
            "전할까요?",
        ]
        .iter()
        .any(|question| last.ends_with(question))
            && !last.ends_with(WHAT_TO_CHANGE)
            && !last.ends_with("어떤 것으로 예약해 드릴까요?")
    }

    /// The turn that can be said again: the box has answered it, and it was said neither too often nor too often
    /// to the same words.
    fn repeatable(&self) -> Option<usize> {
        let most = self.manner.repeats;
        let same = self.repeated >= most && self.said == self.answered;
        self.last
            .filter(|_| self.heard && !same && self.again < most * Self::PATIENT)
    }

    /// Whether what this turn waits for has been heard; patience apart.
    fn fits(&self, turn: &Turn) -> bool {
        match &turn.when {
            When::Greeting | When::Any => self.heard,
            When::After(words) => {
                self.heard && words.is_match(&format!("{}{}", self.said, self.saying))
            }
            When::Silence(_) => true,
        }
    }

    const fn patience(&self, turn: &Turn) -> Duration {
        match turn.when {
            When::Silence(span) => span,
            _ => self.waits,
        }
    }

    fn turn_is_done(&mut self, at: Instant) -> Vec<Move> {
        let done = self.turns.get(self.next);
        let hangs_up = done.is_some_and(|t| t.hang_up);
        if done.is_some_and(|t| t.act == Act::Speak) {
            self.last = Some(self.next);
        }
        (self.again, self.repeated) = (0, 0);
        self.next += 1;
        if hangs_up {
            return self.hang_up(Why::Scripted);
        }
        self.listen_again(at);
        Vec::new()
    }

    /// What the box says from now on is its answer; what it was saying still belongs to it.
    fn listen_again(&mut self, at: Instant) {
        self.state = State::Listening;
        self.heard = self.audible;
        self.said.clear();
        self.quiet_since = at;
        self.draw_patience();
    }

    fn hang_up(&mut self, why: Why) -> Vec<Move> {
        self.state = State::Away;
        vec![Move::HangUp(why)]
    }

    fn draw_patience(&mut self) {
        let millis = |d: Duration| u64::try_from(d.as_millis()).unwrap_or(u64::MAX);
        let (waits, varies) = (millis(self.manner.waits), millis(self.manner.varies));
        let range = (waits.saturating_sub(varies), waits.saturating_add(varies));
        self.waits = self.dice.millis(range);
    }
}
