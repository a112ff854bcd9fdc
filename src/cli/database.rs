//! The database of a box, for the verbs that look into it.

use std::path::Path;

use crate::store::Store;

use super::{Exit, Failure};

/// Opens a database that is there; looking never makes one.
pub fn open(db: &Path) -> Result<Store, Failure> {
    if !db.exists() {
        let message = format!(
            "데이터베이스가 없습니다 / there is no database {}",
            db.display()
        );
        return Err(Failure::saying(Exit::Database, message));
    }
    Ok(Store::open(db)?)
}
