//! What can be had instead: the nearest times that are open and free.

use jiff::{
    ToSpan as _,
    civil::{Date, DateTime, Time},
};

use crate::{
    call::Ledger,
    korean::{calendar, clock, jamo::Lexicon, yes_no::Answer},
};

use super::{booking::Frame, desk::Desk, understanding::Heard};

/// How many days around the one that was wished are looked at.
const DAYS: i64 = 14;

/// An offer sounds like what was heard when so much of it is alike: there are but two.
const ALIKE: f32 = 0.55;

/// Two things to offer at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offers {
    /// Other times of the day that was wished.
    Times(Vec<DateTime>),
    /// Other days, at the time that was wished if one was.
    Days(Vec<Date>),
}

/// What was chosen of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// A time.
    Time(DateTime),
    /// A day.
    Day(Date),
}

impl Offers {
    /// The one that an answer means: by its place, by its hour, or by a yes where there is only one. A
    /// day that is said by itself needs no choosing: it is a value as any.
    #[must_use]
    pub fn chosen(&self, heard: &Heard) -> Option<Chosen> {
        let only = heard.answer == Some(Answer::Yes);
        let place = heard.choice.or((only && self.len() == 1).then_some(0));
        match self {
            Self::Times(times) => match (place, heard.time) {
                (Some(place), _) => times.get(place).copied(),
                (None, Some(time)) if heard.date.is_none() => by_hour(times, time),
                _ => None,
            }
            .map(Chosen::Time),
            Self::Days(days) => days.get(place?).copied().map(Chosen::Day),
        }
    }

    /// The one that `words` sound like. What is chosen is read back.
    #[must_use]
    pub fn by_sound(&self, words: &str) -> Option<Chosen> {
        let times = match self {
            Self::Times(times) => times,
            Self::Days(days) => {
                return calendar::which_day_by_sound(words, days).map(Chosen::Day);
            }
        };
        let named = times.iter().flat_map(|at| {
            let whole = clock::speak_time(at.time());
            let hour = whole.split_once(' ').map(|(_, hour)| hour.to_owned());
            let names = [Some(whole), hour].into_iter().flatten();
            names.map(|name| (name, Chosen::Time(*at)))
        });
        Lexicon::new(named, ALIKE).find(words)
    }

    fn len(&self) -> usize {
        match self {
            Self::Times(times) => times.len(),
            Self::Days(days) => days.len(),
        }
    }
}

/// The offer at this hour: "여섯 시" said to "저녁 여섯 시나 …" is that one, whatever else it could be.
fn by_hour(times: &[DateTime], (time, exact): (Time, bool)) -> Option<DateTime> {
    let same = |at: &&DateTime| {
        let there = at.time();
        let hour = there.hour() == time.hour() || (!exact && there.hour() % 12 == time.hour() % 12);
        hour && there.minute() == time.minute()
    };
    let mut fit = times.iter().filter(same);
    match (fit.next(), fit.next()) {
        (Some(only), None) => Some(*only),
        _ => None,
    }
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

/// The nearest that can be had instead of what the frame wishes; may be nothing.
pub fn near(desk: &Desk, ledger: &Ledger, frame: &Frame, now: DateTime) -> Offers {
    let Some(date) = frame.date() else {
        return Offers::Days(Vec::new());
    };
    let Some(time) = frame.time() else {
        return Offers::Days(around(date, now, |day| {
            any_on(desk, ledger, frame, day, now)
        }));
    };
    let times = same_day(desk, ledger, frame, date.to_datetime(time), now);
    if !times.is_empty() {
        return Offers::Times(times);
    }
    Offers::Days(around(date, now, |day| {
        let at = day.to_datetime(time);
        at > now && is_open(desk, frame, at) && has_room(desk, ledger, frame, at)
    }))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        call::{Booked, Booking, BookingId},
        reception::{Desk, Shop},
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
        let at = |hour| date(2026, 11, 20).at(hour, 0, 0, 0);
        let offers = near(&desk(SEATS), &full(17, 20), &frame, NOON);
        assert_eq!(offers, Offers::Times(vec![at(16), at(20)]));
    }

    #[test]
    fn a_full_day_gives_the_same_time_on_other_days() {
        let frame = frame(date(2026, 11, 20), Some(time(18, 0, 0, 0)));
        let offers = near(&desk(SEATS), &full(11, 21), &frame, NOON);
        let days = vec![date(2026, 11, 19), date(2026, 11, 21)];
        assert_eq!(offers, Offers::Days(days));
    }

    #[test]
    fn a_closed_day_gives_its_neighbours() {
        let frame = frame(date(2026, 11, 22), None);
        let offers = near(&desk(""), &Ledger::default(), &frame, NOON);
        let days = vec![date(2026, 11, 21), date(2026, 11, 23)];
        assert_eq!(offers, Offers::Days(days));
    }

    #[test]
    fn an_offer_is_chosen_by_place_or_by_its_hour() {
        let at = |hour| date(2026, 11, 20).at(hour, 30, 0, 0);
        let offers = Offers::Times(vec![at(18), at(20)]);
        let said = |choice, time| Heard {
            choice,
            time,
            ..Heard::default()
        };
        let chosen = |choice, time| offers.chosen(&said(choice, time));
        let half_past = |hour| time(hour, 30, 0, 0);
        assert_eq!(chosen(Some(1), None), Some(Chosen::Time(at(20))));
        let eight = Some((half_past(8), false));
        assert_eq!(chosen(None, eight), Some(Chosen::Time(at(20))));
        assert_eq!(chosen(None, Some((half_past(8), true))), None);
        assert_eq!(chosen(None, Some((half_past(19), true))), None);
        let only = Offers::Days(vec![date(2026, 11, 21)]);
        let yes = Heard {
            answer: Some(Answer::Yes),
            ..Heard::default()
        };
        assert_eq!(only.chosen(&yes), Some(Chosen::Day(date(2026, 11, 21))));
        assert_eq!(offers.chosen(&yes), None);
    }

    #[test]
    fn what_makes_no_sense_is_the_offer_that_it_sounds_like() {
        let days = Offers::Days(vec![date(2026, 11, 28), date(2026, 11, 30)]);
        let by_sound = |words| days.by_sound(words);
        assert_eq!(by_sound("월료일요"), Some(Chosen::Day(date(2026, 11, 30))));
        assert_eq!(
            by_sound("더요일이요"),
            Some(Chosen::Day(date(2026, 11, 28)))
        );
        assert_eq!(by_sound("글쎄요 어떡하지"), None);
        let day = date(2026, 11, 25);
        let times = [day.at(17, 0, 0, 0), day.at(20, 0, 0, 0)];
        let offers = Offers::Times(times.to_vec());
        let by_sound = |words| offers.by_sound(words);
        assert_eq!(by_sound("저녁 여더 시요"), Some(Chosen::Time(times[1])));
        assert_eq!(by_sound("시요"), None);
        let times = [day.at(12, 30, 0, 0), day.at(14, 0, 0, 0)];
        let offers = Offers::Times(times.to_vec());
        let heard = offers.by_sound("아 점심 시간이군요 그럼 도시로 하겠습니다");
        assert_eq!(heard, Some(Chosen::Time(times[1])));
    }
}
