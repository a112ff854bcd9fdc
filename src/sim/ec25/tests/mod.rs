//! A host written by hand talks to the module in virtual time.

use super::*;
use crate::phone::Caller;
mod calls;
mod port;
mod texts;

/// The module, its clock, and what has come out.
struct Bench {
    modem: Ec25,
    now: Instant,
    host: String,
    effects: Vec<Effect>,
    sound: Vec<Option<Sound>>,
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
            effects: Vec::new(),
            sound: Vec::new(),
        }
    }

    fn give(&mut self, input: Input<'_>) {
        for output in self.modem.handle(input, self.now) {
            match output.what {
                What::Host(bytes) => self.host.push_str(&String::from_utf8_lossy(&bytes)),
                What::Network(effect) => self.effects.push(effect),
                What::Pcm(sound) => self.sound.push(sound),
            }
        }
    }

    fn run(&mut self, millis: u64) {
        let end = self.now + std::time::Duration::from_millis(millis);
        while let Some(wake) = self.modem.next_wake().filter(|w| *w <= end) {
            self.now = self.now.max(wake);
            self.give(Input::Wake);
        }
        self.now = end;
    }

    /// Sends a line and returns everything that has come by the time of the final result.
    fn send(&mut self, line: &str) -> String {
        self.host.clear();
        self.give(Input::Host(format!("{line}\r").as_bytes()));
        self.wait()
    }

    fn wait(&mut self) -> String {
        const ENDS: [&str; 5] = ["OK\r\n", "ERROR\r\n", "> ", "NO CARRIER\r\n", "ERROR: "];
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

    fn caller() -> Caller {
        Caller::Known("01023456789".parse().unwrap())
    }

    fn call(&mut self) {
        let from = Self::caller();
        self.give(Input::Network(Happening::IncomingCall { from }));
    }

    fn rules(&self) -> Vec<Rule> {
        self.modem.violations().iter().map(|v| v.rule).collect()
    }
}
