//! What is wrong with the sound, as plain parameters: F72 to F82.
//!
//! **Rule:** a [`Disturbance`] says how things stand now; whoever carries the sound obeys it and
//! asks nothing. [`Wire`] does to each frame what can be done to a frame; what concerns a card or a
//! serial port as a whole (not ready, stalled, gone, other rate) is for its carrier.
//!
//! ```
//! use munjigi::{audio::Frame, sim::fault::sound::{Disturbance, Wire}};
//!
//! let mut wire = Wire::new(7);
//! wire.set(Disturbance { down: false, ..Disturbance::default() }); // F77: we hear nothing
//! let voice = Frame::from_slice(&[500; 160]);
//! assert_eq!(wire.down(&voice), Frame::SILENCE);
//! assert_eq!(wire.up(&voice), voice);
//! ```
//!
//! To test it: `cargo test --lib sim::fault::sound`.

use std::{collections::VecDeque, time::Duration};

use crate::{
    audio::{Frame, Hz8k, Rate},
    sim::Dice,
};

/// How the sound of one modem stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disturbance {
    /// Whether the far end's voice reaches the host.
    pub down: bool,
    /// Whether the host's voice reaches the far end.
    pub up: bool,
    /// Mean level of the noise in what the host hears, in sample units; a dead path has about 8.
    pub noise: i16,
    /// What the host hears is too loud for the line.
    pub clipping: Option<Clipping>,
    /// The host hears itself.
    pub echo: Option<Echo>,
    /// By how many millionths the modem's clock runs fast; slow when negative.
    pub drift_ppm: i32,
    /// Serial PCM: how many bytes have slipped out of what the host reads, since the start.
    pub slips: u32,
    /// Serial PCM: the module has said `+QPCMV: 0,0`; what the host writes is lost.
    pub held: bool,
    /// The sound card.
    pub card: Card,
}

/// Too much gain, cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clipping {
    /// Factor.
    pub gain: i16,
    /// The largest sample that is left.
    pub peak: i16,
}

/// The host's own voice in what it hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Echo {
    /// How many decibels below the voice.
    pub below_db: u8,
    /// How much later.
    pub delay: Duration,
}

/// How the UAC sound card stands. Where several are wrong, the first in this order shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Card {
    /// Whether it is there. A stream that was open ends with `ENODEV` when it goes.
    pub present: bool,
    /// Whether opening it blocks for ever.
    pub blocks: bool,
    /// Whether it can be opened; if not, opening fails.
    pub ready: bool,
    /// Whether it neither gives nor takes samples, so that its buffers run over (`EPIPE`).
    pub stalled: bool,
    /// Samples per second: the only rate that it offers.
    pub rate: u32,
    /// 1, or 2 with the voice on both.
    pub channels: u8,
}

impl Default for Disturbance {
    /// Nothing is wrong.
    fn default() -> Self {
        Self {
            down: true,
            up: true,
            noise: 0,
            clipping: None,
            echo: None,
            drift_ppm: 0,
            slips: 0,
            held: false,
            card: Card {
                present: true,
                blocks: false,
                ready: true,
                stalled: false,
                rate: Hz8k::HZ,
                channels: 1,
            },
        }
    }
}

impl Disturbance {
    /// How long 20 ms of the modem's clock really last.
    #[must_use]
    pub fn beat(&self) -> Duration {
        let nanos = 20_000_000_i64 - 20 * i64::from(self.drift_ppm);
        Duration::from_nanos(u64::try_from(nanos).unwrap_or_default())
    }
}

/// The way of the sound, frame by frame. Each beat: [`Wire::up`] first, then [`Wire::down`].
#[derive(Debug)]
pub struct Wire {
    now: Disturbance,
    dice: Dice,
    /// What the host said, newest last: as long as the longest echo.
    past: VecDeque<i16>,
    slipped: u32,
}

impl Wire {
    /// The longest echo.
    const LONGEST_ECHO: Duration = Duration::from_millis(500);
    /// The most samples of the past.
    const MOST: usize = 4_000 + Frame::<Hz8k>::LEN;

