//! What an opt-out line says, as far as it was recognised.
//!
//! ```text
//! transcript ─▶ sentences ─┬─▶ statements: done, already, refused, undone, not reached, a person, costs
//!                          └─▶ asks: a number, an ID, one of several keys
//! ```
//!
//! Recognisers damage these recordings ("우물정자" becomes "운물정자", "식별번호" "식발번호"): words are found by their letters. A
//! statement needs a verb in the past and nothing conditional in its sentence: "수신거부 등록을 원하시면" registers nobody.

mod asks;
mod by_sound;
mod choice;
mod sentences;
mod side;
mod statement;
mod subject;
#[cfg(test)]
mod tests;
mod words;

use crate::korean::jamo::Letters;

pub use asks::Ask;
pub use choice::{Choice, Meaning};
pub use statement::Statement;

/// What a stretch of talk says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// Its sentences that say something, in order.
    pub said: Vec<Said>,
    /// It is speech in words that belong to such a line, or has greeted; not music or broken sound.
    pub is_clear: bool,
}

/// A sentence that says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What.
    pub what: What,
    /// The sentence, as it was recognised.
    pub sentence: String,
}

/// What a sentence says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// How it stands.
    States(Statement),
    /// What is to be done now.
    Asks(Ask),
}

impl Prompt {
    /// Reads a transcript.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let text = &sentences::join_keys(text);
        let sentences = sentences::split(text);
        let mut said: Vec<Said> = Vec::new();
        for sentence in sentences {
            let Some(what) = what(sentence) else { continue };
            // "…번호를 누르시오. 우물정자를 눌러 주세요": the end of an entry.
            let ends_entry = what == What::Asks(Ask::Unheard) && asks::is_hash_alone(sentence);
            let last = said.last().map(|said| &said.what);
            if ends_entry && matches!(last, Some(What::Asks(Ask::Phone | Ask::Id))) {
                continue;
            }
            let sentence = sentence.to_owned();
            said.push(Said { what, sentence });
        }
        doubt_a_lone_two(&mut said);
        let is_clear = is_clear(text);
        Self { said, is_clear }
    }

    /// The last thing that is stated, and the sentence.
    #[must_use]
    pub fn statement(&self) -> Option<(Statement, &str)> {
        self.said.iter().rev().find_map(|said| match &said.what {
            What::States(statement) => Some((*statement, said.sentence.as_str())),
            What::Asks(_) => None,
        })
    }

    /// The last thing that is asked for, and the sentence.
    #[must_use]
    pub fn ask(&self) -> Option<(&Ask, &str)> {
        self.said.iter().rev().find_map(|said| match &said.what {
            What::Asks(ask) => Some((ask, said.sentence.as_str())),
            What::States(_) => None,
        })
    }
}

/// 일번 and 이번 differ in a sound that telephones lose, and menus begin with 1: a 2 is one only beside a 1.
fn doubt_a_lone_two(said: &mut [Said]) {
    let choices = |said: &Said| match &said.what {
        What::Asks(Ask::Choose(choices)) => choices.clone(),
        _ => Vec::new(),
    };
    let named: Vec<char> = said
        .iter()
        .flat_map(choices)
        .map(|choice| choice.key.face())
        .collect();
    if named.contains(&'1') {
        return;
    }
    for said in said {
        if let What::Asks(ask) = &said.what
            && ask.key().is_some_and(|key| key.face() == '2')
        {
            said.what = What::Asks(Ask::Unheard);
        }
    }
}

fn what(sentence: &str) -> Option<What> {
    let letters = Letters::of(&sentences::bare(sentence));
    // "…등록되었습니다" states, whatever else its sentence holds; "…번호를 누르세요" asks.
    if let Some(statement) = statement::of(&letters) {
        return Some(What::States(statement));
    }
    asks::of(sentence, &letters).map(What::Asks)
}

/// More than this part of the letters must be Hangul.
const HANGUL: (usize, usize) = (3, 4);

fn is_clear(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let hangul = |c: &char| ('가'..='힣').contains(c);
    let (of_them, all) = letters.fold((0, 0), |(some, all), c| {
        (some + usize::from(hangul(&c)), all + 1)
    });
    let known = Letters::of(&sentences::bare(text));
    all > 0 && of_them * HANGUL.1 >= all * HANGUL.0 && words::KNOWN.in_(&known)
}
