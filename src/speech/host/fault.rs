//! Misfortunes on order, for tests.

use std::{
    fmt,
    str::FromStr,
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

use super::{Role, Stage};

/// What shall go wrong in a scripted engine, and when: `recognise=abort@2`.
///
/// `STAGE=stall|abort|exit`, and `@N` for the N-th request of that stage in the life of one engine
/// process (it is counted anew after a restart); without `@N` every one. At the stage `start`, N
/// counts the starts. A stall stays: the requests after the N-th hang as well.
///
/// ```
/// use munjigi::speech::host::Fault;
///
/// let fault: Fault = "recognise=abort@2".parse()?;
/// assert_eq!(fault.to_string(), "recognise=abort@2");
/// assert!("recognise=burn".parse::<Fault>().is_err());
/// # Ok::<(), munjigi::speech::host::NoFault>(())
/// ```
///
/// Engines with models take none: nobody can break a box from its settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    stage: Stage,
    kind: Kind,
    at: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Stall,
    Abort,
    Exit,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Stall, Self::Abort, Self::Exit];

    const fn name(self) -> &'static str {
        match self {
            Self::Stall => "stall",
            Self::Abort => "abort",
            Self::Exit => "exit",
        }
    }
}

/// There is no such fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a fault is STAGE=stall|abort|exit, with @N for the N-th time; STAGE is start, vad, recognise, turn or speak"
)]
pub struct NoFault;

impl Fault {
    /// Which stage goes wrong.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// Whether it can strike in this engine. Every engine starts.
    #[must_use]
    pub const fn concerns(&self, role: Role) -> bool {
        match self.stage {
            Stage::Start => true,
            Stage::Vad | Stage::Recognise | Stage::Turn => matches!(role, Role::Hearing),
            Stage::Speak => matches!(role, Role::Voice),
        }
    }

    fn hits(&self, stage: Stage, nth: u32) -> bool {
        stage == self.stage
            && match (self.at, self.kind) {
                (None, _) => true,
                (Some(at), Kind::Stall) if stage != Stage::Start => nth >= at,
                (Some(at), _) => nth == at,
            }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "ending where nothing should end is what is being tested"
    )]
    fn strike(self) {
        match self.kind {
            Kind::Stall => loop {
                thread::park();
            },
            Kind::Abort => std::process::abort(),
            Kind::Exit => std::process::exit(3),
        }
    }
}

impl FromStr for Fault {
    type Err = NoFault;

    fn from_str(text: &str) -> Result<Self, NoFault> {
        let (stage, rest) = text.split_once('=').ok_or(NoFault)?;
        let (kind, at) = match rest.split_once('@') {
            Some((kind, at)) => (kind, Some(at.parse().map_err(|_| NoFault)?)),
            None => (rest, None),
        };
        let stage = Stage::ALL.into_iter().find(|s| s.name() == stage);
        let kind = Kind::ALL.into_iter().find(|k| k.name() == kind);
        Ok(Self {
            stage: stage.ok_or(NoFault)?,
            kind: kind.ok_or(NoFault)?,
            at,
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.stage, self.kind.name())?;
        self.at.map_or(Ok(()), |at| write!(f, "@{at}"))
    }
}

/// Counts the requests of one engine process and strikes when it is time.
#[derive(Default)]
pub(super) struct Fate {
    fault: Option<Fault>,
    count: AtomicU32,
}

impl Fate {
    pub(super) const fn new(fault: Option<Fault>) -> Self {
        let count = AtomicU32::new(0);
        Self { fault, count }
    }

    /// The process starts for the `nth` time.
    pub(super) fn start(&self, nth: u32) {
        self.judge(Stage::Start, || nth);
    }

    /// A request of this stage begins.
    pub(super) fn request(&self, stage: Stage) {
        self.judge(stage, || self.count.fetch_add(1, Ordering::Relaxed) + 1);
    }

    fn judge(&self, stage: Stage, nth: impl FnOnce() -> u32) {
        if let Some(fault) = self.fault
            && fault.stage == stage
            && fault.hits(stage, nth())
        {
            fault.strike();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stall_stays_and_a_crash_comes_once() {
        let stall: Fault = "vad=stall@2".parse().unwrap();
        let hits = |fault: &Fault| [1, 2, 3].map(|nth| fault.hits(fault.stage(), nth));
        assert_eq!(hits(&stall), [false, true, true]);
        let abort: Fault = "vad=abort@2".parse().unwrap();
        assert_eq!(hits(&abort), [false, true, false]);
        assert!(!abort.hits(Stage::Speak, 2));
        let start: Fault = "start=stall@1".parse().unwrap();
        assert_eq!(hits(&start), [true, false, false]);
        assert_eq!(hits(&"turn=exit".parse().unwrap()), [true; 3]);
    }

    #[test]
    fn what_is_no_fault_is_refused() {
        for text in ["", "vad", "vad=", "ears=stall", "vad=stall@", "vad=stall@x"] {
            assert_eq!(text.parse::<Fault>(), Err(NoFault), "{text}");
        }
    }
}
