//! Yes, no, or "no, but": what an answer means depends on what was asked.
//!
//! **Rule:** an answer is a Yes only when all of it is one. A sentence about something else is
//! `None`, however friendly it sounds.
//!
//! ```
//! use munjigi::korean::yes_no::{Answer, Question, answer};
//!
//! assert_eq!(answer("네 맞아요", Question::Confirm), Some(Answer::Yes));
//! assert_eq!(answer("아니 여덟 시요", Question::Confirm), Some(Answer::Correction));
//! assert_eq!(answer("괜찮습니다", Question::AnythingElse), Some(Answer::No));
//! assert_eq!(answer("주차 되나요", Question::Confirm), None);
//! ```

mod by_sound;
mod phrases;
mod words;

use std::sync::LazyLock;

use super::jamo::{decompose, is_hangul, levenshtein};
use super::normalize::normalize;
use super::pronounce::pronounce;
use phrases::{PHRASES, Phrase, Sense};
use words::{CONNECTIVES, FILLERS, OPENERS, begins_other_word, has_negation};

pub use by_sound::sounds_like_yes;

/// What the caller said to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Agreed.
    Yes,
    /// Refused, and nothing else was said.
    No,
    /// Refused or amended, and said what instead ("아니 여덟 시요"): read the text for slots.
    Correction,
}

/// What was asked, as far as it changes what an answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Question {
    /// "… 맞으세요?": "괜찮아요" and "됐어요" alone say nothing sure here.
    Confirm,
    /// "… 해 드릴까요?": "괜찮아요" and "됐어요" decline.
    Offer,
    /// "더 필요하신 것 있으세요?": "괜찮아요", "없어요" and "감사합니다" are No, "있어요" is Yes.
    AnythingElse,
}

/// What `text` answers to `question`; `None` when it is no answer: silence, a question back
/// ("네?"), something unclear, or a sentence about something else. Small slips of the recogniser
/// are forgiven by sound ("마자요").
#[must_use]
pub fn answer(text: &str, question: Question) -> Option<Answer> {
    if text.trim_end().ends_with(['?', '？']) {
        return None;
    }
    let spoken: String = normalize(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let parts = parts(&spoken);
    let senses: Vec<Sense> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Phrase(phrase) => phrase.sense.under(question),
            _ => None,
        })
        .collect();
    let content: usize = parts.iter().map(Part::content).sum();
    let turns = parts.iter().any(|part| matches!(part, Part::Connective));
    if content == 0 {
        // "아니요, 네" to what was read back: nobody knows which was meant.
        let weakly = (parts.iter().rev())
            .find_map(|part| match part {
                Part::Phrase(phrase) => Some(!phrase.strong),
                _ => None,
            })
            .unwrap_or_default();
        let both = question == Question::Confirm && weakly && senses.contains(&Sense::No);
        return match senses.last()? {
            _ if turns => None,
            Sense::Yes if both => None,
            Sense::Yes => Some(Answer::Yes),
            Sense::No => Some(Answer::No),
            _ => None,
        };
    }
    let first = parts.iter().find(|part| !matches!(part, Part::Filler));
    let opens_with = match first {
        Some(Part::Phrase(phrase)) => phrase.sense.under(question),
        _ => None,
    };
    let ends_with = match parts
        .iter()
        .rev()
        .find(|part| !matches!(part, Part::Filler))
    {
        Some(Part::Phrase(phrase)) if phrase.strong => phrase.sense.under(question),
        _ => None,
    };
    match (opens_with, ends_with) {
        (Some(Sense::No), _) if content >= 2 => Some(Answer::Correction),
        (Some(Sense::Yes), _) if turns && content >= 2 => Some(Answer::Correction),
        // "네 일곱 시 맞아요"
        (Some(Sense::Yes), Some(Sense::Yes)) => Some(Answer::Yes),
        // "시간이 틀렸어요"
        (_, Some(Sense::No)) if question == Question::Confirm => Some(Answer::Correction),
        _ => by_sound(&spoken, question),
    }
}

