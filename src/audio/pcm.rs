//! A stretch of sound of any length.

use std::{marker::PhantomData, time::Duration};

use super::{Frame, Level, Rate};

/// Mono 16-bit PCM at rate `R`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pcm<R: Rate> {
    samples: Vec<i16>,
    rate: PhantomData<R>,
}

impl<R: Rate> Pcm<R> {
    /// No sound yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            samples: Vec::new(),
            rate: PhantomData,
        }
    }

    /// These samples, at rate `R`. The caller vouches for the rate.
    #[must_use]
    pub const fn from_samples(samples: Vec<i16>) -> Self {
        Self {
            samples,
            rate: PhantomData,
        }
    }

    /// Samples in −1.0..=1.0 (what models return), clipped at full scale.
    #[must_use]
    pub fn from_floats(floats: &[f32]) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "clamped to the range of i16 first"
        )]
        let to_i16 = |&f: &f32| (f * 32_767.0).round().clamp(-32_768.0, 32_767.0) as i16;
        Self::from_samples(floats.iter().map(to_i16).collect())
    }

    /// Silence of this length.
    #[must_use]
    pub fn silence(length: Duration) -> Self {
        Self::from_samples(vec![0; Self::samples_in(length)])
    }

    /// How many samples a stretch of this length has, rounded down.
    #[must_use]
    pub fn samples_in(length: Duration) -> usize {
        let samples = length.as_nanos() * u128::from(R::HZ) / 1_000_000_000;
        usize::try_from(samples).unwrap_or(usize::MAX)
    }

    /// The samples, in order.
    #[must_use]
    pub fn samples(&self) -> &[i16] {
        &self.samples
    }

    /// The samples as −1.0..=1.0, what models take.
    #[must_use]
    pub fn to_floats(&self) -> Vec<f32> {
        self.samples
            .iter()
            .map(|&s| f32::from(s) / 32_768.0)
            .collect()
    }

    /// Number of samples.
    #[must_use]
    pub fn len(&self) -> usize {
        self.samples.len()
    }

    /// Whether there is no sample at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// How long it plays.
    #[must_use]
    pub fn duration(&self) -> Duration {
        Duration::from_nanos(self.samples.len() as u64 * 1_000_000_000 / u64::from(R::HZ))
    }

    /// How loud it is on the whole.
    #[must_use]
    pub fn level(&self) -> Level {
        Level::of(&self.samples)
    }

    /// Adds samples at the end.
    pub fn extend_from_slice(&mut self, samples: &[i16]) {
        self.samples.extend_from_slice(samples);
    }

    /// Adds other sound of the same rate at the end.
    pub fn append(&mut self, other: &Self) {
        self.samples.extend_from_slice(&other.samples);
    }

    /// Forgets all samples and keeps the memory.
    pub fn clear(&mut self) {
        self.samples.clear();
    }

    /// Forgets the oldest samples so that at most `length` is left.
    pub fn keep_last(&mut self, length: Duration) {
        let keep = Self::samples_in(length);
        if self.samples.len() > keep {
            self.samples.drain(..self.samples.len() - keep);
        }
    }

    /// The sound cut into frames of 20 ms; the last one is filled up with silence.
    pub fn frames(&self) -> impl Iterator<Item = Frame<R>> + '_ {
        self.samples.chunks(Frame::<R>::LEN).map(Frame::from_slice)
    }
}
