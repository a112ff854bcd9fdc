//! How loud sound is.

use std::fmt;

/// A level in dB relative to full scale (dBFS), from the root mean square of the samples.
///
/// Digital silence is [`Level::SILENCE`], −96.0 dBFS: 16 bits reach no deeper.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Level(f32);

impl Level {
    /// Nothing at all.
    pub const SILENCE: Self = Self(-96.0);

    /// The level of these samples.
    #[must_use]
    pub fn of(samples: &[i16]) -> Self {
        if samples.is_empty() {
            return Self::SILENCE;
        }
        let sum: f64 = samples.iter().map(|&s| f64::from(s).powi(2)).sum();
        #[expect(
            clippy::cast_precision_loss,
            reason = "sample counts stay far below 2^52"
        )]
        let rms = (sum / samples.len() as f64).sqrt() / 32_768.0;
        Self::from_rms(rms)
    }

    fn from_rms(rms: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "a level fits any float")]
        let db = (20.0 * rms.max(1e-9).log10()) as f32;
        Self(db.max(Self::SILENCE.0))
    }

    /// The level in dBFS, from −96.0 to 0.0 or a little above for square waves.
    #[must_use]
    pub const fn dbfs(self) -> f32 {
        self.0
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} dBFS", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_scale_sine_is_three_db_down() {
        let sine: Vec<i16> = (0..8000)
            .map(|n| {
                let phase = f64::from(n) * 440.0 * std::f64::consts::TAU / 8000.0;
                #[expect(clippy::cast_possible_truncation, reason = "within i16")]
                let sample = (phase.sin() * 32_767.0) as i16;
                sample
            })
            .collect();
        assert!((Level::of(&sine).dbfs() + 3.01).abs() < 0.05);
    }

    #[test]
    fn silence_has_a_floor() {
        assert_eq!(Level::of(&[0; 160]), Level::SILENCE);
        assert_eq!(Level::of(&[]), Level::SILENCE);
    }
}
