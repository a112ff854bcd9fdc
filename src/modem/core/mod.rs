//! The driver's core, sans I/O: bytes, requests and the time in; bytes and events out.

mod asked;
mod audio;
mod call;
mod clock;
mod heard;
mod inbox;
mod keypad;
mod ladder;
mod mend;
mod mms;
mod outbox;
mod pin;
mod port;
mod power;
mod profile;
mod radio;
mod recovery;
mod requests;
mod startup;
#[cfg(test)]
mod tests;
mod turns;
mod watch;

use crate::{
    at::{Digits, ShortText},
    time::Instant,
};

use self::{
    asked::Asked,
    audio::Audio,
    call::Call,
    clock::Clock,
    inbox::Inbox,
    keypad::Keypad,
    mms::Mms,
    outbox::Outbox,
    pin::PinEntry,
    port::{Owner, Port},
    power::Power,
    profile::Profile,
    radio::RadioSwitch,
    recovery::Recovery,
    startup::{Stage, Startup},
    watch::Watch,
};
use super::{Ending, Event, Input, Lack, Modem, Output, PortId, Radio, State, mms::Route};

/// One EC25, as seen from its two AT ports.
///
/// Every [`Input`] goes through [`Modem::handle`], with the time; the outputs are to be carried out
/// in order. What comes first when several things want the port: the call, sound, recovery, start-up,
/// keys, text messages (none are sent during a call), MMS, the look at the network, the clock.
///
/// The second port does nothing while the first is free: it asks for the list of calls and looks at
/// the network while the first is held up by a command that takes its time. It can hang up and answer
/// then, and it can tell the module to start over when the first is dead.
#[derive(Debug, Default)]
pub struct Ec25 {
    main: Port,
    second: Port,
    /// The second port's own settings that are still to be told.
    second_settings: usize,
    /// When the second port is opened anew, after it has failed.
    second_again: Option<Instant>,
    state: State,
    profile: Profile,
    identity: Identity,
    startup: Startup,
    pin: PinEntry,
    watch: Watch,
    radio: RadioSwitch,
    recovery: Recovery,
    power: Power,
    call: Call,
    keypad: Keypad,
    audio: Audio,
    outbox: Outbox,
    inbox: Inbox,
    mms: Mms,
    clock: Clock,
    asked: Asked,
    /// Something went unanswered.
    unanswered: bool,
    /// And the module answers again: it may have started over without a word.
    suspect: bool,
    /// Everything is not set again before this for the same reason.
    refresh_after: Instant,
    /// Somebody wants the module started over when no call is on.
    restart_asked: bool,
}

/// Whose modem and whose SIM it is.
#[derive(Debug, Default)]
struct Identity {
    imei: Option<Digits>,
    iccid: Option<Digits>,
    model: Option<ShortText>,
    firmware: Option<ShortText>,
}

/// Where outputs go.
type Out<'a> = &'a mut Vec<Output>;

impl Modem for Ec25 {
    fn handle(&mut self, input: Input<'_>, at: Instant, out: Out<'_>) {
        match input {
            Input::Opened(port) => self.opened(port, at, out),
            Input::Bytes(port, bytes) => self.bytes(port, bytes, at, out),
            Input::Closed(port) => self.closed(port, at, out),
            Input::Request(request) => self.request(request, at, out),
            Input::Recovered(rung, done) => {
                let act = self.recovery.rung_done(rung, done, self.main.open, at);
                if !done {
                    tell(Event::Fault(super::Fault::RungFailed(rung)), out);
                }
                self.act(act, at, out);
            }
            Input::Wake => {}
        }
        for port in [PortId::Main, PortId::Second] {
            while let Some(output) = self.port(port).channel.wake(at) {
                self.channel_says(port, output, at, out);
            }
        }
        self.tick(at, out);
    }

    fn next_wake(&self) -> Option<Instant> {
        let own = [
            self.main.channel.next_wake(),
            self.second.channel.next_wake(),
            self.second_again.filter(|_| self.second.open),
            self.recovery.next_wake(self.main.open),
            self.call.next_tick(),
            self.outbox.gives_up_at(),
            self.watch.remedy_at().filter(|_| self.may_mend()),
            self.main_wake().filter(|_| self.main.is_free()),
            self.second_wake(),
        ];
        own.into_iter().flatten().min()
    }

    fn state(&self) -> State {
        self.state
    }

    fn radio(&self) -> Radio {
        self.watch.radio()
    }
}

impl Ec25 {
    /// Has MMS fetched by this way instead of the one that the table has for the SIM's carrier.
    #[must_use]
    pub fn with_route(mut self, route: Route) -> Self {
        self.mms.go_by(route);
        self
    }

