//! The service of this machine: asked over its socket, started anew by a command.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use super::{ServiceError, service::Service};
use crate::{
    clock::MonotonicClock,
    control::{Answer, Client, Health, Question},
    time::{Clock as _, Instant},
};

/// How long a program may take to say its version: on a small board its libraries come from a slow card.
const SAYS_VERSION: Duration = Duration::from_secs(30);
/// Between two looks at something that is waited for.
const LOOK: Duration = Duration::from_millis(50);
/// Between two questions whether the line is free.
const ASK_AGAIN: Duration = Duration::from_secs(1);
/// The service rests for this much longer than it is waited for: until the link is changed.
const MARGIN: Duration = Duration::from_secs(120);

/// The service of this machine.
#[derive(Debug)]
pub struct RunningBox {
    socket: PathBuf,
    restart: Vec<String>,
    clock: MonotonicClock,
}

impl RunningBox {
    /// Asks at `socket`; `restart` is the command that starts the service anew without waiting for it.
    #[must_use]
    pub fn new(socket: PathBuf, restart: Vec<String>) -> Self {
        Self {
            socket,
            restart,
            clock: MonotonicClock::start(),
        }
    }

    fn ask(&self, question: &Question) -> Result<Answer, ServiceError> {
        Client::connect(&self.socket)
            .and_then(|mut client| client.ask(question))
            .map_err(|error| ServiceError::new(error.to_string()))
    }
}

fn strange(answer: &Answer) -> ServiceError {
    ServiceError::new(match answer {
        Answer::Refused { why } => format!("the service refuses: {why}"),
        _ => "the service answered something else than it was asked".to_owned(),
    })
}

impl Service for RunningBox {
    fn version_of(&self, program: &Path) -> Result<String, ServiceError> {
        let failed = |why: String| ServiceError::new(format!("{}: {why}", program.display()));
        let mut command = Command::new(program);
        command
            .arg("version")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
        let begin = self.now();
        let status = loop {
            match child
                .try_wait()
                .map_err(|error| failed(error.to_string()))?
            {
                Some(status) => break status,
                None if self.now().since(begin) < SAYS_VERSION => self.pause(LOOK),
                None => {
                    let _gone = child.kill().and_then(|()| child.wait());
                    return Err(failed("it does not end".to_owned()));
                }
            }
        };
        if !status.success() {
            return Err(failed(status.to_string()));
        }
        let mut said = String::new();
        let out = child
            .stdout
            .take()
            .map(|out| out.take(4096).read_to_string(&mut said));
        match (out, said.split_whitespace().last()) {
            (Some(Ok(_)), Some(version)) => Ok(version.to_owned()),
            _ => Err(failed("it says no version".to_owned())),
        }
    }

    fn health(&self) -> Result<Health, ServiceError> {
        match self.ask(&Question::Health { speech: true })? {
            Answer::Health(health) => Ok(health),
            other => Err(strange(&other)),
        }
    }

    fn drain(&self, within: Duration) -> Result<bool, ServiceError> {
        let seconds = u32::try_from((within + MARGIN).as_secs()).unwrap_or(u32::MAX);
        match self.ask(&Question::Drain { seconds })? {
            Answer::Done => {}
            other => return Err(strange(&other)),
        }
        let begin = self.now();
        loop {
            match self.ask(&Question::Ready)? {
                Answer::Done => return Ok(true),
                Answer::Busy { .. } if self.now().since(begin) < within => self.pause(ASK_AGAIN),
                Answer::Busy { .. } => return Ok(false),
                other => return Err(strange(&other)),
            }
        }
    }

    fn resume(&self) -> Result<(), ServiceError> {
        match self.ask(&Question::Resume)? {
            Answer::Done => Ok(()),
            other => Err(strange(&other)),
        }
    }

    fn restart(&self) -> Result<(), ServiceError> {
        let told = self.restart.join(" ");
        let Some((program, args)) = self.restart.split_first() else {
            return Err(ServiceError::new(
                "there is no command that starts the service anew",
            ));
        };
        match Command::new(program)
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
        {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(ServiceError::new(format!("{told}: {status}"))),
            Err(error) => Err(ServiceError::new(format!("{told}: {error}"))),
        }
    }

    fn now(&self) -> Instant {
        self.clock.now()
    }

    fn pause(&self, time: Duration) {
        std::thread::sleep(time);
    }
}
