//! `[[advice]]`: what a language model on the box chooses when it is asked.

use crate::{call::Choice, settings::Table};

/// What is chosen when this is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// A part of what is said.
    pub said: String,
    /// A part of the question that is chosen.
    pub chosen: String,
    /// It is chosen so late that nobody waits any more.
    pub late: bool,
}

impl Advice {
    /// The place of what is chosen, when this is about what was said.
    #[must_use]
    pub fn on(&self, choice: &Choice) -> Option<usize> {
        let about = choice.said.contains(&self.said);
        let mut among = choice.among.iter();
        about.then(|| among.position(|question| question.contains(&self.chosen)))?
    }
}

pub(super) fn read(table: &Table<'_>) -> Option<Advice> {
    let (said, chosen) = (table.require("said"), table.require("chosen"));
    Some(Advice {
        said: said?,
        chosen: chosen?,
        late: table.get_or("late", false),
    })
}
