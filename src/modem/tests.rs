//! The driver over a real port: a pseudo terminal, whose far end is played by hand.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tokio::{
    sync::mpsc,
    time::{sleep, timeout},
};

use nix::{pty::openpty, unistd::ttyname};

use super::{
    AudioMode, Ec25, Event, Fault, Input, Modem, ModemHandle, Output, Port, PortId, Request, Rung,
    Site,
    board::{Action, Board, BoardError},
    discovery::{Roots, Socket},
    spawn,
};
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
    heard: Vec<String>,
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
            heard: Vec::new(),
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
            self.heard.push(command.trim_end().to_owned());
            let reply = match command.trim_end() {
                "AT+CPIN?" => "\r\n+CPIN: READY\r\n".to_owned(),
                "AT+CGSN" => "\r\n866758041234567\r\n".to_owned(),
                "AT+CIMI" => "\r\n450081234567890\r\n".to_owned(),
                "AT+QCCID" => "\r\n+QCCID: 8982051234567890123F\r\n".to_owned(),
                "AT+CGMI" | "AT+CGMM" | "AT+QGMR" => "\r\nEC25\r\n".to_owned(),
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

const ARM: Request = Request::ArmAudio {
    mode: AudioMode::Serial,
};
const ARMED: Event = Event::AudioArmed {
    mode: AudioMode::Serial,
};

fn clock() -> Arc<dyn Clock> {
    Arc::new(MonotonicClock::start())
}

fn start(path: &Path) -> (ModemHandle, mpsc::Receiver<(Instant, Event)>) {
    let port = Port::open(path).unwrap();
    spawn(Box::<Ec25>::default(), port, None, clock())
}

#[tokio::test]
async fn a_call_and_a_text_over_a_real_port() {
    let (mut far, path) = Far::plug_in();
    let (modem, mut events) = start(&path);
    let ready = Event::State(State::Ready);
    far.until(&mut events, &ready).await;

    let number: crate::phone::PhoneNumber = "01023456789".parse().unwrap();
    far.calls = "\r\n+CLCC: 1,1,4,0,0,\"01023456789\",129\r\n".to_owned();
    far.write("\r\n+CRING: VOICE\r\n\r\n+CLIP: \"01023456789\",129,,,,0\r\n");
    let caller = Caller::Known(number.clone());
    far.until(&mut events, &Event::Ringing { caller }).await;
    modem.ask(ARM).unwrap();
    far.until(&mut events, &ARMED).await;
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
    let (modem, mut events) = start(&path);
    far.until(&mut events, &Event::State(State::Ready)).await;
    far.calls = "\r\n+CLCC: 1,1,4,0,0,\"01023456789\",129\r\n".to_owned();
    modem.ask(ARM).unwrap();
    far.until(&mut events, &ARMED).await;
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
    let (_modem, mut events) = start(&path);
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
    let (modem, _events) = start(&path);
    let refused = Port::open(&path).unwrap_err();
    assert!(matches!(refused, TtyError::Busy { .. }), "{refused}");
    drop(modem);
}

/// Shows a port of the modem in socket 1-1.3, as the kernel would.
fn show(root: &Path, number: u32, interface: &str, pty: &Path) {
    let device = root.join("sys/devices/usb1/1-1/1-1.3");
    let place = device.join(format!("1-1.3:1.{interface}/ttyUSB{number}"));
    std::fs::create_dir_all(&place).unwrap();
    std::fs::write(device.join("idVendor"), "2c7c\n").unwrap();
    std::fs::write(device.join("idProduct"), "0125\n").unwrap();
    let of = place.parent().unwrap();
    std::fs::write(of.join("bInterfaceNumber"), format!("0{interface}\n")).unwrap();
    let class = root.join(format!("sys/class/tty/ttyUSB{number}"));
    std::fs::create_dir_all(&class).unwrap();
    std::os::unix::fs::symlink(&place, class.join("device")).unwrap();
    std::fs::create_dir_all(root.join("dev")).unwrap();
    std::os::unix::fs::symlink(pty, root.join(format!("dev/ttyUSB{number}"))).unwrap();
}

fn hide(root: &Path, number: u32) {
    std::fs::remove_dir_all(root.join(format!("sys/class/tty/ttyUSB{number}"))).unwrap();
    std::fs::remove_file(root.join(format!("dev/ttyUSB{number}"))).unwrap();
}

#[tokio::test]
async fn a_modem_is_found_again_in_its_socket_under_other_names() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let (mut far, pty) = Far::plug_in();
    show(root, 2, "2", &pty);
    let socket: Socket = "1-1.3".parse().unwrap();
    let site = Site::socket(Roots::below(root), socket);
    let (_modem, mut events) = spawn(Box::<Ec25>::default(), site, None, clock());
    let ready = Event::State(State::Ready);
    far.until(&mut events, &ready).await;
    hide(root, 2);
    drop(far);
    let (mut far, pty) = Far::plug_in();
    far.until(&mut events, &Event::State(State::Absent)).await;
    show(root, 7, "2", &pty);
    far.until(&mut events, &ready).await;
}

