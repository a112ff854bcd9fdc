//! Whisper, decoded by ourselves.
//!
//! ```text
//! sound ─▶ LogMel ─▶ encoder ─▶ keys and values of the sound
//!                                  │
//! hint ─▶ tokens ─▶ decoder ◀──────┘ a token a step, of up to four readings ─▶ words, and how sure
//! ```
//!
//! What the engine in sherpa-onnx does not have: words to expect as text before the speech, the
//! probabilities, an end to loops, and nothing written that nobody says.

mod beam;
mod choice;
mod orders;
mod vocabulary;

use std::time::Duration;

use ort::{
    session::{Session, SessionOutputs},
    value::{DynValue, Tensor, TensorRef},
};

use crate::{
    audio::{Hz16k, Pcm},
    call::Hint,
};

use self::{
    beam::{Beam, Reading},
    choice::Allowed,
    orders::Orders,
    vocabulary::{Token, Vocabulary},
};
use super::{
    Recognizer, SpeechError, Threads, Transcript,
    mel::{BANDS, Beyond, HOP, LogMel},
    models::WhisperFiles,
    plausible, runtime,
};

/// Silence behind the speech, in frames of 10 ms.
///
/// The model was trained on windows of 30 s. With its own idea of silence a second is enough: from 1 s to 4 s
/// the errors are the same within what was measured, and the computing is not (docs/measurements.md).
pub const TAIL_FRAMES: u16 = 100;
/// The model's window: 30 s.
const MOST_FRAMES: usize = 3_000;
/// Tokens of a hint that are looked at; the rest is cut off at its beginning.
const MOST_HINT: usize = 120;
/// Tokens that are written at the most, whatever the length.
const MOST_TOKENS: usize = 200;
/// Tokens that are always granted, and per second of speech: more than anybody says.
const TOKENS: (usize, usize) = (12, 20);
/// The model's own threshold for "there was no speech", which counts only when it is unsure of its
/// words as well.
const NO_SPEECH: f32 = 0.6;
/// Less sure than this (mean probability of a token) is unsure.
const UNSURE: f32 = 0.37;
/// When a loop makes up this part of all tokens there was no speech.
const HOPELESS: f32 = 0.8;
const MODEL: &str = "recogniser";

/// [`Recognizer`] by Whisper on ONNX Runtime, in sherpa-onnx's file layout, set to Korean.
///
/// A [`Hint`] is given as the text that came before the speech, and steers what the model writes.
pub struct Whisper {
    encoder: Session,
    decoder: Session,
    vocabulary: Vocabulary,
    orders: Orders,
    allowed: Allowed,
    mel: LogMel,
    tail: usize,
    /// `[1, BANDS, frames]`.
    features: Vec<f32>,
    /// The decoder's memory before the first token: not read, but has to be there.
    nothing: DynValue,
}

impl Whisper {
    /// Loads the model with the usual [`TAIL_FRAMES`]. The encoder runs on `threads`, the decoder on one.
    ///
    /// # Errors
    /// When a file is not there or is not such a model.
    pub fn load(files: &WhisperFiles, threads: Threads) -> Result<Self, SpeechError> {
        Self::load_with_tail(files, threads, TAIL_FRAMES)
    }

    /// Loads the model with another number of frames of silence behind the speech.
    ///
    /// # Errors
    /// When a file is not there or is not such a model.
    pub fn load_with_tail(
        files: &WhisperFiles,
        threads: Threads,
        tail_frames: u16,
    ) -> Result<Self, SpeechError> {
        let encoder = runtime::session(&files.encoder, threads)?;
        // A token is too little to share: two threads wait for each other as long as they save.
        let decoder = runtime::session(&files.decoder, Threads::ONE)?;
        let vocabulary = Vocabulary::load(&files.tokens)?;
        let orders = Orders::read(&decoder, &files.decoder)?;
        let allowed = Allowed::new(&vocabulary, orders.count, orders.end);
        let [layers, context, width] = orders.memory;
        let zeros = vec![0.0_f32; layers * context * width];
        let nothing = Tensor::from_array(([layers, 1, context, width], zeros))
            .map_err(|source| SpeechError::Load {
                path: files.decoder.clone(),
                source,
            })?
            .into_dyn();
        Ok(Self {
            encoder,
            decoder,
            vocabulary,
            allowed,
            mel: LogMel::new(),
            tail: tail_frames.into(),
            features: Vec::new(),
            nothing,
            orders,
        })
    }

