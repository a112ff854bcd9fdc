//! WAV files in memory: 16-bit PCM, RIFF/WAVE.
//!
//! Reading and writing go through `std::io` traits, so that this room opens no file itself.

use std::io::{Read, Seek, Write};

use super::{Frame, Pcm, Rate};

/// Why a WAV could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum WavError {
    /// Not RIFF/WAVE, cut off, or the device failed.
    #[error("could not read or write WAV data")]
    Format(#[from] hound::Error),
    /// The file could not be opened.
    #[error("could not open the WAV file")]
    Open(#[from] std::io::Error),
    /// The file is fine but not what was asked for.
    #[error(
        "the WAV has {channels} channel(s) of {bits}-bit samples at {hz} Hz; wanted 1 channel of 16-bit samples at {wanted} Hz"
    )]
    Shape {
        /// Channels found.
        channels: u16,
        /// Bits per sample found.
        bits: u16,
        /// Sample rate found, in Hz.
        hz: u32,
        /// Sample rate wanted, in Hz.
        wanted: u32,
    },
}

/// Reads a mono 16-bit WAV of rate `R`.
///
/// # Errors
/// [`WavError::Shape`] when it has another rate, width or number of channels.
pub fn read<R: Rate>(from: impl Read) -> Result<Pcm<R>, WavError> {
    let mut reader = hound::WavReader::new(from)?;
    let spec = reader.spec();
    if (spec.channels, spec.bits_per_sample, spec.sample_rate) != (1, 16, R::HZ) {
        return Err(WavError::Shape {
            channels: spec.channels,
            bits: spec.bits_per_sample,
            hz: spec.sample_rate,
            wanted: R::HZ,
        });
    }
    let samples = reader.samples::<i16>().collect::<Result<Vec<_>, _>>()?;
    Ok(Pcm::from_samples(samples))
}

/// Reads one channel (counted from 0) of a 16-bit WAV of rate `R`; silence when there is no such
/// channel.
///
/// # Errors
/// [`WavError::Shape`] when it has another rate or width.
pub fn read_channel<R: Rate>(from: impl Read, channel: usize) -> Result<Pcm<R>, WavError> {
    let mut reader = hound::WavReader::new(from)?;
    let spec = reader.spec();
    if (spec.bits_per_sample, spec.sample_rate) != (16, R::HZ) {
        return Err(WavError::Shape {
            channels: spec.channels,
            bits: spec.bits_per_sample,
            hz: spec.sample_rate,
            wanted: R::HZ,
        });
    }
    let width = usize::from(spec.channels);
    let samples = reader.samples::<i16>().collect::<Result<Vec<_>, _>>()?;
    Ok(Pcm::from_samples(
        samples.into_iter().skip(channel).step_by(width).collect(),
    ))
}

/// Writes `channels` of the same rate side by side; the shorter ones end in silence.
///
/// # Errors
/// [`WavError::Format`] when writing fails.
pub fn write<R: Rate>(to: impl Write + Seek, channels: &[&Pcm<R>]) -> Result<(), WavError> {
    let spec = hound::WavSpec {
        channels: u16::try_from(channels.len()).unwrap_or(u16::MAX),
        sample_rate: R::HZ,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::new(to, spec)?;
    let longest = channels.iter().map(|c| c.len()).max().unwrap_or(0);
    for n in 0..longest {
        for channel in channels {
            writer.write_sample(channel.samples().get(n).copied().unwrap_or(0))?;
        }
    }
    Ok(writer.finalize()?)
}

/// Both directions of a call, written side by side as they come: what was heard on the left, what was
/// said on the right.
pub struct StereoWriter<W: Write + Seek> {
    inner: hound::WavWriter<W>,
}

impl<W: Write + Seek> StereoWriter<W> {
    /// Begins a WAV of rate `R`.
    ///
    /// # Errors
    /// [`WavError::Format`] when writing fails.
    pub fn new<R: Rate>(to: W) -> Result<Self, WavError> {
        let spec = hound::WavSpec {
            channels: 2,
            sample_rate: R::HZ,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let inner = hound::WavWriter::new(to, spec)?;
        Ok(Self { inner })
    }

    /// One frame of each.
    ///
    /// # Errors
    /// [`WavError::Format`] when writing fails.
    pub fn push<R: Rate>(&mut self, heard: &Frame<R>, said: &Frame<R>) -> Result<(), WavError> {
        for (&left, &right) in heard.samples().iter().zip(said.samples()) {
            self.inner.write_sample(left)?;
            self.inner.write_sample(right)?;
        }
        Ok(())
    }

    /// Ends it: writes into its head how long it has become.
    ///
    /// # Errors
    /// [`WavError::Format`] when writing fails.
    pub fn finish(self) -> Result<(), WavError> {
        Ok(self.inner.finalize()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{Hz8k, Hz16k};
    use std::io::Cursor;

    #[test]
    fn what_is_written_is_read_back() {
        let sound: Pcm<Hz8k> = Pcm::from_samples((0..400).collect());
        let mut file = Cursor::new(Vec::new());
        write(&mut file, &[&sound]).unwrap();
        assert_eq!(read::<Hz8k>(&file.get_ref()[..]).unwrap(), sound);
    }

    #[test]
    fn another_rate_is_refused() {
        let sound: Pcm<Hz8k> = Pcm::from_samples(vec![1; 10]);
        let mut file = Cursor::new(Vec::new());
        write(&mut file, &[&sound]).unwrap();
        let refused = read::<Hz16k>(&file.get_ref()[..]).unwrap_err();
        assert!(
            refused.to_string().contains("wanted 1 channel"),
            "{refused}"
        );
    }

    #[test]
    fn channels_of_different_length_are_filled_up() {
        let (long, short) = (
            Pcm::<Hz8k>::from_samples(vec![7; 20]),
            Pcm::from_samples(vec![9; 5]),
        );
        let mut file = Cursor::new(Vec::new());
        write(&mut file, &[&long, &short]).unwrap();
        let samples: Vec<i16> = hound::WavReader::new(&file.get_ref()[..])
            .unwrap()
            .samples()
            .map(Result::unwrap)
            .collect();
        assert_eq!(samples.len(), 40);
        assert_eq!((samples[9], samples[11], samples[39]), (9, 0, 0));
    }

    #[test]
    fn two_directions_are_written_frame_by_frame_in_step() {
        let mut file = Cursor::new(Vec::new());
        let mut wav = StereoWriter::new::<Hz8k>(&mut file).unwrap();
        for n in 0..3 {
            let (heard, said) = ([n; 160], [100 + n; 160]);
            wav.push::<Hz8k>(&Frame::from_slice(&heard), &Frame::from_slice(&said))
                .unwrap();
        }
        wav.finish().unwrap();
        for (channel, first) in [(0, 0), (1, 100)] {
            let sound = read_channel::<Hz8k>(Cursor::new(file.get_ref()), channel).unwrap();
            assert_eq!(sound.len(), 480);
            assert_eq!(
                [sound.samples()[0], sound.samples()[479]],
                [first, first + 2]
            );
        }
    }
}
