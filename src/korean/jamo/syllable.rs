//! The arithmetic of the Hangul block (Unicode chapter 3.12).

/// First code point of the precomposed syllables, `가`.
const BASE: u32 = 0xAC00;
/// Syllables that share an initial and a medial: 27 finals and "none".
const FINALS_PER_MEDIAL: u32 = 28;
/// Syllables that share an initial.
const PER_INITIAL: u32 = 21 * FINALS_PER_MEDIAL;

/// The 19 initial consonants (초성) in code order.
const INITIALS: [char; 19] = [
    'ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ',
    'ㅌ', 'ㅍ', 'ㅎ',
];
/// The 21 medial vowels (중성) in code order.
const MEDIALS: [char; 21] = [
    'ㅏ', 'ㅐ', 'ㅑ', 'ㅒ', 'ㅓ', 'ㅔ', 'ㅕ', 'ㅖ', 'ㅗ', 'ㅘ', 'ㅙ', 'ㅚ', 'ㅛ', 'ㅜ', 'ㅝ', 'ㅞ',
    'ㅟ', 'ㅠ', 'ㅡ', 'ㅢ', 'ㅣ',
];
/// The 27 final consonants (종성) in code order; "none" comes before them.
const FINALS: [char; 27] = [
    'ㄱ', 'ㄲ', 'ㄳ', 'ㄴ', 'ㄵ', 'ㄶ', 'ㄷ', 'ㄹ', 'ㄺ', 'ㄻ', 'ㄼ', 'ㄽ', 'ㄾ', 'ㄿ', 'ㅀ', 'ㅁ',
    'ㅂ', 'ㅄ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ',
];

/// One modern Hangul syllable: an initial, a medial and perhaps a final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Syllable {
    /// Places in the three tables above; `coda` 0 is "none".
    initial: u8,
    medial: u8,
    coda: u8,
}

impl Syllable {
    /// Takes `c` apart; `None` when it is not one of the 11,172 precomposed syllables.
    #[must_use]
    pub fn of(c: char) -> Option<Self> {
        let offset = u32::from(c).checked_sub(BASE)?;
        if offset >= 19 * PER_INITIAL {
            return None;
        }
        let index = |n: u32| u8::try_from(n).ok();
        Some(Self {
            initial: index(offset / PER_INITIAL)?,
            medial: index(offset % PER_INITIAL / FINALS_PER_MEDIAL)?,
            coda: index(offset % FINALS_PER_MEDIAL)?,
        })
    }

    /// Puts three compatibility jamo together; `None` when one of them cannot stand in its place
    /// (`ㄸ` is no final, `ㄳ` no initial).
    #[must_use]
    pub fn new(initial: char, medial: char, coda: Option<char>) -> Option<Self> {
        let place = |table: &[char], jamo: char| {
            let at = table.iter().position(|&known| known == jamo)?;
            u8::try_from(at).ok()
        };
        Some(Self {
            initial: place(&INITIALS, initial)?,
            medial: place(&MEDIALS, medial)?,
            coda: match coda {
                None => 0,
                Some(jamo) => place(&FINALS, jamo)? + 1,
            },
        })
    }

    /// The initial consonant (초성); `ㅇ` where the syllable begins with its vowel.
    #[must_use]
    pub fn initial(self) -> char {
        INITIALS[usize::from(self.initial)]
    }

    /// The medial vowel (중성).
    #[must_use]
    pub fn medial(self) -> char {
        MEDIALS[usize::from(self.medial)]
    }

    /// The final consonant (받침), if there is one.
    #[must_use]
    pub fn coda(self) -> Option<char> {
        let at = usize::from(self.coda).checked_sub(1)?;
        FINALS.get(at).copied()
    }

    /// The syllable as one character.
    #[must_use]
    pub fn char(self) -> char {
        let code = BASE
            + u32::from(self.initial) * PER_INITIAL
            + u32::from(self.medial) * FINALS_PER_MEDIAL
            + u32::from(self.coda);
        char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
    }
}

/// Is this a precomposed Hangul syllable?
#[must_use]
pub fn is_hangul(c: char) -> bool {
    Syllable::of(c).is_some()
}

/// Does this syllable end in a consonant (받침)? False for anything that is no syllable.
#[must_use]
pub fn has_final(c: char) -> bool {
    Syllable::of(c).is_some_and(|syllable| syllable.coda().is_some())
}

/// The letters of a text. A double final is two letters (`ㄳ` → `ㄱㅅ`), a vowel or a tense
/// consonant is one, and what is no syllable stays itself.
#[must_use]
pub fn decompose(text: &str) -> Vec<char> {
    let mut letters = Vec::with_capacity(text.len());
    for c in text.chars() {
        let Some(syllable) = Syllable::of(c) else {
            letters.push(c);
            continue;
        };
        letters.extend([syllable.initial(), syllable.medial()]);
        if let Some(coda) = syllable.coda() {
            let (first, second) = split_final(coda);
            letters.push(first);
            letters.extend(second);
        }
    }
    letters
}

