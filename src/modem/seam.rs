//! What every modem's driver looks like from outside.

use crate::{
    at::{Bytes, RegistrationStatus, Signal},
    time::Instant,
};

use super::{Event, Request, State};

/// One of a module's AT ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PortId {
    /// USB interface 02: everything, and every announcement.
    Main,
    /// USB interface 03, where there is one: asks how things stand while the first is held up.
    Second,
}

/// A step of recovery, in the order in which they are tried. Between the first two the driver itself
/// tells the module to start over (`AT+CFUN=1,1`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rung {
    /// Close the port and open it anew.
    Reopen,
    /// The kernel lets go of the USB device and takes it again (`authorized`).
    Rebind,
    /// The power of the USB port, off and on.
    PortPower,
    /// The module's PWRKEY or RESET_N.
    PowerKey,
    /// Nothing is left but a person who takes the whole box off its power.
    AskForColdPower,
}

/// Something that happened to a driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input<'a> {
    /// A port has been opened.
    Opened(PortId),
    /// Bytes were read from it.
    Bytes(PortId, &'a [u8]),
    /// A port is gone, or was closed.
    Closed(PortId),
    /// What became of [`Output::Recover`]: whether it could be done.
    Recovered(Rung, bool),
    /// Somebody wants something.
    Request(Request),
    /// The time given by [`Modem::next_wake`] has come.
    Wake,
}

/// What a driver wants done, or tells.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "outputs go through one list that is used again, so that nothing is allocated"
)]
pub enum Output {
    /// Write these bytes to a port.
    Write(PortId, Bytes),
    /// Close a port and open it anew; [`Input::Closed`] and [`Input::Opened`] follow.
    Reopen(PortId),
    /// Do this to the modem from outside; [`Input::Recovered`] follows, except after
    /// [`Rung::AskForColdPower`].
    Recover(Rung),
    /// Something has happened.
    Event(Event),
}

/// A driver for one modem, sans I/O. The line needs nothing else of it, and [`super::spawn`] carries
/// out what any such driver wants; [`super::Ec25`] is one.
///
/// **Promises:** every request is answered by the event that its documentation names, whatever
/// happens; at any time it is in [`State::Ready`], or waits for its port, or has a `next_wake`.
pub trait Modem: Send {
    /// Takes one input and adds what follows from it to `out`, to be carried out in order.
    fn handle(&mut self, input: Input<'_>, at: Instant, out: &mut Vec<Output>);

    /// When [`Input::Wake`] is due. Ask after every input.
    fn next_wake(&self) -> Option<Instant>;

    /// Where the modem stands.
    fn state(&self) -> State;

    /// What it last saw of the network; nothing, when it does not look.
    fn radio(&self) -> Radio {
        Radio::default()
    }
}

/// What a modem last saw of the network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Radio {
    /// Registered for circuit-switched service (`AT+CREG`).
    pub circuit: Option<RegistrationStatus>,
    /// Registered with LTE (`AT+CEREG`).
    pub lte: Option<RegistrationStatus>,
    /// The signal strength (`AT+CSQ`).
    pub signal: Option<Signal>,
    /// Voice over LTE is up (`AT+QCFG="ims"`).
    pub ims_up: Option<bool>,
}
