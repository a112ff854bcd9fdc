//! Bookings and messages.

use jiff::civil::DateTime;
use rusqlite::params;

use crate::call::{Booking, Message, Record};

use super::{CallId, Store, StoreError, open::doing};

/// A booking as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct BookingRow {
    /// `2026-11-22`.
    pub date: String,
    /// `19:00`.
    pub time: String,
    /// How many people.
    pub party: u8,
    /// The caller's digits, when they are known.
    pub phone: Option<String>,
}

/// A message as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MessageRow {
    /// What the caller said.
    pub body: String,
    /// The caller's digits, when they are known.
    pub phone: Option<String>,
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
    ) -> Result<(), StoreError> {
        match record {
            Record::Booking(Booking {
                date,
                time,
                party,
                phone,
            }) => self.db.execute(
                "INSERT INTO bookings (call_id, date, time, party, phone, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    call.0,
                    date.to_string(),
                    time.strftime("%H:%M").to_string(),
                    party,
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
        }
        .map_err(doing("write a record"))?;
        Ok(())
    }

    /// All bookings, in the order in which they were made.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn bookings(&self) -> Result<Vec<BookingRow>, StoreError> {
        let reading = doing("list the bookings");
        let mut query = self
            .db
            .prepare("SELECT date, time, party, phone FROM bookings ORDER BY id")
            .map_err(&reading)?;
        let rows = query.query_map([], |row| {
            Ok(BookingRow {
                date: row.get(0)?,
                time: row.get(1)?,
                party: row.get(2)?,
                phone: row.get(3)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(&reading)
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phone::Caller;
    use jiff::civil::{date, time};

    #[test]
    fn a_booking_survives_reopening() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("munjigi.db");
        let now = date(2026, 11, 21).at(18, 3, 0, 0);
        let booking = Booking {
            date: date(2026, 11, 22),
            time: time(19, 0, 0, 0),
            party: 4,
            phone: Some("01023456789".parse().unwrap()),
        };
        {
            let mut store = Store::open(&path).unwrap();
            let call = store.call_rang("main", &Caller::Withheld, now).unwrap();
            store.commit(call, &Record::Booking(booking), now).unwrap();
        }
        let rows = Store::open(&path).unwrap().bookings().unwrap();
        assert_eq!(
            (rows[0].date.as_str(), rows[0].time.as_str()),
            ("2026-11-22", "19:00")
        );
        assert_eq!(rows[0].phone.as_deref(), Some("01023456789"));
    }
}
