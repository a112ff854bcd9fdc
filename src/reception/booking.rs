//! The frame of a booking: what is known so far and what still stands in its way.

use jiff::{
    ToSpan as _,
    civil::{Date, DateTime, Time},
};

use crate::{
    call::{Booked, Booking, BookingId, Ledger},
    phone::PhoneNumber,
};

use super::{
    desk::Desk,
    offers::{self, Chosen},
    shop::{Item, Shop},
    understanding::Heard,
};

/// One value of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// What is booked, of what is on the menu.
    What,
    /// The day.
    Date,
    /// The time of day.
    Time,
    /// How many people.
    Party,
    /// The number to reach the caller by.
    Phone,
    /// Of that the four digits behind 010, when the whole was not understood.
    Middle,
    /// … and the last four.
    End,
}

impl Slot {
    /// Whether it was said.
    #[must_use]
    pub const fn is_in(self, heard: &Heard) -> bool {
        match self {
            Self::What => heard.what.is_some(),
            Self::Date => heard.date.is_some(),
            Self::Time => heard.time.is_some(),
            Self::Party => heard.party.is_some(),
            Self::Phone | Self::Middle | Self::End => heard.phone.is_some(),
        }
    }
}

/// What becomes of the frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Goal {
    /// A new booking.
    #[default]
    Book,
    /// A booking that stands, with other values.
    Change(BookingId),
}

/// A booking in the making.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// What becomes of it.
    pub goal: Goal,
    what: Option<String>,
    date: Option<Date>,
    time: Option<Time>,
    party: Option<u8>,
    phone: Option<PhoneNumber>,
    /// The four digits behind 010 of one that is said in pieces.
    middle: Option<String>,
    /// Whether the number was heard, and so may have been misheard.
    phone_was_spoken: bool,
}

/// What stands between a frame and a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// A value is missing.
    Missing(Slot),
    /// The time lies behind us.
    Past,
    /// It is too close.
    TooSoon,
    /// It is too far ahead.
    TooFar,
    /// The shop is closed that day, or then.
    Closed(Date),
    /// There is no room then.
    Full,
    /// There is no room at all that day.
    DayFull,
    /// More people than the box may book.
    TooMany,
}

impl Frame {
    /// A frame for a caller whose number the network gave, or did not.
    #[must_use]
    pub fn for_caller(number: Option<&PhoneNumber>) -> Self {
        Self {
            phone: number.cloned(),
            ..Self::default()
        }
    }

    /// A frame that changes a booking that stands.
    #[must_use]
    pub fn of(booked: &Booked) -> Self {
        let booking = booked.booking.clone();
        Self {
            goal: Goal::Change(booked.id),
            what: booking.what,
            date: Some(booking.date),
            time: Some(booking.time),
            party: Some(booking.party),
            phone: booking.phone,
            middle: None,
            phone_was_spoken: false,
        }
    }

    /// Takes over what was heard; a value that was already there is replaced. Returns whether anything is
    /// other than before: what was known already is no answer, and no correction.
    pub fn take(&mut self, heard: &Heard, shop: &Shop) -> bool {
        let before = self.clone();
        if let Some(item) = heard.what.and_then(|n| shop.menu.get(n)) {
            self.what = Some(item.name.clone());
        }
        self.date = heard.date.or(self.date);
        self.time = heard.time.map(|(time, _)| time).or(self.time);
        self.party = heard.party.or(self.party);
        if let Some(phone) = &heard.phone {
            self.phone = Some(phone.clone());
            self.phone_was_spoken = true;
        }
        *self != before
    }

    /// Day, time and people are not known any more.
    pub const fn ask_anew(&mut self) {
        (self.date, self.time, self.party) = (None, None, None);
    }

    /// The four digits behind 010.
    pub fn begin_phone(&mut self, digits: String) {
        self.middle = Some(digits);
    }

    /// The last four; returns whether it is a number now.
    pub fn end_phone(&mut self, digits: &str) -> bool {
        let middle = self.middle.take();
        let number = middle.and_then(|middle| format!("010{middle}{digits}").parse().ok());
        let is_one = number.is_some();
        if is_one {
            self.phone = number;
            self.phone_was_spoken = true;
        }
        is_one
    }

    /// Takes over what was offered and chosen.
    pub fn choose(&mut self, chosen: Chosen) {
        match chosen {
            Chosen::Time(at) => (self.date, self.time) = (Some(at.date()), Some(at.time())),
            Chosen::Day(day) => self.date = Some(day),
        }
    }

    /// The day, as far as it is known.
    #[must_use]
    pub const fn date(&self) -> Option<Date> {
        self.date
    }

    /// The time, as far as it is known.
    #[must_use]
    pub const fn time(&self) -> Option<Time> {
        self.time
    }

