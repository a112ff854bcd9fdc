//! Why something did not go as asked, and what a technician should hear about.

use crate::{
    at::{CallWord, Refusal},
    sms::{SmsError, mmsc::NotAllowed},
};

use super::{AudioMode, Rung, mms};

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
    /// The modem refused; it rings on, until [`super::Event::RingingStopped`] says otherwise.
    #[error("answering: {0}")]
    Refused(Refusal),
    /// The modem did not answer the command, and its list of calls says that it rings on.
    #[error("answering: no answer from the modem")]
    TimedOut,
    /// The modem went away or started over. The call is over.
    #[error("answering: the modem is gone")]
    Gone,
}

/// Why a call of ours came to nothing. There is no call any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallFault {
    /// The other side is talking to somebody.
    #[error("calling: the line is busy")]
    Busy,
    /// It rang, and nobody took it.
    #[error("calling: nobody answered")]
    NoAnswer,
    /// The network ended it: no such number, or an announcement that was played instead.
    #[error("calling: the network ended the call")]
    NoCarrier,
    /// There is no network to dial in.
    #[error("calling: no dial tone, the network is not there")]
    NoDialtone,
    /// The modem refused to dial.
    #[error("calling: {0}")]
    Refused(Refusal),
    /// The modem is not ready for calls. Nothing was dialled.
    #[error("calling: the modem is not ready")]
    NotReady,
    /// Another call is on, or an old one did not end in time. Nothing was dialled.
    #[error("calling: another call is on")]
    InUse,
    /// Sound is not armed. Nothing was dialled.
    #[error("calling: voice over USB is not switched on")]
    AudioNotArmed,
    /// The modem falls off the bus whenever a call begins. Nothing was dialled.
    #[error("calling: the modem's power does not carry a call; a technician has to look")]
    PowerWeak,
    /// The modem went away or never said what became of it. It may have rung over there: nothing
    /// dials again by itself.
    #[error("calling: it is not known whether the call went out")]
    Unknown,
}

impl CallFault {
    pub(super) const fn from_word(word: CallWord) -> Self {
        match word {
            CallWord::Busy => Self::Busy,
            CallWord::NoAnswer => Self::NoAnswer,
            CallWord::NoDialtone => Self::NoDialtone,
            CallWord::NoCarrier => Self::NoCarrier,
        }
    }
}

/// Who ended a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The other side hung up, or the network dropped them.
    Remote,
    /// The modem started over.
    ModemReset,
    /// The port is gone: unplugged, or out of power.
    PortLost,
    /// The modem does not let go of the call, and is started over.
    Stuck,
}

/// Why keys were not pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PressFault {
    /// The modem cannot do it in this call: play the tones in band, now and for the rest of it.
    #[error("pressing keys: the modem cannot in this call, the tones have to be played")]
    InBand,
    /// There is no call, or it is over.
    #[error("pressing keys: no call is up")]
    NoCall,
    /// Other keys are being pressed.
    #[error("pressing keys: others are being pressed")]
    Busy,
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

impl TextFault {
    /// Whether another attempt, later, may help.
    #[must_use]
    pub const fn may_pass(self) -> bool {
        match self {
            Self::QueueFull | Self::NotReady | Self::TimedOut | Self::Gone => true,
            Self::Refused(Refusal::Cms(why)) => why.may_pass(),
            Self::Refused(_) | Self::Unsendable(_) => false,
        }
    }
}

/// Why an MMS was not fetched or posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MmsFault {
    /// The SIM is of a carrier whose MMSC is not known, and no other way was set.
    #[error("fetching an MMS: the SIM's carrier is not known")]
    NoCarrier,
    /// The address is not one that may be fetched.
    #[error("fetching an MMS: {0}")]
    NotAllowed(NotAllowed),
    /// Too many are waiting.
    #[error("fetching an MMS: too many are waiting")]
    QueueFull,
    /// It was tried.
    #[error("{0}")]
    Failed(mms::Fault),
}

impl MmsFault {
    /// Whether another attempt, later, may help.
    #[must_use]
    pub const fn may_pass(self) -> bool {
        match self {
            Self::NoCarrier | Self::NotAllowed(_) => false,
            Self::QueueFull => true,
            Self::Failed(why) => why.may_pass(),
        }
    }
}

/// Why a PIN was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PinFault {
    /// The SIM does not ask for one.
    #[error("entering the PIN: the SIM does not ask for it")]
    NotAsked,
    /// Fewer than three tries are left, so it was not entered: a wrong one could block the SIM.
    #[error("entering the PIN: only {left} tries are left; put the SIM into a telephone")]
    TooFewTries {
        /// How many.
        left: u8,
    },
    /// How many tries are left could not be read, so it was not entered.
    #[error("entering the PIN: the modem does not say how many tries are left")]
    TriesUnknown,
    /// Another is being entered.
    #[error("entering the PIN: another is being entered")]
    Busy,
    /// It is wrong.
    #[error("entering the PIN: it is wrong")]
    Wrong,
    /// The modem refused for another reason.
    #[error("entering the PIN: {0}")]
    Refused(Refusal),
    /// The modem did not answer. Whether a try is gone is not known.
    #[error("entering the PIN: no answer from the modem")]
    NoAnswer,
}

/// Something that a technician should hear about. The box goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The modem has dropped off the bus again and again as a call began.
    #[error("the modem drops off the bus whenever a call begins: give it a stronger power supply")]
    BrownOut,
    /// The modem starts over again and again by itself.
    #[error("the modem restarts again and again: check its power supply and antenna")]
    RestartLoop,
    /// The mode of sound that was wanted is refused; another is used.
    #[error("the modem refuses sound by {wanted:?}; {taken:?} is used instead")]
    AudioFellBack {
        /// What was asked for.
        wanted: AudioMode,
        /// What is used.
        taken: AudioMode,
    },
    /// The module's USB sound card is switched off in its own settings.
    #[error(
        "the modem's USB sound card is off: AT+QCFG=\"usbcfg\" has to be set once, by a technician"
    )]
    SoundCardOff,
    /// The network did not take `AT+CCWA=0`: a second caller hears it ring.
    #[error("call waiting could not be switched off: a second caller hears it ring")]
    CallWaitingOn,
    /// A text was not deleted, however often it was asked for.
    #[error("a text cannot be deleted from the modem: the store will fill up")]
    TextStays,
    /// A text could be read only damaged.
    #[error("a text in the modem's store cannot be read whole")]
    TextDamaged,
    /// A step of recovery could not be done here.
    #[error("recovering the modem: {0:?} cannot be done on this board")]
    RungFailed(Rung),
}
