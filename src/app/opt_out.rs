//! `[opt_out]`: whether and when the toll-free numbers of ad texts are called.

use std::time::Duration;

use crate::{
    optout::{
        owner::Tell,
        queue::{Quiet, Rules},
    },
    settings::{Refusal, Table},
};

const DAY: Duration = Duration::from_secs(24 * 3_600);

/// How ads are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptOutConfig {
    /// Which, and when.
    pub rules: Rules,
    /// How long a recording of such a call is kept.
    pub keep: Duration,
    /// What the owner is told.
    pub tell: Tell,
}

impl Default for OptOutConfig {
    /// A year: as long as a dispute may take.
    fn default() -> Self {
        Self {
            rules: Rules::default(),
            keep: DAY * 365,
            tell: Tell::default(),
        }
    }
}

/// `None` when ads are not called at all.
pub(super) fn read(table: Option<&Table<'_>>) -> Option<OptOutConfig> {
    let all = OptOutConfig::default();
    let usual = all.rules;
    let Some(table) = table else {
        return Some(all);
    };
    let is_on = table.get_or("ads", true);
    let rules = Rules {
        once_in: table.get_or("once_in", usual.once_in),
        burst: table.get_or("burst", usual.burst),
        waits: table.get_or("waits", usual.waits),
        oldest: table.get_or("oldest", usual.oldest),
        per_day: table.get_or("per_day", usual.per_day),
        gap: table.get_or("gap", usual.gap),
        tries: table.get_or("tries", usual.tries),
        quiet: table.get_text("quiet", quiet).unwrap_or(usual.quiet),
    };
    if rules.tries == 0 {
        table.refuse(
            "tries",
            Refusal::new(
                "1 이상으로 적어 주세요. 아예 걸지 않으려면 ads = false 라고 적으세요.",
                "write 1 or more; ads = false switches it off",
            ),
        );
    }
    let days = table.get::<u16>("keep_days");
    let keep = days.map_or(all.keep, |days| DAY * u32::from(days));
    let tell = table.get_text("tell", tell).unwrap_or_default();
    is_on.then_some(OptOutConfig { rules, keep, tell })
}

fn tell(text: &str) -> Result<Tell, Refusal> {
    match text {
        "each" => Ok(Tell::Each),
        "problems" => Ok(Tell::Problems),
        "week" => Ok(Tell::Week),
        _ => Err(Refusal::new(
            "\"each\"(모두), \"problems\"(안 된 것만), \"week\"(주간 요약만) 가운데 하나를 적어 주세요.",
            "write \"each\", \"problems\" or \"week\"",
        )),
    }
}

fn quiet(text: &str) -> Result<Option<Quiet>, Refusal> {
    match text {
        "none" => Ok(None),
        hours => hours.parse().map(Some).map_err(|_| {
            Refusal::new(
                "\"22:00-08:00\"처럼 적거나, 밤에도 걸려면 \"none\"이라고 적어 주세요.",
                "write \"22:00-08:00\", or \"none\" to call at night as well",
            )
        }),
    }
}
