//! Wiring: from settings to a box that answers.
//!
//! **Rule:** nothing is decided here. This room reads the settings, makes the live parts and hands
//! them to a line.
//!
//! To test it: `cargo test --lib app`; the whole of it runs in `munjigi demo`.

mod clock;
mod config;
mod engines;
mod serve;

pub use clock::{BoxClock, ScriptedClock};
pub use config::{Config, ConfigError, ModemConfig, SpeechConfig, read_shop};
pub use engines::{EngineError, Engines};
pub use serve::{ServeError, check_ports, serve};
