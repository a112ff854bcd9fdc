//! What the box and an engine say to one another: typed messages to bytes, and back. Pure.
//!
//! A message is its length (4 octets, little-endian, not counting themselves), one octet that tells
//! its kind, and its fields. Numbers are little-endian, text is UTF-8 behind its length, sound fills
//! what is left. The first request on a connection is [`Request::Hello`]. One request, one reply, in
//! order.
//!
//! ```
//! use munjigi::speech::host::wire::{HEAD, Reply, body_length};
//!
//! let mut bytes = Vec::new();
//! Reply::Probability(0.5).encode(&mut bytes)?;
//! let (head, body) = bytes.split_first_chunk::<HEAD>().expect("a head");
//! assert_eq!(body_length(*head)?, body.len());
//! assert_eq!(Reply::decode(body)?, Reply::Probability(0.5));
//! # Ok::<(), munjigi::speech::host::wire::WireError>(())
//! ```

use std::borrow::Cow;

use super::{super::WINDOW, Role};

/// Changes whenever a message does. Both sides are one binary; a box that was updated under a running
/// parent is found out by it.
pub const VERSION: u16 = 4;
/// Octets that tell the length of what follows.
pub const HEAD: usize = 4;
/// Samples of speech in one request: 30 s at 16 kHz. More is refused before it is sent.
pub const LONGEST_SPEECH: usize = 30 * 16_000;
/// Samples of one rendered sentence: 30 s at 8 kHz. More is refused by the engine.
pub const LONGEST_SOUND: usize = 30 * 8_000;
/// Octets of one text. A longer sentence is refused before it is sent, a longer hint is cut.
pub const LONGEST_TEXT: usize = 4_096;
/// Octets of a pattern of answers. A longer one is left out.
pub const LONGEST_PATTERN: usize = 32_768;
/// Octets of one message behind its head. One that announces more is not read.
pub const LONGEST_BODY: usize = 1 + 2 + 2 + LONGEST_TEXT + 2 + LONGEST_PATTERN + 2 * LONGEST_SPEECH;

/// Why bytes are no message, or a message has no bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// More than the protocol carries.
    #[error("a message for an engine has a {0} that is too long")]
    TooLong(&'static str),
    /// The length of a message is 0 or more than [`LONGEST_BODY`].
    #[error("a message announces {0} octets")]
    Length(u32),
    /// It ends in the middle of a field.
    #[error("a message breaks off")]
    Cut,
    /// Something stands behind its last field.
    #[error("a message has octets left over")]
    LeftOver,
    /// A kind that this version does not have.
    #[error("there is no message of the kind {0}")]
    Kind(u8),
    /// A field holds what it cannot hold.
    #[error("a message has no valid {0}")]
    Field(&'static str),
}

/// What the box asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Request<'a> {
    /// Who this is for; the first on every connection.
    Hello {
        /// [`VERSION`].
        version: u16,
        /// Who is expected to listen here.
        role: Role,
    },
    /// Does somebody speak in this window?
    Window {
        /// Forget everything heard before it.
        fresh: bool,
        /// [`WINDOW`] samples at 8 kHz.
        samples: Cow<'a, [i16]>,
    },
    /// What was said?
    Recognise {
        /// Words that it may hold.
        hint: Cow<'a, str>,
        /// What whole answers match; empty for nothing in particular.
        answers: Cow<'a, str>,
        /// Hardly anything else is said than one of them.
        closed: bool,
        /// More will be said.
        part: bool,
        /// At 16 kHz.
        speech: Cow<'a, [i16]>,
    },
    /// Was that all?
    Finished {
        /// At 16 kHz.
        speech: Cow<'a, [i16]>,
    },
    /// Say this.
    Speak {
        /// The sentence.
        text: Cow<'a, str>,
    },
    /// What decides how a text sounds?
    Print,
}

