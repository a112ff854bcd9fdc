//! A mistake in a settings file, said so that its writer can mend it.

use std::fmt;

/// Why a value was refused, in both languages, with what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// For the owner: plain, polite, short.
    pub korean: String,
    /// For the technician.
    pub english: String,
}

impl Refusal {
    /// A refusal in both languages.
    #[must_use]
    pub fn new(korean: impl Into<String>, english: impl Into<String>) -> Self {
        Self {
            korean: korean.into(),
            english: english.into(),
        }
    }
}

/// One mistake: where it is and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as it was named to us.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// The key with the tables it stands in, `hours.mon`; empty for the file as a whole.
    pub key: String,
    /// What is wrong and what to write instead.
    pub refusal: Refusal,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = match self.key.as_str() {
            "" => String::new(),
            key => format!("{key}: "),
        };
        writeln!(
            f,
            "{}:{}:{}: {key}{}",
            self.file, self.line, self.column, self.refusal.korean
        )?;
        write!(f, "    {key}{}", self.refusal.english)
    }
}

/// All mistakes of one file, in the order of their lines; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Sorts the mistakes by where they stand; `None` when there are none.
    pub(super) fn of(mut problems: Vec<Problem>) -> Option<Self> {
        problems.sort_by(|a, b| (a.line, a.column, &a.key).cmp(&(b.line, b.column, &b.key)));
        problems.dedup();
        (!problems.is_empty()).then_some(Self(problems))
    }

    /// The mistakes, first line first.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, problem) in self.0.iter().enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
