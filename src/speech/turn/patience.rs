//! How long the ears wait in a pause before they take the turn.

use std::time::Duration;

use crate::{
    call::Grammar,
    korean::{
        count_phone_digits,
        ending::{End, end_of, is_opening},
        find_phone_digits,
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

/// The fewest digits of a number that can be called in Korea, those without an area code aside.
const NEARLY_WHOLE: usize = 9;
/// So many are no number with a group missing, whatever it sounds like: the last group has four.
const SURELY_NEARLY: usize = 10;

impl Verdict {
    /// By the words so far, and how finished they sounded (0.0..=1.0), if somebody has judged that.
    ///
    /// How it sounded never outweighs the words: the model takes nearly every Korean pause for an end, and a
    /// level voice for a turn that goes on.
    #[must_use]
    pub fn of(text: &str, grammar: Grammar, sounded: Option<f32>) -> Self {
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
        assert_eq!(Verdict::of(said, open, Some(0.9)), Verdict::Finished);
        assert_eq!(Verdict::of(said, open, None), Verdict::Finished);
        assert_eq!(Verdict::of(said, open, Some(0.1)), Verdict::Likely);
        assert_eq!(
            Verdict::of("네 명이고", open, Some(0.9)),
            Verdict::Unfinished
        );
        assert_eq!(Verdict::of("내일 저녁", open, Some(0.9)), Verdict::Likely);
        assert_eq!(Verdict::of("내일 저녁", open, None), Verdict::Unsure);
    }

    #[test]
    fn what_an_answer_begins_with_may_be_all_of_it_and_is_waited_for() {
        for grammar in [Grammar::YesNo, Grammar::Slot, Grammar::Open] {
            for said in ["아니요", "네.", "안녕하세요.", "네, 안녕하세요"] {
                let of = |sound| Verdict::of(said, grammar, sound);
                assert_eq!(of(Some(0.9)), Verdict::Likely, "{said}");
                assert_eq!(of(None), Verdict::Likely, "{said}");
                assert_eq!(of(Some(0.1)), Verdict::Unsure, "{said}");
            }
            let whole = Verdict::of("아니요, 여덟 시요", grammar, Some(0.9));
            assert_eq!(whole, Verdict::Finished);
        }
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
            assert_eq!(Verdict::of(text, digits, Some(0.8)), verdict, "{text}");
        }
    }

    #[test]
    fn a_number_that_lacks_no_group_is_not_waited_for_whatever_it_sounds_like() {
        let of = |text| Verdict::of(text, Grammar::Digits, Some(0.1));
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
