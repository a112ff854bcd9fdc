//! The far end of a call that the host dials, and what it does by itself.

use std::{collections::VecDeque, time::Duration};

use super::{Ec25, Effect, calls::State};

/// What the far end of a dialled call does. Without one it waits for [`super::Happening`]s.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    /// Whether and when it rings there (alerting).
    pub rings: Rings,
    /// What the network says as early media while it rings, by a name of the scenario's.
    pub announcement: Option<String>,
    /// How often the state goes back to dialling and on to alerting again, every 400 ms (F66).
    pub wavers: u8,
    /// How it goes on.
    pub then: Then,
}

/// From `OK` of `ATD` until it rings at the far end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rings {
    /// It never rings.
    Never,
    /// As calls do in this network ([`super::Profile::alerts_after`]).
    Usual,
    /// So long.
    After(Duration),
}

/// How a dialled call goes on, counted from its last ringing (or from `OK` without one).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// It is answered.
    Answers {
        /// When.
        after: Duration,
        /// The far end hangs up so long after that; `None`: it leaves that to others.
        hangs_up_after: Option<Duration>,
    },
    /// It fails. Without ringing and at once, the word is the result of `ATD` itself.
    Fails {
        /// How.
        with: Failure,
        /// When.
        after: Duration,
    },
    /// Nothing happens by itself.
    Rings,
}

/// How a dialled call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Failure {
    /// `BUSY`.
    Busy,
    /// `NO ANSWER`.
    NoAnswer,
    /// `NO CARRIER`.
    NoCarrier,
    /// `NO DIALTONE`.
    NoDialtone,
}

impl Failure {
    /// The word, and what `AT+CEER` says.
    pub(super) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Busy => ("BUSY", "User busy"),
            Self::NoAnswer => ("NO ANSWER", "No user responding"),
            Self::NoCarrier => ("NO CARRIER", "No route to destination"),
            Self::NoDialtone => ("NO DIALTONE", "No service available"),
        }
    }
}

const SECOND: Duration = Duration::from_secs(1);
const WAVER: Duration = Duration::from_millis(400);

impl Remote {
    /// Rings and is answered `after` that (F64: 60 s).
    #[must_use]
    pub const fn answers(after: Duration) -> Self {
        Self {
            rings: Rings::Usual,
            announcement: None,
            wavers: 0,
            then: Then::Answers {
                after,
                hangs_up_after: None,
            },
        }
    }

    /// F63: answered at once, without ringing.
    #[must_use]
    pub fn at_once() -> Self {
        Self {
            rings: Rings::Never,
            ..Self::answers(Duration::ZERO)
        }
    }

    const fn fails(rings: Rings, with: Failure, after: Duration) -> Self {
        Self {
            rings,
            announcement: None,
            wavers: 0,
            then: Then::Fails { with, after },
        }
    }

    /// F48: busy after 3 s.
    #[must_use]
    pub const fn busy() -> Self {
        Self::fails(Rings::Never, Failure::Busy, Duration::from_secs(3))
    }

    /// F49: rings for so long, then the network gives up.
    #[must_use]
    pub const fn no_answer(after: Duration) -> Self {
        Self::fails(Rings::Usual, Failure::NoAnswer, after)
    }

    /// F50: gone before it rings.
    #[must_use]
    pub const fn no_carrier() -> Self {
        Self::fails(Rings::Never, Failure::NoCarrier, SECOND)
    }

    /// F51: the answer to `ATD` itself.
    #[must_use]
    pub const fn no_dialtone() -> Self {
        Self::fails(Rings::Never, Failure::NoDialtone, Duration::ZERO)
    }

    /// F52: an announcement as early media for so long, then `NO CARRIER`.
    #[must_use]
    pub fn announcement(name: String, lasts: Duration) -> Self {
        Self {
            announcement: Some(name),
            ..Self::fails(Rings::Usual, Failure::NoCarrier, lasts)
        }
    }

    /// The same, but it rings so long after it was dialled.
    #[must_use]
    pub fn rings(self, after: Duration) -> Self {
        Self {
            rings: Rings::After(after),
            ..self
        }
    }

