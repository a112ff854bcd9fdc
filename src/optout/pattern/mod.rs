//! What is known of an opt-out line from earlier calls: an expectation, and nothing more. The line is still listened to.

mod import;

pub use import::{ImportError, Imported, export, import};

use crate::{
    call::{OptOut, OptOutResult},
    phone::PhoneNumber,
};

use super::Entry;

/// Where a pattern comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// From calls of this box.
    Learned,
    /// From a file.
    Imported,
    /// From the owner.
    Owner,
}

impl Source {
    const ALL: [Self; 3] = [Self::Learned, Self::Imported, Self::Owner];

    /// The word for it in the store and in `--json`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Learned => "learned",
            Self::Imported => "imported",
            Self::Owner => "owner",
        }
    }

    /// The source of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == word)
    }
}

/// What is known of one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The toll-free number.
    pub number: PhoneNumber,
    /// Whose it is, if anybody has said so.
    pub name: Option<String>,
    /// What is entered there, in order.
    pub entered: Vec<Entry>,
    /// The keys must be played as sound: the line does not hear those of the modem.
    pub by_sound: bool,
    /// Where that comes from.
    pub source: Source,
    /// Calls of this box.
    pub calls: u32,
    /// Those that ended in an opt-out.
    pub successes: u32,
    /// From the answer to the end of the last call that worked, in seconds.
    pub seconds: Option<u32>,
    /// What came of the last call.
    pub last: Option<OptOutResult>,
}

impl Pattern {
    /// Of a number that nothing is known of.
    #[must_use]
    pub const fn new(number: PhoneNumber) -> Self {
        Self {
            number,
            name: None,
            entered: Vec::new(),
            by_sound: false,
            source: Source::Learned,
            calls: 0,
            successes: 0,
            seconds: None,
            last: None,
        }
    }

    /// Learns from a call. What has worked replaces what was known; what was only asked for fills a gap.
    pub fn learn(&mut self, call: &OptOut) {
        self.calls = self.calls.saturating_add(1);
        self.last = Some(call.result);
        let entries = |words: &[String]| words.iter().filter_map(|w| w.parse().ok()).collect();
        match call.result {
            OptOutResult::Success | OptOutResult::Already => {
                self.successes = self.successes.saturating_add(1);
                self.entered = entries(&call.entered);
                self.by_sound = call.by_sound;
                self.seconds = call.seconds;
                self.source = Source::Learned;
            }
            OptOutResult::Listened if self.entered.is_empty() && self.successes == 0 => {
                self.entered = entries(&call.asked);
            }
            _ => {}
        }
    }

    /// What is entered, as words: `id# 1`.
    #[must_use]
    pub fn entered_words(&self) -> String {
        let words: Vec<String> = self.entered.iter().map(ToString::to_string).collect();
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(result: OptOutResult, entered: &[&str], asked: &[&str]) -> OptOut {
        let words = |words: &[&str]| words.iter().map(ToString::to_string).collect();
        OptOut {
            entered: words(entered),
            asked: words(asked),
            by_sound: true,
            seconds: Some(31),
            ..OptOut::new(result)
        }
    }

    #[test]
    fn what_works_is_learned_and_what_does_not_changes_nothing() {
        let mut pattern = Pattern::new("0802345678".parse().unwrap());
        pattern.learn(&call(OptOutResult::Listened, &[], &["id#"]));
        assert_eq!(pattern.entered_words(), "id#");
        pattern.learn(&call(OptOutResult::Failed, &["id#", "2"], &[]));
        assert_eq!(pattern.entered_words(), "id#");
        pattern.learn(&call(OptOutResult::Success, &["id#", "1"], &[]));
        pattern.learn(&call(OptOutResult::Listened, &[], &["phone#"]));
        assert_eq!(pattern.entered_words(), "id# 1");
        assert!(pattern.by_sound);
        let counts = (pattern.calls, pattern.successes, pattern.seconds);
        assert_eq!(counts, (4, 1, Some(31)));
        assert_eq!(pattern.last, Some(OptOutResult::Listened));
    }
}
