//! What an examination has found out.

use std::time::Duration;

/// How a question ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// `OK`.
    Ok,
    /// Refused, with the line that said so.
    Refused(String),
    /// No result within its time.
    TimedOut,
    /// The port went away meanwhile.
    Gone,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// What was written.
    pub asked: String,
    /// The lines before the result, masked.
    pub lines: Vec<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// From the question to the result.
    pub took: Duration,
}

/// How an examination ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Everything was asked.
    Complete,
    /// It never answered.
    Silent,
    /// It stopped answering.
    Lost,
    /// The time was over before all was asked.
    TimeUp,
    /// The port went away.
    Gone,
}

/// What was found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// How it ended.
    pub end: End,
    /// All questions that were asked, in order.
    pub heard: Vec<Heard>,
    /// The names of what it said unasked (`+QIND`, `RING`), without values; 32 at most.
    pub unasked: Vec<String>,
    /// It restarted meanwhile (`RDY`): the supply may be weak.
    pub restarted: bool,
    /// A setting was tried and could not be set back: its line. A restart of the module does it.
    pub not_restored: Option<String>,
}
