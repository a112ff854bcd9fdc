//! Names of letters (제16항): before a vowel their finals are ㅅ, ㄱ, ㅂ, whatever is written.

use super::phrase::Word;

const NAMES: [(&str, char); 7] = [
    ("디귿", 'ㅅ'),
    ("지읒", 'ㅅ'),
    ("치읓", 'ㅅ'),
    ("키읔", 'ㄱ'),
    ("티읕", 'ㅅ'),
    ("피읖", 'ㅂ'),
    ("히읗", 'ㅅ'),
];

/// 디귿이 → 디그시, 피읖에 → 피으베; before consonants it is the same sound (히읗과 → 히읃꽈).
pub(super) fn name(word: &mut Word) {
    for at in 1..word.sounds.len() {
        let named = word.split(at + 1).0;
        if let Some((_, coda)) = NAMES.iter().find(|(name, _)| named.ends_with(name)) {
            word.sounds[at].coda = Some(*coda);
        }
    }
}
