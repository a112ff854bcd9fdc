//! Updates, and everything that can go wrong in one: whatever it is, the box runs the old version or the new one
//! afterwards, with the database that belongs to it, and never neither.
//!
//! Every step that an update takes on the disk is a case, for each way in which it can go wrong: an error, a full disk, one
//! that has become read-only, a process that is killed there (`SIGKILL`) or hangs until it is killed. The cases are made from
//! one run that is watched, so that a new step brings its own. A model of a disk then cuts the power after each step and
//! lays out everything that may be left. `cargo test --test ota -- --nocapture` prints the names of all cases.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

#[path = "ota/bench.rs"]
mod bench;
#[path = "ota/command.rs"]
mod command;
#[path = "ota/faulty.rs"]
mod faulty;
#[path = "ota/launcher.rs"]
mod launcher;
#[path = "ota/model.rs"]
mod model;
#[path = "ota/power.rs"]
mod power;
#[path = "ota/refusals.rs"]
mod refusals;

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use munjigi::ota::{OtaError, Outcome, RealDisk};

use bench::{Behaviour, Bench, FACTORY, NEW, NEXT, OLD, Release};
use faulty::{Fault, Faulty};

const CHILD: &str = "MUNJIGI_OTA_CHILD";
const AT: &str = "MUNJIGI_OTA_AT";
/// How long a process that hangs is watched before it is killed.
const PATIENCE: Duration = Duration::from_millis(300);

/// How an update goes wrong at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Error,
    Full,
    ReadOnly,
    Killed,
    Hangs,
}

const ALL: [Wrong; 5] = [
    Wrong::Error,
    Wrong::Full,
    Wrong::ReadOnly,
    Wrong::Killed,
    Wrong::Hangs,
];

/// Runs cases on all cores, and tells of all that fail.
pub fn run_all<T: Sync>(cases: &[T], name: impl Fn(&T) -> String + Sync, run: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(Vec::new());
    let cores = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores.min(8) {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let name = name(case);
                    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(case))) {
                        Ok(()) => println!("ok      {name}"),
                        Err(_) => failed.lock().unwrap().push(name),
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(
        failed.is_empty(),
        "{} of {} cases failed:\n{}",
        failed.len(),
        cases.len(),
        failed.join("\n")
    );
}

/// The steps of an update that nothing happens to.
fn steps(release: Release) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    assert!(bench.start());
    let disk = Faulty::watching();
    let outcome = bench.install(&disk, &release.bundle()).unwrap();
    let well = release.behaviour == Behaviour::Well;
    assert_eq!(
        matches!(outcome, Outcome::Committed { .. }),
        well,
        "{outcome:?}"
    );
    bench.check();
    disk.steps.into_inner()
}

/// Not a test: what is killed. Boots the box of the folder and installs what lies beside it, up to a step.
#[test]
fn child() {
    let Some(folder) = std::env::var_os(CHILD) else {
        return;
    };
    let at = std::env::var(AT).unwrap().parse().unwrap();
    let folder = Path::new(&folder);
    let bench = Bench::at(folder);
    assert!(bench.start());
    let bundle = fs::read(folder.join("bundle")).unwrap();
    let _either = bench.install(&Faulty::new(at, Some(Fault::Stop)), &bundle);
}

