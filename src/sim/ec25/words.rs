//! What goes into the module and what comes out of it.

use crate::{phone::Caller, time::Instant};

/// What happens to the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input<'a> {
    /// The host wrote these bytes on the AT port.
    Host(&'a [u8]),
    /// Something happened in the network.
    Network(Happening),
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
}

/// Where `AT+QPCMV` sends the sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sound {
    /// Mode 0: the NMEA port, raw 8 kHz mono little-endian PCM.
    Serial,
    /// Mode 1: the debug UART, which is not modelled.
    DebugUart,
    /// Mode 2: the USB sound card, which is not modelled.
    Card,
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
    /// Bytes on the AT port.
    Host(Vec<u8>),
    /// Something done to the network.
    Network(Effect),
    /// From now on sound flows this way, or not at all.
    Pcm(Option<Sound>),
}
