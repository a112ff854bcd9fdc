//! Whether a new version may stay: what was well before has to be well again.
//!
//! **Rule:** a box is compared with itself. A shop without reception had none before, and gets its update all the
//! same; what worked before has to work again, for some time without a break, and the right version has to say so.

use std::{collections::BTreeMap, time::Duration};

use crate::time::Instant;

use super::bundle::Version;

/// How a part of the box is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// It does not work.
    Failed,
    /// It works with a limp.
    Degraded,
    /// It works.
    Ok,
}

impl Grade {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Degraded => "degraded",
            Self::Ok => "ok",
        }
    }

    pub(super) fn read(word: &str) -> Option<Self> {
        [Self::Failed, Self::Degraded, Self::Ok]
            .into_iter()
            .find(|grade| grade.word() == word)
    }
}

/// What the running service says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Its version.
    pub version: String,
    /// Its parts by name. The names are a contract: what was there before has to be there again.
    pub checks: BTreeMap<String, Grade>,
}

/// How the box was before the update.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<String, Grade>);

/// More parts than this are not compared; longer names neither.
const MOST: usize = 64;

impl Baseline {
    /// What the service said of itself; nothing is expected of one that did not answer.
    #[must_use]
    pub fn of(health: Option<&Health>) -> Self {
        let mut baseline = Self::default();
        for (name, grade) in health.iter().flat_map(|health| &health.checks) {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
            if baseline.0.len() < MOST && (1..=64).contains(&name.len()) && name.chars().all(plain)
            {
                baseline.was(name, *grade);
            }
        }
        baseline
    }

    pub(super) fn was(&mut self, name: &str, grade: Grade) {
        self.0.insert(name.to_owned(), grade);
    }

    pub(super) fn checks(&self) -> impl Iterator<Item = (&str, Grade)> {
        self.0.iter().map(|(name, grade)| (name.as_str(), *grade))
    }

    /// What was better before.
    fn missed<'a>(&'a self, now: &'a Health) -> impl Iterator<Item = &'a str> {
        self.checks()
            .filter(|(name, was)| now.checks.get(*name).copied().unwrap_or(Grade::Failed) < *was)
            .map(|(name, _)| name)
    }
}

/// How long things may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Until it has to be well.
    pub limit: Duration,
    /// So long it has to be well without a break.
    pub steady: Duration,
    /// So long the old version may still answer, while it comes to its end.
    pub old: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            limit: Duration::from_secs(600),
            steady: Duration::from_secs(30),
            old: Duration::from_secs(120),
        }
    }
}

/// What the gate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not yet.
    Wait,
    /// It may stay.
    Pass,
    /// It may not, for this reason.
    Fail(String),
}

/// Judges one update. It is told what the service says, time after time.
#[derive(Clone, Debug)]
pub struct Gate {
    expected: Version,
    baseline: Baseline,
    patience: Patience,
    began: Instant,
    well_since: Option<Instant>,
    why: String,
}

impl Gate {
    /// A gate that opens for `expected`, compared with `baseline`.
    #[must_use]
    pub fn new(expected: Version, baseline: Baseline, patience: Patience, began: Instant) -> Self {
        let why = "문지기가 대답하지 않습니다 / the service does not answer".to_owned();
        Self {
            expected,
            baseline,
            patience,
            began,
            well_since: None,
            why,
        }
    }

    /// The service was started once more: whoever dies and comes back between two looks is not well without a break.
    pub fn started_anew(&mut self) {
        self.well_since = None;
    }

    /// What the service says now; `None` when it says nothing.
    pub fn hear(&mut self, health: Option<&Health>, at: Instant) -> Verdict {
        let waited = at.since(self.began);
        match self.wrong(health) {
            None => {
                let since = *self.well_since.get_or_insert(at);
                if at.since(since) >= self.patience.steady {
                    return Verdict::Pass;
                }
            }
            Some((why, final_after)) => {
                self.well_since = None;
                self.why = why;
                if waited >= final_after {
                    return Verdict::Fail(self.why.clone());
                }
            }
        }
        // Whoever has just become well is let come to the end of it.
        if waited >= self.patience.limit + self.patience.steady
            || (waited >= self.patience.limit && self.well_since.is_none())
        {
            return Verdict::Fail(self.why.clone());
        }
        Verdict::Wait
    }

