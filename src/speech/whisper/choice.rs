//! Which token comes next, and when to stop. Pure.

use super::{
    answers::Next,
    vocabulary::{Token, Vocabulary},
};

/// Marks that stand for sounds and for typography, not for words.
const NOT_SPOKEN: &str = "\"#()*+/:;<=>@[\\]^_`{|}~「」『』«»„“”-–—'‘’♩♪♫♬♭♮♯";
/// The longest piece looked at for loops, in tokens.
const PHRASE: usize = 24;
/// Tokens that a loop has at the least, and times that it says the same at the least: "공공공공" is a
/// number, not a loop.
const LOOP: (usize, usize) = (16, 4);

/// A token, and how likely the model found it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    pub token: Token,
    /// Natural logarithm of its probability among the tokens that are allowed.
    pub log_probability: f32,
}

/// What may be written, by the columns of the logits.
pub struct Allowed {
    /// The token of each column.
    tokens: Vec<Token>,
    /// 0.0 for a token that may be written, −∞ for one that may not.
    always: Vec<f32>,
    /// The order that ends the text, and its column.
    end: Token,
    end_column: Option<usize>,
}

impl Allowed {
    /// Of the `writable` tokens allows pieces of Korean, Latin letters, digits, marks that belong to words, and
    /// `end`. Those above the vocabulary are orders and times.
    pub fn new(vocabulary: &Vocabulary, writable: &[Token], end: Token) -> Self {
        let always = writable.iter().map(|&token| {
            let spoken = token < vocabulary.len() && is_spoken(vocabulary.piece(token));
            if spoken || token == end {
                0.0
            } else {
                f32::NEG_INFINITY
            }
        });
        Self {
            always: always.collect(),
            tokens: writable.to_vec(),
            end,
            end_column: writable.iter().position(|&token| token == end),
        }
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The most likely of the allowed tokens, the likeliest first. The first of a text must be a word: neither
    /// the end nor a `blank`. With `among`, only of those; their probabilities are those among all that is
    /// allowed.
    pub fn likeliest(
        &self,
        logits: &[f32],
        first: bool,
        blank: Token,
        among: Option<&Next>,
    ) -> Vec<Choice> {
        let barred = |token: Token| first && (token == self.end || token == blank);
        let allowed = |column: usize| {
            let (&token, &always) = self.tokens.get(column).zip(self.always.get(column))?;
            let logit = logits.get(column)? + always;
            (!barred(token)).then_some((token, logit))
        };
        let all = || (0..self.len()).filter_map(allowed);
        let highest = all().map(|(_, logit)| logit).fold(f32::MIN, f32::max);
        let above = |logit: f32| logit - highest;
        let whole: f32 = all()
            .map(|(_, logit)| above(logit))
            .filter(|&logit| logit > NEGLIGIBLE)
            .map(f32::exp)
            .sum();
        let mut best = Best::new(whole.ln());
        match among {
            None => all().for_each(|(token, logit)| best.offer(token, above(logit))),
            Some(next) => {
                let columns = next.columns.iter().map(|&column| column as usize);
                columns
                    .chain(self.end_column.filter(|_| next.is_whole))
                    .filter_map(allowed)
                    .for_each(|(token, logit)| best.offer(token, above(logit)));
            }
        }
        best.choices
    }

    /// The token of each column.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The probability of `token` among all that can be written, allowed or not.
    pub fn probability(&self, logits: &[f32], token: Token) -> f32 {
        let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = logits.iter().map(|logit| (logit - highest).exp()).sum();
        let column = self.tokens.iter().position(|&other| other == token);
        column
            .and_then(|column| logits.get(column))
            .map_or(0.0, |logit| (logit - highest).exp() / sum)
    }
}

/// The best of what it is offered.
struct Best {
    choices: Vec<Choice>,
    /// What is taken from each logit to make it a logarithm of a probability.
    whole: f32,
}

impl Best {
    fn new(whole: f32) -> Self {
        let choices = Vec::with_capacity(CHOICES + 1);
        Self { choices, whole }
    }

