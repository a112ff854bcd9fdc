//! How loud both directions are, and what that tells about the path between.
//!
//! What a machine can know is little: that a direction carries nothing. Which silence is a fault is a
//! judgement, made here in one place:
//!
//! * **Flat is dead.** A telephone line is never still: the far end's codec makes comfort noise in every
//!   pause. A second in which all samples lie within one step of A-law around its idle code (mean 8 in
//!   the field: a dead path's level) came from no line. Ten such seconds after the box began to speak:
//!   [`MeterEvent::DeadPath`]. Networks were seen to send up to 7.5 s of it after an answer.
//! * **Noise alone may be somebody who says nothing.** Soft noise (mean under 20) is told as
//!   [`MeterEvent::OneWay`] only when the box has spoken, has then listened for ten seconds in all, and
//!   has never heard more than noise since the call began. Once a voice came through, soft noise is a
//!   pause, however long.
//! * That *our* voice does not arrive cannot be heard from here. Only what the caller says tells.

use std::fmt;

use crate::audio::{Frame, Hz8k};

/// Frames in a second.
const SECOND: u8 = 50;
/// A mean magnitude under this is no voice: a dead path was seen at 8, a silent one at 20, speech at
/// 3200 to 3400, ringback at 6000 to 7500.
const FLOOR: u32 = 20;
/// The widest that a dead path spreads within a second: A-law's idle codes are +8 and −8.
const FLAT: i32 = 16;
/// So many flat seconds make a dead path, and so many seconds of listening to noise a one-way one.
const PATIENCE: u8 = 10;
/// So many seconds of our voice count as having spoken.
const SPOKEN: u8 = 3;
/// The largest values of A-law (32 256) and of 16 bits count as clipped,
const CLIPPED: u16 = 32_000;
/// when they are a hundredth of a second's samples.
const MOST_CLIPPED: u32 = 80;

/// What the levels tell. Each is told once, until it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeterEvent {
    /// The modem delivers sound with nothing in it, while we speak: no path (facts F72, F77).
    DeadPath,
    /// We have spoken and listened, and have never heard a voice: perhaps no path, perhaps nobody.
    OneWay,
    /// What comes in is far too loud and cut off at the top.
    Clipping,
    /// After [`MeterEvent::DeadPath`] or [`MeterEvent::OneWay`]: there is sound.
    Restored,
}

impl fmt::Display for MeterEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DeadPath => "the modem's sound carries nothing although a call is up",
            Self::OneWay => "the box has spoken, and nobody was heard",
            Self::Clipping => "the caller's sound is cut off: far too loud (AT+QRXGAIN?)",
            Self::Restored => "there is sound again",
        })
    }
}

/// The mean magnitude of a second's samples in either direction, 0 to 32,768.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// Of what came from the modem.
    pub heard: u16,
    /// Of what went to it.
    pub said: u16,
}

/// Measures both directions, second by second of the modem's clock.
///
/// ```
/// use munjigi::{audio::Frame, sound::{Meter, MeterEvent}};
///
/// let mut meter = Meter::default();
/// let voice = Frame::from_slice(&[1_000; 160]);
/// let mut told = (0..600).filter_map(|_| meter.push(&Frame::SILENCE, &voice));
/// assert_eq!(told.next(), Some(MeterEvent::DeadPath));
/// assert_eq!(told.next(), None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Meter {
    second: Second,
    levels: Levels,
    /// Whole seconds: with our voice; flat ones in a row; of listening to no more than noise.
    spoken: u8,
    flat: u8,
    listened: u8,
    /// A voice has come through.
    alive: bool,
    alarm: Option<Alarm>,
    /// Seconds until clipping may be told again.
    clipping: u8,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Alarm {
    Dead,
    OneWay,
}

#[derive(Clone, Debug)]
struct Second {
    frames: u8,
    heard: u32,
    said: u32,
    low: i16,
    high: i16,
    clipped: u32,
}

impl Default for Second {
    fn default() -> Self {
        Self {
            frames: 0,
            heard: 0,
            said: 0,
            low: i16::MAX,
            high: i16::MIN,
            clipped: 0,
        }
    }
}

impl Meter {
    /// One frame of each direction.
    pub fn push(&mut self, heard: &Frame<Hz8k>, said: &Frame<Hz8k>) -> Option<MeterEvent> {
        let second = &mut self.second;
        for &sample in heard.samples() {
            second.heard += u32::from(sample.unsigned_abs());
            second.low = second.low.min(sample);
            second.high = second.high.max(sample);
            second.clipped += u32::from(sample.unsigned_abs() >= CLIPPED);
        }
        second.said += magnitude(said);
        second.frames += 1;
        if second.frames < SECOND {
            return None;
        }
        let second = std::mem::take(second);
        self.judge(&second)
    }

    /// The levels of the last whole second.
    #[must_use]
    pub const fn levels(&self) -> Levels {
        self.levels
    }

    fn judge(&mut self, second: &Second) -> Option<MeterEvent> {
        let samples = u32::from(SECOND) * Frame::<Hz8k>::LEN as u32;
        let (heard, said) = (second.heard / samples, second.said / samples);
        self.levels = Levels {
            heard: heard as u16,
            said: said as u16,
        };
        let is_flat = i32::from(second.high) - i32::from(second.low) <= FLAT;
        let is_voice = heard >= FLOOR && !is_flat;
        let we_speak = said >= FLOOR;

        self.spoken = self.spoken.saturating_add(u8::from(we_speak));
        self.alive |= is_voice;
        let counts = self.spoken > 0;
        self.flat = if is_flat && counts {
            self.flat.saturating_add(1)
        } else {
            0
        };
        let heeds = self.spoken >= SPOKEN && !self.alive && !we_speak;
        self.listened = self.listened.saturating_add(u8::from(heeds));
        self.alarm(is_flat, is_voice)
            .or_else(|| self.clipping(second.clipped))
    }

