//! The frame of a reservation: what is known so far and what is still to be asked.

use jiff::civil::{Date, DateTime, Time};

use crate::{call::Booking, phone::PhoneNumber};

use super::{shop::Shop, understanding::Heard};

/// One value of a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The day.
    Date,
    /// The time of day.
    Time,
    /// How many people.
    Party,
    /// The number to reach the caller by.
    Phone,
}

/// A reservation in the making.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    date: Option<Date>,
    time: Option<Time>,
    party: Option<u8>,
    phone: Option<PhoneNumber>,
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
    /// The shop is closed then.
    Closed(Date),
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

    /// Takes over what was heard; a value that was already there is replaced. Returns whether
    /// anything was heard that belongs into a reservation.
    pub fn take(&mut self, heard: &Heard) -> bool {
        let mut taken = false;
        if let Some(date) = heard.date {
            self.date = Some(date);
            taken = true;
        }
        if let Some(time) = heard.time {
            self.time = Some(time);
            taken = true;
        }
        if let Some(party) = heard.party {
            self.party = Some(party);
            taken = true;
        }
        if let Some(phone) = &heard.phone {
            self.phone = Some(phone.clone());
            self.phone_was_spoken = true;
            taken = true;
        }
        taken
    }

    /// The booking, or the first thing that stands in its way.
    ///
    /// # Errors
    /// The first [`Obstacle`], in the order in which a person would ask.
    pub fn complete(&self, shop: &Shop, now: DateTime) -> Result<Booking, Obstacle> {
        if let Some(date) = self.date {
            if date < now.date() {
                return Err(Obstacle::Past);
            }
            match (shop.hours.on(date), self.time) {
                (None, _) => return Err(Obstacle::Closed(date)),
                (Some(open), Some(time)) if !open.contains(time) => {
                    return Err(Obstacle::Closed(date));
                }
                _ => {}
            }
            if self.time.is_some_and(|time| date.to_datetime(time) <= now) {
                return Err(Obstacle::Past);
            }
        }
        if self.party.is_some_and(|party| party > shop.largest_party) {
            return Err(Obstacle::TooMany);
        }
        Ok(Booking {
            date: self.date.ok_or(Obstacle::Missing(Slot::Date))?,
            time: self.time.ok_or(Obstacle::Missing(Slot::Time))?,
            party: self.party.ok_or(Obstacle::Missing(Slot::Party))?,
            phone: Some(self.phone.clone().ok_or(Obstacle::Missing(Slot::Phone))?),
        })
    }

    /// The number, when it was heard and has to be read back.
    #[must_use]
    pub fn spoken_phone(&self) -> Option<&PhoneNumber> {
        self.phone.as_ref().filter(|_| self.phone_was_spoken)
    }

    /// Forgets the time, and the day too when `day` says so, because they cannot be booked.
    pub fn forget_time(&mut self, day: bool) {
        self.time = None;
        if day {
            self.date = None;
        }
    }
}
