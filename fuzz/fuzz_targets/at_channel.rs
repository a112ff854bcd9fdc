//! A session with the channel: commands, bytes of the modem and time, in any order.
//!
//! The input is what the modem says, with our side in between, so that seeds can be read:
//! `0xFE n` sends command n (see `munjigi_fuzz::commands`), `0xFD n` lets n × 50 ms pass, `0xFC` opens
//! the port, `0xFB` closes it.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use munjigi_fuzz::{
    at::{Channel, Done, Output},
    commands::command,
    time::Instant,
};

#[derive(Default)]
struct Session {
    channel: Channel,
    at: Option<Instant>,
    out: Vec<Output>,
    sent: usize,
    ended: usize,
}

impl Session {
    fn now(&self) -> Instant {
        self.at.unwrap_or(Instant::ZERO)
    }

    fn tell(&mut self, output: Output) {
        self.ended += usize::from(matches!(output, Output::Done(_)));
        self.out.push(output);
    }

    fn end(&mut self, done: Option<Done>) {
        self.ended += usize::from(done.is_some());
    }

    fn hear(&mut self, mut bytes: &[u8]) {
        let now = self.now();
        while let Some(output) = self.channel.receive(&mut bytes, now) {
            self.tell(output);
        }
        assert!(bytes.is_empty(), "all of it is read");
        self.wake();
    }

    /// What is due now; never without end.
    fn wake(&mut self) {
        let now = self.now();
        for turn in 0.. {
            assert!(turn < 8, "it spins");
            match self.channel.wake(now) {
                Some(output) => self.tell(output),
                None if self.channel.next_wake().is_some_and(|due| due <= now) => {}
                None => break,
            }
        }
    }

    fn pass(&mut self, span: Duration) {
        let end = self.now() + span;
        while let Some(due) = self.channel.next_wake().filter(|due| *due <= end) {
            self.at = Some(due.max(self.now()));
            self.wake();
        }
        self.at = Some(end);
    }

    fn step(&mut self, sign: u8, value: u8) {
        match sign {
            SEND => {
                let now = self.now();
                let ready = self.channel.is_ready();
                let sent = self.channel.send(command(value), now);
                assert_eq!(sent.is_ok(), ready);
                self.sent += usize::from(ready);
            }
            PASS => self.pass(Duration::from_millis(50 * u64::from(value))),
            OPEN => {
                let now = self.now();
                let done = self.channel.open(now);
                self.end(done);
            }
            _ => {
                let done = self.channel.close();
                self.end(done);
            }
        }
    }
}

const SEND: u8 = 0xFE;
const PASS: u8 = 0xFD;
const OPEN: u8 = 0xFC;
const CLOSE: u8 = 0xFB;

/// Plays the session; what the modem says comes in pieces of `size`.
fn play(input: &[u8], size: usize) -> Session {
    let mut session = Session::default();
    session.channel.assume_ready();
    let mut rest = input;
    while let Some((&first, after)) = rest.split_first() {
        if first < CLOSE || first == 0xFF {
            let end = rest
                .iter()
                .position(|byte| (CLOSE..=SEND).contains(byte))
                .unwrap_or(rest.len());
            let (said, after) = rest.split_at(end);
            for piece in said.chunks(size) {
                session.hear(piece);
            }
            rest = after;
        } else {
            let takes_value = first >= PASS;
            let value = after.first().copied().unwrap_or(0);
            session.step(first, value);
            rest = if takes_value {
                after.get(1..).unwrap_or_default()
            } else {
                after
            };
        }
    }
    // Every wait has an end, and every command exactly one.
    session.pass(Duration::from_secs(600));
    assert_eq!(session.sent, session.ended);
    assert_eq!(session.channel.next_wake(), None);
    session
}

fuzz_target!(|input: &[u8]| {
    let (size, input) = input.split_first().unwrap_or((&1, &[]));
    let whole = play(input, usize::MAX);
    let cut = play(input, usize::from(*size).max(1));
    assert_eq!(cut.out, whole.out, "the cuts make a difference");
    assert!(whole.out.len() <= 40 * (input.len() + 1));
});
