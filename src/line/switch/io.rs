//! What goes into a line's decisions and what comes out of them.

use std::sync::Arc;

use crate::{
    at::PduOctets,
    call::{Choice, Expected, Ledger, OptOut, Outcome, Record, Signal, Speech},
    modem::{self, AudioMode, Slot},
    phone::{Caller, Key, Keys, PhoneNumber},
    sound::MeterEvent,
    store::{
        DialId, DialState, Speaker, TextId, TextState, WaitingDial, WaitingFetch, WaitingText,
    },
};

use crate::line::{News, Report};

/// Something the live parts tell the line.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    clippy::large_enum_variant,
    reason = "a text from the modem is the largest, and comes by value all the way"
)]
pub enum Input {
    /// From the modem.
    Modem(modem::Event),
    /// From the sound device.
    Sound(SoundEvent),
    /// The ears hear that somebody began to speak.
    SpeechStarted,
    /// The ears decided that the caller's turn is over; this is what was said.
    TurnEnded(String),
    /// The caller may have finished with these words.
    Likely(String),
    /// The caller has finished, and the words are late.
    Thinking,
    /// The caller has finished, and nobody will know the words.
    TurnLost,
    /// Somebody speaks over the box.
    OverTalk,
    /// They want it to stop.
    Interrupted,
    /// They do not.
    FalseAlarm,
    /// The ears have told everything that was said before [`Output::Conclude`].
    Concluded,
    /// The ears hear a key.
    Key(Key),
    /// The voice could not say a part.
    NotSaid,
    /// The voice has said everything it was given.
    Said,
    /// What stands in the shop's book; the answer to [`Entry::Rang`].
    Ledger(Arc<Ledger>),
    /// What became of the record of the last [`Entry::Commit`].
    Committed(Commit),
    /// The answer to [`Entry::TakeDial`].
    DialTaken(Option<WaitingDial>),
    /// The answer to [`Entry::TakeText`].
    TextTaken(Option<WaitingText>),
    /// The answer to [`Entry::TakeFetch`].
    FetchTaken(Option<WaitingFetch>),
    /// The text of [`Entry::KeepText`] is on disk, and this is what came of it.
    TextKept(Option<Slot>, Vec<News>),
    /// The body of [`Entry::Fetched`] is on disk, and this is what the carrier is to be told; or it
    /// was none.
    BodyKept(Option<Vec<u8>>),
    /// The answer to the [`Output::Choose`] of this number.
    Chosen(u32, Option<usize>),
    /// Begin nothing between calls (`true`), or do so again.
    Rest(bool),
    /// The time of [`super::Switch::next_wake`] has come.
    Wake,
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Commit {
    /// It is on disk.
    Done,
    /// It could not be written.
    Failed,
    /// There is no room for it any more: this is how the book stands now.
    NoRoom(Arc<Ledger>),
}

/// What became of the sound device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SoundEvent {
    /// Frames flow.
    Ready,
    /// It could not be opened, and why.
    Failed(String),
    /// The modem delivers no sound although a call is up.
    Quiet,
    /// It went away in the middle, and why.
    Lost(String),
    /// What its levels tell.
    Meter(MeterEvent),
    /// The keys that were to be played are over.
    Played,
    /// They could not be played.
    NotPlayed,
}

/// Something the live parts shall do.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    clippy::large_enum_variant,
    reason = "a text from the modem is the largest, and goes by value all the way"
)]
pub enum Output {
    /// For the modem.
    Modem(modem::Request),
    /// Open the sound device of this mode; [`Input::Sound`] follows.
    OpenSound(AudioMode),
    /// Close it.
    CloseSound,
    /// The modem takes no sound for the moment (`true`), or takes it again.
    HoldSound(bool),
    /// Play these keys instead of the voice; [`SoundEvent::Played`] or
    /// [`SoundEvent::NotPlayed`] follows.
    PlayKeys(Keys),
    /// The ears listen for an answer of this kind.
    Listen(Expected),
    /// The ears take no turn: the box is speaking, and to the end.
    Deafen,
    /// Nothing more will be heard: the ears tell what was being said, and then [`Input::Concluded`].
    Conclude,
    /// The box says this; the ears tell when somebody wants it to stop.
    Watch(Arc<str>),
    /// The voice speaks more softly (`true`), or as before.
    Duck(bool),
    /// The voice may have to say this next.
    Prepare(Speech),
    /// The voice says this; [`Input::Said`] follows.
    Say(Speech),
    /// The voice stops at once.
    Hush,
    /// This goes out from now on; closing the sound ends it.
    Signal(Signal),
    /// The sound of this call is kept from now on.
    Record,
    /// Which of these is meant; [`Input::Chosen`] with this number follows.
    Choose(u32, Choice),
    /// The network says what time it is.
    SetClock(jiff::Timestamp),
    /// For the store.
    Store(Entry),
    /// For whoever watches.
    Report(Report),
}

/// Something to be written down. Entries of one call come between `Rang` or `Dialled` and `Ended`.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    clippy::large_enum_variant,
    reason = "a text from the modem is the largest, and goes by value all the way"
)]
pub enum Entry {
    /// A call has come in; [`Input::Ledger`] follows.
    Rang(Caller),
    /// A call of ours is about to be dialled.
    Dialled(PhoneNumber),
    /// It was answered.
    Answered,
    /// Somebody said something.
    Said(Speaker, String),
    /// The box enters this at an opt-out line.
    Entered(String),
    /// Nothing that was said in this call is to be kept.
    ForgetSaid,
    /// A question nobody could answer.
    Unanswered(String),
    /// A record; [`Input::Committed`] follows.
    Commit(Record),
    /// A text to be sent.
    QueueText(PhoneNumber, String),
    /// The call is over.
    Ended(Outcome),
    /// Mark the oldest call to place as being dialled; [`Input::DialTaken`] follows.
    TakeDial,
    /// A call that was taken was not dialled, and waits again.
    DialBack(DialId),
    /// What came of a call to an opt-out line.
    OptedOut(DialId, OptOut),
    /// What became of a call to place.
    DialDone(DialId, DialState),
    /// Mark the oldest waiting text as being sent; [`Input::TextTaken`] follows.
    TakeText,
    /// What became of a text.
    TextDone(TextId, TextState),
    /// A text has come; [`Input::TextKept`] follows once it is on disk.
    KeepText(Option<Slot>, PduOctets),
    /// Mark the next long message as being fetched; [`Input::FetchTaken`] follows.
    TakeFetch,
    /// Its body has come; [`Input::BodyKept`] follows.
    Fetched(Vec<u8>),
    /// Its body has not come; why, and whether it may come later.
    FetchFailed(String, bool),
    /// What the carrier is to be told of a body that is kept; [`Input::BodyKept`] follows.
    Acknowledge,
    /// The carrier knows that it has come.
    FetchAcknowledged,
    /// The carrier could not be told; why, and whether to try again later.
    NotAcknowledged(String, bool),
}
