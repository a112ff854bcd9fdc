//! An error at the top: one sentence, the chain of causes, an exit code.

use std::{error::Error, fmt};

use crate::{
    app::{
        ConfigError, EngineError, PortError, ServeError, SiteError,
        profile::{FirstError, ProfileError},
    },
    control::ControlError,
    modem::discovery::ScanError,
    sim::bench::LiveError,
    sound::SoundError,
    speech::{ModelError, SpeechError},
    store::StoreError,
    tty::TtyError,
};

use super::Exit;

/// Why the program ends without having done what it was asked.
#[derive(Debug)]
pub struct Failure {
    /// How it ends.
    pub exit: Exit,
    message: String,
}

impl Failure {
    /// `error` and everything that caused it.
    pub fn new(exit: Exit, error: &dyn Error) -> Self {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            message.push_str(": ");
            message.push_str(&error.to_string());
            cause = error.source();
        }
        Self { exit, message }
    }

    /// The sentence without the program's name before it.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// A failure that is no error of a room below.
    pub fn saying(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "munjigi: {}", self.message)
    }
}

impl From<ProfileError> for Failure {
    fn from(error: ProfileError) -> Self {
        Self::new(Exit::Settings, &error)
    }
}

impl From<FirstError> for Failure {
    fn from(error: FirstError) -> Self {
        Self::new(Exit::Failed, &error)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::new(Exit::Settings, &error)
    }
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        let exit = match error {
            ModelError::Unknown { .. } => Exit::Usage,
            ModelError::Size { .. } | ModelError::Checksum { .. } => Exit::ModelDamaged,
            _ => Exit::ModelMissing,
        };
        Self::new(exit, &error)
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Model(error) => error.into(),
            // The processes that were to load the models could not be had; the models may be well.
            EngineError::Speech(
                SpeechError::EngineGone { .. }
                | SpeechError::EngineStalled { .. }
                | SpeechError::EngineProcess { .. },
            ) => Self::new(Exit::Failed, &error),
            EngineError::Speech(_) => Self::new(Exit::ModelDamaged, &error),
            EngineError::Cache(_) => Self::new(Exit::Failed, &error),
        }
    }
}

impl From<TtyError> for Failure {
    fn from(error: TtyError) -> Self {
        let exit = match error {
            TtyError::Busy { .. } => Exit::PortBusy,
            _ => Exit::PortMissing,
        };
        Self::new(exit, &error)
    }
}

impl From<PortError> for Failure {
    fn from(error: PortError) -> Self {
        match error {
            PortError::Tty(error) => error.into(),
            held @ PortError::Held { .. } => Self::new(Exit::PortBusy, &held),
        }
    }
}

impl From<ScanError> for Failure {
    fn from(error: ScanError) -> Self {
        Self::new(Exit::PortMissing, &error)
    }
}

impl From<SiteError> for Failure {
    fn from(error: SiteError) -> Self {
        Self::new(Exit::PortMissing, &error)
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        match error {
            ServeError::Port(error) | ServeError::Sound(SoundError::Device(error)) => error.into(),
            ServeError::Sound(_) => Self::new(Exit::PortMissing, &error),
            ServeError::Speech(_) => Self::new(Exit::ModelDamaged, &error),
            ServeError::Pin(_) => Self::new(Exit::Settings, &error),
            ServeError::Store(error) => error.into(),
        }
    }
}

impl From<ControlError> for Failure {
    fn from(error: ControlError) -> Self {
        Self::new(Exit::Failed, &error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new(Exit::Database, &error)
    }
}

impl From<LiveError> for Failure {
    fn from(error: LiveError) -> Self {
        match error {
            LiveError::Serve(error) => error.into(),
            LiveError::Engine(error) => error.into(),
            LiveError::Store(error) => error.into(),
            other => Self::new(Exit::Failed, &other),
        }
    }
}