    /// What is wrong, and after how long that is final.
    fn wrong(&self, health: Option<&Health>) -> Option<(String, Duration)> {
        let Some(health) = health else {
            return Some((
                "문지기가 대답하지 않습니다 / the service does not answer".to_owned(),
                self.patience.limit,
            ));
        };
        let right = health
            .version
            .parse()
            .is_ok_and(|version: Version| version.is_release(&self.expected));
        if !right {
            let (expected, says) = (
                &self.expected,
                health.version.chars().take(48).collect::<String>(),
            );
            return Some((
                format!(
                    "버전 {expected}이 아니라 {says:?}가 돌고 있습니다 / {says:?} is running, not version {expected}"
                ),
                self.patience.old.min(self.patience.limit),
            ));
        }
        let missed: Vec<&str> = self.baseline.missed(health).collect();
        (!missed.is_empty()).then(|| {
            let list = missed.join(", ");
            (
                format!("전에는 되던 것이 되지 않습니다: {list} / worked before and does not now: {list}"),
                self.patience.limit,
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn health(version: &str, checks: &[(&str, Grade)]) -> Health {
        let checks = checks
            .iter()
            .map(|(name, grade)| ((*name).to_owned(), *grade))
            .collect();
        Health {
            version: version.to_owned(),
            checks,
        }
    }

    fn gate(before: &[(&str, Grade)]) -> Gate {
        let baseline = Baseline::of(Some(&health("1.3.0", before)));
        Gate::new(
            "1.4.0".parse().unwrap(),
            baseline,
            Patience::default(),
            Instant::ZERO,
        )
    }

    fn after(seconds: u64) -> Instant {
        Instant::from_millis(seconds * 1000)
    }

    #[test]
    fn what_is_well_for_a_while_passes() {
        let mut gate = gate(&[("modem", Grade::Ok)]);
        let well = health("1.4.0", &[("modem", Grade::Ok)]);
        assert_eq!(gate.hear(None, after(0)), Verdict::Wait);
        assert_eq!(gate.hear(Some(&well), after(10)), Verdict::Wait);
        assert_eq!(gate.hear(Some(&well), after(39)), Verdict::Wait);
        assert_eq!(gate.hear(Some(&well), after(40)), Verdict::Pass);
    }

    #[test]
    fn a_break_begins_the_while_anew() {
        let mut gate = gate(&[]);
        let well = health("1.4.0", &[]);
        assert_eq!(gate.hear(Some(&well), after(0)), Verdict::Wait);
        assert_eq!(gate.hear(None, after(20)), Verdict::Wait);
        assert_eq!(gate.hear(Some(&well), after(30)), Verdict::Wait);
        assert_eq!(gate.hear(Some(&well), after(59)), Verdict::Wait);
        assert_eq!(gate.hear(Some(&well), after(60)), Verdict::Pass);
    }

    #[test]
    fn a_start_between_two_looks_is_a_break() {
        let mut gate = gate(&[]);
        let well = health("1.4.0", &[]);
        assert_eq!(gate.hear(Some(&well), after(0)), Verdict::Wait);
        gate.started_anew();
        assert_eq!(gate.hear(Some(&well), after(30)), Verdict::Wait);
        assert_eq!(gate.hear(Some(&well), after(60)), Verdict::Pass);
    }

    #[test]
    fn a_shop_without_reception_gets_its_update() {
        let mut gate = gate(&[("modem", Grade::Ok), ("signal", Grade::Failed)]);
        let now = health(
            "1.4.0+g1a2b",
            &[
                ("modem", Grade::Ok),
                ("signal", Grade::Failed),
                ("new", Grade::Failed),
            ],
        );
        assert_eq!(gate.hear(Some(&now), after(0)), Verdict::Wait);
        assert_eq!(gate.hear(Some(&now), after(30)), Verdict::Pass);
    }

    #[test]
    fn what_worked_before_has_to_work_again() {
        for now in [&[("modem", Grade::Degraded)][..], &[]] {
            let mut gate = gate(&[("modem", Grade::Ok)]);
            let now = health("1.4.0", now);
            assert_eq!(gate.hear(Some(&now), after(599)), Verdict::Wait);
            let Verdict::Fail(why) = gate.hear(Some(&now), after(600)) else {
                panic!("it passed")
            };
            assert!(why.contains("modem"), "{why}");
        }
    }

    #[test]
    fn the_old_version_may_end_and_no_other_may_run() {
        let mut gate = gate(&[]);
        let old = health("1.3.0", &[]);
        assert_eq!(gate.hear(Some(&old), after(119)), Verdict::Wait);
        let Verdict::Fail(why) = gate.hear(Some(&old), after(120)) else {
            panic!("it passed")
        };
        assert!(why.contains("1.3.0"), "{why}");
    }

    #[test]
    fn silence_is_no_health() {
        let mut gate = gate(&[]);
        assert_eq!(gate.hear(None, after(599)), Verdict::Wait);
        assert!(matches!(gate.hear(None, after(600)), Verdict::Fail(_)));
    }

    #[test]
    fn who_becomes_well_at_the_last_moment_passes() {
        let mut gate = gate(&[]);
        let well = health("1.4.0", &[]);
        assert_eq!(gate.hear(Some(&well), after(590)), Verdict::Wait);
        assert_eq!(gate.hear(Some(&well), after(610)), Verdict::Wait);
        assert_eq!(gate.hear(Some(&well), after(620)), Verdict::Pass);
    }

    proptest! {
        /// Whatever is heard: it is over in time, and passes only with the right version.
        #[test]
        fn it_is_over_in_time(said in prop::collection::vec(prop::option::of((prop::bool::ANY, 0..3_u8)), 200)) {
            let mut gate = gate(&[("modem", Grade::Ok)]);
            let mut right = false;
            for (nth, said) in said.into_iter().enumerate() {
                let now = said.map(|(new, grade)| {
                    right = new;
                    let grade = [Grade::Failed, Grade::Degraded, Grade::Ok][usize::from(grade)];
                    health(if new { "1.4.0" } else { "1.3.0" }, &[("modem", grade)])
                });
                match gate.hear(now.as_ref(), after(5 * nth as u64)) {
                    Verdict::Wait => {}
                    Verdict::Pass => { prop_assert!(right); return Ok(()); }
                    Verdict::Fail(_) => return Ok(()),
                }
            }
            prop_assert!(false, "it is never over");
        }
    }
}
