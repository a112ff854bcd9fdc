//! Recordings: which call has one, whether it is whole, and who has listened to it.

use jiff::civil::DateTime;
use rusqlite::{OptionalExtension as _, Row, params};

use super::{CallId, Store, StoreError, open::doing};

/// A recording as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingRow {
    /// The call.
    pub call: CallId,
    /// The name of the file in the recordings folder.
    pub file: String,
    /// SHA-256 of the file, in hexadecimal; `None` when it was cut off.
    pub sha256: Option<String>,
    /// How long it plays.
    pub seconds: Option<u32>,
    /// When it began, local time.
    pub created_at: String,
}

const COLUMNS: &str = "call_id, file, sha256, seconds, created_at";

impl Store {
    /// A recording is about to begin.
    ///
    /// # Errors
    /// When it cannot be written; nothing is recorded then.
    pub fn recording_begins(
        &mut self,
        call: CallId,
        file: &str,
        at: DateTime,
    ) -> Result<(), StoreError> {
        self.db
            .execute(
                "INSERT INTO recordings (call_id, file, created_at) VALUES (?1, ?2, ?3)",
                params![call.0, file, at.to_string()],
            )
            .map_err(doing("note that a recording begins"))?;
        Ok(())
    }

    /// A recording is whole.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn recording_is_whole(
        &mut self,
        call: CallId,
        (sha256, seconds): (&str, u32),
    ) -> Result<(), StoreError> {
        self.db
            .execute(
                "UPDATE recordings SET sha256 = ?2, seconds = ?3 WHERE call_id = ?1",
                params![call.0, sha256, seconds],
            )
            .map_err(doing("note that a recording is whole"))?;
        Ok(())
    }

    /// The recording of a call, if there is one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn recording(&self, call: CallId) -> Result<Option<RecordingRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM recordings WHERE call_id = ?1");
        let found = self.db.query_row(&sql, [call.0], read).optional();
        found.map_err(doing("look up a recording"))
    }

    /// Recordings from before `until`: their time is over.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn recordings_before(&self, until: DateTime) -> Result<Vec<RecordingRow>, StoreError> {
        let reading = doing("look up old recordings");
        let sql =
            format!("SELECT {COLUMNS} FROM recordings WHERE created_at < ?1 ORDER BY call_id");
        let mut query = self.db.prepare(&sql).map_err(&reading)?;
        let rows = query.query_map([until.to_string()], read);
        rows.and_then(Iterator::collect).map_err(&reading)
    }

    /// A recording is destroyed.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn recording_is_gone(&mut self, call: CallId) -> Result<(), StoreError> {
        self.db
            .execute("DELETE FROM recordings WHERE call_id = ?1", [call.0])
            .map_err(doing("note that a recording is gone"))?;
        Ok(())
    }

    /// Writes down who looks at what, and why, before they do.
    ///
    /// # Errors
    /// When it cannot be written; they must not look then.
    pub fn audit(&mut self, what: &str, reason: &str, at: DateTime) -> Result<(), StoreError> {
        self.db
            .execute(
                "INSERT INTO audit (at, what, reason) VALUES (?1, ?2, ?3)",
                params![at.to_string(), what, reason],
            )
            .map_err(doing("write into the audit log"))?;
        Ok(())
    }

    /// What stands in the audit log: when, what, why.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn audited(&self) -> Result<Vec<(String, String, String)>, StoreError> {
        let reading = doing("read the audit log");
        let sql = "SELECT at, what, reason FROM audit ORDER BY id";
        let mut query = self.db.prepare(sql).map_err(&reading)?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        rows.and_then(Iterator::collect).map_err(&reading)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<RecordingRow> {
    Ok(RecordingRow {
        call: CallId(row.get(0)?),
        file: row.get(1)?,
        sha256: row.get(2)?,
        seconds: row.get(3)?,
        created_at: row.get(4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{ToSpan as _, civil::date};

    #[test]
    fn a_recording_is_cut_until_it_is_whole_and_is_kept_for_its_time() {
        let now = date(2026, 11, 21).at(12, 0, 0, 0);
        let mut store = Store::in_memory().unwrap();
        let to = "0802345678".parse().unwrap();
        let call = store.call_dialled("1", &to, now).unwrap();
        store.recording_begins(call, "1.mjr", now).unwrap();
        let row = store.recording(call).unwrap().unwrap();
        assert_eq!((row.file.as_str(), row.sha256), ("1.mjr", None));
        store.recording_is_whole(call, ("ab", 31)).unwrap();
        let row = store.recording(call).unwrap().unwrap();
        assert_eq!(row.sha256.as_deref(), Some("ab"));
        assert_eq!(store.recordings_before(now).unwrap(), []);
        let tomorrow = now.checked_add(1.day()).unwrap();
        assert_eq!(store.recordings_before(tomorrow).unwrap(), [row]);
        store.recording_is_gone(call).unwrap();
        assert_eq!(store.recording(call).unwrap(), None);
    }
}
