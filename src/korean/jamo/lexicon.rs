//! Words to be found by their sound, and what each means.

use std::ops::Range;

use super::{Letters, Needle, Syllable, blur};

/// Words and what each means.
///
/// For values that the recogniser wrote down wrongly but that sound right. Only where such a value was
/// asked for or is to be expected, and only what is read back before anything follows from it.
///
/// ```
/// use munjigi::korean::jamo::Lexicon;
///
/// let words = ["스케일링", "사랑니 발치"].map(|word| (word.to_owned(), word));
/// let lexicon = Lexicon::new(words, 0.7);
/// assert_eq!(lexicon.find("저기 케일링 예약이요"), Some("스케일링"));
/// assert_eq!(lexicon.find("예약이요"), None);
/// ```
#[derive(Debug)]
pub struct Lexicon<T> {
    entries: Vec<(Needle, T)>,
}

/// So far ahead of the nearest word that means something else.
const MARGIN: f32 = 0.06;
/// A word with fewer letters than this must be as much more alike: every letter of it counts for more.
const SHORT: (usize, f32) = (9, 0.04);

impl<T: Clone + PartialEq> Lexicon<T> {
    /// These words; each must sound so much alike to be found (0..=1), short ones a little more.
    #[must_use]
    pub fn new(words: impl IntoIterator<Item = (String, T)>, alike: f32) -> Self {
        let entry = |(word, meaning): (String, T)| {
            let sound = sound(&word);
            let (letters, more) = SHORT;
            let short = sound.chars().count() < letters;
            let needle = Needle::new(&sound, if short { alike + more } else { alike });
            (needle, meaning)
        };
        Self {
            entries: words.into_iter().map(entry).collect(),
        }
    }

    /// What the word means that `text` holds by its sound; `None` when two that mean different things
    /// are nearly as near.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<T> {
        let letters = Letters::of(&sound(text));
        let found: Vec<Found<'_, T>> = self
            .entries
            .iter()
            .filter_map(|(needle, meaning)| {
                let there = needle.find(&letters)?;
                Some(Found {
                    alike: there.similarity,
                    letters: needle.word().chars().count(),
                    span: there.span,
                    meaning,
                })
            })
            .collect();
        // The longer of two that are found at one place says more: 열한 시 is no 한 시.
        let says_less = |of: &Found<'_, T>| found.iter().any(|other| other.says_more_than(of));
        let mut kept: Vec<_> = found.iter().filter(|of| !says_less(of)).collect();
        kept.sort_by(|a, b| b.alike.total_cmp(&a.alike));
        let best = kept.first()?;
        let rival = kept.iter().find(|other| other.meaning != best.meaning);
        let stands_out = rival.is_none_or(|rival| best.alike - rival.alike >= MARGIN);
        stands_out.then(|| best.meaning.clone())
    }
}

/// Whether `text` holds something that sounds so much (0..=1) like `word`.
#[must_use]
pub fn sounds_like(text: &str, word: &str, alike: f32) -> bool {
    let needle = Needle::new(&sound(word), alike);
    needle.find(&Letters::of(&sound(text))).is_some()
}

struct Found<'l, T> {
    alike: f32,
    letters: usize,
    span: Range<usize>,
    meaning: &'l T,
}

impl<T> Found<'_, T> {
    fn says_more_than(&self, other: &Self) -> bool {
        self.letters > other.letters
            && self.alike + 0.02 >= other.alike
            && self.span.start <= other.span.start
            && other.span.end <= self.span.end
    }
}

/// The letters as the telephone carries them, without the ㅇ that is not heard before a vowel: 오전 아홉
/// runs into 오저나홉.
fn sound(text: &str) -> String {
    let mut sound = String::with_capacity(text.len());
    for c in text.chars() {
        let letters = blur(c.encode_utf8(&mut [0; 4]));
        let silent = Syllable::of(c).is_some_and(|s| s.initial() == 'ㅇ');
        sound.push_str(if silent {
            letters.trim_start_matches('ㅇ')
        } else {
            &letters
        });
    }
    sound
}
