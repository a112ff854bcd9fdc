//! `munjigi config`.

use crate::{app::Config, reception::shop::reference};

use super::{Exit, Failure, args::ConfigVerb};

/// Checks the settings, or explains them.
pub fn config(verb: &ConfigVerb, json: bool) -> Result<Exit, Failure> {
    let config = match verb {
        ConfigVerb::Check { config } => config,
        ConfigVerb::Shop => {
            print!("{}", reference::page());
            return Ok(Exit::Ok);
        }
    };
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
