//! Between the driver and the modem in its socket: ports that open and close, bytes, rungs.

use std::time::Duration;

use crate::{
    line,
    modem::{self, Modem as _, PortId, Rung},
    sim::{
        ec25,
        rig::{Bus, Input, What},
    },
};

use super::{Due, Line};

/// Between two attempts to open a port, as the driver's own task has it.
const REOPEN: Duration = Duration::from_secs(1);

/// A port as the host has it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wire {
    open: bool,
    /// Another program holds it.
    held: bool,
}

const fn index(port: PortId) -> usize {
    match port {
        PortId::Main => 0,
        PortId::Second => 1,
    }
}

const fn of_module(port: ec25::PortId) -> PortId {
    match port {
        ec25::PortId::At => PortId::Main,
        ec25::PortId::Second => PortId::Second,
    }
}

const fn of_driver(port: PortId) -> ec25::PortId {
    match port {
        PortId::Main => ec25::PortId::At,
        PortId::Second => ec25::PortId::Second,
    }
}

impl Line<'_> {
    pub(super) fn rig(&mut self, input: Input<'_>) {
        for output in self.rig.handle(input, self.at) {
            match output.what {
                What::Host(port, bytes) => {
                    let port = of_module(port);
                    if self.wires[index(port)].open {
                        self.passes(port, b'<', &bytes);
                        self.drive(modem::Input::Bytes(port, &bytes));
                    }
                }
                What::Pcm(route) => {
                    self.device.route = route;
                    self.listen_for_sound();
                }
                What::Sound(disturbance) => {
                    self.disturbance = disturbance;
                    self.listen_for_sound();
                }
                What::Network(effect) => self.network(effect),
                What::Bus(bus) => self.bus(bus),
            }
        }
    }

    fn bus(&mut self, bus: Bus) {
        match bus {
            Bus::Gone => {
                self.sound_is_gone();
                for port in [PortId::Main, PortId::Second] {
                    self.close(port);
                }
            }
            Bus::CardGone => self.card_is_gone(),
            Bus::Held(port) => self.wires[index(of_module(port))].held = true,
            Bus::Free(port) => self.wires[index(of_module(port))].held = false,
            // Ports are tried again by themselves; the next call finds the card.
            Bus::Back(_) | Bus::CardBack(_) | Bus::Twin => {}
        }
    }

    fn close(&mut self, port: PortId) {
        if std::mem::take(&mut self.wires[index(port)].open) {
            self.plan(self.at + REOPEN, Due::Open(port));
            self.drive(modem::Input::Closed(port));
        }
    }

    /// Tries to open a port that is closed.
    pub(super) fn open(&mut self, port: PortId) {
        let there = self.rig.is_there();
        let wire = &mut self.wires[index(port)];
        if wire.open {
            return;
        }
        if there && !wire.held {
            wire.open = true;
            self.drive(modem::Input::Opened(port));
        } else {
            self.plan(self.at + REOPEN, Due::Open(port));
        }
    }

    pub(super) fn drive(&mut self, input: modem::Input<'_>) {
        let mut outputs = Vec::new();
        self.driver.handle(input, self.at, &mut outputs);
        for output in outputs {
            match output {
                modem::Output::Write(port, bytes) => {
                    if self.wires[index(port)].open {
                        self.passes(port, b'>', &bytes);
                        if bytes.starts_with(b"ATD") {
                            self.run.log.push(format!("{}  ATD", self.at));
                        }
                        self.rig(Input::Host(of_driver(port), &bytes));
                    }
                }
                modem::Output::Event(event) => self.tell(line::Input::Modem(event)),
                modem::Output::Reopen(port) => self.close(port),
                modem::Output::Recover(rung) => self.recover(rung),
            }
        }
    }

    /// Notes what passes between driver and module (FNV-1a).
    fn passes(&mut self, port: PortId, way: u8, bytes: &[u8]) {
        if self.at > self.last {
            return;
        }
        let mark = [index(port) as u8, way];
        let time = self.at.as_millis().to_le_bytes();
        for byte in mark.iter().chain(&time).chain(bytes) {
            self.run.traffic = (self.run.traffic ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }

    /// The board does what it is asked for.
    fn recover(&mut self, rung: Rung) {
        self.run
            .log
            .push(format!("{}  recovery: {rung:?}", self.at));
        match rung {
            Rung::Rebind => self.rig(Input::Rebind),
            Rung::PortPower => self.rig(Input::PortPower),
            Rung::PowerKey => self.rig(Input::PowerKey),
            Rung::Reopen | Rung::AskForColdPower => return,
        }
        self.drive(modem::Input::Recovered(rung, true));
    }
}
