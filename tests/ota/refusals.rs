//! Bundles that are not taken, each for its own reason: nothing has changed afterwards, and the box says what to do.

use std::fs;

use munjigi::ota::{
    OtaError, RealDisk, Refusal, Rules,
    bundle::{About, BundleError, Manifest, ManifestError, SignatureError},
};

use crate::{
    bench::{Bench, NEW, OLD, Release, signed, signer},
    run_all,
};

type Case = (&'static str, fn() -> Vec<u8>, fn(&OtaError) -> bool);

fn with(change: impl Fn(&mut About)) -> Vec<u8> {
    let mut about = NEW.about();
    change(&mut about);
    signed(signer(), about, |folder| NEW.content(folder), |_| {})
}

fn flipped(at: impl Fn(&[u8]) -> usize) -> Vec<u8> {
    let mut bundle = NEW.bundle();
    let at = at(&bundle);
    bundle[at] ^= 4;
    bundle
}

fn place(bundle: &[u8], word: &[u8]) -> usize {
    bundle
        .windows(word.len())
        .position(|window| window == word)
        .unwrap()
}

const CASES: &[Case] = &[
    (
        "another machine",
        || with(|a| a.arch = "riscv64".into()),
        |e| matches!(e, OtaError::Refused(Refusal::Arch { .. })),
    ),
    (
        "the same counter",
        || with(|a| a.counter = OLD.counter),
        |e| matches!(e, OtaError::Refused(Refusal::Counter { .. })),
    ),
    (
        "an older counter",
        || with(|a| a.counter = 1),
        |e| matches!(e, OtaError::Refused(Refusal::Counter { .. })),
    ),
    (
        "a version in between is missing",
        || with(|a| a.min_version = "1.3.1".parse().unwrap()),
        |e| matches!(e, OtaError::Refused(Refusal::TooOld { .. })),
    ),
    (
        "it cannot read the database",
        || with(|a| a.schema = 6),
        |e| matches!(e, OtaError::Refused(Refusal::Schema { .. })),
    ),
    (
        "an unknown key",
        || {
            let stranger = minisign::KeyPair::generate_unencrypted_keypair().unwrap();
            signed(&stranger, NEW.about(), |folder| NEW.content(folder), |_| {})
        },
        |e| {
            matches!(
                e,
                OtaError::Bundle(BundleError::Signature(SignatureError::UnknownKey))
            )
        },
    ),
    (
        "a changed manifest",
        || flipped(|b| place(b, b"stable")),
        |e| {
            matches!(
                e,
                OtaError::Bundle(BundleError::Signature(SignatureError::Wrong(_)))
            )
        },
    ),
    (
        "a changed file",
        || flipped(|b| place(b, b"echo munjigi")),
        |e| matches!(e, OtaError::Bundle(BundleError::Damaged { .. })),
    ),
    (
        "cut short in the manifest",
        || NEW.bundle()[..700].to_vec(),
        |e| matches!(e, OtaError::Bundle(BundleError::Truncated)),
    ),
    (
        "cut short in a file",
        || {
            let b = NEW.bundle();
            let at = place(&b, b"lib/speech.so.zst");
            b[..at + 600].to_vec()
        },
        |e| matches!(e, OtaError::Bundle(BundleError::Truncated)),
    ),
    ("nothing", Vec::new, |e| {
        matches!(e, OtaError::Bundle(BundleError::Truncated))
    }),
    (
        "something else",
        || b"a letter to the shop ".repeat(100),
        |e| matches!(e, OtaError::Bundle(BundleError::NoBundle { .. })),
    ),
    (
        "a program that does not run",
        || {
            signed(
                signer(),
                NEW.about(),
                |folder| {
                    NEW.content(folder);
                    fs::write(folder.join("bin/munjigi"), b"\x7fELF\x02\x01\x01").unwrap();
                },
                |_| {},
            )
        },
        |e| matches!(e, OtaError::DoesNotRun { .. }),
    ),
    (
        "a program of another version",
        || signed(signer(), NEW.about(), |folder| OLD.content(folder), |_| {}),
        |e| matches!(e, OtaError::DoesNotRun { .. }),
    ),
];

#[test]
fn each_has_its_reason_and_changes_nothing() {
    run_all(
        CASES,
        |(name, ..)| format!("refused: {name}"),
        |(_, bundle, expected)| {
            let folder = tempfile::tempdir().unwrap();
            let bench = Bench::make(folder.path());
            assert!(bench.start());
            let bundle = bundle();
            let error = bench.install(&RealDisk, &bundle).unwrap_err();
            assert!(expected(&error), "{error:?}");
            let said = munjigi_says(&error);
            assert!(said.contains(" / "), "{said}");
            assert!(said.chars().any(|c| ('가'..='힣').contains(&c)), "{said}");
            assert_eq!(
                (bench.starts.get(), bench.check().version),
                (1, OLD.version)
            );
            assert_eq!(
                fs::read_dir(bench.places.opt().join("slots"))
                    .unwrap()
                    .count(),
                1,
                "nothing is left behind"
            );
            assert!(!bench.places.opt().join("pending").exists());
        },
    );
}

/// All of the chain.
fn munjigi_says(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        said = format!("{said}: {error}");
        cause = error.source();
    }
    said
}

#[test]
fn a_later_format_is_refused_as_such() {
    let later = Manifest::parse(br#"{"format": 2}"#).unwrap_err();
    assert!(matches!(later, ManifestError::Format { format: 2 }));
    assert!(later.to_string().contains("in between"), "{later}");
}

#[test]
fn a_box_without_keys_takes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    fs::remove_file(bench.places.keys().join("current.pub")).unwrap();
    let error = bench.install(&RealDisk, &NEW.bundle()).unwrap_err();
    assert!(matches!(error, OtaError::Keys(_)), "{error:?}");
    assert!(munjigi_says(&error).contains("current.pub"));
}

#[test]
fn who_stands_at_the_box_may_go_back() {
    let older = Release {
        version: "1.2.5",
        counter: 3,
        ..OLD
    };
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    // Otherwise the newer package takes over, and rightly so.
    fs::remove_dir_all(bench.places.factory()).unwrap();
    assert!(bench.start());
    let rules = Rules {
        allow_downgrade: true,
        ..Rules::default()
    };
    bench
        .updater(&RealDisk, rules)
        .install(older.bundle().as_slice())
        .unwrap();
    assert_eq!(bench.version().as_deref(), Some("1.2.5"));
}

#[test]
fn a_bundle_can_be_checked_without_being_installed() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    let updater = bench.updater(&RealDisk, Rules::default());
    assert_eq!(updater.verify(NEW.bundle().as_slice()).unwrap().counter, 7);
    let damaged = flipped(|b| place(b, b"echo munjigi"));
    assert!(updater.verify(damaged.as_slice()).is_err());
    assert_eq!(
        fs::read_dir(bench.places.opt().join("slots"))
            .unwrap()
            .count(),
        1
    );
}
