//! Calls that are to be placed: written down before anything is dialled.

use std::time::Duration;

use jiff::{SignedDuration, civil::DateTime};
use rusqlite::{OptionalExtension, params};

use crate::{
    optout::{Expectation, owner::End},
    phone::{NotANumber, PhoneNumber},
};

use super::{CallId, Store, StoreError, open::doing, optouts};

/// The row of a call that is to be placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DialId(i64);

impl DialId {
    /// The row of this number.
    #[must_use]
    pub const fn of(number: i64) -> Self {
        Self(number)
    }

    /// The number of the row.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }
}

/// What became of a call that was placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DialState {
    /// It was answered, and has ended.
    Done,
    /// It certainly did not reach anybody, and why.
    Failed(String),
    /// It may have reached somebody; it is never dialled again by itself.
    Unknown(String),
}

/// A call that is to be placed now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingDial {
    /// Its row.
    pub id: DialId,
    /// The number.
    pub to: PhoneNumber,
    /// The word of the purpose.
    pub purpose: String,
    /// What to press once it is up.
    pub keys: String,
    /// Of an opt-out line: nothing is entered there.
    pub listens: bool,
    /// Of an opt-out line: what is known of it.
    pub expected: Expectation,
}

/// A call to be placed, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DialRow {
    /// The number of its row.
    pub id: i64,
    /// Over which line.
    pub line: String,
    /// The number's digits.
    pub to: String,
    /// The word of the purpose.
    pub purpose: String,
    /// `queued`, `dialling`, `done`, `failed` or `unknown`.
    pub state: String,
    /// Why it failed or is unknown.
    pub why: Option<String>,
}

impl Store {
    /// Writes down a call that is to be placed.
    ///
    /// # Errors
    /// When it cannot be written; it is not placed then.
    pub fn queue_dial(
        &mut self,
        line: &str,
        to: &PhoneNumber,
        (purpose, keys): (&str, &str),
        at: DateTime,
    ) -> Result<DialId, StoreError> {
        self.db
            .execute(
                "INSERT INTO dials (line, to_number, purpose, keys, created_at, changed_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
                params![line, to.digits(), purpose, keys, at.to_string()],
            )
            .map_err(doing("queue a call"))?;
        Ok(DialId(self.db.last_insert_rowid()))
    }

    /// The oldest call whose time has come, marked `dialling`: from now on it is dialled at most once. Between two calls
    /// to opt-out lines the line rests for `gap`.
    ///
    /// # Errors
    /// When it cannot be marked; it must not be dialled then.
    pub fn take_dial(
        &mut self,
        line: &str,
        gap: Duration,
        at: DateTime,
    ) -> Result<Option<WaitingDial>, StoreError> {
        let taking = doing("take the next call to place");
        let now = at.to_string();
        self.db
            .execute(
                "UPDATE dials SET state = 'failed', why = ?3, changed_at = ?2
                 WHERE line = ?1 AND state = 'queued' AND give_up_at < ?2",
                params![line, now, End::WAITED],
            )
            .map_err(&taking)?;
        let gap = SignedDuration::try_from(gap).unwrap_or(SignedDuration::MAX);
        let rested = at.checked_sub(gap).unwrap_or(at).to_string();
        let row: Option<(i64, String, String, String)> = self
            .db
            .query_row(
                "UPDATE dials SET state = 'dialling', changed_at = ?2
                 WHERE id = (SELECT min(id) FROM dials WHERE line = ?1 AND state = 'queued'
                             AND (not_before IS NULL OR not_before <= ?2)
                             AND (purpose <> 'optout' OR NOT EXISTS (
                                 SELECT 1 FROM dials d WHERE d.line = ?1 AND d.purpose = 'optout'
                                 AND d.call_id IS NOT NULL AND d.changed_at > ?3)))
                 RETURNING id, to_number, purpose, keys",
                params![line, now, rested],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
            )
            .optional()
            .map_err(&taking)?;
        row.map(|(id, to, purpose, keys)| {
            let to = to
                .parse()
                .map_err(|source: NotANumber| StoreError::Recipient { id, source })?;
            let listens = self.listens(id).map_err(&taking)?;
            let known = optouts::pattern(&self.db, &to).map_err(&taking)?;
            let expected = known.map(|known| Expectation {
                entered: known.entered,
                by_sound: known.by_sound,
            });
            Ok(WaitingDial {
                id: DialId(id),
                to,
                purpose,
                keys,
                listens,
                expected: expected.unwrap_or_default(),
            })
        })
        .transpose()
    }

