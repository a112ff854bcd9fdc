//! What lies in `board/`, as far as it can be tried without a board: profiles, hooks, the first start.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use munjigi::app::profile::BoardProfile;

const MUNJIGI: &str = env!("CARGO_BIN_EXE_munjigi");
const PROFILES: &str = "board/profiles";

fn profiles() -> Vec<PathBuf> {
    let entries = fs::read_dir(PROFILES).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn every_profile_can_be_read_and_no_board_has_two() {
    let mut known = Vec::new();
    for path in profiles() {
        let profile = BoardProfile::load(&path).unwrap_or_else(|refused| panic!("{refused}"));
        // Only what runs in the emulator has been started.
        assert_eq!(
            profile.tried,
            path.ends_with("qemu.toml"),
            "{}",
            profile.name
        );
        for name in profile.compatible {
            assert!(!known.contains(&name), "{name} is in two profiles");
            known.push(name);
        }
    }
    assert!(known.len() >= 7, "{known:?}");
}

#[test]
fn a_technician_is_told_what_a_board_cannot_do() {
    let said = munjigi(&["config", "check", "--board", "board/profiles/rpi4.toml"]);
    let text = String::from_utf8(said.stdout).unwrap();
    assert!(
        said.status.success() && text.contains("whisper-base"),
        "{text}"
    );
    assert!(text.contains("nobody has started it"), "{text}");
    let refused = munjigi(&["config", "check", "--board", "Cargo.toml"]);
    assert_eq!(refused.status.code(), Some(3));
}

#[test]
fn the_first_start_writes_settings_for_its_board_and_only_once() {
    let folder = tempfile::tempdir().unwrap();
    let tree = folder.path().join("compatible");
    fs::write(&tree, b"raspberrypi,4-model-b\0brcm,bcm2711\0").unwrap();
    let etc = folder.path().join("etc");
    fs::create_dir(&etc).unwrap();
    let order = || {
        let (etc, tree) = (etc.to_str().unwrap(), tree.to_str().unwrap());
        munjigi(&[
            "--json",
            "config",
            "first",
            "--dir",
            etc,
            "--boards",
            PROFILES,
            "--compatible",
            tree,
        ])
    };
    let said: serde_json::Value = serde_json::from_slice(&order().stdout).unwrap();
    assert_eq!(said["board"], "Raspberry Pi 4");
    assert_eq!(said["made"].as_array().unwrap().len(), 3, "{said}");
    let settings = etc.join("munjigi.toml");
    let checked = munjigi(&["config", "check", settings.to_str().unwrap()]);
    assert!(checked.status.success(), "{checked:?}");
    assert!(
        fs::read_to_string(&settings)
            .unwrap()
            .contains("threads = 4")
    );
    let said: serde_json::Value = serde_json::from_slice(&order().stdout).unwrap();
    assert_eq!(said["made"], serde_json::json!([]));
}

/// The hook, with a `gpioset` that writes down what it was asked for.
fn hook(version: &str, line: Option<&str>, action: &str) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let asked = folder.path().join("asked");
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = --version ] && {{ echo '{version}'; exit; }}\necho \"$@\" >'{}'\n",
        asked.display()
    );
    let gpioset = folder.path().join("gpioset");
    fs::write(&gpioset, script).unwrap();
    fs::set_permissions(&gpioset, fs::Permissions::from_mode(0o755)).unwrap();
    let settings = folder.path().join("power-key");
    if let Some(line) = line {
        fs::write(&settings, line).unwrap();
    }
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    let done = Command::new("sh")
        .args(["board/hooks/gpio", action, "1-1.3"])
        .env("PATH", path)
        .env("MUNJIGI_POWER_KEY", &settings)
        .output()
        .unwrap();
    let asked = fs::read_to_string(&asked).unwrap_or_default();
    (done.status.code(), asked.trim().to_owned())
}

