//! From phonemes to the numbers that Kokoro knows them by.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;

use crate::speech::SpeechError;

/// The most phonemes in one go; the model has 512 places, two of which are the pads.
const MOST: usize = 500;

/// `vocab.json`: one IPA symbol, one number.
pub(super) struct Vocabulary {
    ids: BTreeMap<char, i64>,
}

#[derive(Deserialize)]
struct File {
    vocab: BTreeMap<char, i64>,
}

impl Vocabulary {
    pub(super) fn load(path: &Path) -> Result<Self, SpeechError> {
        let text = std::fs::read_to_string(path).map_err(|source| SpeechError::Read {
            path: path.to_owned(),
            source,
        })?;
        let file: File = serde_json::from_str(&text).map_err(|_| SpeechError::Malformed {
            path: path.to_owned(),
            why: "it is not {\"vocab\": {\"symbol\": number}}",
        })?;
        Ok(Self { ids: file.vocab })
    }

    /// The numbers of `phonemes` between two pads of zero; symbols that the model does not know
    /// are left out. Empty when it knows none.
    pub(super) fn tokens(&self, phonemes: &str) -> Vec<i64> {
        let known = phonemes.chars().filter_map(|c| self.ids.get(&c).copied());
        let mut tokens = vec![0];
        tokens.extend(known.take(MOST));
        if tokens.len() == 1 {
            return Vec::new();
        }
        tokens.push(0);
        tokens
    }
}

/// `text` cut where a sentence ends, so that each is rendered with a melody of its own.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let ends = matches!(c, '.' | '?' | '!' | '…' | '。' | '\n');
        let spaced = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        if ends && spaced {
            let end = at + c.len_utf8();
            sentences.push(text[start..end].trim());
            start = end;
        }
    }
    sentences.push(text[start..].trim());
    sentences.retain(|s| s.chars().any(char::is_alphanumeric));
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_at_marks_followed_by_space() {
        assert_eq!(
            sentences("네, 알겠습니다. 11.5도입니다! 몇 분이세요?"),
            ["네, 알겠습니다.", "11.5도입니다!", "몇 분이세요?"]
        );
        assert_eq!(sentences("일곱 시"), ["일곱 시"]);
        assert!(sentences(" ... ").is_empty());
    }

    #[test]
    fn unknown_symbols_are_left_out() {
        let vocabulary = Vocabulary {
            ids: [('a', 43), (' ', 16)].into(),
        };
        assert_eq!(vocabulary.tokens("a ★a"), [0, 43, 16, 43, 0]);
        assert!(vocabulary.tokens("★").is_empty());
        assert_eq!(vocabulary.tokens(&"a".repeat(900)).len(), MOST + 2);
    }
}
