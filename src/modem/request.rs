//! What can be asked of the modem.

use crate::{
    at::{Pin, Question},
    phone::{Dialable, Keys, PhoneNumber},
};

/// Where the voice of a call goes (`AT+QPCMV`: Quectel AT).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AudioMode {
    /// `1,0`: raw 8 kHz PCM over the serial port of USB interface 1.
    #[default]
    Serial,
    /// `1,2`: the USB sound card of the module.
    Card,
}

/// Something asked of the modem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Switch voice over USB off and on again (`AT+QPCMV=0`, then `=1,0` or `=1,2`), before every
    /// call: without it the second call is silent. [`super::Event::AudioArmed`], which names the
    /// mode that was really taken, or [`super::Event::AudioNotArmed`]; neither, when this is asked
    /// again or taken back before it is done.
    ArmAudio {
        /// Where the voice shall go. A refused card becomes the serial port.
        mode: AudioMode,
    },
    /// Switch voice over USB off. Nothing follows.
    DisarmAudio,
    /// Take the ringing call. Wait for [`super::Event::AudioArmed`] and open the sound first:
    /// without it the request is refused. [`super::Event::Answered`] or
    /// [`super::Event::NotAnswered`].
    Answer,
    /// Call somebody, with audio armed and the sound open. [`super::Event::Dialling`] or
    /// [`super::Event::CallFailed`]; never more than one `ATD` for a request.
    Dial {
        /// Whom.
        to: Dialable,
    },
    /// End the call, ringing, on its way or up. Answered by exactly one [`super::Event::HungUp`],
    /// [`super::Event::CallFailed`] or [`super::Event::Ended`]; when there is no call, by `HungUp`
    /// once the modem has confirmed it.
    HangUp,
    /// Press keys in the call (`AT+VTS`, one per key). [`super::Event::Pressed`] or
    /// [`super::Event::PressFailed`].
    Press {
        /// Which.
        keys: Keys,
    },
    /// Send a text message, when no call is up. [`super::Event::TextSent`] or
    /// [`super::Event::TextFailed`].
    SendText {
        /// The asker's name for it, given back in the event. Its low eight bits join the parts of
        /// a long text, so it should count up.
        id: u64,
        /// To whom.
        to: PhoneNumber,
        /// What it says.
        body: String,
    },
    /// A text that was told by [`super::Event::TextReceived`] is kept: the module may forget it.
    /// Tried again for three minutes when it is refused; nothing follows when it goes well.
    DeleteText(Slot),
    /// Look for texts that were never announced.
    SweepTexts,
    /// Fetch the body of an MMS. [`super::Event::MmsFetched`] or [`super::Event::MmsFailed`].
    FetchMms {
        /// The asker's name for it.
        id: u64,
        /// Where it lies, from the notification (`X-Mms-Content-Location`).
        url: String,
    },
    /// Send an answer to the carrier's MMSC. [`super::Event::MmsFetched`] with what it says to
    /// that, or [`super::Event::MmsFailed`].
    PostMms {
        /// The asker's name for it.
        id: u64,
        /// Where to.
        url: String,
        /// What: an encoded MMS PDU.
        body: Vec<u8>,
    },
    /// Enter the PIN of the SIM, once, because a person said so. Nothing is entered when fewer than
    /// three tries are left. [`super::Event::PinAccepted`] or [`super::Event::PinRefused`].
    EnterPin(Pin),
    /// Look at everything now: network, signal, calls, storage, time, identity.
    Probe,
    /// Ask this, because a person wants to see what the modem says; when no call is on and nothing else waits.
    /// [`super::Event::Asked`].
    Ask {
        /// The asker's name for it.
        id: u64,
        /// The question.
        question: Question,
    },
    /// Start the modem over as soon as no call is up (`AT+CFUN=1,1`): its sound is dead.
    Restart,
}

/// One place of the module's store of texts, with what lay there when it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot {
    /// `<index>` (3GPP TS 27.005 3.1).
    pub(super) index: u16,
    /// Says what lay there, so that a text that has come to the same place since is not deleted.
    pub(super) print: u32,
}

impl Slot {
    /// A slot as a module gives it, for tests and for other modules.
    #[must_use]
    pub const fn new(index: u16, print: u32) -> Self {
        Self { index, print }
    }
}
