//! Every fault F01 to F100 by name, in virtual time, in every variant and with several dice: the
//! driver, the line, the store and the virtual EC25 are the real ones.
//!
//! What must hold for each (facts 13.3): nothing panics, nothing hangs; the modem ends in the state
//! that the scenario names; no call is placed twice and no text is kept or sent twice; and once the
//! fault is over a call, a text and a test call go through. `docs/faults.md` is written from the run:
//!
//! ```text
//! MUNJIGI_WRITE=1 cargo test --test faults
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot set itself up has failed; it may ask its environment"
)]

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path, path::PathBuf, sync::Arc};

use munjigi::{
    app::read_shop,
    phone::PhoneNumber,
    reception::Desk,
    sim::{
        bench::{Run, fast},
        fault::{Fault, Order, Place},
        grade::grade,
        scenario::{self, Scenario},
    },
};

/// How often each is played.
const SEEDS: u64 = 4;

fn files() -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir("tests/faults")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort_by_cached_key(|file| load(file).0.faults[0].order.fault);
    files
}

fn load(file: &Path) -> (Scenario, Arc<Desk>) {
    let text = fs::read_to_string(file).unwrap();
    let scenario =
        Scenario::parse(&file.display().to_string(), &text).unwrap_or_else(|e| panic!("{e}"));
    let scenario::Shop::File(shop) = &scenario.shop else {
        panic!("{}: shops of faults are files", file.display())
    };
    let shop = read_shop(&file.parent().unwrap().join(shop)).unwrap_or_else(|e| panic!("{e}"));
    (scenario, Arc::new(Desk::new(shop)))
}

/// The ways in which the fault of a scenario goes wrong: the one that it names, or all.
fn variants(file: &Path, scenario: &Scenario) -> Vec<&'static str> {
    let order = &scenario.faults[0].order;
    if fs::read_to_string(file).unwrap().contains("\nvariant = ") {
        return vec![order.variant];
    }
    let all = order.fault.row().takes.variants;
    if all.is_empty() {
        vec![""]
    } else {
        all.to_vec()
    }
}

fn with_variant(scenario: &Scenario, variant: &'static str) -> Scenario {
    let mut scenario = scenario.clone();
    let order: &mut Order = &mut scenario.faults[0].order;
    order.variant = variant;
    scenario
}

/// Why a fault leaves no trace between driver and module.
fn unseen(fault: Fault) -> Option<&'static str> {
    match fault {
        Fault::UNPLUGGED_IN_USBCFG => Some("the driver never writes usbcfg"),
        Fault::QHUP_HANGS => Some("the driver does not use QHUP where it is not known to work"),
        Fault::SECOND_MODEM => Some("two modems, each a line of its own"),
        Fault::SHORT_TONES_LOST => Some("all keys of ours are long enough"),
        fault if fault.row().place == Place::Sound => Some("see above"),
        _ => None,
    }
}

/// What passes between driver and module when nothing goes wrong.
fn undisturbed(scenario: &Scenario, shop: &Arc<Desk>, seed: u64) -> u64 {
    let mut scenario = scenario.clone();
    scenario.faults.remove(0);
    fast(&scenario, shop, seed).unwrap().traffic
}

/// What is wrong with a run, whatever the fault.
fn unacceptable(scenario: &Scenario, run: &Run) -> Vec<String> {
    let mut wrong: Vec<String> = grade(&scenario.expect, &run.state)
        .iter()
        .map(ToString::to_string)
        .collect();
    // People who hear nothing give up; what counts is what they find later.
    let gave_up = |trouble: &&String| trouble.starts_with("the caller waited in vain");
    wrong.extend(run.trouble.iter().filter(|t| !gave_up(t)).cloned());
    let mut dialled: BTreeMap<&PhoneNumber, u32> = BTreeMap::new();
    for number in &run.state.dialled {
        *dialled.entry(number).or_default() += 1;
    }
    if dialled.values().any(|times| *times > 1) {
        wrong.push("a number was dialled twice".to_owned());
    }
    let mut sent = BTreeMap::new();
    for text in &run.state.texts {
        *sent
            .entry((text.to.digits().to_owned(), text.body.clone()))
            .or_insert(0) += 1;
    }
    if sent.values().any(|times| *times > 1) {
        wrong.push("a text was sent twice".to_owned());
    }
    let kept = |words: &str| {
        run.state
            .received
            .iter()
            .filter(|t| t.text.contains(words))
            .count()
    };
    if kept("첫 번째") > 1 {
        wrong.push("a text was kept twice".to_owned());
    }
    if kept("두 번째") != 1 {
        wrong.push(format!(
            "the text after the fault was kept {} times",
            kept("두 번째")
        ));
    }
    let after: PhoneNumber = "080-765-4321".parse().unwrap();
    if dialled.get(&after) != Some(&1) {
        wrong.push("the call after the fault was not placed".to_owned());
    }
    let caller = "01034567890".parse().unwrap();
    let answered = run
        .state
        .calls
        .iter()
        .any(|call| call.from.number() == Some(&caller) && call.outcome.as_str() == "answered");
    if !answered {
        wrong.push("the call after the fault was not taken".to_owned());
    }
    wrong
}