    /// A way without trouble.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            now: Disturbance::default(),
            dice: Dice::new(seed),
            past: VecDeque::from(vec![0; Self::MOST]),
            slipped: 0,
        }
    }

    /// From now on it stands like this.
    pub fn set(&mut self, now: Disturbance) {
        self.now = now;
    }

    /// How it stands.
    #[must_use]
    pub const fn now(&self) -> &Disturbance {
        &self.now
    }

    /// What of the host's frame reaches the far end.
    pub fn up(&mut self, frame: &Frame) -> Frame {
        self.past.drain(..Frame::<Hz8k>::LEN);
        self.past.extend(frame.samples());
        if self.now.up { *frame } else { Frame::SILENCE }
    }

    /// What the host hears of the far end's frame.
    pub fn down(&mut self, frame: &Frame) -> Frame {
        let mut heard = if self.now.down {
            *frame
        } else {
            Frame::SILENCE
        };
        if let Some(echo) = self.now.echo {
            self.add_echo(&mut heard, echo);
        }
        if let Some(Clipping { gain, peak }) = self.now.clipping {
            for sample in heard.samples_mut() {
                *sample = sample.saturating_mul(gain).clamp(-peak, peak);
            }
        }
        if self.now.noise > 0 {
            // Evenly spread over twice the level either way, so that the mean is the level.
            let width = u64::from(self.now.noise.unsigned_abs()) * 4;
            for sample in heard.samples_mut() {
                let above = i16::try_from(self.dice.between(0, width)).unwrap_or_default();
                *sample = sample.saturating_add(above - self.now.noise * 2);
            }
        }
        heard
    }

    /// Serial PCM on its way to the host: bytes that slip are left out.
    pub fn serial(&mut self, bytes: &mut Vec<u8>) {
        while self.slipped < self.now.slips && !bytes.is_empty() {
            bytes.remove(0);
            self.slipped += 1;
        }
    }

    fn add_echo(&self, heard: &mut Frame, echo: Echo) {
        let delay = echo.delay.min(Self::LONGEST_ECHO).as_millis();
        let delay = usize::try_from(delay).unwrap_or_default() * (Hz8k::HZ as usize / 1_000);
        let from = self.past.len() - Frame::<Hz8k>::LEN - delay;
        let factor = 10_f32.powf(-f32::from(echo.below_db) / 20.0);
        for (sample, own) in heard.samples_mut().iter_mut().zip(self.past.range(from..)) {
            #[expect(clippy::cast_possible_truncation, reason = "a fraction of an i16")]
            let own = (f32::from(*own) * factor) as i16;
            *sample = sample.saturating_add(own);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(change: impl FnOnce(&mut Disturbance)) -> Wire {
        let mut now = Disturbance::default();
        change(&mut now);
        let mut wire = Wire::new(7);
        wire.set(now);
        wire
    }

    fn level(frame: &Frame) -> f32 {
        let sum: u32 = frame
            .samples()
            .iter()
            .map(|s| u32::from(s.unsigned_abs()))
            .sum();
        sum as f32 / 160.0
    }

    #[test]
    fn nothing_wrong_changes_nothing() {
        let mut wire = Wire::new(7);
        let voice = Frame::from_slice(&[1_234; 160]);
        assert_eq!((wire.up(&voice), wire.down(&voice)), (voice, voice));
        let mut bytes = vec![1, 2, 3];
        wire.serial(&mut bytes);
        assert_eq!(bytes, [1, 2, 3]);
        assert_eq!(wire.now().beat(), Duration::from_millis(20));
    }

    #[test]
    fn one_way_is_one_way() {
        let voice = Frame::from_slice(&[1_234; 160]);
        let mut wire = with(|d| d.up = false);
        assert_eq!(
            (wire.up(&voice), wire.down(&voice)),
            (Frame::SILENCE, voice)
        );
    }

    #[test]
    fn noise_of_level_8_is_of_level_8() {
        let mut wire = with(|d| (d.noise, d.down) = (8, false));
        let frames: Vec<f32> = (0..50)
            .map(|_| level(&wire.down(&Frame::SILENCE)))
            .collect();
        let mean = frames.iter().sum::<f32>() / 50.0;
        assert!((7.0..9.0).contains(&mean), "{mean}");
    }

    #[test]
    fn clipping_cuts_peaks_off() {
        let mut wire = with(|d| {
            d.clipping = Some(Clipping {
                gain: 8,
                peak: 12_000,
            })
        });
        let heard = wire.down(&Frame::from_slice(&[100, 3_000, -3_000, 32_000]));
        assert_eq!(heard.samples()[..4], [800, 12_000, -12_000, 12_000]);
    }

    #[test]
    fn the_echo_is_20_db_below_and_150_ms_late() {
        let delay = Duration::from_millis(150);
        let mut wire = with(|d| {
            d.echo = Some(Echo {
                below_db: 20,
                delay,
            })
        });
        let mut heard = Vec::new();
        for beat in 0..10 {
            let mut said = Frame::SILENCE;
            if beat == 0 {
                said.samples_mut()[0] = 10_000;
            }
            wire.up(&said);
            heard.extend_from_slice(wire.down(&Frame::SILENCE).samples());
        }
        let loud: Vec<(usize, i16)> = heard.into_iter().enumerate().filter(|s| s.1 != 0).collect();
        assert_eq!(loud, [(1_200, 1_000)]);
    }

    #[test]
    fn a_slip_takes_one_byte_once() {
        let mut wire = with(|d| d.slips = 1);
        let mut bytes = vec![1, 2, 3, 4];
        wire.serial(&mut bytes);
        wire.serial(&mut bytes);
        assert_eq!(bytes, [2, 3, 4]);
    }

    #[test]
    fn drift_is_millionths_of_a_beat() {
        let beat = |ppm| {
            Disturbance {
                drift_ppm: ppm,
                ..Disturbance::default()
            }
            .beat()
        };
        assert_eq!(beat(200), Duration::from_nanos(19_996_000));
        assert_eq!(beat(-200), Duration::from_nanos(20_004_000));
    }
}
