//! `[[booked]]` and `[[answered]]`: what stands in the shop's book before anybody calls, and what the
//! owner has answered.

use crate::{
    call::{Answered, Booking},
    settings::{Refusal, Table},
    store::BookingState,
};

/// A booking from before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// The booking.
    pub booking: Booking,
    /// How it stands.
    pub state: BookingState,
}

pub(super) fn booked(table: &Table<'_>) -> Option<Before> {
    let (date, time) = (table.require("date"), table.require("time"));
    let booking = Booking {
        date: date?,
        time: time?,
        minutes: table.get_or("minutes", 90),
        party: table.get_or("party", 1),
        phone: table.get("phone"),
        what: table.get("what"),
    };
    let state = table.get_text("state", |text| {
        let found = BookingState::ALL.into_iter().find(|s| s.as_str() == text);
        found.ok_or_else(|| {
            let words = BookingState::ALL.map(BookingState::as_str).join(", ");
            Refusal::new(
                format!("다음 중에서 고르세요: {words}"),
                format!("use one of: {words}"),
            )
        })
    });
    Some(Before {
        booking,
        state: state.unwrap_or(BookingState::Stands),
    })
}

pub(super) fn answered(table: &Table<'_>) -> Option<Answered> {
    let (question, answer) = (table.require("question"), table.require("answer"));
    Some(Answered {
        question: question?,
        answer: answer?,
    })
}
