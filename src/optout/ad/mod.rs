//! What an advertisement says of how to be left alone.
//!
//! The law (정보통신망법 제50조 4항, 시행령 별표 6) has it marked "(광고)" and a free way out named. What that looks like in
//! practice: `무료거부0802345678`, `무료수신거부 080-234-5678 코드:1234`, the number before the word, numbers cut off by
//! the length of a text, and other numbers around it.

mod id;
mod marks;
mod number;
#[cfg(test)]
mod tests;
mod width;

pub(super) use id::ID_DIGITS;
pub(super) use width::fold;

use crate::phone::PhoneNumber;

use self::{
    marks::{Marks, Place},
    number::{Candidate, candidates, spelled},
};

/// What was found in a text message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extraction {
    /// The toll-free number to call; only with [`Verdict::OptOut`].
    pub number: Option<PhoneNumber>,
    /// What to enter there, where the text names it: 3 to 11 digits.
    pub id: Option<String>,
    /// What to do.
    pub verdict: Verdict,
    /// What that rests on.
    pub why: Why,
}

/// What to do about a text message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// An ad with a number to call.
    OptOut,
    /// An ad, but not one that can be answered by a call; the owner may know more.
    AskOwner,
    /// No ad.
    NotAnAd,
}

/// What a verdict rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The number stands beside a word for opting out.
    BesideTheWord,
    /// It is the only toll-free number of an ad that names a way out.
    OnlyNumber,
    /// Neither marked as an ad, nor does it name a way out with a number.
    NoMark,
    /// An ad that names no number at all.
    NoNumber,
    /// The number has too few digits, or too many: cut off, or none.
    NotANumber,
    /// The number is there, and not free to call.
    NotTollFree,
    /// Toll-free numbers, and no word that says which is for opting out.
    NoWord,
}

impl Verdict {
    /// A stable word for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OptOut => "opt_out",
            Self::AskOwner => "ask_owner",
            Self::NotAnAd => "not_an_ad",
        }
    }
}

impl Why {
    /// A stable word for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BesideTheWord => "beside_the_word",
            Self::OnlyNumber => "only_number",
            Self::NoMark => "no_mark",
            Self::NoNumber => "no_number",
            Self::NotANumber => "not_a_number",
            Self::NotTollFree => "not_toll_free",
            Self::NoWord => "no_word",
        }
    }
}

/// How far before a number a word for opting out may stand, in characters that mean something.
const AHEAD: usize = 14;
/// … and how far behind it.
const BEHIND: usize = 3;

impl Extraction {
    /// Reads the body of a message, all parts of it put together.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = fold(text);
        let marks = Marks::of(&text);
        let found = candidates(&text);
        let beside = found.iter().filter_map(|candidate| {
            let distance = marks.distance(&text, candidate.span.clone(), (AHEAD, BEHIND))?;
            Some((distance, candidate))
        });
        // The nearest; of two as near the first, which is the one that is read first.
        if let Some((place, nearest)) = beside.min_by_key(|(place, _)| *place) {
            return Self::at(&text, &marks, nearest, Some(place));
        }
        let spelled = marks.ends.iter().find_map(|end| spelled(&text[*end..]));
        if let Some(digits) = spelled {
            return Self::calls(digits, None, Why::BesideTheWord);
        }
        let mut free = found.iter().filter(|candidate| candidate.is_whole());
        match (marks.is_ad, marks.ends.is_empty(), free.next(), free.next()) {
            (false, ..) => Self::none(Verdict::NotAnAd, Why::NoMark),
            (true, false, Some(only), None) => Self::at(&text, &marks, only, None),
            (true, _, Some(_), _) => Self::none(Verdict::AskOwner, Why::NoWord),
            (true, _, None, _) => Self::none(Verdict::AskOwner, Why::NoNumber),
        }
    }

    /// The number's digits.
    #[must_use]
    pub fn digits(&self) -> Option<&str> {
        self.number.as_ref().map(PhoneNumber::digits)
    }

    fn at(text: &str, marks: &Marks, candidate: &Candidate, place: Option<Place>) -> Self {
        if !candidate.is_toll_free() {
            let verdict = if marks.is_ad {
                Verdict::AskOwner
            } else {
                Verdict::NotAnAd
            };
            return Self::none(verdict, Why::NotTollFree);
        }
        if !candidate.is_whole() {
            return Self::none(Verdict::AskOwner, Why::NotANumber);
        }
        let behind = &text[candidate.span.end..];
        let before = &text[..candidate.span.start];
        let id = id::behind(behind).or_else(|| id::before(before));
        let why = match place {
            Some(_) => Why::BesideTheWord,
            None => Why::OnlyNumber,
        };
        Self::calls(candidate.digits.clone(), id, why)
    }

    fn calls(digits: String, id: Option<String>, why: Why) -> Self {
        match digits.parse() {
            Ok(number) => Self {
                number: Some(number),
                id,
                verdict: Verdict::OptOut,
                why,
            },
            Err(_) => Self::none(Verdict::AskOwner, Why::NotANumber),
        }
    }

    const fn none(verdict: Verdict, why: Why) -> Self {
        Self {
            number: None,
            id: None,
            verdict,
            why,
        }
    }
}
