//! What an update needs from the running service and from whoever starts it.

use std::{path::Path, time::Duration};

use crate::{control::Health, time::Instant};

/// The running service, seen by an update.
pub trait Service {
    /// What the program of a slot says its version is, when it is started to say only that.
    ///
    /// # Errors
    /// When it does not start, or says nothing in time.
    fn version_of(&self, program: &Path) -> Result<String, ServiceError>;

    /// How the running service is.
    ///
    /// # Errors
    /// When it does not answer.
    fn health(&self) -> Result<Health, ServiceError>;

    /// No new work, and the end of the call that is on; whether the line was free within this time. The service goes
    /// on answering calls until it is restarted.
    ///
    /// # Errors
    /// When it does not answer.
    fn drain(&self, within: Duration) -> Result<bool, ServiceError>;

    /// New work may be taken again: no update comes.
    ///
    /// # Errors
    /// When it does not answer.
    fn resume(&self) -> Result<(), ServiceError>;

    /// Starts the service anew, through the launcher. Does not wait until it is ready.
    ///
    /// # Errors
    /// When it cannot be asked for.
    fn restart(&self) -> Result<(), ServiceError>;

    /// The running clock.
    fn now(&self) -> Instant;

    /// Waits.
    fn pause(&self, time: Duration);
}

/// Why the service did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct ServiceError {
    what: String,
}

impl ServiceError {
    /// An error that says this.
    #[must_use]
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into() }
    }
}
