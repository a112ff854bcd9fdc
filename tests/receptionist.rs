//! The receptionist over every scenario of `tests/receptionist/`, five shops, in virtual time and with
//! perfect ears: how many end in the right state, and that none ends in a wrong commit.
//!
//! `cargo test --test receptionist -- --nocapture` prints the table.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use munjigi::{
    app::read_shop,
    reception::Desk,
    sim::{
        bench::fast,
        grade::{grade, wrong_commits},
        scenario::{self, Scenario},
    },
};

/// Each with other dice: pauses and latencies differ.
const SEEDS: u64 = 3;

#[test]
fn scenarios_end_in_the_right_state_and_nothing_is_committed_that_nobody_confirmed() {
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let (mut failed, mut wrong) = (Vec::new(), Vec::new());
    for (file, scenario, desk) in load() {
        let mut holds = true;
        for seed in 0..SEEDS {
            let run = fast(&scenario, &desk, scenario.seed + seed).unwrap();
            let failures = grade(&scenario.expect, &run.state);
            if !failures.is_empty() || !run.trouble.is_empty() {
                holds = false;
                failed.push(format!(
                    "{} (seed {seed}): {failures:?} {:?}",
                    file.display(),
                    run.trouble
                ));
            }
            for commit in wrong_commits(&scenario, &run.state) {
                wrong.push(format!("{} (seed {seed}): {commit}", file.display()));
            }
        }
        let count = kinds.entry(scenario.kind.clone()).or_default();
        count.0 += usize::from(holds);
        count.1 += 1;
    }
    let (right, all) = kinds.values().fold((0, 0), |(a, b), (r, n)| (a + r, b + n));
    for (kind, (right, all)) in &kinds {
        println!("{kind:12} {right:3} of {all:3}");
    }
    println!("all          {right:3} of {all:3}");
    assert_eq!(wrong, [""; 0], "wrong commits");
    assert!(all >= 120, "the scenarios are gone: {all}");
    assert!(
        right * 100 >= all * 99,
        "{right} of {all}:\n{}",
        failed.join("\n")
    );
}

fn load() -> Vec<(PathBuf, Scenario, Arc<Desk>)> {
    let mut desks: BTreeMap<PathBuf, Arc<Desk>> = BTreeMap::new();
    let mut all = Vec::new();
    for folder in ["bunsik", "hair", "dental", "flowers", "garage"] {
        let folder = Path::new("tests/receptionist").join(folder);
        let mut files: Vec<PathBuf> = fs::read_dir(&folder)
            .unwrap()
            .map(|e| e.unwrap().path())
            .collect();
        files.sort();
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let scenario = Scenario::parse(&file.display().to_string(), &text)
                .unwrap_or_else(|problems| panic!("{problems}"));
            let scenario::Shop::File(shop) = &scenario.shop else {
                panic!("{} has a shop of its own", file.display());
            };
            let shop = folder.join(shop);
            let desk = desks.entry(shop.clone()).or_insert_with(|| {
                let shop = read_shop(&shop).unwrap_or_else(|problems| panic!("{problems}"));
                Arc::new(Desk::new(shop))
            });
            all.push((file, scenario, Arc::clone(desk)));
        }
    }
    all
}
