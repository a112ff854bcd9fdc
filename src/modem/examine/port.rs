//! An examination over a real port.

use std::{
    fs::File,
    io::{self, ErrorKind, Read, Write},
    os::fd::AsFd,
    path::Path,
    time::Duration,
};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::{
    time::Clock,
    tty::{self, TtyError},
};

use super::{Examination, Examined, Outcome, Script};

/// The longest nap: a port that has gone is seen by then.
const NAP: Duration = Duration::from_millis(250);
/// A port that takes no bytes for so long is gone.
const WRITE: Duration = Duration::from_secs(2);
/// Recognising a modem may take so long.
const IMEI: Duration = Duration::from_secs(20);

/// Opens the AT port at `path`, asks, and closes it again. Blocks; after `limit` nothing new is asked.
///
/// # Errors
/// When the port cannot be opened. What goes wrong after that is part of what was found out.
pub fn examine(
    path: &Path,
    script: Script,
    limit: Duration,
    clock: &dyn Clock,
) -> Result<Examined, TtyError> {
    let port = tty::open(path)?;
    let mut examination = Examination::new(script, limit, clock.now());
    let mut buffer = [0; 2048];
    while let Some(wake) = examination.next_wake() {
        let nap = wake.since(clock.now()).min(NAP);
        let count = match wait(&port.file, PollFlags::POLLIN, nap)
            .and_then(|()| (&port.file).read(&mut buffer))
        {
            Ok(count) if count > 0 => count,
            Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
            // The end of the file, EIO, ENODEV: all say that the modem is unplugged.
            _ => {
                examination.gone(clock.now());
                break;
            }
        };
        let bytes = examination.handle(&buffer[..count], clock.now());
        if write(&port.file, &bytes).is_err() {
            examination.gone(clock.now());
        }
    }
    Ok(examination.examined())
}

/// The IMEI of the modem at the AT port `path`; `None` when it gives none. Blocks for half a minute at
/// most.
///
/// # Errors
/// When the port cannot be opened.
pub fn imei(path: &Path, clock: &dyn Clock) -> Result<Option<String>, TtyError> {
    let examined = examine(path, Script::Imei, IMEI, clock)?;
    let answer = examined.heard.into_iter().next();
    Ok(answer
        .filter(|heard| heard.outcome == Outcome::Ok)
        .and_then(|heard| heard.lines.into_iter().next())
        .map(|line| line.trim_matches('"').to_owned()))
}

/// Waits until the port can be read from or written to, or the time is over.
fn wait(port: &File, what: PollFlags, limit: Duration) -> io::Result<()> {
    let limit = PollTimeout::try_from(limit).unwrap_or(PollTimeout::MAX);
    let mut ports = [PollFd::new(port.as_fd(), what)];
    match poll(&mut ports, limit) {
        Ok(_) | Err(nix::errno::Errno::EINTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn write(mut port: &File, mut bytes: &[u8]) -> io::Result<()> {
    let mut blocked = false;
    while !bytes.is_empty() {
        match port.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => (bytes, blocked) = (&bytes[count..], false),
            Err(error) if error.kind() == ErrorKind::WouldBlock && !blocked => {
                blocked = true;
                wait(port, PollFlags::POLLOUT, WRITE)?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
