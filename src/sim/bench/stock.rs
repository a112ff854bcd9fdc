//! What stands in the shop's book before the afternoon begins.

use crate::{
    call::{Answered, BookingId},
    sim::scenario::{Before, Scenario},
    store::{BookingState, Store, StoreError},
};

/// Writes down what `scenario` says of before, into a store that is empty.
pub(super) fn stock(store: &mut Store, scenario: &Scenario) -> Result<(), StoreError> {
    let at = scenario.local_start();
    for (id, Before { booking, state }) in (1..).zip(&scenario.booked) {
        store.book(None, booking, None, at)?;
        if *state != BookingState::Stands {
            store.mark_booking(BookingId(id), *state, at)?;
        }
    }
    for Answered { question, answer } in &scenario.answered {
        store.add_answer(question, answer, at)?;
    }
    Ok(())
}
