//! What computing takes, where no clock is looked at: [`PacedEars`](super::PacedEars) and
//! [`PacedVoice`](super::PacedVoice) compute at once and tell after this. So a run is the same on every machine, whatever
//! else it does.

use std::time::Duration;

/// How fast the machine is that is stood for. The usual one is machine A of `docs/measurements.md`, two cores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The recogniser, whatever it is given.
    pub reading: Duration,
    /// And for each second of speech.
    pub reading_second: Duration,
    /// The judge of a pause.
    pub judging: Duration,
    /// The synthesizer, for each second of speech.
    pub rendering_second: Duration,
}

impl Default for Pace {
    /// 275 ms for the usual turn of 2.5 s with the judge beside it, 90 ms for a pause, 0.8 s for a second of speech.
    fn default() -> Self {
        Self {
            reading: Duration::from_millis(175),
            reading_second: Duration::from_millis(40),
            judging: Duration::from_millis(90),
            rendering_second: Duration::from_millis(800),
        }
    }
}

impl Pace {
    /// How long it takes to read so much.
    pub(super) fn reads(&self, speech: Duration) -> Duration {
        self.reading + self.reading_second.mul_f64(speech.as_secs_f64())
    }

    /// How long it takes to render so much.
    pub(super) fn renders(&self, speech: Duration) -> Duration {
        self.rendering_second.mul_f64(speech.as_secs_f64())
    }
}
