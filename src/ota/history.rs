//! `history.jsonl`: what became of updates, a line each, for people.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::pending::Pending;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// It stays.
    Committed,
    /// The version before runs again.
    RolledBack,
    /// It was interrupted before anything had changed.
    Abandoned,
}

/// One line. The time is what the box thought it was, which may be 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: String,
    /// What became of it.
    pub event: Event,
    /// `app` or `models`.
    pub kind: String,
    /// The slot before.
    pub from: String,
    /// The slot that was tried.
    pub to: String,
    /// Its counter.
    pub counter: u64,
    /// Why.
    #[serde(default)]
    pub why: String,
}

impl Entry {
    pub(super) fn of(pending: &Pending, event: Event, why: &str, at: DateTime) -> Self {
        Self {
            at: at.to_string(),
            event,
            kind: pending.kind.word().to_owned(),
            from: pending.from.clone(),
            to: pending.to.clone(),
            counter: pending.counter,
            why: why.to_owned(),
        }
    }

    pub(super) fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}

/// The last lines that can be read. A power cut may have left half a line.
#[must_use]
pub fn last(text: &str, most: usize) -> Vec<Entry> {
    let mut entries: Vec<_> = text
        .lines()
        .rev()
        .filter_map(|line| serde_json::from_str(line).ok())
        .take(most)
        .collect();
    entries.reverse();
    entries
}
