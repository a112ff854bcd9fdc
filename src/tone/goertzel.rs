//! One frequency out of ten milliseconds.

use std::f32::consts::TAU;

/// Samples in a block: 10 ms at 8 kHz, two to a frame.
pub(super) const BLOCK: usize = 80;

/// How much of one frequency a block holds: amplitude and phase, by Goertzel's recursion.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bin {
    re: f32,
    im: f32,
}

impl Bin {
    /// The part of `block` at `hertz`.
    pub(super) fn of(block: &[f32; BLOCK], hertz: f32) -> Self {
        let (sin, cos) = (TAU * hertz / 8_000.0).sin_cos();
        let (mut last, mut before) = (0.0, 0.0);
        for sample in block {
            (last, before) = (2.0 * cos * last - before + sample, last);
        }
        Self {
            re: last * cos - before,
            im: last * sin,
        }
    }

    /// The energy of the block at this frequency: for a pure tone, the energy of the whole block.
    pub(super) fn energy(self) -> f32 {
        (self.re * self.re + self.im * self.im) * 2.0 / BLOCK as f32
    }

    /// How far above (below: negative) `hertz` the tone is, from how its phase went on since
    /// `earlier`, the block before. In hertz, right within half of 100 Hz.
    pub(super) fn offset(self, earlier: Self, hertz: f32) -> f32 {
        let went = self.im.atan2(self.re) - earlier.im.atan2(earlier.re);
        let expected = TAU * hertz * BLOCK as f32 / 8_000.0;
        let turns = (went - expected) / TAU;
        (turns - turns.round()) * 8_000.0 / BLOCK as f32
    }
}
