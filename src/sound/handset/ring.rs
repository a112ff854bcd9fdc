//! Samples on their way between the sound card's thread and the line's: no lock, no allocation.

use std::sync::{
    Arc,
    atomic::{AtomicI16, AtomicUsize, Ordering},
};

/// One writer, one reader. Both positions only ever grow; their difference is what waits.
struct Ring {
    samples: Box<[AtomicI16]>,
    written: AtomicUsize,
    read: AtomicUsize,
}

impl Ring {
    fn at(&self, position: usize) -> &AtomicI16 {
        // The length is a power of two, so that positions may wrap.
        &self.samples[position & (self.samples.len() - 1)]
    }
}

/// The end that samples go in at.
pub(super) struct Writer(Arc<Ring>);

/// The end that they come out of, in order.
pub(super) struct Reader(Arc<Ring>);

/// A ring with room for at least `room` samples.
pub(super) fn ring(room: usize) -> (Writer, Reader) {
    let ring = Arc::new(Ring {
        samples: (0..room.next_power_of_two())
            .map(|_| AtomicI16::new(0))
            .collect(),
        written: AtomicUsize::new(0),
        read: AtomicUsize::new(0),
    });
    (Writer(Arc::clone(&ring)), Reader(ring))
}

impl Writer {
    /// Puts samples in. **When the ring is full** the newest are dropped: only the reader may move
    /// the end where the oldest are.
    pub(super) fn push(&mut self, samples: impl Iterator<Item = i16>) {
        let ring = &*self.0;
        let written = ring.written.load(Ordering::Relaxed);
        let waiting = written.wrapping_sub(ring.read.load(Ordering::Acquire));
        let mut end = written;
        for sample in samples.take(ring.samples.len() - waiting) {
            ring.at(end).store(sample, Ordering::Relaxed);
            end = end.wrapping_add(1);
        }
        ring.written.store(end, Ordering::Release);
    }
}

impl Reader {
    /// How many samples wait.
    pub(super) fn waiting(&self) -> usize {
        let written = self.0.written.load(Ordering::Acquire);
        written.wrapping_sub(self.0.read.load(Ordering::Relaxed))
    }

    /// The most that can wait.
    pub(super) fn room(&self) -> usize {
        self.0.samples.len()
    }

    /// Drops the oldest samples so that at most `newest` wait.
    pub(super) fn keep(&mut self, newest: usize) {
        let surplus = self.waiting().saturating_sub(newest);
        let read = self.0.read.load(Ordering::Relaxed);
        self.0
            .read
            .store(read.wrapping_add(surplus), Ordering::Release);
    }

    /// The oldest sample.
    pub(super) fn pop(&mut self) -> Option<i16> {
        if self.waiting() == 0 {
            return None;
        }
        let read = self.0.read.load(Ordering::Relaxed);
        let sample = self.0.at(read).load(Ordering::Relaxed);
        self.0.read.store(read.wrapping_add(1), Ordering::Release);
        Some(sample)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(reader: &mut Reader) -> Vec<i16> {
        std::iter::from_fn(|| reader.pop()).collect()
    }

    #[test]
    fn samples_come_out_in_order_round_and_round() {
        let (mut writer, mut reader) = ring(8);
        for start in 0..50 {
            writer.push(start..start + 5);
            assert_eq!(reader.waiting(), 5);
            assert_eq!(all(&mut reader), (start..start + 5).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_full_ring_drops_the_newest_and_the_reader_the_oldest() {
        let (mut writer, mut reader) = ring(8);
        writer.push(0..20);
        assert_eq!(reader.waiting(), reader.room());
        reader.keep(3);
        assert_eq!(all(&mut reader), [5, 6, 7]);
        assert_eq!(reader.pop(), None);
    }

    #[test]
    fn two_threads_lose_nothing_while_there_is_room() {
        let (mut writer, mut reader) = ring(30_000);
        let writing = std::thread::spawn(move || {
            for start in (0..30_000).step_by(100) {
                writer.push(start..start + 100);
            }
        });
        let mut got = Vec::new();
        while got.len() < 30_000 {
            got.extend(reader.pop());
        }
        writing.join().unwrap();
        assert_eq!(got, (0..30_000).collect::<Vec<_>>());
    }
}
