//! The launcher alone, on whatever may lie in `/opt/munjigi`: something that can run is started.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
};

use crate::{
    bench::{Bench, FACTORY, NEW, OLD, Release},
    run_all,
};

/// A box, what is done to it, and what runs then.
type Case = (&'static str, fn(&Bench), Release);

fn slot(bench: &Bench, release: Release) {
    bench.slot(
        &bench.places.opt().join("slots").join(release.slot()),
        release,
    );
}

fn point(bench: &Bench, link: &str, target: &str) {
    let link = bench.places.opt().join(link);
    let _none = fs::remove_file(&link);
    symlink(target, link).unwrap();
}

fn program(bench: &Bench, release: Release) -> std::path::PathBuf {
    bench
        .places
        .opt()
        .join("slots")
        .join(release.slot())
        .join("bin/munjigi")
}

fn pending(bench: &Bench, text: &str) {
    fs::write(bench.places.opt().join("pending"), text).unwrap();
}

/// A pending update from OLD to NEW that is swapped.
fn swapped(bench: &Bench, attempts: u32, verdict: &str) {
    slot(
        bench,
        Release {
            schema: OLD.schema,
            ..NEW
        },
    );
    point(bench, "current", "slots/1.4.0-7");
    point(bench, "previous", "slots/1.3.0-6");
    let database = bench.places.database().display();
    pending(
        bench,
        &format!(
            "format=1\nkind=app\nfrom=1.3.0-6\nto=1.4.0-7\nversion=1.4.0\ncounter=7\nattempts={attempts}\nmax=3\n\
             verdict={verdict}\nmigrates=no\ndatabase={database}\nbackup=\nend=1\n"
        ),
    );
}

const CASES: &[Case] = &[
    ("a box as it is", |_| {}, OLD),
    (
        "no /opt/munjigi",
        |b| fs::remove_dir_all(b.places.opt()).unwrap(),
        FACTORY,
    ),
    (
        "a file for /opt/munjigi",
        |b| {
            fs::remove_dir_all(b.places.opt()).unwrap();
            fs::write(b.places.opt(), "x").unwrap();
        },
        FACTORY,
    ),
    (
        "current leads nowhere",
        |b| point(b, "current", "slots/none"),
        FACTORY,
    ),
    (
        "current leads nowhere, previous is there",
        |b| {
            point(b, "current", "slots/none");
            point(b, "previous", "slots/1.3.0-6");
        },
        OLD,
    ),
    (
        "current leads to itself",
        |b| point(b, "current", "current"),
        FACTORY,
    ),
    (
        "current is a file",
        |b| {
            fs::remove_file(b.places.opt().join("current")).unwrap();
            fs::write(b.places.opt().join("current"), "x").unwrap();
        },
        FACTORY,
    ),
    (
        "a slot without a program",
        |b| fs::remove_file(program(b, OLD)).unwrap(),
        FACTORY,
    ),
    (
        "a program that is a folder",
        |b| {
            fs::remove_file(program(b, OLD)).unwrap();
            fs::create_dir(program(b, OLD)).unwrap();
        },
        FACTORY,
    ),
    (
        "a program that may not be run",
        |b| {
            fs::set_permissions(program(b, OLD), fs::Permissions::from_mode(0o644)).unwrap();
        },
        FACTORY,
    ),
    (
        "an empty program",
        |b| {
            slot(b, NEW);
            point(b, "current", "slots/1.4.0-7");
            point(b, "previous", "slots/1.3.0-6");
            // A shell takes an empty file for a script that says nothing; systemd and exec do not.
            fs::write(program(b, NEW), "").unwrap();
        },
        OLD,
    ),
    (
        "a program for another machine",
        |b| {
            slot(b, NEW);
            point(b, "current", "slots/1.4.0-7");
            point(b, "previous", "slots/1.3.0-6");
            fs::write(
                program(b, NEW),
                b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\xf3\0",
            )
            .unwrap();
        },
        OLD,
    ),
    (
        "a program whose library is missing",
        |b| {
            slot(b, NEW);
            point(b, "current", "slots/1.4.0-7");
            point(b, "previous", "slots/1.3.0-6");
            fs::write(program(b, NEW), "#!/lib/none.so\n").unwrap();
        },
        OLD,
    ),
    (
        "a newer package",
        |b| {
            b.slot(
                &b.places.factory(),
                Release {
                    counter: 9,
                    ..FACTORY
                },
            )
        },
        FACTORY,
    ),
    (
        "a newer package while an update is tried",
        |b| {
            b.slot(
                &b.places.factory(),
                Release {
                    counter: 9,
                    ..FACTORY
                },
            );
            swapped(b, 0, "open");
        },
        NEW,
    ),
    (
        "a counter that is none",
        |b| fs::write(b.places.factory().join("COUNTER"), "many\n").unwrap(),
        OLD,
    ),
    (
        "a counter in the manifest alone",
        |b| {
            b.slot(
                &b.places.factory(),
                Release {
                    counter: 9,
                    ..FACTORY
                },
            );
            fs::remove_file(b.places.factory().join("COUNTER")).unwrap();
        },
        FACTORY,
    ),
    (
        "pending before the link was changed",
        |b| {
            swapped(b, 0, "open");
            point(b, "current", "slots/1.3.0-6");
        },
        OLD,
    ),
    ("pending, first start", |b| swapped(b, 0, "open"), NEW),
    ("pending, third start", |b| swapped(b, 2, "open"), NEW),
    ("pending, fourth start", |b| swapped(b, 3, "open"), OLD),
    ("pending, refused", |b| swapped(b, 1, "back"), OLD),
    (
        "pending, and the program cannot be run",
        |b| {
            swapped(b, 0, "open");
            fs::write(program(b, NEW), "\x7fELF").unwrap();
        },
        OLD,
    ),
    (
        "pending, refused, and the slot before is gone",
        |b| {
            swapped(b, 1, "back");
            fs::remove_dir_all(b.places.opt().join("slots").join(OLD.slot())).unwrap();
        },
        FACTORY,
    ),
    (
        "an empty pending",
        |b| {
            swapped(b, 0, "open");
            pending(b, "");
        },
        NEW,
    ),
    (
        "half of pending",
        |b| {
            swapped(b, 3, "back");
            let text = fs::read_to_string(b.places.opt().join("pending")).unwrap();
            pending(b, &text[..text.len() / 2]);
        },
        NEW,
    ),
    (
        "pending that is a folder",
        |b| {
            swapped(b, 3, "back");
            fs::remove_file(b.places.opt().join("pending")).unwrap();
            fs::create_dir(b.places.opt().join("pending")).unwrap();
        },
        NEW,
    ),
    (
        "pending full of zeros",
        |b| {
            swapped(b, 0, "open");
            pending(b, &"\0".repeat(300));
        },
        NEW,
    ),
    (
        "pending with a name that leads elsewhere",
        |b| {
            swapped(b, 3, "back");
            let text = fs::read_to_string(b.places.opt().join("pending")).unwrap();
            pending(b, &text.replace("from=1.3.0-6", "from=../../usr"));
        },
        NEW,
    ),
    (
        "pending with a command in it",
        |b| {
            swapped(b, 3, "back");
            let text = fs::read_to_string(b.places.opt().join("pending")).unwrap();
            pending(b, &text.replace("attempts=3", "attempts=$(rm -rf /opt)"));
        },
        NEW,
    ),
    (
        "pending with a count that is none",
        |b| {
            swapped(b, 0, "open");
            let text = fs::read_to_string(b.places.opt().join("pending")).unwrap();
            pending(
                b,
                &text.replace("attempts=0", "attempts=99999999999999999999"),
            );
        },
        NEW,
    ),
    (
        "a folder where pending is counted",
        |b| {
            swapped(b, 0, "open");
            fs::create_dir_all(b.places.opt().join("pending.tmp/x")).unwrap();
        },
        OLD,
    ),
    (
        "everything is broken but the package",
        |b| {
            fs::write(program(b, OLD), "").unwrap();
            point(b, "previous", "/dev/null");
        },
        FACTORY,
    ),
    (
        "the package is broken",
        |b| fs::write(b.places.factory().join("bin/munjigi"), "").unwrap(),
        OLD,
    ),
];

#[test]
fn something_that_can_run_is_started() {
    run_all(
        CASES,
        |(name, ..)| format!("launcher: {name}"),
        |(_, change, expected)| {
            let folder = tempfile::tempdir().unwrap();
            let bench = Bench::make(folder.path());
            change(&bench);
            assert!(bench.start(), "{}", bench.why.borrow());
            assert_eq!(bench.version().as_deref(), Some(expected.version));
        },
    );
}

#[test]
fn starts_are_counted_only_while_an_update_is_on_its_way() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    let before: Vec<_> = fs::read_dir(bench.places.opt())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    for _ in 0..5 {
        assert!(bench.start());
        assert_eq!(bench.version().as_deref(), Some(OLD.version));
    }
    let after: Vec<_> = fs::read_dir(bench.places.opt())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(before, after, "an ordinary start writes nothing");
    swapped(&bench, 0, "open");
    for expected in [NEW, NEW, NEW, OLD, OLD] {
        assert!(bench.start());
        assert_eq!(bench.version().as_deref(), Some(expected.version));
    }
}

#[test]
fn what_is_run_keeps_its_folder_when_the_link_changes() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    let script =
        "#!/bin/sh\n[ \"${1:-}\" = version ] && echo munjigi 1 && exit\necho \"$0\" 8 Well\n";
    fs::write(program(&bench, OLD), script).unwrap();
    assert!(bench.start());
    let ran = bench.version().unwrap();
    assert!(ran.ends_with("slots/1.3.0-6/bin/munjigi"), "{ran}");
}

#[test]
fn nothing_that_can_run_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    fs::remove_dir_all(bench.places.factory()).unwrap();
    fs::remove_dir_all(bench.places.opt()).unwrap();
    assert!(!bench.start());
}
