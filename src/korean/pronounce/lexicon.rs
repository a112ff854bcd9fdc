//! Words whose sound the letters do not tell, spelled so that the general rules give it.
//!
//! Every entry has as many syllables as its word, and keeps its last final as it is written, so
//! that a particle behind it joins rightly (겉옷이 → 거도시). The headings name the article.

mod compounds;
mod tense;

use compounds::COMPOUNDS;
use tense::TENSE;

/// Anywhere in a word.
const ANYWHERE: &[(&str, &str)] = &[
    // 제15항 다만: 맛있다 both ways; the one that people say.
    ("맛있", "마싰"),
    ("멋있", "머싰"),
    ("맛없", "마덦"),
    ("멋없", "머덦"),
    // 제16항: names of letters before a vowel.
    ("디귿이", "디긋이"),
    ("디귿을", "디긋을"),
    ("지읒이", "지읏이"),
    ("지읒을", "지읏을"),
    ("치읓이", "치읏이"),
    ("키읔이", "키윽이"),
    ("티읕이", "티읏이"),
    ("피읖이", "피읍이"),
    ("히읗이", "히읏이"),
    // 제26항 inside numbers.
    ("칠십", "칠씹"),
    ("팔십", "팔씹"),
    ("삼일절", "사밀쩔"),
    ("유들유들", "유들뉴들"),
    ("이죽이죽", "이죽니죽"),
    ("야금야금", "야금냐금"),
    ("욜랑욜랑", "욜랑뇰랑"),
    ("숫자", "수짜"),
];

/// Two words in one breath, 제29항 붙임 2; the first begins a word.
const PAIRS: &[(&str, &str)] = &[
    ("한 일", "한 닐"),
    ("할 일", "할 닐"),
    ("옷 입", "옷 닙"),
    ("잘 입", "잘 닙"),
    ("먹은 엿", "먹은 녓"),
    ("먹을 엿", "먹을 녓"),
    ("못 이", "못 니"),
    ("못 일", "못 닐"),
    ("못 읽", "못 닑"),
    ("못 잊", "못 닞"),
    ("못 여", "못 녀"),
    ("못 열", "못 녈"),
    ("못 입", "못 닙"),
];

/// The entries that may fit at a place: all of them where a word begins.
fn entries(word_begins: bool) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    let at_start: [&[_]; 2] = if word_begins {
        [COMPOUNDS, TENSE]
    } else {
        [&[], &[]]
    };
    ANYWHERE.iter().chain(at_start.into_iter().flatten())
}

/// A word with its known parts respelled.
pub(super) fn respell(word: &str) -> String {
    let mut written = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let entry = entries(rest.len() == word.len())
            .filter(|(spelled, _)| rest.starts_with(spelled))
            .max_by_key(|(s, _)| s.len());
        let (sound, used) = match entry {
            Some((spelled, sounded)) => (*sounded, spelled.len()),
            None => (&rest[..c.len_utf8()], c.len_utf8()),
        };
        written.push_str(sound);
        rest = &rest[used..];
    }
    written
}

/// A phrase with the known pairs of words respelled.
pub(super) fn respell_pairs(phrase: &str) -> String {
    let mut written = String::with_capacity(phrase.len());
    let mut at = 0;
    while let Some(c) = phrase[at..].chars().next() {
        let begins = at == 0 || phrase[..at].ends_with(' ');
        let pair = PAIRS
            .iter()
            .find(|(spelled, _)| begins && phrase[at..].starts_with(spelled));
        match pair {
            Some((spelled, sounded)) => {
                written.push_str(sounded);
                at += spelled.len();
            }
            None => {
                written.push(c);
                at += c.len_utf8();
            }
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_the_number_of_syllables() {
        for (spelled, sounded) in entries(true).chain(PAIRS) {
            assert_eq!(
                spelled.chars().count(),
                sounded.chars().count(),
                "{spelled}"
            );
        }
    }

    #[test]
    fn no_word_stands_twice() {
        for (spelled, _) in entries(true) {
            assert_eq!(
                entries(true).filter(|(known, _)| known == spelled).count(),
                1,
                "{spelled}"
            );
        }
    }
}
