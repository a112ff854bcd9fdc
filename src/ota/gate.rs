//! Whether a new version may stay: what was well before has to be well again.
//!
//! **Rule:** a box is compared with itself. A shop without reception had none before, and gets its update all the
//! same; what worked before has to work again, for some time without a break, and the right version has to say so.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    control::{Health, Verdict},
    time::Instant,
};

use super::bundle::Version;

/// How the box was before the update.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<String, Verdict>);

/// More parts than this are not compared; longer names neither.
const MOST: usize = 64;

impl Baseline {
    /// What the service said of itself; nothing is expected of one that did not answer.
    #[must_use]
    pub fn of(health: Option<&Health>) -> Self {
        let mut baseline = Self::default();
        for check in health.iter().flat_map(|health| &health.checks) {
            let name = &check.name;
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
            if baseline.0.len() < MOST && (1..=64).contains(&name.len()) && name.chars().all(plain)
            {
                baseline.was(name, check.verdict);
            }
        }
        baseline
    }

    pub(super) fn was(&mut self, name: &str, verdict: Verdict) {
        self.0.insert(name.to_owned(), verdict);
    }

    pub(super) fn checks(&self) -> impl Iterator<Item = (&str, Verdict)> {
        self.0
            .iter()
            .map(|(name, verdict)| (name.as_str(), *verdict))
    }

    /// What was better before.
    fn missed<'a>(&'a self, now: &'a Health) -> impl Iterator<Item = &'a str> {
        self.checks()
            .filter(|(name, was)| {
                now.check(name)
                    .map_or(Verdict::Failed, |check| check.verdict)
                    > *was
            })
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
pub enum Ruling {
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
    pub fn hear(&mut self, health: Option<&Health>, at: Instant) -> Ruling {
        let waited = at.since(self.began);
        match self.wrong(health) {
            None => {
                let since = *self.well_since.get_or_insert(at);
                if at.since(since) >= self.patience.steady {
                    return Ruling::Pass;
                }
            }
            Some((why, final_after)) => {
                self.well_since = None;
                self.why = why;
                if waited >= final_after {
                    return Ruling::Fail(self.why.clone());
                }
            }
        }
        // Whoever has just become well is let come to the end of it.
        if waited >= self.patience.limit + self.patience.steady
            || (waited >= self.patience.limit && self.well_since.is_none())
        {
            return Ruling::Fail(self.why.clone());
        }
        Ruling::Wait
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
    use crate::control::Check;
    use proptest::prelude::*;

    fn health(version: &str, checks: &[(&str, Verdict)]) -> Health {
        let checks = checks
            .iter()
            .map(|(name, verdict)| Check::new(*name, *verdict, "", ""))
            .collect();
        Health {
            version: version.to_owned(),
            checks,
        }
    }

    fn gate(before: &[(&str, Verdict)]) -> Gate {
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
        let mut gate = gate(&[("modem", Verdict::Ok)]);
        let well = health("1.4.0", &[("modem", Verdict::Ok)]);
        assert_eq!(gate.hear(None, after(0)), Ruling::Wait);
        assert_eq!(gate.hear(Some(&well), after(10)), Ruling::Wait);
        assert_eq!(gate.hear(Some(&well), after(39)), Ruling::Wait);
        assert_eq!(gate.hear(Some(&well), after(40)), Ruling::Pass);
    }

    #[test]
    fn a_break_begins_the_while_anew() {
        let mut gate = gate(&[]);
        let well = health("1.4.0", &[]);
        assert_eq!(gate.hear(Some(&well), after(0)), Ruling::Wait);
        assert_eq!(gate.hear(None, after(20)), Ruling::Wait);
        assert_eq!(gate.hear(Some(&well), after(30)), Ruling::Wait);
        assert_eq!(gate.hear(Some(&well), after(59)), Ruling::Wait);
        assert_eq!(gate.hear(Some(&well), after(60)), Ruling::Pass);
    }

    #[test]
    fn a_start_between_two_looks_is_a_break() {
        let mut gate = gate(&[]);
        let well = health("1.4.0", &[]);
        assert_eq!(gate.hear(Some(&well), after(0)), Ruling::Wait);
        gate.started_anew();
        assert_eq!(gate.hear(Some(&well), after(30)), Ruling::Wait);
        assert_eq!(gate.hear(Some(&well), after(60)), Ruling::Pass);
    }

    #[test]
    fn a_shop_without_reception_gets_its_update() {
        let mut gate = gate(&[("modem", Verdict::Ok), ("signal", Verdict::Failed)]);
        let now = health(
            "1.4.0+g1a2b",
            &[
                ("modem", Verdict::Ok),
                ("signal", Verdict::Failed),
                ("new", Verdict::Failed),
            ],
        );
        assert_eq!(gate.hear(Some(&now), after(0)), Ruling::Wait);
        assert_eq!(gate.hear(Some(&now), after(30)), Ruling::Pass);
    }

    #[test]
    fn what_worked_before_has_to_work_again() {
        for now in [&[("modem", Verdict::Degraded)][..], &[]] {
            let mut gate = gate(&[("modem", Verdict::Ok)]);
            let now = health("1.4.0", now);
            assert_eq!(gate.hear(Some(&now), after(599)), Ruling::Wait);
            let Ruling::Fail(why) = gate.hear(Some(&now), after(600)) else {
                panic!("it passed")
            };
            assert!(why.contains("modem"), "{why}");
        }
    }

    #[test]
    fn the_old_version_may_end_and_no_other_may_run() {
        let mut gate = gate(&[]);
        let old = health("1.3.0", &[]);
        assert_eq!(gate.hear(Some(&old), after(119)), Ruling::Wait);
        let Ruling::Fail(why) = gate.hear(Some(&old), after(120)) else {
            panic!("it passed")
        };
        assert!(why.contains("1.3.0"), "{why}");
    }

    #[test]
    fn silence_is_no_health() {
        let mut gate = gate(&[]);
        assert_eq!(gate.hear(None, after(599)), Ruling::Wait);
        assert!(matches!(gate.hear(None, after(600)), Ruling::Fail(_)));
    }

    #[test]
    fn who_becomes_well_at_the_last_moment_passes() {
        let mut gate = gate(&[]);
        let well = health("1.4.0", &[]);
        assert_eq!(gate.hear(Some(&well), after(590)), Ruling::Wait);
        assert_eq!(gate.hear(Some(&well), after(610)), Ruling::Wait);
        assert_eq!(gate.hear(Some(&well), after(620)), Ruling::Pass);
    }

    proptest! {
        /// Whatever is heard: it is over in time, and passes only with the right version.
        #[test]
        fn it_is_over_in_time(said in prop::collection::vec(prop::option::of((prop::bool::ANY, 0..3_u8)), 200)) {
            let mut gate = gate(&[("modem", Verdict::Ok)]);
            let mut right = false;
            for (nth, said) in said.into_iter().enumerate() {
                let now = said.map(|(new, verdict)| {
                    right = new;
                    let verdict = [Verdict::Failed, Verdict::Degraded, Verdict::Ok][usize::from(verdict)];
                    health(if new { "1.4.0" } else { "1.3.0" }, &[("modem", verdict)])
                });
                match gate.hear(now.as_ref(), after(5 * nth as u64)) {
                    Ruling::Wait => {}
                    Ruling::Pass => { prop_assert!(right); return Ok(()); }
                    Ruling::Fail(_) => return Ok(()),
                }
            }
            prop_assert!(false, "it is never over");
        }
    }
}
