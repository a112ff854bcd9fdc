//! Engine processes: what they are started with, and what they do.

use std::{
    convert::Infallible,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use crate::speech::{
    Shared, Synthesizer,
    host::{Fault, Launch, Repertoire, Role, Service, ServiceError},
};

use super::{
    Engine, EngineError, SpeechConfig,
    engines::{load_hearing, load_voice},
};

/// Models are loaded within this, also from a slow card: 300 MB at 10 MB/s, twice.
const MODELS_WITHIN: Duration = Duration::from_secs(60);
/// Without models there is only a process to start; the machine may be busy.
const SCRIPTS_WITHIN: Duration = Duration::from_secs(4);

/// What `munjigi engine` was told.
#[derive(Clone, Debug)]
pub struct EngineOrder {
    /// Which engine it is.
    pub role: Role,
    /// Where it listens.
    pub socket: PathBuf,
    /// Which start of this engine it is.
    pub start: u32,
    /// What it loads, and what goes wrong in it.
    pub speech: SpeechConfig,
}

/// Why an engine process ends.
#[derive(Debug, thiserror::Error)]
pub enum EngineOrderError {
    /// It cannot be an engine process.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// Its models cannot be used.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// How an engine is started.
pub(super) fn launch(config: &SpeechConfig, role: Role, exe: &Path) -> Launch {
    let mut args: Vec<OsString> = Vec::new();
    let mut option = |name: &str, value: &dyn AsRef<OsStr>| {
        let mut whole = OsString::from(format!("--{name}="));
        whole.push(value);
        args.push(whole);
    };
    let ready_within = match &config.engine {
        Engine::Models => {
            option("models", &config.models);
            option("voice", &config.voice);
            option("speed", &config.speed.to_string());
            option("threads", &config.threads.to_string());
            MODELS_WITHIN
        }
        Engine::Scripted { heard, fault } => {
            for words in heard {
                option("heard", words);
            }
            if let Some(fault) = fault.filter(|fault| fault.concerns(role)) {
                option("fault", &fault.to_string());
            }
            args.push("--scripted".into());
            SCRIPTS_WITHIN
        }
    };
    Launch {
        role,
        exe: exe.to_owned(),
        args,
        ready_within,
    }
}

/// Is an engine until the parent is gone.
///
/// # Errors
/// When the models or the socket cannot be used; the parent has been told then.
pub fn serve_engine(order: &EngineOrder) -> Result<Infallible, EngineOrderError> {
    let fault: Option<Fault> = match order.speech.engine {
        Engine::Models => None,
        Engine::Scripted { fault, .. } => fault,
    };
    let service = Service::begin(order.role, order.socket.clone(), fault, order.start)?;
    let loaded: Result<Arc<dyn Repertoire>, EngineError> = match order.role {
        Role::Hearing => load_hearing(&order.speech).map(|ear| Arc::new(ear) as _),
        Role::Voice => {
            load_voice(&order.speech).map(|voice| Arc::new(Mouth(Shared::new(voice))) as _)
        }
    };
    match loaded {
        Ok(repertoire) => Ok(service.serve(repertoire)?),
        Err(error) => {
            service.refuse(&error);
            Err(error.into())
        }
    }
}

/// What `munjigi engine voice` has to offer.
struct Mouth(Shared<dyn Synthesizer>);

impl Repertoire for Mouth {
    fn synthesizer(&self) -> Option<Box<dyn Synthesizer>> {
        Some(Box::new(self.0.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(config: &SpeechConfig, role: Role) -> Vec<String> {
        let launch = launch(config, role, Path::new("munjigi"));
        let text = |arg: OsString| arg.into_string().unwrap();
        launch.args.into_iter().map(text).collect()
    }

    #[test]
    fn an_engine_is_told_what_the_settings_say() {
        let config = SpeechConfig {
            models: "m".into(),
            voice: "a+b".to_owned(),
            speed: 0.95,
            threads: 3,
            ..SpeechConfig::default()
        };
        assert_eq!(
            args(&config, Role::Voice),
            ["--models=m", "--voice=a+b", "--speed=0.95", "--threads=3"]
        );
    }

    #[test]
    fn a_fault_goes_to_the_engine_that_it_concerns() {
        let config = SpeechConfig {
            engine: Engine::Scripted {
                heard: vec!["네".to_owned(), "-".to_owned()],
                fault: "recognise=abort@2".parse().ok(),
            },
            ..SpeechConfig::default()
        };
        assert_eq!(
            args(&config, Role::Hearing),
            [
                "--heard=네",
                "--heard=-",
                "--fault=recognise=abort@2",
                "--scripted"
            ]
        );
        assert!(
            !args(&config, Role::Voice)
                .iter()
                .any(|arg| arg.starts_with("--fault"))
        );
    }
}
