//! What a card speaks, and how it is set.

use alsa::{
    Direction, ValueOr,
    pcm::{Frames, HwParams, PCM},
};

use super::{ACCESS, CardFault, fault};

/// Rates in hertz, the best first: stock firmware has 8000, firmware of others was seen with 16,000 and
/// 44,100.
const RATES: [u32; 6] = [8_000, 16_000, 24_000, 32_000, 48_000, 44_100];
/// Periods in a card's buffer: 80 ms.
const PERIODS: u32 = 4;

/// A card's format in one direction; samples are always S16_LE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) hertz: u32,
    pub(super) channels: usize,
    /// The card's buffer, in ALSA's frames.
    pub(super) buffer: Frames,
}

impl Format {
    /// ALSA's frames (a sample of every channel) in 20 ms.
    pub(super) const fn period(self) -> usize {
        self.hertz as usize / 50
    }

    /// Chooses a format and sets the card to it: 20 ms a period, four of them. A card may grant other
    /// periods; what counts is that 40 ms fit in its buffer.
    pub(super) fn settle(pcm: &PCM, direction: Direction) -> Result<Self, CardFault> {
        let params = HwParams::any(pcm).map_err(fault)?;
        params.set_access(ACCESS).map_err(fault)?;
        let _only_what_the_card_does = params.set_rate_resample(false);
        params
            .set_format(alsa::pcm::Format::S16LE)
            .map_err(|_| CardFault::Format)?;
        let channels = [1, 2]
            .into_iter()
            .find(|&n| params.test_channels(n).is_ok())
            .ok_or(CardFault::Format)?;
        params.set_channels(channels).map_err(fault)?;
        let hertz = RATES
            .into_iter()
            .find(|&hertz| params.test_rate(hertz).is_ok())
            .ok_or(CardFault::Format)?;
        params.set_rate(hertz, ValueOr::Nearest).map_err(fault)?;
        let mut format = Self {
            hertz,
            channels: channels as usize,
            buffer: 0,
        };
        let period = format.period() as Frames;
        params
            .set_period_size_near(period, ValueOr::Nearest)
            .map_err(fault)?;
        params
            .set_buffer_size_near(period * Frames::from(PERIODS))
            .map_err(fault)?;
        pcm.hw_params(&params).map_err(fault)?;
        let granted = params.get_buffer_size().map_err(fault)?;
        format.buffer = granted;
        if granted < 2 * period {
            return Err(CardFault::Format);
        }

        let params = pcm.sw_params_current().map_err(fault)?;
        params.set_avail_min(period).map_err(fault)?;
        // Playback begins with the first period written; capture is started by hand.
        let threshold = match direction {
            Direction::Playback => period,
            Direction::Capture => granted + 1,
        };
        params.set_start_threshold(threshold).map_err(fault)?;
        pcm.sw_params(&params).map_err(fault)?;
        Ok(format)
    }
}
