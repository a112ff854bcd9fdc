//! Standard pronunciation (표준 발음법): Hangul as it is written into Hangul as it sounds.
//!
//! One pass per phrase, a phrase being what is said in one breath: words and spaces up to a mark.
//!
//! 1. `lexicon`: words whose sound the letters do not tell are spelled as they sound.
//! 2. `insertion`: ㄴ첨가 (제29항).
//! 3. `tensing`: 경음화 that grammar decides (제27항).
//! 4. `junction`: every pair of neighbouring syllables: ㅎ, 구개음화, 연음, 경음화, 받침, 비음화,
//!    유음화 (제8항–제25항).
//! 5. `vowel`: 의, 져 (제5항).
//!
//! Where the standard allows two, the first it names ("원칙") is given, except that a final before
//! ㅅ of the next syllable stays ("있습니다" → 읻씀니다).
//!
//! ```
//! use munjigi::korean::pronounce::pronounce;
//!
//! assert_eq!(pronounce("원활한 상담을"), "원활한 상다믈");
//! assert_eq!(pronounce("꽃잎이 한여름에"), "꼰니피 한녀르메");
//! assert_eq!(pronounce("녹음될 수 있습니다."), "노금될 쑤 읻씀니다.");
//! ```

mod insertion;
mod junction;
mod lexicon;
mod phrase;
mod tensing;
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
