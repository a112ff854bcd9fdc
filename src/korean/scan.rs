//! Small steps of the finders: looking around a place in a text, and choosing among what was
//! found when the speaker corrected himself.

use std::ops::Range;

use super::jamo::is_hangul;

/// The character that ends right before byte `at`.
pub(crate) fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// Does a word begin at `at`? (What stands before it is no syllable, letter or digit.)
pub(crate) fn begins_word(text: &str, at: usize) -> bool {
    before(text, at).is_none_or(|c| !is_hangul(c) && !c.is_ascii_alphanumeric())
}

/// `text` without the spaces it begins with.
pub(crate) fn after_spaces(text: &str) -> &str {
    text.trim_start_matches(' ')
}

/// The longest of `words` that `text` begins with, and what is left of `text` behind it.
pub(crate) fn strip_any<'t, 'w>(text: &'t str, words: &[&'w str]) -> Option<(&'w str, &'t str)> {
    let word = words
        .iter()
        .filter(|word| text.starts_with(**word))
        .max_by_key(|word| word.len())?;
    Some((word, &text[word.len()..]))
}

/// Does `text` begin with one of `words`?
pub(crate) fn starts_with_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.starts_with(word))
}

/// Does the text between two mentions take the first one back? ("… 아니 …", "… 말고 …"; not
/// "… 아니면 …", which offers both.)
pub(crate) fn takes_back(between: &str) -> bool {
    ["말고", "잘못"].iter().any(|word| between.contains(word)) || has_no(between)
}

fn has_no(text: &str) -> bool {
    ["아니", "아뇨", "아닌"].iter().any(|word| {
        text.match_indices(word)
            .any(|(at, _)| !starts_with_any(&text[at + word.len()..], &["면", "더"]))
    })
}

/// Is what was said right before `rest` refused there? ("일곱 시 말고요", "네 명이 아니에요")
fn refused(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', ',', '.']);
    let rest = strip_any(rest, &["이요", "이", "가", "은", "는", "요", "에", "로"])
        .map_or(rest, |(_, rest)| rest)
        .trim_start_matches([' ', ',', '.']);
    starts_with_any(rest, &["말고", "빼고"])
        || (starts_with_any(rest, &["아니", "아뇨", "아닌"]) && !rest.starts_with("아니면"))
}

/// Which of several mentions counts: the first, unless words between it and a later one take it
/// back or move it ("…에서 …로"); none when the one that would count is refused right behind it. `spans` are in order.
pub(crate) fn settle(text: &str, spans: &[Range<usize>]) -> Option<usize> {
    let mut chosen = 0;
    for (index, pair) in spans.windows(2).enumerate() {
        let between = &text[pair[0].end..pair[1].start];
        // "일곱 시에서 여덟 시로 바꿔 주세요"
        let moved =
            between.starts_with("에서") && starts_with_any(&text[pair[1].end..], &["로", "으로"]);
        if moved || takes_back(between) {
            chosen = index + 1;
        }
    }
    let span = spans.get(chosen)?;
    (!refused(&text[span.end..])).then_some(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_replaces_what_was_said() {
        assert!(takes_back(" 아니 "));
        assert!(takes_back("가 아니라 "));
        assert!(takes_back(" 말고 "));
        assert!(!takes_back(" 아니면 "));
        assert!(!takes_back("에서 "));
    }

    #[test]
    fn the_first_counts_until_taken_back() {
        let text = "가 나 아니 다";
        let at = |word: &str| text.find(word).map(|at| at..at + word.len()).unwrap();
        assert_eq!(settle(text, &[at("가"), at("나"), at("다")]), Some(2));
        assert_eq!(settle(text, &[at("가")]), Some(0));
        assert_eq!(settle(text, &[at("나")]), None);
        assert_eq!(settle(text, &[]), None);
    }
}
