//! How a sentence ends, and whether more is to come.
//!
//! Korean says it at the end: a polite sentence closes with 요, 다, 까 or 죠, one that goes on hangs on a
//! connective (는데, 고, 서, 면), on a particle or on a word that looks for the next.
//!
//! **Rule:** only the last word is judged, and what is neither is [`End::Bare`]: "내일 저녁" may be all or
//! half of an answer, and no text can tell.
//!
//! ```
//! use munjigi::korean::ending::{End, end_of};
//!
//! assert_eq!(end_of("내일 네 명 예약하고 싶은데요."), End::Closed);
//! assert_eq!(end_of("제가 내일 저녁에"), End::Open);
//! assert_eq!(end_of("네 명"), End::Bare);
//! ```
//!
//! To test it: `cargo test --lib korean::ending`.

/// How the last word of a text ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// A finished sentence, or an answer in one word.
    Closed,
    /// More is to come.
    Open,
    /// A noun, a number: either.
    Bare,
}

/// Plain endings that close a sentence. They are also the ends of many nouns ("자리", "하나"), so each stands
/// here with what no noun has before it. The polite 요 and 죠 close whatever they hang on.
const CLOSING: [&str; 28] = [
    "니다", "이다", "한다", "된다", "했다", "있다", "없다", "었다", "았다", "을까", "할까", "될까",
    "있지", "없지", "맞지", "하자", "해라", "있네", "없네", "했어", "있어", "없어", "맞아", "거든",
    "할래", "있나", "없나", "되나",
];
/// Connectives and particles, longest first where one ends in another.
const CONNECTIVES: [&str; 30] = [
    "으니까",
    "하니까",
    "니까요는",
    "는데",
    "은데",
    "인데",
    "한데",
    "던데",
    "지만",
    "면서",
    "려고",
    "으려",
    "거나",
    "든지",
    "다가",
    "부터",
    "까지는",
    "하고",
    "이랑",
    "그리고",
    "그래서",
    "그런데",
    "근데",
    "혹시",
    "으면",
    "라면",
    "라서",
    "아서",
    "어서",
    "해서",
];
/// The same, of one syllable: particles that need a predicate, and connectives.
const HANGING: [char; 17] = [
    '고', '서', '면', '은', '는', '이', '가', '을', '를', '에', '의', '와', '과', '랑', '며', '려',
    '데',
];
/// Words of those who look for the next one.
const SEEKING: [&str; 16] = [
    "그",
    "저",
    "음",
    "어",
    "아",
    "저기",
    "그게",
    "뭐지",
    "뭐냐",
    "제가",
    "저는",
    "저희",
    "혹시",
    "아니",
    "그니까",
    "한",
];
/// Answers in one word.
const ANSWERS: [&str; 8] = ["네", "네네", "예", "예예", "응", "아니", "아뇨", "아니오"];

/// Words that more often begin something than say it, besides the answers.
const OPENINGS: [&str; 9] = [
    "아니요",
    "아니에요",
    "그래요",
    "안녕하세요",
    "안녕하십니까",
    "여보세요",
    "저기요",
    "사장님",
    "저",
];

/// How `text` ends, as a recogniser wrote it.
#[must_use]
pub fn end_of(text: &str) -> End {
    let trail = text.trim_end();
    if trail.ends_with("...") || trail.ends_with(['…', ',', '-']) {
        return End::Open;
    }
    let bare = |c: char| !c.is_alphanumeric();
    let text = trail.trim_matches(bare);
    let last = text.rsplit(bare).next().unwrap_or_default();
    let alone = last.len() == text.len();
    if last.is_empty() {
        return End::Bare;
    }
    if alone && ANSWERS.contains(&last) {
        return End::Closed;
    }
    // "가져갈 거고요" hangs, politely.
    if last.ends_with("고요") || last.ends_with("구요") {
        return End::Bare;
    }
    if last.ends_with('요') || last.ends_with("죠") {
        return End::Closed;
    }
    if SEEKING.contains(&last) {
        return End::Open;
    }
    // "가는 데" as it is heard; it would be written "가는데".
    if last == "데" && !alone {
        return End::Open;
    }
    // "있습니까" asks; "없으니까" gives a reason.
    if let Some(stem) = last.strip_suffix("니까") {
        return if ends_in_bieup(stem) {
            End::Closed
        } else {
            End::Open
        };
    }
    if CONNECTIVES.iter().any(|end| last.ends_with(end)) {
        return End::Open;
    }
    if last.chars().count() > 1 && last.ends_with(HANGING) {
        return End::Open;
    }
    if CLOSING.iter().any(|end| last.ends_with(end)) {
        return End::Closed;
    }
    End::Bare
}

