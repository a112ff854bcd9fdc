//! One model, several lines.

use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    audio::{Hz8k, Hz16k, Pcm},
    call::Hint,
};

use super::{Recognizer, SpeechError, Synthesizer, Transcript, TurnDetector, VoicePrint};

/// A model that the lines of a box take turns with: it is in memory once, and one call waits for the
/// other only while the model computes.
pub struct Shared<T: ?Sized>(Arc<Mutex<Box<T>>>);

impl<T: ?Sized> Shared<T> {
    /// Shares `model`.
    #[must_use]
    pub fn new(model: Box<T>) -> Self {
        Self(Arc::new(Mutex::new(model)))
    }

    fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        // A run that panicked leaves the model as fit as it was: it keeps nothing between two runs.
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<T: ?Sized> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: ?Sized> std::fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}

impl Recognizer for Shared<dyn Recognizer> {
    fn recognize(&mut self, speech: &Pcm<Hz16k>, hint: &Hint) -> Result<Transcript, SpeechError> {
        self.with(|model| model.recognize(speech, hint))
    }
}

impl TurnDetector for Shared<dyn TurnDetector> {
    fn finished(&mut self, speech: &Pcm<Hz16k>) -> Result<f32, SpeechError> {
        self.with(|model| model.finished(speech))
    }
}

impl Synthesizer for Shared<dyn Synthesizer> {
    fn speak(&mut self, text: &str) -> Result<Pcm<Hz8k>, SpeechError> {
        self.with(|model| model.speak(text))
    }

    fn print(&self) -> VoicePrint {
        self.with(|model| model.print())
    }
}
