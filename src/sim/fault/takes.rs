//! Which parameters a fault takes, and what they are when nobody says.

use std::time::Duration;

/// How long a fault lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// It takes no time: `for` is a mistake.
    Moment,
    /// This long, unless `for` says otherwise.
    Lasts(Duration),
    /// Until it is healed, unless `for` says otherwise.
    Open,
}

/// A number that says how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// When nobody says.
    pub usual: u32,
    /// The least that makes sense.
    pub least: u32,
    /// The most that makes sense.
    pub most: u32,
    /// What it counts.
    pub unit: &'static str,
}

/// The parameters of one fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Takes {
    /// `for`.
    pub span: Span,
    /// `count`: how often, when nobody says; `None` when it cannot be counted.
    pub count: Option<u32>,
    /// `variant`: all there are, the usual one first; empty when there is only one way.
    pub variants: &'static [&'static str],
    /// `rate`.
    pub rate: Option<Rate>,
    /// `on`: whether it can wait for one command.
    pub on: bool,
}

impl Takes {
    /// No parameters.
    pub(super) const NONE: Self = Self {
        span: Span::Moment,
        count: None,
        variants: &[],
        rate: None,
        on: false,
    };

    /// Lasts until it is healed.
    pub(super) const OPEN: Self = Self {
        span: Span::Open,
        ..Self::NONE
    };

    pub(super) const fn secs(seconds: u64) -> Self {
        Self {
            span: Span::Lasts(Duration::from_secs(seconds)),
            ..Self::NONE
        }
    }

    pub(super) const fn times(count: u32) -> Self {
        Self {
            count: Some(count),
            ..Self::NONE
        }
    }

    /// In one of these ways.
    pub(super) const fn or(self, variants: &'static [&'static str]) -> Self {
        Self { variants, ..self }
    }

    pub(super) const fn lasting(self, seconds: u64) -> Self {
        Self {
            span: Span::Lasts(Duration::from_secs(seconds)),
            ..self
        }
    }

    pub(super) const fn counted(self, count: u32) -> Self {
        Self {
            count: Some(count),
            ..self
        }
    }

    pub(super) const fn rated(
        self,
        usual: u32,
        (least, most): (u32, u32),
        unit: &'static str,
    ) -> Self {
        let rate = Rate {
            usual,
            least,
            most,
            unit,
        };
        Self {
            rate: Some(rate),
            ..self
        }
    }

    pub(super) const fn on(self) -> Self {
        Self { on: true, ..self }
    }

    /// The keys that this fault understands, in the order in which they are told.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> {
        let all = [
            (self.span != Span::Moment).then_some("for"),
            self.count.map(|_| "count"),
            (!self.variants.is_empty()).then_some("variant"),
            self.rate.map(|_| "rate"),
            self.on.then_some("on"),
        ];
        all.into_iter().flatten()
    }
}
