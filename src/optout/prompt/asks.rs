//! What is to be entered, pressed or said now.

use crate::{korean::jamo::Letters, phone::Key};

use super::{
    choice::{self, Choice, choices, is_doubtful},
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
    /// Something that no ad gives, or of which not all was heard: nothing is entered.
    Unheard,
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
            Self::Phone | Self::Id | Self::SayYes | Self::Again | Self::Unheard => None,
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
        let doubtful = is_doubtful(sentence);
        return Some(if doubtful {
            Ask::Unheard
        } else {
            Ask::Choose(offers)
        });
    }
    // "입력하신 번호는 …입니다" reads back what was entered.
    if !presses || letters.text().ends_with("입니다") {
        return is_request(letters).then_some(Ask::Unheard);
    }
    if words::ID.in_(letters) {
        return Some(Ask::Id);
    }
    let typed = words::HASH.in_(letters) || sentence.contains("입력");
    let named = words::PHONE.in_(letters);
    if named || words::NUMBER.in_(letters) || letters.text().contains("번호") {
        // "…을 원하시면 이 번호를 눌러": a key that was misheard.
        let is_number = (named || is_plain_number(sentence)) && (typed || !is_offered(sentence));
        return Some(if is_number { Ask::Phone } else { Ask::Unheard });
    }
    if words::ONCE_MORE.in_(letters) {
        return Some(Ask::Again);
    }
    // "…을 눌러 주십시오" of a hash key ends an entry, of which nothing was heard.
    is_request(letters).then_some(Ask::Unheard)
}

/// "번호를", "본인의 번호를": of whatever else it is the number ("이 번호를", "수신거부 번호를"), it is not the caller's.
fn is_plain_number(sentence: &str) -> bool {
    const BEFORE: [char; 9] = ['실', '할', '의', '신', '한', '는', '를', '을', '후'];
    let mut before = "";
    let mut words = sentence.split_whitespace();
    words.any(|word| {
        let plain = word.starts_with("번호") && (before.is_empty() || before.ends_with(BEFORE));
        before = word.trim_end_matches(',');
        plain
    })
}

/// "우물정자를 눌러 주세요", on no condition.
pub fn is_hash_alone(sentence: &str) -> bool {
    let letters = Letters::of(&bare(sentence));
    words::HASH.in_(&letters) && !sentence.contains('면')
}

/// Something stands for a key: "…을 원하시면", "…은".
fn is_offered(sentence: &str) -> bool {
    choice::offered(sentence) > 0
}

/// Something is to be pressed or entered.
fn is_request(letters: &Letters) -> bool {
    const ENDS: [&str; 6] = ["세요", "십시오", "시오", "바랍니다", "시고요", "주시구요"];
    let asks = ENDS.iter().any(|end| letters.text().ends_with(end));
    asks && words::PRESS_BY_SOUND.in_(letters)
}
