//! `munjigi reset`.

use serde_json::json;

use crate::app::{
    Config,
    reset::{claim, factory},
};

use super::{Exit, Failure, args::Reset, here::data};

/// Erases what the box has gathered, or forgets whose it is.
pub fn reset(order: &Reset, json: bool) -> Result<Exit, Failure> {
    // Which box is meant has to be certain: settings with mistakes name none.
    let mut problem = None;
    let config = order.here.load(|failure| problem = Some(failure));
    if let Some(failure) = problem {
        return Err(failure);
    }
    let Some(config) = config else {
        let message = "설정 파일이 없습니다. --config 로 알려 주세요 / there is no settings file; name it with --config";
        return Err(Failure::saying(Exit::Settings, message));
    };
    if order.claim {
        disown(&config, json)
    } else {
        erase(order, &config, json)
    }
}

fn erase(order: &Reset, config: &Config, json: bool) -> Result<Exit, Failure> {
    let sockets = order.here.sockets(Some(config));
    let erased = factory(&data(Some(config)), &sockets)
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

fn disown(config: &Config, json: bool) -> Result<Exit, Failure> {
    let code = claim(config).map_err(|error| Failure::new(Exit::Failed, &error))?;
    let code = code.digits();
    if json {
        println!("{}", json!({ "code": code }));
        return Ok(Exit::Ok);
    }
    println!("사장님 등록을 풀었습니다 / the box has no owner by text any more");
    // Each language by itself: the console shows one of them.
    println!("새 등록번호는 {code}입니다 / its new code is {code}");
    println!(
        "사장님 전화에서 이 상자의 번호로 문자를 보내 주세요 / from the owner's phone, text the box's number: 등록 {code}"
    );
    if config.shop.owner.is_some() {
        println!(
            "설정 파일에 적힌 사장님 번호는 그대로입니다 / the owner that the settings name stays: shop.toml, owner"
        );
    }
    Ok(Exit::Ok)
}