    /// The keys and the values of the sound, for the decoder.
    fn encode(&mut self, speech: &[f32]) -> ort::Result<Option<[DynValue; 2]>> {
        let frames = (speech.len().div_ceil(HOP) + self.tail).min(MOST_FRAMES);
        self.mel
            .features(speech, Beyond::Silence, frames, &mut self.features);
        let mut outputs = self.encoder.run(ort::inputs![
            "mel" => TensorRef::from_array_view(([1, BANDS, frames], &self.features[..]))?,
        ])?;
        Ok(both(&mut outputs, ["n_layer_cross_k", "n_layer_cross_v"]))
    }

    /// Writes down what was said, token by token, a few readings at a time. `None` when the files are
    /// not of one model.
    fn decode(
        &mut self,
        sound: &[DynValue; 2],
        prompt: &[Token],
        most: usize,
    ) -> ort::Result<Option<Written>> {
        let orders = &self.orders;
        let mut beam = Beam::new(orders.end, most);
        let mut no_speech = 0.0;
        let mut memory: Option<[DynValue; 2]> = None;
        // The sound for two readings and more: as many times the same. Kept for the present number
        // alone: it is megabytes for each.
        let mut sounds: Option<[DynValue; 2]> = None;
        let (mut readings, mut offset) = (1, 0);
        let mut next: Vec<i64> = prompt.iter().copied().map(i64::from).collect();
        loop {
            let [old_keys, old_values] = match &memory {
                Some(memory) => memory.each_ref(),
                None => [&self.nothing; 2],
            };
            let [keys, values] = sounds.as_ref().unwrap_or(sound).each_ref();
            let length = next.len() / readings;
            let mut outputs = self.decoder.run(ort::inputs![
                "tokens" => TensorRef::from_array_view(([readings, length], &next[..]))?,
                "in_n_layer_self_k_cache" => old_keys,
                "in_n_layer_self_v_cache" => old_values,
                "n_layer_cross_k" => keys,
                "n_layer_cross_v" => values,
                "offset" => TensorRef::from_array_view(([1_usize], &[offset][..]))?,
            ])?;
            let fresh = both(
                &mut outputs,
                ["out_n_layer_self_k_cache", "out_n_layer_self_v_cache"],
            );
            let (_, logits) = outputs["logits"].try_extract_tensor::<f32>()?;
            let rows: Vec<&[f32]> = logits.chunks_exact(self.allowed.len()).collect();
            let places = rows.len() / readings;
            let Some(fresh) = fresh.filter(|_| places > 0) else {
                return Ok(None);
            };
            let first = memory.is_none();
            if first && let Some(start) = rows.len().checked_sub(orders.begin.len()) {
                no_speech = choice::probability(rows[start], orders.no_speech);
            }
            let last = rows.iter().skip(places - 1).step_by(places);
            let ways: Vec<_> = last
                .map(|row| self.allowed.likeliest(row, first, orders.blank))
                .collect();
            let Some(step) = beam.advance(&ways) else {
                return Ok(Some(Written::new(beam.best(), no_speech)));
            };
            memory = Some(if step.parents.iter().copied().eq(0..readings) {
                fresh
            } else {
                spread(&fresh, &step.parents)?
            });
            offset += i64::try_from(length).unwrap_or(i64::MAX);
            if step.tokens.len() != readings {
                readings = step.tokens.len();
                sounds = None;
                if readings > 1 {
                    sounds = Some(spread(sound, &vec![0; readings])?);
                }
            }
            next.clear();
            next.extend(step.tokens.into_iter().map(i64::from));
        }
    }

    /// What the decoder is given before it writes: the words to expect, then its orders.
    fn prompt(&self, hint: &Hint) -> Vec<Token> {
        let words = hint.words().trim();
        let mut prompt = Vec::new();
        if !words.is_empty() {
            let expected = self.vocabulary.encode(&format!(" {words}"));
            prompt.push(self.orders.before);
            prompt.extend(&expected[expected.len().saturating_sub(MOST_HINT)..]);
        }
        prompt.extend(self.orders.begin);
        prompt
    }

    fn run(
        &mut self,
        speech: &[f32],
        prompt: &[Token],
        most: usize,
    ) -> ort::Result<Option<Written>> {
        let Some(sound) = self.encode(speech)? else {
            return Ok(None);
        };
        self.decode(&sound, prompt, most)
    }
}