    fn listens(&self, dial: i64) -> rusqlite::Result<bool> {
        let sql = "SELECT listens FROM optouts WHERE dial_id = ?1";
        let found = self
            .db
            .query_row(sql, [dial], |row| row.get(0))
            .optional()?;
        Ok(found.unwrap_or(false))
    }

    /// A call that was taken has not been dialled: it waits again.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn dial_back(&mut self, dial: DialId, at: DateTime) -> Result<(), StoreError> {
        self.db
            .execute(
                "UPDATE dials SET state = 'queued', changed_at = ?2 WHERE id = ?1",
                params![dial.0, at.to_string()],
            )
            .map_err(doing("put a call back"))?;
        Ok(())
    }

    /// What became of a call that was placed.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn dial_done(
        &mut self,
        dial: DialId,
        call: Option<CallId>,
        state: &DialState,
        at: DateTime,
    ) -> Result<(), StoreError> {
        let (word, why) = match state {
            DialState::Done => ("done", None),
            DialState::Failed(why) => ("failed", Some(why)),
            DialState::Unknown(why) => ("unknown", Some(why)),
        };
        self.db
            .execute(
                "UPDATE dials SET state = ?2, why = ?3, call_id = ?4, changed_at = ?5 WHERE id = ?1",
                params![dial.0, word, why, call.map(|call| call.0), at.to_string()],
            )
            .map_err(doing("note what became of a call"))?;
        Ok(())
    }

    /// All calls that were to be placed, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn dials(&self) -> Result<Vec<DialRow>, StoreError> {
        let reading = doing("list the calls to place");
        let mut query = self
            .db
            .prepare("SELECT id, line, to_number, purpose, state, why FROM dials ORDER BY id")
            .map_err(&reading)?;
        let rows = query.query_map([], |row| {
            Ok(DialRow {
                id: row.get(0)?,
                line: row.get(1)?,
                to: row.get(2)?,
                purpose: row.get(3)?,
                state: row.get(4)?,
                why: row.get(5)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(&reading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_call_is_dialled_once_whatever_happens() {
        let now = date(2026, 11, 21).at(12, 0, 0, 0);
        let mut store = Store::in_memory().unwrap();
        let to = "0801234567".parse().unwrap();
        for keys in ["1", "2"] {
            store.queue_dial("main", &to, ("test", keys), now).unwrap();
        }
        assert_eq!(
            store.take_dial("second", Duration::ZERO, now).unwrap(),
            None
        );
        let first = store
            .take_dial("main", Duration::ZERO, now)
            .unwrap()
            .unwrap();
        assert_eq!((first.keys.as_str(), first.purpose.as_str()), ("1", "test"));
        let settled = store.settle(now).unwrap(); // the next start, after a power cut
        assert_eq!(settled.dials, 1);
        assert_eq!(
            store
                .take_dial("main", Duration::ZERO, now)
                .unwrap()
                .unwrap()
                .keys,
            "2"
        );
        assert_eq!(store.take_dial("main", Duration::ZERO, now).unwrap(), None);
        let states: Vec<_> = store
            .dials()
            .unwrap()
            .into_iter()
            .map(|d| d.state)
            .collect();
        assert_eq!(states, ["unknown", "dialling"]);
    }
}
