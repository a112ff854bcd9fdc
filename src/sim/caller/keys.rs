//! The keys that a far end hears in the sound of the box.

use std::time::Duration;

use crate::{
    audio::{FRAME, Frame},
    tone::Detector,
};

/// Hears keys that the box plays in band, as an answering machine does (ITU-T Q.24).
///
/// Some hear only long tones: give it [`crate::sim::ec25::Ec25::least_tone`] with every frame.
#[derive(Clone, Debug, Default)]
pub struct KeyEar {
    detector: Detector,
    /// The key that sounds, for so many frames now, while it has not been told.
    untold: Option<(char, u32)>,
}

impl KeyEar {
    /// What the detector needs before it knows, and holds on to behind the end of a tone, taken
    /// together: so much longer than a tone does it show a key as pressed.
    const LAG: Duration = Duration::from_millis(10);

    /// The next 20 ms; the key that has now sounded for `least`, once for each press.
    pub fn hear(&mut self, frame: &Frame, least: Option<Duration>) -> Option<char> {
        let begun = self.detector.push(frame).map(|key| key.face());
        let Some(least) = least else {
            self.untold = None;
            return begun;
        };
        self.untold = match (begun, self.untold, self.detector.pressed()) {
            (Some(key), ..) => Some((key, 1)),
            (None, Some((key, frames)), Some(_)) => Some((key, frames + 1)),
            _ => None,
        };
        let (key, frames) = self.untold?;
        if FRAME * frames < least + Self::LAG {
            return None;
        }
        self.untold = None;
        Some(key)
    }

    /// Forgets everything: another call.
    pub fn reset(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone::{Shape, Tones};

    /// What is heard of these keys, each sounding for `on` milliseconds.
    fn heard(keys: &str, on: u64, lead: u64, least: Option<u64>) -> String {
        let millis = Duration::from_millis;
        let shape = Shape {
            on: millis(on),
            lead: millis(lead),
            ..Shape::default()
        };
        let mut tones = Tones::new(&keys.parse().unwrap(), shape);
        let mut ear = KeyEar::default();
        let mut heard = String::new();
        while let Some(frame) = tones.next_frame() {
            heard.extend(ear.hear(&frame, least.map(millis)));
        }
        heard
    }

    #[test]
    fn keys_are_heard_once_each() {
        for lead in 0..20 {
            assert_eq!(heard("1590*#", 80, lead, None), "1590*#");
            assert_eq!(heard("1590*#", 200, lead, Some(150)), "1590*#");
        }
    }

    #[test]
    fn f69_short_tones_are_lost_on_keen_lines_only() {
        for lead in 0..20 {
            for on in [50, 80, 110] {
                assert_eq!(heard("15#", on, lead, Some(150)), "", "{on} ms");
            }
            for on in [180, 200, 400] {
                assert_eq!(heard("15#", on, lead, Some(150)), "15#", "{on} ms");
            }
        }
    }
}
