//! What others see of a line, and what they may ask of it.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI16, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{sync::oneshot, time::timeout};

use crate::{
    at::Question,
    audio::Level,
    control::{CallNow, Doing},
    modem::{self, ModemHandle, NotTaken, Radio, Request},
    phone::Caller,
};

use super::{Inbox, Input, Switch};

/// No sound is open.
const CLOSED: i16 = i16::MIN;
/// So many questions of people may be under way; one more is refused.
const QUESTIONS: usize = 8;

/// How a line stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Where the modem stands.
    pub modem: modem::State,
    /// The module and its firmware.
    pub module: Option<String>,
    /// What the line does.
    pub doing: Doing,
    /// The call that is on.
    pub call: Option<CallNow>,
}

/// What the modem said to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The lines, with long numbers masked.
    pub lines: Vec<String>,
    /// How it ended, for people.
    pub result: String,
}

/// Why the modem was not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAsked {
    /// Its driver takes no more requests.
    #[error(transparent)]
    NotTaken(#[from] NotTaken),
    /// Too many questions are under way.
    #[error("asking the modem: too many questions are under way; wait a little")]
    TooMany,
    /// A call is on, or the modem is busy or away.
    #[error("asking the modem: no answer in time; a call is on, or the modem is busy")]
    TooLate,
}

/// The half that the line writes.
#[derive(Clone, Debug, Default)]
pub struct Shown(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    standing: Mutex<Standing>,
    heard: AtomicI16,
    said: AtomicI16,
    asked: Mutex<BTreeMap<u64, oneshot::Sender<Asked>>>,
    next: AtomicU64,
}

impl Default for Inner {
    fn default() -> Self {
        Self {
            standing: Mutex::default(),
            heard: AtomicI16::new(CLOSED),
            said: AtomicI16::new(CLOSED),
            asked: Mutex::default(),
            next: AtomicU64::new(1),
        }
    }
}

impl Shown {
    /// What the modem tells of itself, and its answers to people.
    pub(super) fn modem(&self, event: &modem::Event) {
        match event {
            modem::Event::State(state) => held(&self.0.standing).modem = *state,
            modem::Event::Module { model, firmware } => {
                held(&self.0.standing).module = Some(format!("{model} {firmware}"));
            }
            modem::Event::Asked { id, lines, result } => {
                let asker = held(&self.0.asked).remove(id);
                let asked = Asked {
                    lines: lines.clone(),
                    result: result.clone(),
                };
                // Whoever asked may have given up.
                let _gone = asker.map(|asker| asker.send(asked));
            }
            _ => {}
        }
    }

    /// What the line does now.
    pub(super) fn line(&self, switch: &Switch) {
        let mut standing = held(&self.0.standing);
        let (doing, call) = switch.doing();
        standing.doing = doing;
        if standing.call.is_some() != call.is_some() {
            standing.call = call.map(|(other, ours)| CallNow {
                other: masked(other),
                ours,
            });
        }
    }

    /// A frame of sound has gone each way.
    pub(super) fn levels(&self, heard: Level, said: Level) {
        self.0.heard.store(rounded(heard), Ordering::Relaxed);
        self.0.said.store(rounded(said), Ordering::Relaxed);
    }

    /// The sound is closed.
    pub(super) fn silence(&self) {
        self.0.heard.store(CLOSED, Ordering::Relaxed);
        self.0.said.store(CLOSED, Ordering::Relaxed);
    }
}

/// The half for whoever looks at a line from outside.
#[derive(Clone, Debug)]
pub struct Handle {
    shown: Shown,
    inbox: Inbox,
    modem: ModemHandle,
}

impl Handle {
    /// Of the line that gets these.
    #[must_use]
    pub const fn new(shown: Shown, inbox: Inbox, modem: ModemHandle) -> Self {
        Self {
            shown,
            inbox,
            modem,
        }
    }

    /// How it stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        held(&self.shown.0.standing).clone()
    }

    /// What its modem last saw of the network.
    #[must_use]
    pub fn radio(&self) -> Radio {
        self.modem.radio()
    }

    /// How loud the other side and the box are, in dBFS; while sound is open.
    #[must_use]
    pub fn levels(&self) -> Option<(i16, i16)> {
        let heard = self.shown.0.heard.load(Ordering::Relaxed);
        let said = self.shown.0.said.load(Ordering::Relaxed);
        (heard != CLOSED).then_some((heard, said))
    }

    /// Begin nothing between calls from now on, or do so again.
    pub fn rest(&self, resting: bool) {
        self.inbox.put_input(Input::Rest(resting));
    }

    /// Asks the modem, and waits for its answer at most `within`.
    ///
    /// # Errors
    /// When it cannot be asked, or does not answer in time.
    pub async fn ask(&self, question: Question, within: Duration) -> Result<Asked, NotAsked> {
        let id = self.shown.0.next.fetch_add(1, Ordering::Relaxed);
        let (asker, answer) = oneshot::channel();
        {
            let mut asked = held(&self.shown.0.asked);
            if asked.len() >= QUESTIONS {
                return Err(NotAsked::TooMany);
            }
            asked.insert(id, asker);
        }
        let taken = self.modem.ask(Request::Ask { id, question });
        let answered = match taken {
            Ok(()) => match timeout(within, answer).await {
                Ok(Ok(asked)) => Ok(asked),
                Ok(Err(_)) | Err(_) => Err(NotAsked::TooLate),
            },
            Err(error) => Err(error.into()),
        };
        held(&self.shown.0.asked).remove(&id);
        answered
    }
}

/// The other side as a technician may see it.
fn masked(other: &Caller) -> String {
    match other {
        Caller::Known(number) => number.to_string(),
        Caller::Foreign(number) => number.to_string(),
        Caller::Withheld => "발신번호 표시제한 / withheld".to_owned(),
        Caller::Unavailable => "번호 없음 / no number".to_owned(),
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

fn rounded(level: Level) -> i16 {
    #[expect(clippy::cast_possible_truncation, reason = "-96 to a little above 0")]
    let db = level.dbfs().round() as i16;
    db
}
