//! Smart Turn v3.2: whether what was said sounds finished.

use std::path::Path;

use ort::{session::Session, value::TensorRef};

use crate::audio::{Hz16k, Pcm, Rate};

use super::{
    SpeechError, Threads, TurnDetector,
    mel::{BANDS, Beyond, HOP, LogMel},
    runtime,
};

/// What the model looks at: 8 s.
const HEARD: usize = 8 * Hz16k::HZ as usize;
/// The same in frames of 10 ms.
const FRAMES: usize = HEARD / HOP;
/// Keeps silence from being divided by nothing.
const LEAST_VARIANCE: f32 = 1e-7;
const MODEL: &str = "turn model";

/// [`TurnDetector`] by Smart Turn v3.2 (`smart-turn-v3.2-cpu.onnx`, 8.7 MB).
///
/// Of Korean that is cut off in the middle it takes most for finished: good for waiting less where it
/// says so and the words do too, not for ending a turn alone.
pub struct SmartTurn {
    session: Session,
    mel: LogMel,
    /// The last 8 s, silence before them if there are fewer.
    sound: Vec<f32>,
    features: Vec<f32>,
}

impl SmartTurn {
    /// Loads the model.
    ///
    /// # Errors
    /// [`SpeechError::Load`] when the file is no such model.
    pub fn load(model: &Path, threads: Threads) -> Result<Self, SpeechError> {
        Ok(Self {
            session: runtime::session(model, threads, runtime::Scratch::Pool)?,
            mel: LogMel::new(),
            sound: Vec::with_capacity(HEARD),
            features: Vec::new(),
        })
    }

    fn run(&mut self) -> ort::Result<Option<f32>> {
        let outputs = self.session.run(ort::inputs![
            "input_features" => TensorRef::from_array_view(([1, BANDS, FRAMES], &self.features[..]))?,
        ])?;
        let (_, probability) = outputs[0].try_extract_tensor::<f32>()?;
        Ok(probability.first().copied())
    }
}

impl TurnDetector for SmartTurn {
    fn finished(&mut self, speech: &Pcm<Hz16k>) -> Result<f32, SpeechError> {
        last_seconds(speech, &mut self.sound);
        self.mel
            .features(&self.sound, Beyond::Mirror, FRAMES, &mut self.features);
        let nonsense = SpeechError::Nonsense {
            model: MODEL,
            what: "no probability",
        };
        self.run()
            .map_err(|source| SpeechError::Run {
                model: MODEL,
                source,
            })?
            .filter(|p| (0.0..=1.0).contains(p))
            .ok_or(nonsense)
    }
}

/// The last 8 s of `speech`, brought to mean 0 and variance 1 together with the silence before them.
fn last_seconds(speech: &Pcm<Hz16k>, out: &mut Vec<f32>) {
    let samples = speech.samples();
    let kept = &samples[samples.len().saturating_sub(HEARD)..];
    out.clear();
    out.resize(HEARD - kept.len(), 0.0);
    out.extend(kept.iter().map(|&s| f32::from(s) / 32_768.0));
    #[expect(clippy::cast_precision_loss, reason = "128,000")]
    let count = HEARD as f64;
    let mean = out.iter().copied().map(f64::from).sum::<f64>() / count;
    let variance = out
        .iter()
        .map(|&s| (f64::from(s) - mean).powi(2))
        .sum::<f64>()
        / count;
    #[expect(clippy::cast_possible_truncation, reason = "below 1")]
    let (mean, deviation) = (mean as f32, (variance as f32 + LEAST_VARIANCE).sqrt());
    for sample in out {
        *sample = (*sample - mean) / deviation;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_end_counts_and_comes_out_at_one_loudness() {
        let mut speech = Pcm::<Hz16k>::silence(Duration::from_secs(3));
        speech.extend_from_slice(&[8_000, -8_000].repeat(64_000));
        let mut out = Vec::new();
        last_seconds(&speech, &mut out);
        assert_eq!(out.len(), HEARD);
        assert!(out.iter().all(|s| (s.abs() - 1.0).abs() < 1e-3));
    }

    #[test]
    fn what_is_short_has_silence_before_it() {
        let speech = Pcm::<Hz16k>::from_samples([1_000, -1_000].repeat(8_000));
        let mut out = Vec::new();
        last_seconds(&speech, &mut out);
        assert_eq!(out.len(), HEARD);
        assert!(out[..HEARD - 16_000].iter().all(|s| s.abs() < 1e-3));
        assert!(out[HEARD - 16_000..].iter().all(|s| s.abs() > 1.0));
    }

    #[test]
    fn silence_is_no_number_divided_by_nothing() {
        let mut out = Vec::new();
        last_seconds(&Pcm::new(), &mut out);
        assert!(out.iter().all(|s| *s == 0.0));
    }
}