/// What the engine answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply<'a> {
    /// To [`Request::Hello`].
    Hello {
        /// The engine's [`VERSION`].
        version: u16,
        /// Who it is.
        role: Role,
    },
    /// 0.0..=1.0, to a window or to "was that all?".
    Probability(f32),
    /// What was said.
    Words {
        /// The words.
        text: Cow<'a, str>,
        /// 0.0..=1.0, when the model says.
        confidence: Option<f32>,
    },
    /// A rendered sentence, 8 kHz.
    Sound(Cow<'a, [i16]>),
    /// What decides how a text sounds; how it is read, the box knows itself.
    Print {
        /// The engine and its version.
        engine: Cow<'a, str>,
        /// SHA-256 of the weights.
        model: Cow<'a, str>,
        /// The voice.
        voice: Cow<'a, str>,
        /// How fast.
        speed: f32,
    },
    /// The model failed; the engine goes on.
    Failed(Cow<'a, str>),
}

/// The length of the body that a head announces.
///
/// # Errors
/// [`WireError::Length`] when there is no such message.
pub fn body_length(head: [u8; HEAD]) -> Result<usize, WireError> {
    let length = u32::from_le_bytes(head);
    match usize::try_from(length) {
        Ok(octets) if (1..=LONGEST_BODY).contains(&octets) => Ok(octets),
        _ => Err(WireError::Length(length)),
    }
}

/// As much of `text` as one message carries.
#[must_use]
pub fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_TEXT)]
}

mod kind {
    pub(super) const HELLO: u8 = 1;
    pub(super) const WINDOW: u8 = 2;
    pub(super) const RECOGNISE: u8 = 3;
    pub(super) const FINISHED: u8 = 4;
    pub(super) const SPEAK: u8 = 5;
    pub(super) const PRINT: u8 = 6;
    pub(super) const IS_HELLO: u8 = 129;
    pub(super) const IS_PROBABILITY: u8 = 130;
    pub(super) const IS_WORDS: u8 = 131;
    pub(super) const IS_SOUND: u8 = 132;
    pub(super) const IS_PRINT: u8 = 133;
    pub(super) const HAS_FAILED: u8 = 134;
}

impl Request<'_> {
    /// Adds the message to `to`, head and all. After an error `to` is as before.
    ///
    /// # Errors
    /// [`WireError::TooLong`]; [`WireError::Field`] for a window of another size.
    pub fn encode(&self, to: &mut Vec<u8>) -> Result<(), WireError> {
        frame(to, |to| match self {
            Self::Hello { version, role } => {
                to.push(kind::HELLO);
                put_hello(to, *version, *role);
                Ok(())
            }
            Self::Window { fresh, samples } => {
                if samples.len() != WINDOW {
                    return Err(WireError::Field("window"));
                }
                to.push(kind::WINDOW);
                to.push(u8::from(*fresh));
                put_sound(to, samples, WINDOW)
            }
            Self::Recognise {
                hint,
                answers,
                closed,
                part,
                speech,
            } => {
                to.push(kind::RECOGNISE);
                to.push(u8::from(*closed));
                to.push(u8::from(*part));
                put_text(to, hint, LONGEST_TEXT)?;
                put_text(to, answers, LONGEST_PATTERN)?;
                put_sound(to, speech, LONGEST_SPEECH)
            }
            Self::Finished { speech } => {
                to.push(kind::FINISHED);
                put_sound(to, speech, LONGEST_SPEECH)
            }
            Self::Speak { text } => {
                to.push(kind::SPEAK);
                put_text(to, text, LONGEST_TEXT)
            }
            Self::Print => {
                to.push(kind::PRINT);
                Ok(())
            }
        })
    }
}

