//! What the shop sells or does, and for how much.

use crate::settings::Table;

/// One thing on the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its name, as callers hear it.
    pub name: String,
    /// Other names that callers use.
    pub also: Vec<String>,
    /// In won; `None` when it depends.
    pub price: Option<u32>,
    /// How long it takes, in minutes.
    pub minutes: Option<u16>,
    /// It is chosen when something is booked.
    pub book: bool,
    /// A sentence said behind the price.
    pub note: Option<String>,
}

impl Item {
    pub(super) fn read(table: &Table<'_>) -> Option<Self> {
        let name = super::required_text(table, "name");
        let item = Self {
            name: String::new(),
            also: super::one_or_more(table, "also"),
            price: table.get("price"),
            minutes: super::minutes(table),
            book: table.get_or("book", false),
            note: table.get("note"),
        };
        Some(Self {
            name: name?,
            ..item
        })
    }

    /// Its name and the others.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.also.iter().map(String::as_str))
    }
}
