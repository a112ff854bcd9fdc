//! The call to an opt-out line: listens, enters what it is asked for, and says what came of it.
//!
//! ```text
//! Answered ─▶ listening ─asks─▶ settling ─quiet─▶ entered ─says something─▶ listening
//!                │  ▲                               │ nothing: the other way of pressing
//!                │  └───────── refused: once more ──┘
//!                └─ done, already, undone, a person, costs, over ─▶ hangs up
//! ```
//!
//! There are no timers but limits: a key is pressed when the line has asked for it and is quiet, or has asked twice.

mod hint;
#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::{
    call::{
        Action, EndCause, Event, Expected, Grammar, NotReached, Note, OptOut, OptOutResult,
        Outcome, Program, Speech, Tag,
    },
    korean::jamo::similarity,
    phone::PhoneNumber,
    time::Instant,
};

use super::{
    entry::{Entry, Known},
    prompt::{Ask, Prompt, Statement},
};

/// So long a line is quiet before it counts as having asked: the ears have waited already.
const SETTLE: Duration = Duration::from_millis(500);
/// So long after a key it may take to say something.
const REACTION: Duration = Duration::from_secs(12);
/// So long a line may be silent or play music without a word.
const PATIENCE: Duration = Duration::from_secs(30);
/// No call takes longer.
const LONGEST: Duration = Duration::from_secs(180);
/// A line that is only listened to has said everything by then.
const LISTENS: Duration = Duration::from_secs(60);
/// The same is entered so often at the most.
const TRIES: usize = 3;
/// Entries in a call at the most.
const MOST: usize = 12;
/// Two sentences so much alike are one, heard twice.
const AGAIN: f32 = 0.7;
/// Turns in a row that made no sense.
const NONSENSE: u8 = 4;

const SETTLED: Tag = Tag("opt-out: the line is quiet");
const NO_REACTION: Tag = Tag("opt-out: no reaction");
const NO_WORD: Tag = Tag("opt-out: no word");
const OVER: Tag = Tag("opt-out: over");

/// What is said to a line that wants to hear a yes.
const YES: &str = "네.";
/// What it may say, to be rendered before it is needed.
pub const SENTENCES: [&str; 1] = [YES];

/// What is to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// The ID that the ad gave.
    pub id: Option<String>,
    /// The number that got the ad, if the settings name it.
    pub own: Option<PhoneNumber>,
    /// What is known of the line.
    pub expected: Expectation,
    /// Nothing is entered: what the line asks for is to be learned.
    pub listens: bool,
}

/// What is known of a line from earlier calls. Nothing is entered because of it alone, except what no line can do harm
/// with: a telephone number or an ID, where the line has spoken, was not understood, and is quiet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectation {
    /// What was entered, in order.
    pub entered: Vec<Entry>,
    /// It was played as sound.
    pub by_sound: bool,
}

impl Order {
    /// What has always been wanted first, if it is known and no key of a menu: those are never pressed because of the past.
    fn harmless(&self) -> Option<Entry> {
        let first = self.expected.entered.first().copied();
        let harmless = first.filter(|entry| matches!(entry, Entry::Phone | Entry::Id));
        harmless.filter(|entry| entry.is_known(self.known()))
    }

    fn known(&self) -> Known<'_> {
        Known {
            own: self.own.as_ref().map(PhoneNumber::digits),
            id: self.id.as_deref(),
        }
    }
}

/// How keys are pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// By the modem.
    Modem,
    /// As sound.
    Sound,
}

/// Something to enter, and the sentence that asks for it.
#[derive(Clone, Debug)]
struct Asked {
    entry: Entry,
    sentence: String,
}

impl Asked {
    /// Whether it is the same once more: the next menu may want the same key.
    fn is_again(&self, other: &Self) -> bool {
        self.entry == other.entry && similarity(&self.sentence, &other.sentence) >= AGAIN
    }
}

/// One call to an opt-out line.
#[derive(Clone, Debug)]
pub struct OptOutCall {
    order: Order,
    /// The line is speaking.
    speaking: bool,
    /// What it has asked for since the last entry, each time.
    asked: Vec<Asked>,
    /// What has been entered, and how.
    entered: Vec<(Asked, Way)>,
    /// Everything that it has asked for, in order.
    wanted: Vec<Entry>,
    answered_at: Option<Instant>,
    /// Something was heard since the last entry.
    reacted: bool,
    /// What it last refused.
    refused: Option<String>,
    /// … because nothing was entered, as far as it knows.
    no_input: bool,
    /// What it asks for that cannot be given.
    lacks: Option<String>,
    nonsense: u8,
    result: Option<(OptOutResult, Option<String>)>,
}

