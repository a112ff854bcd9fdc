//! Whisper's features: how loud each of 80 bands is, a hundred times a second. Pure.
//!
//! Windows of 25 ms (periodic Hann) every 10 ms, power in 80 triangular bands on Slaney's mel scale,
//! log10, nothing further than eight decades below the loudest, (x + 4) / 4. That is what the model
//! was trained on, to the constant; the tests compare with values that numpy computed.

use std::{f64::consts::TAU, ops::Range, sync::Arc};

use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex};

use crate::audio::{Hz16k, Rate};

/// Bands of a frame.
pub const BANDS: usize = 80;
/// Samples from one frame to the next: 10 ms at 16 kHz.
pub const HOP: usize = 160;
/// Samples under one window: 25 ms at 16 kHz.
const WINDOW: usize = 400;
/// Frequencies that a window has power at.
const BINS: usize = WINDOW / 2 + 1;
/// Power below this counts as silence.
const FLOOR: f32 = 1e-10;
/// Decades that the softest band of a sound may be below its loudest.
const DECADES: f32 = 8.0;

/// What is heard where a window reaches over the end of the sound. Over its beginning, the sound is
/// mirrored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// Silence: more of it follows.
    Silence,
    /// The sound, mirrored.
    Mirror,
}

/// Computes features. Keeps its tables and buffers from one sound to the next.
pub struct LogMel {
    fft: Arc<dyn RealToComplex<f32>>,
    hann: Vec<f32>,
    bands: Vec<Band>,
    window: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    power: [f32; BINS],
}

/// One triangle: which frequencies it takes, and how much of each.
struct Band {
    bins: Range<usize>,
    weights: Vec<f32>,
}

impl Default for LogMel {
    fn default() -> Self {
        Self::new()
    }
}

impl LogMel {
    /// The tables for 16 kHz.
    #[must_use]
    pub fn new() -> Self {
        let fft = RealFftPlanner::new().plan_fft_forward(WINDOW);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "400 numbers from 0.0 to 1.0"
        )]
        let hann = (0..WINDOW)
            .map(|n| (0.5 - 0.5 * (TAU * n as f64 / WINDOW as f64).cos()) as f32)
            .collect();
        Self {
            hann,
            bands: bands(),
            window: fft.make_input_vec(),
            spectrum: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            power: [0.0; BINS],
            fft,
        }
    }

    /// Writes the features of `sound` (16 kHz, −1.0..=1.0) into `out`: [`BANDS`] rows of `frames`
    /// numbers, one row after the other.
    ///
    /// Where the sound ends before the frames do, they hold silence.
    pub fn features(&mut self, sound: &[f32], beyond: Beyond, frames: usize, out: &mut Vec<f32>) {
        out.clear();
        out.resize(BANDS * frames, FLOOR.log10());
        // The last window that hears something begins half a window before the end.
        let sounding = match beyond {
            Beyond::Silence => (sound.len() + WINDOW / 2).div_ceil(HOP),
            Beyond::Mirror => sound.len() / HOP + 1,
        };
        for frame in 0..frames.min(sounding) {
            self.measure(sound, beyond, frame * HOP);
            for (row, band) in self.bands.iter().enumerate() {
                let power: f32 = self.power[band.bins.clone()]
                    .iter()
                    .zip(&band.weights)
                    .map(|(power, weight)| power * weight)
                    .sum();
                out[row * frames + frame] = power.max(FLOOR).log10();
            }
        }
        let loudest = out.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        for value in out {
            *value = (value.max(loudest - DECADES) + 4.0) / 4.0;
        }
    }

    /// The power at each frequency of the window around `middle`.
    fn measure(&mut self, sound: &[f32], beyond: Beyond, middle: usize) {
        let half = WINDOW / 2;
        let inside = middle
            .checked_sub(half)
            .and_then(|start| sound.get(start..start + WINDOW));
        if let Some(inside) = inside {
            for ((to, from), hann) in self.window.iter_mut().zip(inside).zip(&self.hann) {
                *to = from * hann;
            }
        } else {
            for (n, (to, hann)) in self.window.iter_mut().zip(&self.hann).enumerate() {
                *to = at(sound, beyond, middle + n, half) * hann;
            }
        }
        let done =
            self.fft
                .process_with_scratch(&mut self.window, &mut self.spectrum, &mut self.scratch);
        debug_assert!(done.is_ok(), "the buffers are of the plan's own sizes");
        for (power, bin) in self.power.iter_mut().zip(&self.spectrum) {
            *power = bin.norm_sqr();
        }
    }
}

/// The sample at `n - before`, which may lie outside the sound.
fn at(sound: &[f32], beyond: Beyond, n: usize, before: usize) -> f32 {
    let place = before.abs_diff(n);
    let last = sound.len().wrapping_sub(1);
    let place = match beyond {
        Beyond::Mirror if place > last && !sound.is_empty() => (2 * last).saturating_sub(place),
        _ => place,
    };
    sound.get(place).copied().unwrap_or(0.0)
}

