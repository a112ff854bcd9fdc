//! One pair of terminals: ours and the host's.

use std::{
    fs::File,
    io::{self, ErrorKind, Read, Write},
    os::fd::{AsFd, OwnedFd},
    path::PathBuf,
    time::Duration,
};

use nix::{
    fcntl::{FcntlArg, OFlag, fcntl},
    poll::{PollFd, PollFlags, PollTimeout, poll},
    pty::openpty,
    sys::termios::{FlushArg, SetArg, cfmakeraw, tcflush, tcgetattr, tcsetattr},
    unistd::ttyname,
};

use super::{PtyError, failed};

/// Our end of a terminal, and the host's, which is kept open so that the host may come and go.
#[derive(Debug)]
pub(super) struct Port {
    ours: File,
    theirs: OwnedFd,
    /// What the host opens.
    pub(super) name: PathBuf,
}

impl Port {
    /// A fresh pair, raw: no echo, no line discipline.
    pub(super) fn open() -> Result<Self, PtyError> {
        Self::try_open()
            .map_err(io::Error::from)
            .map_err(failed("open a pseudo-terminal"))
    }

    fn try_open() -> nix::Result<Self> {
        let pair = openpty(None, None)?;
        let mut settings = tcgetattr(&pair.slave)?;
        cfmakeraw(&mut settings);
        tcsetattr(&pair.slave, SetArg::TCSANOW, &settings)?;
        fcntl(&pair.master, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        Ok(Self {
            name: ttyname(&pair.slave)?,
            ours: File::from(pair.master),
            theirs: pair.slave,
        })
    }

    /// What the host has written, as much as fits; 0 when there is nothing.
    pub(super) fn read(&self, buffer: &mut [u8]) -> usize {
        (&self.ours).read(buffer).unwrap_or(0)
    }

    /// Writes as much as fits into the terminal's queue; says how much that was.
    pub(super) fn write(&self, bytes: &[u8]) -> usize {
        let mut written = 0;
        while written < bytes.len() {
            match (&self.ours).write(&bytes[written..]) {
                Ok(n) if n > 0 => written += n,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                _ => break,
            }
        }
        written
    }

    /// Waits until the host writes on one of them, or until `patience` is over.
    pub(super) fn wait(ports: [Option<&Self>; 2], patience: Duration) {
        let millis = u16::try_from(patience.as_millis()).unwrap_or(u16::MAX);
        let timeout = PollTimeout::from(millis);
        // A signal only makes us look early.
        let _ = match ports {
            [Some(one), Some(other)] => poll(&mut [fd_of(one), fd_of(other)], timeout),
            [Some(one), None] | [None, Some(one)] => poll(&mut [fd_of(one)], timeout),
            [None, None] => poll(&mut [], timeout),
        };
    }

    /// Forgets what the host has not read yet.
    pub(super) fn forget_unread(&self) {
        // Fails only when the terminal is gone, and then there is nothing to forget.
        let _ = tcflush(&self.theirs, FlushArg::TCIFLUSH);
    }
}

fn fd_of(port: &Port) -> PollFd<'_> {
    PollFd::new(port.ours.as_fd(), PollFlags::POLLIN)
}