#[tokio::test]
async fn the_second_port_is_opened_too_and_may_come_and_go() {
    let (mut main, first) = Far::plug_in();
    let (mut other, second) = Far::plug_in();
    let site = Site::fixed(&first, Some(&second));
    let (_modem, mut events) = spawn(Box::<Ec25>::default(), site, None, clock());
    main.until(&mut events, &Event::State(State::Ready)).await;
    let settled = async {
        while other.heard.last().is_none_or(|last| last != "AT+CMEE=1") {
            tokio::select! {
                () = other.serve() => {}
                () = main.serve() => {}
            }
        }
    };
    timeout(Duration::from_secs(20), settled).await.unwrap();
    drop(other);
    for _ in 0..50 {
        main.serve().await;
    }
    while let Ok((_, event)) = events.try_recv() {
        assert!(!matches!(event, Event::State(_)), "{event:?}");
    }
}

/// Another module: asks the board for what it is asked to do, and tells what came of it.
#[derive(Default)]
struct Another;

impl Modem for Another {
    fn handle(&mut self, input: Input<'_>, _at: Instant, out: &mut Vec<Output>) {
        match input {
            Input::Opened(PortId::Main) => out.push(Output::Event(Event::State(State::Ready))),
            Input::Request(Request::Restart) => out.push(Output::Recover(Rung::PortPower)),
            Input::Recovered(_, true) => out.push(Output::Event(Event::PinAccepted)),
            Input::Recovered(rung, false) => {
                out.push(Output::Event(Event::Fault(Fault::RungFailed(rung))));
            }
            _ => {}
        }
    }

    fn next_wake(&self) -> Option<Instant> {
        None
    }

    fn state(&self) -> State {
        State::Ready
    }
}

/// A board that notes what it was asked to do, and can do it.
struct Notes(std::sync::mpsc::SyncSender<(Action, String)>);

impl Board for Notes {
    fn act(&mut self, action: Action, socket: &Socket) -> Result<(), BoardError> {
        self.0.send((action, socket.to_string())).unwrap();
        Ok(())
    }
}

#[tokio::test]
async fn any_driver_runs_on_the_task_and_is_helped_by_the_board() {
    let folder = tempfile::tempdir().unwrap();
    let (mut far, pty) = Far::plug_in();
    show(folder.path(), 2, "2", &pty);
    let socket: Socket = "1-1.3".parse().unwrap();
    let (notes, noted) = std::sync::mpsc::sync_channel(4);
    let board: Box<dyn Board> = Box::new(Notes(notes));
    let site = Site::socket(Roots::below(folder.path()), socket);
    let (modem, mut events) = spawn(Box::new(Another), site, Some(board), clock());
    far.until(&mut events, &Event::State(State::Ready)).await;
    modem.ask(Request::Restart).unwrap();
    far.until(&mut events, &Event::PinAccepted).await;
    assert_eq!(
        noted.recv().unwrap(),
        (Action::PortPower, "1-1.3".to_owned())
    );

    // Without a board, and without a socket, it cannot be done, and that is said.
    let (mut far, pty) = Far::plug_in();
    let site = Site::fixed(&pty, None);
    let (modem, mut events) = spawn(Box::new(Another), site, None, clock());
    modem.ask(Request::Restart).unwrap();
    let failed = Event::Fault(Fault::RungFailed(Rung::PortPower));
    far.until(&mut events, &failed).await;
}
