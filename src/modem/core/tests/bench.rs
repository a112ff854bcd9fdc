//! A core on a table: it says `OK` to everything except what the test has put in its mouth.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    modem::{AudioMode, Ec25, Event, Input, Modem, Output, PortId, Request, Rung, State},
    time::Instant,
};

pub const ARM: Request = Request::ArmAudio {
    mode: AudioMode::Serial,
};
pub const ARMED: Event = Event::AudioArmed {
    mode: AudioMode::Serial,
};

pub struct Bench {
    pub modem: Ec25,
    pub at: Instant,
    /// What has been written to the first port since it was last asked, a command each.
    pub said: Vec<String>,
    /// The same for the second port.
    pub said_second: Vec<String>,
    pub events: Vec<Event>,
    pub reopened: u32,
    pub rungs: Vec<Rung>,
    /// Replies by command; `None` is silence.
    replies: BTreeMap<String, Option<String>>,
    /// The same for the second port, where they differ.
    replies_second: BTreeMap<String, Option<String>>,
    /// A port that is opened anew is there again at once.
    pub comes_back: bool,
}

impl Bench {
    pub fn new() -> Self {
        let mut bench = Self {
            modem: Ec25::default(),
            at: Instant::ZERO,
            said: Vec::new(),
            said_second: Vec::new(),
            events: Vec::new(),
            reopened: 0,
            rungs: Vec::new(),
            replies: BTreeMap::new(),
            replies_second: BTreeMap::new(),
            comes_back: true,
        };
        for (command, line) in [
            ("AT+CGMI", "Quectel"),
            ("AT+CGMM", "EC25"),
            ("AT+QGMR", "EC25EFAR06A08M4G"),
            ("AT+CGMR", "EC25EFAR06A08M4G"),
            ("AT+CGSN", "866758041234567"),
            ("AT+CPIN?", "+CPIN: READY"),
            ("AT+QCCID", "+QCCID: 8982051234567890123F"),
            ("AT+CIMI", "450081234567890"),
            ("AT+CPMS=\"ME\",\"ME\",\"ME\"", "+CPMS: 0,255,0,255,0,255"),
            ("AT+CPMS?", "+CPMS: \"ME\",3,255,\"ME\",3,255,\"ME\",3,255"),
            ("AT+QPCMV?", "+QPCMV: 0,0"),
            ("AT+CSQ", "+CSQ: 24,99"),
            ("AT+QCFG=\"ims\"", "+QCFG: \"ims\",1,1"),
            (
                "AT+QCFG=\"usbcfg\"",
                "+QCFG: \"usbcfg\",0x2C7C,0x0125,1,1,1,1,1,0,1",
            ),
            ("AT+QLTS=2", "+QLTS: \"\""),
            ("AT+CREG?", "+CREG: 2,0"),
            ("AT+CEREG?", "+CEREG: 2,1,\"1A2B\",\"01234567\",7"),
        ] {
            bench.replies(command, line);
        }
        bench
    }

    /// Set up and ready, with nothing said and nothing told.
    pub fn ready() -> Self {
        let mut bench = Self::new();
        bench.open();
        bench.pass(2_000);
        assert_eq!(bench.modem.state(), State::Ready, "{:?}", bench.said);
        bench.forget();
        bench
    }

    /// The same with both ports.
    pub fn ready_with_two() -> Self {
        let mut bench = Self::ready();
        bench.input(Input::Opened(PortId::Second));
        bench.pass(1_000);
        assert_eq!(bench.said_second, ["AT", "AT+CGSN", "ATE0", "AT+CMEE=1"]);
        bench.forget();
        bench
    }

    /// With a call that has been answered.
    pub fn in_call() -> Self {
        let mut bench = Self::ready();
        bench.rings();
        bench.lists("+CLCC: 1,1,4,0,0,\"01023456789\",129");
        bench.ask(ARM);
        bench.ask(Request::Answer);
        bench.lists("+CLCC: 1,1,0,0,0,\"01023456789\",129");
        assert_eq!(bench.events.last(), Some(&Event::Answered));
        bench.forget();
        bench
    }

    pub fn open(&mut self) {
        self.input(Input::Opened(PortId::Main));
    }

    pub fn close(&mut self) {
        self.input(Input::Closed(PortId::Main));
    }

    pub fn forget(&mut self) {
        self.said.clear();
        self.said_second.clear();
        self.events.clear();
        self.rungs.clear();
        self.reopened = 0;
    }

    /// From now on `command` is answered with this line and `OK`.
    pub fn replies(&mut self, command: &str, line: &str) {
        self.answers(command, &format!("\r\n{line}\r\n\r\nOK\r\n"));
    }

    pub fn lists(&mut self, lines: &str) {
        self.replies("AT+CLCC", lines);
    }

    /// From now on `command` is answered with exactly these bytes.
    pub fn answers(&mut self, command: &str, bytes: &str) {
        self.replies.insert(command.into(), Some(bytes.into()));
    }

    pub fn refuses(&mut self, command: &str) {
        self.answers(command, "\r\nERROR\r\n");
    }

    /// From now on `command` is not answered.
    pub fn ignores(&mut self, command: &str) {
        self.replies.insert(command.into(), None);
    }

