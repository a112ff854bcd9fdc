//! Frames out of bytes and bytes out of frames, however the bytes are cut.

use crate::audio::{Frame, Hz8k};

use super::slip::{Pairing, SlipWatch};

/// Octets in a frame: 160 samples of two.
pub(super) const OCTETS: usize = 2 * Frame::<Hz8k>::LEN;

/// Collects octets until they make a frame. An odd octet is kept for the next read; after a lost one
/// the next is dropped, so that samples are whole again.
#[derive(Debug)]
pub(super) struct Collector {
    octets: [u8; OCTETS],
    filled: usize,
    watch: SlipWatch,
    slips: u32,
}

impl Default for Collector {
    fn default() -> Self {
        Self {
            octets: [0; OCTETS],
            filled: 0,
            watch: SlipWatch::default(),
            slips: 0,
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
        let pairing = self.watch.judge(&self.octets);
        if pairing == Pairing::Right {
            return Some(frame(&self.octets));
        }
        // One octet further on there are 159 samples; the last stands for its neighbour too.
        let mut heard = frame(&self.octets[1..]);
        let samples = heard.samples_mut();
        samples[159] = samples[158];
        if pairing == Pairing::Slipped {
            self.slips += 1;
            self.octets[0] = self.octets[OCTETS - 1];
            self.filled = 1;
        }
        Some(heard)
    }

    /// How many lost octets were found since this was asked last.
    pub fn take_slips(&mut self) -> u32 {
        std::mem::take(&mut self.slips)
    }
}

fn frame(octets: &[u8]) -> Frame<Hz8k> {
    let mut frame = Frame::SILENCE;
    let (pairs, _) = octets.as_chunks::<2>();
    for (sample, pair) in frame.samples_mut().iter_mut().zip(pairs) {
        *sample = i16::from_le_bytes(*pair);
    }
    frame
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
    /// would read the halves of samples the wrong way round. Says whether it was taken.
    pub fn put(&mut self, frame: &Frame<Hz8k>) -> bool {
        if self.written < OCTETS {
            return false;
        }
        let (pairs, _) = self.octets.as_chunks_mut::<2>();
        for (pair, sample) in pairs.iter_mut().zip(frame.samples()) {
            *pair = sample.to_le_bytes();
        }
        self.written = 0;
        true
    }

    /// What is still to be written.
    pub fn rest(&self) -> &[u8] {
        &self.octets[self.written..]
    }

    pub fn wrote(&mut self, count: usize) {
        self.written = OCTETS.min(self.written + count);
    }

    /// Forgets a frame of which nothing is out; says whether there was one.
    pub const fn drop_unbegun(&mut self) -> bool {
        let unbegun = self.written == 0;
        if unbegun {
            self.written = OCTETS;
        }
        unbegun
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
            prop_assert_eq!(collector.take_slips(), 0, "noise is left alone");
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
    fn after_a_lost_octet_the_sound_is_the_same_again() {
        let wave = |n: usize| (9_000.0 * (n as f32 * 0.3).sin()) as i16 + (n * n % 101) as i16;
        let octets: Vec<u8> = (0..3_200).flat_map(|n| wave(n).to_le_bytes()).collect();
        for lost in [700, 701] {
            let mut collector = Collector::default();
            let mut heard = Vec::new();
            for mut piece in [&octets[..lost], &octets[lost + 1..]] {
                while let Some(frame) = collector.next(&mut piece) {
                    heard.push(frame);
                }
            }
            assert_eq!(collector.take_slips(), 1);
            let is_loud = |f: &Frame| f.samples().iter().any(|s| s.unsigned_abs() > 10_000);
            assert!(
                !heard[3..].iter().any(is_loud),
                "but for the frame it was lost in"
            );
            // From the fifth frame on each sample is one of the wave's, in order.
            let tail: Vec<i16> = heard[5..]
                .iter()
                .flat_map(|f| f.samples().to_vec())
                .collect();
            let first = (0..3_200)
                .find(|&n| wave(n) == tail[0] && wave(n + 1) == tail[1])
                .unwrap();
            let expected: Vec<i16> = (first..first + tail.len()).map(wave).collect();
            assert_eq!(tail, expected);
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
