//! A "yes" that the recogniser wrote down wrongly but that sounds right.

use super::super::{
    jamo::{is_hangul, similarity},
    pronounce::pronounce,
};

/// Short agreements as they sound.
const AGREEMENTS: &[&str] = &["네마자요", "예마자요", "마자요", "네마씀니다", "마씀니다"];

/// "네" by itself, as recognisers spell it when it is all there is.
const ALONE: &[&str] = &["네", "내", "나", "녜", "예", "애", "에", "넹"];

/// What must not be in it, however much the rest sounds like agreement.
const DOUBTS: &[&str] = &[
    "아니", "안", "않", "말", "취소", "다시", "잠", "못", "몰", "나요", "까요",
];

/// The share of the sounds that must agree.
const ALIKE: f32 = 0.72;

/// Whether the whole of `text` sounds like "네, 맞아요": "네 마사요" and "림아자요" are what
/// recognisers make of it over the telephone.
///
/// Use it only for the answer to a question that was just asked with all its values, and only when
/// [`super::answer`] abstains.
///
/// ```
/// use munjigi::korean::yes_no::sounds_like_yes;
///
/// assert!(sounds_like_yes("네 마사요"));
/// assert!(!sounds_like_yes("네 명이요"));
/// assert!(!sounds_like_yes("안 맞아요"));
/// ```
#[must_use]
pub fn sounds_like_yes(text: &str) -> bool {
    if text.contains('?') || DOUBTS.iter().any(|doubt| text.contains(doubt)) {
        return false;
    }
    let sound: String = pronounce(text).chars().filter(|c| is_hangul(*c)).collect();
    let alone = text.trim().trim_end_matches('.');
    if ALONE.contains(&alone) {
        return true;
    }
    AGREEMENTS
        .iter()
        .any(|agreement| similarity(&sound, agreement) >= ALIKE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_recognisers_make_of_agreement() {
        for heard in [
            "림아자요",
            "네 마자요",
            "네 마사요",
            "네 마사용",
            "내 맞아요",
            "네 맏습니다",
            "나",
            "내.",
        ] {
            assert!(sounds_like_yes(heard), "{heard}");
        }
    }

    #[test]
    fn everything_else_is_no_agreement() {
        for heard in [
            "",
            "네 명이요",
            "아니요",
            "안 맞아요",
            "맞나요",
            "네 마감이요",
            "내일이요",
            "몰라요",
            "네 말고요",
            "여섯 시요",
            "나가요",
            "모자라요",
            "취소요",
            "네 번이요",
            "하지 마세요",
        ] {
            assert!(!sounds_like_yes(heard), "{heard}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,60}") {
            let _ = sounds_like_yes(&text);
        }
    }
}
