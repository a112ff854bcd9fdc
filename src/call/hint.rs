//! What a recogniser may expect.

use std::sync::Arc;

/// Words that an answer may hold, and whole answers that are likely. It never puts words where there were none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hint {
    words: Option<Arc<str>>,
    answers: Option<Arc<str>>,
    is_closed: bool,
    is_part: bool,
}

impl Hint {
    /// These words, as one or two sentences of the kind that is expected: a recogniser that can be prompted
    /// hears them more easily.
    #[must_use]
    pub fn new(words: impl Into<Arc<str>>) -> Self {
        Self {
            words: Some(words.into()),
            ..Self::default()
        }
    }

    /// This, and a regular expression (the syntax of the crate `regex`, without its Unicode classes) that whole
    /// answers match, as they are written down. A recogniser that can weighs the likeliest of them against what it
    /// would write by itself.
    #[must_use]
    pub fn with_answers(mut self, pattern: impl Into<Arc<str>>) -> Self {
        self.answers = Some(pattern.into());
        self
    }

    /// This, where hardly anything else is said than one of the answers: a recogniser needs less to believe in one.
    #[must_use]
    pub const fn closed(mut self) -> Self {
        self.is_closed = true;
        self
    }

    /// The words alone, for a part of what is said: half a sentence is no whole answer, and is not worth a second reading.
    #[must_use]
    pub fn of_a_part(self) -> Self {
        Self {
            answers: None,
            is_closed: false,
            is_part: true,
            ..self
        }
    }

    /// Whether more will be said, or has been.
    #[must_use]
    pub const fn is_part(&self) -> bool {
        self.is_part
    }

    /// Whether hardly anything else is said than one of the answers.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// The words; empty when there are none.
    #[must_use]
    pub fn words(&self) -> &str {
        self.words.as_deref().unwrap_or_default()
    }

    /// The pattern of the answers; empty when there is none.
    #[must_use]
    pub fn answers(&self) -> &str {
        self.answers.as_deref().unwrap_or_default()
    }
}
