//! Between a sound card and a line: two rates, two clocks, any number of channels.
//!
//! Each way has an end for the card's thread (`CardIn`, `CardOut`: no lock, no allocation) and an end
//! for the line's beat. **Rule for two clocks that differ:** nothing to hear is silence; what waits
//! for more than 200 ms too long is cut down to the newest 80 ms, so that a conversation never lags
//! behind for good.

use crate::audio::{Frame, Hz8k, Rate as _};

use super::{
    super::rates::{Rates, to_i16},
    ring::{Reader, Writer, ring},
};

/// Room of a ring, in frames of 20 ms: half a second.
const ROOM: usize = 25;
/// More than this waiting is too much: 200 ms.
const MOST: usize = 10;
/// So much is left of it then: 80 ms.
const KEPT: usize = 4;
/// A card that brings nothing for so many beats is gone: two seconds.
const GONE: u32 = 100;

/// A sample as sound cards have it.
pub(super) trait Sample: Copy {
    /// Silence.
    const SILENCE: Self;
    fn to_float(self) -> f32;
    fn from_line(sample: i16) -> Self;
}

impl Sample for i16 {
    const SILENCE: Self = 0;
    fn to_float(self) -> f32 {
        f32::from(self) / 32_768.0
    }
    fn from_line(sample: i16) -> Self {
        sample
    }
}

impl Sample for f32 {
    const SILENCE: Self = 0.0;
    fn to_float(self) -> f32 {
        self
    }
    fn from_line(sample: i16) -> Self {
        Self::from(sample) / 32_768.0
    }
}

/// The card's end of the microphone.
pub(super) struct CardIn {
    ring: Writer,
    channels: usize,
}

/// The line's end of the microphone.
pub(super) struct Microphone {
    ring: Reader,
    rates: Rates,
    /// Beats in a row for which there was nothing.
    without: u32,
}

/// The way from a microphone to the line; `None` for a rate that cannot be used.
pub(super) fn microphone(hz: u32, channels: u16) -> Option<(CardIn, Microphone)> {
    let rates = Rates::new(hz, Hz8k::HZ)?;
    let (writer, reader) = ring(rates.input_len() * ROOM);
    let card = CardIn {
        ring: writer,
        channels: usize::from(channels.max(1)),
    };
    let line = Microphone {
        ring: reader,
        rates,
        without: 0,
    };
    Some((card, line))
}

impl CardIn {
    /// Takes what the card heard. The channels become one: their mean.
    pub(super) fn hear<S: Sample>(&mut self, interleaved: &[S]) {
        let channels = self.channels;
        #[expect(clippy::cast_precision_loss, reason = "a handful of channels")]
        let share = 1.0 / channels as f32;
        let mono = interleaved.chunks_exact(channels).map(|frame| {
            let sum: f32 = frame.iter().map(|s| s.to_float()).sum();
            to_i16(sum * share)
        });
        self.ring.push(mono);
    }
}

impl Microphone {
    /// Forgets what was heard up to now.
    pub(super) fn forget(&mut self) {
        self.ring.keep(0);
    }

    /// Whether the card has brought nothing for so long that it will not any more. Not every card
    /// that goes away says so.
    pub(super) const fn is_gone(&self) -> bool {
        self.without >= GONE
    }

    /// The next 20 ms for the line. While less than that waits it is silence, and what waits stays.
    pub(super) fn frame(&mut self) -> Frame<Hz8k> {
        let step = self.rates.input_len();
        if self.ring.waiting() > MOST * step {
            self.ring.keep(KEPT * step);
        }
        let whole = if self.ring.waiting() < step { 0 } else { step };
        self.without = if whole == 0 {
            self.without.saturating_add(1)
        } else {
            0
        };
        let ring = &mut self.ring;
        let heard = std::iter::from_fn(|| ring.pop()).take(whole);
        let mut frame = Frame::SILENCE;
        for (slot, sample) in frame.samples_mut().iter_mut().zip(self.rates.turn(heard)) {
            *slot = sample;
        }
        frame
    }
}

/// The line's end of the speaker.
pub(super) struct Speaker {
    ring: Writer,
    rates: Rates,
}

/// The card's end of the speaker.
pub(super) struct CardOut {
    ring: Reader,
    channels: usize,
    /// Samples in 20 ms.
    step: usize,
    /// It ran empty and gathers a little before it goes on.
    gathering: bool,
}

/// The way from the line to a speaker; `None` for a rate that cannot be used.
pub(super) fn speaker(hz: u32, channels: u16) -> Option<(Speaker, CardOut)> {
    let rates = Rates::new(Hz8k::HZ, hz)?;
    let step = hz as usize / 50;
    let (writer, reader) = ring(step * ROOM);
    let line = Speaker {
        ring: writer,
        rates,
    };
    let card = CardOut {
        ring: reader,
        channels: usize::from(channels.max(1)),
        step,
        gathering: true,
    };
    Some((line, card))
}

impl Speaker {
    /// Hands 20 ms of the line over.
    pub(super) fn frame(&mut self, frame: &Frame<Hz8k>) {
        let wide = self.rates.turn(frame.samples().iter().copied());
        self.ring.push(wide);
    }
}

impl CardOut {
    /// Gives the card what it plays next, the same in every channel. Having run empty, it is silent
    /// until 20 ms more wait than the card takes at once.
    pub(super) fn fill<S: Sample>(&mut self, interleaved: &mut [S]) {
        let wanted = interleaved.len() / self.channels;
        if self.ring.waiting() > wanted + MOST * self.step {
            self.ring.keep(wanted + KEPT * self.step);
        }
        // A card that takes more at once than ever waits is given what there is.
        let enough = (wanted + self.step).min(self.ring.room() / 2);
        if self.gathering && self.ring.waiting() < enough {
            interleaved.fill(S::SILENCE);
            return;
        }
        self.gathering = false;
        for frame in interleaved.chunks_mut(self.channels) {
            let sample = self.ring.pop();
            self.gathering |= sample.is_none();
            frame.fill(sample.map_or(S::SILENCE, S::from_line));
        }
    }
}

#[cfg(test)]
mod tests;
