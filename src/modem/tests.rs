//! The driver over a real port: a pseudo terminal, whose far end is played by hand.

use std::{path::PathBuf, sync::Arc, time::Duration};

use tokio::{
    sync::mpsc,
    time::{sleep, timeout},
};

use nix::{pty::openpty, unistd::ttyname};

use super::{Event, Port, Request, spawn};
use crate::{
    clock::MonotonicClock,
    modem::{Ending, State},
    phone::Caller,
    time::{Clock, Instant},
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
