//! Messages that came in, as people read them.

use jiff::civil::DateTime;
use rusqlite::{Connection, params};

use super::{PartId, Store, StoreError, Upon, open::doing, optouts};

/// The row of a message that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReceivedId(pub(super) i64);

/// What kind of message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text, whole in itself.
    Sms,
    /// A long or picture message, whose body lies at the carrier's.
    Lms,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Lms => "lms",
        }
    }
}

/// A message that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// What kind it is.
    pub kind: Kind,
    /// Who sent it: digits or a name.
    pub sender: String,
    /// The number it came through, where that is another.
    pub gateway: Option<String>,
    /// Its subject, of an LMS.
    pub subject: Option<String>,
    /// What it says; empty while it is still at the carrier's.
    pub body: String,
    /// When the network took it, local time.
    pub sent_at: Option<DateTime>,
    /// How many of its parts never came.
    pub missing: u8,
}

/// A message as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ReceivedRow {
    /// The number of its row.
    pub id: i64,
    /// Over which line it came.
    pub line: String,
    /// `sms` or `lms`.
    pub kind: String,
    /// Who sent it.
    pub sender: String,
    /// Its subject.
    pub subject: Option<String>,
    /// What it says.
    pub body: String,
    /// When the network took it, local time.
    pub sent_at: Option<String>,
    /// When it came here.
    pub arrived_at: String,
    /// How many of its parts never came.
    pub missing: u8,
    /// For an LMS: `waiting`, `fetching`, `fetched`, `acknowledged`, `kept`,
    /// `given_up`.
    pub fetch: Option<String>,
}

impl Store {
    /// Writes a message down, settles the parts that it was made of, and carries out what follows from it: all of it
    /// or nothing.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn message_came(
        &mut self,
        line: &str,
        message: &NewMessage,
        parts: &[PartId],
        upon: &Upon,
        at: DateTime,
    ) -> Result<ReceivedId, StoreError> {
        let writing = doing("write a text message that has come");
        let transaction = self.db.transaction().map_err(&writing)?;
        let id = insert(&transaction, line, message, at).map_err(&writing)?;
        optouts::carry_out(&transaction, line, id, upon, at).map_err(&writing)?;
        settle(&transaction, parts).map_err(&writing)?;
        transaction.commit().map_err(&writing)?;
        Ok(id)
    }

    /// These parts make no message of their own (a report, a notification seen before).
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn parts_done(&mut self, parts: &[PartId]) -> Result<(), StoreError> {
        settle(&self.db, parts).map_err(doing("settle the parts of a text message"))
    }

    /// All messages that came in, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn received(&self) -> Result<Vec<ReceivedRow>, StoreError> {
        let reading = doing("list the text messages that came");
        let mut query = self
            .db
            .prepare(
                "SELECT r.id, r.line, r.kind, r.sender, r.subject, r.body, r.sent_at, r.arrived_at,
                        r.missing, f.state
                 FROM received r LEFT JOIN fetches f ON f.received_id = r.id ORDER BY r.id",
            )
            .map_err(&reading)?;
        let rows = query.query_map([], |row| {
            Ok(ReceivedRow {
                id: row.get(0)?,
                line: row.get(1)?,
                kind: row.get(2)?,
                sender: row.get(3)?,
                subject: row.get(4)?,
                body: row.get(5)?,
                sent_at: row.get(6)?,
                arrived_at: row.get(7)?,
                missing: row.get(8)?,
                fetch: row.get(9)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(&reading)
    }
}

pub(super) fn insert(
    db: &Connection,
    line: &str,
    message: &NewMessage,
    at: DateTime,
) -> rusqlite::Result<ReceivedId> {
    db.execute(
        "INSERT INTO received
         (line, kind, sender, gateway, subject, body, sent_at, arrived_at, missing)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            line,
            message.kind.as_str(),
            message.sender,
            message.gateway,
            message.subject,
            message.body,
            message.sent_at.map(|at| at.to_string()),
            at.to_string(),
            message.missing,
        ],
    )?;
    Ok(ReceivedId(db.last_insert_rowid()))
}

pub(super) fn settle(db: &Connection, parts: &[PartId]) -> rusqlite::Result<()> {
    for part in parts {
        db.execute("UPDATE parts SET settled = 1 WHERE id = ?1", [part.0])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Kept;
    use jiff::civil::date;

    #[test]
    fn a_message_settles_its_parts() {
        let now = date(2026, 11, 21).at(12, 0, 0, 0);
        let mut store = Store::in_memory().unwrap();
        let mut parts = Vec::new();
        for name in ["a", "b"] {
            if let Kept::New(id) = store.keep_part("main", name, b"x", now).unwrap() {
                parts.push(id);
            }
        }
        let message = NewMessage {
            kind: Kind::Sms,
            sender: "15881234".to_owned(),
            gateway: None,
            subject: None,
            body: "내일 휴무입니다".to_owned(),
            sent_at: Some(now),
            missing: 0,
        };
        store
            .message_came("main", &message, &parts, &Upon::Nothing, now)
            .unwrap();
        assert_eq!(store.waiting_parts("main").unwrap(), []);
        let rows = store.received().unwrap();
        assert_eq!(
            (rows[0].body.as_str(), rows[0].fetch.as_deref()),
            ("내일 휴무입니다", None)
        );
    }
}
