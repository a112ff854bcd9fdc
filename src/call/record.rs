//! What a call leaves behind.

use jiff::civil::{Date, DateTime, Time};

use crate::phone::PhoneNumber;

use super::{BookingId, Capacity};

/// Something that must survive the call, and a power cut right after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// Something was booked; it is written only while there is room for it.
    Booking(Booking, Option<Capacity>),
    /// A booking that stands was changed; it is written only while there is room for it.
    Change(BookingId, Booking, Option<Capacity>),
    /// A booking that stood was cancelled.
    Cancel(BookingId),
    /// The owner is to call back.
    Callback(Callback),
    /// The caller left a message for the owner.
    Message(Message),
}

/// A confirmed reservation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// The day, in the shop's own time zone.
    pub date: Date,
    /// The time of day.
    pub time: Time,
    /// How long it takes, in minutes.
    pub minutes: u16,
    /// How many people come.
    pub party: u8,
    /// The number to reach them by; `None` when they gave none.
    pub phone: Option<PhoneNumber>,
    /// What is booked, by its name on the menu; `None` for a table.
    pub what: Option<String>,
}

impl Booking {
    /// When it begins.
    #[must_use]
    pub const fn at(&self) -> DateTime {
        self.date.to_datetime(self.time)
    }
}

/// A call that the owner is to place. The box never dials it by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    /// When the caller wishes it; `None` for any time.
    pub at: Option<DateTime>,
    /// What it is about, in the caller's words; may be empty.
    pub about: String,
    /// The number that called; `None` when it was withheld.
    pub phone: Option<PhoneNumber>,
}

/// Something for the owner to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What the caller said.
    pub body: String,
    /// The number to reach them by; `None` when they gave none.
    pub phone: Option<PhoneNumber>,
}

/// How a call ended, in one word: what the list of calls shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// A reservation was made.
    Booked,
    /// A reservation was changed.
    Changed,
    /// A reservation was cancelled.
    Cancelled,
    /// The owner is to call back.
    Callback,
    /// A message was taken for the owner.
    Message,
    /// The caller asked something and got the answer.
    Answered,
    /// The caller hung up in the middle of something.
    Abandoned,
    /// Somebody who wanted to sell something, or was abusive, or is on the list of blocked numbers.
    Unwanted,
    /// The caller had dialled a wrong number.
    WrongNumber,
    /// Nobody said anything.
    Silent,
    /// A call of the box was answered.
    Reached,
    /// A call of the box was not answered.
    NotReached,
    /// The caller hung up before the box had answered.
    Missed,
    /// The box failed; the reason is in the log.
    Failed,
    /// The call ended without any wish being understood.
    #[default]
    Nothing,
}

impl Outcome {
    /// Every outcome, the weightiest first.
    pub const ALL: [Self; 15] = [
        Self::Booked,
        Self::Changed,
        Self::Cancelled,
        Self::Callback,
        Self::Message,
        Self::Reached,
        Self::Abandoned,
        Self::Answered,
        Self::Unwanted,
        Self::WrongNumber,
        Self::Failed,
        Self::NotReached,
        Self::Nothing,
        Self::Silent,
        Self::Missed,
    ];

    /// The weightier of two outcomes of one call: a booking counts more than an answered question.
    #[must_use]
    pub fn max_of(self, other: Self) -> Self {
        let weight = |outcome| Self::ALL.iter().position(|o| *o == outcome);
        if weight(self) <= weight(other) {
            self
        } else {
            other
        }
    }

    /// The word for it in the store, in scenario files and in `--json`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Changed => "changed",
            Self::Cancelled => "cancelled",
            Self::Callback => "callback",
            Self::Answered => "answered",
            Self::Message => "message",
            Self::Abandoned => "abandoned",
            Self::Unwanted => "unwanted",
            Self::WrongNumber => "wrong-number",
            Self::Silent => "silent",
            Self::Reached => "reached",
            Self::NotReached => "not-reached",
            Self::Missed => "missed",
            Self::Failed => "failed",
            Self::Nothing => "nothing",
        }
    }
}
