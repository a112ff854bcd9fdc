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

mod answers;
mod beam;
mod choice;
mod decoder;
mod known;
mod orders;
mod pace;
mod vocabulary;
mod weigh;

use std::sync::Arc;

use ort::{session::Session, value::TensorRef};

use crate::{
    audio::{Hz16k, Pcm, Rate as _},
    call::Hint,
};

use self::{
    answers::{Answers, Next},
    beam::{Beam, Reading},
    choice::Allowed,
    decoder::{Decoder, Sound},
    known::Known,
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
/// A text that fits the length of the sound worse than this ([`pace::fit`]) was not said: "네, 네, 네." to four seconds
/// of speech would agree to something that nobody has heard.
const MISFIT: f32 = -6.0;
/// When a loop makes up this part of all tokens there was no speech.
const HOPELESS: f32 = 0.8;
/// A sound is cut in two at the most so often in a row.
const CUTS: u8 = 2;
const MODEL: &str = "recogniser";

/// [`Recognizer`] by Whisper on ONNX Runtime, set to Korean.
///
/// A [`Hint`] is given as the text that came before the speech, and steers what the model writes.
pub struct Whisper {
    encoder: Session,
    decoder: Decoder,
    vocabulary: Vocabulary,
    allowed: Allowed,
    mel: LogMel,
    tail: usize,
    known: Known,
    /// `[1, BANDS, frames]`.
    features: Vec<f32>,
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
        let encoder = runtime::session(&files.encoder, threads, runtime::Scratch::System)?;
        let decoder = Decoder::load(&files.decoder)?;
        let vocabulary = Vocabulary::load(&files.tokens)?;
        let orders = decoder.orders();
        let allowed = Allowed::new(&vocabulary, &orders.writable, orders.end);
        Ok(Self {
            encoder,
            decoder,
            vocabulary,
            allowed,
            mel: LogMel::new(),
            tail: tail_frames.into(),
            known: Known::default(),
            features: Vec::new(),
        })
    }

    /// What the decoder needs of the sound. `None` when the files are not of one model.
    fn encode(&mut self, speech: &[f32]) -> ort::Result<Option<Sound>> {
        let frames = (speech.len().div_ceil(HOP) + self.tail).min(MOST_FRAMES);
        self.mel
            .features(speech, Beyond::Silence, frames, &mut self.features);
        let mut outputs = self.encoder.run(ort::inputs![
            "mel" => TensorRef::from_array_view(([1, BANDS, frames], &self.features[..]))?,
        ])?;
        let [layers, ..] = self.decoder.orders().memory;
        Ok(Sound::take(&mut outputs, layers))
    }

    /// Writes down what was said, token by token, a few readings at a time; of those only that are whole answers,
    /// if `answers` are given. `None` when the files are not of one model.
    fn decode(
        &mut self,
        heard: &Turn<'_>,
        mut answers: Option<&mut Answers>,
    ) -> ort::Result<Option<Written>> {
        let vocabulary = &self.vocabulary;
        let fit = |tokens: &[Token]| pace::fit(&vocabulary.decode(tokens), heard.seconds);
        let orders = self.decoder.orders();
        let (blank, no_speech_token, begin) = (orders.blank, orders.no_speech, orders.begin.len());
        let (allowed, columns) = (&self.allowed, self.allowed.len());
        let mut beam = Beam::new(orders.end, heard.most, fit);
        let mut no_speech = 0.0;
        let mut memory = self.decoder.nothing()?;
        let (mut first, mut readings) = (true, 1);
        let mut places = Vec::new();
        if let Some(answers) = &mut answers {
            let Some(start) = answers.begin() else {
                return Ok(Some(Written::default()));
            };
            places.push(start);
        }
        let mut next: Vec<i64> = heard.prompt.iter().copied().map(i64::from).collect();
        loop {
            let among: Vec<Arc<Next>> = (answers.iter_mut())
                .flat_map(|answers| {
                    (places.iter()).map(|&at| answers.next(at, allowed.tokens(), vocabulary))
                })
                .collect();
            let look = |logits: &[f32]| {
                let rows: Vec<&[f32]> = logits.chunks_exact(columns).collect();
                let places = rows.len() / readings;
                if first && let Some(start) = rows.len().checked_sub(begin) {
                    no_speech = allowed.probability(rows[start], no_speech_token);
                }
                let last = rows.chunks_exact(places.max(1)).filter_map(|of| of.last());
                last.enumerate()
                    .map(|(n, row)| {
                        allowed.likeliest(row, first, blank, among.get(n).map(Arc::as_ref))
                    })
                    .collect::<Vec<_>>()
            };
            let step = self
                .decoder
                .step(&next, readings, &memory, heard.sound, look)?;
            let Some((ways, fresh)) = step.filter(|(ways, _)| ways.len() == readings) else {
                return Ok(None);
            };
            let Some(step) = beam.advance(&ways) else {
                let reading = beam.best().unwrap_or_default();
                return Ok(Some(Written::new(reading, no_speech)));
            };
            if let Some(answers) = &mut answers {
                let on = step.parents.iter().zip(&step.tokens);
                let next: Option<Vec<_>> = on
                    .map(|(&parent, &token)| {
                        answers.after(*places.get(parent)?, vocabulary.piece(token))
                    })
                    .collect();
                // The table of places is full.
                let Some(next) = next else {
                    return Ok(Some(Written::default()));
                };
                places = next;
            }
            memory = if step.parents.iter().copied().eq(0..readings) {
                fresh
            } else {
                fresh.spread(&step.parents)?
            };
            readings = step.tokens.len();
            first = false;
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
            prompt.push(self.decoder.orders().before);
            prompt.extend(&expected[expected.len().saturating_sub(MOST_HINT)..]);
        }
        prompt.extend(self.decoder.orders().begin);
        prompt
    }

    /// What was said. A text that is far too short was broken off (behind a sentence the model likes to end): the
    /// sound is read again in two pieces then. `None` when the files are not of one model.
    fn run(&mut self, speech: &Pcm<Hz16k>, hint: &Hint) -> ort::Result<Option<Written>> {
        let mut samples = speech.to_floats();
        samples.truncate(MOST_FRAMES * HOP);
        let Some(whole) = self.read(&samples, hint)? else {
            return Ok(None);
        };
        if hint.is_part() {
            return Ok(Some(whole));
        }
        self.in_pieces(&samples, whole, hint, CUTS).map(Some)
    }

    /// `whole`, or if that was broken off what both sides of the longest pause read, where they explain the sound
    /// better.
    fn in_pieces(
        &mut self,
        samples: &[f32],
        whole: Written,
        hint: &Hint,
        cuts: u8,
    ) -> ort::Result<Written> {
        let text = self.vocabulary.decode(&whole.reading.tokens);
        let seconds = pace::voiced(samples);
        if cuts == 0 || whole.is_no_speech() || !pace::is_broken_off(&text, seconds) {
            return Ok(whole);
        }
        let Some(cut) = pace::longest_pause(samples) else {
            return Ok(whole);
        };
        let mut joined = Written::default();
        for piece in [&samples[..cut], &samples[cut..]] {
            let Some(read) = self.read(piece, &hint.clone().of_a_part())? else {
                return Ok(whole);
            };
            let read = self.in_pieces(piece, read, hint, cuts - 1)?;
            if !read.is_no_speech() {
                joined = joined.then(read);
            }
        }
        let text = self.vocabulary.decode(&joined.reading.tokens);
        joined.reading.fit = pace::fit(&text, seconds);
        tracing::trace!(text, fit = joined.reading.fit, "recogniser, in pieces");
        let better = joined.reading.fit > whole.reading.fit && joined.confidence() >= UNSURE;
        Ok(if better { joined } else { whole })
    }

    /// What the model writes when it may write anything, or the answer of the expected kind that
    /// explains the sound nearly as well. `None` when the files are not of one model.
    fn read(&mut self, samples: &[f32], hint: &Hint) -> ort::Result<Option<Written>> {
        let Some(sound) = self.encode(samples)? else {
            return Ok(None);
        };
        let turn = Turn {
            sound: &sound,
            seconds: pace::voiced(samples),
            prompt: &self.prompt(hint),
            most: most_tokens(samples.len()),
        };
        let Some(free) = self.decode(&turn, None)? else {
            return Ok(None);
        };
        let free = self.unless_copied(&turn, hint, free)?;
        let mut answers = self.known.take(hint.answers());
        let bound = match &mut answers {
            Some(answers) => self.expected(&turn, &free, (answers, hint.is_closed())),
            None => Ok(None),
        };
        self.known.put_back(hint.answers(), answers);
        Ok(Some(bound?.unwrap_or(free)))
    }

    /// `written`, unless it is unsure and stands in the hint, and the sound without the hint reads otherwise: what was
    /// given as an example must not be an answer of itself.
    fn unless_copied(
        &mut self,
        turn: &Turn<'_>,
        hint: &Hint,
        written: Written,
    ) -> ort::Result<Written> {
        let text = self.vocabulary.decode(&written.reading.tokens);
        if written.confidence() >= weigh::SURE || !weigh::stands_in(&text, hint.words()) {
            return Ok(written);
        }
        let bare = Turn {
            prompt: &self.decoder.orders().begin.clone(),
            ..*turn
        };
        let Some(by_itself) = self.decode(&bare, None)? else {
            return Ok(written);
        };
        let instead = self.vocabulary.decode(&by_itself.reading.tokens);
        let differs = !weigh::are_related(&text, &instead);
        tracing::trace!(text, instead, differs, "recogniser, a hint's words");
        Ok(if differs { by_itself } else { written })
    }

    /// A whole answer, unless what was written is one, or is believed instead.
    fn expected(
        &mut self,
        turn: &Turn<'_>,
        free: &Written,
        (answers, is_closed): (&mut Answers, bool),
    ) -> ort::Result<Option<Written>> {
        let text = self.vocabulary.decode(&free.reading.tokens);
        let text = plausible::said_once(&text);
        if free.is_no_speech() || answers.is_match(text) {
            return Ok(None);
        }
        let Some(bound) = self.decode(turn, Some(answers))? else {
            return Ok(None);
        };
        let instead = self.vocabulary.decode(&bound.reading.tokens);
        let bound_text = (&bound.reading, instead.as_str());
        let believed = weigh::is_believed(bound_text, (&free.reading, text), is_closed);
        tracing::trace!(
            text,
            instead,
            believed,
            likelihood = free.reading.whole(),
            of_it = bound.reading.whole(),
            "recogniser, an answer"
        );
        Ok(believed.then_some(bound))
    }
}

