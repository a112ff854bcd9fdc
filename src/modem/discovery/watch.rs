//! Plugging in and pulling out, as it happens.

use std::{thread, time::Duration};

use tokio::sync::watch;

use super::{Found, Roots, scan};

/// Tells a modem that has arrived from one that is arriving.
///
/// Interfaces appear one after the other over some hundred milliseconds; what is told is what two
/// looks in a row have seen alike.
#[derive(Debug, Default)]
pub struct Settling {
    last: Option<Vec<Found>>,
    told: Option<Vec<Found>>,
}

impl Settling {
    /// Takes what a look has seen. Gives what is plugged in when that is settled and news.
    pub fn look(&mut self, seen: Vec<Found>) -> Option<Vec<Found>> {
        let settled = self.last.as_ref() == Some(&seen);
        if !settled {
            self.last = Some(seen);
            return None;
        }
        if self.told.as_ref() == Some(&seen) {
            return None;
        }
        self.told = Some(seen.clone());
        Some(seen)
    }
}

/// Looks every `every` (500 ms is usual) in a thread of its own, and tells what is plugged in.
/// The thread ends when nobody listens any more.
///
/// The receiver holds the newest list only: whoever comes late has missed what lay between, and needs
/// it no more. It starts out empty, until two looks have agreed. A look that fails counts as none:
/// the next may succeed.
#[must_use]
pub fn watch(roots: Roots, every: Duration) -> watch::Receiver<Vec<Found>> {
    let (sender, receiver) = watch::channel(Vec::new());
    let look = move || {
        let mut settling = Settling::default();
        while !sender.is_closed() {
            match scan(&roots) {
                Ok(seen) => {
                    if let Some(news) = settling.look(seen) {
                        let _nobody_listens = sender.send(news);
                    }
                }
                Err(error) => tracing::debug!(%error, "no look at what is plugged in"),
            }
            thread::sleep(every);
        }
    };
    let started = thread::Builder::new()
        .name("modem-watch".to_owned())
        .spawn(look);
    if let Err(error) = started {
        tracing::error!(%error, "nobody watches for modems being plugged in");
    }
    receiver
}
