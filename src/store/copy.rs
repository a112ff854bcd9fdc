//! A copy of the whole database, and which layout one has: for updates, which look from outside.

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown},
    path::Path,
};

use rusqlite::{Connection, OpenFlags};

use super::{StoreError, open::doing};

/// Writes a copy of the database at `from` to `to`, which must not be there: consistent, without a journal beside it,
/// with the owner and the permissions of the original. The box may go on writing meanwhile. Not synced.
///
/// # Errors
/// When `from` is no database, or `to` cannot be written.
pub fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    let db = outside(from)?;
    let name = to.to_string_lossy();
    db.execute("VACUUM INTO ?1", [&*name]).map_err(doing(
        "write a copy of the database; is the disk full or read-only? The copy",
    ))?;
    let like = fs::metadata(from).and_then(|original| {
        fs::set_permissions(to, fs::Permissions::from_mode(original.mode() & 0o777))?;
        chown(to, Some(original.uid()), Some(original.gid()))
    });
    like.map_err(|source| StoreError::Directory {
        path: to.to_owned(),
        source,
    })
}

/// How many schema changes a database has seen; `None` when there is no database. Changes nothing.
///
/// # Errors
/// When it is no database.
pub fn schema_of(path: &Path) -> Result<Option<u32>, StoreError> {
    if !path.exists() {
        return Ok(None);
    }
    outside(path)?
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map(Some)
        .map_err(doing("read the layout's number"))
}

/// The database as it is: not made, not brought up to date.
fn outside(path: &Path) -> Result<Connection, StoreError> {
    let failed = |source| StoreError::Open {
        path: path.to_owned(),
        source,
    };
    let db =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(failed)?;
    db.busy_timeout(std::time::Duration::from_secs(10))
        .map_err(failed)?;
    Ok(db)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{SCHEMA, Store};

    #[test]
    fn a_copy_is_the_database_while_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let (path, to) = (
            folder.path().join("a/munjigi.db"),
            folder.path().join("copy"),
        );
        assert_eq!(schema_of(&path).unwrap(), None);
        let mut store = Store::open(&path).unwrap();
        let at = jiff::civil::date(2026, 11, 21).at(18, 3, 0, 0);
        store
            .call_rang("main", &crate::phone::Caller::Withheld, at)
            .unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        copy(&path, &to).unwrap();
        store
            .call_rang("main", &crate::phone::Caller::Withheld, at)
            .unwrap();
        assert_eq!(schema_of(&to).unwrap(), Some(SCHEMA));
        assert_eq!(fs::metadata(&to).unwrap().mode() & 0o777, 0o600);
        assert_eq!(Store::open(&to).unwrap().calls().unwrap().len(), 1);
        assert_eq!(store.calls().unwrap().len(), 2);
    }

    #[test]
    fn what_is_no_database_is_not_copied() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("munjigi.db");
        fs::write(
            &path,
            "long enough, and no database at all; not even a little",
        )
        .unwrap();
        assert!(copy(&path, &folder.path().join("copy")).is_err());
        assert!(copy(&folder.path().join("none"), &folder.path().join("copy")).is_err());
        assert!(!folder.path().join("none").exists(), "looking makes none");
    }
}