    const fn port(&mut self, port: PortId) -> &mut Port {
        match port {
            PortId::Main => &mut self.main,
            PortId::Second => &mut self.second,
        }
    }

    fn opened(&mut self, port: PortId, at: Instant, out: Out<'_>) {
        self.port(port).open = true;
        match port {
            PortId::Main => {
                self.recovery.opened();
                self.start(Ending::PortLost, at, out);
            }
            PortId::Second => self.start_second(at, out),
        }
    }

    fn bytes(&mut self, port: PortId, bytes: &[u8], at: Instant, out: Out<'_>) {
        let mut rest = bytes;
        while let Some(output) = self.port(port).channel.receive(&mut rest, at) {
            self.channel_says(port, output, at, out);
            self.tick(at, out);
        }
    }

    fn closed(&mut self, port: PortId, at: Instant, out: Out<'_>) {
        let was_open = self.port(port).open;
        let cut_off = self.port(port).close();
        match port {
            PortId::Main => {
                let expected = self.recovery.closed(at);
                if was_open && !expected {
                    self.power.lost(at, out);
                }
                if let Some(done) = cut_off {
                    self.done(port, done, at, out);
                }
                self.lose(Ending::PortLost, at, out);
            }
            PortId::Second => {
                if let Some(done) = cut_off {
                    self.done(port, done, at, out);
                }
            }
        }
    }

    /// Everything from the beginning: the port was opened, or the modem has restarted.
    fn start(&mut self, why: Ending, at: Instant, out: Out<'_>) {
        if let Some(done) = self.main.start(at) {
            self.done(PortId::Main, done, at, out);
        }
        self.lose(why, at, out);
        self.startup.restart(at);
        self.watch.restart(at);
        self.suspect = false;
    }

    fn start_second(&mut self, at: Instant, out: Out<'_>) {
        self.second_again = None;
        self.second_settings = 0;
        if let Some(done) = self.second.start(at) {
            self.done(PortId::Second, done, at, out);
        }
    }

    /// The modem has forgotten us: whoever waits for something is told.
    fn lose(&mut self, why: Ending, at: Instant, out: Out<'_>) {
        // A port that we open anew ourselves says nothing about the call.
        let kept = why == Ending::PortLost && (self.call.is_kept() || self.recovery.is_reopening());
        if kept && self.call.keep(at) {
            return;
        }
        self.audio.lost(out);
        self.pin.lost(out);
        self.mms.lost(out);
        self.call.lost(why, out);
        self.keypad.call_over(out);
        self.asked.lost(out);
    }

    /// What is due by the clock, what wants the ports, and what state that leaves us in.
    fn tick(&mut self, at: Instant, out: Out<'_>) {
        self.call.tick(at, out);
        self.power.tick(at);
        self.mend(at, out);
        if !self.call.is_up() {
            self.keypad.call_over(out);
        }
        self.settle(out);
        if self.call.is_on() {
            self.mms.make_way();
        }
        self.send_all(at, out);
        let idle = self.state.is_ready() && !self.call.is_on() && self.startup.is_over();
        while self.mms.settle(idle, at, out) {
            self.send_all(at, out);
        }
        let ready = self.state.is_ready() || self.call.is_on();
        self.outbox.give_up(ready, at, out);
    }

    /// Finds out where that leaves us, and tells when it has changed.
    fn settle(&mut self, out: Out<'_>) {
        let state = self.stands();
        if state != self.state {
            self.state = state;
            tell(Event::State(state), out);
        }
    }

    fn stands(&self) -> State {
        if let Some(state) = self.recovery.state() {
            return state;
        }
        if !self.main.open {
            return State::Absent;
        }
        if !self.main.synced {
            return State::Opening;
        }
        match self.startup.stage() {
            Stage::Setting => State::Syncing,
            Stage::Sim(sim) => State::SimWait(sim),
            Stage::Network | Stage::Done if !self.watch.is_registered() => {
                if self.watch.is_denied() {
                    State::Denied
                } else {
                    State::Registering
                }
            }
            Stage::Network => State::Registering,
            Stage::Done => self.lack().map_or(State::Ready, State::Degraded),
        }
    }

    /// The gravest thing that the modem does without.
    fn lack(&self) -> Option<Lack> {
        let lacks = [
            self.power.lack(),
            self.audio.lack(),
            self.startup.lack(),
            self.inbox.lack(),
            self.watch.lack(),
        ];
        lacks.into_iter().flatten().min()
    }
}

fn tell(event: Event, out: Out<'_>) {
    out.push(Output::Event(event));
}
