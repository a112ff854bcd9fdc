//! `munjigi doctor` as a technician runs it, over the virtual EC25 and the trees of the simulator.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::{
    path::Path,
    process::{Command, Output},
};

use munjigi::{
    audio::Frame,
    sim::{
        ec25::{Ec25, Profile},
        pty::VirtualBox,
        tree::{Module, Tree, TtyNumbers},
    },
};
use nix::{pty::openpty, unistd::ttyname};

fn doctor(root: &Path, more: &[&str]) -> Output {
    let at = |name: &str| root.join(name).into_os_string();
    Command::new(env!("CARGO_BIN_EXE_munjigi"))
        .arg("doctor")
        .arg("--sys-root")
        .arg(at("sys"))
        .arg("--dev-root")
        .arg(at("dev"))
        .arg("--proc-root")
        .arg(at("proc"))
        .args(more)
        .output()
        .unwrap()
}

#[test]
fn help_says_that_nothing_is_changed() {
    let output = doctor(Path::new("/"), &["--help"]);
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("아무것도 바꾸지 않고"), "{said}");
    let output = doctor(Path::new("/"), &["--limit", "0"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_machine_without_a_modem_has_its_own_code() {
    let folder = tempfile::tempdir().unwrap();
    Tree::new(folder.path()).unwrap();
    let output = doctor(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(6));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("모뎀을 찾지 못했습니다"), "{said}");
    assert!(said.contains("no modem was found"), "{said}");
}

#[test]
fn a_port_that_somebody_has_is_named_and_not_touched() {
    let pty = openpty(None, None).unwrap();
    let path = ttyname(&pty.slave).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let tree = Tree::new(folder.path()).unwrap();
    let module = Module::ec25(TtyNumbers::from(0), [None, Some(&path), None]);
    tree.plug("1-1.3", &module).unwrap();
    let owner = munjigi::tty::open(&path).unwrap();
    let output = doctor(folder.path(), &["--json"]);
    assert_eq!(output.status.code(), Some(7));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["modems"][0]["end"], "busy");
    drop(owner);
}

#[test]
fn the_settings_may_name_a_port_that_no_tree_shows() {
    let folder = tempfile::tempdir().unwrap();
    Tree::new(folder.path()).unwrap();
    let shop = "name = '가나분식'\n[hours]\ndaily = '11:00-21:00'\n";
    std::fs::write(folder.path().join("shop.toml"), shop).unwrap();
    let config = folder.path().join("munjigi.toml");
    let text = "shop = 'shop.toml'\n[modem]\nat = '/dev/ttyNoSuchPort'\npcm = '/dev/null'\n";
    std::fs::write(&config, text).unwrap();
    let output = doctor(folder.path(), &["--config", config.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(10));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("/dev/ttyNoSuchPort"), "{said}");
    assert!(said.contains("there is no such device"), "{said}");
}

#[test]
fn the_virtual_module_is_examined_and_not_changed() {
    let line = VirtualBox::start(Ec25::new(Profile::default(), 7), |_, _| Frame::SILENCE).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let tree = Tree::new(folder.path()).unwrap();
    let ports = [Some(line.pcm_path()), Some(line.at_path()), None];
    let module = Module::ec25(TtyNumbers::from(4), ports.each_ref().map(Option::as_deref))
        .with_card(1, "Android");
    tree.plug("1-1.3", &module).unwrap();

    let output = doctor(folder.path(), &["--json"]);
    let said = String::from_utf8_lossy(&output.stderr);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let modem = &report["modems"][0];
    assert_eq!(modem["end"], "complete", "{said}\n{report:#}");
    assert_eq!(modem["socket"], "1-1.3");
    assert_eq!(
        modem["answers"]["1"]["found"]["card"]["capture"]["rates"],
        "8000"
    );
    assert!(modem["not_restored"].is_null(), "{report:#}");
    let model = modem["lines"].as_array().unwrap();
    let model = model
        .iter()
        .find(|line| line["asked"] == "AT+CGMM")
        .unwrap();
    assert_eq!(model["lines"][0], "EC25");
    let violations = line.stop().violations;
    assert!(violations.is_empty(), "{violations:?}");
}
