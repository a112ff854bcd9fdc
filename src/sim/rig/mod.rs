//! A modem in its socket: the module, the layer of faults on each of its ports, and its place on
//! the USB bus.
//!
//! **Rule:** pure, like the [`Ec25`] inside it: inputs with a time, outputs with a time, the same
//! seed gives the same afternoon. Who carries it (virtual time or terminals) does what the outputs
//! say and adds nothing.
//!
//! ```
//! use munjigi::sim::{ec25::{Ec25, PortId, Profile}, fault::Order, rig::{Bus, Input, Rig, What}};
//! use munjigi::time::Instant;
//!
//! let mut rig = Rig::new(Ec25::new(Profile::default(), 7), 7);
//! let order = Order::parse("F24 for=5s variant=bus").unwrap();
//! let out = rig.handle(Input::Fault(&order), Instant::ZERO);
//! assert_eq!(out[0].what, What::Bus(Bus::Gone));
//! rig.handle(Input::Host(PortId::At, b"AT\r"), Instant::from_millis(100)); // nobody hears it
//! let out = rig.handle(Input::Wake, Instant::from_millis(5_000));
//! assert_eq!(out[0].what, What::Bus(Bus::Back(rig.numbers())));
//! ```
//!
//! To test it: `cargo test --lib sim::rig`.

mod ambush;
pub mod module;
mod sound;
#[cfg(test)]
mod tests;
pub mod texts;
mod usb;
mod words;

use std::{collections::BTreeMap, time::Duration};

use super::{
    Dice,
    ec25::{self, Ec25, PortId, Violation},
    fault::{Fault, Order, Place, layer::Layer},
};
use crate::time::Instant;
use sound::{Blow, Ears};
use usb::Presence;
pub use words::{Away, Bus, Input, Numbers, Output, What};

/// What the rig has to do later.
#[derive(Debug)]
enum Due {
    Leave(Order),
    Return,
    CardReturn,
    Free(PortId),
    /// In this call, if it still lasts.
    InCall(u64, Fault),
    Blow(u64, Blow),
    /// The sound may stand otherwise.
    SoundOver,
    /// The troubles of the module are over.
    HealModule(Order),
}

/// A modem with its faults. See the [module's page](self).
#[derive(Debug)]
pub struct Rig {
    modem: Ec25,
    layers: [Layer; 2],
    usb: Presence,
    ears: Ears,
    /// Faults that wait for their moment.
    waiting: Vec<Order>,
    /// The way of the sound, as the module has it, and as it was told.
    route: Option<ec25::Sound>,
    told_route: Option<ec25::Sound>,
    in_call: bool,
    /// Counts calls.
    call: u64,
    /// At most [`Rig::MOST_DUE`]; what finds no place does not happen.
    agenda: BTreeMap<(Instant, u64), Due>,
    entries: u64,
    now: Instant,
    out: Vec<Output>,
}

impl Rig {
    /// The most entries of the agenda.
    const MOST_DUE: usize = 256;
    /// The card's index when the module brings one that nobody numbered.
    const FIRST_CARD: u32 = 1;

    /// `modem` in a socket, under `ttyUSB0` to `ttyUSB3` and, if it has a sound card, `card1`; the seed
    /// is for the layers, the modem has its own.
    #[must_use]
    pub fn new(modem: Ec25, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let card = modem.has_card().then_some(Self::FIRST_CARD);
        let mut rig = Self {
            modem,
            layers: [Layer::new(dice.next()), Layer::new(dice.next())],
            usb: Presence::new(Numbers { tty: 0, card }),
            ears: Ears::default(),
            waiting: Vec::new(),
            route: None,
            told_route: None,
            in_call: false,
            call: 0,
            agenda: BTreeMap::new(),
            entries: 0,
            now: Instant::ZERO,
            out: Vec::new(),
        };
        rig.begin_quietly();
        rig
    }

    /// The same under other numbers, with a sound card if it has one.
    #[must_use]
    pub fn numbered(mut self, numbers: Numbers) -> Self {
        self.usb = Presence::new(numbers);
        self.begin_quietly();
        self
    }