impl<'a> Request<'a> {
    /// Reads the body of a message.
    ///
    /// # Errors
    /// When it is not exactly one request.
    pub fn decode(body: &'a [u8]) -> Result<Self, WireError> {
        let mut rest = Rest(body);
        let request = match rest.octet()? {
            kind::HELLO => Self::Hello {
                version: rest.short()?,
                role: rest.role()?,
            },
            kind::WINDOW => {
                let fresh = rest.flag()?;
                let samples = rest.sound(WINDOW)?;
                if samples.len() != WINDOW {
                    return Err(WireError::Field("window"));
                }
                Self::Window { fresh, samples }
            }
            kind::RECOGNISE => Self::Recognise {
                closed: rest.flag()?,
                part: rest.flag()?,
                hint: rest.text(LONGEST_TEXT)?,
                answers: rest.text(LONGEST_PATTERN)?,
                speech: rest.sound(LONGEST_SPEECH)?,
            },
            kind::FINISHED => Self::Finished {
                speech: rest.sound(LONGEST_SPEECH)?,
            },
            kind::SPEAK => Self::Speak {
                text: rest.text(LONGEST_TEXT)?,
            },
            kind::PRINT => Self::Print,
            other => return Err(WireError::Kind(other)),
        };
        rest.end(request)
    }
}

impl Reply<'_> {
    /// Adds the message to `to`, head and all. After an error `to` is as before.
    ///
    /// # Errors
    /// [`WireError::TooLong`]; [`WireError::Field`] for what is no probability or speed.
    pub fn encode(&self, to: &mut Vec<u8>) -> Result<(), WireError> {
        frame(to, |to| match self {
            Self::Hello { version, role } => {
                to.push(kind::IS_HELLO);
                put_hello(to, *version, *role);
                Ok(())
            }
            Self::Probability(value) => {
                to.push(kind::IS_PROBABILITY);
                to.extend_from_slice(&probability(*value)?.to_le_bytes());
                Ok(())
            }
            Self::Words { text, confidence } => {
                to.push(kind::IS_WORDS);
                put_text(to, text, LONGEST_TEXT)?;
                to.push(u8::from(confidence.is_some()));
                if let Some(value) = confidence {
                    to.extend_from_slice(&probability(*value)?.to_le_bytes());
                }
                Ok(())
            }
            Self::Sound(samples) => {
                to.push(kind::IS_SOUND);
                put_sound(to, samples, LONGEST_SOUND)
            }
            Self::Print {
                engine,
                model,
                voice,
                speed,
            } => {
                to.push(kind::IS_PRINT);
                for text in [engine, model, voice] {
                    put_text(to, text, LONGEST_TEXT)?;
                }
                to.extend_from_slice(&self::speed(*speed)?.to_le_bytes());
                Ok(())
            }
            Self::Failed(why) => {
                to.push(kind::HAS_FAILED);
                put_text(to, why, LONGEST_TEXT)
            }
        })
    }
}

impl<'a> Reply<'a> {
    /// Reads the body of a message.
    ///
    /// # Errors
    /// When it is not exactly one reply.
    pub fn decode(body: &'a [u8]) -> Result<Self, WireError> {
        let mut rest = Rest(body);
        let reply = match rest.octet()? {
            kind::IS_HELLO => Self::Hello {
                version: rest.short()?,
                role: rest.role()?,
            },
            kind::IS_PROBABILITY => Self::Probability(probability(rest.float()?)?),
            kind::IS_WORDS => {
                let text = rest.text(LONGEST_TEXT)?;
                let confidence = if rest.flag()? {
                    Some(probability(rest.float()?)?)
                } else {
                    None
                };
                Self::Words { text, confidence }
            }
            kind::IS_SOUND => Self::Sound(rest.sound(LONGEST_SOUND)?),
            kind::IS_PRINT => Self::Print {
                engine: rest.text(LONGEST_TEXT)?,
                model: rest.text(LONGEST_TEXT)?,
                voice: rest.text(LONGEST_TEXT)?,
                speed: speed(rest.float()?)?,
            },
            kind::HAS_FAILED => Self::Failed(rest.text(LONGEST_TEXT)?),
            other => return Err(WireError::Kind(other)),
        };
        rest.end(reply)
    }
}

