//! From the sound card's rate to the line's and back, 20 ms at a time.

use audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler as _};

/// Turns 20 ms at one rate into 20 ms at another, as one unbroken stream (half a frame late).
///
/// A sound card tells its rate only when it is opened, so that it cannot be in a type here; beyond the
/// devices of this room there is only the line's rate. Nothing is allocated once it is made.
pub(super) struct Rates {
    filter: Fft<f32>,
    input: Vec<f32>,
    output: Vec<f32>,
}

impl Rates {
    /// Whether 20 ms at this rate are a whole number of samples that this machine can turn into a
    /// frame.
    pub(super) const fn is_usable(hz: u32) -> bool {
        hz >= 8_000 && hz <= 192_000 && hz.is_multiple_of(50)
    }

    /// `None` where 20 ms at one of the rates are no whole step of the filter.
    pub(super) fn new(from: u32, to: u32) -> Option<Self> {
        if !Self::is_usable(from) || !Self::is_usable(to) {
            return None;
        }
        let (input, output) = (from as usize / 50, to as usize / 50);
        let filter = Fft::new(from as usize, to as usize, input, 1, FixedSync::Both).ok()?;
        let whole = (filter.input_frames_next(), filter.output_frames_next()) == (input, output);
        whole.then(|| Self {
            filter,
            input: vec![0.0; input],
            output: vec![0.0; output],
        })
    }

    /// Samples in 20 ms of what goes in.
    #[cfg(feature = "handset")]
    pub(super) const fn input_len(&self) -> usize {
        self.input.len()
    }

    /// Turns the next 20 ms; what `samples` is short of is silence. The result is 20 ms at the other
    /// rate.
    pub(super) fn turn(
        &mut self,
        samples: impl Iterator<Item = i16>,
    ) -> impl Iterator<Item = i16> + '_ {
        let mut samples = samples;
        for slot in &mut self.input {
            *slot = samples.next().map_or(0.0, |s| f32::from(s) / 32_768.0);
        }
        let (from, to) = (self.input.len(), self.output.len());
        let done = match (
            InterleavedSlice::new(&self.input, 1, from),
            InterleavedSlice::new_mut(&mut self.output, 1, to),
        ) {
            (Ok(input), Ok(mut output)) => self
                .filter
                .process_into_buffer(&input, &mut output, None)
                .is_ok(),
            _ => false,
        };
        debug_assert!(done, "the buffers are made to the filter's measure");
        self.output.iter().map(|&f| to_i16(f))
    }
}

/// −1.0..=1.0 to full scale, clipped.
pub(super) fn to_i16(f: f32) -> i16 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "clamped to the range of i16 first"
    )]
    let sample = (f * 32_767.0).round().clamp(-32_768.0, 32_767.0) as i16;
    sample
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rates_of_sound_cards_are_usable_both_ways() {
        for hz in [
            8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000,
        ] {
            let mut down = Rates::new(hz, 8_000).unwrap_or_else(|| panic!("{hz}"));
            assert_eq!(down.turn(std::iter::empty()).count(), 160, "{hz}");
            let mut up = Rates::new(8_000, hz).unwrap_or_else(|| panic!("{hz}"));
            assert_eq!(up.turn(std::iter::empty()).count(), hz as usize / 50);
        }
        assert!(Rates::new(11_025, 8_000).is_none());
        assert!(Rates::new(5_512, 8_000).is_none());
        assert!(Rates::new(0, 8_000).is_none());
    }
}
