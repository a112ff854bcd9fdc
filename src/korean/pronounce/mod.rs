//! Standard pronunciation (표준 발음법, articles 5 to 30): Hangul as it is written into Hangul as it
//! sounds. Length (ː) is left out: nobody's ear needs it on a telephone.
//!
//! One pass per phrase, a phrase being what is said in one breath: words and spaces up to a mark.
//!
//! 1. `lexicon`: words whose sound the letters do not tell are spelled as they sound (`words.txt`).
//! 2. The rules that know words and grammar, in each word: `letter` (제16항), `compound` (제15항,
//!    제28항, 제30항), `sino` (제20항 다만, 제26항), `insertion` (제29항), `future` (제27항), `stem` (제24항).
//! 3. The rules that know sounds, everywhere: `junction`, every pair of neighbouring syllables (제8항
//!    to 제25항), and `vowel` (제5항).
//!
//! **Rule:** syllable for syllable. What comes out has as many as what went in, spaces and marks
//! where they were, and of finals only ㄱ, ㄴ, ㄷ, ㄹ, ㅁ, ㅂ, ㅇ. Where the standard allows two ways, the
//! first it names is taken; 김밥 is 김빱, as people say it.
//!
//! ```
//! use munjigi::korean::pronounce::pronounce;
//!
//! assert_eq!(pronounce("원활한 상담을"), "원활한 상다믈");
//! assert_eq!(pronounce("꽃잎이 한여름에"), "꼰니피 한녀르메");
//! assert_eq!(pronounce("녹음될 수 있습니다."), "노금될 쑤 읻씀니다.");
//! assert_eq!((pronounce("신고"), pronounce("신도")), ("신꼬".into(), "신도".into()));
//! ```
//!
//! To test it: `cargo test --lib korean::pronounce`. `standard.txt` holds the examples that the
//! standard prints, `more.txt` their neighbours, `sentences.txt` what a shop says; a line in one of
//! them is a test, and all that is wrong is told at once. A word that no rule carries goes into
//! `words.txt`; a rule that carries it is better.

mod compound;
mod future;
mod insertion;
mod junction;
mod letter;
mod lexicon;
mod phrase;
mod sino;
mod stem;
mod vowel;

use super::jamo::is_hangul;

/// A text as it is pronounced, syllable for syllable; spaces, marks and everything that is no
/// Hangul stay where they are and end the phrase (a space does not).
///
/// Across a space consonants meet as they do inside a word ("옷 한 벌" → 오 탄 벌), but a final is
/// carried over only to a plain vowel, not to 이, 야, 여, 요, 유 ("상담 예약"): there people either
/// pause or insert ㄴ, and only the pairs in the lexicon ("할 일" → 할 릴) are sure.
#[must_use]
pub fn pronounce(text: &str) -> String {
    let mut spoken = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let in_phrase = |c: char| is_hangul(c) || c == ' ';
        let end = rest.find(|c| !in_phrase(c)).unwrap_or(rest.len());
        if end == 0 {
            spoken.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            spoken.push_str(&phrase::pronounce(&rest[..end]));
            rest = &rest[end..];
        }
    }
    spoken
}

#[cfg(test)]
mod tests;
