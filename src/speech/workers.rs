//! The threads of one live part.

use std::thread::{self, JoinHandle};

/// Threads that are waited for when the part goes; whoever holds them tells them to stop first.
pub(super) struct Workers(Vec<JoinHandle<()>>);

impl Workers {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a thread under a name of at most 15 octets, which `top -H` shows.
    ///
    /// # Panics
    /// When the system cannot start a thread.
    pub(super) fn start(&mut self, name: &str, work: impl FnOnce() + Send + 'static) {
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .spawn(work)
            .expect("the system starts a handful of threads");
        self.0.push(thread);
    }

    /// Waits until all have ended. One that calls this about itself is not waited for.
    pub(super) fn join(&mut self) {
        for thread in self.0.drain(..) {
            let name = thread.thread().name().unwrap_or_default().to_owned();
            if thread.thread().id() != thread::current().id() && thread.join().is_err() {
                tracing::error!(thread = name, "a thread of the speech had panicked");
            }
        }
    }
}
