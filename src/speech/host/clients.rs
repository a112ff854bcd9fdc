//! The box's side: the traits of the speech room, answered by an engine process.

use std::{borrow::Cow, os::unix::net::UnixStream, sync::Arc, time::Duration};

use crate::{
    audio::{Hz8k, Hz16k, Pcm},
    call::Hint,
};

use super::{
    super::{
        LoudnessVad, Recognizer, SpeechError, Synthesizer, Transcript, TurnDetector, Vad,
        VoicePrint, Window,
    },
    Host, Stage,
    stream::{self, Deadline, StreamError},
    supervisor::Inner,
    wire::{self, Reply, Request},
};

/// A window has to be judged within this: the model takes a fraction of a millisecond, and the ears
/// can catch up on no more than [1.3 s](super::super::Ears).
pub const VAD_WITHIN: Duration = Duration::from_millis(250);
/// So many windows in a row that were late mean that the engine has stalled. One alone is a machine
/// that was busy: killing the ears' engine for it would cost more than a window.
pub const VAD_LATE: u32 = 3;
/// Whether a turn is over has to be judged within this: the caller is waiting for the answer.
pub const TURN_WITHIN: Duration = Duration::from_secs(1);
/// The recogniser takes about the same time for any short sentence …
const RECOGNISE_BASE: Duration = Duration::from_millis(1_500);
/// … and for a long one less than half of what it took to say.
const RECOGNISE_SHARE: f64 = 0.5;
/// What the synthesizer may take before the first syllable …
const SPEAK_BASE: Duration = Duration::from_secs(2);
/// … and for each second of what it says. One that is slower cannot keep a call going.
const SPEAK_SHARE: f64 = 1.5;
/// A slow syllable; with this the length of a sentence is estimated before it is rendered.
const SYLLABLE: Duration = Duration::from_millis(200);
/// Sentences that are rendered before any call may take so many times as long: nobody waits, and the
/// machine is busy starting.
const PATIENCE: u32 = 10;
/// For an engine that has died while such sentences are rendered. Loading takes seconds.
const BACK_WITHIN: Duration = Duration::from_secs(60);
/// The end of turn is judged on the last so much of what was said.
const TURN_LENGTH: Duration = Duration::from_secs(8);

/// How long the recogniser may take for `speech`.
#[must_use]
pub fn recognise_within(speech: Duration) -> Duration {
    RECOGNISE_BASE + speech.mul_f64(RECOGNISE_SHARE)
}

/// How long the synthesizer may take for `text`.
#[must_use]
pub fn speak_within(text: &str) -> Duration {
    // A digit may be read as two syllables or more.
    let syllables = text
        .chars()
        .map(|c| if c.is_ascii_digit() { 2 } else { 1 })
        .fold(0_u32, u32::saturating_add);
    // No sentence is longer than one message carries.
    let length = (SYLLABLE * syllables.min(10_000)).min(Duration::from_secs(30));
    SPEAK_BASE + length.mul_f64(SPEAK_SHARE)
}

impl Host {
    /// Voice activity for one line.
    #[must_use]
    pub fn vad(&self) -> HostedVad {
        HostedVad {
            link: Link::to(self),
            fresh: true,
            late: 0,
            instead: None,
        }
    }

    /// The recogniser for one line.
    #[must_use]
    pub fn recognizer(&self) -> HostedRecognizer {
        let link = Link::to(self);
        HostedRecognizer { link }
    }

    /// The end of turn for one line. An engine without such a model answers every question with
    /// [`SpeechError::EngineFailed`].
    #[must_use]
    pub fn turn_detector(&self) -> HostedTurnDetector {
        let link = Link::to(self);
        HostedTurnDetector { link }
    }

    /// The synthesizer. `reading` is that of its [`VoicePrint`]: code does not travel.
    ///
    /// # Errors
    /// When the engine does not say which voice it has.
    pub fn synthesizer(
        &self,
        reading: fn(&str) -> String,
    ) -> Result<HostedSynthesizer, SpeechError> {
        let mut link = Link::to(self);
        // Behind its start, where it has just loaded its models.
        let within = SPEAK_BASE * PATIENCE;
        let print = link.ask(Stage::Speak, &Request::Print, within, |reply| match reply {
            Reply::Print {
                engine,
                model,
                voice,
                speed,
            } => Some(VoicePrint {
                engine: engine.into_owned(),
                model: model.into_owned(),
                voice: voice.into_owned(),
                speed,
                reading,
            }),
            _ => None,
        })?;
        Ok(HostedSynthesizer {
            link,
            print,
            patient: false,
        })
    }
}

/// [`Vad`] by an engine process. It never fails: while the engine is away, loudness stands in.
pub struct HostedVad {
    link: Link,
    fresh: bool,
    late: u32,
    /// Loudness, and that it has been told.
    instead: Option<LoudnessVad>,
}

