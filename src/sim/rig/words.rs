//! What goes into a rig and what comes out of it.

use std::time::Duration;

use crate::{
    sim::{
        ec25::{Effect, Happening, PortId, Sound},
        fault::{Fault, Order, sound::Disturbance},
    },
    time::Instant,
};

/// What happens to the rig.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input<'a> {
    /// The host wrote these bytes on this port.
    Host(PortId, &'a [u8]),
    /// Something happened in the network.
    Network(Happening),
    /// Something goes wrong from now on.
    Fault(&'a Order),
    /// This fault ends; all of them when it is `None`.
    Heal(Option<Fault>),
    /// The plug is pulled.
    Unplug(Away),
    /// The plug is put back.
    Plug,
    /// The host switches `authorized` of the device off and on.
    Rebind,
    /// The host switches the power of the USB port off and on.
    PortPower,
    /// The power key of the module is pressed: it starts anew.
    PowerKey,
    /// The time of [`super::Rig::next_wake`] has come.
    Wake,
}

/// How a device leaves the bus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Away {
    /// With its power: calls and volatile settings are gone, and it starts anew when it is back.
    Reset,
    /// Only from the bus: the module lives on, and so does a call.
    Bus,
}

/// Under which numbers the host sees the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// The `n` of `ttyUSBn` of interface 0; interfaces 1 to 3 follow it.
    pub tty: u32,
    /// The index of its sound card; `None` when it has none.
    pub card: Option<u32>,
}

impl Numbers {
    /// The `n` of `ttyUSBn` of this interface (0 to 3).
    #[must_use]
    pub const fn of(self, interface: u32) -> u32 {
        self.tty + interface
    }
}

/// What the host sees of the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bus {
    /// The device is gone, with all its ports and its card.
    Gone,
    /// The device is there, under these numbers.
    Back(Numbers),
    /// Only the card is gone.
    CardGone,
    /// The card is there again, with this index.
    CardBack(u32),
    /// Another program holds this port.
    Held(PortId),
    /// It holds it no longer.
    Free(PortId),
    /// A second modem of the same kind is plugged in beside this one (F33).
    Twin,
}

/// What comes out of the rig, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// When; never later than the call to [`super::Rig::handle`] that returned it.
    pub at: Instant,
    /// What.
    pub what: What,
}

/// What comes out of the rig.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Bytes on this port.
    Host(PortId, Vec<u8>),
    /// Something done to the network.
    Network(Effect),
    /// From now on sound flows this way, or not at all.
    Pcm(Option<Sound>),
    /// From now on the sound stands like this.
    Sound(Disturbance),
    /// The device, or a part of it, goes or comes.
    Bus(Bus),
}

/// How long the host's own measures keep the device away.
pub(super) const REBIND: Duration = Duration::from_secs(1);
/// The same, with the power off.
pub(super) const PORT_POWER: Duration = Duration::from_secs(2);
