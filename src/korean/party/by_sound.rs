//! A number of people that the recogniser wrote down wrongly but that sounds right.

use super::super::{jamo::Syllable, number::native_counter};

/// The most people found by sound; larger parties are said with Sino-Korean numbers, whose
/// syllables are everywhere.
const MOST: u8 = 20;

/// The number of people in a text that holds none as it is written, but holds something that sounds
/// like "네 명": "내면" is what recognisers make of it.
///
/// Only what Korean ears confuse counts as alike: ㅐ and ㅔ (and their kin), and the finals ㄴ, ㅁ
/// and ㅇ. Use it only where a number of people is to be expected, and read it back: "내면" and
/// "두면" are words of their own.
///
/// ```
/// use munjigi::korean::party::{find_party, find_party_by_sound};
///
/// let heard = "내일 저녁 7시에 내면 예약하고 싶은데요";
/// assert_eq!(find_party(heard), None);
/// assert_eq!(find_party_by_sound(heard), Some(4));
/// assert_eq!(find_party_by_sound("내일 예약하면 되나요"), None);
/// ```
#[must_use]
pub fn find_party_by_sound(text: &str) -> Option<u8> {
    let heard: Vec<Sound> = text.chars().filter_map(Sound::of).collect();
    let mut found = (1..=MOST).filter(|&people| {
        let Some(number) = native_counter(people) else {
            return false;
        };
        let said: Vec<Sound> = number.chars().chain(['명']).filter_map(Sound::of).collect();
        heard.windows(said.len()).any(|window| window == said)
    });
    // "스물네 명" ends like "네 명": the longest, which is the largest, is meant.
    let first = found.next()?;
    let last = found.next_back().unwrap_or(first);
    let ends_alike = last % 10 == first % 10;
    ends_alike.then_some(last)
}

/// A syllable as it sounds over the telephone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sound {
    initial: char,
    medial: char,
    coda: Option<char>,
}

impl Sound {
    fn of(c: char) -> Option<Self> {
        let syllable = Syllable::of(c)?;
        Some(Self {
            initial: syllable.initial(),
            medial: match syllable.medial() {
                'ㅐ' => 'ㅔ',
                'ㅒ' => 'ㅖ',
                'ㅙ' | 'ㅚ' => 'ㅞ',
                other => other,
            },
            coda: syllable.coda().map(|coda| match coda {
                'ㅁ' | 'ㅇ' => 'ㄴ',
                other => other,
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_recognisers_make_of_small_numbers() {
        for (heard, people) in [
            ("내면이요", 4),
            ("새 명이요", 3),
            ("세면 예약이요", 3),
            ("다섯 면", 5),
            ("열내 명", 14),
            ("여섯 먼 말고 여섯 면", 6),
        ] {
            assert_eq!(find_party_by_sound(heard), Some(people), "{heard}");
        }
    }

    #[test]
    fn other_words_are_no_people() {
        for heard in [
            "",
            "내일 되나요",
            "예약하면 되나요",
            "네 맞아요",
            "새면 두면",
            "명함이요",
        ] {
            assert_eq!(find_party_by_sound(heard), None, "{heard}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,60}") {
            let _ = find_party_by_sound(&text);
        }

        #[test]
        fn what_is_written_rightly_is_found_too(people in 1..=20_u8) {
            let text = format!("{} 명이요", native_counter(people).unwrap());
            prop_assert_eq!(find_party_by_sound(&text), Some(people));
        }
    }
}
