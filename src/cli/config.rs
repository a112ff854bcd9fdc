//! `munjigi config`.

use crate::app::Config;

use super::{Exit, Failure, args::ConfigVerb};

/// Checks the settings.
pub fn config(verb: &ConfigVerb, json: bool) -> Result<Exit, Failure> {
    let ConfigVerb::Check { config } = verb;
    let loaded = Config::load(config)?;
    if json {
        println!(
            "{}",
            serde_json::json!({ "ok": true, "shop": loaded.shop.name })
        );
    } else {
        println!("{}: 잘못이 없습니다 / no mistakes", config.display());
    }
    Ok(Exit::Ok)
}
