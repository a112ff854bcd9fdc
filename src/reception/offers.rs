//! What can be had instead: the nearest times that are open and free.

use jiff::{
    ToSpan as _,
    civil::{Date, DateTime, Time},
};

use crate::call::Ledger;

use super::{booking::Frame, desk::Desk};

/// How many days around the one that was wished are looked at.
const DAYS: i64 = 14;

/// Two things to offer at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    /// Moments; all of the day that was wished, or all at the time that was wished.
    pub times: Vec<DateTime>,
    /// Days, where no time was wished yet.
    pub days: Vec<Date>,
}

/// Whether the shop could begin with it then.
pub fn is_open(desk: &Desk, frame: &Frame, at: DateTime) -> bool {
    let rules = &desk.shop.booking;
    // Guests of a restaurant may sit on; what is done to a customer must be over by closing.
    let needs = if rules.people {
        rules.before_close
    } else {
        rules.before_close.max(frame.minutes(&desk.shop))
    };
    desk.shop.hours.takes(at, needs)
}

/// Whether there is room for it then.
pub fn has_room(desk: &Desk, ledger: &Ledger, frame: &Frame, at: DateTime) -> bool {
    let wanted = frame.at(&desk.shop, at);
    ledger.has_room(desk.shop.booking.capacity, &wanted, frame.replaces())
}

/// Whether it could begin at any time of that day.
pub fn any_on(desk: &Desk, ledger: &Ledger, frame: &Frame, date: Date, now: DateTime) -> bool {
    starts(desk, ledger, frame, date, now).next().is_some()
}

/// All moments of that day, on the shop's grid, at which it could begin.
fn starts<'a>(
    desk: &'a Desk,
    ledger: &'a Ledger,
    frame: &'a Frame,
    date: Date,
    now: DateTime,
) -> impl Iterator<Item = DateTime> + 'a {
    let every = i64::from(desk.shop.booking.every.max(5));
    let notice = i64::from(desk.shop.booking.notice);
    let first = now.checked_add(notice.minutes()).unwrap_or(DateTime::MAX);
    let open = desk.shop.hours.on(date).ok().map(|open| open.open);
    let from = open.map(|open| date.to_datetime(open));
    let next = move |at: &DateTime| {
        let next = at.checked_add(every.minutes()).ok()?;
        (next.date() == date).then_some(next)
    };
    std::iter::successors(from, next).filter(move |at| {
        *at > now && *at >= first && is_open(desk, frame, *at) && has_room(desk, ledger, frame, *at)
    })
}

/// The nearest that can be had instead of what the frame wishes.
pub fn near(desk: &Desk, ledger: &Ledger, frame: &Frame, now: DateTime) -> Offers {
    let mut offers = Offers::default();
    let Some(date) = frame.date() else {
        return offers;
    };
    let Some(time) = frame.time() else {
        offers.days = around(date, now, |day| any_on(desk, ledger, frame, day, now));
        return offers;
    };
    offers.times = same_day(desk, ledger, frame, date.to_datetime(time), now);
    if offers.times.is_empty() {
        let free = |day: Date| {
            let at = day.to_datetime(time);
            at > now && is_open(desk, frame, at) && has_room(desk, ledger, frame, at)
        };
        let days = around(date, now, free);
        offers.times = days.iter().map(|day| day.to_datetime(time)).collect();
    }
    offers
}

/// The last before and the first behind; or two on one side.
fn same_day(
    desk: &Desk,
    ledger: &Ledger,
    frame: &Frame,
    wished: DateTime,
    now: DateTime,
) -> Vec<DateTime> {
    let all: Vec<DateTime> = starts(desk, ledger, frame, wished.date(), now).collect();
    let behind = all.partition_point(|at| *at < wished);
    let (before, behind) = all.split_at(behind);
    match (before, behind) {
        ([.., last], [first, ..]) => vec![*last, *first],
        ([], behind) => behind.iter().take(2).copied().collect(),
        (before, []) => before
            .iter()
            .skip(before.len().saturating_sub(2))
            .copied()
            .collect(),
    }
}

