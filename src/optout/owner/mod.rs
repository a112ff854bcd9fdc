//! What the owner and the box text each other about ads.

mod command;
mod told;
mod week;

pub use command::{Command, help};
pub use told::{Complaint, End, Tell, Told};
pub use week::{Count, monday, standing, summary};

use crate::{korean::phone_words::phone_groups, phone::PhoneNumber};

/// Begins every text, so that the owner knows who writes.
const WHO: &str = "[문지기]";

/// The answer to an order to call.
#[must_use]
pub fn will_call(number: &PhoneNumber, id: Option<&str>) -> String {
    format!(
        "{WHO} {}에 전화할게요. 끝나면 알려 드릴게요.",
        whom(number, id)
    )
}

/// The answer to 재시도 when everything has worked.
#[must_use]
pub fn nothing_again() -> String {
    format!("{WHO} 다시 걸 번호가 없어요.")
}

/// The answer to 중지.
#[must_use]
pub fn stopped() -> String {
    format!(
        "{WHO} 수신거부 전화를 멈췄어요. 기다리던 전화도 걸지 않을게요. 다시 하려면 '시작'이라고 보내 주세요."
    )
}

/// The answer to 시작.
#[must_use]
pub fn going_on() -> String {
    format!("{WHO} 이제 광고가 오면 다시 수신거부 전화를 할게요.")
}

/// The answer to 거부 without a number that can be called.
#[must_use]
pub fn no_number() -> String {
    format!(
        "{WHO} 080으로 시작하는 열 자리 번호를 적어 주세요. 예: 거부 080-234-5678. 광고에 번호가 더 있으면 뒤에 적어 주세요. 예: \
         거부 080-234-5678 1234"
    )
}

/// A number and what is entered there, as the owner reads it.
fn whom(number: &PhoneNumber, id: Option<&str>) -> String {
    let number = phone_groups(number.digits()).join("-");
    match id {
        Some(id) => format!("{number} (번호 {id})"),
        None => number,
    }
}