/// Whether `text` is nothing but what an answer begins with: a yes, a no, a greeting. It closes, and often
/// enough the answer itself is still to come: "아니요, 여덟 시요".
#[must_use]
pub fn is_opening(text: &str) -> bool {
    let mut words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .peekable();
    words.peek().is_some() && words.all(|word| ANSWERS.contains(&word) || OPENINGS.contains(&word))
}

/// Whether `text` is nothing but words of somebody who looks for the next one: "음", "어, 그".
#[must_use]
pub fn is_hesitation(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let mut words = words.filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| SEEKING.contains(&word))
}

/// "합", "습", "입": the syllable has ㅂ below.
fn ends_in_bieup(stem: &str) -> bool {
    const BIEUP: u32 = 17;
    let last = stem.chars().last().map_or(0, u32::from);
    (0xAC00..=0xD7A3).contains(&last) && (last - 0xAC00) % 28 == BIEUP
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn finished_sentences_are_closed() {
        for text in [
            "내일 저녁 일곱 시에 네 명 예약하고 싶은데요",
            "네 맞아요.",
            "네",
            "아니요",
            "몇 시까지 하세요?",
            "주차 되나요?",
            "거기 주차 됩니까",
            "잘 부탁드립니다.",
            "네 명이요",
            "일곱 시로 해 주세요",
            "그건 아니죠",
            "자리 있어",
            "네, 그렇게 해요",
        ] {
            assert_eq!(end_of(text), End::Closed, "{text}");
        }
    }

    #[test]
    fn sentences_that_go_on_are_open() {
        for text in [
            "제가 내일 가려고 하는데",
            "토요일에",
            "저희가",
            "네, 그리고",
            "예약하고",
            "일곱 시나, 자리가 없으면",
            "자리가 없으니까",
            "그",
            "어 그게",
            "내일 저녁…",
            "네 명, ",
            "아이가 있어서",
            "전화번호는",
            "아이랑 같이 가는 데",
        ] {
            assert_eq!(end_of(text), End::Open, "{text}");
        }
    }

    #[test]
    fn a_greeting_or_a_no_opens_and_a_sentence_does_not() {
        for text in ["네", "아니요.", "네, 안녕하세요", "여보세요?", "저기요"] {
            assert!(is_opening(text), "{text}");
        }
        for text in ["", "...", "네, 맞아요", "아니요, 여덟 시요", "일곱 시요"] {
            assert!(!is_opening(text), "{text}");
        }
    }

    #[test]
    fn who_hums_hesitates_and_who_says_something_does_not() {
        for text in ["음", "음.", "어, 그…", "저기 음"] {
            assert!(is_hesitation(text), "{text}");
        }
        for text in ["", "…", "네", "음 네", "어디예요?", "음, 내일이요"] {
            assert!(!is_hesitation(text), "{text}");
        }
    }

    #[test]
    fn nouns_and_numbers_are_neither() {
        for text in [
            "내일 저녁",
            "네 명",
            "일곱 시",
            "토요일",
            "공일공 이삼사오",
            "하나",
            "자리",
            "",
            "?",
        ] {
            assert_eq!(end_of(text), End::Bare, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged(text in "\\PC*") {
            let _ = end_of(&text);
        }
    }
}
