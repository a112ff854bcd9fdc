//! Whether engines that are loaded also work: a sentence that is spoken and recognised.

use crate::{
    audio::{Hz16k, Pcm, resample},
    call::Hint,
    korean::jamo,
};

use super::{Recognizer, SpeechError, Synthesizer};

/// What is spoken. Short, and of sounds that a telephone carries well.
const SENTENCE: &str = "안녕하세요, 반갑습니다.";
/// It counts as heard when the letters are so alike: engines that work give more, those with damaged models nothing.
const ALIKE: f32 = 0.6;

/// Speaks a sentence and recognises it; whether it was understood.
///
/// # Errors
/// When one of them fails.
pub fn understands_itself(
    voice: &mut dyn Synthesizer,
    ear: &mut dyn Recognizer,
) -> Result<bool, SpeechError> {
    let spoken: Pcm<Hz16k> = resample(&voice.speak(SENTENCE)?);
    let heard = ear.recognize(&spoken, &Hint::default())?;
    Ok(jamo::similarity(&heard.text, SENTENCE) >= ALIKE)
}
