//! `munjigi sim run`: scenarios as a table.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    app::{SpeechConfig, read_shop},
    reception::{Desk, Shop},
    sim::{
        bench::{Live, Run, fast, live, percentile},
        grade::{Failure as Unmet, grade},
        scenario::{self, Scenario},
    },
};

use super::{Exit, Failure, args::SimRun, run::runtime};

/// Where rendered sentences are kept between runs.
pub const PROMPTS: &str = ".cache/prompts";

/// Plays every file; the exit code is 0 only when all expectations hold every time.
pub fn run(sim: &SimRun, json: bool) -> Result<Exit, Failure> {
    let loaded = load_all(&sim.files)?;
    if !sim.fast {
        for (file, scenario, _) in &loaded {
            must_be_playable_live(file, scenario)?;
        }
    }
    let runtime = runtime()?;
    let mut all_hold = true;
    for (file, scenario, shop) in &loaded {
        let desk = Arc::new(Desk::new(shop.clone()));
        let mut worst: Option<Played> = None;
        for round in 0..sim.repeat.max(1) {
            let seed = sim
                .seed
                .unwrap_or(scenario.seed)
                .wrapping_add(u64::from(round));
            let run = if sim.fast {
                fast(scenario, &desk, seed)?
            } else {
                let out = sim
                    .out
                    .clone()
                    .unwrap_or_else(|| std::env::temp_dir().join("munjigi-sim"));
                let stage = Live {
                    scenario,
                    folder: folder_of(file),
                    shop: shop.clone(),
                    speech: SpeechConfig::default(),
                    prompts: Path::new(PROMPTS),
                    exe: None,
                    out: &out,
                    seed,
                };
                runtime.block_on(live(stage, |_| {}))?
            };
            let played = Played::judge(scenario, seed, run);
            if worst.as_ref().is_none_or(|w| played.is_worse_than(w)) {
                worst = Some(played);
            }
        }
        let Some(worst) = worst else { continue };
        all_hold &= worst.holds();
        if json {
            println!("{}", worst.json(file, scenario));
        } else {
            print!("{}", worst.row(scenario));
        }
    }
    Ok(if all_hold {
        Exit::Ok
    } else {
        Exit::Expectation
    })
}

/// Reads every file before anything is played, so that all mistakes are known at once.
pub fn load_all(files: &[PathBuf]) -> Result<Vec<(PathBuf, Scenario, Shop)>, Failure> {
    let mut mistakes = Vec::new();
    let mut loaded = Vec::new();
    for file in files {
        match load(file) {
            Ok((scenario, shop)) => loaded.push((file.clone(), scenario, shop)),
            Err(failure) => mistakes.push(failure.message().to_owned()),
        }
    }
    if mistakes.is_empty() {
        Ok(loaded)
    } else {
        Err(Failure::saying(Exit::Settings, mistakes.join("\n")))
    }
}

/// Reads one scenario and the shop that it names.
pub fn load(file: &Path) -> Result<(Scenario, Shop), Failure> {
    let text = fs::read_to_string(file).map_err(|error| {
        let cause = Failure::new(Exit::Settings, &error);
        let message = format!(
            "could not read the scenario {}: {}",
            file.display(),
            cause.message()
        );
        Failure::saying(Exit::Settings, message)
    })?;
    let name = file.display().to_string();
    let scenario = Scenario::parse(&name, &text)
        .map_err(|problems| Failure::new(Exit::Settings, &problems))?;
    let shop = match &scenario.shop {
        scenario::Shop::File(path) => read_shop(&folder_of(file).join(path))?,
        scenario::Shop::Inline(text) => {
            Shop::parse(&name, text).map_err(|problems| Failure::new(Exit::Settings, &problems))?
        }
    };
    Ok((scenario, shop))
}

/// Whether it can be played in real time too.
pub fn must_be_playable_live(file: &Path, scenario: &Scenario) -> Result<(), Failure> {
    let keys = scenario.only_in_virtual_time();
    if keys.is_empty() {
        return Ok(());
    }
    let (file, keys) = (file.display(), keys.join(", "));
    let message = format!(
        "{file}: {keys}: --fast 를 붙여야 돌릴 수 있습니다. / is played in virtual time only; add --fast"
    );
    Err(Failure::saying(Exit::Settings, message))
}

/// The folder that a scenario's own paths count from.
pub fn folder_of(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new(""))
}

/// A scenario that was played once, and judged.
struct Played {
    seed: u64,
    run: Run,
    unmet: Vec<Unmet>,
}

impl Played {
    fn judge(scenario: &Scenario, seed: u64, run: Run) -> Self {
        let unmet = grade(&scenario.expect, &run.state);
        Self { seed, run, unmet }
    }

    fn holds(&self) -> bool {
        self.unmet.is_empty() && self.run.trouble.is_empty()
    }

    fn is_worse_than(&self, other: &Self) -> bool {
        let badness = |p: &Self| {
            (
                p.unmet.len() + p.run.trouble.len(),
                percentile(&p.run.latencies, 1.0),
            )
        };
        badness(self) > badness(other)
    }

    fn latency(&self, share: f64) -> String {
        percentile(&self.run.latencies, share).map_or_else(
            || "    -".to_owned(),
            |wait| format!("{:>5}", wait.as_millis()),
        )
    }

    fn row(&self, scenario: &Scenario) -> String {
        let mut row = format!(
            "{}  {:<42} p50 {} ms  max {} ms  seed {}\n",
            if self.holds() { "ok  " } else { "FAIL" },
            scenario.name,
            self.latency(0.5),
            self.latency(1.0),
            self.seed
        );
        if !self.holds() {
            for unmet in &self.unmet {
                row.push_str(&format!("      {unmet}\n"));
            }
            for trouble in &self.run.trouble {
                row.push_str(&format!("      {trouble}\n"));
            }
            for said in &self.run.transcript {
                row.push_str(&format!("      {said}\n"));
            }
        }
        row
    }

    fn json(&self, file: &Path, scenario: &Scenario) -> serde_json::Value {
        let transcript: Vec<_> = self
            .run
            .transcript
            .iter()
            .map(|said| {
                serde_json::json!({
                    "at_ms": said.at.as_millis(),
                    "who": if said.by_box { "box" } else { "caller" },
                    "text": said.text,
                })
            })
            .collect();
        serde_json::json!({
            "file": file,
            "name": scenario.name,
            "seed": self.seed,
            "pass": self.holds(),
            "failed": self.unmet.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "trouble": self.run.trouble,
            "latency_ms": self.run.latencies.iter().map(|l| l.as_millis()).collect::<Vec<_>>(),
            "first_word_ms": self.run.first_words.iter().map(|l| l.as_millis()).collect::<Vec<_>>(),
            "recordings": self.run.recordings,
            "transcript": transcript,
        })
    }
}