    /// The same on terminals that a reboot does not take away, as on a UART. Faults and people
    /// still can.
    #[must_use]
    pub const fn bolted(mut self) -> Self {
        self.usb.bolted = true;
        self
    }

    /// What is told at first is that nothing is wrong, and nobody need be told that there is no card.
    fn begin_quietly(&mut self) {
        self.refresh_disturbance();
        self.out.clear();
    }

    /// Takes `input`, which came at `at`, and returns everything that has come out by then, in
    /// order. A time that lies before an earlier one counts as that earlier one.
    pub fn handle(&mut self, input: Input<'_>, at: Instant) -> Vec<Output> {
        self.run_until(at);
        match input {
            Input::Host(port, bytes) => self.host(port, bytes),
            Input::Network(happening) => self.module(ec25::Input::Network(happening)),
            Input::Fault(order) => self.begin(order),
            Input::Heal(fault) => self.heal(fault),
            Input::Unplug(how) => self.leave(how, None),
            Input::Plug => self.come_back(),
            Input::Rebind => self.leave(Away::Bus, Some(words::REBIND)),
            Input::PortPower => self.leave(Away::Reset, Some(words::PORT_POWER)),
            Input::PowerKey => self.module(ec25::Input::PowerCycle),
            Input::Wake => {}
        }
        self.run_until(at);
        std::mem::take(&mut self.out)
    }

    /// When something happens by itself; `None` when it waits for others.
    #[must_use]
    pub fn next_wake(&self) -> Option<Instant> {
        let all = [
            self.modem.next_wake(),
            self.layers[0].next_wake(),
            self.layers[1].next_wake(),
            self.agenda.first_key_value().map(|((at, _), _)| *at),
        ];
        all.into_iter().flatten().min()
    }

    /// The module inside.
    #[must_use]
    pub const fn modem(&self) -> &Ec25 {
        &self.modem
    }

    /// Under which numbers the host sees it, or will when it is back.
    #[must_use]
    pub const fn numbers(&self) -> Numbers {
        self.usb.numbers()
    }

    /// Whether the host sees it.
    #[must_use]
    pub const fn is_there(&self) -> bool {
        self.usb.is_there()
    }

    /// Whether a call is up: answered, and not ended by anybody.
    #[must_use]
    pub const fn is_in_call(&self) -> bool {
        self.in_call
    }

