//! The thin part: carries bytes between the port and the core, and the time with them.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::mpsc::{self, error::TrySendError},
    time::{Instant as Deadline, sleep, sleep_until, timeout},
};
use tokio_serial::SerialStream;

use crate::time::{Clock, Instant};

use super::{Event, Input, Modem, Output, Port, Request};

/// So many requests may wait for the task; one more is not taken.
const REQUESTS: usize = 32;
/// So many events may wait to be read. When they are not, the task waits too: nothing is lost, and
/// the modem is not read on until there is room.
const EVENTS: usize = 256;
/// Between two attempts to open a port that is gone.
const REOPEN: Duration = Duration::from_secs(1);
/// A port that takes no bytes for so long is gone.
const WRITE: Duration = Duration::from_secs(2);

/// Why a request was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// Too many are waiting.
    #[error("asking the modem: too many requests are waiting")]
    Full,
    /// The task has ended.
    #[error("asking the modem: its driver has ended")]
    Gone,
}

/// The way to ask something of the modem. When the last one is dropped, the driver ends.
#[derive(Clone, Debug)]
pub struct ModemHandle(mpsc::Sender<Request>);

impl ModemHandle {
    /// Hands over a request; never waits.
    ///
    /// # Errors
    ///
    /// When too many are waiting, or the driver has ended.
    pub fn ask(&self, request: Request) -> Result<(), NotTaken> {
        self.0.try_send(request).map_err(|error| match error {
            TrySendError::Full(_) => NotTaken::Full,
            TrySendError::Closed(_) => NotTaken::Gone,
        })
    }
}

/// Starts the driver on an open port. It owns the port, and opens it anew when it goes away.
///
/// Every event comes with the time at which it happened. Has to be called inside a runtime.
#[must_use]
pub fn spawn(port: Port, clock: Arc<dyn Clock>) -> (ModemHandle, mpsc::Receiver<(Instant, Event)>) {
    let (requests, inbox) = mpsc::channel(REQUESTS);
    let (events, outbox) = mpsc::channel(EVENTS);
    let driver = Driver {
        path: port.path,
        stream: Some(port.stream),
        retry_at: Deadline::now(),
        modem: Box::default(),
        clock,
        events,
    };
    tokio::spawn(driver.run(inbox));
    (ModemHandle(requests), outbox)
}

struct Driver {
    path: std::path::PathBuf,
    stream: Option<SerialStream>,
    /// When to try to open the port again, while there is none.
    retry_at: Deadline,
    modem: Box<Modem>,
    clock: Arc<dyn Clock>,
    events: mpsc::Sender<(Instant, Event)>,
}

/// Nobody is left to listen or to ask.
struct Finished;

impl Driver {
    async fn run(mut self, mut inbox: mpsc::Receiver<Request>) {
        let mut buffer = [0; 2048];
        let mut step = self.take(Input::PortOpened).await;
        while let Ok(()) = step {
            let wake = self.modem.next_wake();
            let nap = wake.map(|wake| wake.since(self.clock.now()));
            let retry = self.stream.is_none();
            step = tokio::select! {
                read = read(self.stream.as_mut(), &mut buffer) => match read {
                    Ok(count) if count > 0 => self.take(Input::Bytes(&buffer[..count])).await,
                    Ok(_) => self.closed().await,
                    Err(error) => {
                        tracing::info!(%error, "the modem's port cannot be read");
                        self.closed().await
                    }
                },
                request = inbox.recv() => match request {
                    Some(request) => self.take(Input::Request(request)).await,
                    None => Err(Finished),
                },
                () = sleep(nap.unwrap_or_default()), if nap.is_some() => {
                    self.take(Input::Wake).await
                }
                () = sleep_until(self.retry_at), if retry => self.reopen().await,
            };
        }
    }

    /// Gives the core an input and carries out what follows.
    async fn take(&mut self, input: Input<'_>) -> Result<(), Finished> {
        if let Input::Bytes(bytes) = &input {
            tracing::trace!(bytes = %bytes.escape_ascii(), "from the modem");
        }
        let mut outputs = Vec::new();
        self.modem.handle(input, self.clock.now(), &mut outputs);
        let mut lost = self.carry_out(outputs).await?;
        while lost {
            self.let_go();
            let mut outputs = Vec::new();
            let now = self.clock.now();
            self.modem.handle(Input::PortClosed, now, &mut outputs);
            lost = self.carry_out(outputs).await?;
        }
        Ok(())
    }

    /// Whether the port is lost, or is to be opened anew.
    async fn carry_out(&mut self, outputs: Vec<Output>) -> Result<bool, Finished> {
        let mut lost = false;
        for output in outputs {
            match output {
                Output::Write(bytes) => lost |= self.write(&bytes).await.is_none(),
                Output::Reopen => lost = true,
                Output::Event(event) => {
                    tracing::debug!(?event, "modem");
                    let told = self.events.send((self.clock.now(), event)).await;
                    told.map_err(|_| Finished)?;
                }
            }
        }
        Ok(lost && self.stream.is_some())
    }

    async fn write(&mut self, bytes: &[u8]) -> Option<()> {
        tracing::trace!(bytes = %bytes.escape_ascii(), "to the modem");
        let stream = self.stream.as_mut()?;
        match timeout(WRITE, stream.write_all(bytes)).await {
            Ok(Ok(())) => Some(()),
            Ok(Err(error)) => {
                tracing::info!(%error, "the modem's port cannot be written to");
                None
            }
            Err(_) => {
                tracing::info!("the modem's port takes no bytes");
                None
            }
        }
    }

    async fn closed(&mut self) -> Result<(), Finished> {
        self.let_go();
        self.take(Input::PortClosed).await
    }

    fn let_go(&mut self) {
        self.stream = None;
        self.retry_at = Deadline::now() + REOPEN;
    }

    async fn reopen(&mut self) -> Result<(), Finished> {
        match Port::open(&self.path) {
            Ok(port) => {
                self.stream = Some(port.stream);
                self.take(Input::PortOpened).await
            }
            Err(error) => {
                tracing::debug!(%error, "the modem is still away");
                self.retry_at = Deadline::now() + REOPEN;
                Ok(())
            }
        }
    }
}

/// Reads from the port; waits for ever when there is none.
async fn read(stream: Option<&mut SerialStream>, buffer: &mut [u8]) -> std::io::Result<usize> {
    match stream {
        Some(stream) => stream.read(buffer).await,
        None => std::future::pending().await,
    }
}
