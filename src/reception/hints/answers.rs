//! Whole answers that a caller may give, as patterns for the recogniser: everything here is worded in a way that the
//! receptionist understands.
//!
//! They need not be complete. What somebody says in other words is heard as it is; what they say in these
//! words is heard more surely.

use std::sync::Arc;

use crate::{
    korean::wording::{Pattern, behind_value, day, opener, party, phone, time},
    reception::shop::Shop,
};

use super::words;

/// The patterns of a shop, one for each kind of question that the receptionist asks.
#[derive(Debug)]
pub struct Answers {
    /// After an open question.
    pub open: Arc<str>,
    /// When a value was asked for: a day, a time, people, a service.
    pub value: Arc<str>,
    /// When a telephone number was asked for.
    pub phone: Arc<str>,
    /// After a yes-or-no question, and when one of two was offered.
    pub yes_no: Arc<str>,
    /// After "anything else?".
    pub anything_else: Arc<str>,
}

impl Answers {
    /// Works them out.
    #[must_use]
    pub fn new(shop: &Shop) -> Self {
        let parts = Parts::new(shop);
        let sentence = |patterns: &[&Pattern]| -> Arc<str> {
            let all = Pattern::any(patterns.iter().copied().cloned());
            let opened = opener().times(0, 2).glued(&all);
            opened.sentence().as_str().into()
        };
        let Parts {
            value,
            wish,
            question,
            yes_no,
            manners,
        } = &parts;
        let number = phone().glued(&behind_value().maybe());
        let number = Pattern::any([number, Pattern::one_of(words::THIS_NUMBER)]);
        let corrected = Pattern::one_of(words::NO).then(value);
        let choice = Pattern::one_of(words::CHOICE);
        let nothing = Pattern::one_of(words::NOTHING);
        let thanks = Pattern::one_of(words::THANKS);
        let nothing = Pattern::any([nothing.then_maybe(&thanks), thanks]);
        Self {
            open: sentence(&[wish, question, manners]),
            value: sentence(&[value, manners, yes_no]),
            phone: sentence(&[&number, manners]),
            yes_no: sentence(&[yes_no, &corrected, &choice, value, manners]),
            anything_else: sentence(&[&nothing, wish, question, manners]),
        }
    }
}

/// What sentences are made of.
struct Parts {
    /// One or more values, and how they end.
    value: Pattern,
    /// To book, to change, to cancel.
    wish: Pattern,
    question: Pattern,
    yes_no: Pattern,
    /// Once more, wait, somebody else please.
    manners: Pattern,
}

impl Parts {
    fn new(shop: &Shop) -> Self {
        let service = Pattern::one_of(
            shop.bookable()
                .flat_map(|item| item.names().map(str::to_owned).collect::<Vec<_>>()),
        );
        let people = shop.booking.people.then(party);
        let one = Pattern::any([day(), time(), service].into_iter().chain(people));
        let value = one
            .glued(&Pattern::one_of(words::BEHIND_VALUE).maybe())
            .times(0, 4);
        let booking = Pattern::one_of(
            words::BOOKING
                .iter()
                .map(|&word| word.to_owned())
                .chain((shop.booking.words.iter()).cloned()),
        );
        let wish = Pattern::any([
            (booking.glued(&Pattern::one_of(words::BEHIND_NOUN).maybe()))
                .then(&Pattern::one_of(words::WISHES)),
            Pattern::one_of(words::TABLES),
        ]);
        let values = one
            .glued(&Pattern::one_of(words::BEHIND_VALUE).maybe())
            .times(0, 3)
            .glued(&one)
            .glued(&behind_value().maybe());
        Self {
            wish: Pattern::any([value.glued(&wish), values.clone()]),
            value: values,
            question: question(shop),
            yes_no: Pattern::any([Pattern::one_of(words::YES), Pattern::one_of(words::NO)]),
            manners: Pattern::one_of(words::MANNERS),
        }
    }
}

/// The owner's questions as worded, what people ask of any shop, and "is there …", "how much is …" about what the
/// owner has named.
fn question(shop: &Shop) -> Pattern {
    let worded = shop.faq.iter().flat_map(|faq| &faq.ask);
    let named = shop.faq.iter().flat_map(|faq| &faq.words);
    let items = shop.menu.iter().map(|item| &item.name);
    let nouns = Pattern::one_of(named.chain(items).map(|word| word.trim_end_matches('?')));
    let about = nouns
        .glued(&Pattern::one_of(words::BEHIND_NOUN).maybe())
        .then(&Pattern::one_of(words::ASKS));
    let hours = (day().glued(&Pattern::one_of(words::BEHIND_VALUE).maybe()))
        .maybe_then(&Pattern::one_of(words::HOURS));
    Pattern::words("혹시").maybe_then(&Pattern::any([
        Pattern::one_of(worded.map(|ask| ask.trim_end_matches('?'))),
        about,
        hours,
        Pattern::one_of(words::QUESTIONS),
    ]))
}
