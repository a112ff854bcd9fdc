//! Which of two readings of a sound is believed. Pure.
//!
//! The probabilities know the language better than the sound: they would put likely words where others were said.
//! So two readings are compared by how they sound as well.

use crate::korean::{jamo, normalize, number};

use super::beam::Reading;

/// Surer than this (mean probability of a token), words of the hint are believed to have been said …
pub const SURE: f32 = 0.6;
/// … and so much alike they are the hint's own …
const COPIED: f32 = 0.8;
/// … and what is read without the hint must be so much alike.
const RELATED: f32 = 0.5;
/// An answer of the expected kind is believed when it is so much less likely (natural logarithm), and so much for
/// each token, than what the model writes when it may write anything …
const NEAR: (f32, f32) = (3.0, 0.2);
/// The same where hardly anything else is said: a language model takes digits for unlikely words.
const NEAR_CLOSED: (f32, f32) = (6.0, 0.5);
/// … and when they sound so much alike.
const ALIKE: f32 = 0.65;

/// Does `text` stand in `hint`, but for a syllable?
pub fn stands_in(text: &str, hint: &str) -> bool {
    let [text, hint] = [text, hint].map(normalize::comparable);
    jamo::find_similar(&hint, &text, COPIED).is_some()
}

/// Can both have been made of one sound?
pub fn are_related(a: &str, b: &str) -> bool {
    likeness(a, b) >= RELATED
}

/// Is `answer` believed instead of `free`? Both with their texts. `closed`: hardly anything else is said.
pub fn is_believed(answer: (&Reading, &str), free: (&Reading, &str), closed: bool) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "at most 200 choices")]
    let count = free.0.choices as f32;
    let (all, each) = if closed { NEAR_CLOSED } else { NEAR };
    let near = answer.0.whole() >= free.0.whole() - all - each * count;
    near && likeness(answer.1, free.1) >= ALIKE
}

/// How alike two texts sound over the telephone, 0 to 1. Figures are numbers, or digits one by one, whichever fits.
fn likeness(a: &str, b: &str) -> f32 {
    let sound = |text: &str| jamo::blur(&normalize::comparable(text));
    let as_numbers = jamo::similarity(&sound(a), &sound(b));
    let one_by_one = jamo::similarity(&sound(&spelled(a)), &sound(&spelled(b)));
    as_numbers.max(one_by_one)
}

/// Every figure as a syllable.
fn spelled(text: &str) -> String {
    let mut out = String::with_capacity(2 * text.len());
    for c in text.chars() {
        let mut octets = [0; 4];
        let c = c.encode_utf8(&mut octets);
        match number::digits(c) {
            digit if digit.is_empty() => out.push_str(c),
            digit => out.push_str(&digit),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_hint_are_known_again() {
        let hint = "네, 맞아요. 네, 그렇게 해 주세요. 아니요, 여덟 시요.";
        for copied in ["네, 네, 그렇게 해 주세요.", "네 맞아요", " 여덟 시요."] {
            assert!(stands_in(copied, hint), "{copied}");
        }
        for own in ["내일 오후 네 시에 스케일링이요", "아니요, 한 시요.", ""] {
            assert!(!stands_in(own, hint), "{own}");
        }
        assert!(!stands_in("네", ""));
    }

    #[test]
    fn an_answer_must_be_nearly_as_likely_and_sound_alike() {
        let reading = |score| Reading {
            score,
            choices: 10,
            ..Reading::default()
        };
        let free = (&reading(-4.0), "그럼요도 시로 할게요");
        let believed = |score, text| is_believed((&reading(score), text), free, false);
        assert!(believed(-7.0, "그럼 여덟 시로 할게요"));
        assert!(!believed(-10.0, "그럼 여덟 시로 할게요"), "unlikely");
        assert!(!believed(-4.5, "내일 저녁 일곱 시요"), "sounds otherwise");
        assert!(!believed(0.0, ""), "nothing is no answer");
        let digits = (&reading(-5.8), "삼성 유기요");
        let four = reading(-12.8);
        assert!(is_believed((&four, "삼사오육이요"), digits, true));
        assert!(!is_believed((&four, "삼사오육이요"), digits, false));
        let other = (&reading(-5.8), "다시 말씀해 주세요");
        assert!(!is_believed((&four, "삼사오육이요"), other, true));
        assert!(likeness("이삼오사요", "2354요") > 0.99, "digits one by one");
        assert!(likeness("세 시 반이요", "3시 반이요") > 0.7);
        assert!(are_related("오후 두 시요", "오후 도시요") && !are_related("네", "내일 오후요"));
    }
}
