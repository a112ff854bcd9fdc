//! A core on a table: it says `OK` to everything except what the test has put in its mouth.

use std::{collections::HashMap, time::Duration};

use crate::{
    modem::{Event, Input, Modem, Output, Request, State},
    time::Instant,
};

pub struct Bench {
    pub modem: Modem,
    pub at: Instant,
    /// What has been written since it was last asked, a command each.
    pub said: Vec<String>,
    pub events: Vec<Event>,
    pub reopened: u32,
    /// Replies by command; `None` is silence.
    replies: HashMap<String, Option<String>>,
}

impl Bench {
    pub fn new() -> Self {
        let mut bench = Self {
            modem: Modem::default(),
            at: Instant::ZERO,
            said: Vec::new(),
            events: Vec::new(),
            reopened: 0,
            replies: HashMap::new(),
        };
        for (command, line) in [
            ("AT+CGMI", "Quectel"),
            ("AT+CGMM", "EC25"),
            ("AT+CGMR", "EC25EFAR06A00M4G"),
            ("AT+CGSN", "866758041234567"),
            ("AT+CPIN?", "+CPIN: READY"),
            ("AT+QCCID", "+QCCID: 8982051234567890123F"),
            ("AT+CIMI", "450081234567890"),
            ("AT+CPMS=\"ME\",\"ME\",\"ME\"", "+CPMS: 0,255,0,255,0,255"),
            ("AT+QPCMV?", "+QPCMV: 0,0"),
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
        bench.input(Input::PortOpened);
        bench.pass(2_000);
        assert_eq!(bench.modem.state(), State::Ready);
        bench.forget();
        bench
    }

    /// With a call that has been answered.
    pub fn in_call() -> Self {
        let mut bench = Self::ready();
        bench.rings();
        bench.lists("+CLCC: 1,1,4,0,0,\"01023456789\",129");
        bench.ask(Request::ArmAudio);
        bench.ask(Request::Answer);
        bench.lists("+CLCC: 1,1,0,0,0,\"01023456789\",129");
        assert_eq!(bench.events.last(), Some(&Event::Answered));
        bench.forget();
        bench
    }

    pub fn forget(&mut self) {
        self.said.clear();
        self.events.clear();
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

    /// From now on `command` is not answered.
    pub fn ignores(&mut self, command: &str) {
        self.replies.insert(command.into(), None);
    }

    /// The modem says this of its own accord.
    pub fn hears(&mut self, lines: &str) {
        let bytes = format!("\r\n{}\r\n", lines.replace('\n', "\r\n"));
        self.input(Input::Bytes(bytes.as_bytes()));
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
                Output::Write(bytes) => self.reply(&bytes),
                Output::Reopen => {
                    self.reopened += 1;
                    self.input(Input::PortClosed);
                    self.input(Input::PortOpened);
                }
            }
        }
    }

    fn reply(&mut self, bytes: &[u8]) {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let command = text.trim_start_matches('\x1b').trim_end_matches('\r');
        if command.is_empty() {
            return;
        }
        self.said.push(command.to_owned());
        let usual = if command.starts_with("AT+CMGS") {
            "\r\n> "
        } else if command.ends_with('\x1a') {
            "\r\n+CMGS: 12\r\n\r\nOK\r\n"
        } else {
            "\r\nOK\r\n"
        };
        let reply = match self.replies.get(command) {
            Some(Some(reply)) => reply.clone(),
            Some(None) => return,
            None => usual.to_owned(),
        };
        self.input(Input::Bytes(reply.as_bytes()));
    }

    /// Lets time pass, waking the core when it wants to be woken.
    pub fn pass(&mut self, millis: u64) {
        let end = self.at + Duration::from_millis(millis);
        while let Some(wake) = self.modem.next_wake().filter(|wake| *wake <= end) {
            assert!(wake >= self.at, "it wants to be woken in the past");
            self.at = wake;
            self.input(Input::Wake);
            let next = self.modem.next_wake();
            assert!(next.is_none_or(|next| next > wake), "it spins");
        }
        self.at = end;
    }

    /// How often this was written.
    pub fn count(&self, command: &str) -> usize {
        self.said.iter().filter(|said| *said == command).count()
    }

    /// The events since they were last asked for, without changes of state.
    pub fn told(&mut self) -> Vec<Event> {
        let told = std::mem::take(&mut self.events);
        let keep = |event: &Event| !matches!(event, Event::State(_));
        told.into_iter().filter(keep).collect()
    }

    pub fn states(&self) -> Vec<State> {
        let state = |event: &Event| match event {
            Event::State(state) => Some(*state),
            _ => None,
        };
        self.events.iter().filter_map(state).collect()
    }
}