    fn offer(&mut self, token: Token, logit: f32) {
        let log_probability = logit - self.whole;
        if log_probability == f32::NEG_INFINITY {
            return;
        }
        let better = |other: &Choice| other.log_probability >= log_probability;
        let at = self.choices.partition_point(better);
        if at < CHOICES {
            let choice = Choice {
                token,
                log_probability,
            };
            self.choices.insert(at, choice);
            self.choices.truncate(CHOICES);
        }
    }
}

/// So many choices are told of.
const CHOICES: usize = 8;
/// Tokens this far below the best one add nothing to a sum in `f32`.
const NEGLIGIBLE: f32 = -18.0;

/// Can this piece be part of what somebody says in Korean?
fn is_spoken(piece: &[u8]) -> bool {
    let (text, broken) = match std::str::from_utf8(piece) {
        Ok(text) => (text, &piece[piece.len()..]),
        Err(error) => {
            let (whole, broken) = piece.split_at(error.valid_up_to());
            (std::str::from_utf8(whole).unwrap_or_default(), broken)
        }
    };
    let bare = text.trim();
    let marks = !bare.is_empty() && bare.chars().all(|c| NOT_SPOKEN.contains(c));
    // A character that is not whole yet: inside one, or the beginning of a syllable (U+AC00 to U+D7A3).
    let korean = match broken.first() {
        None => true,
        Some(&byte) => matches!(byte, 0x80..=0xBF | 0xEA..=0xED),
    };
    let hangul = |c: char| matches!(c, '가'..='힣' | 'ㄱ'..='ㅣ');
    let familiar = |c: char| !c.is_alphabetic() || c.is_ascii() || hangul(c);
    korean && !(marks && broken.is_empty()) && text.chars().all(familiar)
}

/// The tokens without the loop at their end, if there is one: how many to keep, the phrase being said
/// once.
pub fn looping(tokens: &[Token]) -> Option<usize> {
    (1..=PHRASE).find_map(|size| {
        let phrase = tokens.len().checked_sub(size)?;
        let times = tokens
            .rchunks_exact(size)
            .take_while(|chunk| *chunk == &tokens[phrase..])
            .count();
        (times >= LOOP.1 && times * size >= LOOP.0).then(|| tokens.len() - (times - 1) * size)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_may_be_written_and_what_is_not_may_not() {
        for piece in ["네", " 맞아요", "7", ".", "?", " OK", "010", "\u{ac00}", ""] {
            assert!(is_spoken(piece.as_bytes()), "{piece}");
        }
        for piece in ["♪", "(", " [", "「", "ありがとう", "谢谢", "спасибо", "é"]
        {
            assert!(!is_spoken(piece.as_bytes()), "{piece}");
        }
        let syllable = "네".as_bytes();
        assert!(
            is_spoken(&syllable[..1]) && is_spoken(&syllable[..2]) && is_spoken(&syllable[2..])
        );
        assert!(!is_spoken(&"あ".as_bytes()[..2]) && !is_spoken(&"é".as_bytes()[..1]));
    }

    #[test]
    fn the_first_token_is_a_word() {
        let vocabulary = Vocabulary::small();
        let end = vocabulary.len();
        let writable: Vec<Token> = (0..end + 3).collect();
        let allowed = Allowed::new(&vocabulary, &writable, end);
        let mut logits = vec![0.0; allowed.len()];
        let (a, blank, order) = (usize::from(b'a'), usize::from(b' '), allowed.len() - 1);
        logits[order] = 9.0;
        logits[end as usize] = 8.0;
        logits[blank] = 7.0;
        logits[a] = 6.0;
        assert_eq!(allowed.likeliest(&logits, true, 32, None)[0].token, 97);
        let choices = allowed.likeliest(&logits, false, 32, None);
        assert_eq!(choices.len(), CHOICES);
        let order: Vec<Token> = choices[..3].iter().map(|choice| choice.token).collect();
        assert_eq!(order, [end, 32, 97]);
        assert!(choices.is_sorted_by(|a, b| a.log_probability >= b.log_probability));
        let choice = choices[0];
        let by_hand = -(1.0 + (-1.0_f32).exp() + (-2.0_f32).exp()).ln();
        assert!((choice.log_probability - by_hand).abs() < 0.1, "{choice:?}");
    }

    #[test]
    fn probabilities_are_those_of_a_softmax_over_the_columns() {
        let vocabulary = Vocabulary::small();
        let allowed = Allowed::new(&vocabulary, &[97, 98, 40, 500], 500);
        let logits = [1.0, 1.0, 1.0, 1.0];
        assert!((allowed.probability(&logits, 40) - 0.25).abs() < 1e-6);
        assert_eq!(allowed.probability(&logits, 9), 0.0);
        assert!(allowed.probability(&[0.0, 0.0, 0.0, 1e4], 500) > 0.999);
        let choices = allowed.likeliest(&logits, false, 32, None);
        let tokens: Vec<Token> = choices.iter().map(|choice| choice.token).collect();
        assert_eq!(tokens, [97, 98, 500], "no bracket");
        let next = Next {
            columns: vec![1],
            is_whole: true,
        };
        let among = allowed.likeliest(&logits, false, 32, Some(&next));
        assert_eq!(among, choices[1..], "as likely as among all");
        let among = allowed.likeliest(&logits, true, 32, Some(&next));
        assert_eq!(among.len(), 1, "no text begins with its end");
    }

    #[test]
    fn a_loop_is_cut_to_one_and_a_number_is_no_loop() {
        let digits = [1, 2, 3, 3, 3, 3, 5];
        assert_eq!(looping(&digits), None);
        assert_eq!(looping(&[7; 8]), None);
        let mut tokens = vec![1, 2, 3];
        tokens.extend([8, 9, 10, 11].repeat(4));
        assert_eq!(looping(&tokens), Some(7));
        assert_eq!(looping(&[7; 16]), Some(1));
        assert_eq!(looping(&[]), None);
    }
}
