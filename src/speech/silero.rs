//! Silero VAD v6, at the telephone's own 8 kHz.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use ort::{session::Session, value::TensorRef};

use super::{SpeechError, Threads, Vad, WINDOW, Window, runtime};

/// Samples of the window before, which the model wants to see again.
const CONTEXT: usize = 32;
/// Numbers in the model's memory, shape `[2, 1, 128]`.
const STATE: usize = 2 * 128;
const MODEL: &str = "voice activity model";

/// [`Vad`] by Silero v6 (`silero_vad.onnx`, 2.3 MB): 2 ms of computing per second of sound.
///
/// Tones (DTMF, ringback, beeps) leave it cold, so dialling is never taken for speaking.
pub struct SileroVad {
    session: Arc<Mutex<Session>>,
    /// `[1, CONTEXT + WINDOW]`: the end of the last window, then this one, −1.0..=1.0.
    input: [f32; CONTEXT + WINDOW],
    state: [f32; STATE],
}

impl SileroVad {
    /// Loads the model.
    ///
    /// # Errors
    /// [`SpeechError::Load`] when the file is no such model.
    pub fn load(model: &Path) -> Result<Self, SpeechError> {
        Ok(Self {
            session: Arc::new(Mutex::new(runtime::session(
                model,
                Threads::ONE,
                runtime::Scratch::Pool,
            )?)),
            input: [0.0; CONTEXT + WINDOW],
            state: [0.0; STATE],
        })
    }

    /// Another pair of ears on the same model, which has heard nothing yet.
    #[must_use]
    pub fn another(&self) -> Self {
        Self {
            session: Arc::clone(&self.session),
            input: [0.0; CONTEXT + WINDOW],
            state: [0.0; STATE],
        }
    }

    fn run(&mut self) -> ort::Result<Option<f32>> {
        let rate = [8_000_i64];
        // What a run that panicked has left is its own: the session remembers nothing.
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let outputs = session.run(ort::inputs![
            "input" => TensorRef::from_array_view(([1, CONTEXT + WINDOW], &self.input[..]))?,
            "state" => TensorRef::from_array_view(([2_usize, 1, 128], &self.state[..]))?,
            "sr" => TensorRef::from_array_view(([0_usize; 0], &rate[..]))?,
        ])?;
        let (_, state) = outputs[1].try_extract_tensor::<f32>()?;
        let (_, probability) = outputs[0].try_extract_tensor::<f32>()?;
        if state.len() != STATE {
            return Ok(None);
        }
        self.state.copy_from_slice(state);
        Ok(probability.first().copied())
    }
}

impl Vad for SileroVad {
    fn probability(&mut self, window: &Window) -> Result<f32, SpeechError> {
        self.input.copy_within(WINDOW.., 0);
        for (to, &from) in self.input[CONTEXT..].iter_mut().zip(window) {
            *to = f32::from(from) / 32_768.0;
        }
        let failed = |source| SpeechError::Run {
            model: MODEL,
            source,
        };
        self.run().map_err(failed)?.ok_or(SpeechError::Nonsense {
            model: MODEL,
            what: "a memory of another size",
        })
    }

    fn reset(&mut self) {
        self.input.fill(0.0);
        self.state.fill(0.0);
    }
}
