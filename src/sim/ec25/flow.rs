//! What takes longer than one write: lists that come line by line, bodies that come in pieces, and
//! data of an announced length from the host.
//!
//! While a port carries raw data, what the module has to announce on it waits (Quectel EC2x HTTP
//! manual, data mode; that the announcements are kept and not lost is our choice).

use std::collections::VecDeque;

use super::{
    Due, Ec25, PortId, What, data,
    reply::{self, Failure},
};

/// Something that the module writes piece by piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flow {
    chunks: VecDeque<Vec<u8>>,
    every: (u64, u64),
    /// Whether it is raw data: then announcements wait.
    raw: bool,
    /// How the command ends.
    end: Result<(), Failure>,
    /// The line behind the end.
    behind: Option<String>,
}

impl Flow {
    /// Lines of an answer, each chunk framed already; the next command of the line follows.
    pub(super) fn lines(chunks: Vec<Vec<u8>>, every: (u64, u64)) -> Self {
        Self {
            chunks: chunks.into(),
            every,
            raw: false,
            end: Ok(()),
            behind: None,
        }
    }

    /// `CONNECT`, raw octets, a final result, and a line behind it.
    pub(super) fn data(
        octets: &[u8],
        every: (u64, u64),
        end: Result<(), Failure>,
        behind: Option<String>,
    ) -> Self {
        /// What one segment of TCP brings.
        const SEGMENT: usize = 1_400;
        let mut chunks = VecDeque::from([b"\r\nCONNECT\r\n".to_vec()]);
        chunks.extend(octets.chunks(SEGMENT).map(<[u8]>::to_vec));
        Self {
            chunks,
            every,
            raw: true,
            end,
            behind,
        }
    }
}

/// What the host is to send, and what for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Collect {
    pub(super) wanted: data::Wanted,
    /// How many octets; `None` until Ctrl-Z.
    pub(super) octets: Option<usize>,
    /// What tells the host to begin.
    pub(super) prompt: &'static str,
    /// How long it may take, in seconds.
    pub(super) within: u64,
}

/// What a port keeps about these.
#[derive(Clone, Debug, Default)]
pub(super) struct Flowing {
    flow: Option<Flow>,
    /// Names the data that is being collected.
    pub(super) serial: u32,
    /// What was collected.
    pub(super) collected: Option<(data::Wanted, Vec<u8>)>,
    /// Announcements that wait, at most [`Flowing::MOST`]; the oldest is lost.
    held: VecDeque<Vec<u8>>,
    /// Names the `+++` that may end the online mode.
    pub(super) escape: u32,
}

impl Flowing {
    const MOST: usize = 32;

    /// Whether raw data goes out.
    pub(super) fn is_raw(&self) -> bool {
        self.flow.as_ref().is_some_and(|flow| flow.raw)
    }
}

impl Ec25 {
    /// An unsolicited line on this port, now or when its data is through.
    pub(super) fn tell_on(&mut self, id: PortId, words: &str) {
        let bytes = reply::result(words, self.ports.get(id).verbose);
        self.tell_octets_on(id, bytes);
    }

    /// The same for what is framed already.
    pub(super) fn tell_octets_on(&mut self, id: PortId, octets: Vec<u8>) {
        if !self.power.is_up() {
            return;
        }
        if !self.ports.get(id).carries_data() {
            self.put(What::Host(id, octets));
            return;
        }
        let held = &mut self.ports.get_mut(id).flowing.held;
        if held.len() == Flowing::MOST {
            held.pop_front();
        }
        held.push_back(octets);
    }

    /// Begins to write; the first piece comes at once.
    pub(super) fn begin_flow(&mut self, flow: Flow) {
        self.port_mut().flowing.flow = Some(flow);
        self.next_piece();
    }

    /// The next piece, or the end.
    pub(super) fn next_piece(&mut self) {
        let Some(flow) = self.port_mut().flowing.flow.as_mut() else {
            return;
        };
        let every = flow.every;
        if let Some(chunk) = flow.chunks.pop_front() {
            self.write(chunk);
            self.later(every, Due::Flow(self.serving));
            return;
        }
        let Some(flow) = self.port_mut().flowing.flow.take() else {
            return;
        };
        if !flow.raw && self.goes_on() {
            return;
        }
        match flow.end {
            Ok(()) => self.finish("OK"),
            Err(failure) => self.fail(failure),
        }
        if let Some(behind) = flow.behind {
            let port = self.serving;
            self.tell_on(port, &behind);
        }
        self.let_go();
    }

    /// What waited while data was carried comes now.
    pub(super) fn let_go(&mut self) {
        if self.port().carries_data() {
            return;
        }
        let held = std::mem::take(&mut self.port_mut().flowing.held);
        for octets in held {
            self.tell_octets_on(self.serving, octets);
        }
    }

    /// The host is told to send data.
    pub(super) fn begin_collecting(&mut self, collect: Collect) {
        let flowing = &mut self.port_mut().flowing;
        flowing.serial = flowing.serial.wrapping_add(1);
        let serial = flowing.serial;
        self.write(collect.prompt.as_bytes().to_vec());
        let within = collect.within.saturating_mul(1_000);
        self.collect(collect);
        let over = data::Due::InputOver(self.serving, serial);
        self.later((within, within), Due::Data(over));
    }
}
