//! A language model on the same box that may say which of the shop's own answers is meant. Off by default.
//!
//! **Rule:** it only chooses, and nobody depends on it: whatever it writes is a place in the list that it was given,
//! or nothing. It is reached over a socket of this machine and never over a network.
//!
//! The other end is any server that speaks OpenAI's chat completions over a Unix socket, such as `llama-server --host
//! /run/llama.sock`.
//!
//! ```no_run
//! use std::sync::Arc;
//! use munjigi::{advice::Adviser, call::Choice, clock::MonotonicClock};
//!
//! let adviser = Arc::new(Adviser::new("/run/llama.sock".into(), "default", Arc::new(MonotonicClock::start())));
//! let choice = Choice {
//!     said: "차 댈 데 있어요?".into(),
//!     among: vec!["주차할 수 있나요?".into(), "영업 시간이 어떻게 되나요?".into()],
//! };
//! adviser.ask(choice, |which| println!("{which:?}"));
//! ```
//!
//! To test it: `cargo test --lib advice`, with a server on a socket of its own.

mod breaker;
#[cfg(test)]
mod tests;
mod words;

use std::{
    io::{self, Read as _, Write as _},
    os::unix::net::UnixStream,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use crate::{
    call::Choice,
    http::{BadHttp, Response},
    time::{Clock, Instant},
};

use self::breaker::Breaker;

/// An answer is there within this, or it is none. The talk waits no longer either.
const WITHIN: Duration = Duration::from_millis(800);
/// The most octets of an answer: one number and what servers put around it; and of the head before it.
const MOST: usize = 64 * 1024;
const MOST_HEAD: usize = 8 * 1024;

/// Why there is no advice.
#[derive(Debug, thiserror::Error)]
pub enum NoAdvice {
    /// The socket cannot be used.
    #[error("could not talk to the language model at {}", path.display())]
    Io {
        /// The socket.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It took longer than 800 ms.
    #[error("the language model took too long")]
    TooLate,
    /// What came is no HTTP.
    #[error(transparent)]
    Http(#[from] BadHttp),
    /// It did not want to.
    #[error("the language model refused with status {0}")]
    Refused(u16),
    /// It wrote something else than one number of the list.
    #[error("the language model wrote no number of the list")]
    Strange,
}

/// Asks the model, one question at a time for all lines of the box.
#[derive(Debug)]
pub struct Adviser {
    socket: PathBuf,
    model: String,
    clock: Arc<dyn Clock>,
    within: Duration,
    busy: AtomicBool,
    breaker: Mutex<Breaker>,
}

impl Adviser {
    /// Nobody has been asked yet, and nothing is opened.
    #[must_use]
    pub fn new(socket: PathBuf, model: impl Into<String>, clock: Arc<dyn Clock>) -> Self {
        Self {
            socket,
            model: model.into(),
            clock,
            within: WITHIN,
            busy: AtomicBool::new(false),
            breaker: Mutex::default(),
        }
    }

    /// Asks which of these is meant. `answer` is told once, within a second: at once with nothing while another
    /// question is under way or the model has failed too often of late.
    pub fn ask(
        self: &Arc<Self>,
        choice: Choice,
        answer: impl FnOnce(Option<usize>) + Send + 'static,
    ) {
        let rests = self.breaker().rests(self.clock.now());
        if rests || self.busy.swap(true, Ordering::Acquire) {
            return answer(None);
        }
        let adviser = Arc::clone(self);
        let thread = std::thread::Builder::new().name("advice".to_owned());
        // What is told back comes from a thread that may not begin: then nobody answers, and nobody waits longer than
        // the talk's own alarm.
        let begun = thread.spawn(move || {
            let which = adviser.settle(adviser.talk(&choice));
            adviser.busy.store(false, Ordering::Release);
            answer(which);
        });
        if let Err(error) = begun {
            tracing::error!(%error, "no thread for the language model");
            self.busy.store(false, Ordering::Release);
        }
    }

    fn settle(&self, advice: Result<Option<usize>, NoAdvice>) -> Option<usize> {
        let rests = self.breaker().note(advice.is_ok(), self.clock.now());
        match advice {
            Ok(which) => which,
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    rests,
                    "no advice from the language model"
                );
                None
            }
        }
    }

    fn talk(&self, choice: &Choice) -> Result<Option<usize>, NoAdvice> {
        let until = self.clock.now() + self.within;
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => NoAdvice::TooLate,
            _ => self.failed(source),
        };
        let mut stream = UnixStream::connect(&self.socket).map_err(failed)?;
        stream
            .set_write_timeout(Some(self.within))
            .and_then(|()| stream.write_all(&words::request(&self.model, choice)))
            .map_err(failed)?;
        let mut response = Response::new(MOST).with_head(MOST_HEAD);
        let mut octets = [0; 4_096];
        while !response.is_complete() {
            let left = self.left(until)?;
            stream.set_read_timeout(Some(left)).map_err(failed)?;
            match stream.read(&mut octets).map_err(failed)? {
                0 => response.close()?,
                count => response.feed(&octets[..count])?,
            }
        }
        if response.status != 200 {
            return Err(NoAdvice::Refused(response.status));
        }
        words::chosen(&response.body, choice.among.len()).ok_or(NoAdvice::Strange)
    }

    /// What is left of the time; never nothing, which would mean for ever.
    fn left(&self, until: Instant) -> Result<Duration, NoAdvice> {
        let left = until.since(self.clock.now());
        if left.is_zero() {
            Err(NoAdvice::TooLate)
        } else {
            Ok(left)
        }
    }

    fn failed(&self, source: io::Error) -> NoAdvice {
        let path = self.socket.clone();
        NoAdvice::Io { path, source }
    }

    fn breaker(&self) -> std::sync::MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
