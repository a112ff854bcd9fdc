//! A settings file as a whole.

use std::{cell::RefCell, collections::BTreeSet, ops::Range};

use toml::{Spanned, de::DeTable};

use super::{Problem, Problems, Refusal, Table};

/// A TOML text and the mistakes found in it so far.
#[derive(Debug)]
pub struct Document<'i> {
    name: &'i str,
    text: &'i str,
    root: Spanned<DeTable<'i>>,
    problems: RefCell<Vec<Problem>>,
    /// The keys that were asked for in tables that are read to their end, with their tables.
    asked: RefCell<BTreeSet<String>>,
}

impl<'i> Document<'i> {
    /// Reads `text`, which came from the file `name`. Mistakes of TOML itself are kept for
    /// [`Document::finish`] and reading goes on behind them.
    #[must_use]
    pub fn parse(name: &'i str, text: &'i str) -> Self {
        let (root, errors) = DeTable::parse_recoverable(text);
        let document = Self {
            name,
            text,
            root,
            problems: RefCell::default(),
            asked: RefCell::default(),
        };
        for error in errors {
            let detail = error.message().trim().replace('\n', ", ");
            document.report(
                error.span().unwrap_or_default(),
                "",
                Refusal::new(
                    format!("TOML 문법에 맞지 않습니다({detail}). 이 줄을 고쳐 주세요."),
                    format!("this is not TOML ({detail}); mend this line"),
                ),
            );
        }
        document
    }

    /// The outermost table.
    #[must_use]
    pub fn root(&self) -> Table<'_> {
        Table::new(self, String::new(), self.root.get_ref(), 0..0)
    }

    /// Every key that was asked for in the tables that have been read, with the path of its table:
    /// what a page that explains them must know.
    #[must_use]
    pub fn asked(&self) -> BTreeSet<String> {
        self.asked.borrow().clone()
    }

    pub(super) fn note_asked(&self, path: String) {
        self.asked.borrow_mut().insert(path);
    }

    /// `value`, when there was no mistake at all.
    ///
    /// # Errors
    /// All mistakes, when there was one or `value` is missing.
    ///
    /// # Panics
    /// When `value` is missing although nothing was reported: whoever reads a setting reports why
    /// it could not.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Problems> {
        match Problems::of(self.problems.into_inner()) {
            Some(problems) => Err(problems),
            None => Ok(value.expect("a value that is missing has been reported")),
        }
    }

    /// Adds a mistake at this place of the text.
    pub(super) fn report(&self, at: Range<usize>, key: &str, refusal: Refusal) {
        let before = self.text.get(..at.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |n| n + 1);
        self.problems.borrow_mut().push(Problem {
            file: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            key: key.to_owned(),
            refusal,
        });
    }

    /// The text at this place, for a table that is read by somebody else.
    pub(super) fn slice(&self, at: Range<usize>) -> &str {
        self.text.get(at).unwrap_or_default()
    }
}
