//! What is read of a turn, and what waits for the words.

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use crate::{
    audio::{Hz8k, Pcm},
    call::Hint,
};

/// Sound to be recognised.
#[derive(Debug)]
pub(super) struct Request {
    /// Comes back with the words.
    pub(super) id: u64,
    /// The turn so far.
    pub(super) speech: Pcm<Hz8k>,
    /// Words that it may hold.
    pub(super) hint: Hint,
    /// `false` once nobody waits for the words any more.
    pub(super) wanted: Arc<AtomicBool>,
}

/// What came of a [`Request`].
#[derive(Debug)]
pub(super) struct Words {
    /// The request's.
    pub(super) id: u64,
    /// Empty when there were none; `None` when the recogniser failed.
    pub(super) text: Option<String>,
    /// How sure the recogniser is of them, 0.0..=1.0, if it says so.
    pub(super) sure: Option<f32>,
    /// How long it took.
    pub(super) took: Duration,
}

/// How finished a pause sounded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sounded {
    /// It is too early to ask.
    Unasked,
    Awaited,
    /// `None`: nobody can tell.
    Known(Option<f32>),
}

/// Recognition of what may be a whole turn.
pub(super) struct Draft {
    pub(super) id: u64,
    pub(super) wanted: Arc<AtomicBool>,
    pub(super) words: Option<Words>,
    pub(super) sounded: Sounded,
}

/// A turn that is over and waits for its words.
pub(super) struct Due {
    pub(super) id: u64,
    pub(super) wanted: Option<Arc<AtomicBool>>,
    pub(super) speech_end: u64,
    pub(super) decided: u64,
    /// It was spoken over the box and has not made it stop yet.
    pub(super) over: bool,
    pub(super) told_late: bool,
}

/// Recognition of a turn that still grows.
pub(super) struct Partial {
    pub(super) id: u64,
    pub(super) wanted: Arc<AtomicBool>,
}

pub(super) const fn lost(id: u64) -> Words {
    Words {
        id,
        text: None,
        sure: None,
        took: Duration::ZERO,
    }
}
