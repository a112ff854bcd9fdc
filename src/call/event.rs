//! What can happen in a call.

use std::sync::Arc;

use crate::phone::{Caller, Key};

use super::{Ledger, Tag};

/// Something that happened, told to the program in the order in which it happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The telephone rings.
    Ringing {
        /// Who is calling, as far as the network says.
        caller: Caller,
    },
    /// What stands in the shop's book; follows [`Event::Ringing`] at once, and comes again before
    /// [`Event::NotCommitted`] when somebody else was faster.
    Ledger(Arc<Ledger>),
    /// Our own call rings over there. Announcements may be heard; nobody has answered.
    Alerting,
    /// The call is up and sound flows both ways.
    Answered,
    /// The caller has begun to speak.
    SpeechStarted,
    /// The caller has finished speaking.
    TurnEnded(Turn),
    /// The caller has finished speaking, and nobody will know what they said: the recogniser failed.
    NotHeard,
    /// Something that [`super::Action::Say`] asked for could not be said: the synthesizer failed. What
    /// is known before the call can still be said.
    NotSaid,
    /// Everything that [`super::Action::Say`] asked for has been played to its end.
    Said,
    /// A time asked for with [`super::Action::WakeAt`] has come.
    Woke(Tag),
    /// The keys of [`super::Action::Press`] were pressed, or sounded.
    Pressed,
    /// The keys of [`super::Action::Press`] could not be pressed, or not all of them.
    NotPressed,
    /// The other side pressed a key.
    Key(Key),
    /// The record of [`super::Action::Commit`] is on disk.
    Committed,
    /// The record of [`super::Action::Commit`] could not be written; nothing was kept of it.
    NotCommitted,
    /// The place in the list of [`super::Action::Choose`] of what is meant; `None`: none of it, or nobody
    /// knows. Only ever the answer to the last one that was asked.
    Chosen(Option<usize>),
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
    /// Our own call came to nothing.
    NotReached(NotReached),
    /// Something failed: the modem went away, the sound could not be opened.
    Fault,
}

/// Why a call of ours came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotReached {
    /// The other side is talking to somebody.
    Busy,
    /// It rang, and nobody took it.
    NoAnswer,
    /// The network ended it: no such number, switched off, or an announcement was played instead.
    Network,
    /// It was not dialled.
    NotDialled,
    /// Whether it went out is not known. It may have rung over there.
    Unknown,
}
