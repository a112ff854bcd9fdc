//! Sample rates as types.

use std::fmt::Debug;

/// A sample rate, known at compile time.
pub trait Rate: Copy + Debug + Default + Send + Sync + 'static {
    /// Samples per second.
    const HZ: u32;
    /// 20 ms of samples.
    type Samples: AsRef<[i16]> + AsMut<[i16]> + Copy + Debug + PartialEq + Send + Sync;
    /// 20 ms of digital silence.
    const SILENCE: Self::Samples;
}

macro_rules! rate {
    ($name:ident, $hz:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $name;

        impl Rate for $name {
            const HZ: u32 = $hz;
            type Samples = [i16; $hz / 50];
            const SILENCE: Self::Samples = [0; $hz / 50];
        }
    };
}

rate!(Hz8k, 8_000, "The telephone line: 8 kHz.");
rate!(Hz16k, 16_000, "What recognisers want: 16 kHz.");
rate!(Hz24k, 24_000, "What the synthesizer renders: 24 kHz.");
