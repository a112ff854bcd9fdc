//! A virtual Quectel EC25: a state machine without any I/O.
//!
//! **Rule:** bytes and happenings in, bytes and effects out, at times that the seed decides. It
//! never asks what time it is: [`Ec25::handle`] is told, and [`Ec25::next_wake`] says when it wants
//! to be called again. What it does follows the Quectel EC2x AT manual V2.0 and 3GPP TS 27.005 and
//! 27.007; what it takes for latency is a choice ([`Profile`]).
//!
//! ```
//! use munjigi::{phone::Caller, sim::ec25::{Ec25, Happening, Input, Profile, What}, time::Instant};
//!
//! let mut modem = Ec25::new(Profile::default(), 7);
//! let ring = Input::Network(Happening::IncomingCall { from: Caller::Withheld });
//! let out = modem.handle(ring, Instant::ZERO);
//! assert_eq!(out[0].what, What::Host(b"\r\nRING\r\n".to_vec()));
//!
//! modem.handle(Input::Host(b"ATE0\r"), Instant::from_millis(100)); // the answer takes its time
//! let wake = modem.next_wake().unwrap();
//! let out = modem.handle(Input::Wake, wake);
//! assert_eq!(out[0].what, What::Host(b"\r\nOK\r\n".to_vec()));
//! ```
//!
//! One AT port is modelled (interface 2) and the PCM of the NMEA port (interface 1) as on or off.
//! Sound flows only while `AT+QPCMV` is on and there is a far end to hear; otherwise the PCM port
//! gives nothing at all, not silence. Faults will be a layer of their own between this machine and
//! the ports; nothing in here misbehaves.
//!
//! To test it: `cargo test --lib sim::ec25`.

mod boot;
mod calls;
mod commands;
mod latency;
mod parse;
mod port;
mod profile;
mod query;
mod reply;
mod setting;
mod store;
mod strict;
#[cfg(test)]
mod tests;
mod texts;
mod voice;
mod words;

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::time::Instant;

use super::{Dice, submit::Outbox};
use boot::{Power, Stage};
use calls::Table;
use port::Port;
pub use profile::Profile;
use store::Store;
use strict::Violations;
pub use strict::{Rule, Violation};
pub use words::{Effect, Happening, Input, Output, Sound, What};

/// What the module has to do later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// Carry out the command at the head of the line.
    Step,
    /// Give the network the message that was written behind the prompt.
    Submit,
    /// The next `RING` of this call.
    Ring(u32),
    /// `+CLIP` of this call.
    Clip(u32),
    /// The network gives up this call.
    RingOver(u32),
    /// The state of this call is told.
    Tell(u32),
    /// This ended call leaves the table.
    Gone(u32),
    /// The module falls silent and starts again.
    Fall,
    /// A stage of starting up is reached.
    Boot(Stage),
}

/// The virtual module. See the [module's page](self).
#[derive(Debug)]
pub struct Ec25 {
    profile: Profile,
    dice: Dice,
    store: Store,
    port: Port,
    power: Power,
    calls: Table,
    outbox: Outbox,
    /// The number of the last text (`+CMGS: <mr>`).
    reference: u8,
    /// Whether the network lets calls wait now.
    call_waiting: bool,
    /// What `AT+CEER` says.
    last_cause: &'static str,
    sound: Option<Sound>,
    violations: Violations,
    /// Earliest first; bounded because every call and the one running command have few entries.
    agenda: BinaryHeap<Reverse<(Instant, u64, Due)>>,
    entries: u64,
    now: Instant,
    out: Vec<Output>,
}

impl Ec25 {
    /// A module that has been on for long: registered, idle, echo on, factory settings.
    #[must_use]
    pub fn new(profile: Profile, seed: u64) -> Self {
        Self {
            dice: Dice::new(seed),
            store: Store::default(),
            port: Port::default(),
            power: Power::up(),
            calls: Table::default(),
            outbox: Outbox::default(),
            reference: 0,
            call_waiting: profile.call_waiting,
            last_cause: "No cause information available",
            sound: None,
            violations: Violations::default(),
            agenda: BinaryHeap::new(),
            entries: 0,
            now: Instant::ZERO,
            out: Vec::new(),
            profile,
        }
    }

    /// Takes `input`, which came at `at`, and returns everything that has come out by then, in
    /// order. A time that lies before an earlier one counts as that earlier one.
    pub fn handle(&mut self, input: Input<'_>, at: Instant) -> Vec<Output> {
        self.run_until(at);
        match input {
            Input::Host(bytes) => self.receive(bytes),
            Input::Network(happening) => self.happen(happening),
            Input::Wake => {}
            Input::PowerCycle => self.fall(),
        }
        self.run_until(at);
        std::mem::take(&mut self.out)
    }

    /// When the module next has something to do by itself; `None` when it waits for others.
    #[must_use]
    pub fn next_wake(&self) -> Option<Instant> {
        self.agenda.peek().map(|Reverse((at, ..))| *at)
    }

    /// Whether a call is up: answered, and not ended by anybody.
    #[must_use]
    pub fn is_in_call(&self) -> bool {
        self.calls.find(calls::State::Active).is_some()
    }

    /// The rules that the host has broken so far (strict mode), at most 256 of them.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations.list
    }

    /// How many broken rules found no more place in [`Ec25::violations`].
    #[must_use]
    pub const fn violations_dropped(&self) -> usize {
        self.violations.dropped
    }

    fn run_until(&mut self, at: Instant) {
        while let Some(&Reverse((due_at, _, due))) = self.agenda.peek() {
            if due_at > at {
                break;
            }
            self.agenda.pop();
            self.now = self.now.max(due_at);
            match due {
                Due::Step => self.step(),
                Due::Submit => self.submit(),
                Due::Ring(id) => self.ring(id),
                Due::Clip(id) => self.clip(id),
                Due::RingOver(id) => self.ring_over(id),
                Due::Tell(id) => self.tell_state(id),
                Due::Gone(id) => self.leave_table(id),
                Due::Fall => self.fall(),
                Due::Boot(stage) => self.reach(stage),
            }
        }
        self.now = self.now.max(at);
    }

    fn later(&mut self, range: (u64, u64), due: Due) {
        let at = self.now + self.dice.millis(range);
        self.entries += 1;
        self.agenda.push(Reverse((at, self.entries, due)));
    }

    fn put(&mut self, what: What) {
        let at = self.now;
        self.out.push(Output { at, what });
    }

    fn effect(&mut self, effect: Effect) {
        self.put(What::Network(effect));
    }

    /// An unsolicited result, if they come on this port (`AT+QURCCFG`).
    fn urc(&mut self, words: &str) {
        let port = self.store.text("+QURCCFG", Some("urcport"), 0);
        if self.power.is_up() && (port == "usbat" || port == "all") {
            self.put(What::Host(reply::result(words, self.port.verbose)));
        }
    }

    fn broke(&mut self, rule: Rule, detail: impl Into<String>) {
        if self.profile.strict {
            let (at, detail) = (self.now, detail.into());
            self.violations.push(Violation { at, rule, detail });
        }
    }

    /// Says so when the way of the sound has changed.
    fn refresh_sound(&mut self) {
        let enabled = self.power.is_up() && self.store.number("+QPCMV", 0) == 1;
        let sound =
            (enabled && self.calls.has_sound()).then(|| match self.store.number("+QPCMV", 1) {
                0 => Sound::Serial,
                1 => Sound::DebugUart,
                _ => Sound::Card,
            });
        if sound != self.sound {
            self.sound = sound;
            self.put(What::Pcm(sound));
        }
    }
}
