//! People, as [`find_party`](crate::korean::find_party) understands them.

use super::Pattern;

const NUMBERS: [&str; 12] = [
    "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두",
];
const ALONE: [&str; 11] = [
    "둘",
    "셋",
    "넷",
    "다섯",
    "여섯",
    "일곱",
    "여덟",
    "혼자",
    "둘이서",
    "셋이서",
    "넷이서",
];
/// "10분" are minutes.
const COUNTERS: [&str; 2] = [" 명", " 사람"];
const ABOUT: [&str; 4] = [" 명쯤", " 명 정도", " 사람쯤", " 사람 정도"];
/// A number of people.
#[must_use]
pub fn party() -> Pattern {
    let number = Pattern::any([
        Pattern::one_of(NUMBERS),
        Pattern::one_of((1..=20).map(|n| n.to_string())),
    ]);
    let polite = Pattern::one_of(NUMBERS).glued(&Pattern::words(" 분"));
    let counted = Pattern::any([number.glued(&Pattern::one_of(COUNTERS)), polite]);
    Pattern::any([
        counted,
        number.glued(&Pattern::one_of(ABOUT)),
        Pattern::one_of(ALONE),
    ])
}
