//! A host written by hand talks to the module in virtual time.
//!
//! What the host sees of each fault is in the test whose name begins with its number.

use std::time::Duration;

use super::*;
use crate::phone::Caller;

mod any_order;
mod calls;
mod clock;
mod data;
mod dialled;
mod ending;
mod firmware;
mod incoming;
mod messages;
mod mms;
mod network;
mod port;
mod ports;
mod reboot;
mod sending;
mod services;
mod sim_card;
mod sound;
mod text_troubles;
mod tones;
mod waiting;

/// The module, its clock, and what has come out.
struct Bench {
    modem: Ec25,
    now: Instant,
    host: String,
    second: String,
    /// The same as `host`, octet by octet, and never taken away.
    raw: Vec<u8>,
    effects: Vec<Effect>,
    sound: Vec<Option<Sound>>,
    usb: Vec<Usb>,
}

const fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

impl Bench {
    fn new() -> Self {
        Self::with(Profile::default())
    }

    fn with(profile: Profile) -> Self {
        Self {
            modem: Ec25::new(profile, 7),
            now: Instant::ZERO,
            host: String::new(),
            second: String::new(),
            raw: Vec::new(),
            effects: Vec::new(),
            sound: Vec::new(),
            usb: Vec::new(),
        }
    }

    fn give(&mut self, input: Input<'_>) {
        for output in self.modem.handle(input, self.now) {
            match output.what {
                What::Host(PortId::At, bytes) => {
                    self.host.push_str(&String::from_utf8_lossy(&bytes));
                    self.raw.extend(bytes);
                }
                What::Host(PortId::Second, bytes) => {
                    self.second.push_str(&String::from_utf8_lossy(&bytes));
                }
                What::Network(effect) => self.effects.push(effect),
                What::Pcm(sound) => self.sound.push(sound),
                What::Usb(usb) => self.usb.push(usb),
            }
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        self.give(Input::Host(PortId::At, bytes));
    }

    fn happen(&mut self, happening: Happening) {
        self.give(Input::Network(happening));
    }

    fn trouble(&mut self, trouble: Trouble) {
        self.give(Input::Trouble(trouble));
    }

    fn run(&mut self, millis: u64) {
        let end = self.now + Duration::from_millis(millis);
        while let Some(wake) = self.modem.next_wake().filter(|w| *w <= end) {
            self.now = self.now.max(wake);
            self.give(Input::Wake);
        }
        self.now = end;
    }

    /// What comes within this time, and nothing from before.
    fn hear(&mut self, millis: u64) -> String {
        self.host.clear();
        self.run(millis);
        std::mem::take(&mut self.host)
    }

    /// Sends a line and returns everything that has come by the time of the final result.
    fn send(&mut self, line: &str) -> String {
        self.host.clear();
        self.write(format!("{line}\r").as_bytes());
        self.wait()
    }

    fn wait(&mut self) -> String {
        const ENDS: [&str; 8] = [
            "OK\r\n",
            "ERROR\r\n",
            "> ",
            "NO CARRIER\r\n",
            "ERROR: ",
            "BUSY\r\n",
            "NO ANSWER\r\n",
            "NO DIALTONE\r\n",
        ];
        for _ in 0..100_000 {
            if ENDS.iter().any(|end| self.host.contains(end)) {
                return std::mem::take(&mut self.host);
            }
            self.run(5);
        }
        panic!("no answer: {:?}", self.host);
    }

    /// Echo off, sound on: a host that is ready.
    fn ready(mut self) -> Self {
        for line in ["ATE0", "AT+CLIP=1", "AT+QPCMV=1,0"] {
            assert!(self.send(line).ends_with("\r\nOK\r\n"), "{line}");
        }
        self
    }

    /// As [`Bench::ready`], and told of the state of calls in both ways.
    fn told(self) -> Self {
        let mut bench = self.ready();
        let got = bench.send("AT^DSCI=1;+QINDCFG=\"ccinfo\",1,0");
        assert_eq!(got, "\r\nOK\r\n");
        bench
    }

    fn caller() -> Caller {
        Caller::Known("01023456789".parse().unwrap())
    }

    fn call(&mut self) {
        let from = Self::caller();
        self.happen(Happening::IncomingCall { from });
    }

    /// Somebody calls and is answered.
    fn in_call(mut self) -> Self {
        self.call();
        assert!(self.send("ATA").ends_with("\r\nOK\r\n"));
        self
    }

    fn reboot(&mut self) {
        self.send("AT+CFUN=1,1");
        self.run(60_000);
        self.send("ATE0");
        self.host.clear();
    }

    fn rules(&self) -> Vec<Rule> {
        self.modem.violations().iter().map(|v| v.rule).collect()
    }
}

/// These lines as the module frames them.
fn lines(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("\r\n{line}\r\n")).collect()
}
