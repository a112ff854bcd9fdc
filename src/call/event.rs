//! What can happen in a call.

use crate::phone::Caller;

use super::Tag;

/// Something that happened, told to the program in the order in which it happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The telephone rings.
    Ringing {
        /// Who is calling, as far as the network says.
        caller: Caller,
    },
    /// The call is up and sound flows both ways.
    Answered,
    /// The caller has begun to speak.
    SpeechStarted,
    /// The caller has finished speaking.
    TurnEnded(Turn),
    /// Everything that [`super::Action::Say`] asked for has been played to its end.
    Said,
    /// A time asked for with [`super::Action::WakeAt`] has come.
    Woke(Tag),
    /// The record of [`super::Action::Commit`] is on disk.
    Committed,
    /// The record of [`super::Action::Commit`] could not be written; nothing was kept of it.
    NotCommitted,
    /// The call is over. The last event of every call.
    Ended(EndCause),
}

/// What the caller said in one go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Turn {
    /// The words as the recogniser wrote them; empty when somebody spoke but no words came out.
    pub text: String,
}

/// Why a call is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndCause {
    /// The caller hung up, or the network dropped them.
    Caller,
    /// We hung up, and the network confirmed it.
    Us,
    /// The caller gave up before we had answered.
    Unanswered,
    /// Something failed: the modem went away, the sound could not be opened.
    Fault,
}
