//! The states of the channel.

use std::time::Duration;

use crate::time::Instant;

use super::{Answer, Command, Done, Output, Reply};

/// Silence after a time-out, in which late answers run out.
const RUN_OUT: Duration = Duration::from_millis(500);
/// ```text
/// Closed ──open──▶ Draining ──quiet──▶ Knocking ──OK──▶ Idle ◀──final── Busy
///                                         │ OK, late      │ ◀──send──▶ │
///                                         ▼               │            │ time-out, empty OK
///                             Quiet ◀───────────────────────────────────┘
///                               │ ▲ 3 × then Closed (Dead)
///                               ▼ │
///                             Proving ──serial number, OK──▶ Idle (Synced)
/// ```
#[derive(Debug, Default)]
#[allow(
    clippy::large_enum_variant,
    reason = "there is one, and it stays where it is"
)]
pub(super) enum Mode {
    #[default]
    Closed,
    Draining {
        quiet_at: Instant,
        limit: Instant,
    },
    Knocking {
        knocks: u8,
        until: Instant,
    },
    Quiet {
        failures: u8,
        until: Instant,
    },
    Proving {
        failures: u8,
        until: Instant,
        seen: bool,
    },
    Idle,
    Busy(Pending),
}

#[derive(Debug)]
pub(super) struct Pending {
    pub command: Command,
    pub phase: Phase,
    pub until: Instant,
    pub reply: Reply,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Waiting for the final result.
    Result,
    /// Waiting for the prompt.
    Prompt,
    /// The data is out; waiting for the final result.
    Data,
    /// No prompt came; the escape is out.
    Cancelled,
}

impl Pending {
    /// Ends it, with this answer.
    pub fn ends(&mut self, answer: Answer) -> Output {
        Output::Done(Done {
            data_sent: self.phase == Phase::Data,
            command: std::mem::replace(&mut self.command, Command::Attention),
            answer,
        })
    }
}

impl Mode {
    /// Silence, after so many failed proofs.
    pub fn quiet(failures: u8, at: Instant) -> Self {
        Self::Quiet {
            failures,
            until: at + RUN_OUT,
        }
    }

    /// When something is due.
    pub const fn next_wake(&self) -> Option<Instant> {
        match self {
            Mode::Closed | Mode::Idle => None,
            Mode::Draining { quiet_at, limit } => {
                if quiet_at.as_millis() < limit.as_millis() {
                    Some(*quiet_at)
                } else {
                    Some(*limit)
                }
            }
            Mode::Knocking { until, .. }
            | Mode::Quiet { until, .. }
            | Mode::Proving { until, .. } => Some(*until),
            Mode::Busy(pending) => Some(pending.until),
        }
    }
}