/// The nearest days that will do: one before and one behind, or two behind.
fn around(date: Date, now: DateTime, will_do: impl Fn(Date) -> bool) -> Vec<Date> {
    let near = |step: i64| {
        (1..=DAYS)
            .filter_map(move |n| date.checked_add((n * step).days()).ok())
            .filter(|day| *day >= now.date())
            .filter(|day| will_do(*day))
    };
    let before = near(-1).next();
    let behind = near(1).take(2 - usize::from(before.is_some()));
    before.into_iter().chain(behind).collect()
}

/// The offer that an answer means: its place in the list was said, or its hour.
pub fn chosen(
    offers: &[DateTime],
    choice: Option<usize>,
    time: Option<(Time, bool)>,
) -> Option<DateTime> {
    if let Some(place) = choice {
        return offers.get(place).copied();
    }
    let (time, exact) = time?;
    let same = |at: &&DateTime| {
        let there = at.time();
        let minute = there.minute() == time.minute();
        // "여섯 시" said to "저녁 여섯 시나 …" is that one, whatever else it could be.
        minute && (there.hour() == time.hour() || (!exact && there.hour() % 12 == time.hour() % 12))
    };
    let mut fit = offers.iter().filter(same);
    match (fit.next(), fit.next()) {
        (Some(only), None) => Some(*only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        call::{Booked, Booking, BookingId},
        reception::{Desk, Shop, understanding::Heard},
    };
    use jiff::civil::{date, time};

    fn desk(more: &str) -> Desk {
        let text = format!("name = '가'\n{more}\n[hours]\ndaily = '11:00-21:00'\nsun = '휴무'");
        Desk::new(Shop::parse("shop.toml", &text).unwrap())
    }

    fn frame(day: Date, time: Option<Time>) -> Frame {
        let mut frame = Frame::default();
        let heard = Heard {
            date: Some(day),
            time: time.map(|t| (t, true)),
            ..Heard::default()
        };
        let shop = desk("").shop;
        frame.take(&heard, &shop);
        frame
    }

    fn full(from: i8, to: i8) -> Ledger {
        let one = |hour: i8| Booked {
            id: BookingId(hour.into()),
            booking: Booking {
                date: date(2026, 11, 20),
                time: time(hour, 0, 0, 0),
                minutes: 60,
                party: 4,
                phone: None,
                what: None,
            },
        };
        Ledger {
            bookings: (from..to).map(one).collect(),
            ..Ledger::default()
        }
    }

    const NOON: DateTime = date(2026, 11, 19).at(12, 0, 0, 0);
    const SEATS: &str = "[booking]\nseats = 4\nminutes = 60\nevery = 60";

    #[test]
    fn the_nearest_before_and_behind_are_offered() {
        let frame = frame(date(2026, 11, 20), Some(time(18, 0, 0, 0)));
        let offers = near(&desk(SEATS), &full(17, 20), &frame, NOON);
        let hours: Vec<i8> = offers.times.iter().map(|at| at.hour()).collect();
        assert_eq!(hours, [16, 20]);
    }

    #[test]
    fn a_full_day_gives_the_same_time_on_other_days() {
        let frame = frame(date(2026, 11, 20), Some(time(18, 0, 0, 0)));
        let offers = near(&desk(SEATS), &full(11, 21), &frame, NOON);
        let days: Vec<Date> = offers.times.iter().map(|at| at.date()).collect();
        assert_eq!(days, [date(2026, 11, 19), date(2026, 11, 21)]);
        assert!(offers.times.iter().all(|at| at.hour() == 18));
    }

    #[test]
    fn a_closed_day_gives_its_neighbours() {
        let frame = frame(date(2026, 11, 22), None);
        let offers = near(&desk(""), &Ledger::default(), &frame, NOON);
        assert_eq!(offers.days, [date(2026, 11, 21), date(2026, 11, 23)]);
    }

    #[test]
    fn an_offer_is_chosen_by_place_or_by_its_hour() {
        let at = |hour| date(2026, 11, 20).at(hour, 30, 0, 0);
        let offers = [at(18), at(20)];
        assert_eq!(chosen(&offers, Some(1), None), Some(at(20)));
        assert_eq!(
            chosen(&offers, None, Some((time(8, 30, 0, 0), false))),
            Some(at(20))
        );
        assert_eq!(chosen(&offers, None, Some((time(8, 30, 0, 0), true))), None);
        assert_eq!(chosen(&offers, None, Some((time(19, 0, 0, 0), true))), None);
    }
}