    fn alarm(&mut self, is_flat: bool, is_voice: bool) -> Option<MeterEvent> {
        let over = match self.alarm {
            Some(Alarm::Dead) => !is_flat,
            Some(Alarm::OneWay) => is_voice,
            None => false,
        };
        if over {
            (self.alarm, self.listened) = (None, 0);
            return Some(MeterEvent::Restored);
        }
        if self.flat >= PATIENCE && self.alarm != Some(Alarm::Dead) {
            self.alarm = Some(Alarm::Dead);
            return Some(MeterEvent::DeadPath);
        }
        if self.alarm.is_none() && !self.alive && self.listened >= PATIENCE {
            self.alarm = Some(Alarm::OneWay);
            return Some(MeterEvent::OneWay);
        }
        None
    }

    fn clipping(&mut self, clipped: u32) -> Option<MeterEvent> {
        let was = self.clipping > 0;
        if clipped < MOST_CLIPPED {
            self.clipping = self.clipping.saturating_sub(1);
            return None;
        }
        self.clipping = PATIENCE;
        (!was).then_some(MeterEvent::Clipping)
    }
}

fn magnitude(frame: &Frame<Hz8k>) -> u32 {
    frame
        .samples()
        .iter()
        .map(|s| u32::from(s.unsigned_abs()))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Dice;

    struct Bench {
        meter: Meter,
        dice: Dice,
    }

    impl Bench {
        fn new() -> Self {
            Self {
                meter: Meter::default(),
                dice: Dice::new(9),
            }
        }

        fn noise(&mut self, width: f64) -> Frame {
            let mut frame = Frame::SILENCE;
            for sample in frame.samples_mut() {
                *sample = (width * self.dice.gauss()) as i16;
            }
            frame
        }

        /// So many seconds; `heard` and `said` as the width of noise, or as a constant below zero.
        fn run(&mut self, seconds: u32, heard: f64, said: f64) -> Vec<MeterEvent> {
            (0..seconds * 50)
                .filter_map(|_| {
                    let heard = if heard < 0.0 {
                        Frame::from_slice(&[-heard as i16; 160])
                    } else {
                        self.noise(heard)
                    };
                    let said = self.noise(said);
                    self.meter.push(&heard, &said)
                })
                .collect()
        }
    }

    #[test]
    fn a_dead_path_is_told_ten_seconds_after_we_began_to_speak() {
        for dead in [0.0, -8.0, -30.0] {
            let mut bench = Bench::new();
            assert_eq!(bench.run(30, dead, 0.0), [], "nobody has answered yet");
            assert_eq!(bench.run(9, dead, 2_000.0), []);
            assert_eq!(bench.run(1, dead, 2_000.0), [MeterEvent::DeadPath]);
            assert_eq!(bench.run(60, dead, 0.0), [], "told once");
            assert_eq!(bench.run(1, 10.0, 0.0), [MeterEvent::Restored]);
        }
    }

    #[test]
    fn the_idle_codes_of_a_law_are_flat() {
        let mut meter = Meter::default();
        let mut idle = Frame::SILENCE;
        for (n, sample) in idle.samples_mut().iter_mut().enumerate() {
            *sample = if n % 3 == 0 { 8 } else { -8 };
        }
        let voice = Frame::from_slice(&[900; 160]);
        let told: Vec<_> = (0..600).filter_map(|_| meter.push(&idle, &voice)).collect();
        assert_eq!(told, [MeterEvent::DeadPath]);
        assert_eq!(
            meter.levels(),
            Levels {
                heard: 8,
                said: 900
            }
        );
    }

    #[test]
    fn eight_seconds_of_nothing_after_the_answer_are_the_networks_way() {
        let mut bench = Bench::new();
        assert_eq!(bench.run(8, 0.0, 2_000.0), []);
        assert_eq!(bench.run(60, 300.0, 0.0), []);
    }

    #[test]
    fn a_caller_who_listens_is_no_fault_and_one_who_never_speaks_is_told() {
        let mut bench = Bench::new();
        // Line noise of mean 8 while our long notice plays.
        assert_eq!(bench.run(30, 10.0, 2_000.0), []);
        assert_eq!(bench.run(9, 10.0, 0.0), []);
        assert_eq!(bench.run(1, 10.0, 0.0), [MeterEvent::OneWay]);
        assert_eq!(bench.run(5, 10.0, 0.0), []);
        assert_eq!(bench.run(1, 2_000.0, 0.0), [MeterEvent::Restored]);
    }

    #[test]
    fn once_a_voice_came_through_line_noise_is_a_pause() {
        let mut bench = Bench::new();
        assert_eq!(bench.run(5, 10.0, 2_000.0), []);
        assert_eq!(bench.run(2, 2_000.0, 0.0), []);
        assert_eq!(bench.run(120, 10.0, 0.0), []);
        assert_eq!(bench.run(10, 0.0, 0.0), [MeterEvent::DeadPath]);
    }

    #[test]
    fn clipping_is_told_once_until_it_was_over_for_ten_seconds() {
        let mut bench = Bench::new();
        assert_eq!(bench.run(5, 30_000.0, 0.0), [MeterEvent::Clipping]);
        assert_eq!(bench.run(3, 2_000.0, 0.0), []);
        assert_eq!(bench.run(1, 30_000.0, 0.0), []);
        assert_eq!(bench.run(10, 2_000.0, 0.0), []);
        assert_eq!(bench.run(1, 30_000.0, 0.0), [MeterEvent::Clipping]);
        assert_eq!(bench.run(5, 9_000.0, 0.0), [], "loud is not clipped");
    }
}