#[test]
fn the_gpio_hook_presses_the_key_of_either_gpiod() {
    let line = Some("gpiochip0 17 1 600\n");
    let old = hook("gpioset (libgpiod) v1.6.3", line, "power-key");
    assert_eq!(
        old,
        (
            Some(0),
            "--mode=time --usec=600000 gpiochip0 17=1".to_owned()
        )
    );
    let new = hook("gpioset (libgpiod) v2.2", line, "power-key");
    assert_eq!(
        new,
        (Some(0), "--toggle 600ms,0 --chip gpiochip0 17=1".to_owned())
    );
}

#[test]
fn the_gpio_hook_touches_nothing_that_it_was_not_told() {
    let nothing = String::new();
    let line = Some("gpiochip0 17 1 600\n");
    for action in ["rebind", "port-power", ""] {
        assert_eq!(
            hook("v1.6", line, action),
            (Some(69), nothing.clone()),
            "{action}"
        );
    }
    assert_eq!(hook("v1.6", None, "power-key"), (Some(69), nothing.clone()));
    for line in [
        "",
        "gpiochip0",
        "gpiochip0 17 1",
        "gpiochip0 17 1 $(reboot)",
        "../x 17 1 600",
    ] {
        assert_eq!(
            hook("v1.6", Some(line), "power-key"),
            (Some(70), nothing.clone()),
            "{line}"
        );
    }
}

/// What the console may have done as root: what it was told in the end, if anything.
fn as_root(words: &[&str]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let told = folder.path().join("told");
    let script = format!(
        "#!/bin/sh\necho \"$(basename \"$0\") $*\" >'{}'\n",
        told.display()
    );
    for name in ["munjigi", "systemctl"] {
        let path = folder.path().join(name);
        fs::write(&path, &script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    let done = Command::new("sh")
        .arg("board/as-root")
        .args(words)
        .env("PATH", path)
        .env("MUNJIGI_WRAPPER", folder.path().join("munjigi"))
        .output()
        .unwrap();
    let told = fs::read_to_string(&told).unwrap_or_default();
    (done.status.code(), told.trim().to_owned())
}

#[test]
fn the_console_has_done_what_it_may() {
    let own = "/opt/munjigi/slots/0.2.0/bin/munjigi";
    let settings = "/etc/munjigi/munjigi.toml";
    let erase = ["reset", "--factory", "--yes-erase-everything"];
    for words in [
        vec!["systemctl", "restart", "munjigi"],
        vec!["systemctl", "poweroff"],
        vec![own, "ota", "rollback"],
        vec![own, "ota", "install", "/run/media/system/STICK/a b.bundle"],
        [&[own], &erase[..]].concat(),
        [&[own], &erase[..], &["--config", settings]].concat(),
        vec![own, "reset", "--claim"],
        vec![own, "reset", "--claim", "--config", settings],
    ] {
        let wanted = words.join(" ").replace(own, "munjigi");
        assert_eq!(as_root(&words), (Some(0), wanted), "{words:?}");
    }
}

#[test]
fn the_console_has_nothing_else_done() {
    let own = "/usr/bin/munjigi";
    let file = "/media/x.bundle";
    for words in [
        vec![],
        vec!["sh"],
        vec!["systemctl"],
        vec!["systemctl", "stop", "sshd"],
        vec!["systemctl", "restart", "munjigi", "sshd"],
        vec!["systemctl", "restart munjigi"],
        vec![own],
        vec![own, "ota", "install"],
        vec![own, "ota", "install", "--restart"],
        vec![own, "ota", "install", file, "--restart", "sh"],
        vec![own, "ota", "install", "/etc/passwd"],
        vec![own, "ota", "install", "/media/../etc/x"],
        vec![own, "ota", "install", "/media/.."],
        vec![own, "ota", "rollback", "--restart", "sh"],
        vec![own, "reset", "--factory"],
        vec![own, "reset", "--claim", "--config", "/tmp/x"],
        vec![
            own,
            "reset",
            "--factory",
            "--yes-erase-everything",
            "--config",
            "/tmp/x",
        ],
        vec![own, "run"],
    ] {
        assert_eq!(as_root(&words), (Some(77), String::new()), "{words:?}");
    }
}

fn munjigi(args: &[&str]) -> Output {
    Command::new(MUNJIGI)
        .args(args)
        .current_dir(Path::new("."))
        .output()
        .unwrap()
}
