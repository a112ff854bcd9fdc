//! What stands in the shop's book while a call is on.

use std::sync::Arc;

use jiff::{SignedDuration, civil::DateTime};

use crate::phone::PhoneNumber;

use super::Booking;

/// The row of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BookingId(pub i64);

/// How much there is room for at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capacity {
    /// So many people.
    People(u16),
    /// So many bookings, however many people come.
    Bookings(u16),
}

/// A booking that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    /// Its row.
    pub id: BookingId,
    /// The booking.
    pub booking: Booking,
}

/// A question of an earlier caller that the owner has answered since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The question, as it was asked.
    pub question: String,
    /// The owner's answer.
    pub answer: String,
}

/// The shop's book as it stood when the telephone rang. A program only looks into it; what it wants
/// changed it commits, and the store looks again then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Bookings that stand and are not over, in the order of their times.
    pub bookings: Vec<Booked>,
    /// How often this caller has booked and not come.
    pub no_shows: u32,
    /// Who gets what is meant for the owner; `None`: nobody does.
    pub owner: Option<PhoneNumber>,
    /// What the owner has answered.
    pub answered: Arc<[Answered]>,
}

impl Ledger {
    /// The bookings of this number, soonest first.
    pub fn of<'a>(&'a self, number: &'a PhoneNumber) -> impl Iterator<Item = &'a Booked> {
        self.bookings
            .iter()
            .filter(move |booked| booked.booking.phone.as_ref() == Some(number))
    }

    /// Whether `wanted` fits in beside everything that stands, apart from `except`, which it replaces.
    #[must_use]
    pub fn has_room(
        &self,
        capacity: Option<Capacity>,
        wanted: &Booking,
        except: Option<BookingId>,
    ) -> bool {
        // Only what is near in time: a shop may have hundreds. None takes longer than a day.
        let at = wanted.at();
        let day = SignedDuration::from_hours(24);
        let from = at.checked_sub(day).unwrap_or(DateTime::MIN);
        let to = at.checked_add(day).unwrap_or(DateTime::MAX);
        let first = self.bookings.partition_point(|b| b.booking.at() < from);
        let beside = self.bookings[first..].iter();
        let beside = beside.take_while(|b| b.booking.at() <= to);
        let beside = beside.filter(|b| Some(b.id) != except);
        has_room(capacity, wanted, beside.map(|b| &b.booking))
    }
}

/// Whether `wanted` fits in beside the bookings that stand.
pub fn has_room<'a>(
    capacity: Option<Capacity>,
    wanted: &Booking,
    beside: impl Iterator<Item = &'a Booking> + Clone,
) -> bool {
    let (size, limit): (fn(&Booking) -> u32, u16) = match capacity {
        None => return true,
        Some(Capacity::People(limit)) => (|b| u32::from(b.party), limit),
        Some(Capacity::Bookings(limit)) => (|_| 1, limit),
    };
    let during = span(wanted);
    let beside = beside.filter(|b| {
        let other = span(b);
        other.0 < during.1 && during.0 < other.1
    });
    // It is fullest when something begins.
    let begins = beside.clone().map(|b| span(b).0.max(during.0));
    begins.chain([during.0]).all(|at| {
        let there = beside.clone().filter(|b| {
            let (from, to) = span(b);
            from <= at && at < to
        });
        there.map(size).sum::<u32>() + size(wanted) <= u32::from(limit)
    })
}

/// From when to when; at least a minute.
fn span(booking: &Booking) -> (DateTime, DateTime) {
    let from = booking.at();
    let long = SignedDuration::from_mins(i64::from(booking.minutes.max(1)));
    (from, from.checked_add(long).unwrap_or(DateTime::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    fn booking(hour: i8, minute: i8, minutes: u16, party: u8) -> Booking {
        Booking {
            date: date(2026, 11, 20),
            time: time(hour, minute, 0, 0),
            minutes,
            party,
            phone: None,
            what: None,
        }
    }

    #[test]
    fn people_are_counted_where_it_is_fullest() {
        let there = [
            booking(18, 0, 60, 4),
            booking(18, 30, 60, 3),
            booking(19, 0, 60, 2),
        ];
        let fits =
            |seats, wanted: &Booking| has_room(Some(Capacity::People(seats)), wanted, there.iter());
        // From 18:30 to 19:00 there are seven, afterwards five.
        assert!(fits(9, &booking(18, 0, 60, 2)));
        assert!(!fits(8, &booking(18, 0, 60, 2)));
        assert!(fits(7, &booking(19, 0, 60, 2)));
        assert!(!fits(6, &booking(19, 0, 60, 2)));
        assert!(fits(2, &booking(20, 0, 60, 2)));
        assert!(has_room(None, &booking(18, 0, 60, 200), there.iter()));
    }

    #[test]
    fn a_booking_that_is_moved_makes_room_for_itself() {
        let stands = Booked {
            id: BookingId(3),
            booking: booking(18, 0, 60, 1),
        };
        let ledger = Ledger {
            bookings: vec![stands],
            ..Ledger::default()
        };
        let one = Some(Capacity::Bookings(1));
        let wanted = booking(18, 30, 60, 1);
        assert!(!ledger.has_room(one, &wanted, None));
        assert!(ledger.has_room(one, &wanted, Some(BookingId(3))));
    }

    proptest! {
        /// Minute by minute, as one would count by hand.
        #[test]
        fn as_counted_by_hand(
            there in proptest::collection::vec((8i8..22, 0i8..60, 1u16..180, 1u8..6), 0..8),
            (hour, minute, minutes, party) in (8i8..22, 0i8..60, 1u16..180, 1u8..6),
            limit in 1u16..12,
        ) {
            let there: Vec<_> = there.into_iter().map(|(h, m, l, p)| booking(h, m, l, p)).collect();
            let wanted = booking(hour, minute, minutes, party);
            let start = |b: &Booking| i32::from(b.time.hour()) * 60 + i32::from(b.time.minute());
            let fits = (start(&wanted)..start(&wanted) + i32::from(minutes)).all(|at| {
                let load: i32 = there.iter()
                    .filter(|b| start(b) <= at && at < start(b) + i32::from(b.minutes))
                    .map(|b| i32::from(b.party)).sum();
                load + i32::from(party) <= i32::from(limit)
            });
            prop_assert_eq!(has_room(Some(Capacity::People(limit)), &wanted, there.iter()), fits);
        }
    }
}
