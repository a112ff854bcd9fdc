//! A word made ready to be looked for in many sentences, slips forgiven.

use super::{decompose, distance::share, find_similar};

/// Letters of a sentence, spaces left out: taken apart once, searched many times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letters {
    text: String,
    letters: Vec<char>,
}

impl Letters {
    /// The letters of `text`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let close: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        Self {
            letters: decompose(&close),
            text: text.to_owned(),
        }
    }

    /// How many letters there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.letters.len()
    }

    /// The text they are of.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Compatibility jamo: ㄱ to ㅣ.
const LETTERS: usize = 0x33;

/// The place of a letter among them.
fn number(letter: char) -> Option<usize> {
    let number = usize::try_from(u32::from(letter))
        .ok()?
        .checked_sub(0x3131)?;
    (number < LETTERS).then_some(number)
}

/// A word to look for.
///
/// The same answers as [`find_similar`], which it asks only when a quick look (G. Myers, "A fast
/// bit-vector algorithm for approximate string matching", 1999: one step for each letter of the
/// sentence, whatever the word's length) says that there is something to find.
#[derive(Debug, Clone)]
pub struct Needle {
    word: String,
    threshold: f32,
    /// Where each letter of the keyboard (U+3131 to U+3163) stands in the word, one bit for each place.
    places: Box<[u64; LETTERS]>,
    /// The same for what is no such letter.
    others: Vec<(char, u64)>,
    /// How many letters there are; 0 for a word too long or too short for the quick look.
    length: usize,
    /// No part of a sentence with more wrong letters than this reaches the threshold.
    most_wrong: usize,
}

impl Needle {
    /// `word`, found where [`similarity`](super::similarity) reaches `threshold` (0..=1).
    #[must_use]
    pub fn new(word: &str, threshold: f32) -> Self {
        let close: String = word.chars().filter(|c| !c.is_whitespace()).collect();
        let letters = decompose(&close);
        let mut places = Box::new([0_u64; LETTERS]);
        let mut others: Vec<(char, u64)> = Vec::new();
        let length = if letters.len() <= 64 {
            letters.len()
        } else {
            0
        };
        for (place, letter) in letters.iter().enumerate().take(length) {
            match (
                number(*letter),
                others.iter_mut().find(|(known, _)| known == letter),
            ) {
                (Some(number), _) => places[number] |= 1 << place,
                (None, Some((_, bits))) => *bits |= 1 << place,
                (None, None) => others.push((*letter, 1 << place)),
            }
        }
        // `wrong` letters in a part of `used`: share = 1 - wrong / max(length, used), and used is at
        // most length + wrong.
        let most_wrong = (0..=length)
            .rev()
            .find(|wrong| share(*wrong, length + wrong) >= threshold)
            .unwrap_or(0);
        Self {
            word: word.to_owned(),
            threshold,
            places,
            others,
            length,
            most_wrong,
        }
    }

    /// The word.
    #[must_use]
    pub fn word(&self) -> &str {
        &self.word
    }

    /// Whether it is in there.
    #[must_use]
    pub fn is_in(&self, letters: &Letters) -> bool {
        self.find(letters).is_some()
    }

    /// Where it is in there and how like it that is.
    #[must_use]
    pub fn find(&self, letters: &Letters) -> Option<super::Match> {
        if self.length > 0 && self.fewest_wrong(&letters.letters) > self.most_wrong {
            return None;
        }
        find_similar(&letters.text, &self.word, self.threshold)
    }

    /// The fewest wrong letters in any part of `text`.
    fn fewest_wrong(&self, text: &[char]) -> usize {
        let last = 1_u64 << (self.length - 1);
        let (mut up, mut down) = (u64::MAX, 0_u64);
        let (mut wrong, mut fewest) = (self.length, self.length);
        for letter in text {
            let equal = match number(*letter) {
                Some(number) => self.places[number],
                None => self
                    .others
                    .iter()
                    .find(|(known, _)| known == letter)
                    .map_or(0, |(_, bits)| *bits),
            };
            let vertical = equal | down;
            let horizontal = (((equal & up).wrapping_add(up)) ^ up) | equal;
            let mut more = down | !(horizontal | up);
            let mut less = up & horizontal;
            if more & last != 0 {
                wrong += 1;
            } else if less & last != 0 {
                wrong -= 1;
            }
            more <<= 1;
            less <<= 1;
            up = less | !(vertical | more);
            down = more & vertical;
            fewest = fewest.min(wrong);
        }
        fewest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn finds_slips_and_not_more() {
        let needle = Needle::new("영업시간", 0.75);
        assert!(needle.is_in(&Letters::of("저기 영엽 시간이 어떻게 되나요")));
        assert!(!needle.is_in(&Letters::of("영수증이 필요해요")));
        assert!(!Needle::new("예약", 0.75).is_in(&Letters::of("")));
    }

    proptest! {
        #[test]
        fn the_same_as_the_slow_way(
            hay in "[가-깋예약영업시간 ]{0,16}", word in "[예약영업시간가나]{1,6}", threshold in 0.5f32..1.0,
        ) {
            let slow = find_similar(&hay, &word, threshold);
            prop_assert_eq!(Needle::new(&word, threshold).find(&Letters::of(&hay)), slow);
        }

        #[test]
        fn any_text_is_survived(hay in "\\PC{0,40}", word in "\\PC{0,90}") {
            let found = Needle::new(&word, 0.8).find(&Letters::of(&hay));
            prop_assert_eq!(found, find_similar(&hay, &word, 0.8));
        }
    }
}
