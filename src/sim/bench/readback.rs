//! Can the box be understood? Its side of a recording, read back by the recogniser.

use std::time::Duration;

use crate::{
    audio::{Frame, Hz8k, Hz16k, Pcm, Resampler},
    call::Hint,
    korean::cer,
    speech::{Recognizer, SpeechError},
};

use super::Said;

/// A sample this far from zero is sound.
const SOUND: u16 = 256;
/// Quiet of so many frames separates two sentences.
const PAUSE: usize = 20;
/// Quiet before a sentence.
const LEAD: Duration = Duration::from_millis(270);
/// The recogniser takes at most this much at once.
const LONGEST: Duration = Duration::from_secs(24);

/// The share of syllables that were not understood (character error rate over Hangul, digits read
/// out), over everything that the box said. `munjigi` is the box's side of the line.
///
/// # Errors
/// When the recogniser fails.
pub fn read_back(
    munjigi: &Pcm<Hz8k>,
    transcript: &[Said],
    recognizer: &mut dyn Recognizer,
) -> Result<f32, SpeechError> {
    let mut wide = Resampler::<Hz8k, Hz16k>::new();
    let mut heard = String::new();
    let hint = Hint::default();
    for sentence in sentences(munjigi) {
        // As the ears hand it over: with a little of the quiet before it.
        let mut turn = Pcm::silence(LEAD);
        turn.append(&sentence);
        heard.push_str(&recognizer.recognize(&wide.resample(&turn), &hint)?.text);
        heard.push(' ');
    }
    let said: Vec<&str> = transcript
        .iter()
        .filter(|said| said.by_box)
        .map(|said| said.text.as_str())
        .collect();
    tracing::debug!(%heard, "read back");
    Ok(cer(&said.join(" "), &heard))
}

/// Stretches of sound between pauses, with a little quiet around them.
fn sentences(sound: &Pcm<Hz8k>) -> Vec<Pcm<Hz8k>> {
    let mut found: Vec<Pcm<Hz8k>> = Vec::new();
    let mut current: Option<Pcm<Hz8k>> = None;
    let mut quiet = 0;
    for frame in sound.frames() {
        let loud = frame.samples().iter().any(|s| s.unsigned_abs() >= SOUND);
        quiet = if loud { 0 } else { quiet + 1 };
        match &mut current {
            None if loud => current = Some(Pcm::from_samples(frame.samples().to_vec())),
            None => {}
            Some(sentence) => {
                sentence.extend_from_slice(frame.samples());
                if quiet >= PAUSE || sentence.duration() >= LONGEST {
                    found.extend(current.take());
                }
            }
        }
    }
    found.extend(current);
    // A click is no sentence.
    found.retain(|s| s.len() > (PAUSE + 5) * Frame::<Hz8k>::LEN);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_separate_sentences_and_clicks_are_none() {
        let tone = |frames: usize| vec![4_000; frames * Frame::<Hz8k>::LEN];
        let quiet = |frames: usize| vec![0; frames * Frame::<Hz8k>::LEN];
        let line = [
            quiet(10),
            tone(50),
            quiet(10),
            tone(20),
            quiet(40),
            tone(1),
            quiet(40),
            tone(30),
        ];
        let found = sentences(&Pcm::from_samples(line.concat()));
        let lengths: Vec<usize> = found.iter().map(|s| s.len() / Frame::<Hz8k>::LEN).collect();
        assert_eq!(lengths, [100, 30]);
    }
}
