//! What goes into the module and what comes out of it.

use crate::{
    phone::Caller,
    sim::{
        deliver::{Pdu, Text},
        mmsc::{Event, Lms},
    },
    time::Instant,
};

use super::{Remote, Trouble};

/// An AT port of the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PortId {
    /// USB interface 2, `ttyUSB2` when alone: the AT port.
    At = 0,
    /// USB interface 3, `ttyUSB3` when alone: the modem port, a second AT port.
    Second = 1,
}

/// What happens to the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input<'a> {
    /// The host wrote these bytes on this port.
    Host(PortId, &'a [u8]),
    /// Something happened in the network.
    Network(Happening),
    /// Something begins to go wrong, or [`Trouble::Heal`].
    Trouble(Trouble),
    /// The time of [`super::Ec25::next_wake`] has come.
    Wake,
    /// The power went away and came back: what `AT+CFUN=1,1` does, at once.
    PowerCycle,
}

/// Something that happens in the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// Somebody calls.
    IncomingCall {
        /// As the network gives it.
        from: Caller,
    },
    /// The far end of the call hangs up, or gives up ringing.
    RemoteHangUp,
    /// The number that was dialled rings.
    RemoteRings,
    /// The number that was dialled is answered.
    RemoteAnswers,
    /// The number that was dialled is busy.
    RemoteBusy,
    /// Nobody takes the call that was dialled.
    RemoteNoAnswer,
    /// The far end presses a key: `0` to `9`, `A` to `D`, `*`, `#`.
    RemoteKey(char),
    /// Somebody sends a text.
    TextArrives(Text),
    /// The service centre has these messages, in this order, whatever they are: parts that are
    /// shuffled, doubled or wrong, reports on texts.
    PdusArrive(Vec<Pdu>),
    /// A multimedia message waits at the carrier's MMSC.
    LmsArrives(Lms),
    /// The next number that is dialled does this by itself. At most 16 such plans wait.
    NextDial(Remote),
    /// The signal changes: 0 to 31, or 99, as in `AT+CSQ`.
    Signal(u8),
}

/// What the module does to the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The host took the call.
    CallAnswered {
        /// Whose call.
        other: Caller,
    },
    /// The host ended the call, or the module went away under it.
    CallHungUp {
        /// Whose call.
        other: Caller,
    },
    /// The network could not bring the call: the line is taken or not there.
    CallRefused {
        /// Whose call.
        other: Caller,
    },
    /// Nobody answered for so long that the network gave up.
    CallLost {
        /// Whose call.
        other: Caller,
    },
    /// The host dialled.
    Dialled {
        /// As it was dialled.
        to: String,
    },
    /// The network says something on a dialled call before it is answered (early media).
    Announcement {
        /// Whose call.
        other: Caller,
        /// As [`Remote::announcement`] names it.
        name: String,
    },
    /// The far end of a dialled call has answered by itself ([`Remote`]).
    RemoteAnswered {
        /// Whose call.
        other: Caller,
    },
    /// The far end of a call, or the network, has ended it by itself ([`Remote`], [`Trouble`]).
    RemoteLeft {
        /// Whose call.
        other: Caller,
    },
    /// The host had the module send these tones (`AT+VTS`).
    Tones {
        /// In order.
        digits: String,
    },
    /// A text message is on its way, all its parts together.
    TextSubmitted {
        /// As it was addressed.
        to: String,
        /// What it says.
        body: String,
        /// The reference that the module gave its last part (`+CMGS: <mr>`).
        reference: u8,
    },
    /// The network has given up a text that it could not hand over.
    TextExpired,
    /// Something happened at the MMSC.
    Mms(Event),
    /// The host had the module ask this host, which is none of the carrier's.
    ForeignRequest {
        /// Its name or address.
        host: String,
    },
}

/// Where `AT+QPCMV` sends the sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sound {
    /// Mode 0: the NMEA port, raw 8 kHz mono little-endian PCM.
    Serial,
    /// Mode 1: the debug UART, which is not modelled.
    DebugUart,
    /// Mode 2: the USB sound card.
    Card,
}

/// Whether the module can be seen on the USB bus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usb {
    /// The device is gone, with all its ports and its card.
    Gone,
    /// The device is there. Its ports hear nothing before `RDY`.
    Back {
        /// Whether it has a sound card: the UAC bit of `AT+QCFG="usbcfg"` as it was at the start.
        card: bool,
    },
}

/// What comes out of the module, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// When; never later than the call to [`super::Ec25::handle`] that returned it.
    pub at: Instant,
    /// What.
    pub what: What,
}

/// What comes out of the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Bytes on this port.
    Host(PortId, Vec<u8>),
    /// Something done to the network.
    Network(Effect),
    /// From now on sound flows this way, or not at all.
    Pcm(Option<Sound>),
    /// The module leaves the USB bus or comes back to it.
    Usb(Usb),
}
