//! Calls and what was said in them.

use jiff::civil::DateTime;
use rusqlite::params;

use crate::{
    call::Outcome,
    phone::{Caller, PhoneNumber},
};

use super::{Store, StoreError, open::doing};

/// The row of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallId(pub(super) i64);

impl CallId {
    /// The call of this number.
    #[must_use]
    pub const fn of(number: i64) -> Self {
        Self(number)
    }

    /// The number of the row, which also names the call's files.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }
}

/// Who said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The person on the line.
    Caller,
    /// The box.
    Munjigi,
    /// The language model that was asked what the caller meant: the question that it has chosen.
    Model,
}

impl Speaker {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Munjigi => "box",
            Self::Model => "model",
        }
    }
}

/// A call as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRow {
    /// Its row.
    pub id: CallId,
    /// The line it came or went over.
    pub line: String,
    /// `in`, or `out` for a call that the box placed.
    pub direction: String,
    /// The other side's digits, when they are known; with a `+` when they are foreign.
    pub from: Option<String>,
    /// When it rang, local time.
    pub rang_at: String,
    /// When it was answered, if it was.
    pub answered_at: Option<String>,
    /// When it ended, if it has.
    pub ended_at: Option<String>,
    /// The word of [`Outcome::as_str`].
    pub outcome: String,
}

/// Something that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnRow {
    /// `caller`, `box`, `model` for the question that a language model took the caller's words for, or `keys` for what
    /// the box has entered.
    pub who: String,
    /// The words, or what was entered.
    pub text: String,
    /// When it was decided (box) or understood (caller), local time.
    pub at: String,
}

