//! The power is cut after every step, on a disk that keeps only what it was made to keep.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use munjigi::ota::Outcome;

use crate::{
    bench::{Behaviour, Bench, NEW, OLD, Release},
    model::{Layout, Model, Op, Recorder, Trace, lay_out},
    run_all,
};

/// An update as it was written down: the disk before, and everything that was done to it.
struct Story {
    /// Where it happened.
    root: PathBuf,
    before: Model,
    ops: Vec<Op>,
    /// What may run in the end.
    may: [&'static str; 2],
}

fn story(behaviour: Behaviour) -> Story {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    assert!(bench.start());
    let mut before = Model::of(folder.path());
    before.told = bench.told(OLD.version);
    let recorder = Recorder {
        root: folder.path().to_owned(),
        trace: Trace::default(),
    };
    *bench.witness.borrow_mut() = Some(Box::new(recorder.clone()));
    let outcome = bench
        .install(&recorder, &Release { behaviour, ..NEW }.bundle())
        .unwrap();
    let well = matches!(outcome, Outcome::Committed { .. });
    assert_eq!(well, behaviour == Behaviour::Well, "{outcome:?}");
    bench.witness.take();
    let ops = recorder.trace.0.borrow().clone();
    Story {
        root: folder.path().to_owned(),
        before,
        ops,
        may: if well {
            [OLD.version, NEW.version]
        } else {
            [OLD.version; 2]
        },
    }
}

/// What may lie on the disk after the power was cut, with what somebody had been told of; and after which step.
fn cuts(before: &Model, ops: &[Op]) -> BTreeMap<(Layout, usize), usize> {
    let mut model = before.clone();
    let mut found = BTreeMap::new();
    for nth in 0..=ops.len() {
        for layout in model.cuts() {
            found.entry((layout, model.told)).or_insert(nth);
        }
        if let Some(op) = ops.get(nth) {
            model.apply(op);
        }
    }
    found
}

/// The box is switched on again, with what is left.
fn survives(layout: &Layout, was: &Path, told: usize, may: [&str; 2]) {
    let folder = tempfile::tempdir().unwrap();
    lay_out(layout, was, folder.path(), told);
    let bench = Bench::at(folder.path());
    bench.start();
    bench.check();
    bench.recover();
    let runs = bench.check();
    assert!(
        may.contains(&runs.version),
        "{} runs in the end",
        runs.version
    );
}

fn name(op: Option<&Op>) -> String {
    let of = |path: &Path| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    match op {
        None => "the end".to_owned(),
        Some(Op::Folder(path)) => format!("folder {}", of(path)),
        Some(Op::Write { path, .. }) => format!("write {}", of(path)),
        Some(Op::Copy { to, .. }) => format!("copy {}", of(to)),
        Some(Op::Sync(path)) => format!("sync {}", of(path)),
        Some(Op::Rename(_, to)) => format!("rename {}", of(to)),
        Some(Op::Link { path, .. }) => format!("link {}", of(path)),
        Some(Op::Remove(path)) => format!("remove {}", of(path)),
        Some(Op::Database { .. }) => "database".to_owned(),
    }
}

fn every_cut(behaviour: Behaviour) {
    let Story {
        root,
        before,
        ops,
        may,
    } = story(behaviour);
    let found: Vec<_> = cuts(&before, &ops).into_iter().collect();
    assert!(found.len() >= 50, "{}", found.len());
    let name = |((_, _), nth): &((Layout, usize), usize)| {
        format!("{behaviour:?} {nth:03} before {}", name(ops.get(*nth)))
    };
    run_all(&found, name, |((layout, told), _)| {
        survives(layout, &root, *told, may)
    });
}

#[test]
fn the_power_is_cut_in_an_update_that_stays() {
    every_cut(Behaviour::Well);
}

#[test]
fn the_power_is_cut_in_an_update_that_hangs() {
    every_cut(Behaviour::Hangs);
}

#[test]
fn the_power_is_cut_in_an_update_that_ends_at_once() {
    every_cut(Behaviour::Exits);
}

/// Whether some cut is not survived.
fn is_seen(story: &Story, ops: &[Op], known: &BTreeMap<(Layout, usize), usize>) -> bool {
    let new: Vec<_> = cuts(&story.before, ops)
        .into_keys()
        .filter(|cut| !known.contains_key(cut))
        .collect();
    new.iter().any(|(layout, told)| {
        let survived =
            std::panic::AssertUnwindSafe(|| survives(layout, &story.root, *told, story.may));
        std::panic::catch_unwind(survived).is_err()
    })
}

/// From the step that `begin` finds to the next sync of a folder of this name.
fn part(ops: &[Op], begin: impl Fn(&Op) -> bool, folder: &str) -> std::ops::Range<usize> {
    let first = ops.iter().position(begin).unwrap();
    let length = ops[first..]
        .iter()
        .position(|op| matches!(op, Op::Sync(path) if path.ends_with(folder)))
        .unwrap();
    first..first + length + 1
}

/// The order matters, and the model sees it: a link that changes before `pending` is there cannot be undone.
#[test]
fn two_steps_that_change_places_are_seen() {
    let story = story(Behaviour::Hangs);
    let known = cuts(&story.before, &story.ops);
    let pending = part(
        &story.ops,
        |op| matches!(op, Op::Write { path, .. } if path.ends_with("pending.tmp")),
        "opt/munjigi",
    );
    let link = part(
        &story.ops,
        |op| matches!(op, Op::Remove(path) if path.ends_with("munjigi/current.tmp")),
        "opt/munjigi",
    );
    assert!(pending.end <= link.start);
    let mut ops = story.ops[..pending.start].to_vec();
    ops.extend_from_slice(&story.ops[link.clone()]);
    ops.extend_from_slice(&story.ops[pending.start..link.start]);
    ops.extend_from_slice(&story.ops[link.end..]);
    assert!(is_seen(&story, &ops, &known));
}

/// Without the sync of this path, the last one before the end or before that many others of it.
fn without(story: &Story, path: &str, before: usize) -> Vec<Op> {
    let places = (0..story.ops.len())
        .filter(|nth| matches!(&story.ops[*nth], Op::Sync(of) if of.ends_with(path)));
    let places: Vec<_> = places.collect();
    let mut ops = story.ops.clone();
    ops.remove(places[places.len() - 1 - before]);
    ops
}

/// Syncs of the installer and of the launcher that are left out are seen: the model can fail.
#[test]
fn a_sync_that_is_left_out_is_seen() {
    let cases = [
        (Behaviour::Well, ".staging/bin/munjigi", 0),
        (Behaviour::Well, "opt/munjigi/slots", 0),
        (Behaviour::Hangs, "backup/munjigi.part", 0),
        (Behaviour::Hangs, "munjigi.db.back", 0),
        (Behaviour::Hangs, "var/lib/munjigi", 0),
        (Behaviour::Hangs, "opt/munjigi", 1),
    ];
    run_all(
        &cases,
        |(behaviour, path, _)| format!("{behaviour:?} without the sync of {path}"),
        |(behaviour, path, before)| {
            let story = story(*behaviour);
            let known = cuts(&story.before, &story.ops);
            assert!(is_seen(&story, &without(&story, path, *before), &known));
        },
    );
}

/// Every sync that is left out, in an update that stays and in one that goes back, and whether it is seen: for whoever
/// changes the steps. Takes minutes. What is not seen is covered by a later sync of the same folder before anything
/// depends on it, or belongs to a file that the played program does not read.
#[test]
#[ignore = "takes minutes, and prints"]
fn every_sync_that_is_left_out() {
    for behaviour in [Behaviour::Well, Behaviour::Hangs] {
        let story = story(behaviour);
        let known = cuts(&story.before, &story.ops);
        for nth in 0..story.ops.len() {
            let mut ops = story.ops.clone();
            if let Op::Sync(path) = ops.remove(nth) {
                let word = if is_seen(&story, &ops, &known) {
                    "seen  "
                } else {
                    "unseen"
                };
                println!("{word} {behaviour:?} {nth:03} {}", path.display());
            }
        }
    }
}

/// Not a check: what is written down of an update, for whoever wants to see it (`-- --ignored --nocapture story`).
#[test]
#[ignore = "prints"]
fn the_story_of_an_update() {
    for behaviour in [Behaviour::Well, Behaviour::Hangs] {
        for (nth, op) in story(behaviour).ops.iter().enumerate() {
            let told = match op {
                Op::Database { files, told } => {
                    format!(
                        "{told} {:?}",
                        files
                            .iter()
                            .map(|f| f.1.as_ref().map(Vec::len))
                            .collect::<Vec<_>>()
                    )
                }
                Op::Rename(from, _) => from.display().to_string(),
                _ => String::new(),
            };
            println!("{behaviour:?} {nth:03} {} {told}", name(Some(op)));
        }
    }
}
