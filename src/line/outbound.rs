//! The programs of the calls that a box places.

use crate::{
    call::Program,
    optout::{OptOutCall, Order},
    outreach::{Test, TestCall},
    phone::{PhoneNumber, policy::Purpose},
    store::WaitingDial,
};

/// The program of this call; `None` when no program serves its purpose. `own` is the number that the line has.
#[must_use]
pub fn outbound(dial: &WaitingDial, own: Option<&PhoneNumber>) -> Option<Box<dyn Program + Send>> {
    match Purpose::from_word(&dial.purpose)? {
        Purpose::Test => Some(Box::new(TestCall::new(Test::of_word(&dial.keys)))),
        Purpose::OptOut => Some(Box::new(OptOutCall::new(Order {
            id: (!dial.keys.is_empty()).then(|| dial.keys.clone()),
            own: own.cloned(),
            expected: dial.expected.clone(),
            listens: dial.listens,
        }))),
        Purpose::Callback => None,
    }
}
