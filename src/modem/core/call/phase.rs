//! The phases of a call.

use crate::time::Instant;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    #[default]
    Idle,
    /// It rings; the caller's number may still come.
    Announcing {
        since: Instant,
    },
    /// It rings, and has been told.
    Ringing,
    /// It is to be answered, or `ATA` is out.
    Answering {
        sent: bool,
    },
    /// `ATA` was never answered: the list of calls has to say.
    Doubt,
    Up,
    Leaving(Leaving),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leaving {
    /// `AT+CHUP` is to be sent (again).
    pub due: bool,
    /// It has been sent so often.
    pub rounds: u8,
    /// When to send it again.
    pub until: Instant,
    /// The call was up, so that one that rings is another.
    pub was_up: bool,
    /// Somebody asked for it and is to be told.
    pub told: bool,
}
