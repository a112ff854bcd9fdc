//! What went wrong in the box itself.

use jiff::civil::DateTime;
use rusqlite::params;

use super::{Store, StoreError, open::doing};

/// So many are kept; the oldest go.
const KEPT: i64 = 1_000;

/// Something that went wrong, or that is right again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultRow {
    /// When, local time.
    pub at: String,
    /// In which part.
    pub part: String,
    /// What.
    pub what: String,
}

impl Store {
    /// Writes down that something went wrong in a part of the box, or is right again. No words and no
    /// numbers of anybody belong here.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn fault(&mut self, part: &str, what: &str, at: DateTime) -> Result<(), StoreError> {
        self.db
            .execute(
                "INSERT INTO faults (at, part, what) VALUES (?1, ?2, ?3)",
                params![at.to_string(), part, what],
            )
            .and_then(|_| {
                self.db.execute(
                    "DELETE FROM faults WHERE id <= (SELECT max(id) FROM faults) - ?1",
                    params![KEPT],
                )
            })
            .map_err(doing("write down a fault"))?;
        Ok(())
    }

    /// All that is kept, in order.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn faults(&self) -> Result<Vec<FaultRow>, StoreError> {
        let reading = || -> rusqlite::Result<Vec<FaultRow>> {
            let mut rows = self
                .db
                .prepare("SELECT at, part, what FROM faults ORDER BY id")?;
            let rows = rows.query_map([], |row| {
                Ok(FaultRow {
                    at: row.get(0)?,
                    part: row.get(1)?,
                    what: row.get(2)?,
                })
            })?;
            rows.collect()
        };
        reading().map_err(doing("read the faults"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_kept_in_order_and_not_for_ever() {
        let mut store = Store::in_memory().unwrap();
        let at = jiff::civil::datetime(2026, 11, 21, 18, 3, 0, 0);
        for n in 0..KEPT + 5 {
            store.fault("hearing", &format!("{n}"), at).unwrap();
        }
        let kept = store.faults().unwrap();
        assert_eq!(kept.len(), usize::try_from(KEPT).unwrap());
        assert_eq!(
            (kept[0].what.as_str(), kept[0].part.as_str()),
            ("5", "hearing")
        );
    }
}
