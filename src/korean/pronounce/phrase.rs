//! A phrase: words with spaces between them, said in one breath.

use super::{insertion, junction, lexicon, tensing, vowel};
use crate::korean::jamo::Syllable;

/// One syllable on its way from spelling to sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sound {
    pub(super) onset: char,
    pub(super) nucleus: char,
    pub(super) coda: Option<char>,
    /// As it was written (or spelled by the lexicon): rules that know words ask for it.
    pub(super) spelled: char,
    /// The last syllable of its word.
    pub(super) ends_word: bool,
}

impl Sound {
    fn of(spelled: char, ends_word: bool) -> Option<Self> {
        let syllable = Syllable::of(spelled)?;
        Some(Self {
            onset: syllable.initial(),
            nucleus: syllable.medial(),
            coda: syllable.coda(),
            spelled,
            ends_word,
        })
    }

    fn char(self) -> char {
        Syllable::new(self.onset, self.nucleus, self.coda).map_or(self.spelled, Syllable::char)
    }
}

/// The sound of a phrase of Hangul and spaces.
pub(super) fn pronounce(phrase: &str) -> String {
    let words: Vec<String> = lexicon::respell_pairs(phrase)
        .split(' ')
        .map(|word| insertion::insert(&lexicon::respell(word)))
        .collect();
    let mut sounds: Vec<Vec<Sound>> = words.iter().map(|word| sounds(word)).collect();
    tensing::inside_words(&mut sounds);
    tensing::between_words(&words, &mut sounds);
    let mut flat: Vec<Sound> = sounds.concat();
    vowel::before_joining(&mut flat);
    junction::join_all(&mut flat);
    vowel::after_joining(&mut flat);
    // The same spaces again.
    let mut spoken = flat.into_iter().map(Sound::char);
    let mut out = String::with_capacity(phrase.len());
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        out.extend(spoken.by_ref().take(word.chars().count()));
    }
    out
}

fn sounds(word: &str) -> Vec<Sound> {
    let last = word.chars().count().saturating_sub(1);
    word.chars()
        .enumerate()
        .filter_map(|(at, c)| Sound::of(c, at == last))
        .collect()
}
