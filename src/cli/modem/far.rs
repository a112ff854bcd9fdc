//! Whoever is at the other end of a call of the virtual modem: somebody who hums.

use std::f64::consts::TAU;

use crate::audio::{Frame, Hz8k, Rate};

/// When the far end hums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// All the time, so that something is to be heard.
    Always,
    /// For a second, whenever the box has said something and has been quiet for a second.
    InTurn,
}

/// Louder than this, as the mean magnitude of a frame, the box speaks.
const SPEAKS: u32 = 200;
/// So many frames of 20 ms are a second.
const SECOND: u32 = 50;

/// A far end that hums in this manner.
pub fn far(manner: Manner) -> impl FnMut(u64, &Frame) -> Frame + Send + 'static {
    let mut phase = 0_u32;
    let (mut spoken, mut quiet, mut humming) = (false, 0, 0);
    move |beat, said| {
        if beat == 0 {
            (spoken, quiet, humming) = (false, 0, 0);
        }
        let sum: u32 = said
            .samples()
            .iter()
            .map(|s| u32::from(s.unsigned_abs()))
            .sum();
        if sum / 160 > SPEAKS {
            (spoken, quiet, humming) = (true, 0, 0);
        } else {
            quiet += 1;
        }
        if spoken && quiet >= SECOND {
            (spoken, humming) = (false, SECOND);
        }
        let hums = manner == Manner::Always || humming > 0;
        humming = humming.saturating_sub(1);
        if hums {
            hum(&mut phase)
        } else {
            Frame::SILENCE
        }
    }
}

/// Twenty milliseconds of 440 Hz.
fn hum(n: &mut u32) -> Frame {
    let mut frame = Frame::SILENCE;
    for sample in frame.samples_mut() {
        let phase = f64::from(*n) * 440.0 / f64::from(Hz8k::HZ) * TAU;
        #[expect(clippy::cast_possible_truncation, reason = "at most 3000")]
        let value = (phase.sin() * 3_000.0) as i16;
        *sample = value;
        *n = (*n + 1) % Hz8k::HZ;
    }
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_turn_it_waits_until_the_box_has_spoken_and_is_quiet() {
        let mut far = far(Manner::InTurn);
        let voice = Frame::from_slice(&[1_000; 160]);
        let mut loud = |from: u64, count: u64, said: &Frame| {
            (from..from + count)
                .filter(|beat| far(*beat, said) != Frame::SILENCE)
                .count()
        };
        assert_eq!(loud(0, 100, &Frame::SILENCE), 0, "nobody has spoken to it");
        assert_eq!(loud(100, 100, &voice), 0, "it listens");
        assert_eq!(loud(200, 200, &Frame::SILENCE), 50, "one second, once");
    }
}
