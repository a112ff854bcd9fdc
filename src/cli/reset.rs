//! `munjigi reset`.

use serde_json::json;

use crate::app::reset::factory;

use super::{Exit, Failure, args::Reset, here::data};

/// Erases what the box has gathered.
pub fn reset(order: &Reset, json: bool) -> Result<Exit, Failure> {
    // Which data is meant has to be certain: settings with mistakes name none.
    let mut problem = None;
    let config = order.here.load(|failure| problem = Some(failure));
    if let Some(failure) = problem {
        return Err(failure);
    }
    if config.is_none() {
        let message = "설정 파일이 없습니다. --config 로 알려 주세요 / there is no settings file; name it with --config";
        return Err(Failure::saying(Exit::Settings, message));
    }
    let config = config.as_ref();
    let erased = factory(&data(config), &order.here.sockets(config))
        .map_err(|error| Failure::new(Exit::Failed, &error))?;
    if json {
        println!("{}", json!(erased));
    } else if erased.erased.is_empty() {
        println!("지울 것이 없었습니다 / there was nothing to erase");
    } else {
        let all = erased.erased.join(", ");
        println!("지웠습니다: {all} / erased: {all}");
    }
    Ok(Exit::Ok)
}
