//! How long it takes from an ad to the dialling of its number, on a line that is idle.
//!
//! ```text
//! cargo bench --profile dev --bench optout
//! ```
//!
//! Every scenario of `tests/optout/` whose first text is an ad that is called, ten times with other dice: from the moment
//! at which the network hands the last part to the module to the `ATD` that the module gets. The latencies of the module
//! are those of the virtual EC25 (manual and reports); what the box computes on top is measured as wall time of the whole
//! run and told beside it.

#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::{
    error::Error,
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use munjigi::{
    app::read_shop,
    reception::Desk,
    sim::{
        bench::{fast, percentile},
        scenario::{Scenario, Sent, Shop},
    },
};

/// What kinds of ads are told apart: by how they come.
const KINDS: [&str; 2] = ["a text", "a long message"];
const ROUNDS: u64 = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let mut files: Vec<_> = fs::read_dir("tests/optout")?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    let mut took: [Vec<Duration>; 2] = Default::default();
    let (mut wall, mut runs) = (Duration::ZERO, 0_u32);
    for file in &files {
        let scenario = Scenario::parse(&file.display().to_string(), &fs::read_to_string(file)?)
            .map_err(|problems| problems.to_string())?;
        let (Some(ad), Shop::File(shop)) = (scenario.sms.first(), &scenario.shop) else {
            continue;
        };
        let idle = scenario.callers.is_empty() && scenario.faults.is_empty();
        if !idle || file.ends_with("at-night.toml") {
            continue;
        }
        let folder = file.parent().ok_or("a file without a folder")?;
        let desk = Arc::new(Desk::new(read_shop(&folder.join(shop))?));
        for seed in 0..ROUNDS {
            let start = Instant::now();
            let run = fast(&scenario, &desk, seed)?;
            wall += start.elapsed();
            runs += 1;
            let dialled = run
                .log
                .iter()
                .find_map(|line| line.strip_suffix(" s  dialled"));
            if let Some(seconds) = dialled {
                let at = Duration::from_secs_f64(seconds.trim().parse()?);
                let kind = usize::from(matches!(ad.what, Sent::Lms(_)));
                took[kind].push(at.saturating_sub(ad.at));
            }
        }
    }
    println!("from the last part of an ad to ATD, virtual time:");
    for (kind, took) in KINDS.iter().zip(&took) {
        let at = |share| percentile(took, share).unwrap_or_default().as_secs_f64();
        let (p50, p95, worst) = (at(0.5), at(0.95), at(1.0));
        println!(
            "  {kind:<15} n = {:>3}   p50 {p50:.2} s   p95 {p95:.2} s   worst {worst:.2} s",
            took.len()
        );
    }
    println!(
        "a whole run of one scenario, wall time, mean: {:?}",
        wall / runs.max(1)
    );
    Ok(())
}
