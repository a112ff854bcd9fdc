//! What a caller's words mean: wishes and values, each of which may be absent.
//!
//! Rules only. A rule that is not sure says nothing; the receptionist then asks.

use jiff::civil::{Date, DateTime, Time};

use crate::{
    korean::{
        calendar, clock, jamo, party, phone_words, slips,
        yes_no::{self, Answer, Question},
    },
    phone::PhoneNumber,
};

use super::shop::Shop;

/// What a caller wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To book a table.
    Reserve,
    /// To know when the shop is open.
    Hours,
    /// To speak to the owner, leave a message, or change a booking, which is the owner's to do.
    Owner,
    /// Not to be recorded.
    NoRecording,
}

/// Everything that was understood in one turn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heard {
    /// The words, cleaned of what recognisers add; empty when there were none.
    pub words: String,
    /// The wish, if one was clear.
    pub wish: Option<Wish>,
    /// A day.
    pub date: Option<Date>,
    /// A time of day.
    pub time: Option<Time>,
    /// A number of people.
    pub party: Option<u8>,
    /// A telephone number.
    pub phone: Option<PhoneNumber>,
    /// Yes, no, or no-but.
    pub answer: Option<Answer>,
}

/// What the box asked last, which decides how short answers are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// "What can I do for you?"
    Anything,
    /// "Anything else?"
    AnythingElse,
    /// "Shall I book this?"
    Confirmation,
    /// For a telephone number.
    Phone,
    /// For another value.
    Value,
}

/// Words that tell a wish, and how much of them must be heard. Stems, because endings vary.
const RESERVE: &[(&str, f32)] = &[
    ("예약", 0.75),
    ("자리 잡", 0.8),
    ("자리 있", 0.8),
    ("자리 하나", 0.8),
];
const HOURS: &[(&str, f32)] = &[
    ("영업시간", 0.75),
    ("몇 시까지", 0.8),
    ("몇 시부터", 0.8),
    ("몇 시에 열", 0.8),
    ("몇 시에 닫", 0.8),
    ("언제까지", 0.85),
    ("문 여", 0.9),
    ("문 열", 0.9),
    ("문 닫", 0.9),
    ("쉬는 날", 0.85),
    ("휴무", 0.9),
    ("영업해", 0.85),
    ("영업하", 0.85),
    ("장사하", 0.85),
];
const CHANGE: &[(&str, f32)] = &[
    ("예약 취소", 0.8),
    ("예약을 취소", 0.8),
    ("취소하", 0.85),
    ("취소해", 0.85),
    ("취소할", 0.85),
    ("예약 변경", 0.8),
    ("예약 바꾸", 0.85),
    ("예약을 바꾸", 0.85),
    ("예약을 변경", 0.8),
    ("예약한 거", 0.85),
    ("예약했는데", 0.85),
];
const OWNER: &[(&str, f32)] = &[
    ("사장님", 0.8),
    ("바꿔 주", 0.85),
    ("바꿔주", 0.85),
    ("사람하고", 0.85),
    ("직원하고", 0.85),
    ("전해 주", 0.85),
    ("메모", 0.9),
];

/// Reads one turn.
#[must_use]
pub fn understand(text: &str, asked: Asked, shop: &Shop, now: DateTime) -> Heard {
    let words = slips::mend(text);
    let hours = shop.hours.widest();
    let phone = (asked == Asked::Phone)
        .then(|| phone_words::find_phone_digits(&words))
        .flatten()
        .and_then(|digits| digits.parse().ok());
    // The digits of a telephone number read as times and people too.
    let values = phone.is_none() && asked != Asked::Phone;
    let question = match asked {
        Asked::AnythingElse => Question::AnythingElse,
        _ => Question::Confirm,
    };
    let wish = wish(&words);
    // Where a number of people is to be expected, one that only sounds right is taken too: it is
    // read back before anything is booked.
    let party = values.then(|| {
        let expected = wish == Some(Wish::Reserve) || asked == Asked::Value;
        party::find_party(&words).or_else(|| {
            expected
                .then(|| party::find_party_by_sound(&words))
                .flatten()
        })
    });
    Heard {
        wish,
        date: values
            .then(|| calendar::find_date(&words, now.date()))
            .flatten()
            .map(|mention| mention.date),
        time: values
            .then(|| clock::find_time(&words, &hours))
            .flatten()
            .filter(|mention| mention.certainty != clock::Certainty::Vague)
            .map(|mention| mention.time),
        party: party.flatten(),
        answer: yes_no::answer(text, question).or_else(|| {
            let yes = asked == Asked::Confirmation && yes_no::sounds_like_yes(text);
            yes.then_some(Answer::Yes)
        }),
        phone,
        words,
    }
}

fn wish(words: &str) -> Option<Wish> {
    let says = |stems: &[(&str, f32)]| {
        stems
            .iter()
            .any(|(stem, share)| jamo::find_similar(words, stem, *share).is_some())
    };
    let refuses = ["하지", "말아", "싫", "안 했으면", "원치", "원하지", "빼"];
    if jamo::find_similar(words, "녹음", 0.8).is_some() && refuses.iter().any(|r| words.contains(r))
    {
        return Some(Wish::NoRecording);
    }
    [
        (Wish::Owner, CHANGE),
        (Wish::Reserve, RESERVE),
        (Wish::Owner, OWNER),
        (Wish::Hours, HOURS),
    ]
    .into_iter()
    .find(|(_, stems)| says(stems))
    .map(|(wish, _)| wish)
}
