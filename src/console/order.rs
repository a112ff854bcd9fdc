//! What the screen wants, and what it is told.

use std::path::PathBuf;

use crate::control::{Answer, Question};

use super::Act;

/// Something to be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Ask the running box; [`News::Answer`] follows.
    Ask(Question),
    /// Read the last calls; [`News::Calls`] follows.
    Calls,
    /// Read the last lines of the log; [`News::Log`] follows.
    Log,
    /// Check the models; [`News::Models`] follows.
    Models,
    /// Look for updates on USB sticks; [`News::Bundles`] follows.
    Bundles,
    /// Do this; [`News::Said`] and [`News::Ended`] follow.
    Do(Act),
    /// Draw everything anew.
    Redraw,
    /// The end.
    Quit,
}

/// Something that the screen is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// What the box answered, or why it did not.
    Answer(Question, Result<Answer, String>),
    /// The last calls, the newest first.
    Calls(Result<Vec<CallLine>, String>),
    /// The last lines of the log, the oldest first.
    Log(Result<Vec<String>, String>),
    /// The models of the catalog.
    Models(Vec<ModelLine>),
    /// Updates that were found.
    Bundles(Vec<PathBuf>),
    /// A line that the command printed.
    Said(String),
    /// The command has ended with this code, or could not be run.
    Ended(Result<i32, String>),
}

/// A call of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallLine {
    /// Its number.
    pub id: i64,
    /// When it began, local time, to the second.
    pub at: String,
    /// The box placed it.
    pub ours: bool,
    /// The other side, masked.
    pub other: String,
    /// The line's name.
    pub line: String,
    /// The word of [`crate::call::Outcome::as_str`].
    pub outcome: String,
    /// How long it took from the answer to the end, in seconds.
    pub seconds: Option<i64>,
}

/// A model of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelLine {
    /// Its name in the catalog.
    pub id: String,
    /// Bytes of its files.
    pub size: u64,
    /// It is not needed for calls.
    pub optional: bool,
    /// Whether its files are there and those of the catalog.
    pub state: crate::speech::ModelState,
}
