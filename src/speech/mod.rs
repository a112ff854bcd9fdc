//! Hearing and speaking: voice activity, recogniser, synthesizer, the cache of rendered sentences,
//! and the two live parts that a line owns, its [`Ears`] and its [`Voice`].
//!
//! ```text
//! line, 8 kHz ─▶ Ears ─▶ echo taken out ─▶ SileroVad ─▶ TurnTaker ─▶ Whisper (16 kHz) ─▶ EarEvent
//! Speech ─▶ Voice ─▶ PromptCache, or Kokoro (24 kHz) ─▶ FrameSource ─▶ line, 8 kHz
//! ```
//!
//! **Rule:** the audio threads never wait for this room. [`Ears::push`] and
//! [`FrameSource::next_frame`] return at once, allocate nothing and free nothing; everything that
//! thinks has a thread of its own behind a bounded channel, and beside each bound stands what
//! happens when it is reached. What decides ([`turn`], [`plausible`], [`telephone`], [`mel`], the insides of
//! ears and voice) is pure and tested without a model.
//!
//! When the caller has finished is decided on probabilities alone:
//!
//! ```
//! use munjigi::{call::Grammar, speech::turn::{TurnEvent, TurnTaker}};
//!
//! let mut taker = TurnTaker::new();
//! taker.listen(Grammar::YesNo);
//! let said_yes = [0.9; 8].into_iter().chain([0.0; 16]);
//! let events: Vec<TurnEvent> = said_yes.filter_map(|p| taker.window(p)).collect();
//! assert!(matches!(
//!     events[..],
//!     [TurnEvent::Started { at: 0 }, TurnEvent::Hush, TurnEvent::Pause, TurnEvent::Ended { speech_end: 2_048, .. }]
//! ));
//! ```
//!
//! What computes in native code may abort: [`host`] has it do so in a process of its own.
//!
//! Which models these are, where they come from and what they must hash to is in
//! `models/catalog.toml`; [`Models`] finds and checks them. Words spoken are logged at DEBUG and
//! below only.
//!
//! To test it: `cargo test --lib speech` needs no model; `cargo test --test speech` uses those in
//! `$MUNJIGI_MODELS` (`.cache/models` otherwise), passes without them and fails without them when
//! `MUNJIGI_REQUIRE_MODELS=1`. `cargo bench --bench voice` measures.

pub mod cache;
mod ears;
mod engine;
pub mod host;
mod kokoro;
pub mod mel;
mod models;
mod pace;
pub mod plausible;
mod print;
mod runtime;
mod scripted;
mod self_test;
mod shared;
mod sherpa;
mod silero;
mod smart_turn;
pub mod telephone;
#[cfg(test)]
mod tests;
pub mod turn;
mod voice;
mod whisper;
mod workers;

pub use cache::{CacheError, Clip, PromptCache, Rendered};
pub use ears::{EarEvent, EarParts, Ears, PacedEars, interrupts};
pub use engine::{
    Recognizer, SpeechError, Synthesizer, Transcript, TurnDetector, Vad, WINDOW, Window,
};
pub use kokoro::{Kokoro, Manner};
pub use models::{
    KokoroFiles, Listed, ModelError, ModelState, Models, WhisperFiles, list as list_models,
    wanted as wanted_models,
};
pub use pace::Pace;
pub use print::{Key, VoicePrint};
pub use runtime::Threads;
pub use scripted::{HummingVoice, ListRecognizer, LoudnessVad, SteadyTurns};
pub use self_test::understands_itself;
pub use shared::Shared;
pub use sherpa::{OfflineModel, SherpaOffline, SherpaStreaming, TransducerFiles};
pub use silero::SileroVad;
pub use smart_turn::SmartTurn;
pub use voice::{FrameSource, PacedVoice, Ticket, Voice, VoiceEvent};
pub use whisper::{TAIL_FRAMES, Whisper};
