//! A program of the technician's own.

use std::{
    io::{self, Read},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, ChildStderr, Command, ExitStatus, Stdio},
    thread,
    time::Duration,
};

use nix::{
    fcntl::{FcntlArg, OFlag, fcntl},
    sys::signal::{Signal, killpg},
    unistd::Pid,
};

use crate::modem::discovery::Socket;

use super::{Action, Board, BoardError};

/// Between two looks whether it has ended.
const LOOK: Duration = Duration::from_millis(20);
/// So much of what it writes to standard error is kept for the log; the rest is read and dropped.
const KEPT: usize = 500;
/// A hook that does not know an action ends with this (`EX_UNAVAILABLE` of `sysexits.h`).
const UNKNOWN: i32 = 69;

/// Runs a program with two arguments, the action (`rebind`, `port-power`, `power-key`) and the socket
/// (`1-1.3`): for uhubctl, a GPIO line, a relay. It has done it when it ends with 0; 69 says that it
/// has no way to do that.
#[derive(Clone, Debug)]
pub struct HookBoard {
    program: PathBuf,
    limit: Duration,
}

impl HookBoard {
    /// Thirty seconds are plenty for a relay.
    pub const USUAL_LIMIT: Duration = Duration::from_secs(30);

    /// `program` and everything that it starts is killed when it has not ended after `limit`.
    #[must_use]
    pub const fn new(program: PathBuf, limit: Duration) -> Self {
        Self { program, limit }
    }

    /// Waits for the end; `None` when that takes too long.
    fn wait(&self, child: &mut Child) -> io::Result<Option<(ExitStatus, String)>> {
        let mut errors = child.stderr.take();
        if let Some(pipe) = &errors {
            fcntl(pipe, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        }
        let mut said = Vec::new();
        let mut waited = Duration::ZERO;
        loop {
            // A pipe that nobody reads from would stop the program.
            drain(errors.as_mut(), &mut said);
            if let Some(status) = child.try_wait()? {
                drain(errors.as_mut(), &mut said);
                let said = String::from_utf8_lossy(&said).trim().to_owned();
                return Ok(Some((status, said)));
            }
            if waited >= self.limit {
                return Ok(None);
            }
            thread::sleep(LOOK);
            waited += LOOK;
        }
    }
}

/// Reads what is there now; keeps its beginning.
fn drain(pipe: Option<&mut ChildStderr>, kept: &mut Vec<u8>) {
    let Some(pipe) = pipe else { return };
    let mut buffer = [0; 512];
    // So much at a time, or a program that never stops talking would keep us here.
    for _ in 0..64 {
        match pipe.read(&mut buffer) {
            Ok(count) if count > 0 => {
                let room = KEPT.saturating_sub(kept.len()).min(count);
                kept.extend_from_slice(&buffer[..room]);
            }
            _ => return,
        }
    }
}

/// Ends the program and everything that it has started.
fn end(child: &mut Child) {
    if let Ok(id) = i32::try_from(child.id()) {
        let _already_over = killpg(Pid::from_raw(id), Signal::SIGKILL);
    }
    let _reaped = child.wait();
}

impl Board for HookBoard {
    fn act(&mut self, action: Action, socket: &Socket) -> Result<(), BoardError> {
        tracing::warn!(%action, %socket, hook = %self.program.display(), "asking the hook");
        let program = self.program.clone();
        let started = Command::new(&program)
            .arg(action.to_string())
            .arg(socket.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn();
        let mut child = started.map_err(|source| BoardError::NoHook {
            action,
            program: program.clone(),
            source,
        })?;
        match self.wait(&mut child) {
            Ok(Some((status, _))) if status.success() => Ok(()),
            Ok(Some((status, _))) if status.code() == Some(UNKNOWN) => {
                let socket = socket.clone();
                Err(BoardError::Unsupported { action, socket })
            }
            Ok(Some((status, said))) => Err(BoardError::HookFailed {
                action,
                program,
                status,
                said,
            }),
            Ok(None) => {
                end(&mut child);
                let limit = self.limit;
                Err(BoardError::HookStuck {
                    action,
                    program,
                    limit,
                })
            }
            Err(source) => {
                end(&mut child);
                Err(BoardError::NoHook {
                    action,
                    program,
                    source,
                })
            }
        }
    }
}
