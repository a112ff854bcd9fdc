//! Fetching an MMS, and answering for it, over the modem's own TCP/IP stack.
//!
//! **Rule:** nothing is spoken to but the carrier, nothing waits without an end, and whatever happens
//! what was opened is closed: the request, the socket, the data connection.
//!
//! [`Fetch`] is pure. Its owner hands it what the modem says and asks it for the next command when the
//! channel is free:
//!
//! ```
//! use munjigi::{
//!     at::{Answer, Command, Refusal, Reply},
//!     modem::mms::{Fault, Fetch, Route, Work},
//!     sms::mmsc::{Carrier, FetchUrl},
//!     time::Instant,
//! };
//!
//! let at = Instant::ZERO;
//! let route = Route::of(Carrier::Kt)?;
//! let url = FetchUrl::allow("http://mmsc.ktfwing.com:9082/q/1", &route.hosts)?;
//! let mut fetch = Fetch::default();
//! fetch.begin(url, Work::Get, route, at)?;
//!
//! // A SIM without data: the access point is set, the bearer refused, nothing is up, all is closed.
//! let mut spoken = Vec::new();
//! while let Some(command) = fetch.next(at) {
//!     spoken.push(command.text().to_string());
//!     let answer = match command {
//!         Command::OpenBearer(_) => Answer::Refused(Refusal::Error),
//!         _ => Answer::Ok(Reply::None),
//!     };
//!     fetch.done(&command, &answer, at);
//! }
//! assert_eq!(spoken[1..], ["AT+QIACT=1", "AT+QIACT?", "AT+QIDEACT=1"]);
//! assert_eq!(fetch.take_result(), Some(Err(Fault::Bearer)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Two ways
//!
//! ```text
//! QICSGP ─ QIACT ─┬─ QHTTPCFG ─ QHTTPURL ─ QHTTPGET ┈ +QHTTPGET ─ QHTTPREAD ──┬─ close
//!                 │       └ refused, or nothing came ┐            └ redirect ─┤
//!                 └─ (a proxy is named) ─────────────┴ QIDNSGIP ─ QIOPEN ─ QISEND ─ QIRD …
//! ```
//!
//! The modem's HTTP stack comes first. Where it refuses or brings nothing, and where a proxy is named,
//! which it cannot use, a request is written by hand over a socket.
//!
//! # Calls
//!
//! A call comes first: its owner [`abort`](Fetch::abort)s the fetch, unless the settings allow data in a
//! call. What is in flight cannot be taken back: of all commands `AT+QIACT` (150 s at worst) and
//! `AT+QHTTPREAD` hold the port longest, so an answer to a call may have to use the second port.
//!
//! To test it: `cargo test --lib modem::mms`.

mod fault;
mod http;
mod job;
mod route;
#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::{
    at::{Answer, Command, Urc},
    sms::mmsc::FetchUrl,
    time::Instant,
};

pub use fault::Fault;
pub use route::Route;

use job::Job;

/// How long all of it may take.
pub const LIMIT: Duration = Duration::from_secs(240);
/// How many redirects are followed.
pub const MAX_REDIRECTS: u8 = 3;

/// What is to be done at an address.
#[derive(Clone, PartialEq, Eq)]
pub enum Work {
    /// Fetch what lies there.
    Get,
    /// Hand this in: an answer for the carrier ([`crate::sms::mms::notify_response`]).
    Post(Vec<u8>),
}

impl std::fmt::Debug for Work {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Get => f.write_str("Get"),
            Self::Post(body) => write!(f, "Post({} octets)", body.len()),
        }
    }
}

/// One is under way already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("another MMS is being fetched")]
pub struct Busy;

/// At most one fetch at a time.
///
/// After every input ask [`next`](Self::next) for a command, and [`take_result`](Self::take_result)
/// when there is none. A command that was handed out is in flight until [`done`](Self::done).
#[derive(Debug, Default)]
pub struct Fetch {
    job: Option<Job>,
    result: Option<Result<Vec<u8>, Fault>>,
}

impl Fetch {
    /// Begins. `url` has been looked at; [`FetchUrl`] is the proof.
    ///
    /// # Errors
    ///
    /// When one is under way, or its result has not been taken.
    pub fn begin(
        &mut self,
        url: FetchUrl,
        work: Work,
        route: Route,
        at: Instant,
    ) -> Result<(), Busy> {
        if self.job.is_some() || self.result.is_some() {
            return Err(Busy);
        }
        self.job = Some(Job::new(url, work, route, at));
        Ok(())
    }

    /// Whether something is under way.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.job.is_some()
    }

    /// The next command; nothing while one is in flight, something is waited for, or all is over.
    pub fn next(&mut self, at: Instant) -> Option<Command> {
        let job = self.job.as_mut()?;
        let command = job.next(at);
        if let Some(result) = job.take_end() {
            self.result = Some(result);
            self.job = None;
        }
        command
    }

    /// A command that was handed out has ended.
    pub fn done(&mut self, _command: &Command, answer: &Answer, at: Instant) {
        if let Some(job) = &mut self.job {
            job.done(answer, at);
        }
    }

    /// The modem announced something.
    pub fn urc(&mut self, urc: &Urc, at: Instant) {
        if let Some(job) = &mut self.job {
            job.urc(urc, at);
        }
    }

    /// Raw data of the command in flight.
    pub fn data(&mut self, octets: &[u8]) {
        if let Some(job) = &mut self.job {
            job.data(octets);
        }
    }

    /// Gives up: what is open is closed with the next commands, then `why` is the result.
    pub fn abort(&mut self, why: Fault) {
        if let Some(job) = &mut self.job {
            job.fail(why);
        }
    }

    /// What came of it: the body of the answer (nothing for a post), or why there is none.
    pub fn take_result(&mut self) -> Option<Result<Vec<u8>, Fault>> {
        self.result.take()
    }

    /// When [`next`](Self::next) is to be asked again if nothing happens before.
    #[must_use]
    pub fn next_wake(&self) -> Option<Instant> {
        self.job.as_ref().and_then(Job::next_wake)
    }
}
