//! What is asked and what is answered.

use serde::{Deserialize, Serialize};

use super::Health;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case")]
pub enum Question {
    /// How the box and its lines stand: [`Answer::Status`].
    Status,
    /// Whether everything works that a box needs: [`Answer::Health`].
    Health {
        /// Also speak a sentence and recognise it, which takes the engines for a second or more. While a call is on
        /// the last result stands, and for a minute one that was good.
        #[serde(default)]
        speech: bool,
    },
    /// Whether the box may be stopped now: [`Answer::Done`], or [`Answer::Busy`].
    Ready,
    /// Begin nothing between calls (no calls to place, no texts to send, no bodies to fetch) for so long, or until
    /// [`Question::Resume`]; calls that come in are still answered. [`Answer::Done`] once that is so, also while
    /// something goes on: ask [`Question::Ready`].
    Drain {
        /// At the most an hour; then the box goes on by itself, should whoever asked be gone.
        seconds: u32,
    },
    /// Go on as before [`Question::Drain`]: [`Answer::Done`].
    Resume,
    /// Ask the modem of a line this: [`Answer::Lines`]. Waits until a call is over, at most some seconds.
    Modem {
        /// The line's name.
        line: String,
        /// One of [`crate::at::Question::all`], as it is typed.
        question: String,
    },
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum Answer {
    /// It is so, or it has been done.
    Done,
    /// How the box stands.
    Status(Status),
    /// Whether everything works.
    Health(Health),
    /// It may not be stopped now.
    Busy {
        /// Why, for the technician.
        korean: String,
        /// The same in English.
        english: String,
    },
    /// What the modem said; numbers in it are masked.
    Lines {
        /// Its lines, without the final result.
        lines: Vec<String>,
        /// `OK`, `+CME ERROR: 10`, …
        result: String,
    },
    /// The question was not understood, or cannot be answered.
    Refused {
        /// Why.
        why: String,
    },
}

/// How the box stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The version that runs.
    pub version: String,
    /// Seconds since it was started.
    pub up_seconds: u64,
    /// What the box takes for the time, Korean standard time.
    pub wall: String,
    /// It begins nothing between calls, for so many seconds more.
    pub resting_seconds: Option<u64>,
    /// What has begun and waits: calls to place, texts to send, bodies to fetch.
    pub waiting: u64,
    /// Its lines, in the order of the settings; those whose modem has not come yet are not among them.
    pub lines: Vec<LineStatus>,
}

/// How a line stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineStatus {
    /// Its name.
    pub name: String,
    /// Whether calls can come in.
    pub ready: bool,
    /// Where the modem stands, for people.
    pub korean: String,
    /// The same in English.
    pub english: String,
    /// The module and its firmware, once they are known.
    pub module: Option<String>,
    /// Signal strength in dBm (`AT+CSQ`, 3GPP TS 27.007 8.5).
    pub rssi_dbm: Option<i16>,
    /// Registered for circuit-switched service (`AT+CREG`).
    pub circuit: Option<String>,
    /// Registered with LTE (`AT+CEREG`).
    pub lte: Option<String>,
    /// Voice over LTE is up (`AT+QCFG="ims"`).
    pub ims: Option<bool>,
    /// What it does just now.
    pub doing: Doing,
    /// The call that is on.
    pub call: Option<CallNow>,
    /// How loud the other side is, in dBFS; while sound is open.
    pub heard_dbfs: Option<i16>,
    /// How loud the box is.
    pub said_dbfs: Option<i16>,
}

/// What a line does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doing {
    /// Nothing.
    #[default]
    Idle,
    /// It looks for what there is to do, sends a text or fetches a body.
    Errand,
    /// It rings, a call is on, or one is on its way.
    Call,
}

/// A call that is on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallNow {
    /// The other side, masked.
    pub other: String,
    /// The box placed it.
    pub ours: bool,
}
