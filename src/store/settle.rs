//! What an earlier run left half done.

use jiff::civil::DateTime;
use rusqlite::params;

use super::{Store, StoreError, open::doing};

/// What was settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Calls that had not ended.
    pub calls: usize,
    /// Texts that were being sent; whether they were is not known.
    pub texts: usize,
    /// Calls that were being placed; whether they reached anybody is not known.
    pub dials: usize,
    /// Bodies that were being fetched; they are fetched again.
    pub fetches: usize,
}

impl Settled {
    /// Whether anything was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Store {
    /// Settles what a crash or a power cut left half done. Once, before any line runs. What may have
    /// had an effect outside the box becomes `unknown` and is never done again by itself.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn settle(&mut self, at: DateTime) -> Result<Settled, StoreError> {
        let settling = doing("settle what an earlier run left half done");
        let at = at.to_string();
        let run = |sql: &str| {
            let values: &[&dyn rusqlite::ToSql] =
                if sql.contains("?1") { params![at] } else { &[] };
            self.db.execute(sql, values).map_err(&settling)
        };
        Ok(Settled {
            calls: run(
                "UPDATE calls SET ended_at = ?1, outcome = 'failed' WHERE ended_at IS NULL",
            )?,
            texts: run(
                "UPDATE texts SET state = 'unknown', why = 'the box stopped while sending',
                 changed_at = ?1 WHERE state = 'sending'",
            )?,
            dials: run(
                "UPDATE dials SET state = 'unknown', why = 'the box stopped while dialling',
                 changed_at = ?1 WHERE state = 'dialling'",
            )?,
            fetches: run("UPDATE fetches SET state = 'waiting' WHERE state = 'fetching'")?,
        })
    }
}
