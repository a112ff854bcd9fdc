//! The states of the channel.

use std::time::Duration;

use crate::time::Instant;

use super::{Answer, Bytes, Command, Done, command::Handover, raw::Raw, reply::Reading};

/// Silence after a time-out, in which late answers run out.
const RUN_OUT: Duration = Duration::from_millis(500);

/// ```text
/// Closed ──open──▶ Draining ──quiet──▶ Knocking ──OK──▶ Proving          Idle ◀──final── Busy
///                                         │ OK, late                        ◀──send──▶ │
///                                         ▼                                            │
///                             Quiet ◀─────── time-out, empty or garbled ───────────────┘
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
    pub reading: Reading,
    /// The data that follows a prompt is out.
    pub data_sent: bool,
    /// Raw data that is being read.
    pub raw: Option<Raw>,
    /// Octets of it were lost or added.
    pub garbled: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Waiting for the final result.
    Result,
    /// Waiting for the prompt, or for `CONNECT`.
    Prompt,
}

impl Pending {
    pub fn begin(command: Command, at: Instant) -> Self {
        let (phase, wait) = match command.handover() {
            Some(_) => (Phase::Prompt, Command::PROMPT),
            None => (Phase::Result, command.max_response()),
        };
        Self {
            phase,
            until: at + wait,
            reading: Reading::begin(&command),
            data_sent: false,
            raw: None,
            garbled: false,
            command,
        }
    }

    /// The data that the modem now waits for.
    pub fn hand_over(&mut self, at: Instant) -> Bytes {
        let mut bytes = Bytes::new();
        if let Some(handover) = self.command.handover() {
            let fits = bytes.extend_from_slice(handover.data());
            debug_assert!(
                fits.is_ok(),
                "a handover is no longer than what is written at once"
            );
            if let Handover::Pdu(_) = handover {
                let _ = bytes.push(SUBSTITUTE); // a PDU is far shorter
            }
        }
        self.phase = Phase::Result;
        self.data_sent = true;
        self.until = at + self.command.max_response();
        bytes
    }

    /// Ends it, with this answer.
    pub fn ends(&mut self, answer: Answer) -> Done {
        Done {
            data_sent: self.data_sent,
            command: std::mem::replace(&mut self.command, Command::Attention),
            answer,
        }
    }
}

/// Ctrl-Z sends a message, Escape cancels it (3GPP TS 27.005 3.5.1).
const SUBSTITUTE: u8 = 0x1A;

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