impl HostedVad {
    fn ask(&mut self, window: &Window) -> Result<f32, SpeechError> {
        let request = Request::Window {
            fresh: self.fresh,
            samples: Cow::Borrowed(window),
        };
        let read = |reply: Reply<'_>| match reply {
            Reply::Probability(probability) => Some(probability),
            _ => None,
        };
        let asked = self.link.try_ask(Stage::Vad, &request, VAD_WITHIN, read);
        match asked {
            Ok(probability) => {
                (self.fresh, self.late) = (false, 0);
                Ok(probability)
            }
            Err(Trouble::Late(start)) => {
                self.late += 1;
                if self.late >= VAD_LATE {
                    self.late = 0;
                    self.link.host.late(start, Stage::Vad);
                }
                Err(SpeechError::EngineStalled { which: Stage::Vad })
            }
            Err(trouble) => {
                self.late = 0;
                Err(self.link.settle(Stage::Vad, trouble))
            }
        }
    }
}

impl Vad for HostedVad {
    fn probability(&mut self, window: &Window) -> Result<f32, SpeechError> {
        match self.ask(window) {
            Ok(probability) => {
                if self.instead.take().is_some() {
                    tracing::info!("voice activity is judged by its model again");
                }
                Ok(probability)
            }
            Err(error) => {
                if self.instead.is_none() {
                    tracing::warn!(%error, "voice activity is judged by loudness meanwhile");
                }
                self.instead.get_or_insert(LoudnessVad).probability(window)
            }
        }
    }

    fn reset(&mut self) {
        self.fresh = true;
    }
}

/// [`Recognizer`] by an engine process.
pub struct HostedRecognizer {
    link: Link,
}

impl Recognizer for HostedRecognizer {
    fn recognize(&mut self, speech: &Pcm<Hz16k>, hint: &Hint) -> Result<Transcript, SpeechError> {
        let request = Request::Recognise {
            hint: Cow::Borrowed(wire::cut(hint.words())),
            // Half a pattern is none.
            answers: Cow::Borrowed(match hint.answers() {
                pattern if pattern.len() <= wire::LONGEST_PATTERN => pattern,
                _ => "",
            }),
            closed: hint.is_closed(),
            part: hint.is_part(),
            speech: Cow::Borrowed(speech.samples()),
        };
        let within = recognise_within(speech.duration());
        self.link
            .ask(Stage::Recognise, &request, within, |reply| match reply {
                Reply::Words { text, confidence } => Some(Transcript {
                    text: text.into_owned(),
                    confidence,
                }),
                _ => None,
            })
    }
}

/// [`TurnDetector`] by an engine process.
pub struct HostedTurnDetector {
    link: Link,
}

impl TurnDetector for HostedTurnDetector {
    fn finished(&mut self, speech: &Pcm<Hz16k>) -> Result<f32, SpeechError> {
        let samples = speech.samples();
        let counts = Pcm::<Hz16k>::samples_in(TURN_LENGTH);
        let request = Request::Finished {
            speech: Cow::Borrowed(&samples[samples.len().saturating_sub(counts)..]),
        };
        self.link
            .ask(Stage::Turn, &request, TURN_WITHIN, |reply| match reply {
                Reply::Probability(probability) => Some(probability),
                _ => None,
            })
    }
}

/// [`Synthesizer`] by an engine process; a clone has a connection of its own.
#[derive(Clone)]
pub struct HostedSynthesizer {
    link: Link,
    print: VoicePrint,
    patient: bool,
}

impl HostedSynthesizer {
    /// One for sentences that are rendered while nobody waits: it may take longer, and when the
    /// engine dies over a sentence it is asked once more when it is back.
    #[must_use]
    pub fn patient(&self) -> Self {
        let patient = true;
        Self {
            patient,
            ..self.clone()
        }
    }

    fn say(&mut self, text: &str, within: Duration) -> Result<Pcm<Hz8k>, SpeechError> {
        let text = Cow::Borrowed(text);
        self.link.ask(
            Stage::Speak,
            &Request::Speak { text },
            within,
            |reply| match reply {
                Reply::Sound(samples) => Some(Pcm::from_samples(samples.into_owned())),
                _ => None,
            },
        )
    }
}

impl Synthesizer for HostedSynthesizer {
    fn speak(&mut self, text: &str) -> Result<Pcm<Hz8k>, SpeechError> {
        let within = speak_within(text);
        if !self.patient {
            return self.say(text, within);
        }
        self.link.host.await_ready(BACK_WITHIN);
        match self.say(text, within * PATIENCE) {
            Err(SpeechError::EngineGone { .. } | SpeechError::EngineStalled { .. }) => {
                // It may not have been noticed yet that the engine is dead.
                self.link.host.await_gone(self.link.start);
                self.link.host.await_ready(BACK_WITHIN);
                self.say(text, within * PATIENCE)
            }
            said => said,
        }
    }

    fn print(&self) -> VoicePrint {
        self.print.clone()
    }
}

/// A connection to an engine, made anew whenever the engine is another one.
struct Link {
    host: Arc<Inner>,
    stream: Option<UnixStream>,
    /// The start that `stream` belongs to.
    start: u32,
    out: Vec<u8>,
    body: Vec<u8>,
}

impl Clone for Link {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.host))
    }
}

