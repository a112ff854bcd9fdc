//! The card's two directions, 20 ms at a time at the line's rate.

use alsa::{
    Result,
    pcm::{IO, PCM},
};

use crate::{
    audio::{Frame, Hz8k, Rate as _},
    sound::rates::Rates,
};

use super::format::Format;

/// Periods of silence before the first of ours. One of them is left when the next frame is due: so late
/// may we be. More is later, less breaks up.
const PRIMED: usize = 2;

/// What the card hears.
pub(super) struct Capture<'a> {
    pcm: &'a PCM,
    io: IO<'a, i16>,
    format: Format,
    /// 20 ms of all channels.
    samples: Box<[i16]>,
    rates: Option<Rates>,
}

/// What the card says.
pub(super) struct Playback<'a> {
    pcm: &'a PCM,
    io: IO<'a, i16>,
    format: Format,
    samples: Box<[i16]>,
    rates: Option<Rates>,
}

impl<'a> Capture<'a> {
    pub(super) fn new((pcm, format): &'a (PCM, Format)) -> Result<Self> {
        Ok(Self {
            pcm,
            io: pcm.io_i16()?,
            format: *format,
            samples: vec![0; format.period() * format.channels].into(),
            rates: converter(format.hertz, Hz8k::HZ),
        })
    }

    pub(super) fn start(&self) -> Result<()> {
        let _may_have_stopped_by_itself = self.pcm.drop();
        self.pcm.prepare()?;
        self.pcm.start()
    }

    /// Waits until there are 20 ms; says whether there are.
    pub(super) fn wait(&self, millis: u32) -> Result<bool> {
        self.pcm.wait(Some(millis))
    }

    /// How long after it was due a frame was read, in thousandths of a frame: what has come since.
    pub(super) fn lateness(&self) -> Result<usize> {
        let period = self.format.period();
        Ok(self.pcm.avail()? as usize % period * 1_000 / period)
    }

    /// The next 20 ms, if they have come.
    pub(super) fn next(&mut self) -> Result<Option<Frame>> {
        let period = self.format.period();
        if self.pcm.avail()? < period as alsa::pcm::Frames {
            return Ok(None);
        }
        if self.io.readi(&mut self.samples)? < period {
            return Err(alsa::Error::new("snd_pcm_readi", nix::libc::EIO)); // it said they were there
        }
        let channels = self.format.channels;
        // Two channels of a telephone are the same, or one is empty: their mean loses neither.
        let mono = self
            .samples
            .chunks_exact(channels)
            .map(|all| all.iter().map(|&s| i32::from(s)).sum::<i32>() / channels as i32)
            .map(|mean| mean as i16);
        let mut frame = Frame::SILENCE;
        match &mut self.rates {
            None => fill(frame.samples_mut(), mono),
            Some(rates) => fill(frame.samples_mut(), rates.turn(mono)),
        }
        Ok(Some(frame))
    }
}

impl<'a> Playback<'a> {
    pub(super) fn new((pcm, format): &'a (PCM, Format)) -> Result<Self> {
        Ok(Self {
            pcm,
            io: pcm.io_i16()?,
            format: *format,
            samples: vec![0; format.period() * format.channels].into(),
            rates: converter(Hz8k::HZ, format.hertz),
        })
    }

    /// Starts with silence, which gives us the time to be late.
    pub(super) fn start(&mut self) -> Result<()> {
        let _may_have_stopped_by_itself = self.pcm.drop();
        self.pcm.prepare()?;
        self.samples.fill(0);
        for _ in 0..PRIMED {
            self.io.writei(&self.samples)?;
        }
        Ok(())
    }

    /// Starts again in the middle of things with `frame`, `late` thousandths of a frame after it was
    /// due: with so much silence that the next finds one period left, as always.
    pub(super) fn resume(&mut self, frame: &Frame, late: usize) -> Result<bool> {
        self.pcm.prepare()?;
        self.samples.fill(0);
        let silence = self.format.period() * (1_000 - late.min(1_000)) / 1_000;
        if silence > 0 {
            self.io
                .writei(&self.samples[..silence * self.format.channels])?;
        }
        self.put(frame)
    }

    /// Writes 20 ms, unless twice as much as usual waits already: what is too much is dropped here and
    /// does not make everything later. Says whether they were written.
    pub(super) fn put(&mut self, frame: &Frame) -> Result<bool> {
        let period = self.format.period();
        let waiting = self.format.buffer - self.pcm.avail()?;
        if waiting >= (PRIMED * period) as alsa::pcm::Frames {
            return Ok(false);
        }
        let channels = self.format.channels;
        let heard = frame.samples().iter().copied();
        let spread = self.samples.chunks_exact_mut(channels);
        match &mut self.rates {
            None => spread.zip(heard).for_each(|(all, s)| all.fill(s)),
            Some(rates) => spread
                .zip(rates.turn(heard))
                .for_each(|(all, s)| all.fill(s)),
        }
        Ok(self.io.writei(&self.samples)? == period)
    }
}

fn converter(from: u32, to: u32) -> Option<Rates> {
    (from != to).then(|| Rates::new(from, to)).flatten()
}

fn fill(samples: &mut [i16], from: impl Iterator<Item = i16>) {
    for (slot, sample) in samples.iter_mut().zip(from) {
        *slot = sample;
    }
}
