//! The words around a number of people.

/// Kinds of guests: numbers that stand behind these are added up.
pub(super) const KINDS: [&str; 17] = [
    "성인",
    "어른",
    "대인",
    "아이",
    "애기",
    "애들",
    "애",
    "아기",
    "소인",
    "어린이",
    "유아",
    "남자",
    "여자",
    "학생",
    "초등학생",
    "청소년",
    "노인",
];
/// Words in front of the sum of all.
pub(super) const TOTALS: [&str; 10] = [
    "총",
    "전부",
    "모두",
    "다해서",
    "다 해서",
    "합쳐서",
    "합해서",
    "합이",
    "해서 총",
    "전체",
];
/// What may stand behind a number that counts people by itself ("넷이요", "둘이서").
pub(super) const BEHIND_ALONE: [&str; 17] = [
    "이서",
    "이요",
    "이에요",
    "이예요",
    "입니다",
    "이고",
    "이랑",
    "이",
    "요",
    "에",
    "하고",
    "정도",
    "쯤",
    "예약",
    "갈",
    "인데",
    "으로",
];

/// Two neighbouring numbers in one word mean "about": 두세, 서너, 네댓, 네다섯, 대여섯 …
pub(super) const ABOUT: [&str; 12] = [
    "한두",
    "두세",
    "두서너",
    "서너",
    "너덧",
    "네댓",
    "네다섯",
    "너댓",
    "대여섯",
    "예닐곱",
    "일고여덟",
    "여덟아홉",
];
