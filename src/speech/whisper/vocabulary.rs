//! The pieces that Whisper writes in: bytes to numbers and back. Pure.

use std::path::Path;

use crate::speech::SpeechError;

/// A number that stands for a piece of text, or for an order to the model.
pub type Token = u32;

/// All pieces of text, by number.
///
/// A piece is some bytes, not always whole characters. Pieces were learnt by merging the most
/// frequent neighbours again and again, and are numbered in that order; so their numbers alone say
/// how a text is to be cut ([`encode`](Self::encode)).
pub struct Vocabulary {
    bytes: Vec<u8>,
    /// Where each piece ends in `bytes`.
    ends: Vec<u32>,
    /// The numbers, in the order of the pieces' bytes.
    sorted: Vec<Token>,
}

impl Vocabulary {
    /// Reads a file of lines `base64(piece) number`, in the order of the numbers.
    ///
    /// # Errors
    /// [`SpeechError::Read`] or [`SpeechError::Malformed`].
    pub fn load(path: &Path) -> Result<Self, SpeechError> {
        let text = std::fs::read_to_string(path).map_err(|source| SpeechError::Read {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(&text).ok_or_else(|| SpeechError::Malformed {
            path: path.to_owned(),
            why: "it is no list of tokens in base64, numbered from 0",
        })
    }

    fn parse(text: &str) -> Option<Self> {
        let (mut bytes, mut ends) = (Vec::with_capacity(text.len() / 2), Vec::new());
        for (number, line) in text.lines().enumerate() {
            let (piece, written) = line.split_once(' ')?;
            if written.parse() != Ok(number) {
                return None;
            }
            from_base64(piece, &mut bytes)?;
            ends.push(u32::try_from(bytes.len()).ok()?);
        }
        let mut vocabulary = Self {
            bytes,
            ends,
            sorted: Vec::new(),
        };
        let mut sorted: Vec<Token> = (0..vocabulary.len()).collect();
        sorted.sort_unstable_by_key(|&token| vocabulary.piece(token));
        vocabulary.sorted = sorted;
        (vocabulary.len() > 0).then_some(vocabulary)
    }

    /// How many pieces there are; the numbers above are orders.
    pub fn len(&self) -> Token {
        Token::try_from(self.ends.len()).unwrap_or(Token::MAX)
    }

    /// The bytes of a piece; none for an order.
    pub fn piece(&self, token: Token) -> &[u8] {
        let end = |n: usize| self.ends.get(n).map(|&end| end as usize);
        let n = token as usize;
        let start = n.checked_sub(1).map_or(Some(0), end);
        start
            .zip(end(n))
            .map_or(&[], |(start, end)| &self.bytes[start..end])
    }

    fn number(&self, piece: &[u8]) -> Option<Token> {
        self.sorted
            .binary_search_by_key(&piece, |&token| self.piece(token))
            .ok()
            .map(|at| self.sorted[at])
    }

    /// The text of these tokens; orders are left out, broken characters become U+FFFD.
    pub fn decode(&self, tokens: &[Token]) -> String {
        let bytes: Vec<u8> = tokens
            .iter()
            .flat_map(|&token| self.piece(token))
            .copied()
            .collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The tokens of `text`, cut as the model was taught.
    pub fn encode(&self, text: &str) -> Vec<Token> {
        words(text).flat_map(|word| self.merge(word)).collect()
    }

    /// Starts from single bytes and merges, again and again, the two neighbours whose piece was learnt
    /// first.
    fn merge(&self, word: &str) -> Vec<Token> {
        let bytes = word.as_bytes();
        let mut cuts: Vec<usize> = (0..=bytes.len()).collect();
        loop {
            let first = (0..cuts.len().saturating_sub(2))
                .filter_map(|n| Some((self.number(&bytes[cuts[n]..cuts[n + 2]])?, n)))
                .min();
            let Some((_, n)) = first else { break };
            cuts.remove(n + 1);
        }
        cuts.windows(2)
            .filter_map(|cut| self.number(&bytes[cut[0]..cut[1]]))
            .collect()
    }
}

/// `text` in runs of letters, of digits, of other marks, each with one space before it if there is
/// one. Merging never crosses from one to the next.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let lead = usize::from(first == ' ');
        let kind = rest[lead..].chars().next().map_or(Kind::Space, Kind::of);
        let skip = if kind == Kind::Space { 0 } else { lead };
        let length = rest[skip..]
            .find(|c| Kind::of(c) != kind)
            .map_or(rest.len(), |end| skip + end);
        // Of several spaces the last belongs to the word behind them.
        let length = match (kind, length) {
            (Kind::Space, length)
                if length > 1 && length < rest.len() && rest[..length].ends_with(' ') =>
            {
                length - 1
            }
            (_, length) => length,
        };
        let (word, behind) = rest.split_at(length);
        rest = behind;
        Some(word)
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    Space,
    Mark,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            c if c.is_alphabetic() => Self::Letter,
            c if c.is_numeric() => Self::Digit,
            c if c.is_whitespace() => Self::Space,
            _ => Self::Mark,
        }
    }
}

