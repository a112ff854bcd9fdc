//! What may be booked without asking the owner.

use crate::{
    call::Capacity,
    settings::{Refusal, Table},
};

use super::{Item, Kind};

/// The rules for bookings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingRules {
    /// The box takes bookings at all; if not, wishes for one go to the owner.
    pub accept: bool,
    /// How many people come is asked for.
    pub people: bool,
    /// The largest party that is booked without the owner.
    pub largest_party: u8,
    /// How much there is room for at the same time; `None` without a limit.
    pub capacity: Option<Capacity>,
    /// How long one takes, in minutes, where the service does not say.
    pub minutes: u16,
    /// The last one may begin this many minutes before closing.
    pub before_close: u16,
    /// Other times are offered on this grid, in minutes.
    pub every: u16,
    /// So many minutes ahead at least.
    pub notice: u16,
    /// So many days ahead at most.
    pub ahead: u16,
    /// Whoever has not come so often is left to the owner; 0 switches it off.
    pub no_shows: u8,
    /// Words that mean a booking, beside 예약.
    pub words: Vec<String>,
}

impl BookingRules {
    pub(super) fn read(table: Option<&Table<'_>>, kind: Kind) -> Self {
        let usual = kind.usual();
        let mut rules = Self {
            accept: true,
            people: usual.people,
            largest_party: 8,
            capacity: None,
            minutes: usual.minutes,
            before_close: 0,
            every: 30,
            notice: 0,
            ahead: 90,
            no_shows: 3,
            words: usual.words.iter().map(|w| (*w).to_owned()).collect(),
        };
        let Some(table) = table else { return rules };
        rules.accept = table.get_or("accept", rules.accept);
        rules.people = table.get_or("people", rules.people);
        rules.largest_party = at_least_1(table, "largest_party", rules.largest_party);
        rules.minutes = super::minutes(table).unwrap_or(rules.minutes);
        rules.before_close = table.get_or("before_close", rules.before_close);
        rules.every = at_least_1(table, "every", rules.every);
        rules.notice = table.get_or("notice", rules.notice);
        rules.ahead = table.get_or("ahead", rules.ahead);
        rules.no_shows = table.get_or("no_shows", rules.no_shows);
        rules.words.extend(super::one_or_more(table, "words"));
        let seats = table
            .has("seats")
            .then(|| at_least_1(table, "seats", 1_u16));
        let slots = table
            .has("slots")
            .then(|| at_least_1(table, "slots", 1_u16));
        rules.capacity = match (seats, slots) {
            (Some(_), Some(_)) => {
                table.refuse(
                    "slots",
                    Refusal::new(
                        "seats(앉을 수 있는 인원)와 slots(동시에 받는 예약 수) 가운데 하나만 적어 주세요.",
                        "use either seats (people at once) or slots (bookings at once)",
                    ),
                );
                None
            }
            (Some(seats), None) => Some(Capacity::People(seats)),
            (None, Some(slots)) => Some(Capacity::Bookings(slots)),
            (None, None) => None,
        };
        rules
    }

    /// How long this takes, in minutes.
    #[must_use]
    pub fn minutes_of(&self, item: Option<&Item>) -> u16 {
        item.and_then(|item| item.minutes).unwrap_or(self.minutes)
    }
}

/// A number that is not 0.
fn at_least_1<T: crate::settings::Setting + PartialEq + From<u8> + Copy>(
    table: &Table<'_>,
    key: &str,
    default: T,
) -> T {
    let value = table.get_or(key, default);
    if value == T::from(0) {
        table.refuse(
            key,
            Refusal::new("1 이상이어야 합니다.", "it must be at least 1"),
        );
    }
    value
}
