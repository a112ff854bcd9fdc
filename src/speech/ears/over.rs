//! Somebody speaks while the box does. Do they want it to stop?
//!
//! Pure: words in, a decision out. "네네" says that they are listening, and what sounds like the box's own
//! sentence is the box's own sentence, back from the line.

use crate::korean::{comparable, jamo};

/// So many syllables of one's own interrupt.
const SYLLABLES: usize = 2;
/// The share of letters that have to be the box's own for it to be an echo; of two and of three syllables
/// more, since somewhere in a sentence there is always something like them.
const ECHO: f32 = 0.65;
const ECHO_OF_TWO: f32 = 0.95;
const ECHO_OF_THREE: f32 = 0.8;
/// Syllables a second that the box speaks at the most, and what the estimate may be wrong by: what it has not
/// said yet does not come back.
const FASTEST: f32 = 7.5;
const AHEAD: f32 = 3.0;
/// The last syllables that are compared: time grows with the square.
const COMPARED: usize = 16;
/// What people say while they listen. "네" is an answer only when a question has been heard out, and then
/// the box is silent.
const LISTENING: [&str; 23] = [
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
    "감사합니다",
    "고맙습니다",
    "죄송합니다",
    "그래요",
    "그렇죠",
    "그쵸",
    "좋아요",
    "그러니까",
    "아이고",
    "어머",
];

/// Seconds that a sign of listening takes at the most: so many, and so many for each syllable.
const LONGEST_SIGN: (f32, f32) = (0.4, 0.4);
/// The same, from the first syllables on: as far as it goes, it is this one's beginning.
const LIKE: f32 = 0.8;

/// What somebody may say over the box: given to the recogniser, which has only a syllable or two to go by.
pub(super) const HINT: &str =
    "네네. 예예. 음. 아하. 아, 네. 그렇군요. 네, 알겠습니다. 아니요. 잠깐만요. 여보세요. 저기요.";

/// What of `said` can have been said in so many seconds.
pub(super) fn so_far(said: &str, seconds: f32) -> &str {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "some hundred at the most"
    )]
    let syllables = (seconds * FASTEST + AHEAD) as usize;
    let letters = said.char_indices().filter(|(_, c)| c.is_alphanumeric());
    let end = letters.skip(syllables).map(|(at, _)| at).next();
    end.map_or(said, |end| &said[..end])
}

/// Whether `heard` is nothing but a sign of listening, and far too short for `seconds` of speech: the
/// recogniser has not understood what was said.
pub(super) fn is_too_little(heard: &str, seconds: f32) -> bool {
    let letters = heard.chars().filter(|c| c.is_alphanumeric());
    #[expect(clippy::cast_precision_loss, reason = "some hundred at the most")]
    let syllables = letters.count() as f32;
    own(heard).is_empty() && seconds > LONGEST_SIGN.0 + LONGEST_SIGN.1 * syllables
}

/// What of it is no sign of listening.
fn own(heard: &str) -> Vec<char> {
    let own: String = heard
        .split(|c: char| !c.is_alphanumeric())
        // Written together or apart, a syllable or two are easily misheard: "아네", "넷", "너네".
        .filter(|word| !LISTENING.contains(word) && !word.chars().all(sounds_like_listening))
        .collect();
    comparable(&own).chars().collect()
}

/// Whether `heard`, so far, is said to make the box stop, which has said `said`: at least two syllables that
/// are neither a sign of listening nor the box's own sentence.
#[must_use]
pub fn interrupts(heard: &str, said: &str) -> bool {
    let own = own(heard);
    if own.len() < SYLLABLES {
        return false;
    }
    let beginning: String = own.iter().collect();
    if LISTENING.iter().any(|sign| begins_like(&beginning, sign)) {
        return false;
    }
    let last: String = own[own.len().saturating_sub(COMPARED)..].iter().collect();
    let alike = match own.len() {
        ..=2 => ECHO_OF_TWO,
        3 => ECHO_OF_THREE,
        _ => ECHO,
    };
    jamo::find_similar(&comparable(said), &last, alike).is_none()
}

/// "네", "예", "음", "아", "어", and what they are taken for: "내", "넷", "넌", "엉".
fn sounds_like_listening(c: char) -> bool {
    jamo::Syllable::of(c).is_some_and(|syllable| {
        "ㄴㅇ".contains(syllable.initial())
            && "ㅔㅐㅖㅒㅏㅓㅡ".contains(syllable.medial())
            && syllable.coda().is_none_or(|coda| "ㅅㅁㅇㄴ".contains(coda))
    })
}

/// "알겠스" begins like "알겠습니다".
fn begins_like(own: &str, sign: &str) -> bool {
    let length = own.chars().count();
    let beginning: String = sign.chars().take(length).collect();
    beginning.chars().count() == length && jamo::similarity(&beginning, own) >= LIKE
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
            "아네",
            "너네",
            "넷넷넷",
            "내 알",
            "내 알겠스",
            "그렇군",
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
            "아니",
            "아니 그",
            "나무 빨라요",
        ] {
            assert!(interrupts(heard, NOTICE), "{heard}");
        }
    }

    #[test]
    fn a_second_of_speech_is_more_than_a_yes() {
        assert!(!is_too_little("네.", 0.6) && is_too_little("네.", 1.0));
        assert!(!is_too_little("네, 네, 네", 1.4));
        assert!(!is_too_little("여덟 시요", 3.0));
    }

    #[test]
    fn what_the_box_has_not_said_yet_is_not_its_own() {
        assert!(!interrupts("일곱 시", NOTICE));
        assert!(interrupts("일곱 시", so_far(NOTICE, 1.5)));
        assert!(!interrupts("일곱 시", so_far(NOTICE, 4.0)));
        assert_eq!(so_far(NOTICE, 100.0), NOTICE);
        assert_eq!(so_far("네, 가요", 0.0), "네, 가요");
        assert_eq!(so_far("", 1.0), "");
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
