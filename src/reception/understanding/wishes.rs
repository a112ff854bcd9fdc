//! What a clause wishes or asks.

use jiff::civil::Date;

use crate::{
    korean::{
        calendar, clock,
        jamo::{Letters, Phrases},
    },
    reception::desk::Desk,
};

use super::{Questions, Topic, Wish, phrases, values::item};

/// What a clause wants done.
pub(super) fn wish(letters: &Letters, desk: &Desk) -> Option<Wish> {
    let books = || phrases::BOOK.in_(letters) || desk.books.iter().any(|word| word.is_in(letters));
    let moves = || phrases::MOVE.in_(letters) && phrases::OF_A_BOOKING.in_(letters);
    let find = |wishes: &[(Wish, &Phrases)]| {
        wishes
            .iter()
            .find(|(_, phrases)| phrases.in_(letters))
            .map(|(wish, _)| *wish)
    };
    find(&[
        (Wish::Check, &phrases::CHECK),
        (Wish::Cancel, &phrases::CANCEL),
        (Wish::Human, &phrases::HUMAN),
        (Wish::Change, &phrases::CHANGE),
    ])
    .or_else(|| moves().then_some(Wish::Change))
    .or_else(|| books().then_some(Wish::Book))
    .or_else(|| {
        find(&[
            (Wish::Callback, &phrases::CALLBACK),
            (Wish::Message, &phrases::MESSAGE),
        ])
    })
}

/// Of two wishes in one turn the one that says more about the other: "예약했는데 취소하고 싶어요".
pub(super) fn weightier(first: Wish, second: Wish) -> Wish {
    let weight = |wish| match wish {
        Wish::Cancel => 6,
        Wish::Callback => 5,
        Wish::Change => 4,
        Wish::Check => 3,
        Wish::Book => 2,
        Wish::Human | Wish::Message => 1,
    };
    if weight(second) > weight(first) {
        second
    } else {
        first
    }
}

/// What a clause asks, and whether nothing else can have been meant.
pub(super) fn topic(
    clause: &str,
    letters: &Letters,
    desk: &Desk,
    answered: &Questions,
    today: Date,
) -> Option<(Topic, bool)> {
    let by_owner = desk.faq.find(letters).map(|f| (Topic::Faq(f.index), f));
    let since = answered
        .find(letters)
        .map(|f| (Topic::Answered(f.index), f));
    let found = match (by_owner, since) {
        (Some(a), Some(b)) => Some(if b.1.score > a.1.score { b } else { a }),
        (a, b) => a.or(b),
    };
    if let Some((topic, found)) = found
        && found.is_strong()
    {
        return Some((topic, true));
    }
    let shop = &desk.shop;
    let day = || calendar::find_date(clause, today).map(|m| m.date);
    if phrases::PARKING.in_(letters) && shop.parking.is_some() {
        return Some((Topic::Parking, false));
    }
    let item = item(clause, desk, |_| true);
    if phrases::PRICE.in_(letters) {
        match item {
            Some(item) => return Some((Topic::Price(item), false)),
            None if !shop.menu.is_empty() && found.is_none() => {
                return Some((Topic::Menu, false));
            }
            None => {}
        }
    }
    // With a day or a time in it, it is a wish that only shares words with the question.
    if let Some((topic, _)) = found
        && day().is_none()
        && clock::find_time(clause, &shop.hours.widest()).is_none()
    {
        return Some((topic, false));
    }
    if phrases::HOURS.in_(letters) {
        return Some((Topic::Hours(day()), false));
    }
    if phrases::LOCATION.in_(letters) && shop.location.is_some() {
        return Some((Topic::Location, false));
    }
    if phrases::OPEN_THEN.in_(letters)
        && let Some(date) = day()
        && clock::find_time(clause, &shop.hours.widest()).is_none()
    {
        return Some((Topic::Hours(Some(date)), false));
    }
    if phrases::MENU.in_(letters) && !shop.menu.is_empty() {
        return Some((Topic::Menu, false));
    }
    // "치즈 김밥 있어요?"
    let there = [
        "있나",
        "있어",
        "있습니까",
        "되나",
        "돼요",
        "하나요",
        "파나",
        "파세",
    ];
    item.filter(|_| there.iter().any(|t| clause.contains(t)))
        .map(|item| (Topic::Price(item), false))
}
