//! A shop, and everything that is worked out of it once, before any call.

use jiff::civil::DateTime;

use crate::korean::{
    jamo::{Lexicon, Needle},
    normalize::normalize,
};

use super::{
    hints::Answers,
    shop::Shop,
    understanding::{Asked, Questions, Topic, understand},
};

/// What a receptionist works with; shared by all calls of a shop.
#[derive(Debug)]
pub struct Desk {
    /// The shop.
    pub shop: Shop,
    /// The owner's questions.
    pub(super) faq: Questions,
    /// The names of what is on the menu.
    pub(super) items: Vec<Vec<Needle>>,
    /// The same by their sound, of what can be booked.
    pub(super) sounds: Lexicon<usize>,
    /// The same where one of them was asked for: short names too, and less alike.
    pub(super) services: Lexicon<usize>,
    /// Words that mean a booking here.
    pub(super) books: Vec<Needle>,
    /// Whole answers that a recogniser may expect.
    pub(super) answers: Answers,
}

impl Desk {
    /// The questions of the owner's list that `text` asks, by their places: what the receptionist would
    /// answer to it after its greeting.
    #[must_use]
    pub fn asked(&self, text: &str, now: DateTime) -> Vec<usize> {
        let heard = understand(text, Asked::Anything, self, &Questions::default(), now);
        let faq = heard.topics.iter().filter_map(|topic| match topic {
            Topic::Faq(n) => Some(*n),
            _ => None,
        });
        faq.collect()
    }

    /// Works it out.
    #[must_use]
    pub fn new(shop: Shop) -> Self {
        let faq = Questions::new(
            shop.faq
                .iter()
                .map(|f| (f.ask.as_slice(), f.words.as_slice())),
        );
        // A slip in a short name makes another word of it.
        let name = |name: &str| {
            let long = name.chars().filter(|c| !c.is_whitespace()).count() > 2;
            Needle::new(&normalize(name), if long { 0.8 } else { 0.9 })
        };
        let items = shop
            .menu
            .iter()
            .map(|item| item.names().map(name).collect());
        let bookable = shop.menu.iter().enumerate().filter(|(_, item)| item.book);
        let named =
            bookable.flat_map(|(n, item)| item.names().map(move |name| (normalize(name), n)));
        let services: Vec<(String, usize)> = named.collect();
        let long = |name: &str| name.chars().filter(|c| !c.is_whitespace()).count() > 2;
        let sounds = services.iter().filter(|(name, _)| long(name)).cloned();
        let sounds = Lexicon::new(sounds, 0.70);
        let services = Lexicon::new(services, 0.66);
        let books = shop
            .booking
            .words
            .iter()
            .map(|w| Needle::new(&normalize(w), 0.85));
        Self {
            faq,
            sounds,
            services,
            items: items.collect(),
            books: books.collect(),
            answers: Answers::new(&shop),
            shop,
        }
    }
}
