//! wip
pub mod cache;
pub mod ears;
mod engine;
pub mod kokoro;
pub mod models;
pub mod plausible;
mod print;
mod runtime;
mod silero;
pub mod telephone;
pub mod turn;
pub mod voice;
mod whisper;
#[cfg(test)]
mod tests;
pub use ears::{EarEvent, EarParts, Ears};
pub use cache::{Clip, PromptCache};
pub use engine::{Recognizer, SpeechError, Synthesizer, Vad, WINDOW, Window};
pub use kokoro::{Kokoro, Manner};
pub use models::Models;
pub use print::{Key, VoicePrint};
pub use runtime::Threads;
pub use silero::SileroVad;
pub use voice::{FrameSource, Ticket, Voice, VoiceEvent};
pub use whisper::{SherpaWhisper, TAIL_FRAMES};
