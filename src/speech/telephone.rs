//! Making speech fit for the telephone, and what the telephone does to it. Pure.

use crate::audio::{Hz8k, Pcm, Rate, g711};

/// The level that speech is brought to, in dBFS over its active parts.
const TARGET_DBFS: f64 = -20.0;
/// No sample goes above this, in dBFS: A-law distorts near full scale, and modems clip.
const CEILING_DBFS: f64 = -3.0;
/// A stretch counts as active when it is at most this far below the loudest one, in dB.
const ACTIVE_BELOW_LOUDEST: f64 = 20.0;
/// Stretches of which the level is taken: 20 ms.
const STRETCH_PER_SECOND: u32 = 50;
/// What is quieter than this part of full scale at either end is not speech.
const QUIET: i16 = 328;
/// What is left of the quiet in front, 12 ms: a caller waits for it.
const LEAD_PER_SECOND: u32 = 80;
/// What is left of the quiet behind, 30 ms, so that soft endings stay whole.
const TRAIL_PER_SECOND: u32 = 33;
/// The telephone band, in Hz (ITU-T G.712).
const BAND: (f64, f64) = (300.0, 3_400.0);

/// `speech` without the silence before and behind it. Empty when it is all silence.
#[must_use]
pub fn trim<R: Rate>(speech: &Pcm<R>) -> Pcm<R> {
    let samples = speech.samples();
    let loud = |s: &i16| s.unsigned_abs() > QUIET.unsigned_abs();
    let (Some(first), Some(last)) = (
        samples.iter().position(loud),
        samples.iter().rposition(loud),
    ) else {
        return Pcm::new();
    };
    let lead = (R::HZ / LEAD_PER_SECOND) as usize;
    let trail = (R::HZ / TRAIL_PER_SECOND) as usize;
    let end = (last + 1 + trail).min(samples.len());
    Pcm::from_samples(samples[first.saturating_sub(lead)..end].to_vec())
}

/// `speech` at the loudness of the line: −20 dBFS over its active parts as heard through the
/// telephone band, no peak above −3 dBFS. Silence stays silence.
#[must_use]
pub fn level(speech: &Pcm<Hz8k>) -> Pcm<Hz8k> {
    let Some(active) = active_rms(&band_limited(speech)) else {
        return speech.clone();
    };
    let peak = speech
        .samples()
        .iter()
        .map(|&s| f64::from(s).abs() / 32_768.0)
        .fold(1e-9, f64::max);
    let gain = (db(TARGET_DBFS) / active).min(db(CEILING_DBFS) / peak);
    to_pcm(
        speech
            .samples()
            .iter()
            .map(|&s| f64::from(s) / 32_768.0 * gain),
    )
}

/// What the far end hears: the telephone band, coded and decoded in A-law.
#[must_use]
pub fn through_line(speech: &Pcm<Hz8k>) -> Pcm<Hz8k> {
    let heard = to_pcm(band_limited(speech).into_iter());
    Pcm::from_samples(heard.samples().iter().map(|&s| g711::through(s)).collect())
}

fn db(level: f64) -> f64 {
    10_f64.powf(level / 20.0)
}

fn to_pcm(samples: impl Iterator<Item = f64>) -> Pcm<Hz8k> {
    #[expect(clippy::cast_possible_truncation, reason = "samples in −1.0..=1.0")]
    let floats: Vec<f32> = samples.map(|s| s as f32).collect();
    Pcm::from_floats(&floats)
}

/// Root mean square over the active stretches, 1.0 being full scale; `None` without any sound.
fn active_rms(samples: &[f64]) -> Option<f64> {
    let power: Vec<f64> = samples
        .chunks((Hz8k::HZ / STRETCH_PER_SECOND) as usize)
        .map(|c| {
            #[expect(clippy::cast_precision_loss, reason = "160 samples")]
            let n = c.len() as f64;
            c.iter().map(|s| s * s).sum::<f64>() / n
        })
        .collect();
    let loudest = power.iter().copied().fold(0.0, f64::max);
    if loudest < 1e-9 {
        return None;
    }
    let floor = loudest * db(-ACTIVE_BELOW_LOUDEST).powi(2);
    let (sum, n) = power
        .iter()
        .filter(|&&p| p >= floor)
        .fold((0.0, 0.0), |(sum, n), p| (sum + p, n + 1.0));
    Some((sum / n).sqrt())
}

