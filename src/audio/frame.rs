//! Twenty milliseconds of sound.

use std::time::Duration;

use super::{Hz8k, Level, Rate};

/// The length of every frame.
pub const FRAME: Duration = Duration::from_millis(20);

/// 20 ms of mono PCM at rate `R`; a plain value, no allocation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame<R: Rate = Hz8k> {
    samples: R::Samples,
}

impl<R: Rate> Frame<R> {
    /// Digital silence.
    pub const SILENCE: Self = Self {
        samples: R::SILENCE,
    };
    /// Samples in a frame of this rate.
    pub const LEN: usize = (R::HZ / 50) as usize;

    /// A frame of these samples; what is missing at the end is silence, what is too much is cut.
    #[must_use]
    pub fn from_slice(samples: &[i16]) -> Self {
        let mut frame = Self::SILENCE;
        let n = samples.len().min(Self::LEN);
        frame.samples.as_mut()[..n].copy_from_slice(&samples[..n]);
        frame
    }

    /// The samples, in order.
    #[must_use]
    pub fn samples(&self) -> &[i16] {
        self.samples.as_ref()
    }

    /// The samples, to be changed in place.
    pub fn samples_mut(&mut self) -> &mut [i16] {
        self.samples.as_mut()
    }

    /// How loud it is.
    #[must_use]
    pub fn level(&self) -> Level {
        Level::of(self.samples())
    }
}

impl<R: Rate> Default for Frame<R> {
    fn default() -> Self {
        Self::SILENCE
    }
}
