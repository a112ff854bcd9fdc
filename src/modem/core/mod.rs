//! The driver's core, sans I/O: bytes, requests and the time in; bytes and events out.

mod audio;
mod call;
mod heard;
mod startup;
#[cfg(test)]
mod tests;
mod texts;
mod watch;

use crate::{
    at::{Channel, Command, Done},
    time::Instant,
};

use self::{
    audio::Audio,
    call::Call,
    startup::{Stage, Startup},
    texts::Texts,
    watch::Watch,
};
use super::{AudioFault, Ending, Event, Reason, Request, State};

/// Something that happened to the driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input<'a> {
    /// The port has been opened.
    PortOpened,
    /// Bytes were read from it.
    Bytes(&'a [u8]),
    /// The port is gone, or was closed.
    PortClosed,
    /// Somebody wants something.
    Request(Request),
    /// The time given by [`Modem::next_wake`] has come.
    Wake,
}

/// What the driver wants done, or tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Write these bytes to the port.
    Write(crate::at::Bytes),
    /// Close the port and open it anew; [`Input::PortClosed`] and [`Input::PortOpened`] follow.
    Reopen,
    /// Something has happened.
    Event(Event),
}

/// Whose command is in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Call,
    Audio,
    Startup,
    Texts,
    Watch,
}

/// One EC25, as seen from one AT port.
///
/// Every [`Input`] goes through [`Modem::handle`], with the time; the outputs are to be carried out
/// in order. What comes first when several things want the port: the call, sound, start-up, text
/// messages (never during a call), the look at the network.
#[derive(Debug, Default)]
pub struct Modem {
    channel: Channel,
    owner: Option<Owner>,
    open: bool,
    /// The channel has been in step since the port was opened or the modem started.
    synced: bool,
    recovering: Option<Reason>,
    state: State,
    startup: Startup,
    watch: Watch,
    call: Call,
    audio: Audio,
    texts: Texts,
}

/// Where outputs go.
type Out<'a> = &'a mut Vec<Output>;

impl Modem {
    /// Where the modem stands.
    #[must_use]
    pub const fn state(&self) -> State {
        self.state
    }

    /// Takes one input and adds what follows from it to `out`.
    pub fn handle(&mut self, input: Input<'_>, at: Instant, out: Out<'_>) {
        match input {
            Input::PortOpened => {
                self.open = true;
                self.start(Ending::PortLost, at, out);
            }
            Input::Bytes(bytes) => {
                let mut rest = bytes;
                while let Some(output) = self.channel.receive(&mut rest, at) {
                    self.channel_says(output, at, out);
                    self.tick(at, out);
                }
            }
            Input::PortClosed => {
                self.open = false;
                self.synced = false;
                let cut_off = self.channel.close();
                self.lose(cut_off, Ending::PortLost, at, out);
            }
            Input::Request(request) => self.request(request, at, out),
            Input::Wake => {}
        }
        while let Some(output) = self.channel.wake(at) {
            self.channel_says(output, at, out);
        }
        self.tick(at, out);
    }

    /// When [`Input::Wake`] is due. Ask after every input.
    #[must_use]
    pub fn next_wake(&self) -> Option<Instant> {
        // What waits for the port is looked at when the port is free, not by the clock.
        let free = self.channel.is_ready();
        let registered = self.watch.is_registered();
        let port = [
            self.call.next_poll(),
            self.startup.next_wake(registered),
            self.texts.next_wake().filter(|_| self.may_text()),
            Some(self.watch.next_wake()).filter(|_| self.may_watch()),
        ];
        port.into_iter()
            .filter(|_| free)
            .chain([
                self.channel.next_wake(),
                self.call.next_tick(),
                self.texts.gives_up_at(),
            ])
            .flatten()
            .min()
    }

    fn may_text(&self) -> bool {
        self.state == State::Ready && !self.call.is_on()
    }

    fn may_watch(&self) -> bool {
        self.startup.is_past_sim() && !self.call.is_on()
    }

