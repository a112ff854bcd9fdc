//! From one sample rate to another while the sound is still coming.

use std::marker::PhantomData;

use audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler as _};

use super::{Frame, Rate};

/// Resamples frame by frame: one in, one out, each 20 ms. What comes out is late by a constant
/// [`delay`](Self::delay); the first frames hold silence in its place.
pub struct RunningResampler<From: Rate, To: Rate> {
    inner: Fft<f32>,
    input: Vec<f32>,
    output: Vec<f32>,
    rates: PhantomData<(From, To)>,
}

impl<From: Rate, To: Rate> Default for RunningResampler<From, To> {
    fn default() -> Self {
        Self::new()
    }
}

impl<From: Rate, To: Rate> RunningResampler<From, To> {
    /// At the beginning of a sound.
    #[must_use]
    pub fn new() -> Self {
        let inner = Fft::new(
            From::HZ as usize,
            To::HZ as usize,
            Frame::<From>::LEN,
            1,
            FixedSync::Both,
        )
        .expect("the rates are compile-time constants above zero, the chunk is 20 ms");
        Self {
            inner,
            input: vec![0.0; Frame::<From>::LEN],
            output: vec![0.0; Frame::<To>::LEN],
            rates: PhantomData,
        }
    }

    /// How late the sound comes out, in samples of the rate that it comes out at.
    #[must_use]
    pub fn delay(&self) -> usize {
        self.inner.output_delay()
    }

    /// The next 20 ms. Allocates nothing.
    pub fn frame(&mut self, frame: &Frame<From>) -> Frame<To> {
        for (to, &from) in self.input.iter_mut().zip(frame.samples()) {
            *to = f32::from(from) / 32_768.0;
        }
        let (from, to) = (self.input.len(), self.output.len());
        let input = InterleavedSlice::new(&self.input, 1, from)
            .expect("one channel: as many frames as samples");
        let mut output = InterleavedSlice::new_mut(&mut self.output, 1, to)
            .expect("one channel: as many frames as samples");
        self.inner
            .process_into_buffer(&input, &mut output, None)
            .expect("both buffers hold exactly one chunk");
        let mut resampled = Frame::SILENCE;
        for (to, &from) in resampled.samples_mut().iter_mut().zip(&self.output) {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "clamped to the range of i16"
            )]
            {
                *to = (from * 32_768.0).round().clamp(-32_768.0, 32_767.0) as i16;
            }
        }
        resampled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{Hz8k, Hz16k, Pcm};

    #[test]
    fn there_and_back_is_the_same_wave_a_little_later() {
        let wave: Vec<f32> = (0_u16..8_000)
            .map(|n| 0.4 * (f32::from(n) * 700.0 * std::f32::consts::TAU / 8_000.0).sin())
            .collect();
        let clip = Pcm::<Hz8k>::from_floats(&wave);
        let mut up = RunningResampler::<Hz8k, Hz16k>::new();
        let mut down = RunningResampler::<Hz16k, Hz8k>::new();
        let mut back = Pcm::<Hz8k>::new();
        for frame in clip.frames() {
            back.extend_from_slice(down.frame(&up.frame(&frame)).samples());
        }
        let late = up.delay() / 2 + down.delay();
        assert!(late <= 240, "{late} samples");
        let worst = clip.samples()[400..7_000]
            .iter()
            .zip(&back.samples()[400 + late..])
            .map(|(a, b)| (a - b).abs())
            .max();
        assert!(worst.unwrap() < 400, "{worst:?} at a delay of {late}");
    }
}