/// A turn to be written down.
struct Turn<'a> {
    sound: &'a Sound,
    /// Of speech, without its pauses.
    seconds: f32,
    /// What the decoder is given before it writes.
    prompt: &'a [Token],
    /// Tokens at the most.
    most: usize,
}

impl Recognizer for Whisper {
    fn recognize(&mut self, speech: &Pcm<Hz16k>, hint: &Hint) -> Result<Transcript, SpeechError> {
        if speech.is_empty() {
            return Ok(Transcript::default());
        }
        let written = self
            .run(speech, hint)
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
        if written.is_no_speech() || written.reading.fit < MISFIT {
            return Ok(Transcript::default());
        }
        let text = plausible::words(&raw, speech.duration());
        let confidence = (!text.is_empty()).then(|| written.confidence());
        Ok(Transcript { text, confidence })
    }
}

/// Tokens that can have been said in so many samples.
fn most_tokens(samples: usize) -> usize {
    let seconds = samples.div_ceil(Hz16k::HZ as usize);
    (TOKENS.0 + TOKENS.1 * seconds).min(MOST_TOKENS)
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

    /// This, and what was said behind it.
    fn then(mut self, next: Self) -> Self {
        self.reading.tokens.extend(next.reading.tokens);
        self.reading.score += next.reading.score;
        self.reading.choices += next.reading.choices;
        self.reading.loops += next.reading.loops;
        self.no_speech = self.no_speech.max(next.no_speech);
        self
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
        assert_eq!(most_tokens(4_800), 32);
        assert_eq!(most_tokens(64_000), 92);
        assert_eq!(most_tokens(480_000), MOST_TOKENS);
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
                fit: 0.0,
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