#[test]
fn no_fault_does_lasting_harm() {
    let only = std::env::var("MUNJIGI_FAULT").ok();
    let mut broken = String::new();
    let mut table = String::from(HEAD);
    let mut seen = Vec::new();
    for file in files() {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        if only
            .as_ref()
            .is_some_and(|only| !name.starts_with(only.as_str()))
        {
            continue;
        }
        let (scenario, shop) = load(&file);
        let fault = scenario.faults[0].order.fault;
        seen.push(fault);
        let (mut harm, mut modems) = (0, Vec::new());
        for variant in variants(&file, &scenario) {
            let scenario = with_variant(&scenario, variant);
            let mut struck = unseen(fault).is_some();
            for seed in 0..SEEDS {
                let run = fast(&scenario, &shop, seed).unwrap();
                struck = struck || run.traffic != undisturbed(&scenario, &shop, seed);
                modems.extend(run.state.modems.iter().map(|state| state.as_str()));
                let wrong = unacceptable(&scenario, &run);
                if wrong.is_empty() {
                    continue;
                }
                harm += 1;
                if harm == 1 {
                    let _ = writeln!(broken, "{name} {variant} with seed {seed}:");
                    for line in wrong.iter().chain(only.iter().flat_map(|_| &run.log)) {
                        let _ = writeln!(broken, "    {line}");
                    }
                }
            }
            if !struck {
                let _ = writeln!(broken, "{name} {variant}: the fault has changed nothing");
            }
        }
        modems.sort_unstable();
        modems.dedup();
        let row = fault.row();
        let result = match (harm, unseen(fault)) {
            (0, None) => "holds".to_owned(),
            (0, Some(why)) => format!("holds ({why})"),
            _ => "**fails**".to_owned(),
        };
        let _ = writeln!(
            table,
            "| {fault} | {} | [{}](../{}) | {} | {} | {result} |",
            row.english,
            row.slug,
            file.display(),
            variants(&file, &scenario).len() as u64 * SEEDS,
            modems.join(", "),
        );
    }
    assert!(broken.is_empty(), "{broken}");
    if only.is_some() {
        return;
    }
    assert_eq!(seen, Fault::ALL, "every fault has its scenario");
    if std::env::var_os("MUNJIGI_WRITE").is_some() {
        fs::write("docs/faults.md", &table).unwrap();
    }
    let written = fs::read_to_string("docs/faults.md").unwrap_or_default();
    assert_eq!(
        written, table,
        "docs/faults.md is old: MUNJIGI_WRITE=1 cargo test --test faults"
    );
}

const HEAD: &str = "\
# Faults

Written by `MUNJIGI_WRITE=1 cargo test --test faults`; the same test, in every run, fails when this page is
not what came out. Each scenario is played in virtual time in every variant of its fault, with several
dice: driver, line, store and virtual EC25 are the real ones, the bytes between them too.

\"Holds\" means: nothing panics or hangs; the modem ends as named; no number is dialled twice, no text
is sent or kept twice; the virtual EC25's strict mode has no complaint; and after the fault a text, a
call and a test call go through.

What happens to sound itself (F72 to F82) is tried apart, with the real ALSA library, in `tests/alsa.rs`
and `src/sound`.

| fault | what | scenario | runs | the modem ends | result |
|---|---|---|---|---|---|
";
