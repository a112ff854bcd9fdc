//! Which box is meant: its settings, its socket, its data.

use std::path::{Path, PathBuf};

use crate::{
    app::{CONTROL, Config, Engine, doctor::House},
    control::{Answer, Client, ControlError, Question},
    speech::Models,
};

use super::{Failure, args::Here};

/// Where the settings are on a box.
const SETTINGS: &str = "/etc/munjigi/munjigi.toml";
/// Where the box listens there.
const SOCKET: &str = "/run/munjigi/control.sock";

impl Here {
    /// The settings file, if one is named or there is one where it usually is.
    pub fn settings(&self) -> Option<PathBuf> {
        let usual = || {
            let places = ["munjigi.toml", SETTINGS].into_iter().map(PathBuf::from);
            { places }.find(|path| path.exists())
        };
        self.config.clone().or_else(usual)
    }

    /// The settings; `None` when there are none. Mistakes in them are told to `problem`, which may go on without.
    pub fn load(&self, problem: impl FnOnce(Failure)) -> Option<Config> {
        let path = self.settings()?;
        match Config::load(&path) {
            Ok(config) => Some(config),
            Err(error) => {
                problem(error.into());
                None
            }
        }
    }

    /// Where the box may listen, the likeliest first.
    pub fn sockets(&self, config: Option<&Config>) -> Vec<PathBuf> {
        if let Some(socket) = &self.socket {
            return vec![socket.clone()];
        }
        let own = config.map_or_else(|| data(None).join(CONTROL), |config| config.control.clone());
        let mut sockets = vec![own];
        if !sockets.contains(&PathBuf::from(SOCKET)) {
            sockets.push(SOCKET.into());
        }
        sockets
    }

    /// The socket that is there, or the likeliest.
    pub fn socket(&self, config: Option<&Config>) -> PathBuf {
        let mut sockets = self.sockets(config);
        let there = sockets.iter().position(|path| path.exists());
        sockets.swap_remove(there.unwrap_or(0))
    }

    /// Asks the running box.
    ///
    /// # Errors
    /// When it does not run or does not answer.
    pub fn ask(&self, question: &Question) -> Result<Answer, ControlError> {
        // Settings with mistakes do not keep anybody from asking.
        let config = self.load(|_| {});
        Client::connect(&self.socket(config.as_ref()))?.ask(question)
    }

    /// What the doctor looks at besides modems; `None` without settings.
    pub fn house(&self, config: &Config) -> House {
        let scripted = matches!(config.speech.engine, Engine::Scripted { .. });
        House {
            data: config.data.clone(),
            models: (!scripted).then(|| config.speech.models.clone()),
            socket: self.socket(Some(config)),
            adviser: config.understanding.as_ref().map(|u| u.socket.clone()),
        }
    }
}

/// The data folder.
pub fn data(config: Option<&Config>) -> PathBuf {
    config.map_or_else(
        || Path::new("data").to_owned(),
        |config| config.data.clone(),
    )
}

/// The models' folder.
pub fn models(config: Option<&Config>) -> PathBuf {
    config.map_or_else(Models::usual_folder, |config| config.speech.models.clone())
}
