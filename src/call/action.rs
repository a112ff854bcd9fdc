//! What a program can have done.

use std::time::Duration;

use crate::{phone::Keys, time::Instant};

use super::{Hint, OptOut, Outcome, Record, Speech};

/// Something to do, carried out in the order given. Actions are data: nothing has happened yet.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Take the call, once sound is ready. Before [`super::Event::Answered`] only.
    Answer,
    /// End the call; what is being said is cut off. While it rings: turn it away.
    HangUp,
    /// Say this after whatever is still being said; [`super::Event::Said`] follows when all is out.
    Say(Speech),
    /// Stop speaking at once and forget what was still to be said.
    Hush,
    /// What kind of answer is expected next, which decides how patiently the ears wait, and words
    /// that it may hold.
    Expect(Expected),
    /// Press these keys; [`super::Event::Pressed`] or [`super::Event::NotPressed`] follows.
    Press(Keys),
    /// The same as sound, for a line that has not noticed the keys that the modem pressed.
    Sound(Keys),
    /// Write this down durably; [`super::Event::Committed`] or
    /// [`super::Event::NotCommitted`] follows.
    Commit(Record),
    /// Send a text message. It is written down before it is sent.
    Text(TextMessage),
    /// Send [`super::Event::Woke`] with this tag at this time. A later request with the same tag
    /// replaces the earlier one.
    WakeAt(Instant, Tag),
    /// Keep this for whoever reads about the call later.
    Note(Note),
    /// Keep the sound of the call from now on, encrypted.
    Record,
    /// Send this to the other side, until another one; what is said meanwhile is not heard.
    Signal(Signal),
    /// Ask which of these is meant; [`super::Event::Chosen`] follows, and may come late or never.
    Choose(Choice),
}

/// Something that was said, and what may be meant by it. Nothing else can come of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What was said, numbers masked that must not be kept.
    pub said: String,
    /// Questions that have an answer.
    pub among: Vec<String>,
}

/// What the other side gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signal {
    /// The voice.
    #[default]
    Voice,
    /// What it says itself, a second later.
    Loop,
    /// The tone that lines are measured with ([`crate::tone::Reference`]).
    Tone,
}

/// What the ears are to expect next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// The kind of answer.
    pub grammar: Grammar,
    /// Words that it may hold.
    pub hint: Hint,
}

impl From<Grammar> for Expected {
    fn from(grammar: Grammar) -> Self {
        let hint = Hint::default();
        Self { grammar, hint }
    }
}

/// What kind of answer is expected: the ears wait longer for some than for others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grammar {
    /// Anything at all: a free sentence.
    #[default]
    Open,
    /// Yes or no, perhaps with a correction.
    YesNo,
    /// One value: a day, a time, a number of people.
    Slot,
    /// A telephone number, which people speak in groups with pauses.
    Digits,
    /// A message of several sentences.
    Message,
}

impl Grammar {
    /// How much silence ends the caller's turn.
    #[must_use]
    pub const fn patience(self) -> Duration {
        Duration::from_millis(match self {
            Self::YesNo => 500,
            Self::Slot => 600,
            Self::Open => 700,
            Self::Digits | Self::Message => 1_300,
        })
    }
}

/// Which of a program's alarms went off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub &'static str);

/// A text message to somebody that the program cannot choose freely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextMessage {
    /// Who gets it.
    pub to: Recipient,
    /// What it says.
    pub body: String,
}

/// Who can be texted. There is no number in here: what a caller says never becomes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// The number that the network says is calling.
    Caller,
    /// The owner, whose number is in the shop's settings.
    Owner,
}

/// What a reader of the call's record should know.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// How the call stands; the last one given is the call's outcome.
    Outcome(Outcome),
    /// A question that could not be answered, for the owner's list.
    Unanswered(String),
    /// This is being entered at an opt-out line: `id#`, `1`.
    Entered(String),
    /// What came of a call to an opt-out line.
    OptOut(OptOut),
    /// The caller does not want to be recorded: what was said in this call is not kept.
    RecordingRefused,
    /// What the caller said was taken for this question because it was chosen, not understood.
    Chosen(String),
}
