//! One TCP connection of the module.

use std::collections::VecDeque;

use super::{super::PortId, internet::Place};
use crate::sim::mmsc::Event;

/// How octets reach the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Buffer,
    Push,
    Transparent,
}

/// Where it stands; the number is that of `+QISTATE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Opening = 1,
    Connected = 2,
    /// The far end has closed.
    Closing = 4,
}

/// One connection.
#[derive(Debug)]
pub(super) struct Socket {
    pub(super) serial: u32,
    pub(super) bearer: u8,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) local: u16,
    pub(super) access: Access,
    pub(super) state: State,
    pub(super) at: PortId,
    pub(super) place: Place,
    /// Octets of the host that are no whole request yet.
    pub(super) up: Vec<u8>,
    pub(super) sent: usize,
    /// Octets that are still on their way.
    pub(super) down: VecDeque<u8>,
    /// Octets that the host has not read yet.
    pub(super) buffer: VecDeque<u8>,
    pub(super) received: usize,
    /// Whether the host knows that there is something to read.
    pub(super) told: bool,
    /// Whether the far end closes behind the last octet.
    pub(super) closes: bool,
    pub(super) event: Option<Event>,
}

impl Socket {
    /// One that is being opened.
    pub(super) fn new(
        serial: u32,
        bearer: u8,
        (host, port): (String, u16),
        local: u16,
        access: Access,
        at: PortId,
    ) -> Self {
        Self {
            serial,
            bearer,
            host,
            port,
            local,
            access,
            state: State::Opening,
            at,
            place: Place::Nowhere,
            up: Vec::new(),
            sent: 0,
            down: VecDeque::new(),
            buffer: VecDeque::new(),
            received: 0,
            told: false,
            closes: false,
            event: None,
        }
    }

    /// `+QISTATE`.
    pub(super) fn line(&self, id: u8) -> String {
        let at = match self.at {
            PortId::At => "usbat",
            PortId::Second => "usbmodem",
        };
        format!(
            "+QISTATE: {id},\"TCP\",\"{}\",{},{},{},{},{id},{},\"{at}\"",
            self.host, self.port, self.local, self.state as u8, self.bearer, self.access as u8
        )
    }
}
