//! Words whose sound the letters do not tell (`words.txt`), spelled so that the rules give it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::phrase::Sound;

/// The table as it is written: `written <TAB> spelled`, under headings that name the article.
const TABLE: &str = include_str!("words.txt");
/// A word of so many syllables may begin inside another ("김치" and "볶음밥").
const LONG: usize = 3;

struct Entry {
    spelled: &'static str,
    anywhere: bool,
}

static WORDS: LazyLock<BTreeMap<&'static str, Entry>> =
    LazyLock::new(|| rows().map(|row| (row.0, row.1)).collect());
/// The most syllables that an entry has.
static LONGEST: LazyLock<usize> =
    LazyLock::new(|| rows().map(|row| row.0.chars().count()).max().unwrap_or(0));

fn rows() -> impl Iterator<Item = (&'static str, Entry)> {
    TABLE
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(written, spelled)| {
            let bare = written.trim_start_matches('-');
            let anywhere = bare != written || bare.chars().count() >= LONG;
            (bare, Entry { spelled, anywhere })
        })
}

/// The syllables of `word`, those of known words as the table spells them. Each entry is a part
/// of its own, inside which the rules that know words have no more to say.
pub(super) fn spell(word: &str) -> Vec<Sound> {
    let mut sounds = Vec::new();
    let mut rest = word;
    let mut part = 0;
    while let Some(first) = rest.chars().next() {
        let (written, spelled) = known(rest, sounds.is_empty())
            .unwrap_or_else(|| (&rest[..first.len_utf8()], &rest[..first.len_utf8()]));
        sounds.extend(spelled.chars().filter_map(|c| Sound::of(c, part)));
        part += 1;
        rest = &rest[written.len()..];
    }
    if let Some(last) = sounds.last_mut() {
        last.ends_word = true;
    }
    sounds
}

/// The longest entry at the beginning of `rest`: as written, and as spelled.
fn known(rest: &str, word_begins: bool) -> Option<(&str, &'static str)> {
    let mut ends: Vec<usize> = rest
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take(*LONGEST)
        .collect();
    ends.reverse();
    ends.into_iter().find_map(|end| {
        let entry = WORDS.get(&rest[..end])?;
        (word_begins || entry.anywhere).then_some((&rest[..end], entry.spelled))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::korean::jamo::Syllable;

    #[test]
    fn entries_keep_their_syllables_and_their_last_final() {
        for (written, Entry { spelled, .. }) in rows() {
            let last = |word: &str| word.chars().next_back().and_then(Syllable::of);
            let coda = |word: &str| last(word).and_then(Syllable::coda);
            assert_eq!(
                written.chars().count(),
                spelled.chars().count(),
                "{written}"
            );
            assert_eq!(coda(written), coda(spelled), "{written}");
        }
    }

    #[test]
    fn no_word_stands_twice() {
        let words = rows().count();
        assert!(words > 250 && words == WORDS.len(), "{words}");
    }
}
