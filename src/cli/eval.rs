//! `munjigi sim eval`: how many scenarios end in the right state, by kind, and how many in a wrong
//! commit, which none may.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    app::SpeechConfig,
    call::Outcome,
    reception::{Desk, Shop},
    sim::{
        bench::{ByEar, Heard, Run, fast, fast_by_ear, fast_heard},
        grade::{grade, is_handed_on, wrong_commits},
        interaction::Measures,
        scenario::Scenario,
    },
};

use super::{
    Exit, Failure,
    args::SimEval,
    interaction,
    scenarios::{PROMPTS, load_all},
};

/// What became of the scenarios of one kind.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    scenarios: usize,
    /// Right in every round.
    always: usize,
    runs: usize,
    right: usize,
    /// Of the others, those that were handed to a person and are right otherwise.
    handed_on: usize,
    wrong_commits: usize,
    /// Calls of the box in which other keys were pressed than with perfect ears.
    other_keys: usize,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.scenarios += other.scenarios;
        self.always += other.always;
        self.runs += other.runs;
        self.right += other.right;
        self.handed_on += other.handed_on;
        self.wrong_commits += other.wrong_commits;
        self.other_keys += other.other_keys;
    }

    fn row(&self, kind: &str) -> String {
        format!(
            "{kind:<12} {:>9} {:>8.1} % {:>12.1} % {:>8.1} % {:>13} {:>11}",
            self.scenarios,
            share(self.right, self.runs),
            share(self.right + self.handed_on, self.runs),
            share(self.always, self.scenarios),
            self.wrong_commits,
            self.other_keys
        )
    }

    fn json(&self, kind: &str) -> serde_json::Value {
        serde_json::json!({
            "kind": kind,
            "scenarios": self.scenarios,
            "mean": share(self.right, self.runs),
            "or_a_person": share(self.right + self.handed_on, self.runs),
            "worst": share(self.always, self.scenarios),
            "wrong_commits": self.wrong_commits,
            "other_keys": self.other_keys,
        })
    }
}

fn share(part: usize, whole: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "some hundreds")]
    let share = 100.0 * part as f64 / whole.max(1) as f64;
    share
}

