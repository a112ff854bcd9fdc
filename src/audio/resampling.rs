//! From one sample rate to another, explicitly.

use audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler as _};

use super::{Pcm, Rate};

/// Resamples a whole clip: the result has the same length in time and no delay.
///
/// A model fed with the wrong rate does not fail, it quietly hears worse; that is why this is the
/// only way between two rates. Builds its filter anew; use a [`Resampler`] for many clips.
#[must_use]
pub fn resample<From: Rate, To: Rate>(sound: &Pcm<From>) -> Pcm<To> {
    Resampler::<From, To>::new().resample(sound)
}

/// A resampler that keeps its filter for the next clip.
pub struct Resampler<From: Rate, To: Rate> {
    inner: Fft<f32>,
    rates: std::marker::PhantomData<(From, To)>,
}

impl<From: Rate, To: Rate> Default for Resampler<From, To> {
    fn default() -> Self {
        Self::new()
    }
}

impl<From: Rate, To: Rate> Resampler<From, To> {
    /// Builds the filter (some tens of microseconds).
    #[must_use]
    pub fn new() -> Self {
        let chunk = (From::HZ / 50) as usize;
        let inner = Fft::new(
            From::HZ as usize,
            To::HZ as usize,
            chunk,
            1,
            FixedSync::Both,
        )
        .expect("the rates are compile-time constants above zero, the chunk is 20 ms");
        Self {
            inner,
            rates: std::marker::PhantomData,
        }
    }

    /// Resamples a whole clip; clips do not influence one another.
    #[must_use]
    pub fn resample(&mut self, sound: &Pcm<From>) -> Pcm<To> {
        if sound.is_empty() {
            return Pcm::new();
        }
        let floats = sound.to_floats();
        let input = InterleavedSlice::new(&floats, 1, floats.len())
            .expect("one channel: as many frames as samples");
        let output = self
            .inner
            .process_all(&input, floats.len(), None)
            .expect("the buffers are sized by the resampler itself");
        Pcm::from_floats(&output.take_data())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{Hz8k, Hz16k, Hz24k};

    fn sine<R: Rate>(hz: f32, samples: usize) -> Pcm<R> {
        #[expect(clippy::cast_precision_loss, reason = "a test tone")]
        let wave: Vec<f32> = (0..samples)
            .map(|n| 0.5 * (n as f32 * hz * std::f32::consts::TAU / R::HZ as f32).sin())
            .collect();
        Pcm::from_floats(&wave)
    }

    #[test]
    fn the_length_in_time_stays() {
        let clip = sine::<Hz8k>(440.0, 8_000 + 37);
        let up: Pcm<Hz16k> = resample(&clip);
        assert_eq!(up.len(), 2 * clip.len());
        let down: Pcm<Hz8k> = resample(&sine::<Hz24k>(440.0, 2_400));
        assert_eq!(down.len(), 800);
    }

    #[test]
    fn a_tone_in_the_band_keeps_its_level() {
        let down: Pcm<Hz8k> = resample(&sine::<Hz24k>(1_000.0, 24_000));
        assert!((down.level().dbfs() - sine::<Hz8k>(1_000.0, 8_000).level().dbfs()).abs() < 0.2);
    }

    #[test]
    fn what_the_lower_rate_cannot_carry_is_gone_and_does_not_fold_back() {
        let down: Pcm<Hz8k> = resample(&sine::<Hz24k>(5_000.0, 24_000));
        assert!(down.level().dbfs() < -45.0, "{}", down.level());
    }

    #[test]
    fn there_and_back_is_the_same_wave() {
        let clip = sine::<Hz8k>(700.0, 4_000);
        let wide: Pcm<Hz16k> = resample(&clip);
        let back: Pcm<Hz8k> = resample(&wide);
        let worst = clip.samples()[200..3_800]
            .iter()
            .zip(&back.samples()[200..3_800])
            .map(|(a, b)| (a - b).abs())
            .max();
        assert!(worst.unwrap() < 330, "{worst:?}");
    }

    #[test]
    fn nothing_stays_nothing() {
        assert!(resample::<Hz8k, Hz16k>(&Pcm::new()).is_empty());
    }
}
