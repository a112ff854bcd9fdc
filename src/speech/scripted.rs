//! Ears and a voice without models: for benches on machines where a model would be fifty times too
//! slow, and for tests of everything around them.
//!
//! Loudness counts as speech, a list gives the words, and the voice hums as long as a person would
//! speak. Settings: `[speech] engine = "scripted"`.

use std::time::Duration;

use crate::{
    audio::{Hz8k, Hz16k, Level, Pcm},
    call::Hint,
};

use super::{
    Recognizer, SpeechError, Synthesizer, Transcript, TurnDetector, Vad, VoicePrint, Window,
};

/// Louder than this is speech: far above line noise, far below anybody who speaks.
const SPEECH: f32 = -40.0;

/// Voice activity by loudness.
#[derive(Clone, Copy, Debug, Default)]
pub struct LoudnessVad;

impl Vad for LoudnessVad {
    fn probability(&mut self, window: &Window) -> Result<f32, SpeechError> {
        Ok(if Level::of(window).dbfs() > SPEECH {
            0.95
        } else {
            0.05
        })
    }

    fn reset(&mut self) {}
}

/// Hears the words of a list, one after the other, and begins again at its end.
#[derive(Clone, Debug, Default)]
pub struct ListRecognizer {
    words: Vec<String>,
    next: usize,
}

impl ListRecognizer {
    /// Hears these.
    #[must_use]
    pub const fn new(words: Vec<String>) -> Self {
        Self { words, next: 0 }
    }
}

impl Recognizer for ListRecognizer {
    fn recognize(&mut self, _speech: &Pcm<Hz16k>, _hint: &Hint) -> Result<Transcript, SpeechError> {
        let words = self.words.get(self.next).cloned().unwrap_or_default();
        self.next = (self.next + 1) % self.words.len().max(1);
        Ok(words.into())
    }
}

/// Takes every pause for the end of the turn.
#[derive(Clone, Copy, Debug, Default)]
pub struct SteadyTurns;

impl TurnDetector for SteadyTurns {
    fn finished(&mut self, _speech: &Pcm<Hz16k>) -> Result<f32, SpeechError> {
        Ok(0.9)
    }
}

/// A syllable takes this long; nobody waits for more than [`LONGEST`] of humming.
const SYLLABLE: Duration = Duration::from_millis(60);
const LONGEST: Duration = Duration::from_secs(6);
/// Half a period of the hum, 400 Hz.
const HALF_PERIOD: usize = 10;

/// Hums instead of speaking.
#[derive(Clone, Copy, Debug, Default)]
pub struct HummingVoice;

impl Synthesizer for HummingVoice {
    fn speak(&mut self, text: &str) -> Result<Pcm<Hz8k>, SpeechError> {
        let syllables = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let length = SYLLABLE.saturating_mul(syllables).min(LONGEST);
        let samples = Pcm::<Hz8k>::samples_in(length);
        let mut hum = Pcm::silence(Duration::ZERO);
        for n in 0..samples {
            hum.extend_from_slice(&[if (n / HALF_PERIOD).is_multiple_of(2) {
                4_000
            } else {
                -4_000
            }]);
        }
        Ok(hum)
    }

    fn print(&self) -> VoicePrint {
        VoicePrint {
            engine: "humming".to_owned(),
            model: "1".to_owned(),
            voice: "hum".to_owned(),
            speed: 1.0,
            reading: str::to_owned,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hear(ears: &mut ListRecognizer, sound: &Pcm<Hz16k>) -> String {
        ears.recognize(sound, &Hint::default()).unwrap().text
    }

    #[test]
    fn the_list_is_heard_in_order_and_again() {
        let mut ears = ListRecognizer::new(vec!["네".to_owned(), "아니요".to_owned()]);
        let sound = Pcm::silence(Duration::from_secs(1));
        let heard: Vec<_> = (0..3).map(|_| hear(&mut ears, &sound)).collect();
        assert_eq!(heard, ["네", "아니요", "네"]);
        assert_eq!(hear(&mut ListRecognizer::default(), &sound), "");
    }

    #[test]
    fn the_hum_is_speech_and_a_quiet_line_is_not() {
        let hum = HummingVoice.speak("안녕하세요").unwrap();
        assert_eq!(hum.duration(), SYLLABLE * 5);
        let window: Window = hum.samples()[..256].try_into().unwrap();
        assert!(LoudnessVad.probability(&window).unwrap() > 0.5);
        let mut noise = [8; 256];
        noise.iter_mut().step_by(2).for_each(|sample| *sample = -8);
        assert!(LoudnessVad.probability(&noise).unwrap() < 0.5);
    }
}
