//! Wiring: from settings to a box that answers.
//!
//! **Rule:** nothing is decided here. This room reads the settings, makes the live parts and hands
//! them to a line.
//!
//! To test it: `cargo test --lib app`; the whole of it runs in `munjigi demo`.

mod board;
mod clock;
mod config;
mod control;
pub mod doctor;
mod engines;
mod evidence;
mod hosting;
mod led;
mod lines;
mod opt_out;
mod ports;
mod preparation;
pub mod profile;
pub mod reset;
mod self_test;
mod serve;
mod sim_pin;
mod sites;
pub mod support;
mod watchdog;

pub use board::BoardConfig;
pub use clock::{BoxClock, ScriptedClock};
pub use config::{
    CODE, CONTROL, Config, ConfigError, Engine, SpeechConfig, Understanding, read_shop,
};
pub use engines::{EngineError, EngineEvents, EngineNews, Engines};
pub use evidence::{KEY, RECORDINGS, recordings};
pub use hosting::{EngineOrder, EngineOrderError, serve_engine};
pub use lines::{AudioChoice, Imei, LineConfig, NoImei, Selector};
pub use opt_out::OptOutConfig;
pub use ports::{PortError, check_ports, explained};
pub use preparation::Preparation;
pub use serve::{DATABASE, ServeError, rows, serve, serve_as_they_come};
pub use sim_pin::{PinError, PinSource, SimPin};
pub use sites::{
    Located, NoModem, Site, SiteError, SiteProblem, Waiting, locate, resolve, wait_for_modems,
};
