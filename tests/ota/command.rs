//! The program itself and the scripts around it: manifest, signature, bundle, verify, install, status, exit codes.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Output},
};

use crate::bench::{Bench, NEW, OLD, signer};

const MUNJIGI: &str = env!("CARGO_BIN_EXE_munjigi");

fn munjigi(root: &Path, args: &[&str]) -> Output {
    Command::new(MUNJIGI)
        .args(args)
        .env("MUNJIGI_ROOT", root)
        .output()
        .unwrap()
}

#[track_caller]
fn ends(output: &Output, code: i32) -> String {
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}{wrong}");
    assert!(!wrong.contains("panicked"), "{wrong}");
    said + &wrong
}

/// Which programs are there.
fn is_there(program: &str) -> bool {
    Command::new("sh")
        .args(["-c", &format!("command -v {program} >/dev/null")])
        .status()
        .unwrap()
        .success()
}

#[test]
fn a_bundle_is_made_checked_and_refused_by_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    let (root, work) = (folder.path(), tempfile::tempdir().unwrap());
    let work = |name: &str| work.path().join(name).to_str().unwrap().to_owned();
    NEW.content(Path::new(&work("content")));
    let args = [
        "ota",
        "manifest",
        &work("content"),
        "--counter",
        "7",
        "--release",
        "1.4.0",
        "--schema",
        "8",
    ];
    let text = ends(&munjigi(root, &args), 0);
    fs::write(work("MANIFEST.json"), &text).unwrap();
    let signature = minisign::sign(
        Some(&signer().pk),
        &signer().sk,
        text.as_bytes(),
        Some("counter:7"),
        None,
    )
    .unwrap();
    fs::write(work("MANIFEST.json.minisig"), signature.into_string()).unwrap();
    let pack = [
        "ota",
        "pack",
        &work("content"),
        "--manifest",
        &work("MANIFEST.json"),
        "-o",
        &work("bundle"),
    ];
    ends(&munjigi(root, &pack), 0);
    let said = ends(
        &munjigi(root, &["--json", "ota", "verify", &work("bundle")]),
        0,
    );
    assert!(said.contains("\"counter\":7"), "{said}");

    let mut changed = fs::read(work("bundle")).unwrap();
    let length = changed.len();
    changed.truncate(length / 2);
    fs::write(work("half"), changed).unwrap();
    let said = ends(&munjigi(root, &["ota", "verify", &work("half")]), 11);
    assert!(said.contains("cut short"), "{said}");
    fs::write(
        bench
            .places
            .opt()
            .join("slots")
            .join(OLD.slot())
            .join("COUNTER"),
        "7\n",
    )
    .unwrap();
    let said = ends(
        &munjigi(
            root,
            &["ota", "install", &work("bundle"), "--restart", "false"],
        ),
        11,
    );
    assert!(said.contains("--allow-downgrade"), "{said}");
    ends(&munjigi(root, &["ota", "verify", &work("none")]), 1);

    let said = ends(&munjigi(root, &["--json", "ota", "status"]), 0);
    let status: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(status["running"]["slot"], OLD.slot());
    ends(&munjigi(root, &["ota", "commit"]), 1);
    ends(&munjigi(root, &["ota", "settle"]), 0);
}

/// A service that does not answer is updated all the same, and goes back when it does not answer afterwards either: the
/// program, the launcher and the exit code, without a socket.
#[test]
fn the_program_installs_and_goes_back() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    let root = folder.path();
    fs::write(root.join("bundle"), NEW.bundle()).unwrap();
    let restart = root.join("restart");
    let launch = concat!(env!("CARGO_MANIFEST_DIR"), "/board/launch");
    fs::write(
        &restart,
        format!(
            "#!/bin/sh\nMUNJIGI_ROOT={} exec {launch} prepare\n",
            root.display()
        ),
    )
    .unwrap();
    fs::set_permissions(&restart, fs::Permissions::from_mode(0o755)).unwrap();
    let (bundle, restart) = (root.join("bundle"), restart.to_str().unwrap().to_owned());
    let args = [
        "ota",
        "install",
        bundle.to_str().unwrap(),
        "--restart",
        &restart,
        "--gate",
        "1s",
        "--steady",
        "0s",
    ];
    let said = ends(&munjigi(root, &args), 12);
    assert!(said.contains("the version before runs again"), "{said}");
    let current = fs::read_link(bench.places.opt().join("current")).unwrap();
    assert_eq!(current, Path::new("slots").join(OLD.slot()));
    let said = ends(&munjigi(root, &["--json", "ota", "status"]), 0);
    assert!(said.contains("rolled-back"), "{said}");
}

/// `scripts/bundle.sh` with Debian's minisign, where it is installed.
#[test]
fn the_bundle_script_makes_what_a_box_takes() {
    if !is_there("minisign") || !is_there("zstd") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::make(folder.path());
    let root = folder.path();
    NEW.content(&root.join("content"));
    let key = root.join("key");
    let made = Command::new("minisign")
        .args(["-G", "-W", "-f", "-p"])
        .arg(bench.places.keys().join("next.pub"))
        .arg("-s")
        .arg(&key)
        .output();
    ends(&made.unwrap(), 0);
    let mut script = Command::new("sh");
    script
        .args(["scripts/bundle.sh"])
        .arg(root.join("content"))
        .arg("7")
        .arg(&key)
        .arg(root.join("bundle"));
    script
        .args(["--release", "1.4.0", "--schema", "8"])
        .env("MUNJIGI", MUNJIGI);
    ends(&script.output().unwrap(), 0);
    ends(
        &munjigi(
            root,
            &["ota", "verify", root.join("bundle").to_str().unwrap()],
        ),
        0,
    );
}