impl OptOutCall {
    /// A call that carries out this order.
    #[must_use]
    pub const fn new(order: Order) -> Self {
        Self {
            order,
            speaking: false,
            asked: Vec::new(),
            entered: Vec::new(),
            wanted: Vec::new(),
            answered_at: None,
            reacted: true,
            refused: None,
            no_input: false,
            lacks: None,
            nonsense: 0,
            result: None,
        }
    }

    /// The line has said something.
    fn turn(&mut self, text: &str, at: Instant) -> Vec<Action> {
        self.speaking = false;
        let prompt = Prompt::read(text);
        if prompt.said.is_empty() && !prompt.is_clear {
            return self.unclear(at);
        }
        (self.reacted, self.nonsense) = (true, 0);
        if let Some((statement, sentence)) = prompt.statement() {
            let sentence = sentence.to_owned();
            let result = match statement {
                Statement::Done => OptOutResult::Success,
                Statement::Already => OptOutResult::Already,
                Statement::Undone => OptOutResult::Reversed,
                Statement::NotReached => OptOutResult::Network,
                Statement::Person | Statement::Costs => OptOutResult::NeedsPerson,
                Statement::Refused | Statement::NoInput => {
                    self.refused = Some(sentence);
                    self.no_input = statement == Statement::NoInput;
                    return self.asks(&prompt, at);
                }
            };
            return self.conclude(result, Some(sentence));
        }
        self.asks(&prompt, at)
    }

    /// Whatever it asks for is entered once it is quiet; what it asked for before goes on waiting for that.
    fn asks(&mut self, prompt: &Prompt, at: Instant) -> Vec<Action> {
        let Some((ask, sentence)) = prompt.ask() else {
            return self.wait(at);
        };
        let sentence = sentence.to_owned();
        let entry = match ask {
            Ask::Again => {
                let last = self.entered.last().map(|(asked, _)| asked.entry);
                last.or_else(|| self.order.harmless())
            }
            ask => Entry::wanted(ask),
        };
        if let Some(entry) = entry.filter(|entry| self.wanted.last() != Some(entry)) {
            self.wanted.push(entry);
        } else if self.order.listens && entry.is_some() {
            // It begins again.
            return self.conclude(OptOutResult::Listened, Some(sentence));
        }
        if self.order.listens {
            self.lacks = Some(sentence);
            return self.wait(at);
        }
        let Some(entry) = entry.filter(|entry| entry.is_known(self.order.known())) else {
            if self.asked.is_empty() {
                self.lacks = Some(sentence);
            }
            return self.wait(at);
        };
        self.lacks = None;
        let asked = Asked { entry, sentence };
        if self.times(&asked) >= TRIES || self.entered.len() >= MOST {
            return self.wait(at);
        }
        let named_twice = self.asked.iter().any(|before| before.is_again(&asked));
        self.asked.push(asked);
        if named_twice {
            return self.enter(at);
        }
        self.wait(at)
    }

    /// It may go on; if it does not, what it has asked for is entered.
    fn wait(&self, at: Instant) -> Vec<Action> {
        let settled = (!self.asked.is_empty()).then(|| Action::WakeAt(at + SETTLE, SETTLED));
        let no_word = Action::WakeAt(at + PATIENCE, NO_WORD);
        settled.into_iter().chain([no_word]).collect()
    }

    fn times(&self, asked: &Asked) -> usize {
        let same = |(entered, _): &&(Asked, Way)| entered.is_again(asked);
        self.entered.iter().filter(same).count()
    }

    fn enter(&mut self, at: Instant) -> Vec<Action> {
        let Some(asked) = self.asked.last().cloned() else {
            return Vec::new();
        };
        // A line that asks the same again and has refused nothing has not heard the key.
        let mut entered = self.entered.iter().rev();
        let before = entered.find(|(entered, _)| entered.is_again(&asked));
        let in_vain = self.refused.is_none() || self.no_input;
        let way = match before {
            Some((_, Way::Modem)) if in_vain => Way::Sound,
            Some((_, Way::Sound)) if in_vain => Way::Modem,
            Some((_, way)) => *way,
            None => self
                .entered
                .last()
                .map_or(self.usual_way(), |(_, way)| *way),
        };
        self.press(asked, way, at)
    }

    const fn usual_way(&self) -> Way {
        match self.order.expected.by_sound {
            true => Way::Sound,
            false => Way::Modem,
        }
    }

    fn press(&mut self, asked: Asked, way: Way, at: Instant) -> Vec<Action> {
        let action = match (asked.entry.keys(self.order.known()), way) {
            (None, _) => Action::Say(Speech::fixed(YES)),
            (Some(keys), Way::Modem) => Action::Press(keys),
            (Some(keys), Way::Sound) => Action::Sound(keys),
        };
        self.asked.clear();
        self.refused = None;
        self.reacted = false;
        let entered = Note::Entered(asked.entry.to_string());
        self.entered.push((asked, way));
        vec![
            Action::Note(entered),
            action,
            Action::WakeAt(at + REACTION, NO_REACTION),
        ]
    }