/// A piece of an answer.
enum Part {
    Phrase(&'static Phrase),
    /// 아, 음, 그: says nothing.
    Filler,
    /// 근데, 말고, 대신: something else follows.
    Connective,
    /// A syllable that belongs to none of these.
    Content,
}

impl Part {
    fn content(&self) -> usize {
        usize::from(matches!(self, Self::Content))
    }
}

/// Cuts an answer, spaces gone, into known pieces: the longest first, and fillers only between
/// known pieces, so that "저녁" is not 저 and 녁.
fn parts(spoken: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = spoken;
    while let Some(c) = rest.chars().next() {
        let inside_word = matches!(parts.last(), Some(Part::Content));
        let phrase = PHRASES
            .iter()
            .filter(|phrase| rest.starts_with(phrase.words))
            // Short words begin other words ("네명", "예약", "응급"), so they must not end one
            // ("가네") nor run on into what is no known piece.
            .filter(|phrase| phrase.strong || (!inside_word && stands(rest, phrase.words)))
            .max_by_key(|phrase| phrase.words.len());
        let connective = CONNECTIVES
            .iter()
            .filter(|w| rest.starts_with(**w))
            .max_by_key(|w| w.len());
        let filler = FILLERS
            .iter()
            .filter(|w| !inside_word && rest.starts_with(**w) && stands(rest, w))
            .max_by_key(|w| w.len());
        let (part, used) = if let Some(phrase) = phrase {
            (Part::Phrase(phrase), phrase.words.len())
        } else if let Some(word) = connective {
            (Part::Connective, word.len())
        } else if let Some(word) = filler {
            (Part::Filler, word.len())
        } else {
            (Part::Content, c.len_utf8())
        };
        parts.push(part);
        rest = &rest[used..];
    }
    parts
}

/// Is what follows `word` the end or another known piece? For 네 and 예 what follows may also be
/// content of at least a word's length, if it does not make a known other word with them.
fn stands(rest: &str, word: &str) -> bool {
    let behind = &rest[word.len()..];
    let known = |text: &str| {
        text.is_empty()
            || PHRASES.iter().any(|phrase| text.starts_with(phrase.words))
            || CONNECTIVES
                .iter()
                .chain(FILLERS)
                .any(|word| text.starts_with(word))
    };
    known(behind) || (OPENERS.contains(&word) && !begins_other_word(rest))
}

/// No phrase sounds like more syllables than this.
const LONGEST: usize = 16;

/// The phrases of at least three syllables, and how they sound.
static SOUNDS: LazyLock<Vec<(&'static Phrase, Vec<char>)>> = LazyLock::new(|| {
    let long = PHRASES
        .iter()
        .filter(|phrase| phrase.words.chars().count() >= 3);
    long.map(|phrase| (phrase, decompose(&pronounce(phrase.words))))
        .collect()
});

/// An answer that matches no phrase by letter but one by sound: the whole of it must sound like a
/// phrase of at least three syllables, nearly every letter of it.
fn by_sound(spoken: &str, question: Question) -> Option<Answer> {
    if !spoken.chars().all(is_hangul) || spoken.chars().count() > LONGEST || has_negation(spoken) {
        return None;
    }
    // "네 마자요": the opener is not part of the sound.
    let body = ["네네", "네", "예", "아"]
        .iter()
        .find_map(|opener| spoken.strip_prefix(opener));
    let heard: Vec<Vec<char>> = std::iter::once(spoken)
        .chain(body)
        .filter(|text| text.chars().count() >= 3)
        .map(|text| decompose(&pronounce(text)))
        .collect();
    let (phrase, _) = SOUNDS.iter().find(|(_, sound)| {
        heard.iter().any(|heard| {
            let longer = sound.len().max(heard.len());
            // So many more letters are as many wrong ones.
            let surplus = sound.len().abs_diff(heard.len());
            surplus * 7 <= longer && levenshtein(sound, heard) * 7 <= longer
        })
    })?;
    match phrase.sense.under(question)? {
        Sense::Yes => Some(Answer::Yes),
        Sense::No => Some(Answer::No),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