impl Store {
    /// A call has come in.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn call_rang(
        &mut self,
        line: &str,
        from: &Caller,
        at: DateTime,
    ) -> Result<CallId, StoreError> {
        self.call_began(line, "in", from.digits(), at)
            .map_err(doing("note an incoming call"))
    }

    /// A call is being placed. The number stands where a caller's would.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn call_dialled(
        &mut self,
        line: &str,
        to: &PhoneNumber,
        at: DateTime,
    ) -> Result<CallId, StoreError> {
        self.call_began(line, "out", Some(to.digits()), at)
            .map_err(doing("note a call that is placed"))
    }

    fn call_began(
        &mut self,
        line: &str,
        direction: &str,
        number: Option<impl rusqlite::ToSql>,
        at: DateTime,
    ) -> rusqlite::Result<CallId> {
        self.db.execute(
            "INSERT INTO calls (line, direction, from_number, rang_at) VALUES (?1, ?2, ?3, ?4)",
            params![line, direction, number, at.to_string()],
        )?;
        Ok(CallId(self.db.last_insert_rowid()))
    }

    /// The call was answered.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn call_answered(&mut self, call: CallId, at: DateTime) -> Result<(), StoreError> {
        self.db
            .execute(
                "UPDATE calls SET answered_at = ?2 WHERE id = ?1",
                params![call.0, at.to_string()],
            )
            .map_err(doing("note that a call was answered"))?;
        Ok(())
    }

    /// The call is over.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn call_ended(
        &mut self,
        call: CallId,
        outcome: Outcome,
        at: DateTime,
    ) -> Result<(), StoreError> {
        self.db
            .execute(
                "UPDATE calls SET ended_at = ?2, outcome = ?3 WHERE id = ?1",
                params![call.0, at.to_string(), outcome.as_str()],
            )
            .map_err(doing("note that a call ended"))?;
        Ok(())
    }

    /// Something was said.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn said(
        &mut self,
        call: CallId,
        who: Speaker,
        text: &str,
        at: DateTime,
    ) -> Result<(), StoreError> {
        self.db
            .execute(
                "INSERT INTO turns (call_id, at, who, text) VALUES (?1, ?2, ?3, ?4)",
                params![call.0, at.to_string(), who.as_str(), text],
            )
            .map_err(doing("note what was said"))?;
        Ok(())
    }

    /// The box enters something at an opt-out line: `id#`, `1`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn entered(&mut self, call: CallId, what: &str, at: DateTime) -> Result<(), StoreError> {
        self.db
            .execute(
                "INSERT INTO presses (call_id, at, what) VALUES (?1, ?2, ?3)",
                params![call.0, at.to_string(), what],
            )
            .map_err(doing("note what was entered"))?;
        Ok(())
    }

    /// Forgets everything that was said in a call: the caller refused to be recorded.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn forget_said(&mut self, call: CallId) -> Result<(), StoreError> {
        let forgetting = doing("forget what was said");
        for table in ["turns", "questions"] {
            self.db
                .execute(&format!("DELETE FROM {table} WHERE call_id = ?1"), [call.0])
                .map_err(&forgetting)?;
        }
        Ok(())
    }

    /// All calls, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn calls(&self) -> Result<Vec<CallRow>, StoreError> {
        // To SQLite a limit below nothing is none.
        let mut calls = self.last_calls(-1)?;
        calls.reverse();
        Ok(calls)
    }

    /// So many of the last calls, the newest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn last_calls(&self, most: i64) -> Result<Vec<CallRow>, StoreError> {
        let reading = doing("list the calls");
        let mut query = self
            .db
            .prepare(
                "SELECT id, from_number, rang_at, answered_at, ended_at, outcome, line, direction
                 FROM calls ORDER BY id DESC LIMIT ?1",
            )
            .map_err(&reading)?;
        let rows = query.query_map([most], |row| {
            Ok(CallRow {
                id: CallId(row.get(0)?),
                from: row.get(1)?,
                rang_at: row.get(2)?,
                answered_at: row.get(3)?,
                ended_at: row.get(4)?,
                outcome: row.get(5)?,
                line: row.get(6)?,
                direction: row.get(7)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(&reading)
    }

    /// What was said and entered in a call, in order.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn turns(&self, call: CallId) -> Result<Vec<TurnRow>, StoreError> {
        let reading = doing("read what was said");
        let mut query = self
            .db
            .prepare("SELECT who, text, at, id FROM turns WHERE call_id = ?1
                 UNION ALL SELECT 'keys', what, at, 0 FROM presses WHERE call_id = ?1 ORDER BY at, id")
            .map_err(&reading)?;
        let rows = query.query_map([call.0], |row| {
            Ok(TurnRow {
                who: row.get(0)?,
                text: row.get(1)?,
                at: row.get(2)?,
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
    fn what_was_said_and_asked_is_forgotten_for_that_call_alone() {
        let now = date(2026, 11, 21).at(12, 0, 0, 0);
        let mut store = Store::in_memory().unwrap();
        let [kept, forgotten] =
            [(); 2].map(|()| store.call_rang("main", &Caller::Withheld, now).unwrap());
        for call in [kept, forgotten] {
            store
                .said(call, Speaker::Caller, "땅콩이 들어가나요", now)
                .unwrap();
            store
                .said(call, Speaker::Model, "재료가 무엇인가요?", now)
                .unwrap();
            store.unanswered(call, "땅콩이 들어가나요", now).unwrap();
        }
        store.forget_said(forgotten).unwrap();
        assert_eq!(store.turns(forgotten).unwrap(), []);
        let turns = store.turns(kept).unwrap();
        let who: Vec<_> = turns.iter().map(|turn| turn.who.as_str()).collect();
        assert_eq!(who, ["caller", "model"]);
        assert_eq!(store.questions().unwrap().len(), 1);
    }

    #[test]
    fn a_crash_leaves_no_call_open() {
        let now = date(2026, 11, 21).at(12, 0, 0, 0);
        let mut store = Store::in_memory().unwrap();
        let finished = store.call_rang("main", &Caller::Unavailable, now).unwrap();
        store.call_ended(finished, Outcome::Booked, now).unwrap();
        store.call_rang("main", &Caller::Withheld, now).unwrap();
        assert_eq!(store.settle(now).unwrap().calls, 1);
        let outcomes: Vec<_> = store
            .calls()
            .unwrap()
            .into_iter()
            .map(|c| c.outcome)
            .collect();
        assert_eq!(outcomes, ["booked", "failed"]);
    }
}
