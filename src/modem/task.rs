//! The thin part: carries bytes between the ports and the core, and the time with them.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::{
        mpsc::{self, error::TrySendError},
        watch,
    },
    time::{Instant as Deadline, sleep, sleep_until, timeout},
};
use tokio_serial::SerialStream;

use crate::time::{Clock, Instant};

use super::{Event, Input, Modem, Output, PortId, Radio, Request, Rung, Site, board::Board};

/// So many requests may wait for the task; one more is not taken.
const REQUESTS: usize = 32;
/// So many events may wait to be read. When they are not, the task waits too: nothing is lost, and
/// the modem is not read on until there is room.
const EVENTS: usize = 256;
/// So many answers of the board may wait; there is never more than one.
const RUNGS: usize = 4;
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
pub struct ModemHandle {
    requests: mpsc::Sender<Request>,
    radio: watch::Receiver<Radio>,
}

impl ModemHandle {
    /// Hands over a request; never waits.
    ///
    /// # Errors
    ///
    /// When too many are waiting, or the driver has ended.
    pub fn ask(&self, request: Request) -> Result<(), NotTaken> {
        self.requests
            .try_send(request)
            .map_err(|error| match error {
                TrySendError::Full(_) => NotTaken::Full,
                TrySendError::Closed(_) => NotTaken::Gone,
            })
    }

    /// What the modem last saw of the network.
    #[must_use]
    pub fn radio(&self) -> Radio {
        *self.radio.borrow()
    }
}

/// Starts a driver on the ports of a site. It opens them, and opens them anew when they go away.
///
/// `board` is asked when nothing else helps; without one those steps count as failed. Every event
/// comes with the time at which it happened. Has to be called inside a runtime.
#[must_use]
pub fn spawn(
    modem: Box<dyn Modem>,
    site: impl Into<Site>,
    board: Option<Box<dyn Board>>,
    clock: Arc<dyn Clock>,
) -> (ModemHandle, mpsc::Receiver<(Instant, Event)>) {
    let (requests, inbox) = mpsc::channel(REQUESTS);
    let (events, outbox) = mpsc::channel(EVENTS);
    let (rungs, done) = mpsc::channel(RUNGS);
    let (seen, radio) = watch::channel(Radio::default());
    let now = Deadline::now();
    let driver = Driver {
        site: site.into(),
        board: board.map(|board| Arc::new(Mutex::new(board))),
        main: Wire::closed(now),
        second: Wire::closed(now),
        modem,
        clock,
        events,
        rungs,
        seen,
        outputs: Vec::new(),
    };
    tokio::spawn(driver.run(inbox, done));
    (ModemHandle { requests, radio }, outbox)
}

/// A port, open or to be opened.
struct Wire {
    stream: Option<SerialStream>,
    /// When to try to open it again, while it is closed.
    retry_at: Deadline,
}

impl Wire {
    const fn closed(now: Deadline) -> Self {
        Self {
            stream: None,
            retry_at: now,
        }
    }

    fn let_go(&mut self) {
        self.stream = None;
        self.retry_at = Deadline::now() + REOPEN;
    }
}

struct Driver {
    site: Site,
    board: Option<Arc<Mutex<Box<dyn Board>>>>,
    main: Wire,
    second: Wire,
    modem: Box<dyn Modem>,
    clock: Arc<dyn Clock>,
    events: mpsc::Sender<(Instant, Event)>,
    rungs: mpsc::Sender<(Rung, bool)>,
    seen: watch::Sender<Radio>,
    /// Used again for every input, so that nothing is allocated per line.
    outputs: Vec<Output>,
}

/// Nobody is left to listen or to ask.
struct Finished;

/// A port on which something went wrong, or that is to be opened anew.
#[derive(Default)]
struct Lost {
    main: bool,
    second: bool,
}

impl Lost {
    const fn mark(&mut self, port: PortId) {
        match port {
            PortId::Main => self.main = true,
            PortId::Second => self.second = true,
        }
    }
}

impl Driver {
    async fn run(
        mut self,
        mut inbox: mpsc::Receiver<Request>,
        mut done: mpsc::Receiver<(Rung, bool)>,
    ) {
        let (mut here, mut there) = ([0; 2048], [0; 2048]);
        let mut step = self.open(PortId::Main).await;
        while let Ok(()) = step {
            let wake = self.modem.next_wake();
            let nap = wake.map(|wake| self.clock.wait(wake.since(self.clock.now())));
            let second = self.site.may_have(PortId::Second);
            step = tokio::select! {
                read = read(self.main.stream.as_mut(), &mut here) => {
                    self.was_read(PortId::Main, read, &here).await
                }
                read = read(self.second.stream.as_mut(), &mut there) => {
                    self.was_read(PortId::Second, read, &there).await
                }
                request = inbox.recv() => match request {
                    Some(request) => self.take(Input::Request(request)).await,
                    None => Err(Finished),
                },
                Some((rung, done)) = done.recv() => self.take(Input::Recovered(rung, done)).await,
                () = sleep(nap.unwrap_or_default()), if nap.is_some() => {
                    self.take(Input::Wake).await
                }
                () = sleep_until(self.main.retry_at), if self.main.stream.is_none() => {
                    self.open(PortId::Main).await
                }
                () = sleep_until(self.second.retry_at), if second && self.second.stream.is_none() => {
                    self.open(PortId::Second).await
                }
            };
        }
    }

