//! Keys to sound.

use std::{f32::consts::TAU, fmt, time::Duration};

use crate::{
    audio::{Frame, Hz8k},
    phone::Keys,
};

use super::hertz;

/// Samples of the rise and of the fall of a tone (5 ms): a tone that begins at once clicks, and a
/// click is sound at every frequency.
const EDGE: u32 = 40;

/// How keys sound. Lengths are counted in whole samples.
///
/// The default is what mobile networks were seen to let through: shorter or softer tones got lost in
/// AMR (modem facts 7.1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// How long a key sounds. Q.24 wants at least 40 ms.
    pub on: Duration,
    /// The pause after each key but the last.
    pub off: Duration,
    /// Silence before the first key: what spoke before has to end first.
    pub lead: Duration,
    /// Silence after the last key.
    pub tail: Duration,
    /// The peak of both tones together, in dB below full scale; each is 6 dB softer.
    pub peak_dbfs: f32,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            on: Duration::from_millis(200),
            off: Duration::from_millis(120),
            lead: Duration::from_millis(100),
            tail: Duration::from_millis(120),
            peak_dbfs: -6.0,
        }
    }
}

/// Keys on their way to be heard, frame by frame.
#[derive(Clone)]
pub struct Tones {
    keys: Keys,
    lead: u32,
    on: u32,
    off: u32,
    tail: u32,
    amplitude: f32,
    /// Samples given so far.
    at: u32,
}

impl fmt::Debug for Tones {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tones")
            .field("keys", &self.keys.len())
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

impl Tones {
    /// These keys, in order.
    #[must_use]
    pub fn new(keys: &Keys, shape: Shape) -> Self {
        Self {
            keys: keys.clone(),
            lead: samples(shape.lead),
            on: samples(shape.on).max(2 * EDGE),
            off: samples(shape.off),
            tail: samples(shape.tail),
            amplitude: 0.5 * 32_767.0 * 10_f32.powf(shape.peak_dbfs.min(0.0) / 20.0),
            at: 0,
        }
    }

    /// How long it plays, in whole frames.
    #[must_use]
    pub fn duration(&self) -> Duration {
        let frames = self.end().div_ceil(Frame::<Hz8k>::LEN as u32);
        crate::audio::FRAME * frames
    }

    /// The next 20 ms; `None` once everything has been given.
    pub fn next_frame(&mut self) -> Option<Frame<Hz8k>> {
        if self.at >= self.end() {
            return None;
        }
        let mut frame = Frame::SILENCE;
        for sample in frame.samples_mut() {
            *sample = self.sample(self.at);
            self.at += 1;
        }
        Some(frame)
    }

    fn end(&self) -> u32 {
        let keys = self.keys.len() as u32;
        self.lead + keys * (self.on + self.off) - self.off + self.tail
    }

    fn sample(&self, at: u32) -> i16 {
        let Some(at) = at.checked_sub(self.lead) else {
            return 0;
        };
        let (turn, within) = (at / (self.on + self.off), at % (self.on + self.off));
        let Some(key) = self.keys.nth(turn as usize).filter(|_| within < self.on) else {
            return 0;
        };
        let edge = within.min(self.on - 1 - within).min(EDGE) as f32 / EDGE as f32;
        let loudness = 0.5 - 0.5 * (edge * TAU / 2.0).cos();
        let (low, high) = hertz(key);
        let time = within as f32 / 8_000.0;
        let wave = (TAU * low * time).sin() + (TAU * high * time).sin();
        (self.amplitude * loudness * wave) as i16
    }
}

/// At most a minute, so that no sum of lengths is too big to count.
fn samples(length: Duration) -> u32 {
    length.as_millis().min(60_000) as u32 * 8
}
