//! How long people wait for the box, on the clock of the samples.

use std::time::Duration;

use crate::audio::{FRAME, Frame, Hz8k, Rate};

/// What counts as sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// A sample at least this far from zero is sound.
    pub sample: u16,
    /// So many frames in a row must hold such samples before it counts as speech of the box; a
    /// click is not an answer.
    pub sustained: usize,
    /// So many frames without one end a sentence of the box.
    pub pause: usize,
}

impl Default for Threshold {
    /// About −42 dBFS, for 60 ms; 200 ms of quiet are a pause.
    fn default() -> Self {
        Self {
            sample: 256,
            sustained: 3,
            pause: 10,
        }
    }
}

/// One answer of the box to the caller, in samples since the call was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Latency {
    /// The sample behind the last sound of the caller.
    pub caller_ended: u64,
    /// The first sound of the box.
    pub box_began: u64,
}

impl Latency {
    /// From the end of the caller's voice to the beginning of the box's.
    #[must_use]
    pub fn span(&self) -> Duration {
        samples(self.box_began.saturating_sub(self.caller_ended))
    }
}

fn samples(count: u64) -> Duration {
    Duration::from_micros(count * 1_000_000 / u64::from(Hz8k::HZ))
}

/// Measures voice to voice: from the last sound of the caller to the first sound of the answer.
///
/// Give it both sides of every beat of the line, the caller's side as it is before the line's noise
/// comes to it. Talking over one another is no latency: an answer counts when it begins while the
/// caller is silent, after a pause of the box, and once per turn of the caller.
///
/// ```
/// use munjigi::{audio::Frame, sim::meter::{Meter, Threshold}};
///
/// let loud = Frame::from_slice(&[5_000; 160]);
/// let mut meter = Meter::new(Threshold::default());
/// (0..10).for_each(|_| meter.beat(&loud, &Frame::SILENCE));
/// (0..40).for_each(|_| meter.beat(&Frame::SILENCE, &Frame::SILENCE));
/// (0..10).for_each(|_| meter.beat(&Frame::SILENCE, &loud));
/// assert_eq!(meter.latencies()[0].span().as_millis(), 800);
/// assert_eq!(meter.first_word().unwrap().as_millis(), 1_000);
/// ```
#[derive(Clone, Debug)]
pub struct Meter {
    threshold: Threshold,
    beats: u64,
    /// Behind the caller's last sound, while the box has not answered it.
    caller_ended: Option<u64>,
    /// Where a sound of the box began that may turn out to be speech, and how long it has lasted.
    began: Option<(u64, usize)>,
    /// Beats since the box was last heard.
    box_quiet: usize,
    speaking: bool,
    first_word: Option<u64>,
    latencies: Vec<Latency>,
}

impl Meter {
    /// The most answers that are kept of one call; later ones are not measured.
    pub const MOST: usize = 1_000;

    /// A meter at the moment when the call is answered.
    #[must_use]
    pub const fn new(threshold: Threshold) -> Self {
        Self {
            threshold,
            beats: 0,
            caller_ended: None,
            began: None,
            box_quiet: usize::MAX,
            speaking: false,
            first_word: None,
            latencies: Vec::new(),
        }
    }

    /// One beat: what the caller says and what the caller hears.
    pub fn beat(&mut self, caller: &Frame, heard: &Frame) {
        let start = self.beats * Frame::<Hz8k>::LEN as u64;
        self.beats += 1;
        let is_sound = |s: &i16| s.unsigned_abs() >= self.threshold.sample;
        let first = heard.samples().iter().position(is_sound);
        let last = caller.samples().iter().rposition(is_sound);
        match first {
            Some(at) => self.sound(start + at as u64),
            None => {
                self.began = None;
                self.box_quiet = self.box_quiet.saturating_add(1);
                self.speaking &= self.box_quiet < self.threshold.pause;
            }
        }
        if let Some(at) = last {
            self.caller_ended = Some(start + at as u64 + 1);
            // A sound of the box that begins while the caller speaks is no answer.
            self.began = self.began.filter(|(began, _)| *began > start + at as u64);
            if self.began.is_none() && first.is_some() {
                self.speaking = true;
            }
        }
    }

    fn sound(&mut self, at: u64) {
        self.box_quiet = 0;
        if self.speaking {
            return;
        }
        let (began, beats) = self.began.unwrap_or((at, 0));
        self.began = Some((began, beats + 1));
        if beats + 1 < self.threshold.sustained {
            return;
        }
        self.speaking = true;
        self.began = None;
        self.first_word.get_or_insert(began);
        if let Some(caller_ended) = self.caller_ended.take()
            && self.latencies.len() < Self::MOST
        {
            self.latencies.push(Latency {
                caller_ended,
                box_began: began,
            });
        }
    }

    /// The answers so far, in order.
    #[must_use]
    pub fn latencies(&self) -> &[Latency] {
        &self.latencies
    }

    /// From the answer to the first word of the box; `None` when there was none yet.
    #[must_use]
    pub fn first_word(&self) -> Option<Duration> {
        self.first_word.map(samples)
    }

    /// How long the call has been measured.
    #[must_use]
    pub fn measured(&self) -> Duration {
        FRAME.saturating_mul(u32::try_from(self.beats).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays both sides: each letter is a beat, `c` the caller, `b` the box, `x` both, `.` neither.
    fn played(score: &str) -> Meter {
        let mut meter = Meter::new(Threshold::default());
        let loud = Frame::from_slice(&[4_000; 160]);
        let side = |on: bool| if on { loud } else { Frame::SILENCE };
        for c in score.chars() {
            meter.beat(&side("cx".contains(c)), &side("bx".contains(c)));
        }
        meter
    }

    fn spans(score: &str) -> Vec<u128> {
        let meter = played(score);
        let spans = meter.latencies().iter();
        spans.map(|l| l.span().as_millis()).collect()
    }

    #[test]
    fn every_turn_is_measured_once() {
        let score = "bbbb..........cccc.....bbbb............bbbb......cccc..bbbb";
        assert_eq!(spans(score), [100, 40]);
        assert_eq!(played(score).first_word(), Some(Duration::ZERO));
    }

    #[test]
    fn a_pause_of_the_caller_is_not_the_end() {
        assert_eq!(spans("cccc....................cc.....bbbb"), [100]);
    }

    #[test]
    fn a_click_is_no_answer() {
        assert_eq!(spans("cccc...b...bb...bbbb"), [240]);
        assert_eq!(
            played("....b...bbb").first_word(),
            Some(Duration::from_millis(160))
        );
    }

    #[test]
    fn talking_over_one_another_is_no_latency() {
        assert_eq!(spans("ccccxxxxbbbbbbbb"), [0_u128; 0]);
        assert_eq!(spans("bbbbxxxxbbbb...........bbb"), [300]);
    }

    #[test]
    fn single_samples_count() {
        let mut meter = Meter::new(Threshold::default());
        let mut voice = Frame::SILENCE;
        voice.samples_mut()[39] = 3_000;
        meter.beat(&voice, &Frame::SILENCE);
        let mut answer = Frame::from_slice(&[3_000; 160]);
        answer.samples_mut()[..80].fill(255);
        meter.beat(&Frame::SILENCE, &answer);
        (0..2).for_each(|_| meter.beat(&Frame::SILENCE, &Frame::from_slice(&[3_000; 160])));
        let latency = meter.latencies()[0];
        assert_eq!((latency.caller_ended, latency.box_began), (40, 240));
        assert_eq!(latency.span(), Duration::from_millis(25));
    }
}