    /// From now on nothing is answered on the first port; the second goes on as it was.
    pub fn is_dead(&mut self) {
        self.replies_second = self.replies.clone();
        let usual = ["AT", "ATE0", "AT+CGSN", "AT+CLCC", "AT+CHUP"];
        let known: Vec<String> = self.replies.keys().cloned().collect();
        for command in known.into_iter().chain(usual.map(str::to_owned)) {
            let reply = self.replies.get(&command).cloned().flatten();
            let ok = reply.unwrap_or_else(|| "\r\nOK\r\n".to_owned());
            self.replies_second.insert(command.clone(), Some(ok));
            self.ignores(&command);
        }
        for setting in ["AT+CREG?", "AT+CEREG?", "AT+CSQ", "AT+CFUN=1,1"] {
            self.ignores(setting);
        }
    }

    /// How everything is answered now, to be restored.
    pub fn replies_now(&self) -> BTreeMap<String, Option<String>> {
        self.replies.clone()
    }

    pub fn restore(&mut self, replies: BTreeMap<String, Option<String>>) {
        self.replies = replies;
    }

    /// The modem says this of its own accord.
    pub fn hears(&mut self, lines: &str) {
        self.hears_on(PortId::Main, lines);
    }

    pub fn hears_on(&mut self, port: PortId, lines: &str) {
        let bytes = format!("\r\n{}\r\n", lines.replace('\n', "\r\n"));
        self.input(Input::Bytes(port, bytes.as_bytes()));
    }

    /// Bytes as they come, for an answer that is late.
    pub fn receives(&mut self, bytes: &str) {
        self.input(Input::Bytes(PortId::Main, bytes.as_bytes()));
    }

    pub fn rings(&mut self) {
        self.hears("+CRING: VOICE\n\n+CLIP: \"01023456789\",129,,,,0");
    }

    pub fn ask(&mut self, request: Request) {
        self.input(Input::Request(request));
    }

    pub fn input(&mut self, input: Input<'_>) {
        let mut outputs = Vec::new();
        self.modem.handle(input, self.at, &mut outputs);
        for output in outputs {
            match output {
                Output::Event(event) => self.events.push(event),
                Output::Write(port, bytes) => self.reply(port, &bytes),
                Output::Reopen(port) => {
                    self.reopened += u32::from(port == PortId::Main);
                    self.input(Input::Closed(port));
                    if self.comes_back {
                        self.input(Input::Opened(port));
                    }
                }
                Output::Recover(rung) => self.rungs.push(rung),
            }
        }
    }

    fn reply(&mut self, port: PortId, bytes: &[u8]) {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let command = text.trim_start_matches('\x1b').trim_end_matches('\r');
        if command.is_empty() {
            return;
        }
        let (said, own) = match port {
            PortId::Main => (&mut self.said, None),
            PortId::Second => (&mut self.said_second, self.replies_second.get(command)),
        };
        said.push(command.to_owned());
        let usual = if command.starts_with("AT+CMGS") {
            "\r\n> "
        } else if command.ends_with('\x1a') {
            "\r\n+CMGS: 12\r\n\r\nOK\r\n"
        } else {
            "\r\nOK\r\n"
        };
        let reply = match own.or_else(|| self.replies.get(command)) {
            Some(Some(reply)) => reply.clone(),
            Some(None) => return,
            None => usual.to_owned(),
        };
        self.input(Input::Bytes(port, reply.as_bytes()));
    }

    /// Lets time pass, waking the core when it wants to be woken.
    pub fn pass(&mut self, millis: u64) {
        let end = self.at + Duration::from_millis(millis);
        while let Some(wake) = self.modem.next_wake().filter(|wake| *wake <= end) {
            assert!(wake >= self.at, "it wants to be woken in the past");
            self.at = wake;
            self.input(Input::Wake);
            let next = self.modem.next_wake();
            assert!(
                next.is_none_or(|next| next > wake),
                "it spins: {next:?} at {wake:?}, {:?}",
                self.modem
            );
        }
        self.at = end;
    }

    pub fn pass_secs(&mut self, secs: u64) {
        self.pass(secs * 1_000);
    }

    /// How often this was written to the first port.
    pub fn count(&self, command: &str) -> usize {
        self.said.iter().filter(|said| *said == command).count()
    }

    pub fn count_second(&self, command: &str) -> usize {
        let said = self.said_second.iter();
        said.filter(|said| *said == command).count()
    }

    /// The events since they were last asked for, without changes of state and who the modem is.
    pub fn told(&mut self) -> Vec<Event> {
        let told = std::mem::take(&mut self.events);
        let keep = |event: &Event| {
            !matches!(
                event,
                Event::State(_) | Event::Module { .. } | Event::Identity { .. }
            )
        };
        told.into_iter().filter(keep).collect()
    }

    pub fn states(&self) -> Vec<State> {
        let state = |event: &Event| match event {
            Event::State(state) => Some(*state),
            _ => None,
        };
        self.events.iter().filter_map(state).collect()
    }

    pub fn state(&self) -> State {
        self.modem.state()
    }
}
