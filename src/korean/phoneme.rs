//! Sounds for the voice: pronounced Hangul into the phonetic symbols a Kokoro voice knows.
//!
//! The model has learned no Korean. This mapping is the best of those tried on it, judged by how
//! well a recogniser understood the result: plain stops voiced (but ㅂ and ㄷ that begin a word, which are
//! taken for ㅁ and ㄴ then), tense ones doubled, aspirated ones with `ʰ`.
//!
//! ```
//! use munjigi::korean::phoneme::ipa;
//!
//! assert_eq!(ipa("안녕하세요."), "annjʌŋhasejo.");
//! assert_eq!(ipa("무엇을 도와드릴까요?"), "muʌsɯl towadɯɾilkkajo?");
//! ```

use super::jamo::Syllable;
use super::pronounce::pronounce;

/// One sound, or a mark that shapes the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phoneme {
    /// A consonant that opens a syllable, in its symbols ("kʰ", "tt").
    Onset(&'static str),
    /// A vowel with its glide ("jʌ").
    Vowel(&'static str),
    /// A consonant that closes a syllable ("ŋ").
    Coda(&'static str),
    /// `,` `.` `!` `?` or a space.
    Mark(char),
}

/// Every character that [`ipa`] can produce: the symbols a voice must know.
pub const SYMBOLS: &str = " !,.?abdehijklmnopstuwŋɕɛɡɯɾʌʥʨʰ";

/// The sounds of Hangul that is written as pronounced (see [`pronounce`]). Marks `,.?!` and
/// spaces are kept, everything else is left out.
#[must_use]
pub fn phonemes(pronounced: &str) -> Vec<Phoneme> {
    let mut sounds = Vec::with_capacity(pronounced.len());
    // The final that the next onset follows: ㄹ behind ㄹ is one long l.
    let mut last_coda = None;
    let mut word_begins = true;
    for c in pronounced.chars() {
        if let Some(syllable) = Syllable::of(c) {
            let onset = match onset(syllable.initial(), syllable.medial(), last_coda) {
                Some("b") if word_begins => Some("p"),
                Some("d") if word_begins => Some("t"),
                other => other,
            };
            word_begins = false;
            sounds.extend(onset.map(Phoneme::Onset));
            sounds.push(Phoneme::Vowel(vowel(syllable.medial())));
            last_coda = syllable.coda();
            sounds.extend(last_coda.map(|coda| Phoneme::Coda(final_sound(coda))));
        } else if " ,.?!".contains(c) {
            sounds.push(Phoneme::Mark(c));
            word_begins = true;
            if c != ' ' {
                last_coda = None;
            }
        }
    }
    sounds
}

/// The phonetic symbols of a speakable text: standard pronunciation, then [`phonemes`]. Every
/// character is one of [`SYMBOLS`].
#[must_use]
pub fn ipa(speakable: &str) -> String {
    let mut symbols = String::with_capacity(speakable.len());
    for phoneme in phonemes(&pronounce(speakable)) {
        match phoneme {
            Phoneme::Onset(sound) | Phoneme::Vowel(sound) | Phoneme::Coda(sound) => {
                symbols.push_str(sound);
            }
            Phoneme::Mark(mark) => symbols.push(mark),
        }
    }
    symbols
}

/// The sound of an initial consonant before `medial`; none for ㅇ.
fn onset(initial: char, medial: char, last_coda: Option<char>) -> Option<&'static str> {
    let palatal = matches!(
        medial,
        'ㅣ' | 'ㅑ' | 'ㅒ' | 'ㅕ' | 'ㅖ' | 'ㅛ' | 'ㅠ' | 'ㅟ'
    );
    Some(match initial {
        'ㄱ' => "ɡ",
        'ㄲ' => "kk",
        'ㄴ' => "n",
        'ㄷ' => "d",
        'ㄸ' => "tt",
        'ㄹ' if last_coda == Some('ㄹ') => "l",
        'ㄹ' => "ɾ",
        'ㅁ' => "m",
        'ㅂ' => "b",
        'ㅃ' => "pp",
        'ㅅ' if palatal => "ɕ",
        'ㅅ' => "s",
        'ㅆ' if palatal => "ɕɕ",
        'ㅆ' => "ss",
        'ㅈ' => "ʥ",
        'ㅉ' => "ʨʨ",
        'ㅊ' => "ʨʰ",
        'ㅋ' => "kʰ",
        'ㅌ' => "tʰ",
        'ㅍ' => "pʰ",
        'ㅎ' => "h",
        _ => return None,
    })
}

fn vowel(medial: char) -> &'static str {
    match medial {
        'ㅏ' => "a",
        'ㅐ' => "ɛ",
        'ㅑ' => "ja",
        'ㅒ' => "jɛ",
        'ㅓ' => "ʌ",
        'ㅔ' => "e",
        'ㅕ' => "jʌ",
        'ㅖ' => "je",
        'ㅗ' => "o",
        'ㅘ' => "wa",
        'ㅙ' => "wɛ",
        'ㅚ' | 'ㅞ' => "we",
        'ㅛ' => "jo",
        'ㅜ' => "u",
        'ㅝ' => "wʌ",
        'ㅟ' => "wi",
        'ㅠ' => "ju",
        'ㅡ' => "ɯ",
        'ㅢ' => "ɯi",
        _ => "i",
    }
}

/// The sound of a final; after [`pronounce`] only the seven of 제8항 occur.
fn final_sound(coda: char) -> &'static str {
    match coda {
        'ㄱ' | 'ㄲ' | 'ㄳ' | 'ㄺ' | 'ㅋ' => "k",
        'ㄴ' | 'ㄵ' | 'ㄶ' => "n",
        'ㄹ' | 'ㄼ' | 'ㄽ' | 'ㄾ' | 'ㅀ' => "l",
        'ㅁ' | 'ㄻ' => "m",
        'ㅂ' | 'ㅄ' | 'ㄿ' | 'ㅍ' => "p",
        'ㅇ' => "ŋ",
        _ => "t",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sounds_of_words() {
        for (text, symbols) in [
            ("가게", "ɡaɡe"),
            ("꽃잎", "kkonnip"),
            ("신라", "ɕilla"),
            ("라면", "ɾamjʌn"),
            ("씨앗", "ɕɕiat"),
            ("쌀", "ssal"),
            ("쉬다", "ɕwida"),
            ("찌개", "ʨʨiɡɛ"),
            ("차표", "ʨʰapʰjo"),
            ("의사", "ɯisa"),
            ("희망", "himaŋ"),
            ("원활한 상담을", "wʌnhwalhan saŋdamɯl"),
            ("네, 맞습니다!", "ne, matssɯmnida!"),
            ("할 노릇", "hal loɾɯt"),
            ("ABC 네", " ne"),
            ("밤 번호, 이번", "pam pʌnho, ibʌn"),
            ("두 달, 어디", "tu tal, ʌdi"),
        ] {
            assert_eq!(ipa(text), symbols, "{text}");
        }
    }

    #[test]
    fn every_syllable_has_symbols() {
        for code in 0xAC00u32..=0xD7A3 {
            let symbols = ipa(&char::from_u32(code).unwrap().to_string());
            assert!(!symbols.is_empty() && symbols.chars().all(|c| SYMBOLS.contains(c)));
        }
    }

    proptest! {
        #[test]
        fn only_known_symbols(text in ".{0,40}", hangul in "[가-힣 ,.?!]{0,40}") {
            for text in [text, hangul] {
                prop_assert!(ipa(&text).chars().all(|c| SYMBOLS.contains(c)));
            }
        }
    }
}
