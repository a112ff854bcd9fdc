//! Opening the database.

use std::{
    fs::File,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use jiff::{ToSpan, civil::DateTime};
use rusqlite::{Connection, types::Type};
use rusqlite_migration::{M, Migrations};

use crate::phone::NotANumber;

/// Schema changes in the order in which they were made; never edited, only added to.
const MIGRATIONS: &[M<'static>] = &[
    M::up(include_str!("schema/001_first_call.sql")),
    M::up(include_str!("schema/002_lines_and_inbox.sql")),
    M::up(include_str!("schema/003_faults.sql")),
    M::up(include_str!("schema/004_texts_again.sql")),
    M::up(include_str!("schema/005_reception.sql")),
    M::up(include_str!("schema/006_optouts.sql")),
    M::up(include_str!("schema/007_owner.sql")),
    M::up(include_str!("schema/008_model.sql")),
];

/// How many schema changes this version knows: the layout that it brings every database to.
#[expect(clippy::cast_possible_truncation, reason = "they are counted by hand")]
pub const SCHEMA: u32 = MIGRATIONS.len() as u32;

/// When something that has failed so often is tried again: one minute after the first time, then twice
/// as long each time, up to about two hours.
pub(super) fn next_try(tries: u32, at: DateTime) -> DateTime {
    let minutes = 1_i64 << tries.saturating_sub(1).min(7);
    at.checked_add(minutes.minutes()).unwrap_or(at)
}

/// The box's database, held by its one writer.
#[derive(Debug)]
pub struct Store {
    pub(super) db: Connection,
}

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The directory for the file could not be made.
    #[error("could not make or lock the directory for the database {}; is the disk full, read-only or not ours?", path.display())]
    Directory {
        /// The database file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file could not be opened as a database.
    #[error("could not open the database {}; is the disk full, read-only or not ours?", path.display())]
    Open {
        /// The database file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The file was written by a newer version, or a schema change failed.
    #[error("could not bring the database {} to this version's layout", path.display())]
    Migrate {
        /// The database file.
        path: PathBuf,
        /// What went wrong.
        source: rusqlite_migration::Error,
    },
    /// A row could not be written or read.
    #[error("could not {doing} in the database")]
    Query {
        /// What was attempted.
        doing: &'static str,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The file is damaged.
    #[error(
        "the database is damaged ({found}); bring a copy of it back, or move it away to begin anew"
    )]
    Damaged {
        /// The first thing that is wrong.
        found: String,
    },
    /// A stored number is not a number any more: somebody else wrote into the file.
    #[error("row {id} has a recipient that is not a telephone number")]
    Recipient {
        /// The row.
        id: i64,
        /// What is wrong with it.
        source: NotANumber,
    },
}

impl Store {
    /// Opens the database, makes it when it is not there, and brings its layout up to date.
    ///
    /// # Errors
    /// When the file cannot be opened or was written by a newer version.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let failed = |source| StoreError::Directory {
            path: path.to_owned(),
            source,
        };
        let parent = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        let directory = parent.unwrap_or(Path::new("."));
        // Callers' numbers and words lie in there: nobody else on this machine may read them.
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(directory)
            .map_err(failed)?;
        // Of two who open a new file one makes it, and the other waits: SQLite lets both begin.
        let turn = File::open(directory).map_err(failed)?;
        turn.lock().map_err(failed)?;
        let db = Connection::open(path).map_err(|source| StoreError::Open {
            path: path.to_owned(),
            source,
        })?;
        Self::prepare(db, path)
    }

    /// A database that is gone with the value: for tests and the simulator's virtual time.
    ///
    /// # Errors
    /// When memory runs out.
    pub fn in_memory() -> Result<Self, StoreError> {
        let path = Path::new(":memory:");
        let db = Connection::open_in_memory().map_err(|source| StoreError::Open {
            path: path.to_owned(),
            source,
        })?;
        Self::prepare(db, path)
    }

    fn prepare(mut db: Connection, path: &Path) -> Result<Self, StoreError> {
        // FULL: with NORMAL a power cut loses the last commits (docs/adr/0007).
        db.execute_batch(
            "PRAGMA busy_timeout = 2000;
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;",
        )
        .map_err(|source| StoreError::Open {
            path: path.to_owned(),
            source,
        })?;
        Migrations::from_slice(MIGRATIONS)
            .to_latest(&mut db)
            .map_err(|source| StoreError::Migrate {
                path: path.to_owned(),
                source,
            })?;
        Ok(Self { db })
    }
}

/// Reads a moment of the local wall clock.
pub(super) fn moment(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<DateTime> {
    let text: String = row.get(column)?;
    text.parse().map_err(|error: jiff::Error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}

/// Says what was attempted when SQLite fails.
pub(super) fn doing(doing: &'static str) -> impl Fn(rusqlite::Error) -> StoreError {
    move |source| StoreError::Query { doing, source }
}

/// A database as the version with so many schema changes left it.
#[cfg(test)]
pub(super) fn at_version(path: &Path, version: usize) {
    let mut db = Connection::open(path).unwrap();
    Migrations::from_slice(MIGRATIONS)
        .to_version(&mut db, version)
        .unwrap();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_changes_are_sound() {
        Migrations::from_slice(MIGRATIONS).validate().unwrap();
    }

    #[test]
    fn a_file_that_is_no_database_is_refused_in_one_sentence() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("munjigi.db");
        std::fs::write(&path, "not a database, but long enough to be read as one").unwrap();
        let refused = Store::open(&path).unwrap_err();
        assert!(
            refused
                .to_string()
                .starts_with("could not open the database")
        );
    }

    #[test]
    fn two_who_open_a_new_database_at_once_both_get_it() {
        for _ in 0..20 {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("munjigi.db");
            std::thread::scope(|scope| {
                let openers: Vec<_> = (0..4).map(|_| scope.spawn(|| Store::open(&path))).collect();
                for opener in openers {
                    let opened = opener.join().unwrap();
                    assert!(opened.is_ok(), "{opened:?}");
                }
            });
        }
    }

    #[test]
    fn every_commit_is_synced() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("a/b/munjigi.db")).unwrap();
        let pragma = |name| -> String {
            store
                .db
                .query_row(
                    &format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}"),
                    [],
                    |r| r.get(0),
                )
                .unwrap()
        };
        assert_eq!(
            (
                pragma("journal_mode").as_str(),
                pragma("synchronous").as_str()
            ),
            ("wal", "2")
        );
    }
}