/// Plays every file so often, and prints the table.
pub fn eval(order: &SimEval, json: bool) -> Result<Exit, Failure> {
    let loaded = load_all(&order.files)?;
    let hearing = order
        .heard
        .then(|| Heard::load(&SpeechConfig::default(), Path::new(PROMPTS)))
        .transpose()?
        .map(|heard| RefCell::new(heard.speaking(order.voice.clone())));
    let by_ear = order.ears.then(|| load_ears(order, &loaded)).transpose()?;
    let mut conversations = Vec::new();
    let mut kinds: BTreeMap<String, Count> = BTreeMap::new();
    let mut booked = Vec::new();
    for (file, mut scenario, shop) in loaded {
        let desk = Arc::new(Desk::new(shop));
        if scenario.channel.noise_db.is_none() {
            scenario.channel.noise_db = order.noise_db;
        }
        let mut count = Count {
            scenarios: 1,
            ..Count::default()
        };
        for round in 0..order.repeat.max(1) {
            let seed = scenario.seed.wrapping_add(u64::from(round));
            let run = match (&hearing, &by_ear) {
                (Some(hearing), _) => fast_heard(&scenario, &desk, seed, hearing)?,
                (None, Some(by_ear)) => fast_by_ear(&scenario, &desk, seed, by_ear)?,
                (None, None) => fast(&scenario, &desk, seed)?,
            };
            let trouble = hearing.as_ref().and_then(|h| h.borrow_mut().trouble());
            let trouble =
                trouble.or_else(|| by_ear.as_ref().and_then(|e| e.borrow_mut().trouble()));
            if let Some(why) = trouble {
                return Err(Failure::saying(Exit::Failed, why));
            }
            if order.turns {
                interaction::print_turns(&file, &run.conversations);
            }
            conversations.extend(run.conversations.iter().cloned());
            let failures = grade(&scenario.expect, &run.state);
            let holds = failures.is_empty() && run.trouble.is_empty();
            count.runs += 1;
            count.right += usize::from(holds);
            let person = is_handed_on(&scenario.expect, &failures, &run.state);
            count.handed_on += usize::from(person && run.trouble.is_empty());
            let wrong = wrong_commits(&scenario, &run.state);
            count.wrong_commits += wrong.len();
            let strays = match &hearing {
                Some(_) => strays(&run, &fast(&scenario, &desk, seed)?),
                None => Vec::new(),
            };
            count.other_keys += strays.len();
            booked.extend(booking_time(&scenario, &run));
            let amiss = !holds || !strays.is_empty();
            if !json && amiss {
                let verdict = if holds { "KEYS" } else { "FAIL" };
                println!("{verdict}  {} (seed {seed})", file.display());
                for failure in &failures {
                    println!("      {failure}");
                }
                for why in wrong.iter().chain(&run.trouble).chain(&strays) {
                    println!("      !! {why}");
                }
                if order.talk {
                    talk(&run);
                }
            }
        }
        count.always = usize::from(count.right == count.runs);
        kinds.entry(scenario.kind.clone()).or_default().add(count);
    }
    let mut all = Count::default();
    if !json {
        println!(
            "\nkind         scenarios       mean    or a person      worst  wrong commits  other keys"
        );
    }
    for (kind, count) in &kinds {
        all.add(*count);
        if json {
            println!("{}", count.json(kind));
        } else {
            println!("{}", count.row(kind));
        }
    }
    if json {
        println!("{}", all.json("all"));
    } else {
        println!("{}", all.row("all"));
        booked.sort_unstable();
        if let (Some(median), Some(worst)) = (booked.get(booked.len() / 2), booked.last()) {
            println!(
                "\nwho says everything at once has a table after {median} s (half of {}), at most {worst} s",
                booked.len()
            );
        }
    }
    if by_ear.is_some() {
        interaction::print(&Measures::of(&conversations), json);
    }
    Ok(if all.always == all.scenarios {
        Exit::Ok
    } else {
        Exit::Expectation
    })
}

/// The models, where every scenario is one of callers.
fn load_ears(
    order: &SimEval,
    loaded: &[(PathBuf, Scenario, Shop)],
) -> Result<RefCell<ByEar>, Failure> {
    for (file, scenario, _) in loaded {
        if !scenario.remotes.is_empty() || !scenario.dials.is_empty() {
            let why = format!(
                "{}: 상자가 거는 전화는 --ears 없이 돌려 주세요. / calls of the box are played without --ears",
                file.display()
            );
            return Err(Failure::saying(Exit::Settings, why));
        }
    }
    let speech = SpeechConfig::default();
    let ears = ByEar::load(&speech, Path::new(PROMPTS), order.voice.clone())?;
    Ok(RefCell::new(ears))
}

/// From the answer to the end of the sentence that says it is booked, where the caller said everything in
/// one go; seconds.
fn booking_time(scenario: &Scenario, run: &Run) -> Option<u64> {
    let booked = run.state.calls.first()?.outcome == Outcome::Booked;
    if scenario.kind != "plain" || !booked {
        return None;
    }
    let said: Vec<_> = run.transcript.iter().collect();
    let first = said.first()?.at;
    let done = said
        .iter()
        .find(|s| s.by_box && s.text.contains("예약해 두었"))?;
    let took = done.at.since(first).as_secs();
    let turns = said.iter().filter(|s| !s.by_box && s.at <= done.at).count();
    (turns <= 2).then_some(took)
}

/// What was pressed in calls of the box that would not have been if it had heard all.
fn strays(heard: &Run, perfect: &Run) -> Vec<String> {
    let calls = heard.pressed.iter().enumerate();
    calls
        .filter_map(|(n, keys)| {
            let meant = perfect.pressed.get(n).map_or("", String::as_str);
            let known = meant.starts_with(keys.as_str());
            (!known).then(|| format!("pressed {keys:?}, with perfect ears {meant:?}"))
        })
        .collect()
}

fn talk(run: &Run) {
    for said in &run.transcript {
        let who = if said.by_box { "box" } else { "caller" };
        println!("        {who:<6}  {}", said.text);
    }
}