/// Installs in a process of its own that stops at a step, and kills it there.
fn killed(folder: &Path, bundle: &[u8], at: usize, patience: Duration) {
    fs::write(folder.join("bundle"), bundle).unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env(CHILD, folder)
        .env(AT, at.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    // One word comes, or the end of the output.
    let (sender, here) = mpsc::sync_channel(1);
    let reader = thread::spawn(move || {
        let reached = out
            .lines()
            .map_while(Result::ok)
            .any(|line| line.ends_with("here"));
        let _gone = sender.send(reached);
    });
    let reached = here
        .recv_timeout(Duration::from_secs(120))
        .expect("it comes to the step, or to its end");
    assert!(reached || child.wait().unwrap().success());
    thread::sleep(patience);
    let _over = child.kill();
    child.wait().unwrap();
    reader.join().unwrap();
}

/// One case: an update of a box goes wrong, the box is switched off and on, and is well; and so is the next update.
fn case(release: Release, bundle: &[u8], at: usize, wrong: Wrong) {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    let fault = match wrong {
        Wrong::Error => Some(Fault::Error),
        Wrong::Full => Some(Fault::Full),
        Wrong::ReadOnly => Some(Fault::ReadOnly),
        Wrong::Killed | Wrong::Hangs => None,
    };
    match fault {
        Some(fault) => {
            assert!(bench.start());
            let ended = bench.install(&Faulty::new(at, Some(fault)), bundle);
            // Without being switched off, too: whoever runs now has what it needs.
            let runs = bench.check();
            if matches!(ended, Ok(Outcome::Committed { .. })) {
                assert_eq!(runs.version, release.version);
            }
        }
        None => {
            let patience = if wrong == Wrong::Hangs {
                PATIENCE
            } else {
                Duration::ZERO
            };
            killed(folder.path(), bundle, at, patience);
        }
    }
    bench.recover();
    let runs = bench.check();
    let may = if release.behaviour == Behaviour::Well {
        [OLD.version, release.version]
    } else {
        [OLD.version; 2]
    };
    assert!(may.contains(&runs.version), "{} runs", runs.version);
    let next = bench.install(&RealDisk, &NEXT.bundle()).unwrap();
    assert!(matches!(next, Outcome::Committed { .. }), "{next:?}");
    assert_eq!(bench.check().version, NEXT.version);
}

fn matrix(release: Release) {
    let bundle = release.bundle();
    let cases: Vec<(usize, String, Wrong)> = steps(release)
        .into_iter()
        .enumerate()
        .flat_map(|(at, step)| ALL.map(|wrong| (at, step.clone(), wrong)))
        .collect();
    assert!(cases.len() >= 60, "{}", cases.len());
    let name = |(at, step, wrong): &(usize, String, Wrong)| {
        format!("{:?} {at:02} {step}/{wrong:?}", release.behaviour)
    };
    run_all(&cases, name, |(at, _, wrong)| {
        case(release, &bundle, *at, *wrong)
    });
}

#[test]
fn an_update_that_stays_may_go_wrong_anywhere() {
    matrix(NEW);
}

#[test]
fn an_update_that_goes_back_may_go_wrong_anywhere() {
    matrix(Release {
        behaviour: Behaviour::Hangs,
        ..NEW
    });
}

#[test]
fn a_version_that_does_not_get_well_goes_back_with_its_database() {
    for behaviour in [
        Behaviour::Exits,
        Behaviour::Hangs,
        Behaviour::CrashLoops,
        Behaviour::WrongVersion,
        Behaviour::Deaf,
        Behaviour::Rots,
    ] {
        let folder = tempfile::tempdir().unwrap();
        let bench = Bench::make(folder.path());
        assert!(bench.start());
        let bad = Release { behaviour, ..NEW };
        let outcome = bench.install(&RealDisk, &bad.bundle()).unwrap();
        let Outcome::RolledBack { why } = outcome else {
            panic!("{behaviour:?}: {outcome:?}")
        };
        assert!(why.contains('/'), "{behaviour:?}: {why}");
        assert_eq!(bench.check().version, OLD.version, "{behaviour:?}");
        // What it wrote before it was refused is not thrown away.
        if bench.told(NEW.version) > 0 {
            let aside = format!(
                "{}.refused-{}",
                bench.places.database().display(),
                NEW.slot()
            );
            let (_, kept) = bench::counts(Path::new(&aside), NEW.version);
            assert!(kept > 0, "{behaviour:?}");
        }
        let history = bench
            .updater(&RealDisk, munjigi::ota::Rules::default())
            .status()
            .history;
        assert_eq!(history.len(), 1, "{behaviour:?}: {history:?}");
        // Only a version of the same counter is still refused; the next one is taken.
        bench.install(&RealDisk, &NEXT.bundle()).unwrap();
        assert_eq!(bench.check().version, NEXT.version, "{behaviour:?}");
    }
}

#[test]
fn the_database_that_both_can_read_is_kept() {
    let same = Release {
        schema: OLD.schema,
        behaviour: Behaviour::Deaf,
        ..NEW
    };
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    assert!(bench.start());
    let outcome = bench.install(&RealDisk, &same.bundle()).unwrap();
    assert!(matches!(outcome, Outcome::RolledBack { .. }), "{outcome:?}");
    assert_eq!(bench.check().version, OLD.version);
    let (_, kept) = bench::counts(bench.places.database(), NEW.version);
    assert_eq!(
        kept,
        bench.told(NEW.version),
        "calls of the version that was refused"
    );
    assert!(kept > 0);
}

#[test]
fn a_call_puts_the_update_off() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    assert!(bench.start());
    bench.calling.set(true);
    let refused = bench.install(&RealDisk, &NEW.bundle()).unwrap_err();
    assert!(matches!(refused, OtaError::Calling), "{refused:?}");
    assert_eq!(
        (bench.starts.get(), bench.check().version),
        (1, OLD.version)
    );
    assert!(
        !bench.places.opt().join("slots").join(NEW.slot()).exists(),
        "what is not used is cleared away"
    );
    bench.calling.set(false);
    bench.install(&RealDisk, &NEW.bundle()).unwrap();
    assert_eq!(bench.check().version, NEW.version);
}

