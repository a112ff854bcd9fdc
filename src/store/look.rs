//! Looking into the database without being able to change it: for the console, the doctor and the support bundle,
//! while the box runs or after it has failed.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use serde::Serialize;

use super::{Store, StoreError, open::doing};

/// How many rows a table has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableCount {
    /// The table.
    pub table: String,
    /// Its rows.
    pub rows: i64,
}

impl Store {
    /// Opens a database that is there, to be read alone: its layout stays as it is, and nothing is written.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn look(path: &Path) -> Result<Self, StoreError> {
        let failed = |source| StoreError::Open {
            path: path.to_owned(),
            source,
        };
        let reading = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(path, reading).and_then(readable);
        let error = match opened {
            Ok(db) => return Ok(Self { db }),
            Err(error) => error,
        };
        // Whoever may not write into the folder cannot join the box's log. When there is none, nobody writes.
        if !path.exists() || wal_of(path).exists() {
            return Err(failed(error));
        }
        let uri = format!("file:{}?immutable=1", escaped(path));
        let flags = reading | OpenFlags::SQLITE_OPEN_URI;
        let db = Connection::open_with_flags(uri, flags).and_then(readable);
        db.map(|db| Self { db }).map_err(failed)
    }

    /// How many rows each table has, by the table's name.
    ///
    /// # Errors
    /// When they cannot be counted.
    pub fn counts(&self) -> Result<Vec<TableCount>, StoreError> {
        let counting = doing("count the rows");
        let mut query = self
            .db
            .prepare(
                "SELECT name FROM sqlite_schema
                 WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
            )
            .map_err(&counting)?;
        let names = query
            .query_map([], |row| row.get::<_, String>(0))
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(&counting)?;
        names
            .into_iter()
            .map(|table| {
                // The name comes from the database itself; quoted as SQL wants it.
                let sql = format!("SELECT count(*) FROM \"{}\"", table.replace('"', "\"\""));
                let rows = self.db.query_row(&sql, [], |row| row.get(0));
                rows.map(|rows| TableCount { table, rows })
                    .map_err(&counting)
            })
            .collect()
    }

    /// The number of the newest schema change that the file has.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn layout(&self) -> Result<i64, StoreError> {
        self.db
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(doing("read the layout"))
    }
}

/// The connection, once something could be read over it.
fn readable(db: Connection) -> rusqlite::Result<Connection> {
    db.execute_batch("PRAGMA busy_timeout = 2000; PRAGMA query_only = ON;")?;
    db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
        row.get::<_, i64>(0)
    })?;
    Ok(db)
}

fn wal_of(path: &Path) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

/// The path as a URI has it.
fn escaped(path: &Path) -> String {
    use std::os::unix::ffi::OsStrExt as _;
    let octets = path.as_os_str().as_bytes().iter();
    octets
        .map(|octet| match octet {
            b'/' | b'.' | b'-' | b'_' => char::from(*octet).to_string(),
            octet if octet.is_ascii_alphanumeric() => char::from(*octet).to_string(),
            octet => format!("%{octet:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{call::Outcome, phone::Caller};
    use jiff::civil::date;
    use std::os::unix::fs::FileExt as _;

    fn with_a_call(path: &Path) -> Store {
        let now = date(2026, 11, 21).at(12, 0, 0, 0);
        let mut store = Store::open(path).unwrap();
        let call = store.call_rang("1", &Caller::Withheld, now).unwrap();
        store.call_ended(call, Outcome::Booked, now).unwrap();
        store
    }

    #[test]
    fn it_is_read_beside_whoever_writes_and_cannot_be_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("munjigi.db");
        let writer = with_a_call(&path);
        let mut looking = Store::look(&path).unwrap();
        assert_eq!(looking.last_calls(5).unwrap().len(), 1);
        looking.sound().unwrap();
        let calls = TableCount {
            table: "calls".to_owned(),
            rows: 1,
        };
        assert!(looking.counts().unwrap().contains(&calls));
        assert!(looking.layout().unwrap() > 0);
        let now = date(2026, 11, 21).at(12, 0, 0, 0);
        assert!(looking.call_rang("1", &Caller::Withheld, now).is_err());
        drop((writer, looking));
        assert_eq!(Store::look(&path).unwrap().calls().unwrap().len(), 1);
    }

    #[test]
    fn what_is_not_there_is_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("munjigi.db");
        assert!(Store::look(&path).is_err());
        assert!(!path.exists());
    }

    #[test]
    fn a_damaged_page_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("munjigi.db");
        drop(with_a_call(&path));
        let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        for page in 2..9 {
            file.write_all_at(&[0xa5; 200], page * 4096).unwrap();
        }
        let found = Store::look(&path).and_then(|store| store.sound());
        assert!(found.is_err());
    }
}
