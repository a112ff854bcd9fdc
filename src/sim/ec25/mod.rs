//! A virtual Quectel EC25: a state machine without any I/O.
//!
//! **Rule:** bytes and happenings in, bytes and effects out, at times that the seed decides. It
//! never asks what time it is: [`Ec25::handle`] is told, and [`Ec25::next_wake`] says when it wants
//! to be called again. What it does follows the Quectel EC2x AT manual V2.0 and 3GPP TS 27.005 and
//! 27.007; what it takes for latency is a choice ([`Profile`]).
//!
//! ```
//! use munjigi::{phone::Caller, sim::ec25::{Ec25, Happening, Input, PortId, Profile, What}, time::Instant};
//!
//! let mut modem = Ec25::new(Profile::default(), 7);
//! let ring = Input::Network(Happening::IncomingCall { from: Caller::Withheld });
//! let out = modem.handle(ring, Instant::ZERO);
//! assert_eq!(out[0].what, What::Host(PortId::At, b"\r\nRING\r\n".to_vec()));
//!
//! modem.handle(Input::Host(PortId::At, b"ATE0\r"), Instant::from_millis(100)); // the answer takes its time
//! let wake = modem.next_wake().unwrap();
//! let out = modem.handle(Input::Wake, wake);
//! assert_eq!(out[0].what, What::Host(PortId::At, b"\r\nOK\r\n".to_vec()));
//! ```
//!
//! | what | where |
//! |---|---|
//! | power, start-up, what survives it | `boot`, `store`, `setting` |
//! | the AT ports and the command line | `port`, `parse`, `reply`, `latency` |
//! | the SIM, its PIN and PUK | `card`, `codes`, [`Sim`] |
//! | registration, signal, operator, clock | `network`, `signal`, `operator`, `clock` |
//! | calls: coming, dialled, waiting, ending | `incoming`, `outgoing`, `waiting`, `ending`, [`Remote`] |
//! | diverted calls, USSD | `services` |
//! | keys and sound | `tones`, `sound` |
//! | what differs, what goes wrong, what the host did wrong | [`Quirk`], [`Trouble`], [`Rule`] |
//!
//! Two AT ports are modelled ([`PortId`]: interfaces 2 and 3), and the PCM of the NMEA port
//! (interface 1) as on or off.
//! Sound flows only while `AT+QPCMV` is on and there is a far end to hear; otherwise the PCM port
//! gives nothing at all, not silence. What goes wrong in the module, its SIM and the network is a
//! [`Trouble`]; garbled bytes and a loose USB plug are a layer of their own between this machine and
//! the ports.
//!
//! Behind it are the carrier's service centre, which hands over texts
//! ([`deliver`](super::deliver)) when the module can take them, and its
//! [`mmsc`](super::mmsc), which is reached by name over the module's own stack once a bearer is up.
//! What a host leaves open is noted by [`Ec25::finish_session`].
//!
//! To test it: `cargo test --lib sim::ec25`.

mod boot;
mod calls;
mod card;
mod clock;
mod codes;
mod commands;
mod data;
mod ending;
mod firmware;
mod flow;
mod incoming;
mod latency;
mod network;
mod operator;
mod outgoing;
mod parse;
mod port;
mod profile;
mod query;
mod remote;
mod reply;
mod services;
mod setting;
mod signal;
mod sim;
mod sound;
mod store;
mod strict;
#[cfg(test)]
mod tests;
mod texts;
mod tones;
mod trouble;
mod waiting;
mod words;

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
    time::Duration,
};

use crate::time::Instant;

use super::{Dice, mmsc::Mmsc, submit::Outbox};
use boot::{Power, Stage};
use calls::Table;
use card::Card;
use clock::Clock;
pub use firmware::Quirk;
use network::Net;
pub use network::Registration;
use port::Ports;
pub use profile::{DataInCall, Profile};
pub use remote::{Failure, Remote, Rings, Then};
pub use sim::Sim;
use store::Store;
use strict::Violations;
pub use strict::{Rule, Violation};
use trouble::Troubles;
pub use trouble::{ClipForm, Cure, FOR_EVER, Trouble};
pub use words::{Effect, Happening, Input, Output, PortId, Sound, Usb, What};

/// What the module has to do later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// Carry out the command at the head of the line.
    Step(PortId),
    /// Give the network the message that was written behind the prompt.
    Submit(PortId),
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
    /// The far end of this call does the next thing of its plan.
    Remote(u32),
    /// The far end of this call leaves.
    RemoteGone(u32),
    /// This call, which the host has ended, ends at last.
    Dies(u32),
    /// A command that is never answered no longer keeps this port.
    Unstick(PortId),
    /// The network gives its time.
    Nitz,
    /// The network answers a USSD.
    Ussd,
    /// Out of the network, or in again.
    Flap,
    /// `AT+QPOWD` is done.
    PowerDown,
    /// The module falls silent and starts again.
    Fall,
    /// A stage of starting up is reached.
    Boot(Stage),
    /// The time of this trouble is over.
    TroubleOver(u32),
    /// The next piece of what this port writes.
    Flow(PortId),
    /// Something about messages.
    Texts(texts::Due),
    /// Something about data.
    Data(data::Due),
}

