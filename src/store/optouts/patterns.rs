//! What is known of opt-out lines.

use jiff::civil::DateTime;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    call::{OptOut, OptOutResult},
    optout::pattern::{Pattern, Source},
    phone::PhoneNumber,
    store::{Store, StoreError, open::doing},
};

const COLUMNS: &str = "number, name, entered, by_sound, source, calls, successes, seconds, last";

impl Store {
    /// All patterns, by number.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn patterns(&self) -> Result<Vec<Pattern>, StoreError> {
        let reading = doing("list what is known of opt-out lines");
        let sql = format!("SELECT {COLUMNS} FROM optout_lines ORDER BY number");
        let mut query = self.db.prepare(&sql).map_err(&reading)?;
        let rows = query.query_map([], read).map_err(&reading)?;
        let rows: rusqlite::Result<Vec<_>> = rows.collect();
        Ok(rows.map_err(reading)?.into_iter().flatten().collect())
    }

    /// Writes a pattern down, in the place of what was known.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put_pattern(&mut self, pattern: &Pattern, at: DateTime) -> Result<(), StoreError> {
        put(&self.db, pattern, at).map_err(doing("write what is known of an opt-out line"))
    }

    /// Forgets what is known of a number; whether anything was.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn forget_pattern(&mut self, number: &PhoneNumber) -> Result<bool, StoreError> {
        self.db
            .execute(
                "DELETE FROM optout_lines WHERE number = ?1",
                [number.digits()],
            )
            .map(|gone| gone == 1)
            .map_err(doing("forget an opt-out line"))
    }
}

/// What is known of this number, if anything is.
pub(in crate::store) fn pattern(
    db: &Connection,
    number: &PhoneNumber,
) -> rusqlite::Result<Option<Pattern>> {
    let sql = format!("SELECT {COLUMNS} FROM optout_lines WHERE number = ?1");
    let found = db.query_row(&sql, [number.digits()], read).optional()?;
    Ok(found.flatten())
}

/// Learns from a call, in its transaction.
pub(super) fn learn(
    db: &Connection,
    number: &PhoneNumber,
    call: &OptOut,
    at: DateTime,
) -> rusqlite::Result<()> {
    let known = pattern(db, number)?;
    let mut pattern = known.unwrap_or_else(|| Pattern::new(number.clone()));
    pattern.learn(call);
    put(db, &pattern, at)
}

fn put(db: &Connection, pattern: &Pattern, at: DateTime) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO optout_lines
         (number, name, entered, by_sound, source, calls, successes, seconds, last, changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (number) DO UPDATE SET name = ?2, entered = ?3, by_sound = ?4, source = ?5, calls = ?6,
             successes = ?7, seconds = ?8, last = ?9, changed_at = ?10",
        params![
            pattern.number.digits(),
            pattern.name,
            pattern.entered_words(),
            pattern.by_sound,
            pattern.source.as_str(),
            pattern.calls,
            pattern.successes,
            pattern.seconds,
            pattern.last.map(OptOutResult::as_str),
            at.to_string(),
        ],
    )?;
    Ok(())
}

/// `None` for a row that somebody else has written.
fn read(row: &Row<'_>) -> rusqlite::Result<Option<Pattern>> {
    let (number, entered, source): (String, String, String) =
        (row.get(0)?, row.get(2)?, row.get(4)?);
    let last: Option<String> = row.get(8)?;
    let (Ok(number), Some(source)) = (number.parse(), Source::from_word(&source)) else {
        return Ok(None);
    };
    let entered: Result<Vec<_>, _> = entered.split_whitespace().map(str::parse).collect();
    let result = |word: &str| OptOutResult::ALL.into_iter().find(|r| r.as_str() == word);
    let Ok(entered) = entered else {
        return Ok(None);
    };
    Ok(Some(Pattern {
        number,
        name: row.get(1)?,
        entered,
        by_sound: row.get(3)?,
        source,
        calls: row.get(5)?,
        successes: row.get(6)?,
        seconds: row.get(7)?,
        last: last.as_deref().and_then(result),
    }))
}
