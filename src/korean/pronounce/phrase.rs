//! A phrase: words with spaces between them, said in one breath.

use super::{compound, future, insertion, junction, letter, lexicon, sino, stem, vowel};
use crate::korean::jamo::{Syllable, is_hangul};

/// One syllable on its way from spelling to sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sound {
    pub(super) onset: char,
    pub(super) nucleus: char,
    pub(super) coda: Option<char>,
    /// As it was written (or spelled by the lexicon): rules that know words ask for it.
    pub(super) spelled: char,
    /// Which part of its word it belongs to: neighbours of one part come from one lexicon entry.
    pub(super) part: usize,
    /// The last syllable of its word.
    pub(super) ends_word: bool,
}

impl Sound {
    pub(super) fn of(spelled: char, part: usize) -> Option<Self> {
        let syllable = Syllable::of(spelled)?;
        Some(Self {
            onset: syllable.initial(),
            nucleus: syllable.medial(),
            coda: syllable.coda(),
            spelled,
            part,
            ends_word: false,
        })
    }

    fn char(self) -> char {
        Syllable::new(self.onset, self.nucleus, self.coda).map_or(self.spelled, Syllable::char)
    }

    /// A vowel before which a compound has ㄴ (제29항): 이, 야, 여, 요, 유 and what sounds like them.
    pub(super) fn takes_n(self) -> bool {
        self.onset == 'ㅇ' && matches!(self.nucleus, 'ㅣ' | 'ㅑ' | 'ㅒ' | 'ㅕ' | 'ㅖ' | 'ㅛ' | 'ㅠ')
    }

    /// 경음화: a plain consonant becomes its tense partner, any other stays.
    pub(super) fn tense(&mut self) {
        self.onset = match self.onset {
            'ㄱ' => 'ㄲ',
            'ㄷ' => 'ㄸ',
            'ㅂ' => 'ㅃ',
            'ㅅ' => 'ㅆ',
            'ㅈ' => 'ㅉ',
            other => other,
        }
    }
}

/// A word: as written, and on its way to sound. Both have the same syllables.
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    pub(super) sounds: Vec<Sound>,
}

impl Word<'_> {
    /// Did the lexicon leave it to the rules what happens between syllable `at` and the one before?
    pub(super) fn is_open(&self, at: usize) -> bool {
        self.sounds[at - 1].part != self.sounds[at].part
    }

    /// The text up to syllable `at`, and from there on.
    pub(super) fn split(&self, at: usize) -> (&str, &str) {
        let byte = self.text.char_indices().nth(at);
        self.text
            .split_at(byte.map_or(self.text.len(), |(byte, _)| byte))
    }
}

/// The sound of a phrase of Hangul and spaces.
pub(super) fn pronounce(phrase: &str) -> String {
    let mut words: Vec<Word> = phrase
        .split(' ')
        .map(|text| Word {
            text,
            sounds: lexicon::spell(text),
        })
        .collect();
    for word in &mut words {
        letter::name(word);
        compound::join_parts(word);
        sino::tell(word);
        insertion::inside(word);
        future::inside(word);
    }
    stem::tense_endings(&mut words);
    insertion::between(&mut words);
    future::between(&mut words);
    let mut sounds: Vec<Sound> = words.into_iter().flat_map(|word| word.sounds).collect();
    vowel::before_joining(&mut sounds);
    junction::join_all(&mut sounds);
    vowel::after_joining(&mut sounds);
    // The same spaces again.
    let mut spoken = sounds.into_iter().map(Sound::char);
    let heard = |c| {
        if is_hangul(c) {
            spoken.next().unwrap_or(c)
        } else {
            c
        }
    };
    phrase.chars().map(heard).collect()
}
