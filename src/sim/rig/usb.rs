//! The device on the bus: there or not, and under which numbers.

use std::time::Duration;

use super::{Away, Bus, Due, Numbers, Rig, What};
use crate::sim::{
    ec25::{Input, PortId, Usb},
    fault::{Fault, Order},
};

/// Where the device is.
#[derive(Debug)]
pub(super) struct Presence {
    numbers: Numbers,
    /// Whether the module shows itself on the bus.
    module: bool,
    /// Out of the socket, and how it left.
    pulled: Option<Away>,
    /// What the host has been told.
    told: bool,
    card_gone: bool,
    /// It never leaves the bus by itself.
    pub(super) bolted: bool,
}

impl Presence {
    pub(super) const fn new(numbers: Numbers) -> Self {
        Self {
            numbers,
            module: true,
            pulled: None,
            told: true,
            card_gone: false,
            bolted: false,
        }
    }

    pub(super) const fn is_there(&self) -> bool {
        self.told
    }

    pub(super) const fn numbers(&self) -> Numbers {
        self.numbers
    }
}

impl Rig {
    /// The module says that it leaves the bus or comes back.
    pub(super) fn module_moves(&mut self, usb: Usb) {
        match usb {
            Usb::Gone => self.usb.module = self.usb.bolted,
            Usb::Back { card } => {
                self.usb.module = true;
                if card && self.usb.numbers.card.is_none() {
                    self.usb.numbers.card = Some(Self::FIRST_CARD);
                }
            }
        }
        self.tell_presence();
    }

    /// The device leaves, and comes back by itself after `span` if there is one.
    pub(super) fn leave(&mut self, how: Away, span: Option<Duration>) {
        self.usb.pulled = Some(how);
        if let Some(span) = span {
            self.later(span, Due::Return);
        }
        self.tell_presence();
        if how == Away::Reset {
            self.module(Input::PowerCycle);
        }
    }

    /// The device is put back. What was without power starts only now.
    pub(super) fn come_back(&mut self) {
        let Some(how) = self.usb.pulled.take() else {
            return;
        };
        if how == Away::Reset {
            self.module(Input::PowerCycle);
        }
        self.tell_presence();
    }

    /// The next time it comes back under other numbers (F29).
    pub(super) fn renumber(&mut self) {
        let Numbers { tty, card } = self.usb.numbers;
        self.usb.numbers = Numbers {
            tty: tty + 4,
            card: card.map(|index| index + 1),
        };
    }

    pub(super) fn card_goes(&mut self, span: Option<Duration>) {
        if self.usb.numbers.card.is_none() || self.usb.card_gone {
            return;
        }
        self.usb.card_gone = true;
        if let Some(span) = span {
            self.later(span, Due::CardReturn);
        }
        if self.usb.told {
            self.put(What::Bus(Bus::CardGone));
        }
        self.refresh_disturbance();
    }

    pub(super) fn card_returns(&mut self) {
        if !std::mem::take(&mut self.usb.card_gone) {
            return;
        }
        if let Some(index) = self.usb.numbers.card.filter(|_| self.usb.told) {
            self.put(What::Bus(Bus::CardBack(index)));
        }
        self.refresh_disturbance();
    }

    /// Whether the host can see a card.
    pub(super) const fn has_card(&self) -> bool {
        self.usb.told && !self.usb.card_gone && self.usb.numbers.card.is_some()
    }

    /// Another program opens ports (F32).
    pub(super) fn hold(&mut self, order: &Order) {
        let ports: &[PortId] = match order.variant {
            "second" => &[PortId::Second],
            "both" => &[PortId::At, PortId::Second],
            _ => &[PortId::At],
        };
        for &port in ports {
            self.put(What::Bus(Bus::Held(port)));
            if let Some(span) = order.lasts {
                self.later(span, Due::Free(port));
            }
        }
    }

    fn tell_presence(&mut self) {
        let there = self.usb.module && self.usb.pulled.is_none();
        if there == self.usb.told {
            return;
        }
        self.usb.told = there;
        for layer in &mut self.layers {
            layer.reset();
        }
        if there {
            self.usb.card_gone = false;
            self.put(What::Bus(Bus::Back(self.usb.numbers)));
        } else {
            self.put(What::Bus(Bus::Gone));
        }
        self.tell_route();
        self.refresh_disturbance();
    }

    /// How the order wants the device to leave.
    pub(super) fn away(order: &Order) -> Away {
        if order.variant == "bus" {
            Away::Bus
        } else {
            Away::Reset
        }
    }

    pub(super) fn unplug_by(&mut self, order: &Order) {
        if order.fault == Fault::OTHER_NUMBERS {
            self.renumber();
        }
        self.leave(Self::away(order), order.lasts);
    }
}