/// Two filters of second order on each side of the band.
fn band_limited(speech: &Pcm<Hz8k>) -> Vec<f64> {
    let mut samples: Vec<f64> = speech
        .samples()
        .iter()
        .map(|&s| f64::from(s) / 32_768.0)
        .collect();
    for q in [0.541, 1.307] {
        // The two Q of a Butterworth filter of fourth order.
        Biquad::high_pass(BAND.0, q).run(&mut samples);
        Biquad::low_pass(BAND.1, q).run(&mut samples);
    }
    samples
}

/// A filter of second order at 8 kHz (bilinear transform of the analogue prototype).
struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
}

impl Biquad {
    fn high_pass(hz: f64, q: f64) -> Self {
        Self::new(hz, q, |cos| {
            [
                f64::midpoint(1.0, cos),
                -(1.0 + cos),
                f64::midpoint(1.0, cos),
            ]
        })
    }

    fn low_pass(hz: f64, q: f64) -> Self {
        Self::new(hz, q, |cos| {
            [(1.0 - cos) / 2.0, 1.0 - cos, (1.0 - cos) / 2.0]
        })
    }

    fn new(hz: f64, q: f64, numerator: impl Fn(f64) -> [f64; 3]) -> Self {
        let w = std::f64::consts::TAU * hz / f64::from(Hz8k::HZ);
        let (cos, alpha) = (w.cos(), w.sin() / (2.0 * q));
        let a0 = 1.0 + alpha;
        Self {
            b: numerator(cos).map(|b| b / a0),
            a: [-2.0 * cos / a0, (1.0 - alpha) / a0],
        }
    }

    fn run(&self, samples: &mut [f64]) {
        let (mut x, mut y) = ([0.0; 2], [0.0; 2]);
        for sample in samples {
            let out = self.b[0] * *sample + self.b[1] * x[0] + self.b[2] * x[1]
                - self.a[0] * y[0]
                - self.a[1] * y[1];
            x = [*sample, x[0]];
            y = [out, y[0]];
            *sample = out;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn tone(hz: f32, amplitude: f32, seconds: f32) -> Pcm<Hz8k> {
        let n = (seconds * 8_000.0) as usize;
        let wave: Vec<f32> = (0..n)
            .map(|i| amplitude * (i as f32 * hz * std::f32::consts::TAU / 8_000.0).sin())
            .collect();
        Pcm::from_floats(&wave)
    }

    #[test]
    fn the_line_carries_the_band_and_little_else() {
        let level = |hz| through_line(&tone(hz, 0.5, 1.0)).level().dbfs();
        let middle = level(1_000.0);
        assert!((middle + 9.0).abs() < 0.5, "{middle}");
        assert!(level(100.0) < middle - 30.0);
        assert!(level(3_900.0) < middle - 15.0);
    }

    #[test]
    fn loud_and_soft_speech_come_out_alike() {
        for amplitude in [0.01, 0.1, 0.9] {
            let out = level(&tone(1_000.0, amplitude, 0.5));
            assert!((out.level().dbfs() + 20.0).abs() < 0.5, "{}", out.level());
        }
    }

    #[test]
    fn pauses_do_not_count_and_peaks_stay_below_the_ceiling() {
        let mut speech = tone(1_000.0, 0.05, 0.5);
        speech.append(&Pcm::silence(Duration::from_secs(3)));
        let voiced = Pcm::<Hz8k>::from_samples(level(&speech).samples()[..4_000].to_vec());
        assert!((voiced.level().dbfs() + 20.0).abs() < 0.5);

        let mut click = tone(1_000.0, 0.01, 0.5).samples().to_vec();
        click[2_000] = 16_000;
        let click = level(&Pcm::from_samples(click));
        let peak = click.samples().iter().map(|s| s.unsigned_abs()).max();
        assert!(peak.unwrap() <= 23_200, "{peak:?}");
    }

    #[test]
    fn silence_stays_silence() {
        let silence = Pcm::<Hz8k>::silence(Duration::from_millis(300));
        assert_eq!(level(&silence), silence);
        assert!(trim(&silence).is_empty());
        assert!(level(&Pcm::new()).is_empty());
    }

    #[test]
    fn trimming_leaves_a_margin() {
        let mut speech = Pcm::<Hz8k>::silence(Duration::from_millis(500));
        speech.append(&tone(1_000.0, 0.5, 0.2));
        speech.append(&Pcm::silence(Duration::from_millis(500)));
        let kept = trim(&speech).duration().as_millis();
        assert!((238..=245).contains(&kept), "{kept}");
    }
}