/// The 80 triangles between 0 and 8000 Hz, each of the same area.
fn bands() -> Vec<Band> {
    let top = mel(f64::from(Hz16k::HZ) / 2.0);
    #[expect(clippy::cast_precision_loss, reason = "at most 400")]
    let corner = |n: usize| hertz(top * n as f64 / (BANDS + 1) as f64);
    #[expect(clippy::cast_precision_loss, reason = "at most 400")]
    let frequency = |bin: usize| f64::from(Hz16k::HZ) * bin as f64 / WINDOW as f64;
    (0..BANDS)
        .map(|n| {
            let (left, peak, right) = (corner(n), corner(n + 1), corner(n + 2));
            let weight = |bin: usize| {
                let f = frequency(bin);
                let height = ((f - left) / (peak - left)).min((right - f) / (right - peak));
                height.max(0.0) * 2.0 / (right - left)
            };
            let first = (0..BINS).find(|&bin| weight(bin) > 0.0).unwrap_or(0);
            let count = (first..BINS).take_while(|&bin| weight(bin) > 0.0).count();
            let bins = first..first + count;
            #[expect(clippy::cast_possible_truncation, reason = "weights below 1")]
            let weights = bins.clone().map(|bin| weight(bin) as f32).collect();
            Band { bins, weights }
        })
        .collect()
}

/// Where Slaney's scale turns from straight to logarithmic, in Hz and in mel.
const BEND: (f64, f64) = (1_000.0, 15.0);
/// Mel per factor e above the bend.
fn steepness() -> f64 {
    27.0 / 6.4_f64.ln()
}

fn mel(hertz: f64) -> f64 {
    if hertz < BEND.0 {
        hertz * BEND.1 / BEND.0
    } else {
        BEND.1 + (hertz / BEND.0).ln() * steepness()
    }
}

fn hertz(mel: f64) -> f64 {
    if mel < BEND.1 {
        mel * BEND.0 / BEND.1
    } else {
        BEND.0 * ((mel - BEND.1) / steepness()).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0.5 at 440 Hz in the last second of eight, 0.1 at 2500 Hz in the last two.
    fn two_tones() -> Vec<f32> {
        let wave = |n: usize, hz: f64, from: usize| {
            let on = f64::from(u8::from(n >= from));
            on * (n as f64 * hz * TAU / 16_000.0).sin()
        };
        (0..128_000)
            .map(|n| (0.5 * wave(n, 440.0, 112_000) + 0.1 * wave(n, 2_500.0, 96_000)) as f32)
            .collect()
    }

    fn features(sound: &[f32], beyond: Beyond, frames: usize) -> Vec<f32> {
        let mut out = vec![7.0; 3];
        LogMel::new().features(sound, beyond, frames, &mut out);
        out
    }

    #[test]
    fn the_numbers_are_those_of_the_reference() {
        // numpy in double precision, `_whisper_features.py` of pipecat-ai 1.14.0.
        let out = features(&two_tones(), Beyond::Mirror, 800);
        for (row, frame, expected) in [
            (0, 0, -0.5618),
            (10, 700, 1.2674),
            (11, 750, 1.4382),
            (46, 650, -0.4935),
            (46, 799, -0.1724),
            (79, 799, -0.4698),
            (79, 600, -0.1863),
            (30, 599, -0.3681),
            (30, 600, 0.1425),
        ] {
            let found = out[row * 800 + frame];
            assert!((found - expected).abs() < 2e-3, "{row} {frame}: {found}");
        }
    }

    #[test]
    fn the_bands_have_the_reference_s_areas() {
        let bands = bands();
        assert_eq!(bands.len(), BANDS);
        for (n, count, highest) in [(0, 1, 0.024_863), (1, 2, 0.022_872), (79, 14, 0.003_165)] {
            let most = bands[n].weights.iter().copied().fold(0.0, f32::max);
            assert_eq!(bands[n].weights.len(), count, "{n}");
            assert!((most - highest).abs() < 1e-5, "{n}: {most}");
        }
        let all: f32 = bands.iter().flat_map(|band| &band.weights).sum();
        assert!((all - 1.999_02).abs() < 1e-3, "{all}");
    }

    #[test]
    fn more_frames_than_sound_hold_silence() {
        let sound = &two_tones()[112_000..];
        let out = features(sound, Beyond::Silence, 300);
        let softest = out.iter().copied().fold(f32::INFINITY, f32::min);
        let loudest = out.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        assert!((loudest - softest - 2.0).abs() < 1e-4, "eight decades");
        for row in 0..BANDS {
            for frame in 102..300 {
                assert!(
                    (out[row * 300 + frame] - softest).abs() < 1e-6,
                    "{row} {frame}"
                );
            }
        }
    }

    #[test]
    fn silence_before_and_behind_changes_nothing_in_between() {
        let sound = two_tones();
        let alone = features(&sound[96_000..], Beyond::Silence, 200);
        let within = features(&sound, Beyond::Silence, 900);
        for row in 0..BANDS {
            for frame in 2..198 {
                let (a, b) = (alone[row * 200 + frame], within[row * 900 + 600 + frame]);
                assert!((a - b).abs() < 1e-4, "{row} {frame}: {a} {b}");
            }
        }
    }

    #[test]
    fn nothing_at_all_is_silence_too() {
        for beyond in [Beyond::Silence, Beyond::Mirror] {
            let out = features(&[], beyond, 10);
            assert_eq!(out.len(), 800);
            assert!(out.iter().all(|v| (v + 1.5).abs() < 1e-6));
            assert!(
                features(&[0.5; 30], beyond, 2)
                    .iter()
                    .all(|v| v.is_finite())
            );
            assert!(features(&[0.5; 30], beyond, 0).is_empty());
        }
    }
}