/// Why a request came to nothing.
enum Trouble {
    /// The engine is away, or has gone over this.
    Gone,
    /// The engine of this start has not answered.
    Late(u32),
    /// The engine of this start answers what is no answer.
    Nonsense(u32, String),
    /// The engine says that its model failed.
    Failed(String),
    /// The request cannot be sent.
    Unsendable(wire::WireError),
}

impl Link {
    fn to(host: &Host) -> Self {
        Self::new(Arc::clone(host.inner()))
    }

    const fn new(host: Arc<Inner>) -> Self {
        Self {
            host,
            stream: None,
            start: 0,
            out: Vec::new(),
            body: Vec::new(),
        }
    }

    /// Asks when it is this line's turn. Who is late is killed.
    fn ask<R>(
        &mut self,
        stage: Stage,
        request: &Request<'_>,
        within: Duration,
        read: impl FnOnce(Reply<'_>) -> Option<R>,
    ) -> Result<R, SpeechError> {
        let host = Arc::clone(&self.host);
        let _turn = host.gate(stage);
        self.try_ask(stage, request, within, read)
            .map_err(|trouble| self.settle(stage, trouble))
    }

    /// Does what has to be done about it, and tells it as an error.
    fn settle(&self, which: Stage, trouble: Trouble) -> SpeechError {
        match trouble {
            Trouble::Gone => SpeechError::EngineGone { which },
            Trouble::Late(start) => {
                self.host.late(start, which);
                SpeechError::EngineStalled { which }
            }
            Trouble::Nonsense(start, why) => {
                let engine = self.host.role().name();
                tracing::error!(engine, why, "the engine answers nonsense and is killed");
                self.host.insane(start);
                SpeechError::EngineGone { which }
            }
            Trouble::Failed(why) => SpeechError::EngineFailed { which, why },
            Trouble::Unsendable(error) => SpeechError::EngineFailed {
                which,
                why: error.to_string(),
            },
        }
    }

    fn try_ask<R>(
        &mut self,
        stage: Stage,
        request: &Request<'_>,
        within: Duration,
        read: impl FnOnce(Reply<'_>) -> Option<R>,
    ) -> Result<R, Trouble> {
        let by = Deadline::after(within);
        let result = self.exchange(request, by, read);
        if !matches!(result, Ok(_) | Err(Trouble::Failed(_))) {
            // What still comes over it would answer something else, or it was never greeted.
            self.stream = None;
            tracing::debug!(
                stage = stage.name(),
                "a request to an engine came to nothing"
            );
        }
        result
    }

    fn exchange<R>(
        &mut self,
        request: &Request<'_>,
        by: Deadline,
        read: impl FnOnce(Reply<'_>) -> Option<R>,
    ) -> Result<R, Trouble> {
        self.out.clear();
        let new = self.connect()?;
        request.encode(&mut self.out).map_err(Trouble::Unsendable)?;
        let start = self.start;
        let stream = self.stream.as_ref().ok_or(Trouble::Gone)?;
        let failed = |error: StreamError| match error {
            StreamError::Late => Trouble::Late(start),
            StreamError::Gone(_) => Trouble::Gone,
            StreamError::Malformed(error) => Trouble::Nonsense(start, error.to_string()),
        };
        stream::send(stream, &self.out, Some(by)).map_err(failed)?;
        if new {
            stream::receive(stream, &mut self.body, Some(by)).map_err(failed)?;
            let expected = Reply::Hello {
                version: wire::VERSION,
                role: self.host.role(),
            };
            if Reply::decode(&self.body) != Ok(expected) {
                let why = "another version, or another engine".to_owned();
                return Err(Trouble::Nonsense(start, why));
            }
        }
        stream::receive(stream, &mut self.body, Some(by)).map_err(failed)?;
        match Reply::decode(&self.body) {
            Ok(Reply::Failed(why)) => Err(Trouble::Failed(why.into_owned())),
            Ok(reply) => read(reply)
                .ok_or_else(|| Trouble::Nonsense(start, "it answers something else".to_owned())),
            Err(error) => Err(Trouble::Nonsense(start, error.to_string())),
        }
    }

    /// Sees to it that there is a connection to the engine as it is now; `true` when it is a new one,
    /// whose greeting then stands in `out`.
    fn connect(&mut self) -> Result<bool, Trouble> {
        let current = self.host.current().ok_or(Trouble::Gone)?;
        if self.stream.is_some() && current == self.start {
            return Ok(false);
        }
        self.stream = None;
        let (start, socket) = self.host.address().ok_or(Trouble::Gone)?;
        self.start = start;
        self.stream = Some(UnixStream::connect(socket).map_err(|_| Trouble::Gone)?);
        let hello = Request::Hello {
            version: wire::VERSION,
            role: self.host.role(),
        };
        hello.encode(&mut self.out).map_err(Trouble::Unsendable)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_things_may_take_longer() {
        let second = Duration::from_secs(1);
        assert_eq!(recognise_within(second * 2), Duration::from_millis(2_500));
        assert_eq!(speak_within(""), second * 2);
        assert_eq!(speak_within("네, 네."), second * 3 + second / 2);
        assert!(speak_within("일".repeat(5_000).as_str()) <= second * 47);
        assert!(speak_within("07") > speak_within("가나"));
    }
}
