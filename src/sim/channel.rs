//! What a telephone line does to a voice.

use std::f64::consts::TAU;

use crate::audio::{Frame, Hz8k, Pcm, g711};

use super::Dice;

/// How good the line is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quality {
    /// Signal to noise in dB; `None` for no noise.
    pub noise_db: Option<f32>,
    /// The share of 20 ms frames that are lost, 0 to 0.9.
    pub loss: f32,
    /// The box's own voice comes back so many dB softer, 150 ms later; `None` for no echo. Only whoever has both
    /// sides of the line can make it: [`Telephone`] does not.
    pub echo_db: Option<f32>,
}

/// A telephone channel: band 300 to 3400 Hz, white noise, A-law, lost frames; seeded.
///
/// Works frame by frame and so also on live sound; [`Telephone::carry`] does a whole clip.
///
/// * Noise is measured against the speech that has come so far: the level of the frames above
///   −50 dBFS, starting from −26 dBFS (the nominal level of ITU-T P.56). It is there in pauses too.
/// * Losses come in bursts (Gilbert and Elliott's two states; a burst is 5 frames, 100 ms, on
///   average). A lost frame is replaced by the one before it, 6 dB softer each time.
///
/// ```
/// use munjigi::{audio::Pcm, sim::channel::{Quality, Telephone}};
///
/// let mut line = Telephone::new(Quality::default(), 7);
/// let clip = Pcm::from_samples(vec![1_000; 8_000]);
/// assert!(line.carry(&clip).level().dbfs() < -40.0); // no telephone carries a constant
/// ```
#[derive(Clone, Debug)]
pub struct Telephone {
    quality: Quality,
    band: [Biquad; 4],
    dice: Dice,
    /// Mean square of the speech so far, full scale 1.
    speech: f64,
    losing: bool,
    last: Frame,
}

/// Frames in a burst of losses, on average.
const BURST: f64 = 5.0;

impl Telephone {
    /// A line of this quality; the same seed gives the same noise and losses.
    #[must_use]
    pub fn new(quality: Quality, seed: u64) -> Self {
        // Butterworth of fourth order, each side as two sections.
        let [soft, sharp] = [0.541_196_1, 1.306_563];
        Self {
            quality,
            band: [
                Biquad::high_pass(300.0, soft),
                Biquad::high_pass(300.0, sharp),
                Biquad::low_pass(3_400.0, soft),
                Biquad::low_pass(3_400.0, sharp),
            ],
            dice: Dice::new(seed),
            speech: 10_f64.powf(-2.6),
            losing: false,
            last: Frame::SILENCE,
        }
    }

    /// What comes out at the other end when this frame goes in.
    pub fn carry_frame(&mut self, frame: &Frame) -> Frame {
        let noise = self.noise_for(frame);
        let mut out = Frame::SILENCE;
        for (to, &from) in out.samples_mut().iter_mut().zip(frame.samples()) {
            let mut x = f64::from(from);
            for section in &mut self.band {
                x = section.step(x);
            }
            x += noise * self.dice.gauss();
            #[expect(
                clippy::cast_possible_truncation,
                reason = "clamped to the range of i16 first"
            )]
            let sample = x.round().clamp(-32_768.0, 32_767.0) as i16;
            *to = if noise == 0.0 && sample == 0 {
                0 // A-law has no zero; a line without noise stays digitally silent
            } else {
                g711::through(sample)
            };
        }
        if self.is_lost() {
            for (to, &from) in out.samples_mut().iter_mut().zip(self.last.samples()) {
                *to = from / 2;
            }
        }
        self.last = out;
        out
    }

    /// What comes out when a whole clip goes in; it is filled up to whole frames.
    pub fn carry(&mut self, clip: &Pcm<Hz8k>) -> Pcm<Hz8k> {
        let mut out = Pcm::new();
        for frame in clip.frames() {
            out.extend_from_slice(self.carry_frame(&frame).samples());
        }
        out
    }

    /// The standard deviation of the noise in samples.
    fn noise_for(&mut self, frame: &Frame) -> f64 {
        let Some(snr) = self.quality.noise_db else {
            return 0.0;
        };
        let level = f64::from(frame.level().dbfs());
        if level > -50.0 {
            self.speech = 0.95 * self.speech + 0.05 * 10_f64.powf(level / 10.0);
        }
        32_768.0 * (self.speech / 10_f64.powf(f64::from(snr) / 10.0)).sqrt()
    }

    fn is_lost(&mut self) -> bool {
        let loss = f64::from(self.quality.loss.clamp(0.0, 0.9));
        let leave = 1.0 / BURST;
        let enter = leave * loss / (1.0 - loss);
        let chance = self.dice.unit();
        self.losing = if self.losing {
            chance >= leave
        } else {
            chance < enter
        };
        self.losing
    }
}

/// A second-order filter at 8 kHz (R. Bristow-Johnson, "Audio EQ Cookbook").
#[derive(Clone, Debug, Default)]
struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
    z: [f64; 2],
}

