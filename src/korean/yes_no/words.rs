//! The words around an answer.

/// Words that say nothing in an answer.
pub(super) static FILLERS: &[&str] = &[
    "아",
    "아아",
    "어",
    "음",
    "흠",
    "그",
    "저",
    "뭐",
    "저기",
    "그냥",
    "그러면",
    "그럼",
    "이제",
    "일단",
    "지금",
    "여",
    "용",
    "다",
    "잘",
    "정말",
    "진짜",
    "너무",
    "더",
    "요",
    "그거",
    "그건",
    "이건",
    "제가",
    "저는",
    "이번호로",
    "그번호로",
    "이걸로",
    "그걸로",
    "문자로",
    "그시간으로",
    "그시간에",
    "그날로",
    "그렇게",
    "따로",
    "딱히",
    "별로",
    "다른건",
    "다른거",
    "더는",
    "더이상",
    "그게",
];

/// Words behind which something else is said.
pub(super) static CONNECTIVES: &[&str] = &[
    "근데",
    "그런데",
    "말고",
    "대신",
    "하지만",
    "다만",
    "바꿔",
    "변경",
    "수정",
    "고쳐",
    "취소",
    "잠깐만",
    "잠시만",
    "혹시",
];

/// Openers behind which a whole other sentence may follow ("네 일곱 시 맞아요").
pub(super) const OPENERS: [&str; 7] = ["네", "네네", "예", "예예", "넵", "응", "아"];

/// "네 명", "네 시", "예약", "예전": the opener is not an answer here.
pub(super) fn begins_other_word(rest: &str) -> bool {
    const OTHER: [&str; 34] = [
        "네명",
        "네분",
        "네시",
        "네개",
        "네사람",
        "네번",
        "네살",
        "네잔",
        "네그릇",
        "네가",
        "네이버",
        "네인",
        "네테이블",
        "네자리",
        "네다섯",
        "네비",
        "예약",
        "예전",
        "예정",
        "예상",
        "예매",
        "예쁘",
        "예배",
        "예식",
        "예를",
        "예산",
        "응급",
        "응원",
        "응대",
        "아이",
        "아침",
        "아빠",
        "아버",
        "아내",
    ];
    OTHER.iter().any(|word| rest.starts_with(word))
}

/// Does a text deny something, or ask? Then it is not matched by sound: one letter would decide.
pub(super) fn has_negation(spoken: &str) -> bool {
    const NEGATIONS: [&str; 16] = [
        "안", "못", "않", "말고", "모르", "몰라", "없", "나요", "까요", "가요", "을까", "는지",
        "는데", "지마", "아직", "왜",
    ];
    NEGATIONS.iter().any(|word| spoken.contains(word))
}
