//! What the modem tells.

use jiff::Timestamp;

use crate::{
    at::{Digits, Setting, ShortText, TextPdu},
    phone::{Caller, Key, Keys},
};

use super::{
    AnswerFault, AudioFault, AudioMode, CallFault, Ending, Fault, MmsFault, PinFault, PressFault,
    Slot, State, TextFault,
};

/// Something that has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "events are few and go by value through one channel; a text is the largest"
)]
pub enum Event {
    /// The modem's state has changed.
    State(State),
    /// Which module it is (`AT+CGMM`, `AT+QGMR`). Told once per start-up.
    Module {
        /// The model.
        model: ShortText,
        /// The firmware.
        firmware: ShortText,
    },
    /// Whose modem and whose SIM it is. Told when it is known and when it changes; the digits do not
    /// show themselves.
    Identity {
        /// The serial number of the module (`AT+CGSN`).
        imei: Option<Digits>,
        /// The serial number of the SIM (`AT+QCCID`).
        iccid: Option<Digits>,
    },
    /// A setting was refused; the modem is used without it.
    SettingRefused(Setting),
    /// Something for the technician.
    Fault(Fault),
    /// What time it is, from the network (NITZ). Checked: never before 2024, and a large jump goes
    /// forward and was seen twice.
    Clock {
        /// The time.
        utc: Timestamp,
    },
    /// The telephone rings. Once per call.
    Ringing {
        /// Who is calling, as far as it is known within one period of the ring.
        caller: Caller,
    },
    /// It rings no more; nobody answered.
    RingingStopped,
    /// Voice over USB is on.
    AudioArmed {
        /// Where it goes; not always where it was asked to go.
        mode: AudioMode,
    },
    /// Voice over USB could not be switched on.
    AudioNotArmed {
        /// Why.
        why: AudioFault,
    },
    /// The modem takes no more sound for the moment (`held`), or takes it again.
    UplinkHeld {
        /// Whether to keep what there is to say.
        held: bool,
    },
    /// Our call is on its way.
    Dialling,
    /// It rings over there. Announcements of the network may be heard; nobody has answered yet.
    Alerting,
    /// The call is up, whoever began it. Never told because of a sound: only the modem's word counts.
    Answered,
    /// The call was not taken.
    NotAnswered {
        /// Why, and whether it still rings.
        why: AnswerFault,
    },
    /// Our call came to nothing.
    CallFailed {
        /// Why.
        why: CallFault,
    },
    /// The call is over, and not by us.
    Ended {
        /// By whom.
        why: Ending,
    },
    /// We hung up, and no call is left.
    HungUp,
    /// All keys were pressed.
    Pressed,
    /// Not all keys were pressed.
    PressFailed {
        /// Those that were not, in order.
        rest: Keys,
        /// Why.
        why: PressFault,
    },
    /// The other side pressed a key (`+QTONEDET`).
    KeyHeard(Key),
    /// A text message went out.
    TextSent {
        /// Its name.
        id: u64,
        /// How many messages it took.
        parts: usize,
        /// The modem's reference (TP-MR) of the last one.
        reference: u8,
    },
    /// A text message did not go out, or not for certain.
    TextFailed {
        /// Its name.
        id: u64,
        /// Why.
        why: TextFault,
        /// Whether some or all of it may have gone out all the same. Do not simply send it again.
        maybe_sent: bool,
    },
    /// A text message, or a status report, lies in the module. Write it down, then ask for
    /// [`super::Request::DeleteText`]; until then it may be told again, after a restart for sure.
    TextReceived {
        /// Where it lies; `None`: it was delivered directly and lies nowhere any more.
        slot: Option<Slot>,
        /// The message, with the service centre's address in front.
        pdu: TextPdu,
    },
    /// The store of texts is nearly full.
    TextsFull {
        /// Texts in it.
        used: u16,
        /// Texts that it can hold.
        total: u16,
    },
    /// An MMS was fetched.
    MmsFetched {
        /// Its name.
        id: u64,
        /// What the carrier's MMSC gave.
        body: Vec<u8>,
    },
    /// An MMS was not fetched.
    MmsFailed {
        /// Its name.
        id: u64,
        /// Why.
        why: MmsFault,
        /// Whether it makes sense to try again later.
        retry: bool,
    },
    /// What the modem said to a person's question; numbers in it are masked.
    Asked {
        /// Its name.
        id: u64,
        /// The lines.
        lines: Vec<String>,
        /// How it ended, for people.
        result: String,
    },
    /// The PIN was right.
    PinAccepted,
    /// The PIN was not entered, or not right. Nothing is tried again by itself.
    PinRefused {
        /// Why.
        why: PinFault,
    },
}
