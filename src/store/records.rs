//! What calls leave behind: messages and calls to be placed by the owner. Bookings have a page of
//! their own.

use jiff::civil::DateTime;
use rusqlite::params;

use crate::call::{Callback, Message, Record};

use super::{CallId, Store, StoreError, open::doing};

/// A message as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MessageRow {
    /// What the caller said.
    pub body: String,
    /// The caller's digits, when they are known.
    pub phone: Option<String>,
}

/// A call to be placed, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CallbackRow {
    /// `2026-11-22T10:00:00`; nothing for any time.
    pub at: Option<String>,
    /// What it is about.
    pub about: String,
    /// The caller's digits, when they are known.
    pub phone: Option<String>,
}

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Committed {
    /// It is on disk.
    Written,
    /// There was no room for it any more, or what it changes stands no more: nothing was written.
    NoRoom,
}

impl Store {
    /// Writes a record; it is on disk when this returns.
    ///
    /// # Errors
    /// When it cannot be written; nothing of it was kept then.
    pub fn commit(
        &mut self,
        call: CallId,
        record: &Record,
        at: DateTime,
    ) -> Result<Committed, StoreError> {
        let written = match record {
            Record::Booking(booking, capacity) => {
                return self.book(Some(call), booking, *capacity, at);
            }
            Record::Change(id, to, capacity) => return self.change(*id, to, *capacity, at),
            Record::Cancel(id) => return self.cancel(*id, at),
            Record::Callback(Callback {
                at: when,
                about,
                phone,
            }) => self.db.execute(
                "INSERT INTO callbacks (call_id, at, about, phone, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    call.0,
                    when.map(|w| w.to_string()),
                    about,
                    phone.as_ref().map(|p| p.digits()),
                    at.to_string()
                ],
            ),
            Record::Message(Message { body, phone }) => self.db.execute(
                "INSERT INTO messages (call_id, body, phone, created_at) VALUES (?1, ?2, ?3, ?4)",
                params![
                    call.0,
                    body,
                    phone.as_ref().map(|p| p.digits()),
                    at.to_string()
                ],
            ),
        };
        written.map_err(doing("write a record"))?;
        Ok(Committed::Written)
    }

    /// All messages, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn messages(&self) -> Result<Vec<MessageRow>, StoreError> {
        let reading = doing("list the messages");
        let mut query = self
            .db
            .prepare("SELECT body, phone FROM messages ORDER BY id")
            .map_err(&reading)?;
        let rows = query.query_map([], |row| {
            Ok(MessageRow {
                body: row.get(0)?,
                phone: row.get(1)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(&reading)
    }

    /// All calls that the owner is to place, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn callbacks(&self) -> Result<Vec<CallbackRow>, StoreError> {
        let reading = doing("list the calls to be placed");
        let mut query = self
            .db
            .prepare("SELECT at, about, phone FROM callbacks ORDER BY id")
            .map_err(&reading)?;
        let rows = query.query_map([], |row| {
            Ok(CallbackRow {
                at: row.get(0)?,
                about: row.get(1)?,
                phone: row.get(2)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(&reading)
    }
}
