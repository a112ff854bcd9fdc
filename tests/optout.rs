//! Every scenario under `tests/optout/`, in virtual time: an ad arrives over the virtual network, the box calls its
//! number, a machine of our own wording answers there. The line, the driver, the virtual EC25 and the store are the
//! real ones; words are heard as they are said.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::{fs, path::Path, sync::Arc};

use munjigi::{
    app::read_shop,
    reception::Desk,
    sim::{
        bench::{Run, fast},
        grade::grade,
        scenario::{self, Scenario},
    },
};

fn play(file: &Path, seed: u64) -> (Scenario, Run) {
    let text = fs::read_to_string(file).unwrap();
    let scenario =
        Scenario::parse(&file.display().to_string(), &text).unwrap_or_else(|e| panic!("{e}"));
    let scenario::Shop::File(shop) = &scenario.shop else {
        panic!("{}: names no shop file", file.display());
    };
    let shop = read_shop(&file.parent().unwrap().join(shop)).unwrap_or_else(|e| panic!("{e}"));
    let run = fast(&scenario, &Arc::new(Desk::new(shop)), seed).unwrap();
    (scenario, run)
}

fn files() -> Vec<std::path::PathBuf> {
    let files = fs::read_dir("tests/optout").unwrap();
    let mut files: Vec<_> = files.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 60, "the scenarios are gone");
    files
}

#[test]
fn every_ad_ends_as_it_must_whatever_the_dice() {
    let mut broken = String::new();
    for file in files() {
        for seed in 0..3 {
            let (scenario, run) = play(&file, seed);
            let failed = grade(&scenario.expect, &run.state);
            if failed.is_empty() && run.trouble.is_empty() {
                continue;
            }
            let said = run
                .transcript
                .iter()
                .map(|s| format!("{}: {}", if s.by_box { "box" } else { "line" }, s.text));
            broken += &format!(
                "{} (seed {seed}): {:?} {:?}\n  {}\n",
                file.display(),
                failed.iter().map(ToString::to_string).collect::<Vec<_>>(),
                run.trouble,
                said.chain(run.log.iter().cloned())
                    .collect::<Vec<_>>()
                    .join("\n  ")
            );
            break;
        }
    }
    assert!(broken.is_empty(), "{broken}");
}

/// Whatever a line says, a key that would let ads in again is never pressed, and nothing but what the ad names is
/// dialled.
#[test]
fn nothing_is_dialled_that_the_ad_does_not_name() {
    for file in files() {
        let (_, run) = play(&file, 11);
        let text = fs::read_to_string(&file).unwrap();
        let ads = text.split("[expect]").next().unwrap().lines();
        let ads = ads.filter(|line| !line.starts_with("[remote") && !line.starts_with("[[remote"));
        let digits: String = ads
            .flat_map(str::chars)
            .filter(char::is_ascii_digit)
            .collect();
        for number in &run.state.dialled {
            assert!(digits.contains(number.digits()), "{}", file.display());
        }
    }
}
