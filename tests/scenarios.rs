//! Every scenario under `tests/scenarios/`, in virtual time: the line, the driver, the virtual EC25
//! and the store are the real ones.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use munjigi::{
    app::read_shop,
    reception::{Desk, Shop},
    sim::{
        bench::{Run, fast},
        grade::grade,
        interaction::{FEWEST, Kind},
        scenario::{self, Scenario, Words},
    },
};

fn load(file: &Path) -> (Scenario, Shop) {
    let text = fs::read_to_string(file).unwrap();
    let scenario =
        Scenario::parse(&file.display().to_string(), &text).unwrap_or_else(|e| panic!("{e}"));
    let shop = match &scenario.shop {
        scenario::Shop::File(path) => {
            read_shop(&file.parent().unwrap().join(path)).unwrap_or_else(|e| panic!("{e}"))
        }
        scenario::Shop::Inline(text) => Shop::parse("inline", text).unwrap(),
    };
    (scenario, shop)
}

fn play(file: &Path, seed: u64) -> (Scenario, Run) {
    let (scenario, shop) = load(file);
    let run = fast(&scenario, &Arc::new(Desk::new(shop)), seed).unwrap();
    (scenario, run)
}

fn files() -> Vec<std::path::PathBuf> {
    let files = in_folder("tests/scenarios");
    assert!(files.len() >= 10, "the scenarios are gone");
    files
}

fn in_folder(folder: &str) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    files
}

/// Real ears play them by command (`munjigi sim eval --ears`); here they are shown to be what they say.
#[test]
fn scenarios_of_turn_taking_hold_with_perfect_ears_and_have_ten_events_of_each_kind() {
    let mut kinds = BTreeMap::<_, usize>::new();
    let mut broken = String::new();
    for file in in_folder("tests/interaction") {
        let (scenario, run) = play(&file, 1);
        let failed = grade(&scenario.expect, &run.state);
        for why in failed.iter().map(ToString::to_string).chain(run.trouble) {
            broken.push_str(&format!("{}: {why}\n", file.display()));
        }
        for line in scenario.callers.iter().flat_map(|caller| &caller.turns) {
            let over = line.turn.barge_in.is_some();
            let pauses = matches!(&line.words, Some(Words::Say(text)) if text.contains('['));
            let kind = format!("{:?}", line.kind);
            let is_turn = line.kind == Kind::Turn;
            *kinds
                .entry((kind, over && is_turn, pauses && is_turn))
                .or_default() += 1;
        }
    }
    assert!(broken.is_empty(), "{broken}");
    let count = |kind: Kind, over, pauses| {
        let key = (format!("{kind:?}"), over, pauses);
        kinds.get(&key).copied().unwrap_or_default()
    };
    let counts = [
        count(Kind::Turn, false, false),
        count(Kind::Turn, true, false),
        count(Kind::Turn, false, true),
        count(Kind::Backchannel, false, false),
        count(Kind::Tic, false, false),
        count(Kind::Aside, false, false),
    ];
    assert!(counts.iter().all(|n| *n >= FEWEST), "{counts:?}");
}

#[test]
fn every_scenario_holds_whatever_the_dice() {
    let mut broken = String::new();
    for file in files() {
        for seed in 0..25 {
            let (scenario, run) = play(&file, seed);
            let failed = grade(&scenario.expect, &run.state);
            if failed.is_empty() && run.trouble.is_empty() {
                continue;
            }
            broken.push_str(&format!("{} with seed {seed}:\n", file.display()));
            for line in failed.iter().map(ToString::to_string).chain(run.trouble) {
                broken.push_str(&format!("    {line}\n"));
            }
            for said in run.transcript {
                broken.push_str(&format!("    {said}\n"));
            }
        }
    }
    assert!(broken.is_empty(), "{broken}");
}

#[test]
fn the_same_seed_gives_the_same_call() {
    let file = Path::new("tests/scenarios/one-correction.toml");
    let (first, second) = (play(file, 5).1, play(file, 5).1);
    assert_eq!(first.transcript, second.transcript);
    assert_eq!(first.latencies, second.latencies);
}

#[test]
fn an_expectation_that_does_not_hold_is_noticed() {
    let text = fs::read_to_string("tests/scenarios/first-call.toml").unwrap();
    let wrong = text.replace("party = 4", "party = 5");
    assert_ne!(text, wrong);
    let scenario = Scenario::parse("wrong.toml", &wrong).unwrap();
    let shop = read_shop(Path::new("tests/shops/bunsik.toml")).unwrap();
    let run = fast(&scenario, &Arc::new(Desk::new(shop)), 1).unwrap();
    let failed = grade(&scenario.expect, &run.state);
    assert_eq!(failed.len(), 1);
    assert!(
        failed[0].to_string().starts_with("expect.bookings"),
        "{}",
        failed[0]
    );
}

#[test]
fn what_was_said_off_the_record_is_not_in_the_store() {
    let (_, run) = play(Path::new("tests/scenarios/refuses-recording.toml"), 3);
    assert_eq!(run.kept_turns, 0);
    let (_, run) = play(Path::new("tests/scenarios/first-call.toml"), 3);
    assert!(run.kept_turns >= 4);
}
