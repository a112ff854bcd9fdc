//! `munjigi engine`: an engine process of a running box.

use crate::app::{Engine, EngineOrder, EngineOrderError, SpeechConfig, serve_engine};

use super::{Exit, Failure, args, log_filter};

/// Hears or speaks for the box that started this process, until that box ends.
pub fn engine(order: &args::Engine) -> Result<Exit, Failure> {
    let usual = SpeechConfig::default();
    let order = EngineOrder {
        role: order.role,
        socket: order.socket.clone(),
        start: order.start,
        speech: SpeechConfig {
            engine: if order.scripted {
                Engine::Scripted {
                    heard: order.heard.clone(),
                    fault: order.fault,
                }
            } else {
                Engine::Models
            },
            models: order.models.clone().unwrap_or(usual.models),
            voice: order.voice.clone().unwrap_or(usual.voice),
            speed: order.speed.unwrap_or(usual.speed),
            threads: order.threads.unwrap_or(usual.threads),
        },
    };
    match serve_engine(&order) {
        Err(EngineOrderError::Engine(error)) => Err(error.into()),
        Err(error @ EngineOrderError::Service(_)) => Err(Failure::new(Exit::Failed, &error)),
    }
}

/// The parent reads these lines, and gives each the time and its place in its own log.
pub fn start_logging() {
    let _already = tracing_subscriber::fmt()
        .with_env_filter(log_filter())
        .without_time()
        .with_ansi(false)
        .with_writer(std::io::stderr)
        .try_init();
}