/// The virtual module. See the [module's page](self).
#[derive(Debug)]
pub struct Ec25 {
    profile: Profile,
    dice: Dice,
    store: Store,
    ports: Ports,
    /// The port whose command is being carried out.
    serving: PortId,
    troubles: Troubles,
    power: Power,
    card: Card,
    net: Net,
    clock: Clock,
    calls: Table,
    /// What the far ends of the next dialled calls do.
    plans: VecDeque<Remote>,
    /// The sound was turned off and on since the last call had some.
    armed: bool,
    outbox: Outbox,
    memories: texts::Memories,
    centre: texts::Centre,
    mmsc: Mmsc,
    data: data::Data,
    /// The number of the last text (`+CMGS: <mr>`).
    reference: u8,
    /// Whether the network lets calls wait now.
    call_waiting: bool,
    diverts: services::Diverts,
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
    /// A module that has been on for long: registered (where the SIM lets it), idle, echo on, factory
    /// settings.
    #[must_use]
    pub fn new(profile: Profile, seed: u64) -> Self {
        let mut module = Self {
            dice: Dice::new(seed),
            store: Store::set_up(profile.usb, profile.uac),
            card: Card::new(profile.sim.clone()),
            net: Net::new(profile.csq),
            clock: Clock::default(),
            plans: VecDeque::new(),
            armed: false,
            ports: Ports::default(),
            serving: PortId::At,
            troubles: Troubles::default(),
            power: Power::up(),
            calls: Table::default(),
            outbox: Outbox::default(),
            memories: texts::Memories::new(profile.places),
            centre: texts::Centre::default(),
            mmsc: Mmsc::new(profile.mmsc.clone()),
            data: data::Data::default(),
            reference: 0,
            call_waiting: profile.call_waiting,
            diverts: services::Diverts::default(),
            last_cause: "No cause information available",
            sound: None,
            violations: Violations::default(),
            agenda: BinaryHeap::new(),
            entries: 0,
            now: Instant::ZERO,
            out: Vec::new(),
            profile,
        };
        module.settle();
        module
    }

    /// Takes `input`, which came at `at`, and returns everything that has come out by then, in
    /// order. A time that lies before an earlier one counts as that earlier one.
    pub fn handle(&mut self, input: Input<'_>, at: Instant) -> Vec<Output> {
        self.run_until(at);
        match input {
            Input::Host(port, bytes) => self.receive(port, bytes),
            Input::Network(happening) => self.happen(happening),
            Input::Trouble(trouble) => self.begin_trouble(trouble),
            Input::Wake => {}
            Input::PowerCycle => self.fall(true),
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

    /// Whether a far end can be heard: in a call, and as early media before it is answered.
    #[must_use]
    pub fn has_far_end(&self) -> bool {
        self.calls.has_sound()
    }

    /// Whether the module can be seen on the USB bus.
    #[must_use]
    pub const fn is_on_bus(&self) -> bool {
        self.power.on_bus
    }

    /// Whether it has a sound card: the UAC bit of `AT+QCFG="usbcfg"` was set at the last start.
    #[must_use]
    pub fn has_card(&self) -> bool {
        self.store.has_card()
    }

    /// What it was made with.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.profile
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

    /// The session is over: strict mode notes what the host has left open.
    pub fn finish_session(&mut self) {
        self.data_should_be_closed("at the end of the session");
    }

    fn run_until(&mut self, at: Instant) {
        while let Some(&Reverse((due_at, _, due))) = self.agenda.peek() {
            if due_at > at {
                break;
            }
            self.agenda.pop();
            self.now = self.now.max(due_at);
            match due {
                Due::Step(port) => {
                    self.serving = port;
                    self.step();
                }
                Due::Submit(port) => {
                    self.serving = port;
                    self.submit();
                }
                Due::Ring(id) => self.ring(id),
                Due::Clip(id) => self.clip(id),
                Due::RingOver(id) => self.ring_over(id),
                Due::Tell(id) => self.tell_state(id),
                Due::Gone(id) => self.leave_table(id),
                Due::Remote(id) => self.remote_step(id),
                Due::RemoteGone(id) => self.remote_is_gone(id),
                Due::Dies(id) => self.dies(id),
                Due::Unstick(port) => {
                    self.serving = port;
                    self.unstick();
                }
                Due::Nitz => self.network_gives_time(),
                Due::Ussd => self.ussd_is_refused(),
                Due::Flap => self.flap(),
                Due::PowerDown => self.power_down(),
                Due::Fall => self.fall(false),
                Due::Boot(stage) => self.reach(stage),
                Due::TroubleOver(id) => self.end_trouble(id),
                Due::Flow(port) => {
                    self.serving = port;
                    self.next_piece();
                }
                Due::Texts(due) => self.texts_due(due),
                Due::Data(due) => self.data_due(due),
            }
        }
        self.now = self.now.max(at);
    }

    fn later(&mut self, range: (u64, u64), due: Due) {
        let after = self.dice.millis(range);
        self.later_by(after, due);
    }

    fn later_by(&mut self, after: Duration, due: Due) {
        let at = self.now + after;
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

    /// An unsolicited result, on the ports where they come.
    fn urc(&mut self, words: &str) {
        for &port in self.urc_ports() {
            self.tell_on(port, words);
        }
    }

    /// Where unsolicited results come (`AT+QURCCFG="urcport"`).
    fn urc_ports(&self) -> &'static [PortId] {
        match &*self.store.text("+QURCCFG", Some("urcport"), 0) {
            "usbat" => &[PortId::At],
            "usbmodem" => &[PortId::Second],
            "all" => &[PortId::At, PortId::Second],
            _ => &[], // a UART that nobody reads
        }
    }

    fn broke(&mut self, rule: Rule, detail: impl Into<String>) {
        if self.profile.strict {
            let (at, detail) = (self.now, detail.into());
            self.violations.push(Violation { at, rule, detail });
        }
    }
}
