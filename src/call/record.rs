//! What a call leaves behind.

use jiff::civil::{Date, Time};

use crate::phone::PhoneNumber;

/// Something that must survive the call, and a power cut right after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// A table was booked.
    Booking(Booking),
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
    /// How many people come.
    pub party: u8,
    /// The number to reach them by; `None` when they gave none.
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
    /// The caller asked something and got the answer.
    Answered,
    /// A message was taken for the owner.
    Message,
    /// The caller hung up in the middle of something.
    Abandoned,
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
    pub const ALL: [Self; 10] = [
        Self::Booked,
        Self::Message,
        Self::Reached,
        Self::Abandoned,
        Self::Answered,
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
            Self::Answered => "answered",
            Self::Message => "message",
            Self::Abandoned => "abandoned",
            Self::Silent => "silent",
            Self::Reached => "reached",
            Self::NotReached => "not-reached",
            Self::Missed => "missed",
            Self::Failed => "failed",
            Self::Nothing => "nothing",
        }
    }
}
