//! The tone that telephone lines are measured with.

use std::f32::consts::TAU;

use crate::audio::{Frame, Hz8k};

/// 1004 Hz: not a divisor of the 8,000 samples in a second, so that a coder is not always asked for the same few values
/// (ITU-T O.133, and the North American practice).
const HERTZ: f32 = 1_004.0;
/// After so many samples the wave begins anew: 8,000 divided by the greatest common divisor of both, 4.
const PERIOD: u16 = 2_000;
/// The peak of a sine of −10 dBm0: full scale of A-law is +3.14 dBm0 (ITU-T G.711).
const PEAK: f32 = 7_218.0;
/// Samples of the rise (5 ms).
const EDGE: u16 = 40;

/// 1004 Hz at −10 dBm0, for as long as somebody asks.
///
/// ```
/// use munjigi::tone::Reference;
///
/// let mut tone = Reference::default();
/// tone.next_frame();
/// let level = tone.next_frame().level();
/// assert!((level.dbfs() + 16.15).abs() < 0.1); // a sine's RMS is 3 dB below its peak
/// ```
#[derive(Clone, Debug, Default)]
pub struct Reference {
    at: u16,
    risen: u16,
}

impl Reference {
    /// The next 20 ms.
    pub fn next_frame(&mut self) -> Frame<Hz8k> {
        let mut frame = Frame::SILENCE;
        for sample in frame.samples_mut() {
            let loudness = f32::from(self.risen) / f32::from(EDGE);
            let wave = (TAU * HERTZ * f32::from(self.at) / 8_000.0).sin();
            *sample = (PEAK * loudness * wave) as i16;
            self.at = (self.at + 1) % PERIOD;
            self.risen = (self.risen + 1).min(EDGE);
        }
        frame
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_one_wave_without_a_break() {
        let mut tone = Reference::default();
        let samples: Vec<i16> = (0..100)
            .flat_map(|_| tone.next_frame().samples().to_vec())
            .collect();
        // 1004 Hz for 2 s: as many rises through zero.
        let rises = samples.windows(2).filter(|w| w[0] < 0 && w[1] >= 0).count();
        assert!((2_005..=2_009).contains(&rises), "{rises}");
        let steps = samples
            .windows(2)
            .map(|w| (i32::from(w[1]) - i32::from(w[0])).abs());
        assert!(steps.max().unwrap() < 5_800, "a click");
    }
}