/// The two letters of a double final, or the one of a single (`ㄲ`, `ㅆ` are single).
#[must_use]
pub(crate) fn split_final(coda: char) -> (char, Option<char>) {
    match coda {
        'ㄳ' => ('ㄱ', Some('ㅅ')),
        'ㄵ' => ('ㄴ', Some('ㅈ')),
        'ㄶ' => ('ㄴ', Some('ㅎ')),
        'ㄺ' => ('ㄹ', Some('ㄱ')),
        'ㄻ' => ('ㄹ', Some('ㅁ')),
        'ㄼ' => ('ㄹ', Some('ㅂ')),
        'ㄽ' => ('ㄹ', Some('ㅅ')),
        'ㄾ' => ('ㄹ', Some('ㅌ')),
        'ㄿ' => ('ㄹ', Some('ㅍ')),
        'ㅀ' => ('ㄹ', Some('ㅎ')),
        'ㅄ' => ('ㅂ', Some('ㅅ')),
        single => (single, None),
    }
}

/// NFC as far as Hangul goes: conjoining jamo (`ᄒ`+`ᅡ`+`ᆫ`, as some file systems and
/// recognisers write) become precomposed syllables. Everything else stays as it is.
#[must_use]
pub fn compose_conjoining(text: &str) -> String {
    const LEADS: std::ops::Range<u32> = 0x1100..0x1113;
    const VOWELS: std::ops::Range<u32> = 0x1161..0x1176;
    const TRAILS: std::ops::Range<u32> = 0x11A8..0x11C3;
    let mut composed = String::with_capacity(text.len());
    for c in text.chars() {
        let code = u32::from(c);
        let last = composed.chars().next_back();
        let joined = match last {
            Some(lead) if LEADS.contains(&u32::from(lead)) && VOWELS.contains(&code) => {
                let (initial, medial) = (u32::from(lead) - LEADS.start, code - VOWELS.start);
                char::from_u32(BASE + initial * PER_INITIAL + medial * FINALS_PER_MEDIAL)
            }
            Some(open) if is_hangul(open) && !has_final(open) && TRAILS.contains(&code) => {
                char::from_u32(u32::from(open) + code - TRAILS.start + 1)
            }
            _ => None,
        };
        if joined.is_some() {
            composed.pop();
        }
        composed.push(joined.unwrap_or(c));
    }
    composed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn takes_syllables_apart() {
        let parts = |c| Syllable::of(c).map(|s| (s.initial(), s.medial(), s.coda()));
        assert_eq!(parts('가'), Some(('ㄱ', 'ㅏ', None)));
        assert_eq!(parts('힣'), Some(('ㅎ', 'ㅣ', Some('ㅎ'))));
        assert_eq!(parts('뷁'), Some(('ㅂ', 'ㅞ', Some('ㄺ'))));
        assert_eq!(parts('ㄱ'), None);
        assert_eq!(parts('a'), None);
    }

    #[test]
    fn refuses_letters_out_of_place() {
        assert_eq!(Syllable::new('ㄱ', 'ㅏ', Some('ㄸ')), None);
        assert_eq!(Syllable::new('ㄳ', 'ㅏ', None), None);
        assert_eq!(Syllable::new('ㄱ', 'ㄱ', None), None);
    }

    #[test]
    fn knows_finals() {
        assert!(has_final('강'));
        assert!(!has_final('가'));
        assert!(!has_final('7'));
    }

    #[test]
    fn splits_double_finals() {
        assert_eq!(
            decompose("닭 1").into_iter().collect::<String>(),
            "ㄷㅏㄹㄱ 1"
        );
        assert_eq!(decompose("밖").into_iter().collect::<String>(), "ㅂㅏㄲ");
    }

    #[test]
    fn composes_conjoining_jamo() {
        assert_eq!(compose_conjoining("\u{1112}\u{1161}\u{11AB}글 é"), "한글 é");
        assert_eq!(
            compose_conjoining("\u{1112}\u{1161}\u{1100}\u{1161}"),
            "하가"
        );
        assert_eq!(compose_conjoining("\u{1161}"), "\u{1161}");
    }

    proptest! {
        #[test]
        fn every_syllable_round_trips(code in 0xAC00u32..=0xD7A3) {
            let c = char::from_u32(code).unwrap();
            let s = Syllable::of(c).unwrap();
            prop_assert_eq!(s.char(), c);
            prop_assert_eq!(Syllable::new(s.initial(), s.medial(), s.coda()), Some(s));
        }

        #[test]
        fn composing_twice_is_composing_once(text in ".{0,20}") {
            let once = compose_conjoining(&text);
            prop_assert_eq!(compose_conjoining(&once), once);
        }
    }
}
