//! What the owner is told.

use crate::{call::OptOutResult, korean::phone_words::phone_groups};

use super::Order;

/// No more of a sentence than this, so that the text stays short.
const MOST: usize = 60;

/// The text to the owner.
pub fn text(order: &Order, result: OptOutResult, sentence: Option<&str>) -> String {
    let number = phone_groups(order.number.digits()).join("-");
    let id = order.id.as_ref().map(|id| format!(" (번호 {id})"));
    let whom = format!("{number}{}", id.unwrap_or_default());
    let said = sentence.map(|sentence| {
        let short: String = sentence.chars().take(MOST).collect();
        format!("\n안내: \"{short}\"")
    });
    let what = match result {
        OptOutResult::Success => "✅ 수신거부를 마쳤어요.",
        OptOutResult::Already => "✅ 이미 수신거부되어 있어요.",
        OptOutResult::Failed => "❌ 수신거부가 되지 않았어요.",
        OptOutResult::NeedsPerson => "⚠️ 직접 전화하셔야 해요.",
        OptOutResult::Network => "❌ 전화가 연결되지 않았어요.",
        OptOutResult::Unknown => "⚠️ 되었는지 알 수 없어요. 직접 확인해 주세요.",
        OptOutResult::Reversed => "⚠️ 수신거부가 풀린 것 같아요. 꼭 확인해 주세요.",
    };
    format!("[문지기] {whom}\n{what}{}", said.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_which_number_and_what_came_of_it() {
        let order = Order {
            number: "0802345678".parse().unwrap(),
            id: Some("1234".to_owned()),
            own: None,
        };
        assert_eq!(
            text(&order, OptOutResult::Success, Some("등록되었습니다")),
            "[문지기] 080-234-5678 (번호 1234)\n✅ 수신거부를 마쳤어요.\n안내: \"등록되었습니다\""
        );
        for result in OptOutResult::ALL {
            assert!(text(&order, result, None).lines().count() == 2);
        }
    }
}