    /// F66: the same, but the state first goes 3, 2, 3.
    #[must_use]
    pub fn wavering(self) -> Self {
        Self { wavers: 1, ..self }
    }

    /// The same, and the far end hangs up so long after it has answered.
    #[must_use]
    pub fn hangs_up(mut self, after: Duration) -> Self {
        if let Then::Answers { hangs_up_after, .. } = &mut self.then {
            *hangs_up_after = Some(after);
        }
        self
    }

    /// The word that `ATD` itself is answered with.
    pub(super) fn refuses_at_once(&self) -> Option<Failure> {
        match (self.rings, self.then) {
            (Rings::Never, Then::Fails { with, after }) if after.is_zero() => Some(with),
            _ => None,
        }
    }

    /// One after the other, each with the time from the one before; `usual` for [`Rings::Usual`].
    pub(super) fn steps(self, usual: Duration) -> VecDeque<(Duration, Step)> {
        let mut steps = VecDeque::new();
        let rings_after = match self.rings {
            Rings::Never => None,
            Rings::Usual => Some(usual),
            Rings::After(after) => Some(after),
        };
        if let Some(after) = rings_after {
            steps.push_back((after, Step::Ring));
            for _ in 0..self.wavers {
                steps.push_back((WAVER, Step::BackToDialling));
                steps.push_back((WAVER, Step::Ring));
            }
        }
        if let Some(name) = self.announcement {
            steps.push_back((Duration::ZERO, Step::Announce(name)));
        }
        match self.then {
            Then::Answers {
                after,
                hangs_up_after,
            } => {
                steps.push_back((after, Step::Answer));
                steps.extend(hangs_up_after.map(|after| (after, Step::HangUp)));
            }
            Then::Fails { with, after } => steps.push_back((after, Step::Fail(with))),
            Then::Rings => {}
        }
        steps
    }
}

/// One thing that the far end does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Ring,
    BackToDialling,
    Announce(String),
    Answer,
    HangUp,
    Fail(Failure),
}

impl Ec25 {
    /// How many plans for calls to come are kept; more are dropped.
    const MOST_PLANS: usize = 16;

    /// The next number that is dialled, and has no plan yet, does this.
    pub(super) fn plan_dial(&mut self, remote: Remote) {
        if self.plans.len() < Self::MOST_PLANS {
            self.plans.push_back(remote);
        }
    }

    /// The far end of this call does the next thing of its plan.
    pub(super) fn remote_step(&mut self, serial: u32) {
        let Some(call) = self.calls.get(serial).filter(|c| !c.lingers) else {
            return;
        };
        let Some((_, step)) = call.plan.pop_front() else {
            return;
        };
        let (other, next) = (
            call.other.clone(),
            call.plan.front().map(|(after, _)| *after),
        );
        if let Some(after) = next {
            self.later_by(after, super::Due::Remote(serial));
        }
        match step {
            Step::Ring => self.move_call(serial, State::Alerting),
            Step::BackToDialling => self.move_call(serial, State::Dialing),
            Step::Announce(name) => self.effect(Effect::Announcement { other, name }),
            Step::Answer => {
                self.effect(Effect::RemoteAnswered { other });
                self.connect(serial);
            }
            Step::HangUp => self.remote_leaves(serial, "Normal call clearing", "NO CARRIER"),
            Step::Fail(failure) => {
                let (word, cause) = failure.words();
                self.remote_leaves(serial, cause, word);
            }
        }
    }

    /// The far end or the network ends the call by itself, which others must be told.
    fn remote_leaves(&mut self, serial: u32, cause: &'static str, word: &'static str) {
        if let Some(other) = self.calls.get(serial).map(|c| c.other.clone()) {
            self.effect(Effect::RemoteLeft { other });
            self.end_from_afar(serial, cause, word);
        }
    }

    /// [`super::Trouble::RemoteGone`].
    pub(super) fn remote_is_gone(&mut self, serial: u32) {
        if self.calls.get(serial).is_some_and(|c| !c.lingers) {
            self.remote_leaves(serial, "Normal call clearing", "NO CARRIER");
        }
    }
}
