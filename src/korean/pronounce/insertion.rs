//! ㄴ첨가 (제29항): between the parts of a compound a ㄴ is heard before 이, 야, 여, 요, 유.
//!
//! Which words are compounds no rule of letters knows. The families below are regular enough;
//! single words are in the lexicon.

use crate::korean::jamo::{Syllable, has_final};

/// `word` with the ㄴ of its compounds written.
pub(super) fn insert(word: &str) -> String {
    let syllables: Vec<char> = word.chars().collect();
    let mut written = syllables.clone();
    for at in 1..syllables.len() {
        if has_final(syllables[at - 1]) && is_inserted(&syllables, at) {
            written[at] = with_n(syllables[at]);
        }
    }
    written.into_iter().collect()
}

/// Is a ㄴ heard before syllable `at`, which follows a final consonant?
fn is_inserted(word: &[char], at: usize) -> bool {
    let (before, here, behind) = (word[at - 1], word[at], &word[at + 1..]);
    match here {
        // 꽃잎, 깻잎, 풀잎
        '잎' => true,
        // 십육, 백육십
        '육' => "십백천만억조".contains(before),
        // 열여섯, 서른여덟
        '여' => {
            "열물른흔쉰순든백".contains(before)
                && matches!(behind.first(), Some('섯' | '덟' | '덜'))
        }
        '역' => at >= 2 && is_station(word, at),
        '용' => at >= 2 && is_use(word, at),
        // 정말요, 그럼요: the particle behind any other word; a verb never has a final there.
        '요' => behind.is_empty() && !ends_in_a_word_with_yo(word, at),
        _ => false,
    }
}

/// "서울역", "강남역에서": a name of two syllables or more before 역, and a particle or nothing
/// behind it.
fn is_station(word: &[char], at: usize) -> bool {
    let other = [
        "통역", "번역", "면역", "용역", "방역", "검역", "반역", "전역", "권역", "광역", "현역",
    ];
    let ends_other = other.iter().any(|other| ends_with(&word[..=at], other));
    let particle = match word.get(at + 1) {
        None => true,
        Some(c) => "에이은을으까부과도근앞".contains(*c),
    };
    !ends_other && particle
}

/// "업무용", "성인용": for the use of; not 사용, 활용 …, which are words.
fn is_use(word: &[char], at: usize) -> bool {
    let words = [
        "적용", "작용", "신용", "활용", "인용", "전용", "실용", "착용", "관용", "남용", "통용",
        "복용", "겸용", "운용", "응용", "임용", "등용", "혼용", "공용", "병용", "식용", "상용",
        "선용", "악용",
    ];
    !words.iter().any(|other| ends_with(&word[..=at], other))
}

fn ends_in_a_word_with_yo(word: &[char], at: usize) -> bool {
    [
        "필요", "중요", "민요", "긴요", "강요", "동요", "월요", "목요", "금요", "일요", "불요",
    ]
    .iter()
    .any(|other| ends_with(&word[..=at], other))
}

fn ends_with(word: &[char], end: &str) -> bool {
    let end: Vec<char> = end.chars().collect();
    word.ends_with(&end)
}

/// The syllable with ㄴ before its vowel; one with a consonant stays.
fn with_n(syllable: char) -> char {
    Syllable::of(syllable)
        .filter(|parts| parts.initial() == 'ㅇ')
        .and_then(|parts| Syllable::new('ㄴ', parts.medial(), parts.coda()))
        .map_or(syllable, Syllable::char)
}
