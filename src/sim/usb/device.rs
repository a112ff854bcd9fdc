//! The device itself: requests in, answers out, at the times that its own clock says.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use crate::{
    audio::{Frame, Hz8k},
    time::Instant,
};

use super::{
    control::{self, Answer},
    descriptor::{CAPTURE, PLAYBACK, RATE, SERIAL, Shape},
    wire::{self, Command, Direction, Packet, Submit},
};

/// What came out of the device.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Write this to the host.
    Host(Vec<u8>),
    /// The host wrote these bytes to a serial interface.
    Serial {
        /// The interface's number.
        interface: u8,
        /// What it wrote.
        bytes: Vec<u8>,
    },
}

/// What waits for a host that does not read. Full: the newest bytes are lost, as in a module.
const UNREAD: usize = 64 * 1024;
/// Sound that waits for the host or from it: 80 ms. Full: the oldest is lost, as in a module.
const SOUND: usize = 640;
/// A stream that has asked for nothing for so long begins anew at the present time.
const PAUSE: Duration = Duration::from_millis(200);

/// A USB device, sans I/O.
#[derive(Debug)]
pub struct Device {
    shape: Shape,
    /// Reads of the host that wait for something to read, by endpoint address.
    reads: BTreeMap<u8, VecDeque<(u32, usize)>>,
    unread: BTreeMap<u8, VecDeque<u8>>,
    /// Isochronous requests by when they are over.
    streams: BTreeMap<(Instant, u32), Submit>,
    /// Where each stream has got to, by endpoint address.
    heads: BTreeMap<u8, Instant>,
    to_host: VecDeque<i16>,
    from_host: VecDeque<i16>,
    /// Bytes that the host did not read in time.
    lost: u64,
}

type Out<'a> = &'a mut Vec<Output>;

impl Device {
    /// A device that has just been plugged in.
    #[must_use]
    pub const fn new(shape: Shape) -> Self {
        Self {
            shape,
            reads: BTreeMap::new(),
            unread: BTreeMap::new(),
            streams: BTreeMap::new(),
            heads: BTreeMap::new(),
            to_host: VecDeque::new(),
            from_host: VecDeque::new(),
            lost: 0,
        }
    }

    /// How many bytes the host did not read in time.
    #[must_use]
    pub const fn lost(&self) -> u64 {
        self.lost
    }

    /// A message of the host.
    pub fn handle(&mut self, command: Command, at: Instant, out: Out<'_>) {
        self.wake(at, out);
        match command {
            Command::Unlink { seq, victim } => {
                let found = self.forget(victim);
                out.push(Output::Host(wire::unlinked(seq, found)));
            }
            Command::Submit(submit) if submit.endpoint == 0 => self.control(&submit, out),
            Command::Submit(submit) if !submit.packets.is_empty() => self.stream(submit, at, out),
            Command::Submit(submit) => self.transfer(submit, out),
        }
    }

    fn control(&mut self, submit: &Submit, out: Out<'_>) {
        let seq = submit.seq;
        let reply = match control::answer(self.shape, submit.setup) {
            Answer::Data(data) => wire::done(seq, 0, data.len(), &data, &[], &[]),
            Answer::Taken => wire::done(seq, 0, submit.data.len(), &[], &[], &[]),
            Answer::Switched(interface, _) => {
                // A stream that is switched on or off begins from nothing.
                if interface == CAPTURE.0 {
                    self.heads.remove(&CAPTURE.1);
                    self.to_host.clear();
                } else if interface == PLAYBACK.0 {
                    self.heads.remove(&PLAYBACK.1);
                    self.from_host.clear();
                }
                wire::done(seq, 0, 0, &[], &[], &[])
            }
            Answer::Stall => wire::done(seq, wire::STALLED, 0, &[], &[], &[]),
        };
        out.push(Output::Host(reply));
    }

    fn transfer(&mut self, submit: Submit, out: Out<'_>) {
        match submit.direction {
            Direction::In => {
                let address = 0x80 | submit.endpoint;
                let wanted = (submit.seq, submit.length as usize);
                self.reads.entry(address).or_default().push_back(wanted);
                self.serve(address, out);
            }
            Direction::Out => {
                let moved = submit.data.len();
                out.push(Output::Host(wire::done(
                    submit.seq,
                    0,
                    moved,
                    &[],
                    &[],
                    &[],
                )));
                let serial = SERIAL.iter().find(|s| s.from_host == submit.endpoint);
                if let Some(serial) = serial {
                    out.push(Output::Serial {
                        interface: serial.interface,
                        bytes: submit.data,
                    });
                }
            }
        }
    }

