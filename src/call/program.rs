//! What a line runs when it has a call.

use crate::time::Instant;

use super::{Action, Event};

/// A call program: one value per call, from the first ring to the last event.
///
/// The contract:
/// * [`handle`](Self::handle) answers every event within a millisecond and may return nothing;
/// * the same events at the same times always give the same actions;
/// * after [`Event::Ended`] only [`Action::Commit`], [`Action::Text`] and [`Action::Note`] still
///   have an effect.
pub trait Program {
    /// What to do about `event`, which happened at `at`.
    fn handle(&mut self, event: &Event, at: Instant) -> Vec<Action>;

    /// A copy that can be asked what this one would do. What it would say is then prepared while the
    /// caller may still go on. A program that does not like to be asked returns nothing.
    fn fork(&self) -> Option<Box<dyn Program + Send>> {
        None
    }
}
