//! What came of a call to be taken off an advertiser's list.

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptOutResult {
    /// Opted out: the line said so.
    Success,
    /// It had been opted out before.
    Already,
    /// Not done: the line said so.
    Failed,
    /// The line wants something that only a person can give.
    NeedsPerson,
    /// The line was not reached; some other time it may be.
    Network,
    /// Nothing that was said decides it: broken sound, music, silence. It may have worked.
    Unknown,
    /// Ads were allowed again. The owner must know at once.
    Reversed,
    /// The line was only listened to.
    Listened,
}

impl OptOutResult {
    /// Every one of them.
    pub const ALL: [Self; 8] = [
        Self::Success,
        Self::Already,
        Self::Failed,
        Self::NeedsPerson,
        Self::Network,
        Self::Unknown,
        Self::Reversed,
        Self::Listened,
    ];

    /// The word for it in the store, in scenario files and in `--json`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Already => "already",
            Self::Failed => "failed",
            Self::NeedsPerson => "needs-person",
            Self::Network => "network",
            Self::Unknown => "unknown",
            Self::Reversed => "reversed",
            Self::Listened => "listened",
        }
    }
}

/// A call to an opt-out line, to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptOut {
    /// What came of it.
    pub result: OptOutResult,
    /// The sentence that this rests on, as it was recognised.
    pub sentence: Option<String>,
    /// What was entered, in order: `phone#`, `id#`, `1`.
    pub entered: Vec<String>,
    /// What was asked for, in order.
    pub asked: Vec<String>,
    /// What was entered last was played as sound: the modem's keys were not heard.
    pub by_sound: bool,
    /// How long it took from the answer, in seconds.
    pub seconds: Option<u32>,
}

impl OptOut {
    /// Nothing but a result.
    #[must_use]
    pub const fn new(result: OptOutResult) -> Self {
        Self {
            result,
            sentence: None,
            entered: Vec::new(),
            asked: Vec::new(),
            by_sound: false,
            seconds: None,
        }
    }
}
