//! How long the ears wait in a pause before they take the turn.

use std::time::Duration;

use crate::{
    call::Grammar,
    korean::{
        OpeningHours, Question, answer, count_phone_digits,
        ending::{End, end_of, is_opening},
        find_date, find_party, find_phone_digits, find_time,
        slips::mend,
    },
};

/// What is thought of a pause, once something is known of what was said before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It was finished by its words, and sounded so.
    Finished,
    /// It was finished by its words or sounded so, and not both.
    Likely,
    /// Nothing is known.
    #[default]
    Unsure,
    /// By its last word, more is to come.
    Unfinished,
}

/// From what sound on it sounds finished ([`crate::speech::TurnDetector`]).
const SOUNDS_FINISHED: f32 = 0.5;

/// Words that the recogniser is less sure of than this are mostly wrong (docs/measurements.md).
const SURE: f32 = 0.65;
/// Words that it is less sure of than this are as good as none.
const GUESSED: f32 = 0.55;

/// The fewest digits of a number that can be called in Korea, those without an area code aside.
const NEARLY_WHOLE: usize = 9;
/// So many are no number with a group missing, whatever it sounds like: the last group has four.
const SURELY_NEARLY: usize = 10;

impl Verdict {
    /// By the words so far, how sure the recogniser is of them (0.0..=1.0), and how finished they sounded
    /// (0.0..=1.0); `None` where nobody can tell.
    ///
    /// How it sounded never outweighs the words: the model takes nearly every Korean pause for an end, and a
    /// level voice for a turn that goes on. Words that are no answer to what was asked, or that the recogniser
    /// doubts, are not taken for the whole answer at once: most are a hesitation, or misheard.
    #[must_use]
    pub fn of(text: &str, grammar: Grammar, sure: Option<f32>, sounded: Option<f32>) -> Self {
        let verdict = Self::by_words(text, grammar, sounded);
        let less_sure_than = |bound| sure.is_some_and(|sure| sure < bound);
        let at_best = match grammar {
            // A number has its digits to go by, and a message is waited for long enough.
            Grammar::Digits | Grammar::Message => Self::Finished,
            Grammar::Slot | Grammar::YesNo if less_sure_than(GUESSED) => Self::Unsure,
            Grammar::Slot if !is_opening(text) && !is_value(text) => Self::Unsure,
            Grammar::YesNo if !is_value(text) && answer(text, Question::Offer).is_none() => {
                Self::Likely
            }
            _ if less_sure_than(SURE) => Self::Likely,
            _ => Self::Finished,
        };
        verdict.max(at_best)
    }

    fn by_words(text: &str, grammar: Grammar, sounded: Option<f32>) -> Self {
        let sounds = sounded.map(|sound| sound >= SOUNDS_FINISHED);
        let closed = match grammar {
            // A number is finished when it is one, whatever it ends in: people pause between its groups, and
            // end the last of them politely, or not at all. One that was misheard has as many digits.
            Grammar::Digits => {
                let whole = find_phone_digits(text).is_some();
                let digits = count_phone_digits(text);
                let nearly = digits >= NEARLY_WHOLE;
                let polite =
                    end_of(text) == End::Closed || text.trim_end_matches('.').ends_with('요');
                return match sounds {
                    Some(false) if digits >= SURELY_NEARLY => Self::Likely,
                    Some(false) => Self::Unsure,
                    _ if whole || (nearly && polite) => Self::Finished,
                    _ if nearly => Self::Likely,
                    _ => Self::Unsure,
                };
            }
            _ => end_of(text),
        };
        // "네" may be all of it or the beginning of "네, 괜찮아요".
        let one_word = text.chars().filter(|c| c.is_alphanumeric()).count() <= 2;
        let may_be_all = is_opening(text) || (grammar == Grammar::YesNo && one_word);
        if may_be_all && closed == End::Closed {
            return match sounds {
                Some(false) => Self::Unsure,
                _ => Self::Likely,
            };
        }
        match (closed, sounds) {
            (End::Open, _) => Self::Unfinished,
            (End::Closed, Some(true) | None) => Self::Finished,
            (End::Bare, Some(true)) | (End::Closed, Some(false)) => Self::Likely,
            (End::Bare, _) => Self::Unsure,
        }
    }
}

/// A day, a time or a number of people is in it.
fn is_value(text: &str) -> bool {
    // Whatever day it is, and whenever the shop is open: whether one is named does not depend on it.
    let text = &mend(text);
    let today = jiff::civil::date(2026, 1, 1);
    find_party(text).is_some()
        || find_date(text, today).is_some()
        || find_time(text, &OpeningHours::default()).is_some()
}

