//! What is to be entered, pressed or said now.

use crate::{korean::jamo::Letters, phone::Key};

use super::{
    choice::{Choice, choices},
    sentences::bare,
    words,
};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The caller's own number, and the hash key.
    Phone,
    /// The ID of the ad, and the hash key.
    Id,
    /// The hash key alone: the number that one calls from is known there.
    Hash,
    /// One of these keys.
    Choose(Vec<Choice>),
    /// To say yes.
    SayYes,
    /// What was entered before, once more.
    Again,
    /// Something that is not known here.
    Strange,
}

impl Ask {
    /// Of several keys the one to press, if there is one.
    #[must_use]
    pub fn key(&self) -> Option<Key> {
        match self {
            Self::Hash => Key::new('#'),
            Self::Choose(choices) => {
                let ranked = choices
                    .iter()
                    .filter_map(|choice| Some((choice.meaning.rank()?, choice.key)));
                // Of two as good the first.
                ranked
                    .rev()
                    .max_by_key(|(rank, _)| *rank)
                    .map(|(_, key)| key)
            }
            Self::Phone | Self::Id | Self::SayYes | Self::Again | Self::Strange => None,
        }
    }
}

/// What a sentence asks for.
pub fn of(sentence: &str, letters: &Letters) -> Option<Ask> {
    let own_number = |part: &str| {
        let part = Letters::of(&bare(part));
        words::OWN.in_(&part) && words::HASH.in_(&part) && !words::NUMBER.in_(&part)
    };
    let first = sentence.split("다른 번호").next().unwrap_or(sentence);
    let offers: Vec<Choice> = choices(sentence);
    if own_number(first) && sentence.contains('면') {
        return Some(Ask::Hash);
    }
    if words::SPEAK.in_(letters) && offers.is_empty() {
        return Some(Ask::SayYes);
    }
    if offers.iter().any(|offer| offer.key.face() == '#') {
        return Some(Ask::Hash);
    }
    let presses = words::PRESS.in_(letters);
    if !offers.is_empty() && (presses || offers.len() > 1 || sentence.contains('면')) {
        return Some(Ask::Choose(offers));
    }
    if !presses {
        return None;
    }
    if words::STRANGE.in_(letters) {
        return Some(Ask::Strange);
    }
    if words::ID.in_(letters) {
        return Some(Ask::Id);
    }
    let number = words::PHONE.in_(letters) || words::NUMBER.in_(letters);
    if number {
        return Some(Ask::Phone);
    }
    if words::ONCE_MORE.in_(letters) {
        return Some(Ask::Again);
    }
    // "…을 눌러 주십시오" of a hash key, and nothing to enter before it.
    words::HASH.in_(letters).then_some(Ask::Hash)
}
