//! How the database is, for whoever looks after the box.

use super::{Store, StoreError, open::doing};

impl Store {
    /// Calls to place, texts to send and bodies to fetch that have not ended.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn waiting(&self) -> Result<u64, StoreError> {
        let count = self.db.query_row(
            "SELECT (SELECT count(*) FROM dials WHERE state IN ('queued', 'dialling'))
                  + (SELECT count(*) FROM texts WHERE state IN ('queued', 'sending'))
                  + (SELECT count(*) FROM fetches WHERE state IN ('waiting', 'fetching'))",
            [],
            |row| row.get::<_, i64>(0),
        );
        let count = count.map_err(doing("count what waits"))?;
        Ok(count.unsigned_abs())
    }

    /// Looks through the whole database for damage (`PRAGMA quick_check`).
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with the first thing that is wrong, or when it cannot be read.
    pub fn sound(&self) -> Result<(), StoreError> {
        let found = self
            .db
            .query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))
            .map_err(doing("look for damage"))?;
        if found == "ok" {
            return Ok(());
        }
        Err(StoreError::Damaged { found })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::store::Store;

    #[test]
    fn what_was_begun_and_has_not_ended_waits() {
        let mut store = Store::in_memory().unwrap();
        let now = date(2026, 11, 21).at(18, 3, 0, 0);
        assert_eq!(store.waiting().unwrap(), 0);
        let to = "01023456789".parse().unwrap();
        store
            .queue_text("1", None, (&to, "안녕하세요"), now)
            .unwrap();
        assert_eq!(store.waiting().unwrap(), 1);
        store.sound().unwrap();
    }

    #[test]
    fn damage_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("munjigi.db");
        let now = date(2026, 11, 21).at(18, 3, 0, 0);
        let mut store = Store::open(&path).unwrap();
        for _ in 0..200 {
            store
                .call_rang("1", &crate::phone::Caller::Withheld, now)
                .unwrap();
        }
        drop(store);
        let mut bytes = std::fs::read(&path).unwrap();
        // Every page from the second on: the first holds the layout, without which it does not open at all.
        for byte in bytes.iter_mut().skip(4096) {
            *byte ^= 0x5a;
        }
        std::fs::write(&path, bytes).unwrap();
        let damaged = Store::open(&path).and_then(|store| store.sound());
        assert!(damaged.is_err());
    }
}
