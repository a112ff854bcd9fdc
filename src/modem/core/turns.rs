//! Who may use a port next.
//!
//! What waits for a port is looked at when the port is free; what waits for the clock has its time in
//! `main_wake` and `second_wake`, which have to agree with `next_main` and `next_second`.

use crate::{
    at::{Command, Setting},
    modem::{Output, PortId},
    time::Instant,
};

use super::{Ec25, Out, Owner};

/// What the second port has to be told for itself.
const SECOND: [Setting; 2] = [Setting::EchoOff, Setting::NumericErrors];

impl Ec25 {
    pub(super) fn send_all(&mut self, at: Instant, out: Out<'_>) {
        while self.main.is_free() {
            let Some((owner, command)) = self.next_main(at) else {
                break;
            };
            self.send(PortId::Main, owner, command, at, out);
        }
        while self.second.is_free() {
            let Some((owner, command)) = self.next_second(at) else {
                break;
            };
            self.send(PortId::Second, owner, command, at, out);
        }
    }

    fn send(&mut self, port: PortId, owner: Owner, command: Command, at: Instant, out: Out<'_>) {
        match &command {
            Command::Answer | Command::Dial { .. } => self.power.call_begins(at),
            Command::Functionality(_) if owner == Owner::Recovery => self.recovery.reset_sent(),
            _ => {}
        }
        if let Some(bytes) = self.port(port).send(owner, command, at) {
            out.push(Output::Write(port, bytes));
        }
    }

    fn next_main(&mut self, at: Instant) -> Option<(Owner, Command)> {
        if self.recovery.is_waiting() {
            return None;
        }
        if self.recovery.reset_due() {
            return Some((Owner::Recovery, restart()));
        }
        let registered = self.watch.is_registered();
        let idle = !self.call.is_on();
        let ready = self.state.is_ready();
        let quiet = self.startup.is_over();
        let one = |owner: Owner, command: Option<Command>| command.map(|command| (owner, command));
        one(Owner::Call, self.call.next(&self.profile, at))
            .or_else(|| one(Owner::Audio, self.audio.next()))
            .or_else(|| one(Owner::Pin, self.pin.next()))
            .or_else(|| one(Owner::Radio, self.radio.next(at).filter(|_| idle)))
            .or_else(|| {
                one(
                    Owner::Startup,
                    self.startup.next(registered, at).filter(|_| idle || !ready),
                )
            })
            .or_else(|| one(Owner::Keypad, self.keypad.next().filter(|_| !idle)))
            .or_else(|| {
                let may = ready && idle;
                one(Owner::Outbox, may.then(|| self.outbox.next(at)).flatten())
            })
            .or_else(|| {
                one(
                    Owner::Inbox,
                    quiet.then(|| self.inbox.next(idle, at)).flatten(),
                )
            })
            .or_else(|| {
                // What is open has to be closed, ready or not.
                let may = idle && quiet;
                one(Owner::Mms, may.then(|| self.mms.next(at)).flatten())
            })
            .or_else(|| {
                let may = idle && self.startup.is_past_sim();
                one(Owner::Watch, may.then(|| self.watch.next(at)).flatten())
            })
            .or_else(|| one(Owner::Clock, self.clock.next(at).filter(|_| idle && quiet)))
            .or_else(|| one(Owner::Asked, self.asked.next().filter(|_| idle)))
    }

    /// When the main port, being free, will have something to do.
    pub(super) fn main_wake(&self) -> Option<Instant> {
        if self.recovery.is_waiting() {
            return None;
        }
        let registered = self.watch.is_registered();
        let idle = !self.call.is_on();
        let ready = self.state.is_ready();
        let quiet = self.startup.is_over();
        [
            self.call.next_wake(),
            self.radio.next_wake().filter(|_| idle),
            self.startup
                .next_wake(registered)
                .filter(|_| idle || !ready),
            self.outbox.next_wake().filter(|_| ready && idle),
            self.inbox.next_wake(idle).filter(|_| quiet),
            self.mms.next_wake().filter(|_| idle && quiet),
            Some(self.watch.next_wake()).filter(|_| idle && self.startup.is_past_sim()),
            Some(self.clock.due()).filter(|_| idle && quiet),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn next_second(&mut self, at: Instant) -> Option<(Owner, Command)> {
        if self.recovery.reset_due() && !self.main.synced {
            return Some((Owner::Recovery, restart()));
        }
        if self.recovery.is_waiting() {
            return None;
        }
        if let Some(setting) = SECOND.get(self.second_settings) {
            return Some((Owner::Port, Command::Set(*setting)));
        }
        if !self.main.synced || !self.main.is_held(at) {
            return None;
        }
        if let Some(command) = self.call.next_elsewhere(at) {
            return Some((Owner::Call, command));
        }
        let may = self.startup.is_past_sim() && !self.main.is_busy_for(Owner::Watch);
        let command = may.then(|| self.watch.next(at)).flatten()?;
        Some((Owner::Watch, command))
    }

    /// When the second port will have something to do.
    pub(super) fn second_wake(&self) -> Option<Instant> {
        if !self.second.is_free() || !self.main.synced || self.recovery.is_waiting() {
            return None;
        }
        let held = self.main.held_at()?;
        let may = self.startup.is_past_sim() && !self.main.is_busy_for(Owner::Watch);
        let watch = may.then(|| self.watch.next_wake());
        let next = self
            .call
            .next_elsewhere_at()
            .into_iter()
            .chain(watch)
            .min()?;
        Some(next.max(held))
    }
}

const fn restart() -> Command {
    Command::Functionality(crate::at::Functionality::Restart)
}