/// Appends what `text` stands for. A lone `=` stands for nothing.
fn from_base64(text: &str, out: &mut Vec<u8>) -> Option<()> {
    let digits = text.trim_end_matches('=').bytes().map(|c| match c {
        b'A'..=b'Z' => Some(c - b'A'),
        b'a'..=b'z' => Some(c - b'a' + 26),
        b'0'..=b'9' => Some(c - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    });
    let (mut held, mut bits) = (0_u32, 0);
    for digit in digits {
        held = held << 6 | u32::from(digit?);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Vocabulary {
        /// Every byte, then some pieces in the order in which they were "learnt".
        pub fn small() -> Self {
            small()
        }
    }

    fn small() -> Vocabulary {
        let mut pieces: Vec<Vec<u8>> = (0..=255).map(|byte| vec![byte]).collect();
        for piece in ["ab", "bc", "abc", " a", "네", " 네"] {
            if piece.ends_with('네') {
                pieces.push("네".as_bytes()[..2].to_vec());
            }
            pieces.push(piece.as_bytes().to_vec());
        }
        pieces.dedup();
        let lines: Vec<String> = pieces
            .iter()
            .enumerate()
            .map(|(number, piece)| format!("{} {number}", to_base64(piece)))
            .collect();
        Vocabulary::parse(&lines.join("\n")).unwrap()
    }

    fn to_base64(bytes: &[u8]) -> String {
        const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = String::new();
        for three in bytes.chunks(3) {
            let number =
                three.iter().fold(0_u32, |n, &b| n << 8 | u32::from(b)) << (8 * (3 - three.len()));
            for n in 0..=three.len() {
                text.push(char::from(DIGITS[(number >> (18 - 6 * n)) as usize & 63]));
            }
        }
        while !text.len().is_multiple_of(4) {
            text.push('=');
        }
        text
    }

    #[test]
    fn what_was_learnt_first_is_merged_first() {
        let vocabulary = small();
        let pieces = |text| -> Vec<Vec<u8>> {
            vocabulary
                .encode(text)
                .into_iter()
                .map(|token| vocabulary.piece(token).to_vec())
                .collect()
        };
        assert_eq!(pieces("abc"), [b"abc".to_vec()]);
        assert_eq!(pieces("bcab"), [b"bc".to_vec(), b"ab".to_vec()]);
        assert_eq!(pieces(" 네"), [" 네".as_bytes().to_vec()]);
        assert_eq!(pieces(" 아").len(), 4);
    }

    #[test]
    fn text_comes_back_as_it_went_in() {
        let vocabulary = small();
        for text in ["", "네, 7시에 3명이요.", "  두  칸 ", "abc\n\tdef", "é한😀"] {
            assert_eq!(vocabulary.decode(&vocabulary.encode(text)), text);
        }
    }

    #[test]
    fn words_carry_the_space_before_them() {
        let cut = |text| words(text).collect::<Vec<_>>();
        assert_eq!(cut(" 네, 7시  요"), [" 네", ",", " 7", "시", " ", " 요"]);
        assert_eq!(cut("가 "), ["가", " "]);
        assert_eq!(cut("  "), ["  "]);
    }

    #[test]
    fn orders_have_no_text() {
        let vocabulary = small();
        assert!(vocabulary.piece(60_000).is_empty());
        assert_eq!(vocabulary.decode(&[60_000]), "");
    }

    #[test]
    fn a_file_with_gaps_or_other_letters_is_refused() {
        for text in ["", "IQ== 1", "IQ== 0\nIg== 2", "I!== 0", "IQ=="] {
            assert!(Vocabulary::parse(text).is_none(), "{text}");
        }
        let with_nothing = Vocabulary::parse("IQ== 0\n= 1\nIg== 2").unwrap();
        assert_eq!(with_nothing.piece(1), b"");
        assert_eq!(with_nothing.piece(2), b"\"");
    }
}
