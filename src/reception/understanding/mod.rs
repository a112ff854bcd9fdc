//! What a caller's words mean: wishes, questions, values and manners, each of which may be absent.
//!
//! A ladder. The words are put into one way of writing and the recogniser's known slips mended; then
//! phrases, by letters, so that a slip is forgiven; then the owner's own questions. A rung that is not
//! sure says nothing; the receptionist then asks.

mod clauses;
mod faq;
mod form;
mod heard;
mod phrases;
mod values;
mod wishes;

use jiff::civil::DateTime;

use crate::{
    korean::{
        jamo::Letters,
        phone_words, sensitive, slips,
        yes_no::{self, Answer, Question},
    },
    phone::{
        PhoneNumber,
        policy::{self, Purpose},
    },
};

use self::{
    clauses::clauses,
    form::{choice, is_question, manner, opens_with_yes},
    values::read_values,
    wishes::{topic, weightier, wish},
};
use super::desk::Desk;

pub use faq::Questions;
pub use heard::{Asked, Heard, Manner, Topic, Wish};

/// Reads one turn. `answered` are the questions that the owner has answered since the settings were
/// saved.
#[must_use]
pub fn understand(
    text: &str,
    asked: Asked,
    desk: &Desk,
    answered: &Questions,
    now: DateTime,
) -> Heard {
    let masked = sensitive::mask(text);
    let is_masked = masked.is_some() || text.contains(sensitive::MASK);
    let text = masked.as_deref().unwrap_or(text);
    let words = slips::mend(text);
    let whole = Letters::of(&words);
    let mut heard = Heard {
        manner: manner(&whole, &words, asked),
        negated: phrases::NOT.in_(&whole),
        asks: is_question(text, &words),
        choice: (asked == Asked::Offer).then(|| choice(&whole)).flatten(),
        any_time: asked == Asked::When && phrases::ANY_TIME.in_(&whole),
        ..Heard::default()
    };
    let asks_for_digits = matches!(asked, Asked::Phone | Asked::FourDigits);
    if asks_for_digits {
        let digits = phone_words::find_phone_digits(&words);
        let number = digits.and_then(|digits| digits.parse::<PhoneNumber>().ok());
        // Somebody's own number is one that a person answers: no premium, no emergency number; and who
        // asks about a number does not give it.
        let own = |number: &PhoneNumber| policy::allow(number, Purpose::Callback).is_ok();
        heard.phone = number.filter(|number| own(number) && !heard.asks);
    }
    // Clause by clause: what is asked in one is no value for what is wished in another.
    let mut rest = String::new();
    for clause in clauses(&words) {
        let letters = Letters::of(clause);
        let topic = topic(clause, &letters, desk, answered, now.date());
        let wish = wish(&letters, desk);
        match (topic, wish) {
            // "예약 없이 가도 되나요" is a question, "주차할 자리 예약" would be none.
            (Some((topic, sure)), wish) if wish.is_none() || sure => {
                if !heard.topics.contains(&topic) && heard.topics.len() < 3 {
                    heard.topics.push(topic);
                }
                continue;
            }
            (_, Some(wish)) => heard.wish = Some(heard.wish.map_or(wish, |w| weightier(w, wish))),
            _ => {}
        }
        rest.push_str(clause);
        rest.push(' ');
    }
    let values = if rest.trim().is_empty() {
        words.as_str()
    } else {
        rest.trim()
    };
    // The digits of a telephone number read as times and people too.
    if asked == Asked::FourDigits && heard.phone.is_none() {
        heard.four_digits = phone_words::find_four_digits(&words);
    }
    if !asks_for_digits {
        read_values(&mut heard, values, asked, desk, now);
    }
    // "스케일링이요" to "which?" asks nothing about it.
    if matches!(asked, Asked::Value | Asked::Service) && heard.what.is_some() && !heard.asks {
        heard.topics.clear();
    }
    let question = match asked {
        Asked::AnythingElse => Question::AnythingElse,
        Asked::Offer => Question::Offer,
        _ => Question::Confirm,
    };
    heard.answer = yes_no::answer(text, question).or_else(|| {
        let yes =
            matches!(asked, Asked::Confirmation | Asked::Offer) && yes_no::sounds_like_yes(text);
        yes.then_some(Answer::Yes)
    });
    heard.opens_with_yes = opens_with_yes(&words);
    heard.sensitive = is_masked;
    heard.words = if is_masked {
        text.trim().to_owned()
    } else {
        words
    };
    heard
}
