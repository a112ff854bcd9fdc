//! One AT port: its channel, and whose command is in flight.

use std::time::Duration;

use crate::{
    at::{Answer, Channel, Command, Done},
    time::Instant,
};

/// So long may a command take before the other port stands in.
const HELD: Duration = Duration::from_secs(1);

/// Whose command is in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// A person.
    Asked,
    Audio,
    Call,
    Clock,
    Inbox,
    Keypad,
    Mms,
    Outbox,
    Pin,
    /// The second port's own settings.
    Port,
    Radio,
    Recovery,
    Startup,
    Watch,
}

#[derive(Debug, Default)]
pub(super) struct Port {
    pub channel: Channel,
    owner: Option<Owner>,
    pub open: bool,
    /// The channel has been in step since the port was opened or the modem started.
    pub synced: bool,
    busy_since: Instant,
}

impl Port {
    /// Starts over: the port was opened, or the modem has restarted.
    pub fn start(&mut self, at: Instant) -> Option<Done> {
        self.synced = false;
        self.busy_since = at;
        self.channel.open(at)
    }

    pub fn close(&mut self) -> Option<Done> {
        self.open = false;
        self.synced = false;
        self.channel.close()
    }

    /// Whether a command can be sent.
    pub const fn is_free(&self) -> bool {
        self.open && self.channel.is_ready()
    }

    /// When it counts as held up, unless it is free.
    pub fn held_at(&self) -> Option<Instant> {
        (!self.is_free()).then(|| self.busy_since + HELD)
    }

    pub fn is_held(&self, at: Instant) -> bool {
        self.held_at().is_some_and(|held| held <= at)
    }

    /// Sends a command, and gives what is to be written.
    pub fn send(
        &mut self,
        owner: Owner,
        command: Command,
        at: Instant,
    ) -> Option<crate::at::Bytes> {
        let bytes = self.channel.send(command, at).ok()?;
        self.owner = Some(owner);
        self.busy_since = at;
        Some(bytes)
    }

    /// Whose command has just ended.
    pub fn ended(&mut self, answer: &Answer, at: Instant) -> Option<Owner> {
        if matches!(answer, Answer::TimedOut | Answer::Empty) {
            self.busy_since = at; // it has to get into step again first
        }
        self.owner.take()
    }

    pub fn is_busy_for(&self, owner: Owner) -> bool {
        self.owner == Some(owner)
    }
}