    /// The rules that the host has broken so far.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        self.modem.violations()
    }

    /// Bytes that the layers lost because too many waited.
    #[must_use]
    pub const fn lost(&self) -> u64 {
        self.layers[0].lost() + self.layers[1].lost()
    }

    fn run_until(&mut self, at: Instant) {
        while let Some(next) = self.next_wake().filter(|next| *next <= at) {
            self.now = self.now.max(next);
            while let Some(entry) = self.agenda.first_entry()
                && entry.key().0 <= self.now
            {
                let due = entry.remove();
                self.happen(due);
            }
            if self.modem.next_wake().is_some_and(|wake| wake <= self.now) {
                self.module(ec25::Input::Wake);
            }
            self.drain_layers();
        }
        self.now = self.now.max(at);
        self.drain_layers();
    }

    fn drain_layers(&mut self) {
        for port in [PortId::At, PortId::Second] {
            for (at, bytes) in self.layers[port as usize].take(self.now) {
                let what = What::Host(port, bytes);
                self.out.push(Output { at, what });
            }
        }
    }

    fn happen(&mut self, due: Due) {
        match due {
            Due::Leave(order) => self.unplug_by(&order),
            Due::Return => self.come_back(),
            Due::CardReturn => self.card_returns(),
            Due::Free(port) => self.put(What::Bus(Bus::Free(port))),
            Due::InCall(call, fault) => self.strike_in_call(call, fault),
            Due::Blow(call, blow) => self.blow(call, blow),
            Due::SoundOver => self.sound_over(),
            Due::HealModule(order) => self.heal_module(&order),
        }
    }

    // ------------------------------------------------------------------ faults

    fn begin(&mut self, order: &Order) {
        match order.fault.row().place {
            Place::Bytes | Place::Replies => self.begin_in_layers(order),
            Place::Usb => self.begin_on_bus(order),
            Place::Sound if order.fault == Fault::CARD_GONE_IN_CALL => self.lie_in_wait(order),
            Place::Sound => self.spoil_sound(order),
            Place::Module | Place::Network => self.trouble(order),
        }
    }

    /// What is counted, and the death of one port, is for the AT port; the rest for both.
    fn begin_in_layers(&mut self, order: &Order) {
        let main_only = order.count.is_some() || order.fault == Fault::AT_PORT_DEAD;
        let layers = &mut self.layers[..if main_only { 1 } else { 2 }];
        for layer in layers {
            layer.start(order, self.now);
        }
    }

    fn begin_on_bus(&mut self, order: &Order) {
        match order.fault {
            Fault::UNPLUGGED_IDLE | Fault::OTHER_NUMBERS => self.unplug_by(order),
            Fault::CARD_VANISHES => self.card_goes(order.lasts),
            Fault::PORT_BUSY => self.hold(order),
            Fault::SECOND_MODEM => self.put(What::Bus(Bus::Twin)),
            _ => self.lie_in_wait(order),
        }
    }

    fn heal(&mut self, fault: Option<Fault>) {
        let Some(fault) = fault else {
            self.layers.iter_mut().for_each(Layer::heal_all);
            self.waiting.clear();
            self.agenda
                .retain(|_, due| !matches!(due, Due::Leave(_) | Due::HealModule(_)));
            self.heal_sound(None);
            self.module(ec25::Input::Trouble(ec25::Trouble::Heal));
            self.card_returns();
            self.come_back();
            return;
        };
        self.layers.iter_mut().for_each(|layer| layer.heal(fault));
        self.waiting.retain(|order| order.fault != fault);
        match fault.row().place {
            Place::Bytes | Place::Replies => {}
            Place::Usb if fault == Fault::CARD_VANISHES => self.card_returns(),
            Place::Usb => self.come_back(),
            Place::Sound if fault == Fault::CARD_GONE_IN_CALL => self.card_returns(),
            Place::Sound => self.heal_sound(Some(fault)),
            Place::Module | Place::Network => {
                for variant in fault.variants() {
                    self.heal_module(&variant);
                }
            }
        }
    }

    // ------------------------------------------------------------------ host and module

    fn host(&mut self, port: PortId, bytes: &[u8]) {
        if !self.is_there() {
            return;
        }
        let now = self.now;
        let passed = self.layers[port as usize].host(bytes, now);
        if !self.ambush_host(&passed) {
            return;
        }
        if !passed.bytes.is_empty() {
            self.module(ec25::Input::Host(port, &passed.bytes));
        }
        self.layers[port as usize].settle(now);
    }

    fn module(&mut self, input: ec25::Input<'_>) {
        for output in self.modem.handle(input, self.now) {
            match output.what {
                ec25::What::Host(port, bytes) => {
                    if self.is_there() {
                        self.layers[port as usize].module(&bytes, self.now);
                    }
                }
                ec25::What::Network(effect) => {
                    self.ambush_effect(&effect);
                    self.put(What::Network(effect));
                }
                ec25::What::Pcm(route) => {
                    self.route = route;
                    self.tell_route();
                }
                ec25::What::Usb(usb) => self.module_moves(usb),
            }
        }
        self.notice_call();
    }

    fn notice_call(&mut self) {
        let in_call = self.modem.is_in_call();
        if in_call == self.in_call {
            return;
        }
        self.in_call = in_call;
        if in_call {
            self.call += 1;
            self.ambush_call();
        } else {
            self.call_is_over();
        }
        self.refresh_disturbance();
    }

    fn tell_route(&mut self) {
        let route = self.route.filter(|_| self.is_there());
        if route != self.told_route {
            self.told_route = route;
            self.put(What::Pcm(route));
        }
    }

    fn put(&mut self, what: What) {
        let at = self.now;
        self.out.push(Output { at, what });
    }

    fn later(&mut self, after: Duration, due: Due) {
        if self.agenda.len() >= Self::MOST_DUE {
            return;
        }
        self.entries += 1;
        self.agenda.insert((self.now + after, self.entries), due);
    }
}