/// How much silence ends the turn, by what was asked and what is thought of the pause.
///
/// Digits and messages come in pieces; a yes is one word.
#[must_use]
pub fn patience(grammar: Grammar, verdict: Verdict) -> Duration {
    use Verdict::{Finished, Likely, Unfinished, Unsure};
    let millis = match (grammar, verdict) {
        (_, Unsure) => return grammar.patience(),
        (Grammar::YesNo, Finished) => 190,
        (Grammar::YesNo, Likely) => 350,
        (Grammar::YesNo, Unfinished) => 800,
        (Grammar::Slot, Finished) => 190,
        (Grammar::Slot, Likely) => 410,
        (Grammar::Slot, Unfinished) => 1_000,
        (Grammar::Open, Finished) => 256,
        (Grammar::Open, Likely) => 480,
        (Grammar::Open, Unfinished) => 1_200,
        (Grammar::Digits, Finished) => 320,
        (Grammar::Digits, Likely) => 900,
        (Grammar::Message, Finished) => 1_024,
        (Grammar::Message, Likely) => 1_200,
        (Grammar::Digits | Grammar::Message, Unfinished) => 1_700,
    };
    Duration::from_millis(millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_sentence_that_sounds_so_is_finished_and_a_connective_never() {
        let open = Grammar::Open;
        let said = "네 명 예약하고 싶은데요";
        assert_eq!(Verdict::of(said, open, None, Some(0.9)), Verdict::Finished);
        assert_eq!(Verdict::of(said, open, None, None), Verdict::Finished);
        assert_eq!(Verdict::of(said, open, None, Some(0.1)), Verdict::Likely);
        assert_eq!(
            Verdict::of("네 명이고", open, None, Some(0.9)),
            Verdict::Unfinished
        );
        assert_eq!(
            Verdict::of("내일 저녁", open, None, Some(0.9)),
            Verdict::Likely
        );
        assert_eq!(Verdict::of("내일 저녁", open, None, None), Verdict::Unsure);
    }

    #[test]
    fn what_an_answer_begins_with_may_be_all_of_it_and_is_waited_for() {
        for grammar in [Grammar::YesNo, Grammar::Slot, Grammar::Open] {
            for said in ["아니요", "네.", "안녕하세요.", "네, 안녕하세요"] {
                let of = |sound| Verdict::of(said, grammar, None, sound);
                assert_eq!(of(Some(0.9)), Verdict::Likely, "{said}");
                assert_eq!(of(None), Verdict::Likely, "{said}");
                assert_eq!(of(Some(0.1)), Verdict::Unsure, "{said}");
            }
            let whole = Verdict::of("아니요, 여덟 시요", grammar, None, Some(0.9));
            assert_eq!(whole, Verdict::Finished);
        }
    }

    #[test]
    fn what_is_no_answer_to_the_question_is_not_all_of_it() {
        let of = |text, grammar| Verdict::of(text, grammar, Some(0.9), Some(0.9));
        for said in [
            "저녁 일곱 시요.",
            "내일모레요.",
            "네 명이요.",
            "둘이서 갈 거예요.",
        ] {
            assert_eq!(of(said, Grammar::Slot), Verdict::Finished, "{said}");
        }
        assert_eq!(of("롬앤이요.", Grammar::Slot), Verdict::Unsure);
        assert_eq!(of("네, 맞아요.", Grammar::YesNo), Verdict::Finished);
        assert_eq!(
            of("여섯 시 말고 일곱 시요.", Grammar::YesNo),
            Verdict::Finished
        );
        assert_eq!(of("눈이에요.", Grammar::YesNo), Verdict::Likely);
    }

    #[test]
    fn doubtful_words_are_waited_for_a_little() {
        let of = |text, grammar, sure| Verdict::of(text, grammar, Some(sure), Some(0.9));
        for (text, grammar) in [
            ("주차 되나요?", Grammar::Open),
            ("네 명이요", Grammar::Slot),
        ] {
            assert_eq!(of(text, grammar, 0.9), Verdict::Finished);
            assert_eq!(of(text, grammar, 0.6), Verdict::Likely);
        }
        assert_eq!(of("주차 되나요?", Grammar::Open, 0.5), Verdict::Likely);
        assert_eq!(of("네 명이요", Grammar::Slot, 0.5), Verdict::Unsure);
        assert_eq!(of("전해 주세요.", Grammar::Message, 0.5), Verdict::Finished);
        let number = Verdict::of("010-2345-6789", Grammar::Digits, Some(0.4), Some(0.9));
        assert_eq!(number, Verdict::Finished, "it has its digits to go by");
    }

    #[test]
    fn a_number_is_finished_when_it_is_whole() {
        let digits = Grammar::Digits;
        for (text, verdict) in [
            ("010-2345", Verdict::Unsure),
            ("공일공 이삼사오", Verdict::Unsure),
            ("010-2345-6789", Verdict::Finished),
            ("공일공 이삼사오 육칠팔구요", Verdict::Finished),
            ("번호는요", Verdict::Unsure),
            ("510, 2345, 678입니다", Verdict::Finished),
            ("510, 2345, 678", Verdict::Likely),
        ] {
            assert_eq!(
                Verdict::of(text, digits, None, Some(0.8)),
                verdict,
                "{text}"
            );
        }
    }

    #[test]
    fn a_number_that_lacks_no_group_is_not_waited_for_whatever_it_sounds_like() {
        let of = |text| Verdict::of(text, Grammar::Digits, None, Some(0.1));
        assert_eq!(of("010-2345"), Verdict::Unsure);
        assert_eq!(of("02-123-4567"), Verdict::Unsure);
        assert_eq!(of("0102345678"), Verdict::Likely);
        assert_eq!(of("010-2345-6789"), Verdict::Likely);
    }

    #[test]
    fn the_surer_the_shorter() {
        for grammar in [
            Grammar::Open,
            Grammar::YesNo,
            Grammar::Slot,
            Grammar::Digits,
            Grammar::Message,
        ] {
            let by_verdict = [
                Verdict::Finished,
                Verdict::Likely,
                Verdict::Unsure,
                Verdict::Unfinished,
            ]
            .map(|verdict| patience(grammar, verdict));
            assert!(by_verdict.is_sorted(), "{grammar:?}: {by_verdict:?}");
        }
    }
}