impl Recognizer for Whisper {
    fn recognize(&mut self, speech: &Pcm<Hz16k>, hint: &Hint) -> Result<Transcript, SpeechError> {
        if speech.is_empty() {
            return Ok(Transcript::default());
        }
        let length = speech.duration();
        let mut samples = speech.to_floats();
        samples.truncate(MOST_FRAMES * HOP);
        let prompt = self.prompt(hint);
        let written = self
            .run(&samples, &prompt, most_tokens(length))
            .map_err(|source| SpeechError::Run {
                model: MODEL,
                source,
            })?
            .ok_or(SpeechError::Nonsense {
                model: MODEL,
                what: "something else than its files promise",
            })?;
        let raw = self.vocabulary.decode(&written.reading.tokens);
        tracing::trace!(
            raw,
            no_speech = written.no_speech,
            confidence = written.confidence(),
            loops = written.reading.loops,
            "recogniser"
        );
        if written.is_no_speech() {
            return Ok(Transcript::default());
        }
        let text = plausible::words(&raw, length);
        let confidence = (!text.is_empty()).then(|| written.confidence());
        Ok(Transcript { text, confidence })
    }
}

/// Tokens that can have been said in this time.
fn most_tokens(length: Duration) -> usize {
    let seconds = usize::try_from(length.as_millis().div_ceil(1_000)).unwrap_or(MOST_TOKENS);
    (TOKENS.0 + TOKENS.1 * seconds).min(MOST_TOKENS)
}

/// Two outputs by name.
fn both(outputs: &mut SessionOutputs<'_>, names: [&str; 2]) -> Option<[DynValue; 2]> {
    let [first, second] = names.map(|name| outputs.remove(name));
    Some([first?, second?])
}

/// Both tensors, `[layer, reading, …]`, with the readings of `parents` in that order.
fn spread(pair: &[DynValue; 2], parents: &[usize]) -> ort::Result<[DynValue; 2]> {
    let [first, second] = pair;
    Ok([pick(first, parents)?, pick(second, parents)?])
}

fn pick(value: &DynValue, parents: &[usize]) -> ort::Result<DynValue> {
    let (shape, data) = value.try_extract_tensor::<f32>()?;
    let mut shape: Vec<i64> = shape.to_vec();
    let of = |n: usize| shape.get(n).map_or(1, |&d| usize::try_from(d).unwrap_or(1));
    let (layers, readings) = (of(0), of(1));
    let one = data.len() / (layers * readings).max(1);
    let mut picked = Vec::with_capacity(layers * parents.len() * one);
    for layer in data.chunks_exact((readings * one).max(1)) {
        for &parent in parents {
            // What is missing makes the tensor an error below.
            picked.extend_from_slice(
                layer
                    .get(parent * one..(parent + 1) * one)
                    .unwrap_or_default(),
            );
        }
    }
    if let Some(count) = shape.get_mut(1) {
        *count = i64::try_from(parents.len()).unwrap_or(i64::MAX);
    }
    Ok(Tensor::from_array((shape, picked))?.into_dyn())
}

/// What came out of the decoder.
#[derive(Debug, Default)]
struct Written {
    reading: Reading,
    no_speech: f32,
}

impl Written {
    const fn new(reading: Reading, no_speech: f32) -> Self {
        Self { reading, no_speech }
    }

    /// The geometric mean of the probabilities.
    fn confidence(&self) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "at most 200 choices")]
        let count = self.reading.choices.max(1) as f32;
        (self.reading.score / count).exp()
    }

    fn is_no_speech(&self) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "at most 200 tokens")]
        let looped = self.reading.loops as f32
            / (self.reading.loops + self.reading.tokens.len()).max(1) as f32;
        looped > HOPELESS || (self.no_speech > NO_SPEECH && self.confidence() < UNSURE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_word_and_a_long_sentence_get_room_and_no_more() {
        assert_eq!(most_tokens(Duration::from_millis(300)), 32);
        assert_eq!(most_tokens(Duration::from_secs(4)), 92);
        assert_eq!(most_tokens(Duration::from_secs(30)), MOST_TOKENS);
    }

    #[test]
    fn sure_words_are_speech_and_loops_are_not() {
        let written = |score, choices, loops, no_speech| {
            let tokens = vec![1, 2];
            let reading = Reading {
                tokens,
                score,
                choices,
                loops,
            };
            Written::new(reading, no_speech)
        };
        let sure = written(-0.3, 3, 0, 0.9);
        assert!((sure.confidence() - 0.905).abs() < 0.01);
        assert!(!sure.is_no_speech());
        assert!(written(-6.0, 3, 0, 0.9).is_no_speech());
        assert!(written(-3.2, 32, 30, 0.0).is_no_speech());
    }
}
