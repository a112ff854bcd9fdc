//! Somebody speaks while the box does. Do they want it to stop?
//!
//! Pure: words in, a decision out. "네네" says that they are listening, and what sounds like the box's own
//! sentence is the box's own sentence, back from the line.

use crate::korean::{comparable, jamo};

/// So many syllables of one's own interrupt.
const SYLLABLES: usize = 2;
/// The share of letters that have to be the box's own for it to be an echo.
const ECHO: f32 = 0.65;
/// The last syllables that are compared: time grows with the square.
const COMPARED: usize = 16;
/// What people say while they listen. "네" is an answer only when a question has been heard out, and then
/// the box is silent.
const LISTENING: [&str; 20] = [
    "네",
    "예",
    "응",
    "어",
    "음",
    "아",
    "오",
    "아하",
    "그렇구나",
    "그렇군요",
    "맞아요",
    "알겠습니다",
    "알겠어요",
    "그래요",
    "그렇죠",
    "그쵸",
    "좋아요",
    "그러니까",
    "아이고",
    "어머",
];

/// Whether `heard`, so far, is said to make the box stop, while it says `said`: at least two syllables that
/// are neither a sign of listening nor the box's own sentence.
#[must_use]
pub fn interrupts(heard: &str, said: &str) -> bool {
    let own: String = heard
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !is_listening(word))
        .collect();
    let own: Vec<char> = comparable(&own).chars().collect();
    if own.len() < SYLLABLES {
        return false;
    }
    let own: String = own[own.len().saturating_sub(COMPARED)..].iter().collect();
    jamo::find_similar(&comparable(said), &own, ECHO).is_none()
}

/// "네", "네네네", "아하".
fn is_listening(word: &str) -> bool {
    let mut chars = word.chars();
    let Some(first) = chars.next() else {
        return true;
    };
    LISTENING.contains(&word) || ("네예응어음아".contains(first) && chars.all(|c| c == first))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTICE: &str =
        "네, 확인해 드릴게요. 내일 십일월 이십일 금요일 저녁 일곱 시, 네 분 예약해 드릴까요?";

    #[test]
    fn who_listens_does_not_interrupt() {
        for heard in [
            "",
            "네",
            "네네",
            "네네네네",
            "아 네",
            "음, 네 네",
            "아하",
            "네 알겠습니다",
            "응응",
            "어",
        ] {
            assert!(!interrupts(heard, NOTICE), "{heard}");
        }
    }

    #[test]
    fn two_syllables_of_ones_own_do() {
        for heard in [
            "아니요",
            "잠깐만요",
            "여보세요",
            "네 근데요",
            "여덟 시요",
            "아니 그게 아니라",
            "8시요",
            "취소",
        ] {
            assert!(interrupts(heard, NOTICE), "{heard}");
        }
    }

    #[test]
    fn the_box_s_own_words_do_not() {
        for heard in [
            "확인해 드릴게요",
            "내일 십일월 이십일",
            "금요일 저녁 일곱 시",
            "예약해 드릴까요",
            "11월 20일 금요일",
            "확인해 드릴께요",
        ] {
            assert!(!interrupts(heard, NOTICE), "{heard}");
        }
    }
}
