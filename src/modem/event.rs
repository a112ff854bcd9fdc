//! What can be asked of the modem, and what it tells.

use crate::{
    at::{Refusal, Setting},
    phone::{Caller, PhoneNumber},
    sms::SmsError,
};

use super::State;

/// Something asked of the modem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Switch voice over USB off and on again (`AT+QPCMV=0`, `AT+QPCMV=1,0`), before every call:
    /// without it the second call is silent. [`Event::AudioArmed`] or [`Event::AudioNotArmed`].
    ArmAudio,
    /// Switch voice over USB off. Nothing follows.
    DisarmAudio,
    /// Take the ringing call. Wait for [`Event::AudioArmed`] and open the sound first: without it
    /// the request is refused. [`Event::Answered`] or [`Event::NotAnswered`].
    Answer,
    /// End the call, ringing or up. Answered by exactly one [`Event::HungUp`] or [`Event::Ended`];
    /// when there is no call, by `HungUp` once the modem has confirmed it.
    HangUp,
    /// Send a text message, when no call is up. [`Event::TextSent`] or [`Event::TextFailed`].
    SendText {
        /// The asker's name for it, given back in the event. Its low eight bits join the parts of
        /// a long text, so it should count up.
        id: u64,
        /// To whom.
        to: PhoneNumber,
        /// What it says.
        body: String,
    },
}

/// Something that has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The modem's state has changed.
    State(State),
    /// A setting was refused; the modem is used without it.
    SettingRefused(Setting),
    /// The telephone rings. Once per call.
    Ringing {
        /// Who is calling, as far as it is known within one period of the ring.
        caller: Caller,
    },
    /// It rings no more; nobody answered.
    RingingStopped,
    /// Voice over USB is on.
    AudioArmed,
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
    /// The call is up.
    Answered,
    /// The call was not taken.
    NotAnswered {
        /// Why, and whether it still rings.
        why: AnswerFault,
    },
    /// The call is over, and not by us.
    Ended {
        /// By whom.
        why: Ending,
    },
    /// We hung up, and no call is left.
    HungUp,
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
}

/// Why voice over USB could not be switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AudioFault {
    /// The modem refused.
    #[error("switching voice over USB on: {0}")]
    Refused(Refusal),
    /// The modem did not answer.
    #[error("switching voice over USB on: no answer from the modem")]
    TimedOut,
    /// The modem went away or started over.
    #[error("switching voice over USB on: the modem is gone")]
    Gone,
    /// Too many requests before it.
    #[error("switching voice over USB on: too many requests at once")]
    Busy,
}

/// Why a call was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerFault {
    /// Nothing rings. The call, if there was one, is over.
    #[error("answering: nothing rings")]
    NoCall,
    /// The caller gave up first. The call is over.
    #[error("answering: the caller has given up")]
    CallerGone,
    /// Sound is not armed; it rings on. A call is answered only once audio is up.
    #[error("answering: voice over USB is not switched on")]
    AudioNotArmed,
    /// The modem refused; it rings on, until [`Event::RingingStopped`] says otherwise.
    #[error("answering: {0}")]
    Refused(Refusal),
    /// The modem did not answer the command, and its list of calls says that it rings on.
    #[error("answering: no answer from the modem")]
    TimedOut,
    /// The modem went away or started over. The call is over.
    #[error("answering: the modem is gone")]
    Gone,
}

/// Who ended a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The caller hung up, or the network dropped them.
    Remote,
    /// The modem started over.
    ModemReset,
    /// The port is gone: unplugged, or out of power.
    PortLost,
    /// The modem does not let go of the call, and is started over.
    Stuck,
}

/// Why a text message did not go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// It cannot be written as messages.
    #[error("encoding the text: {0}")]
    Unsendable(SmsError),
    /// Too many texts wait already.
    #[error("sending the text: too many texts are waiting")]
    QueueFull,
    /// The modem was not ready for a minute.
    #[error("sending the text: the modem was not ready in time")]
    NotReady,
    /// The modem or the network refused.
    #[error("sending the text: {0}")]
    Refused(Refusal),
    /// The modem did not say what became of it.
    #[error("sending the text: no answer from the modem")]
    TimedOut,
    /// The modem went away or started over.
    #[error("sending the text: the modem is gone")]
    Gone,
}