/// Puts a head before what `body` adds.
fn frame(
    to: &mut Vec<u8>,
    body: impl FnOnce(&mut Vec<u8>) -> Result<(), WireError>,
) -> Result<(), WireError> {
    let start = to.len();
    to.extend_from_slice(&[0; HEAD]);
    let done = body(to).and_then(|()| {
        let length = to.len() - start - HEAD;
        if length > LONGEST_BODY {
            return Err(WireError::TooLong("body"));
        }
        u32::try_from(length).map_err(|_| WireError::TooLong("body"))
    });
    match done {
        Ok(length) => {
            to[start..start + HEAD].copy_from_slice(&length.to_le_bytes());
            Ok(())
        }
        Err(error) => {
            to.truncate(start);
            Err(error)
        }
    }
}

fn put_hello(to: &mut Vec<u8>, version: u16, role: Role) {
    to.extend_from_slice(&version.to_le_bytes());
    to.push(match role {
        Role::Hearing => 1,
        Role::Voice => 2,
    });
}

fn put_text(to: &mut Vec<u8>, text: &str, most: usize) -> Result<(), WireError> {
    if text.len() > most {
        return Err(WireError::TooLong("text"));
    }
    let length = u16::try_from(text.len()).map_err(|_| WireError::TooLong("text"))?;
    to.extend_from_slice(&length.to_le_bytes());
    to.extend_from_slice(text.as_bytes());
    Ok(())
}

fn put_sound(to: &mut Vec<u8>, samples: &[i16], most: usize) -> Result<(), WireError> {
    if samples.len() > most {
        return Err(WireError::TooLong("sound"));
    }
    to.reserve(2 * samples.len());
    to.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    Ok(())
}

fn probability(value: f32) -> Result<f32, WireError> {
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err(WireError::Field("probability"))
    }
}

fn speed(value: f32) -> Result<f32, WireError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(WireError::Field("speed"))
    }
}

/// What is still to be read of a body.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, octets: usize) -> Result<&'a [u8], WireError> {
        let (taken, rest) = self.0.split_at_checked(octets).ok_or(WireError::Cut)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], WireError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(WireError::Cut)?;
        self.0 = rest;
        Ok(*taken)
    }

    fn octet(&mut self) -> Result<u8, WireError> {
        self.array::<1>().map(|[octet]| octet)
    }

    fn flag(&mut self) -> Result<bool, WireError> {
        match self.octet()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(WireError::Field("flag")),
        }
    }

    fn short(&mut self) -> Result<u16, WireError> {
        self.array().map(u16::from_le_bytes)
    }

    fn float(&mut self) -> Result<f32, WireError> {
        self.array().map(f32::from_le_bytes)
    }

    fn role(&mut self) -> Result<Role, WireError> {
        match self.octet()? {
            1 => Ok(Role::Hearing),
            2 => Ok(Role::Voice),
            _ => Err(WireError::Field("role")),
        }
    }

    fn text(&mut self, most: usize) -> Result<Cow<'a, str>, WireError> {
        let length = usize::from(self.short()?);
        if length > most {
            return Err(WireError::TooLong("text"));
        }
        let text = std::str::from_utf8(self.take(length)?);
        Ok(Cow::Borrowed(text.map_err(|_| WireError::Field("text"))?))
    }

    /// All that is left.
    fn sound(&mut self, most: usize) -> Result<Cow<'a, [i16]>, WireError> {
        let (samples, odd) = std::mem::take(&mut self.0).as_chunks::<2>();
        if !odd.is_empty() {
            return Err(WireError::Cut);
        }
        if samples.len() > most {
            return Err(WireError::TooLong("sound"));
        }
        Ok(samples.iter().copied().map(i16::from_le_bytes).collect())
    }

    fn end<T>(self, whole: T) -> Result<T, WireError> {
        if self.0.is_empty() {
            Ok(whole)
        } else {
            Err(WireError::LeftOver)
        }
    }
}
