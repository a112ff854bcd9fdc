//! Messages as the modem gave them, part by part.

use jiff::civil::DateTime;
use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError, open::doing};

/// The row of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartId(pub(super) i64);

impl PartId {
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

/// Whether a part has been seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is new, and on disk now.
    New(PartId),
    /// It was kept earlier: the modem had not forgotten it.
    Known,
}

/// A part that belongs to no message yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingPart {
    /// Its row.
    pub id: PartId,
    /// The PDU with its service centre address.
    pub octets: Vec<u8>,
    /// When it came, local time.
    pub arrived_at: DateTime,
}

impl Store {
    /// Keeps what the modem read, unless it has been kept before. Only then may the modem forget it.
    ///
    /// # Errors
    /// When it cannot be written; the modem has to keep it then.
    pub fn keep_part(
        &mut self,
        line: &str,
        fingerprint: &str,
        octets: &[u8],
        at: DateTime,
    ) -> Result<Kept, StoreError> {
        let id = self
            .db
            .query_row(
                "INSERT INTO parts (line, fingerprint, octets, arrived_at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (line, fingerprint) DO NOTHING RETURNING id",
                params![line, fingerprint, octets, at.to_string()],
                |row| row.get(0),
            )
            .optional()
            .map_err(doing("keep a text message that has come"))?;
        Ok(id.map_or(Kept::Known, |id| Kept::New(PartId(id))))
    }

    /// The parts that belong to no message yet, oldest first: what a restart begins with.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn waiting_parts(&self, line: &str) -> Result<Vec<WaitingPart>, StoreError> {
        let reading = doing("list the parts of text messages");
        let mut query = self
            .db
            .prepare("SELECT id, octets, arrived_at FROM parts WHERE line = ?1 AND settled = 0 ORDER BY id")
            .map_err(&reading)?;
        let rows = query.query_map([line], |row| {
            Ok(WaitingPart {
                id: PartId(row.get(0)?),
                octets: row.get(1)?,
                arrived_at: super::open::moment(row, 2)?,
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
    fn a_part_that_is_read_twice_is_one_part() {
        let now = date(2026, 11, 21).at(12, 0, 0, 0);
        let mut store = Store::in_memory().unwrap();
        let Kept::New(id) = store.keep_part("main", "a1", &[1, 2], now).unwrap() else {
            panic!("it is new");
        };
        assert_eq!(
            store.keep_part("main", "a1", &[1, 2], now).unwrap(),
            Kept::Known
        );
        // The same text to the other telephone is another text.
        assert!(matches!(
            store.keep_part("second", "a1", &[1, 2], now).unwrap(),
            Kept::New(_)
        ));
        assert_eq!(
            store.waiting_parts("main").unwrap(),
            [WaitingPart {
                id,
                octets: vec![1, 2],
                arrived_at: now
            }]
        );
    }
}