    /// Everything from the beginning: the port was opened, or the modem has restarted.
    fn start(&mut self, why: Ending, at: Instant, out: Out<'_>) {
        self.synced = false;
        let cut_off = self.channel.open(at);
        self.lose(cut_off, why, at, out);
        self.startup.restart(at);
        self.watch.restart(at);
    }

    fn start_over(&mut self, reason: Reason, out: Out<'_>) {
        self.recovering = Some(reason);
        out.push(Output::Reopen);
    }

    /// The modem has forgotten us: whoever waits for something is told.
    fn lose(&mut self, cut_off: Option<Done>, why: Ending, at: Instant, out: Out<'_>) {
        if let Some(done) = cut_off {
            self.done(done, at, out);
        }
        self.audio.lost(|event| out.push(Output::Event(event)));
        tell(self.call.lost(why), out);
    }

    fn request(&mut self, request: Request, at: Instant, out: Out<'_>) {
        let event = match request {
            Request::ArmAudio if !self.open => Some(Event::AudioNotArmed {
                why: AudioFault::Gone,
            }),
            Request::ArmAudio => self.audio.arm(),
            Request::DisarmAudio => {
                if self.open {
                    self.audio.disarm();
                }
                None
            }
            Request::Answer => self.call.answer(self.audio.is_armed()),
            // Without a port there is no call either: that it ended has been told.
            Request::HangUp if !self.open => Some(Event::HungUp),
            Request::HangUp => {
                self.call.hang_up(at);
                None
            }
            Request::SendText { id, to, body } => self.texts.add(id, &to, &body),
        };
        tell(event, out);
    }

    /// What is due by the clock, what wants the port, and what state that leaves us in.
    fn tick(&mut self, at: Instant, out: Out<'_>) {
        tell(self.call.tick(at), out);
        if self.call.take_stuck() {
            tell(self.call.lost(Ending::Stuck), out);
            self.start_over(Reason::CallStuck, out);
        }
        self.settle(out);
        while self.channel.is_ready() {
            let Some((owner, command)) = self.next(at) else {
                break;
            };
            let Ok(bytes) = self.channel.send(command, at) else {
                break;
            };
            self.owner = Some(owner);
            out.push(Output::Write(bytes));
        }
        let ready = self.state == State::Ready || self.call.is_on();
        self.texts
            .give_up(ready, at, |event| out.push(Output::Event(event)));
    }

    fn next(&mut self, at: Instant) -> Option<(Owner, Command)> {
        let registered = self.watch.is_registered();
        if let Some(command) = self.call.next(at) {
            return Some((Owner::Call, command));
        }
        if let Some(command) = self.audio.next() {
            return Some((Owner::Audio, command));
        }
        if let Some(command) = self.startup.next(registered, at) {
            return Some((Owner::Startup, command));
        }
        if self.may_text()
            && let Some(command) = self.texts.next(at)
        {
            return Some((Owner::Texts, command));
        }
        if self.may_watch()
            && let Some(command) = self.watch.next(at)
        {
            return Some((Owner::Watch, command));
        }
        None
    }

    /// Finds out where that leaves us, and tells when it has changed.
    fn settle(&mut self, out: Out<'_>) {
        let state = match (self.open, self.recovering) {
            (_, Some(reason)) => State::Recovering(reason),
            (false, None) => State::Absent,
            (true, None) if !self.synced => State::Opening,
            (true, None) => match self.startup.stage() {
                Stage::Setting => State::Syncing,
                Stage::Sim(sim) => State::SimWait(sim),
                Stage::Network => State::Registering,
                Stage::Done if self.watch.is_registered() => State::Ready,
                Stage::Done => State::Registering,
            },
        };
        if state != self.state {
            self.state = state;
            tell(Some(Event::State(state)), out);
        }
    }
}

fn tell(event: Option<Event>, out: Out<'_>) {
    out.extend(event.map(Output::Event));
}
