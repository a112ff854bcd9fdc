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
    /// Somebody is to be called, once the list of calls is empty.
    Wanted {
        /// When the list was last seen empty.
        clear: Option<Instant>,
        /// By then it has to be.
        until: Instant,
        /// When to hang up what is still there, if there is anything.
        hang_up_at: Option<Instant>,
    },
    /// `ATD` is out.
    Dialling(Dialling),
    /// Our call was announced to be over; the word that says why may follow.
    Failing {
        until: Instant,
    },
    Up,
    Leaving(Leaving),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialling {
    /// Since when it is on its way.
    pub since: Instant,
    /// What became of `ATD` itself.
    pub command: Sent,
    /// What has been told.
    pub told: Told,
}

/// What became of `ATD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// Not answered yet.
    Waiting,
    Taken,
    /// Never answered: the list of calls has to say whether it went out.
    Doubt,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Told {
    Nothing,
    Dialling,
    Alerting,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leaving {
    /// `AT+CHUP` is to be sent (again).
    pub due: bool,
    /// It has been sent so often.
    pub rounds: u8,
    /// When to send it again.
    pub until: Instant,
    /// The call was up, or ours, so that one that rings is another.
    pub was_up: bool,
    /// Somebody asked for it and is to be told.
    pub told: bool,
}

impl Phase {
    /// The call is ours, or will be: what ends it fails it.
    pub const fn is_outgoing(self) -> bool {
        matches!(
            self,
            Self::Wanted { .. } | Self::Dialling(_) | Self::Failing { .. }
        )
    }
}
