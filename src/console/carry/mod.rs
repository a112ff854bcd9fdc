//! Carries out what the screen wants. Everything waits in a thread of its own; the screen never does.

mod look;
mod perform;

use std::{
    path::{Path, PathBuf},
    sync::mpsc::SyncSender,
    thread,
};

use crate::control::{Answer, Client, Question};

use super::{News, Order, run::Happening};

/// Where things are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Where the running box may listen; the first that exists is asked.
    pub sockets: Vec<PathBuf>,
    /// The database.
    pub database: PathBuf,
    /// The folder of the models.
    pub models: PathBuf,
    /// The settings file, if there is one.
    pub config: Option<PathBuf>,
    /// Our own program.
    pub program: PathBuf,
    /// What is put before a command that only root may run, when we are not root: `sudo`, `-n`.
    pub as_root: Vec<String>,
    /// Where USB sticks are mounted.
    pub sticks: Vec<PathBuf>,
}

impl Places {
    /// The socket to ask at: the first that is there, or the first.
    #[must_use]
    pub fn socket(&self) -> &Path {
        let there = self.sockets.iter().find(|path| path.exists());
        let socket = there.or(self.sockets.first());
        socket.map_or(Path::new("control.sock"), PathBuf::as_path)
    }
}

/// Begins to carry this out; what comes of it is sent to `to`.
pub(super) fn carry(order: Order, places: &Places, to: &SyncSender<Happening>) {
    let (places, told) = (places.clone(), to.clone());
    // The screen asks for one thing of a kind at a time, so that these are a handful. When the screen is gone nobody
    // is told.
    let tell = move |news: News| told.send(Happening::News(news)).is_ok();
    let work = move || {
        let news = match order {
            Order::Ask(question) => {
                let answer = ask(&places, &question);
                News::Answer(question, answer)
            }
            Order::Calls => News::Calls(look::calls(&places.database)),
            Order::Log => News::Log(look::log()),
            Order::Models => News::Models(look::models(&places.models)),
            Order::Bundles => News::Bundles(look::bundles(&places.sticks)),
            Order::Do(act) => News::Ended(perform::perform(&act, &places, &tell)),
            Order::Redraw | Order::Quit => return,
        };
        tell(news);
    };
    let begun = thread::Builder::new()
        .name("console-work".to_owned())
        .spawn(work);
    if let Err(error) = begun {
        // It is asked for again with the next beat.
        tracing::error!(%error, "the console cannot start a thread");
    }
}

fn ask(places: &Places, question: &Question) -> Result<Answer, String> {
    let client = Client::connect(places.socket());
    client
        .and_then(|mut client| client.ask(question))
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_first_socket_that_is_there_is_asked() {
        let folder = tempfile::tempdir().unwrap();
        let [first, second] = ["a.sock", "b.sock"].map(|name| folder.path().join(name));
        let places = Places {
            sockets: vec![first.clone(), second.clone()],
            ..Places::default()
        };
        assert_eq!(places.socket(), first);
        fs::write(&second, "").unwrap();
        assert_eq!(places.socket(), second);
    }
}
