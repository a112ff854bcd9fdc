//! Frames out of bytes and bytes out of frames, however the bytes are cut.

use crate::audio::{Frame, Hz8k};

/// Octets in a frame: 160 samples of two.
pub(super) const OCTETS: usize = 2 * Frame::<Hz8k>::LEN;

/// Collects octets until they make a frame. An odd octet is kept for the next read.
#[derive(Debug)]
pub(super) struct Collector {
    octets: [u8; OCTETS],
    filled: usize,
}

impl Default for Collector {
    fn default() -> Self {
        Self {
            octets: [0; OCTETS],
            filled: 0,
        }
    }
}

impl Collector {
    /// The next frame in `input`, which shrinks by what was used up.
    pub fn next(&mut self, input: &mut &[u8]) -> Option<Frame<Hz8k>> {
        let count = input.len().min(OCTETS - self.filled);
        let (taken, rest) = input.split_at(count);
        self.octets[self.filled..self.filled + count].copy_from_slice(taken);
        *input = rest;
        self.filled += count;
        if self.filled < OCTETS {
            return None;
        }
        self.filled = 0;
        let mut frame = Frame::SILENCE;
        let (pairs, _) = self.octets.as_chunks::<2>();
        for (sample, pair) in frame.samples_mut().iter_mut().zip(pairs) {
            *sample = i16::from_le_bytes(*pair);
        }
        Some(frame)
    }
}

/// A frame on its way out, of which a part may have been written.
#[derive(Debug)]
pub(super) struct Outgoing {
    octets: [u8; OCTETS],
    written: usize,
}

impl Default for Outgoing {
    fn default() -> Self {
        Self {
            octets: [0; OCTETS],
            written: OCTETS,
        }
    }
}

impl Outgoing {
    /// Takes a frame, when the one before is out. One that was begun has to be ended, or the modem
    /// would read the halves of samples the wrong way round.
    pub fn put(&mut self, frame: &Frame<Hz8k>) {
        if self.written < OCTETS {
            return;
        }
        let (pairs, _) = self.octets.as_chunks_mut::<2>();
        for (pair, sample) in pairs.iter_mut().zip(frame.samples()) {
            *pair = sample.to_le_bytes();
        }
        self.written = 0;
    }

    /// What is still to be written.
    pub fn rest(&self) -> &[u8] {
        &self.octets[self.written..]
    }

    pub fn wrote(&mut self, count: usize) {
        self.written = OCTETS.min(self.written + count);
    }

    /// Forgets a frame of which nothing is out.
    pub const fn drop_unbegun(&mut self) {
        if self.written == 0 {
            self.written = OCTETS;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn frames_are_the_same_however_the_octets_are_cut(
            octets in prop::collection::vec(any::<u8>(), 0..2_000), size in 1_usize..700,
        ) {
            let mut collector = Collector::default();
            let mut frames = Vec::new();
            for mut piece in octets.chunks(size) {
                while let Some(frame) = collector.next(&mut piece) {
                    frames.push(frame);
                }
            }
            prop_assert_eq!(frames.len(), octets.len() / OCTETS);
            let mut again = Vec::new();
            for frame in &frames {
                let mut out = Outgoing::default();
                out.put(frame);
                while !out.rest().is_empty() {
                    again.push(out.rest()[0]);
                    out.wrote(1);
                }
            }
            prop_assert_eq!(&again[..], &octets[..again.len()]);
        }
    }

    #[test]
    fn a_frame_that_was_begun_is_ended_first() {
        let mut out = Outgoing::default();
        out.put(&Frame::from_slice(&[0x0102; 160]));
        out.wrote(3);
        out.drop_unbegun();
        out.put(&Frame::SILENCE);
        assert_eq!(out.rest().len(), OCTETS - 3);
        assert_eq!(out.rest()[0], 0x01);
        out.wrote(OCTETS);
        out.put(&Frame::SILENCE);
        out.drop_unbegun();
        assert!(out.rest().is_empty());
    }
}
