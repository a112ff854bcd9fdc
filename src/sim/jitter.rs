//! Sound that comes at any pace, taken at one.

use std::collections::VecDeque;

use crate::audio::{Frame, Hz8k};

/// The host's side of the sound, as the module takes it: bytes at any pace in, one frame a beat out.
///
/// Sound begins to flow once two frames have come (40 ms). What comes when ten frames (200 ms) are
/// waiting drops the oldest frame; a beat without a whole frame is silence. Half a sample waits for
/// its other half.
#[derive(Debug, Default)]
pub(super) struct Jitter {
    bytes: VecDeque<u8>,
    flowing: bool,
    /// Frames dropped because too many were waiting.
    pub(super) overruns: u64,
    /// Beats without a frame while sound was flowing.
    pub(super) underruns: u64,
}

impl Jitter {
    const FRAME_BYTES: usize = Frame::<Hz8k>::LEN * 2;
    const PREFILL: usize = 2 * Self::FRAME_BYTES;
    const MOST: usize = 10 * Self::FRAME_BYTES;

    /// Takes bytes of the host: signed 16 bit, little endian.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
        while self.bytes.len() > Self::MOST {
            self.bytes.drain(..Self::FRAME_BYTES);
            self.overruns += 1;
        }
    }

    /// The frame of this beat.
    pub(super) fn pull(&mut self) -> Frame {
        if !self.flowing && self.bytes.len() < Self::PREFILL {
            return Frame::SILENCE;
        }
        if self.bytes.len() < Self::FRAME_BYTES {
            self.flowing = false;
            self.underruns += 1;
            return Frame::SILENCE;
        }
        self.flowing = true;
        let bytes: Vec<u8> = self.bytes.drain(..Self::FRAME_BYTES).collect();
        let mut frame = Frame::SILENCE;
        for (sample, pair) in frame.samples_mut().iter_mut().zip(bytes.chunks_exact(2)) {
            *sample = i16::from_le_bytes([pair[0], pair[1]]);
        }
        frame
    }

    /// Forgets what waits: a new call begins.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.flowing = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(value: i16) -> Vec<u8> {
        std::iter::repeat_n(value.to_le_bytes(), 160)
            .flatten()
            .collect()
    }

    #[test]
    fn sound_flows_after_two_frames_and_keeps_its_order() {
        let mut jitter = Jitter::default();
        jitter.push(&frame(1));
        assert_eq!(jitter.pull(), Frame::SILENCE);
        jitter.push(&frame(2)[..319]);
        assert_eq!(jitter.pull(), Frame::SILENCE);
        jitter.push(&frame(2)[319..]);
        assert_eq!(
            (jitter.pull().samples()[0], jitter.pull().samples()[159]),
            (1, 2)
        );
        assert_eq!(jitter.underruns, 0);
        assert_eq!(jitter.pull(), Frame::SILENCE);
        assert_eq!(jitter.underruns, 1);
    }

    #[test]
    fn a_burst_of_100_ms_is_no_trouble() {
        let mut jitter = Jitter::default();
        for beat in 0..100 {
            if beat % 5 == 0 {
                (0..5).for_each(|n| jitter.push(&frame(beat + n)));
            }
            assert_eq!(jitter.pull().samples()[0], beat);
        }
        assert_eq!((jitter.underruns, jitter.overruns), (0, 0));
    }

    #[test]
    fn the_oldest_goes_when_there_is_too_much() {
        let mut jitter = Jitter::default();
        (0..12).for_each(|n| jitter.push(&frame(n)));
        assert_eq!(jitter.overruns, 2);
        assert_eq!(jitter.pull().samples()[0], 2);
    }
}