impl Biquad {
    fn low_pass(hz: f64, q: f64) -> Self {
        Self::with(hz, q, |cos| {
            [(1.0 - cos) / 2.0, 1.0 - cos, (1.0 - cos) / 2.0]
        })
    }

    fn high_pass(hz: f64, q: f64) -> Self {
        Self::with(hz, q, |cos| {
            [f64::midpoint(1.0, cos), -1.0 - cos, f64::midpoint(1.0, cos)]
        })
    }

    fn with(hz: f64, q: f64, b: impl Fn(f64) -> [f64; 3]) -> Self {
        let (sin, cos) = (TAU * hz / 8_000.0).sin_cos();
        let alpha = sin / (2.0 * q);
        let scale = 1.0 + alpha;
        Self {
            b: b(cos).map(|c| c / scale),
            a: [-2.0 * cos / scale, (1.0 - alpha) / scale],
            z: [0.0; 2],
        }
    }

    fn step(&mut self, x: f64) -> f64 {
        let y = self.b[0] * x + self.z[0];
        self.z[0] = self.b[1] * x - self.a[0] * y + self.z[1];
        self.z[1] = self.b[2] * x - self.a[1] * y;
        y
    }
}

/// `frame` with comfort noise in its silence: the far end's codec makes it in every pause (3GPP TS 26.092).
/// Without it a caller who hears the box out looks like a dead path.
#[must_use]
pub fn comfort(mut frame: Frame) -> Frame {
    /// −69 dBFS.
    const NOISE: i16 = 12;
    for (n, sample) in frame.samples_mut().iter_mut().enumerate() {
        if sample.unsigned_abs() <= NOISE.unsigned_abs() {
            *sample = if n % 2 == 0 { NOISE } else { -NOISE };
        }
    }
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hz: f64, amplitude: f64, samples: u32) -> Pcm<Hz8k> {
        let sample = |n| {
            #[expect(clippy::cast_possible_truncation, reason = "within i16")]
            let sample = (amplitude * (f64::from(n) * hz * TAU / 8_000.0).sin()) as i16;
            sample
        };
        Pcm::from_samples((0..samples).map(sample).collect())
    }

    fn through(quality: Quality, clip: &Pcm<Hz8k>) -> Pcm<Hz8k> {
        Telephone::new(quality, 7).carry(clip)
    }

    #[test]
    fn only_the_band_of_a_telephone_passes() {
        for (hz, least, most) in [
            (50.0, -96.0, -50.0),
            (150.0, -60.0, -20.0),
            (300.0, -4.0, -2.0),
            (1_000.0, -0.3, 0.3),
            (3_000.0, -1.0, 0.3),
            (3_400.0, -4.0, -2.0),
            (3_900.0, -96.0, -25.0),
        ] {
            let clip = tone(hz, 16_000.0, 16_000);
            let gain = through(Quality::default(), &clip).level().dbfs() - clip.level().dbfs();
            assert!((least..=most).contains(&gain), "{hz} Hz: {gain} dB");
        }
    }

    #[test]
    fn the_noise_is_as_far_below_the_speech_as_was_asked() {
        let clip = tone(1_000.0, 4_000.0, 40_000);
        let quality = Quality {
            noise_db: Some(15.0),
            ..Quality::default()
        };
        let (clean, noisy) = (through(Quality::default(), &clip), through(quality, &clip));
        let noise = clean.samples().iter().zip(noisy.samples());
        let noise: Pcm<Hz8k> = Pcm::from_samples(noise.skip(8_000).map(|(a, b)| b - a).collect());
        let snr = clean.level().dbfs() - noise.level().dbfs();
        assert!((snr - 15.0).abs() < 0.7, "{snr}");
    }

    #[test]
    fn as_many_frames_are_lost_as_was_asked_in_bursts() {
        let quality = Quality {
            loss: 0.1,
            ..Quality::default()
        };
        let mut line = Telephone::new(quality, 7);
        let lost: Vec<bool> = (0..50_000).map(|_| line.is_lost()).collect();
        let count = lost.iter().filter(|l| **l).count();
        let bursts = lost.windows(2).filter(|w| !w[0] && w[1]).count();
        assert!((4_500..5_500).contains(&count), "{count}");
        assert!((4..=6).contains(&(count / bursts)), "{bursts}");
    }

    #[test]
    fn a_good_line_is_silent_when_nobody_speaks_and_the_same_seed_is_the_same_line() {
        assert_eq!(
            through(Quality::default(), &Pcm::from_samples(vec![0; 160])),
            Pcm::from_samples(vec![0; 160])
        );
        let quality = Quality {
            noise_db: Some(10.0),
            loss: 0.2,
            ..Quality::default()
        };
        let clip = tone(700.0, 9_000.0, 8_000);
        assert_eq!(through(quality, &clip), through(quality, &clip));
    }
}