    /// The booking, or the first thing that stands in its way.
    ///
    /// # Errors
    /// The first [`Obstacle`], in the order in which a person would ask.
    pub fn complete(
        &self,
        desk: &Desk,
        ledger: &Ledger,
        now: DateTime,
    ) -> Result<Booking, Obstacle> {
        let shop = &desk.shop;
        let rules = &shop.booking;
        if self.party.is_some_and(|party| party > rules.largest_party) {
            return Err(Obstacle::TooMany);
        }
        if let Some(date) = self.date {
            if date < now.date() {
                return Err(Obstacle::Past);
            }
            let last = now.date().checked_add(i64::from(rules.ahead).days());
            if last.is_ok_and(|last| date > last) {
                return Err(Obstacle::TooFar);
            }
            match self.time {
                Some(time) => self.may_begin(desk, ledger, date.to_datetime(time), now)?,
                None if shop.hours.on(date).is_err() => return Err(Obstacle::Closed(date)),
                None => {}
            }
        }
        let missing = |slot| Obstacle::Missing(slot);
        let mut choices = shop.bookable();
        let what = match (&self.what, choices.next(), choices.next()) {
            (Some(what), ..) => Some(what.clone()),
            (None, Some(only), None) => Some(only.name.clone()),
            (None, Some(_), Some(_)) => return Err(missing(Slot::What)),
            (None, None, _) => None,
        };
        let date = self.date.ok_or(missing(Slot::Date))?;
        if self.time.is_none() && !offers::any_on(desk, ledger, self, date, now) {
            return Err(Obstacle::DayFull);
        }
        let time = self.time.ok_or(missing(Slot::Time))?;
        let party = match self.party {
            None if !rules.people => 1,
            party => party.ok_or(missing(Slot::Party))?,
        };
        let phone = Some(self.phone.clone().ok_or(missing(Slot::Phone))?);
        Ok(Booking {
            date,
            time,
            minutes: self.minutes(shop),
            party,
            phone,
            what,
        })
    }

    fn may_begin(
        &self,
        desk: &Desk,
        ledger: &Ledger,
        at: DateTime,
        now: DateTime,
    ) -> Result<(), Obstacle> {
        if at <= now {
            return Err(Obstacle::Past);
        }
        if !offers::is_open(desk, self, at) {
            return Err(Obstacle::Closed(at.date()));
        }
        let notice = now.checked_add(i64::from(desk.shop.booking.notice).minutes());
        if notice.is_ok_and(|first| at < first) {
            return Err(Obstacle::TooSoon);
        }
        if offers::has_room(desk, ledger, self, at) {
            return Ok(());
        }
        if offers::any_on(desk, ledger, self, at.date(), now) {
            Err(Obstacle::Full)
        } else {
            Err(Obstacle::DayFull)
        }
    }

    /// How many people, as far as it is known.
    #[must_use]
    pub const fn party(&self) -> Option<u8> {
        self.party
    }

    /// The service.
    #[must_use]
    pub fn what(&self) -> Option<&str> {
        self.what.as_deref()
    }

    /// What is known, was not said again and so may be what is wrong, in the order in which it is misheard.
    #[must_use]
    pub fn not_repeated(&self, heard: &Heard) -> Option<Slot> {
        let known = [
            (Slot::Time, self.time.is_some()),
            (Slot::Date, self.date.is_some()),
            (Slot::Party, self.party.is_some()),
            (Slot::What, self.what.is_some()),
        ];
        let mut left = known
            .into_iter()
            .filter(|(slot, known)| *known && !slot.is_in(heard));
        left.next().map(|(slot, _)| slot)
    }

    /// This frame as a booking at that moment, as far as room goes.
    pub(super) fn at(&self, shop: &Shop, at: DateTime) -> Booking {
        Booking {
            date: at.date(),
            time: at.time(),
            minutes: self.minutes(shop),
            party: self.party.unwrap_or(1),
            phone: None,
            what: None,
        }
    }

    /// How long it takes.
    pub(super) fn minutes(&self, shop: &Shop) -> u16 {
        shop.booking.minutes_of(self.item(shop))
    }

    fn item<'s>(&self, shop: &'s Shop) -> Option<&'s Item> {
        let what = self.what.as_ref()?;
        shop.menu.iter().find(|item| item.name == *what)
    }

    /// The booking that it replaces.
    #[must_use]
    pub const fn replaces(&self) -> Option<BookingId> {
        match self.goal {
            Goal::Book => None,
            Goal::Change(id) => Some(id),
        }
    }

    /// The number, when it was heard and has to be read back.
    #[must_use]
    pub fn spoken_phone(&self) -> Option<&PhoneNumber> {
        self.phone.as_ref().filter(|_| self.phone_was_spoken)
    }

    /// Forgets what cannot be booked.
    pub fn forget(&mut self, day: bool, time: bool) {
        if day {
            self.date = None;
        }
        if time {
            self.time = None;
        }
    }
}
