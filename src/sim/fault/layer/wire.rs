//! The last stage before the port: how the bytes are cut, when they leave.

use std::{collections::VecDeque, time::Duration};

use crate::{sim::Dice, time::Instant};

/// How what is written leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// As it was written.
    Whole,
    /// Every byte by itself, a millisecond apart.
    Each,
    /// In two, one byte later each time.
    Walking,
    /// In pieces of 1 to 8 bytes, up to so many milliseconds apart.
    Slow(u32),
    /// Together with all that comes within [`Wire::GATHERS`].
    Gathered,
}

#[derive(Debug)]
enum Piece {
    Bytes(Instant, Vec<u8>),
    /// So many bytes of the endless line are still to come.
    Run(Instant, u64),
}

impl Piece {
    const fn at(&self) -> Instant {
        match self {
            Self::Bytes(at, _) | Self::Run(at, _) => *at,
        }
    }
}

/// Slow bytes never lag further behind than this: what a module cannot get rid of for longer it loses.
const LATEST: Duration = Duration::from_secs(2);

/// What waits to leave, in order.
#[derive(Debug, Default)]
pub(super) struct Wire {
    queue: VecDeque<Piece>,
    /// Bytes in the queue; the endless line counts nothing, it is made while it leaves.
    waiting: usize,
    gathered: Option<(Instant, Vec<u8>)>,
    walked: usize,
    /// Bytes that found no place.
    pub(super) lost: u64,
}

impl Wire {
    /// The most bytes that wait; what comes then is lost and counted, as in a module.
    pub(super) const MOST: usize = 64 * 1_024;
    /// How long lines are gathered.
    const GATHERS: Duration = Duration::from_millis(200);
    /// A gathering is over when it has so many bytes.
    const MOST_GATHERED: usize = 4_096;
    /// The endless line leaves in pieces of this size, one every 4 ms.
    const RUN: u64 = 4_096;

    pub(super) fn put(&mut self, bytes: Vec<u8>, cut: Cut, dice: &mut Dice, at: Instant) {
        if bytes.is_empty() {
            return;
        }
        if cut == Cut::Gathered {
            let (_, gathered) = self
                .gathered
                .get_or_insert_with(|| (at + Self::GATHERS, Vec::new()));
            gathered.extend(bytes);
            if gathered.len() >= Self::MOST_GATHERED {
                self.end_gathering(at);
            }
            return;
        }
        self.end_gathering(at);
        match cut {
            Cut::Whole | Cut::Gathered => self.push(at, bytes),
            Cut::Each => {
                let mut at = self.free_at(at);
                for byte in bytes {
                    self.push(at, vec![byte]);
                    at += Duration::from_millis(1);
                }
            }
            Cut::Walking => {
                let place = self.walked % bytes.len();
                self.walked = self.walked.wrapping_add(1);
                let (head, tail) = bytes.split_at(place);
                self.push(at, head.to_vec());
                self.push(at + Duration::from_millis(1), tail.to_vec());
            }
            Cut::Slow(most) => {
                let latest = at + LATEST;
                let mut at = self.free_at(at);
                let mut rest = bytes.as_slice();
                while !rest.is_empty() {
                    let size = usize::try_from(dice.between(1, 8)).unwrap_or(1);
                    let (head, tail) = rest.split_at(size.min(rest.len()));
                    if at < latest {
                        at += dice.millis((0, u64::from(most)));
                    }
                    self.push(at, head.to_vec());
                    rest = tail;
                }
            }
        }
    }

    /// A line of so many bytes without an end.
    pub(super) fn put_run(&mut self, bytes: u64, at: Instant) {
        self.end_gathering(at);
        let at = self.free_at(at);
        self.queue.push_back(Piece::Run(at, bytes));
    }

    /// What has left by `at`.
    pub(super) fn take(&mut self, at: Instant, out: &mut Vec<(Instant, Vec<u8>)>) {
        if let Some((until, _)) = self.gathered
            && until <= at
        {
            self.end_gathering(until);
        }
        while let Some(piece) = self.queue.pop_front() {
            match piece {
                piece if piece.at() > at => {
                    self.queue.push_front(piece);
                    return;
                }
                Piece::Bytes(when, bytes) => {
                    self.waiting -= bytes.len();
                    out.push((when, bytes));
                }
                Piece::Run(when, left) => {
                    let now = left.min(Self::RUN);
                    out.push((when, vec![b'U'; usize::try_from(now).unwrap_or_default()]));
                    if left > now {
                        let next = when + Duration::from_millis(4);
                        self.queue.push_front(Piece::Run(next, left - now));
                    }
                }
            }
        }
    }

    /// Nothing waits any more.
    pub(super) fn clear(&mut self) {
        self.queue.clear();
        self.waiting = 0;
        self.gathered = None;
    }

    pub(super) fn next_wake(&self) -> Option<Instant> {
        let first = self.queue.front().map(Piece::at);
        let gathered = self.gathered.as_ref().map(|(until, _)| *until);
        [first, gathered].into_iter().flatten().min()
    }

    fn end_gathering(&mut self, at: Instant) {
        if let Some((_, bytes)) = self.gathered.take() {
            self.push(at, bytes);
        }
    }

    /// Nothing overtakes what waits already.
    fn free_at(&self, at: Instant) -> Instant {
        self.queue.back().map_or(at, |last| last.at().max(at))
    }

    fn push(&mut self, at: Instant, bytes: Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        if self.waiting + bytes.len() > Self::MOST {
            self.lost += bytes.len() as u64;
            return;
        }
        self.waiting += bytes.len();
        let at = self.free_at(at);
        self.queue.push_back(Piece::Bytes(at, bytes));
    }
}