#[test]
fn a_service_that_cannot_be_started_anew_goes_back_when_the_box_is_switched_on() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    assert!(bench.start());
    bench.cannot_restart.set(true);
    let stuck = bench.install(&RealDisk, &NEW.bundle()).unwrap_err();
    assert!(matches!(stuck, OtaError::Stuck { .. }), "{stuck:?}");
    assert_eq!(bench.check().version, OLD.version, "who runs goes on");
    bench.cannot_restart.set(false);
    bench.recover();
    assert_eq!(bench.check().version, OLD.version);
    assert!(!bench.places.opt().join("pending").exists());
}

#[test]
fn the_first_update_of_a_box_goes_back_to_what_the_system_brought() {
    for (behaviour, expected) in [(Behaviour::Well, NEW), (Behaviour::Hangs, FACTORY)] {
        let folder = tempfile::tempdir().unwrap();
        let bench = Bench::make(folder.path());
        fs::remove_dir_all(bench.places.opt()).unwrap();
        assert!(bench.start());
        assert_eq!(bench.version().as_deref(), Some(FACTORY.version));
        bench
            .install(&RealDisk, &Release { behaviour, ..NEW }.bundle())
            .unwrap();
        assert_eq!(bench.check().version, expected.version);
    }
}

#[test]
fn a_person_can_go_back_to_what_the_system_brought() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    fs::remove_dir_all(bench.places.opt()).unwrap();
    assert!(bench.start());
    let rules = munjigi::ota::Rules::default();
    let none = bench.updater(&RealDisk, rules).rollback().unwrap_err();
    assert!(matches!(none, OtaError::NothingBefore), "{none:?}");
    let same_layout = Release {
        schema: FACTORY.schema,
        ..NEW
    };
    bench.install(&RealDisk, &same_layout.bundle()).unwrap();
    assert_eq!(bench.version().as_deref(), Some(NEW.version));
    let back = bench.updater(&RealDisk, rules).rollback().unwrap();
    assert!(matches!(back, Outcome::Committed { .. }), "{back:?}");
    assert_eq!(bench.version().as_deref(), Some(FACTORY.version));
    // And there and back again, as between any two.
    bench.updater(&RealDisk, rules).rollback().unwrap();
    assert_eq!(bench.version().as_deref(), Some(NEW.version));
    bench.install(&RealDisk, &NEXT.bundle()).unwrap();
    assert_eq!(bench.check().version, NEXT.version);
}

#[test]
fn a_box_that_never_ran_is_updated_too() {
    for (behaviour, expected) in [(Behaviour::Well, NEW), (Behaviour::Exits, OLD)] {
        let folder = tempfile::tempdir().unwrap();
        let bench = Bench::make(folder.path());
        bench
            .install(&RealDisk, &Release { behaviour, ..NEW }.bundle())
            .unwrap();
        assert_eq!(bench.check().version, expected.version);
    }
}

#[test]
fn a_person_can_go_back_as_long_as_the_database_allows_it() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    assert!(bench.start());
    bench.install(&RealDisk, &NEW.bundle()).unwrap();
    let rules = munjigi::ota::Rules::default();
    let refused = bench.updater(&RealDisk, rules).rollback().unwrap_err();
    assert!(refused.to_string().contains("refused"), "{refused}");
    assert_eq!(bench.check().version, NEW.version);
    bench.install(&RealDisk, &NEXT.bundle()).unwrap();
    let back = bench.updater(&RealDisk, rules).rollback().unwrap();
    assert!(matches!(back, Outcome::Committed { .. }), "{back:?}");
    assert_eq!(bench.check().version, NEW.version);
}

