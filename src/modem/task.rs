//! The thin part: carries bytes between the port and the core, and the time with them.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::mpsc::{self, error::TrySendError},
    time::{sleep, timeout},
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
                () = sleep(REOPEN), if retry => self.reopen().await,
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
            self.stream = None;
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
        self.stream = None;
        self.take(Input::PortClosed).await
    }

    async fn reopen(&mut self) -> Result<(), Finished> {
        match Port::open(&self.path) {
            Ok(port) => {
                self.stream = Some(port.stream);
                self.take(Input::PortOpened).await
            }
            Err(error) => {
                tracing::debug!(%error, "the modem is still away");
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

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use nix::{pty::openpty, unistd::ttyname};

    use super::*;
    use crate::{
        clock::MonotonicClock,
        modem::{Ending, State},
        phone::Caller,
        tty::TtyError,
    };

    /// The modem's end of the port: says `OK` to everything, and what a test adds.
    struct Far {
        master: std::fs::File,
        line: Vec<u8>,
        calls: String,
    }

    impl Far {
        fn plug_in() -> (Self, PathBuf) {
            let pty = openpty(None, None).unwrap();
            let path = ttyname(&pty.slave).unwrap();
            nix::fcntl::fcntl(
                &pty.master,
                nix::fcntl::FcntlArg::F_SETFL(nix::fcntl::OFlag::O_NONBLOCK),
            )
            .unwrap();
            let far = Self {
                master: pty.master.into(),
                line: Vec::new(),
                calls: String::new(),
            };
            (far, path)
        }

        /// The port takes so little at once, so that a test may be cut off anywhere else.
        fn write(&self, text: &str) {
            use std::io::Write;
            (&self.master)
                .write_all(text.as_bytes())
                .expect("there is room in the port");
        }

        /// Serves one piece of what the driver writes.
        async fn serve(&mut self) {
            use std::io::Read;
            let mut buffer = [0; 512];
            let Ok(count) = (&self.master).read(&mut buffer) else {
                // Nothing to read, or nobody has the other end open at the moment.
                return sleep(Duration::from_millis(2)).await;
            };
            self.line.extend_from_slice(&buffer[..count]);
            while let Some(end) = self.line.iter().position(|b| matches!(b, b'\r' | 0x1A)) {
                let command: Vec<u8> = self.line.drain(..=end).collect();
                let command = String::from_utf8(command).unwrap();
                let reply = match command.trim_end() {
                    "AT+CPIN?" => "\r\n+CPIN: READY\r\n".to_owned(),
                    "AT+CGSN" => "\r\n866758041234567\r\n".to_owned(),
                    "AT+CIMI" => "\r\n450081234567890\r\n".to_owned(),
                    "AT+QCCID" => "\r\n+QCCID: 8982051234567890123F\r\n".to_owned(),
                    "AT+CGMI" | "AT+CGMM" | "AT+CGMR" => "\r\nEC25\r\n".to_owned(),
                    "AT+CEREG?" => "\r\n+CEREG: 2,1\r\n".to_owned(),
                    "AT+CREG?" => "\r\n+CREG: 2,1\r\n".to_owned(),
                    "AT+QPCMV?" => "\r\n+QPCMV: 0,0\r\n".to_owned(),
                    "AT+CLCC" => self.calls.clone(),
                    other if other.starts_with("AT+CMGS") => {
                        self.write("\r\n> ");
                        continue;
                    }
                    other if other.ends_with('\x1a') => "\r\n+CMGS: 9\r\n".to_owned(),
                    _ => String::new(),
                };
                self.write(&format!("{reply}\r\nOK\r\n"));
            }
        }

        /// Serves until the driver tells this.
        async fn until(
            &mut self,
            events: &mut mpsc::Receiver<(Instant, Event)>,
            wanted: &Event,
        ) -> Vec<Event> {
            let mut seen = Vec::new();
            let limit = Duration::from_secs(20);
            timeout(limit, async {
                loop {
                    tokio::select! {
                        () = self.serve() => {}
                        event = events.recv() => {
                            let (_, event) = event.expect("the driver runs");
                            seen.push(event);
                            if seen.last() == Some(wanted) {
                                break;
                            }
                        }
                    }
                }
            })
            .await
            .unwrap_or_else(|_| panic!("no {wanted:?}"));
            seen
        }
    }

    fn clock() -> Arc<dyn Clock> {
        Arc::new(MonotonicClock::start())
    }

    #[tokio::test]
    async fn a_call_and_a_text_over_a_real_port() {
        let (mut far, path) = Far::plug_in();
        let (modem, mut events) = spawn(Port::open(&path).unwrap(), clock());
        let ready = Event::State(State::Ready);
        far.until(&mut events, &ready).await;

        let number: crate::phone::PhoneNumber = "01023456789".parse().unwrap();
        far.calls = "\r\n+CLCC: 1,1,4,0,0,\"01023456789\",129\r\n".to_owned();
        far.write("\r\n+CRING: VOICE\r\n\r\n+CLIP: \"01023456789\",129,,,,0\r\n");
        let caller = Caller::Known(number.clone());
        far.until(&mut events, &Event::Ringing { caller }).await;
        modem.ask(Request::ArmAudio).unwrap();
        far.until(&mut events, &Event::AudioArmed).await;
        modem.ask(Request::Answer).unwrap();
        far.until(&mut events, &Event::Answered).await;
        far.calls.clear();
        modem.ask(Request::HangUp).unwrap();
        far.until(&mut events, &Event::HungUp).await;

        modem
            .ask(Request::SendText {
                id: 5,
                to: number,
                body: "예약이 접수되었습니다.".to_owned(),
            })
            .unwrap();
        let sent = Event::TextSent {
            id: 5,
            parts: 1,
            reference: 9,
        };
        far.until(&mut events, &sent).await;
    }

    #[tokio::test]
    async fn unplugging_ends_the_call_and_the_driver_waits_for_the_modem() {
        let (mut far, path) = Far::plug_in();
        let (modem, mut events) = spawn(Port::open(&path).unwrap(), clock());
        far.until(&mut events, &Event::State(State::Ready)).await;
        far.calls = "\r\n+CLCC: 1,1,4,0,0,\"01023456789\",129\r\n".to_owned();
        modem.ask(Request::ArmAudio).unwrap();
        far.until(&mut events, &Event::AudioArmed).await;
        far.write("\r\nRING\r\n\r\n+CLIP: \"\",128,,,,1\r\n");
        let caller = Caller::Withheld;
        far.until(&mut events, &Event::Ringing { caller }).await;
        modem.ask(Request::Answer).unwrap();
        far.until(&mut events, &Event::Answered).await;
        drop(far);
        let why = Ending::PortLost;
        let (_, event) = timeout(Duration::from_secs(5), events.recv())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(event, Event::Ended { why });
        assert_eq!(events.recv().await.unwrap().1, Event::State(State::Absent));
        // When nobody asks any more, the driver ends.
        drop(modem);
        assert!(events.recv().await.is_none());
    }

    #[tokio::test]
    async fn plugged_in_again_it_is_set_up_again() {
        let (mut far, first) = Far::plug_in();
        let name = format!("munjigi-port-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_file(&path);
        std::os::unix::fs::symlink(first, &path).unwrap();
        let (_modem, mut events) = spawn(Port::open(&path).unwrap(), clock());
        let ready = Event::State(State::Ready);
        far.until(&mut events, &ready).await;
        std::fs::remove_file(&path).unwrap();
        drop(far);
        let (mut far, second) = Far::plug_in();
        far.until(&mut events, &Event::State(State::Absent)).await;
        std::os::unix::fs::symlink(second, &path).unwrap();
        far.until(&mut events, &ready).await;
        std::fs::remove_file(path).unwrap();
    }

    #[tokio::test]
    async fn a_port_has_one_owner() {
        let (_far, path) = Far::plug_in();
        let (modem, _events) = spawn(Port::open(&path).unwrap(), clock());
        let refused = Port::open(&path).unwrap_err();
        assert!(matches!(refused, TtyError::Busy { .. }), "{refused}");
        drop(modem);
    }
}
