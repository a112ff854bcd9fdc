//! What callers wait for, do and notice.

use std::time::Duration;

use regex::Regex;

/// One step of what a caller means to do.
#[derive(Clone, Debug)]
pub struct Turn {
    /// What they wait for.
    pub when: When,
    /// What they do then.
    pub act: Act,
    /// Whether they hang up afterwards.
    pub hang_up: bool,
    /// Whether they do not wait for the box to be quiet, but act when it has been heard for so long.
    pub barge_in: Option<Duration>,
}

/// What a caller waits for. For all but [`When::Silence`] the box must have said something since
/// the caller's last turn, and have been quiet for as long as this person waits.
#[derive(Clone, Debug)]
pub enum When {
    /// The first thing that the box says.
    Greeting,
    /// Whatever the box says.
    Any,
    /// What the box has said since the caller's last turn matches this, anywhere.
    After(Regex),
    /// The box has been quiet for this long.
    Silence(Duration),
}

/// What a caller does in a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Speaks; what, and with which voice, is not this part's business.
    Speak,
    /// Says nothing for this long.
    KeepSilent(Duration),
    /// Presses these keys.
    Press(String),
    /// Nothing (before hanging up).
    Nothing,
}

/// What somebody is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    /// How long the box must have been quiet before they speak.
    pub waits: Duration,
    /// By how much that varies from turn to turn, either way.
    pub varies: Duration,
    /// After how much silence they say their last words again, when the box answered something that
    /// they did not expect.
    pub repeats_after: Duration,
    /// How often they do that in answer to the same words; four times as often in one turn.
    pub repeats: u8,
    /// After how much silence they hang up when nothing fits.
    pub gives_up: Duration,
    /// After how long they hang up whatever happens.
    pub longest_call: Duration,
}

impl Default for Manner {
    /// Speaks half a second after the box, says everything up to three times, gives up after 20 s of
    /// silence or 10 minutes.
    fn default() -> Self {
        Self {
            waits: Duration::from_millis(500),
            varies: Duration::from_millis(100),
            repeats_after: Duration::from_millis(2_500),
            repeats: 2,
            gives_up: Duration::from_secs(20),
            longest_call: Duration::from_secs(600),
        }
    }
}

/// What a caller notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noticed {
    /// The box has answered.
    Answered,
    /// The box begins to be heard.
    BoxAudible,
    /// The box is quiet from now on.
    BoxQuiet,
    /// The sentence that the box is saying, as far as it has got; replaces what was told of the
    /// same sentence before.
    BoxSays(String),
    /// A whole sentence of the box.
    BoxSaid(String),
    /// What [`Move::Speak`] asked for has been spoken to its end.
    Spoken,
    /// The call is over.
    Ended,
    /// Time has passed.
    Tick,
}

/// What a caller makes of an answer that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The box asks for something.
    Answer,
    /// It reads something back to be agreed to, which is not what was meant.
    Object,
    /// It asks what is to be changed in this, which it had read back.
    Correct(String),
}

/// What a caller does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// Speaks turn number `n` of the list, counted from 0. [`Noticed::Spoken`] must follow.
    Speak(usize),
    /// Has not been understood: says turn number `turn` again, or what of it answers the box
    /// ([`Speaker`](super::Speaker)). [`Noticed::Spoken`] must follow.
    Again {
        /// Counted from 0.
        turn: usize,
        /// What the box has said since.
        to: String,
        /// What the caller makes of that.
        how: Reply,
    },
    /// Presses the keys of turn number `n`. [`Noticed::Spoken`] must follow.
    Press(usize),
    /// Hangs up.
    HangUp(Why),
}

/// Why a caller hangs up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The scenario says so.
    Scripted,
    /// Everything was said and the box was silent for too long afterwards.
    NothingLeft,
    /// The box was silent for too long and turn number `n`, counted from 0, still waited.
    NothingFits(usize),
    /// The call took too long.
    TooLong,
}
