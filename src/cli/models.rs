//! `munjigi models`.

use std::path::Path;

use crate::speech::Models;

use super::{Exit, Failure};

/// Checks every model file against the catalog.
pub fn verify(folder: Option<&Path>, json: bool) -> Result<Exit, Failure> {
    let folder = folder.map_or_else(Models::usual_folder, Path::to_owned);
    Models::locate(&folder)?;
    if json {
        println!("{}", serde_json::json!({ "ok": true, "folder": folder }));
    } else {
        println!(
            "{}: 모두 맞습니다 / all as in the catalog",
            folder.display()
        );
    }
    Ok(Exit::Ok)
}
