//! Messages over a socket, each within its time.

use std::{
    io::{self, Read as _, Write as _},
    os::unix::net::UnixStream,
    time::Duration,
};

use crate::{clock::MonotonicClock, time::Clock as _};

use super::wire::{self, HEAD, WireError};

/// When a request has to be over, all its parts together.
#[derive(Clone, Copy)]
pub(super) struct Deadline {
    clock: MonotonicClock,
    after: Duration,
}

impl Deadline {
    /// So long from now.
    pub(super) fn after(after: Duration) -> Self {
        let clock = MonotonicClock::start();
        Self { clock, after }
    }

    /// What is left of it; `None` when it is over.
    pub(super) fn left(&self) -> Option<Duration> {
        let left = self.after.checked_sub(self.clock.elapsed())?;
        (left >= Self::SHORTEST).then_some(left)
    }

    /// Sockets count in microseconds, and 0 means "for ever" to them.
    const SHORTEST: Duration = Duration::from_micros(1);
}

/// Why nothing came of a message.
#[derive(Debug, thiserror::Error)]
pub(super) enum StreamError {
    /// The deadline is over.
    #[error("no answer in time")]
    Late,
    /// The other side has closed, or died.
    #[error("the connection is gone")]
    Gone(#[source] io::Error),
    /// What came is no message.
    #[error(transparent)]
    Malformed(#[from] WireError),
}

/// Sends `bytes`.
pub(super) fn send(
    mut stream: &UnixStream,
    mut bytes: &[u8],
    by: Option<Deadline>,
) -> Result<(), StreamError> {
    while !bytes.is_empty() {
        let left = by
            .map(|by| by.left().ok_or(StreamError::Late))
            .transpose()?;
        stream.set_write_timeout(left).map_err(StreamError::Gone)?;
        match stream.write(bytes) {
            Ok(0) => return Err(StreamError::Gone(io::ErrorKind::WriteZero.into())),
            Ok(sent) => bytes = &bytes[sent..],
            Err(error) => again(error)?,
        }
    }
    Ok(())
}

/// Receives the body of one message into `body`.
pub(super) fn receive(
    stream: &UnixStream,
    body: &mut Vec<u8>,
    by: Option<Deadline>,
) -> Result<(), StreamError> {
    let mut head = [0; HEAD];
    fill(stream, &mut head, by)?;
    body.clear();
    body.resize(wire::body_length(head)?, 0);
    fill(stream, body, by)
}

fn fill(
    mut stream: &UnixStream,
    mut room: &mut [u8],
    by: Option<Deadline>,
) -> Result<(), StreamError> {
    while !room.is_empty() {
        let left = by
            .map(|by| by.left().ok_or(StreamError::Late))
            .transpose()?;
        stream.set_read_timeout(left).map_err(StreamError::Gone)?;
        match stream.read(room) {
            Ok(0) => return Err(StreamError::Gone(io::ErrorKind::UnexpectedEof.into())),
            Ok(got) => room = &mut room[got..],
            Err(error) => again(error)?,
        }
    }
    Ok(())
}

/// Errors after which it is tried again, as long as the deadline allows.
fn again(error: io::Error) -> Result<(), StreamError> {
    match error.kind() {
        io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Ok(()),
        _ => Err(StreamError::Gone(error)),
    }
}
