//! How a turn is put: as a question, with a yes, about the conversation itself.

use crate::korean::jamo::Letters;

use super::{Asked, Manner, phrases};

/// What a turn says about the conversation itself.
pub(super) fn manner(letters: &Letters, words: &str, asked: Asked) -> Option<Manner> {
    if phrases::RECORDING.in_(letters) && phrases::REFUSES.in_(letters) {
        return Some(Manner::NoRecording);
    }
    if phrases::ABUSE.in_(letters) {
        return Some(Manner::Abuse);
    }
    if phrases::WRONG_NUMBER.in_(letters) {
        return Some(Manner::WrongNumber);
    }
    if phrases::SALES.in_(letters) && !phrases::BOOK.in_(letters) {
        return Some(Manner::Sales);
    }
    let short = words.chars().filter(|c| !c.is_whitespace()).count() <= 16;
    let question_back = matches!(words, "네 뭐" | "예 뭐" | "뭐요" | "뭐라고요" | "다시요");
    [
        (Manner::Slowly, &phrases::SLOWLY, short),
        (Manner::Repeat, &phrases::REPEAT, short),
        (Manner::Wait, &phrases::WAIT, short),
        (Manner::Drop, &phrases::DROP, asked != Asked::Anything),
        (Manner::Goodbye, &phrases::GOODBYE, short),
    ]
    .into_iter()
    .find(|(_, phrases, fits)| *fits && phrases.in_(letters))
    .map(|(manner, ..)| manner)
    .or_else(|| question_back.then_some(Manner::Repeat))
}

pub(super) fn choice(letters: &Letters) -> Option<usize> {
    match (phrases::FIRST.in_(letters), phrases::SECOND.in_(letters)) {
        (true, false) => Some(0),
        (false, true) => Some(1),
        _ => None,
    }
}

/// Ends as questions end, or has the mark.
pub(super) fn is_question(text: &str, words: &str) -> bool {
    const ENDS: &[&str] = &[
        "나요",
        "까요",
        "가요",
        "은가",
        "는가",
        "나",
        "냐",
        "니",
        "까",
        "어때요",
        "어때",
        "뭐예요",
        "뭐에요",
        "뭔가요",
        "인지",
        "있어요",
        "돼요",
        "되요",
        "되죠",
        "있죠",
        "있습니까",
        "됩니까",
        "궁금한데요",
        "궁금해서요",
        "궁금해요",
        "알고 싶어요",
        "알고 싶은데요",
        "도 하세요",
        "도 해요",
    ];
    let who = ["누구", "무슨 ", "어느 분"]
        .iter()
        .any(|word| words.contains(word));
    who || text.trim_end().ends_with(['?', '？']) || ENDS.iter().any(|end| words.ends_with(end))
}

pub(super) fn opens_with_yes(words: &str) -> bool {
    let first = words.split(' ').next().unwrap_or_default();
    let yes = matches!(
        first,
        "네" | "예" | "네네" | "예예" | "맞아요" | "맞습니다" | "그래요" | "응" | "네에"
    );
    yes && !words.contains("아니") && !words.contains("근데") && !words.contains("말고")
}