    /// Bytes for the host, from a serial interface.
    pub fn to_host(&mut self, interface: u8, bytes: &[u8], out: Out<'_>) {
        let Some(serial) = SERIAL.iter().find(|s| s.interface == interface) else {
            return;
        };
        let unread = self.unread.entry(serial.to_host).or_default();
        let room = UNREAD.saturating_sub(unread.len()).min(bytes.len());
        unread.extend(&bytes[..room]);
        self.lost += (bytes.len() - room) as u64;
        self.serve(serial.to_host, out);
    }

    /// Gives waiting reads what there is to read.
    fn serve(&mut self, address: u8, out: Out<'_>) {
        let (Some(reads), Some(unread)) =
            (self.reads.get_mut(&address), self.unread.get_mut(&address))
        else {
            return;
        };
        while !unread.is_empty() {
            let Some((seq, longest)) = reads.pop_front() else {
                return;
            };
            let data: Vec<u8> = unread.drain(..longest.min(unread.len())).collect();
            out.push(Output::Host(wire::done(
                seq,
                0,
                data.len(),
                &data,
                &[],
                &[],
            )));
        }
    }

    /// Each packet takes a millisecond; requests of one stream follow each other without a gap.
    fn stream(&mut self, submit: Submit, at: Instant, out: Out<'_>) {
        let address = match submit.direction {
            Direction::In => 0x80 | submit.endpoint,
            Direction::Out => submit.endpoint,
        };
        if !self.shape.card || ![CAPTURE.1, PLAYBACK.1].contains(&address) {
            out.push(Output::Host(wire::done(
                submit.seq,
                wire::STALLED,
                0,
                &[],
                &[],
                &[],
            )));
            return;
        }
        let head = match self.heads.get(&address) {
            Some(head) if *head + PAUSE > at => *head,
            _ => at,
        };
        let over = head + Duration::from_millis(submit.packets.len() as u64);
        self.heads.insert(address, over);
        self.streams.insert((over, submit.seq), submit);
    }

    /// Does what is due by now.
    pub fn wake(&mut self, at: Instant, out: Out<'_>) {
        while let Some(entry) = self.streams.first_entry()
            && entry.key().0 <= at
        {
            let submit = entry.remove();
            let reply = match submit.direction {
                Direction::In => self.record(&submit),
                Direction::Out => self.play(&submit),
            };
            out.push(Output::Host(reply));
        }
    }

    /// When something is due next.
    #[must_use]
    pub fn next_wake(&self) -> Option<Instant> {
        self.streams.first_key_value().map(|((at, _), _)| *at)
    }

    fn record(&mut self, submit: &Submit) -> Vec<u8> {
        let samples = (RATE / 1_000) as usize;
        let mut data = Vec::with_capacity(submit.packets.len() * samples * 2);
        let mut lengths = Vec::with_capacity(submit.packets.len());
        for packet in &submit.packets {
            let fitting = samples.min(packet.length as usize / 2);
            for _ in 0..fitting {
                data.extend(self.to_host.pop_front().unwrap_or_default().to_le_bytes());
            }
            lengths.push(u32::try_from(fitting * 2).unwrap_or(u32::MAX));
        }
        wire::done(submit.seq, 0, data.len(), &data, &submit.packets, &lengths)
    }

    fn play(&mut self, submit: &Submit) -> Vec<u8> {
        for Packet { offset, length } in &submit.packets {
            let from = (*offset as usize).min(submit.data.len());
            let to = from.saturating_add(*length as usize).min(submit.data.len());
            let octets = submit.data[from..to].chunks_exact(2);
            self.from_host
                .extend(octets.map(|pair| i16::from_le_bytes([pair[0], pair[1]])));
        }
        let surplus = self.from_host.len().saturating_sub(SOUND);
        self.from_host.drain(..surplus);
        let lengths: Vec<u32> = submit.packets.iter().map(|packet| packet.length).collect();
        let moved = submit.data.len();
        wire::done(submit.seq, 0, moved, &[], &submit.packets, &lengths)
    }

    /// Sound from the network, for whoever records from the card.
    pub fn hear(&mut self, frame: &Frame<Hz8k>) {
        self.to_host.extend(frame.samples());
        let surplus = self.to_host.len().saturating_sub(SOUND);
        self.to_host.drain(..surplus);
    }

    /// Twenty milliseconds of what was played to the card; silence where nothing was.
    pub fn said(&mut self) -> Frame<Hz8k> {
        let mut samples = [0; 160];
        for sample in &mut samples {
            *sample = self.from_host.pop_front().unwrap_or_default();
        }
        Frame::from_slice(&samples)
    }

    fn forget(&mut self, victim: u32) -> bool {
        let streams = self.streams.len();
        self.streams.retain(|(_, seq), _| *seq != victim);
        let mut found = self.streams.len() != streams;
        for reads in self.reads.values_mut() {
            let waiting = reads.len();
            reads.retain(|(seq, _)| *seq != victim);
            found |= reads.len() != waiting;
        }
        found
    }
}
