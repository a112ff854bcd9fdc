//! `munjigi sim eval`: how many scenarios end in the right state, by kind, and how many in a wrong
//! commit, which none may.

use std::{cell::RefCell, collections::BTreeMap, path::PathBuf, sync::Arc};

use crate::{
    app::SpeechConfig,
    call::Outcome,
    reception::Desk,
    sim::{
        bench::{Heard, Run, fast, fast_heard},
        grade::{grade, wrong_commits},
        scenario::Scenario,
    },
};

use super::{
    Exit, Failure,
    args::SimEval,
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
    wrong_commits: usize,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.scenarios += other.scenarios;
        self.always += other.always;
        self.runs += other.runs;
        self.right += other.right;
        self.wrong_commits += other.wrong_commits;
    }

    fn row(&self, kind: &str) -> String {
        format!(
            "{kind:<12} {:>9} {:>8.1} % {:>8.1} % {:>13}",
            self.scenarios,
            share(self.right, self.runs),
            share(self.always, self.scenarios),
            self.wrong_commits
        )
    }

    fn json(&self, kind: &str) -> serde_json::Value {
        serde_json::json!({
            "kind": kind,
            "scenarios": self.scenarios,
            "mean": share(self.right, self.runs),
            "worst": share(self.always, self.scenarios),
            "wrong_commits": self.wrong_commits,
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
        .then(|| Heard::load(&SpeechConfig::default(), PathBuf::from(PROMPTS)))
        .transpose()?
        .map(RefCell::new);
    let mut kinds: BTreeMap<String, Count> = BTreeMap::new();
    let mut booked = Vec::new();
    for (file, mut scenario, shop) in loaded {
        let desk = Arc::new(Desk::new(shop));
        if scenario.channel.noise_db.is_none() {
            scenario.channel.noise_db = order.noise_db;
        }
        for script in &mut scenario.callers {
            script.voice = script.voice.take().or_else(|| order.voice.clone());
        }
        let mut count = Count {
            scenarios: 1,
            ..Count::default()
        };
        for round in 0..order.repeat.max(1) {
            let seed = scenario.seed.wrapping_add(u64::from(round));
            let run = match &hearing {
                Some(hearing) => fast_heard(&scenario, &desk, seed, hearing)?,
                None => fast(&scenario, &desk, seed)?,
            };
            if let Some(why) = hearing.as_ref().and_then(|h| h.borrow_mut().trouble()) {
                return Err(Failure::saying(Exit::Failed, why));
            }
            let failures = grade(&scenario.expect, &run.state);
            let holds = failures.is_empty() && run.trouble.is_empty();
            count.runs += 1;
            count.right += usize::from(holds);
            let wrong = wrong_commits(&scenario, &run.state);
            count.wrong_commits += wrong.len();
            booked.extend(booking_time(&scenario, &run));
            if !json && !holds {
                println!("FAIL  {} (seed {seed})", file.display());
                for failure in &failures {
                    println!("      {failure}");
                }
                for why in wrong.iter().chain(&run.trouble) {
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
        println!("\nkind         scenarios       mean      worst  wrong commits");
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
    Ok(if all.always == all.scenarios {
        Exit::Ok
    } else {
        Exit::Expectation
    })
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

fn talk(run: &Run) {
    for said in &run.transcript {
        let who = if said.by_box { "box" } else { "caller" };
        println!("        {who:<6}  {}", said.text);
    }
}