#[test]
fn a_person_can_decide_before_the_gate_does() {
    for keep in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let bench = Bench::make(folder.path());
        let last = steps(NEW)
            .iter()
            .position(|step| step.starts_with("Healthy"))
            .unwrap();
        killed(folder.path(), &NEW.bundle(), last, Duration::ZERO);
        assert!(bench.start());
        assert_eq!(bench.check().version, NEW.version);
        let updater = bench.updater(&RealDisk, munjigi::ota::Rules::default());
        let again = updater.install(NEXT.bundle().as_slice()).unwrap_err();
        assert!(matches!(again, OtaError::Unsettled), "{again:?}");
        let outcome = if keep {
            updater.commit()
        } else {
            updater.rollback()
        }
        .unwrap();
        assert_eq!(
            matches!(outcome, Outcome::Committed { .. }),
            keep,
            "{outcome:?}"
        );
        assert_eq!(
            bench.check().version,
            if keep { NEW.version } else { OLD.version }
        );
        assert!(matches!(updater.commit(), Err(OtaError::NothingPending)));
    }
}

/// A bundle of models.
fn models(counter: u64) -> Vec<u8> {
    let about = bench::NEW.about();
    let about = munjigi::ota::bundle::About {
        kind: munjigi::ota::bundle::Kind::Models,
        name: "korean".to_owned(),
        counter,
        schema: 0,
        ..about
    };
    let fill = |folder: &Path| fs::write(folder.join("voice.onnx"), counter.to_string()).unwrap();
    bench::signed(bench::signer(), about, fill, |_| {})
}

#[test]
fn models_come_by_themselves_and_go_back_by_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    assert!(bench.start());
    let voice = || fs::read_to_string(bench.places.opt().join("models/current/voice.onnx")).ok();
    // Their counter is their own, and the program stays.
    bench.install(&RealDisk, &models(1)).unwrap();
    assert_eq!(
        (voice().as_deref(), bench.check().version),
        (Some("1"), OLD.version)
    );
    assert!(matches!(
        bench.install(&RealDisk, &models(1)),
        Err(OtaError::Refused(_))
    ));
    let updater = bench.updater(&RealDisk, munjigi::ota::Rules::default());
    bench.install(&RealDisk, &NEW.bundle()).unwrap();
    assert_eq!(
        (voice().as_deref(), bench.check().version),
        (Some("1"), NEW.version)
    );
    bench.bad_models.set(Some("2"));
    let outcome = updater.install(models(2).as_slice()).unwrap();
    assert!(matches!(outcome, Outcome::RolledBack { .. }), "{outcome:?}");
    assert_eq!(
        (voice().as_deref(), bench.check().version),
        (Some("1"), NEW.version)
    );
    bench.install(&RealDisk, &models(3)).unwrap();
    assert_eq!(voice().as_deref(), Some("3"));
    let left = fs::read_dir(bench.places.opt().join("models"))
        .unwrap()
        .count();
    assert_eq!(left, 4, "two sets and two links");
}

#[test]
fn the_first_models_that_are_bad_leave_none() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    assert!(bench.start());
    bench.bad_models.set(Some("1"));
    let outcome = bench.install(&RealDisk, &models(1)).unwrap();
    assert!(matches!(outcome, Outcome::RolledBack { .. }), "{outcome:?}");
    assert!(!bench.places.opt().join("models/current").exists());
    assert_eq!(bench.check().version, OLD.version);
}

#[test]
fn two_updates_do_not_meet() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    assert!(bench.start());
    let held = fs::File::create(bench.places.opt().join("lock")).unwrap();
    held.lock().unwrap();
    let refused = bench.install(&RealDisk, &NEW.bundle()).unwrap_err();
    assert!(matches!(refused, OtaError::Locked), "{refused:?}");
    drop(held);
    bench.install(&RealDisk, &NEW.bundle()).unwrap();
}

#[test]
fn old_slots_are_cleared_away() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    assert!(bench.start());
    bench.install(&RealDisk, &NEW.bundle()).unwrap();
    bench.install(&RealDisk, &NEXT.bundle()).unwrap();
    let mut left: Vec<_> = fs::read_dir(bench.places.opt().join("slots"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, [NEW.slot(), NEXT.slot()]);
}
