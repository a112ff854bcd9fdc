//! What stands before and behind a value.

use super::Pattern;

/// Sounds and greetings before what is meant.
#[must_use]
pub fn opener() -> Pattern {
    Pattern::one_of([
        "네",
        "예",
        "아",
        "어",
        "음",
        "저",
        "저기",
        "저기요",
        "그럼",
        "그러면",
        "여보세요",
        "안녕하세요",
        "아 네",
    ])
}

/// How a value ends a sentence: "…이요", "…으로 할게요".
#[must_use]
pub fn behind_value() -> Pattern {
    Pattern::one_of([
        "요",
        "이요",
        "에요",
        "이에요",
        "예요",
        "입니다",
        "에",
        "인데요",
        "이고요",
        "로요",
        "으로요",
        "로 할게요",
        "으로 할게요",
        "로 해 주세요",
        "으로 해 주세요",
        "에 해 주세요",
        "로 부탁드려요",
        "으로 부탁드려요",
        "로 부탁드립니다",
        "으로 부탁드립니다",
        "에 부탁드려요",
        "에 갈게요",
        "에 가려고요",
        "에 가려고 합니다",
        "이면 좋겠어요",
        "면 좋겠어요",
        "이 좋아요",
        "가 좋아요",
        "될까요",
        "가능할까요",
        "가능한가요",
        "되나요",
        "돼요",
    ])
}
