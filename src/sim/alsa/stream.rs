//! One direction that a host has opened: the other end of `card.c`'s socket.

use std::{
    collections::VecDeque,
    io::{ErrorKind, Read, Write},
    os::unix::net::UnixStream,
};

/// Octets of a message's header.
const HEADER: usize = 8;
/// What may wait for a host that does not read. Full: whole messages are dropped; the host has overrun
/// long before.
const MOST_UNREAD: usize = 128 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Capture,
    Playback,
}

/// A connection and what is known of it.
pub(super) struct Stream {
    socket: UnixStream,
    inbox: Vec<u8>,
    outbox: Vec<u8>,
    channels: usize,
    /// What it wants to be; told in its first message.
    pub(super) wants: Option<Direction>,
    /// It was told that it may.
    pub(super) open: bool,
    pub(super) running: bool,
    epoch: u16,
    /// Frames captured that the host has not read.
    pub(super) unread: u64,
    /// Frames that the host has read or written, until somebody asks.
    moved: u64,
    /// Playback ran dry since it was prepared.
    pub(super) dry: bool,
    /// Samples to be played.
    queue: VecDeque<i16>,
    pub(super) closed: bool,
}

impl Stream {
    pub(super) fn new(socket: UnixStream, channels: usize) -> Self {
        // A socket that cannot be set to that is as good as closed.
        let closed = socket.set_nonblocking(true).is_err();
        Self {
            socket,
            inbox: Vec::new(),
            outbox: Vec::new(),
            channels,
            wants: None,
            open: false,
            running: false,
            epoch: 0,
            unread: 0,
            moved: 0,
            dry: false,
            queue: VecDeque::new(),
            closed,
        }
    }

    /// Reads what the host has sent, and writes what still waits for it.
    pub(super) fn carry(&mut self) {
        let mut buffer = [0; 4096];
        while !self.closed {
            match self.socket.read(&mut buffer) {
                Ok(0) => self.closed = true,
                Ok(n) => self.inbox.extend_from_slice(&buffer[..n]),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                Err(_) => self.closed = true,
            }
        }
        while self.take_message() {}
        self.flush();
    }

    fn take_message(&mut self) -> bool {
        let Some((head, rest)) = self.inbox.split_first_chunk::<HEADER>() else {
            return false;
        };
        let [kind, _, _, _, a, b, c, d] = *head;
        let count = u32::from_le_bytes([a, b, c, d]);
        let octets = match kind {
            b'd' => count as usize * self.channels * 2,
            _ => 0,
        };
        let Some(data) = rest.get(..octets) else {
            return false;
        };
        match kind {
            b'C' => self.wants = Some(Direction::Capture),
            b'P' => self.wants = Some(Direction::Playback),
            b'p' => {
                self.epoch = count as u16;
                (self.running, self.unread, self.dry) = (false, 0, false);
                self.queue.clear();
            }
            b's' => self.running = true,
            b'x' => self.running = false,
            b'a' => {
                self.unread = self.unread.saturating_sub(u64::from(count));
                self.moved += u64::from(count);
            }
            b'd' => {
                self.moved += u64::from(count);
                let (pairs, _) = data.as_chunks::<2>();
                self.queue
                    .extend(pairs.iter().map(|p| i16::from_le_bytes(*p)));
            }
            _ => self.closed = true,
        }
        self.inbox.drain(..HEADER + octets);
        true
    }

    /// Frames that the host has read or written since this was asked last.
    pub(super) fn take_moved(&mut self) -> u64 {
        std::mem::take(&mut self.moved)
    }

    /// Answers the host that waits for its opening: 0, or an error number.
    pub(super) fn answer(&mut self, errno: u8) {
        self.outbox.push(errno);
        self.open = errno == 0;
        self.flush();
    }

    /// Sends captured frames, all channels alike.
    pub(super) fn capture(&mut self, mono: impl ExactSizeIterator<Item = i16>) {
        let frames = mono.len();
        let octets = HEADER + frames * self.channels * 2;
        self.unread += frames as u64;
        if self.outbox.len() + octets > MOST_UNREAD {
            return;
        }
        self.header(b'c', frames);
        for sample in mono {
            for _ in 0..self.channels {
                self.outbox.extend_from_slice(&sample.to_le_bytes());
            }
        }
        self.flush();
    }

    /// Lets frames go by that the host can never read.
    pub(super) fn overrun(&mut self, frames: usize) {
        if self.outbox.len() + HEADER <= MOST_UNREAD {
            self.header(b'f', frames);
        }
        self.flush();
    }

    /// Plays frames: the mean of their channels goes to `ear`. Says whether there were enough.
    pub(super) fn play(&mut self, frames: usize, ear: &mut Vec<i16>) -> bool {
        let mut enough = true;
        for _ in 0..frames {
            let mut sum = 0;
            for _ in 0..self.channels {
                let sample = self.queue.pop_front();
                enough &= sample.is_some();
                sum += i32::from(sample.unwrap_or(0));
            }
            ear.push((sum / self.channels as i32) as i16);
        }
        if self.outbox.len() + HEADER <= MOST_UNREAD {
            self.header(b'f', frames);
        }
        self.flush();
        enough
    }

    fn header(&mut self, kind: u8, count: usize) {
        let [low, high] = self.epoch.to_le_bytes();
        self.outbox.extend_from_slice(&[kind, 0, low, high]);
        self.outbox.extend_from_slice(&(count as u32).to_le_bytes());
    }

    fn flush(&mut self) {
        while !self.outbox.is_empty() && !self.closed {
            match self.socket.write(&self.outbox) {
                Ok(n) if n > 0 => drop(self.outbox.drain(..n)),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                _ => self.closed = true,
            }
        }
    }
}