    async fn was_read(
        &mut self,
        port: PortId,
        read: std::io::Result<usize>,
        buffer: &[u8],
    ) -> Result<(), Finished> {
        match read {
            Ok(count) if count > 0 => self.take(Input::Bytes(port, &buffer[..count])).await,
            Ok(_) => self.closed(port).await,
            Err(error) => {
                tracing::info!(%error, ?port, "the modem's port cannot be read");
                self.closed(port).await
            }
        }
    }

    /// Gives the core an input and carries out what follows.
    async fn take(&mut self, input: Input<'_>) -> Result<(), Finished> {
        let mut lost = self.step(input).await?;
        loop {
            let port = match lost {
                Lost { main: true, .. } if self.main.stream.is_some() => PortId::Main,
                Lost { second: true, .. } if self.second.stream.is_some() => PortId::Second,
                _ => return Ok(()),
            };
            self.wire(port).let_go();
            let more = self.step(Input::Closed(port)).await?;
            lost.main |= more.main;
            lost.second |= more.second;
        }
    }

    async fn step(&mut self, input: Input<'_>) -> Result<Lost, Finished> {
        if let Input::Bytes(port, bytes) = &input {
            tracing::trace!(?port, bytes = %bytes.escape_ascii(), "from the modem");
        }
        let mut outputs = std::mem::take(&mut self.outputs);
        self.modem.handle(input, self.clock.now(), &mut outputs);
        let mut lost = Lost::default();
        for output in outputs.drain(..) {
            match output {
                Output::Write(port, bytes) => {
                    if self.write(port, &bytes).await.is_none() {
                        lost.mark(port);
                    }
                }
                Output::Reopen(port) => lost.mark(port),
                Output::Recover(rung) => self.recover(rung),
                Output::Event(event) => {
                    match &event {
                        Event::MmsFetched { id, body } => {
                            tracing::debug!(id, octets = body.len(), "modem: an MMS");
                        }
                        event => tracing::debug!(?event, "modem"),
                    }
                    let told = self.events.send((self.clock.now(), event)).await;
                    told.map_err(|_| Finished)?;
                }
            }
        }
        self.outputs = outputs;
        let radio = self.modem.radio();
        self.seen.send_if_modified(|seen| {
            let news = *seen != radio;
            *seen = radio;
            news
        });
        Ok(lost)
    }

    const fn wire(&mut self, port: PortId) -> &mut Wire {
        match port {
            PortId::Main => &mut self.main,
            PortId::Second => &mut self.second,
        }
    }

    async fn write(&mut self, port: PortId, bytes: &[u8]) -> Option<()> {
        tracing::trace!(?port, bytes = %bytes.escape_ascii(), "to the modem");
        let stream = self.wire(port).stream.as_mut()?;
        match timeout(WRITE, stream.write_all(bytes)).await {
            Ok(Ok(())) => Some(()),
            Ok(Err(error)) => {
                tracing::info!(%error, ?port, "the modem's port cannot be written to");
                None
            }
            Err(_) => {
                tracing::info!(?port, "the modem's port takes no bytes");
                None
            }
        }
    }

    async fn closed(&mut self, port: PortId) -> Result<(), Finished> {
        self.wire(port).let_go();
        self.take(Input::Closed(port)).await
    }

    async fn open(&mut self, port: PortId) -> Result<(), Finished> {
        match self.site.open(port) {
            Ok(stream) => {
                self.wire(port).stream = Some(stream);
                self.take(Input::Opened(port)).await
            }
            Err(error) => {
                tracing::debug!(%error, ?port, "the modem is still away");
                self.wire(port).retry_at = Deadline::now() + REOPEN;
                Ok(())
            }
        }
    }

    /// Has the board do its part, in a thread of its own; it may take minutes.
    fn recover(&self, rung: Rung) {
        let Some(socket) = self.site.known_socket().cloned() else {
            return self.tell_later(rung, false);
        };
        let Some(board) = self.board.clone() else {
            return self.tell_later(rung, false);
        };
        if rung == Rung::AskForColdPower {
            tracing::error!(%socket, "the modem does not come back; the box has to be without power");
            return;
        }
        tracing::warn!(?rung, %socket, "helping the modem from outside");
        let rungs = self.rungs.clone();
        tokio::task::spawn_blocking(move || {
            let mut board = board
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            let done = match rung {
                Rung::Rebind => board.rebind(&socket),
                Rung::PortPower => board.port_power(&socket),
                Rung::PowerKey => board.power_key(&socket),
                Rung::Reopen | Rung::AskForColdPower => return,
            };
            if let Err(error) = &done {
                tracing::warn!(%error, "the modem could not be helped");
            }
            let _driver_gone = rungs.blocking_send((rung, done.is_ok()));
        });
    }

    fn tell_later(&self, rung: Rung, done: bool) {
        if rung == Rung::AskForColdPower {
            tracing::error!("the modem does not come back; the box has to be without power");
        } else {
            let _never_full = self.rungs.try_send((rung, done));
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