    /// The keys made no difference, or could not be pressed: the other way.
    fn other_way(&mut self, at: Instant) -> Vec<Action> {
        let Some((asked, way)) = self.entered.last().cloned() else {
            return Vec::new();
        };
        if self.times(&asked) >= TRIES {
            return self.conclude(OptOutResult::Unknown, None);
        }
        let other = match way {
            Way::Modem => Way::Sound,
            Way::Sound => Way::Modem,
        };
        self.press(asked, other, at)
    }

    fn unclear(&mut self, at: Instant) -> Vec<Action> {
        self.nonsense += 1;
        if self.nonsense < NONSENSE {
            self.expect_what_worked();
            return self.wait(at);
        }
        let (result, sentence) = self.so_far();
        self.conclude(result, sentence)
    }

    /// A line that was not understood twice has asked, as far as anybody knows, for what it always asks for.
    fn expect_what_worked(&mut self) {
        let fresh = self.entered.is_empty() && self.asked.is_empty() && !self.order.listens;
        if let Some(entry) = self
            .order
            .harmless()
            .filter(|_| fresh && self.nonsense >= 2)
        {
            let sentence = String::new();
            self.asked.push(Asked { entry, sentence });
        }
    }

    fn conclude(&mut self, result: OptOutResult, sentence: Option<String>) -> Vec<Action> {
        self.result.get_or_insert((result, sentence));
        vec![Action::HangUp]
    }

    /// What is to be made of it when nothing more comes.
    fn so_far(&self) -> (OptOutResult, Option<String>) {
        match (&self.lacks, &self.refused) {
            _ if self.order.listens => (OptOutResult::Listened, self.lacks.clone()),
            (Some(lacks), _) => (OptOutResult::NeedsPerson, Some(lacks.clone())),
            (None, Some(refused)) => (OptOutResult::Failed, Some(refused.clone())),
            (None, None) => (OptOutResult::Unknown, None),
        }
    }

    fn ended(&mut self, cause: EndCause, at: Instant) -> Vec<Action> {
        let (result, sentence) = match (self.result.take(), cause) {
            (Some(known), _) => known,
            // It waits for another time.
            (None, EndCause::NotReached(NotReached::NotDialled)) => return Vec::new(),
            (None, EndCause::NotReached(NotReached::Unknown)) => (OptOutResult::Unknown, None),
            (None, EndCause::NotReached(_)) => (OptOutResult::Network, None),
            (None, _) => self.so_far(),
        };
        let entered = self.entered.iter();
        let seconds = self
            .answered_at
            .map(|answered| at.since(answered).as_secs());
        let kept = OptOut {
            sentence,
            entered: entered.map(|(asked, _)| asked.entry.to_string()).collect(),
            asked: self.wanted.iter().map(ToString::to_string).collect(),
            by_sound: self
                .entered
                .last()
                .is_some_and(|(_, way)| *way == Way::Sound),
            seconds: seconds.and_then(|seconds| seconds.try_into().ok()),
            ..OptOut::new(result)
        };
        vec![Action::Note(Note::OptOut(kept))]
    }
}

impl Program for OptOutCall {
    fn handle(&mut self, event: &Event, at: Instant) -> Vec<Action> {
        match event {
            Event::Answered => {
                self.answered_at = Some(at);
                let longest = if self.order.listens { LISTENS } else { LONGEST };
                vec![
                    Action::Record,
                    Action::Note(Note::Outcome(Outcome::Reached)),
                    Action::Expect(Expected {
                        grammar: Grammar::Message,
                        hint: hint::hint(),
                    }),
                    Action::WakeAt(at + PATIENCE, NO_WORD),
                    Action::WakeAt(at + longest, OVER),
                ]
            }
            _ if self.result.is_some() && !matches!(event, Event::Ended(_)) => Vec::new(),
            Event::SpeechStarted => {
                self.speaking = true;
                vec![Action::WakeAt(at + PATIENCE, NO_WORD)]
            }
            Event::TurnEnded(turn) => self.turn(&turn.text, at),
            Event::NotHeard => {
                self.speaking = false;
                self.unclear(at)
            }
            Event::Pressed | Event::Said => vec![Action::WakeAt(at + REACTION, NO_REACTION)],
            Event::NotPressed => self.other_way(at),
            Event::Woke(SETTLED) if !self.speaking => self.enter(at),
            Event::Woke(NO_REACTION) if !self.reacted && !self.speaking => self.other_way(at),
            Event::Woke(NO_WORD) if !self.speaking => {
                let (result, sentence) = self.so_far();
                self.conclude(result, sentence)
            }
            Event::Woke(OVER) => {
                let (result, sentence) = self.so_far();
                self.conclude(result, sentence)
            }
            Event::Ended(cause) => self.ended(*cause, at),
            _ => Vec::new(),
        }
    }
}
