//! Levenshtein distance over letters, and the part of a sentence nearest to a word.

use std::ops::Range;

use super::decompose;

/// The fewest insertions, deletions and replacements that turn `a` into `b`.
#[must_use]
pub fn levenshtein<T: PartialEq>(a: &[T], b: &[T]) -> usize {
    last_row(a, b).last().copied().unwrap_or(a.len())
}

/// Row of the classic table for the whole of `a`: entry `j` is the distance to `b[..j]`.
fn last_row<T: PartialEq>(a: &[T], b: &[T]) -> Vec<usize> {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replace = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replace.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row
}

/// How many letters must change to turn one text into the other (see [`decompose`]).
#[must_use]
pub fn distance(a: &str, b: &str) -> usize {
    levenshtein(&decompose(a), &decompose(b))
}

/// 1.0 for the same letters, 0.0 for nothing in common: one minus [`distance`] over the letters
/// of the longer text. Two empty texts are the same.
#[must_use]
pub fn similarity(a: &str, b: &str) -> f32 {
    let (a, b) = (decompose(a), decompose(b));
    share(levenshtein(&a, &b), a.len().max(b.len()))
}

pub(super) fn share(distance: usize, length: usize) -> f32 {
    if length == 0 {
        return 1.0;
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "lengths of sentences are far below 2^24"
    )]
    let wrong = distance as f32 / length as f32;
    1.0 - wrong
}

/// Where a word was found in a sentence, and how sure that is.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Bytes of the haystack, on character boundaries.
    pub span: Range<usize>,
    /// [`similarity`] of that part and the needle, spaces left out of both.
    pub similarity: f32,
}

/// The part of `haystack` most like `needle`, if it reaches `threshold` (0..=1).
///
/// For recognition slips: "수신거부" is found in "수신 꺼부가 완료". Parts begin and end on
/// characters that are no spaces; spaces cost nothing on either side, because recognisers put
/// them anywhere. Of equally good parts the leftmost, then the shortest, wins.
/// An empty needle is never found. Time grows with `haystack` × `needle`².
#[must_use]
pub fn find_similar(haystack: &str, needle: &str, threshold: f32) -> Option<Match> {
    let needle = decompose(&without_spaces(needle));
    if needle.is_empty() {
        return None;
    }
    let chars: Vec<(usize, char)> = haystack
        .char_indices()
        .filter(|(_, c)| !c.is_whitespace())
        .collect();
    let mut best: Option<Match> = None;
    for start in 0..chars.len() {
        // Letters of the haystack from here, and after how many of them each character ends. More
        // than twice the needle can never reach one half.
        let mut letters = Vec::with_capacity(needle.len() * 2 + 3);
        let mut ends = Vec::new();
        for &(at, c) in &chars[start..] {
            letters.extend(decompose(c.encode_utf8(&mut [0; 4])));
            ends.push((letters.len(), at + c.len_utf8()));
            if letters.len() > needle.len() * 2 {
                break;
            }
        }
        let row = last_row(&needle, &letters);
        for (used, end) in ends {
            let similarity = share(row[used], needle.len().max(used));
            let better = best
                .as_ref()
                .is_none_or(|found| similarity > found.similarity);
            if similarity >= threshold && better {
                best = Some(Match {
                    span: chars[start].0..end,
                    similarity,
                });
            }
        }
    }
    best
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The letters of a text as the telephone carries them: plain, tense and aspirated consonants are one,
/// and so are ㅐ and ㅔ.
#[must_use]
pub fn blur(text: &str) -> String {
    let plain = |c: char| match c {
        'ㄲ' | 'ㅋ' => 'ㄱ',
        'ㄸ' | 'ㅌ' => 'ㄷ',
        'ㅃ' | 'ㅍ' => 'ㅂ',
        'ㅆ' => 'ㅅ',
        'ㅉ' | 'ㅊ' => 'ㅈ',
        'ㅔ' | 'ㅖ' | 'ㅒ' => 'ㅐ',
        'ㅙ' | 'ㅚ' | 'ㅞ' => 'ㅙ',
        c => c,
    };
    decompose(text).into_iter().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_letters_not_syllables() {
        assert_eq!(distance("여덟", "여덜"), 1);
        assert_eq!(distance("", "가"), 2);
        assert_eq!(distance("녹음", "노금"), 1); // only the silent ㅇ is gone
        assert!(similarity("수신거부", "수신꺼부") > 0.85);
        assert!(similarity("네", "아니요") < 0.3);
    }

    #[test]
    fn finds_a_slip_inside_a_sentence() {
        let text = "무료 수신 꺼부가 완료 되었습니다";
        let found = find_similar(text, "수신거부", 0.75).unwrap();
        assert_eq!(&text[found.span], "수신 꺼부");
        assert!(find_similar(text, "인증번호", 0.75).is_none());
        assert!(find_similar(text, "", 0.0).is_none());
        assert!(find_similar("", "가", 0.0).is_none());
    }

    #[test]
    fn an_exact_part_is_certain() {
        let found = find_similar("내일 예약 취소", "예약취소", 0.9).unwrap();
        assert_eq!(
            found,
            Match {
                span: 7..20,
                similarity: 1.0
            }
        );
    }

    proptest! {
        #[test]
        fn distance_is_a_metric(a in "[가-힣]{0,6}", b in "[가-힣]{0,6}", c in "[가-힣]{0,6}") {
            prop_assert_eq!(distance(&a, &a), 0);
            prop_assert_eq!(distance(&a, &b), distance(&b, &a));
            prop_assert!(distance(&a, &c) <= distance(&a, &b) + distance(&b, &c));
            prop_assert!((0.0..=1.0).contains(&similarity(&a, &b)));
        }

        #[test]
        fn what_is_there_is_found(a in "[가-힣 ]{0,9}", b in "[가-힣]{1,5}", c in "[가-힣 ]{0,9}") {
            let found = find_similar(&format!("{a}{b}{c}"), &b, 0.99).unwrap();
            prop_assert!(found.similarity > 0.999);
        }

        #[test]
        fn spans_are_on_boundaries(hay in ".{0,20}", needle in ".{0,5}") {
            if let Some(found) = find_similar(&hay, &needle, 0.3) {
                prop_assert!(hay.get(found.span).is_some());
            }
        }
    }
}
