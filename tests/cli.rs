//! What people who make mistakes are told, and how the program ends then.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use nix::{pty::openpty, unistd::ttyname};
use tempfile::TempDir;

fn munjigi(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_munjigi"))
        .args(args)
        .current_dir(folder)
        .env_remove("MUNJIGI_MODELS")
        .output()
        .unwrap()
}

/// Ends with `code` and says one thing that contains `words`.
#[track_caller]
fn refused(output: &Output, code: i32, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in:\n{said}");
    }
    assert!(!said.contains("panicked"), "{said}");
}

const SHOP: &str = "name = '가나분식'\n[hours]\ndaily = '11:00-21:00'\n";

fn folder_with(config: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("munjigi.toml"), config).unwrap();
    fs::write(folder.path().join("shop.toml"), SHOP).unwrap();
    folder
}

#[test]
fn help_speaks_korean_and_english() {
    let output = munjigi(Path::new("."), &["--help"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0));
    assert!(said.contains("전화를 받습니다 / answer calls"), "{said}");
}

#[test]
fn a_wrong_word_is_wrong_usage() {
    refused(&munjigi(Path::new("."), &["ansewr"]), 2, &["ansewr"]);
}

#[test]
fn all_mistakes_of_the_settings_come_at_once() {
    let folder = folder_with("shpo = 'shop.toml'\n[modem]\nat = 5\n[speech]\nspeed = 9\n");
    let output = munjigi(folder.path(), &["config", "check"]);
    let words = [
        "munjigi.toml:1:1: shpo: ",
        "did you mean shop?",
        "munjigi.toml:3:6: modem.at: ",
        "pcm is missing",
        "munjigi.toml:5:9: speech.speed: ",
    ];
    refused(&output, 3, &words);
}

#[test]
fn missing_settings_are_named() {
    let folder = tempfile::tempdir().unwrap();
    refused(&munjigi(folder.path(), &["run"]), 3, &["munjigi.toml"]);
}

#[test]
fn models_are_listed_with_what_is_here_and_fetched_only_where_they_can_be() {
    let folder = tempfile::tempdir().unwrap();
    let output = munjigi(folder.path(), &["models", "list", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    let listed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let all = listed["models"].as_array().unwrap();
    assert!(
        all.iter()
            .any(|model| model["id"] == "whisper-base" && model["optional"] == false)
    );
    assert!(all.iter().all(|model| model["state"] == "missing"));

    refused(
        &munjigi(folder.path(), &["models", "fetch", "whisper-huge"]),
        2,
        &["whisper-huge", "whisper-base"],
    );
    // No set-up program below this folder: it says so instead of reaching for the network.
    refused(
        &munjigi(folder.path(), &["models", "fetch"]),
        4,
        &["whisper-base", "models/setup.py"],
    );
}

#[test]
fn missing_models_are_named_with_the_remedy() {
    let ports = [openpty(None, None).unwrap(), openpty(None, None).unwrap()];
    let [at, pcm] = ports.each_ref().map(|port| ttyname(&port.slave).unwrap());
    let folder = folder_with(&format!(
        "shop = 'shop.toml'\n[modem]\nat = '{}'\npcm = '{}'\n",
        at.display(),
        pcm.display()
    ));
    let output = munjigi(folder.path(), &["run"]);
    refused(&output, 4, &["silero_vad.onnx", "sh scripts/setup.sh"]);
    let output = munjigi(folder.path(), &["models", "verify"]);
    refused(&output, 4, &["sh scripts/setup.sh"]);
}

#[test]
fn looking_at_a_database_never_makes_one() {
    let folder = tempfile::tempdir().unwrap();
    let output = munjigi(folder.path(), &["call", "list"]);
    refused(&output, 8, &["there is no database"]);
    assert!(!folder.path().join("data").exists());
}

#[test]
fn mistakes_of_a_scenario_are_told_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.toml"), SHOP).unwrap();
    let scenario = "[scenario]\nname = 'x'\nstart = 2026-11-19T18:03:00+09:00\nshop = 'shop.toml'\n\
                    [[caller]]\nat = '1s'\nfrom = '01023456789'\nvocie = 'x'\n[[sms]]\nat = '2s'\nform = '1'\n";
    fs::write(folder.path().join("s.toml"), scenario).unwrap();
    let output = munjigi(folder.path(), &["sim", "run", "--fast", "s.toml"]);
    refused(
        &output,
        3,
        &[
            "s.toml:8:1: caller[1].vocie: ",
            "did you mean voice?",
            "sms[1].form",
        ],
    );
}

#[test]
fn what_is_played_in_virtual_time_only_says_so() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.toml"), SHOP).unwrap();
    let scenario = "[scenario]\nname = 'x'\nstart = 2026-11-19T18:03:00+09:00\nshop = 'shop.toml'\n\
                    [[dial]]\nat = '2s'\nto = '080-123-4567'\n";
    fs::write(folder.path().join("s.toml"), scenario).unwrap();
    let output = munjigi(folder.path(), &["sim", "run", "s.toml"]);
    refused(&output, 3, &["s.toml", "[[dial]]", "add --fast"]);
}

/// It is told before anything is loaded: no models are needed to find that out.
#[test]
#[cfg(feature = "handset")]
fn a_machine_without_a_sound_card_is_told_so_in_one_breath() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_munjigi"))
        .args(["demo", "--talk"])
        .current_dir(folder.path())
        .env("ALSA_CONFIG_PATH", "/dev/null")
        .env("MUNJIGI_MODELS", "nowhere")
        .output()
        .unwrap();
    let words = [
        "이 컴퓨터에는 마이크가 없습니다",
        "this machine has no usable microphone",
        "`munjigi demo` needs neither",
    ];
    refused(&output, 1, &words);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("ALSA lib"), "{said}");
    assert!(!folder.path().join("demo-out").exists());
}

#[test]
#[cfg(not(feature = "handset"))]
fn a_program_built_without_a_handset_says_so() {
    let output = munjigi(Path::new("."), &["demo", "--talk"]);
    refused(&output, 1, &["the feature `handset`"]);
}

#[test]
fn an_expectation_that_does_not_hold_has_its_own_code() {
    let scenario = fs::read_to_string("tests/scenarios/first-call.toml").unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("shops")).unwrap();
    fs::create_dir(folder.path().join("scenarios")).unwrap();
    fs::copy(
        "tests/shops/bunsik.toml",
        folder.path().join("shops/bunsik.toml"),
    )
    .unwrap();
    let file = folder.path().join("scenarios/wrong.toml");
    fs::write(&file, scenario.replace("party = 4", "party = 3")).unwrap();
    let args = ["--json", "sim", "run", "--fast", "scenarios/wrong.toml"];
    let output = munjigi(folder.path(), &args);
    assert_eq!(output.status.code(), Some(9));
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["pass"], false);
    assert!(
        result["failed"][0]
            .as_str()
            .unwrap()
            .starts_with("expect.bookings")
    );
}

#[test]
fn a_missing_or_busy_port_is_told_in_one_sentence() {
    let run = |at: &Path, pcm: &Path| {
        let folder = folder_with(&format!(
            "shop = 'shop.toml'\n[modem]\nat = '{}'\npcm = '{}'\n",
            at.display(),
            pcm.display()
        ));
        munjigi(folder.path(), &["run"])
    };
    let port = openpty(None, None).unwrap();
    let tty = ttyname(&port.slave).unwrap();
    let missing = Path::new("/dev/ttyNoSuchPort");
    let words = ["/dev/ttyNoSuchPort", "there is no such device"];
    refused(&run(missing, &tty), 6, &words);
    refused(&run(&tty, missing), 6, &words);
    refused(
        &run(Path::new("shop.toml"), &tty),
        6,
        &["not a serial device"],
    );

    let other = munjigi::tty::open(&tty).unwrap();
    // Who has it is told, with what to do about it: here it is the test itself.
    let us = format!("(pid {})", std::process::id());
    let words = [
        "another program is using it",
        "이 포트를 쓰는 프로그램: ",
        "the port is held by ",
        &us,
    ];
    refused(&run(&tty, &tty), 7, &words);
    drop(other);
}

#[test]
fn a_model_that_is_not_the_catalogs_is_told_with_both_checksums() {
    let Ok(models) = Path::new(".cache/models").canonicalize() else {
        let required = std::env::var_os("MUNJIGI_REQUIRE_MODELS").is_some();
        assert!(
            !required,
            "the models are missing; run `sh scripts/setup.sh`"
        );
        return;
    };
    // The folder of the models, but for one file with one octet changed.
    let folder = tempfile::tempdir().unwrap();
    let damaged = Path::new("silero/silero_vad.onnx");
    for entry in fs::read_dir(&models).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_dir() && entry.file_name() != "silero" {
            std::os::unix::fs::symlink(entry.path(), folder.path().join(entry.file_name()))
                .unwrap();
        }
    }
    let mut octets = fs::read(models.join(damaged)).unwrap();
    octets[1_000] ^= 1;
    fs::create_dir(folder.path().join("silero")).unwrap();
    fs::write(folder.path().join(damaged), octets).unwrap();
    let output = munjigi(
        Path::new("."),
        &[
            "models",
            "verify",
            "--folder",
            folder.path().to_str().unwrap(),
        ],
    );
    refused(
        &output,
        5,
        &["silero_vad.onnx", "sha256", "sh scripts/setup.sh"],
    );
}

/// Driven over pipes, as a script would; the port is opened as any driver would.
#[test]
fn the_virtual_modem_is_tried_by_hand() {
    use std::io::{BufRead, BufReader, Read, Write};
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("modem");
    let mut child = Command::new(env!("CARGO_BIN_EXE_munjigi"))
        .args(["sim", "modem", "--seed", "7", "--dir"])
        .arg(&dir)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut typed = child.stdin.take().unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    let mut until = |wanted: &str| {
        let mut line = String::new();
        while !line.contains(wanted) {
            line.clear();
            assert_ne!(said.read_line(&mut line).unwrap(), 0, "no {wanted:?}");
        }
        line
    };
    assert!(until("ports").contains("ttyUSB2"));
    let mut port = fs::File::options()
        .read(true)
        .write(true)
        .open(dir.join("dev/ttyUSB2"))
        .unwrap();
    let wait = |port: &mut fs::File, wanted: &str| {
        let (mut all, mut byte) = (Vec::new(), [0]);
        while !all.ends_with(wanted.as_bytes()) {
            port.read_exact(&mut byte).unwrap();
            all.push(byte[0]);
        }
    };
    port.write_all(b"AT+QPCMV=1,0\r").unwrap();
    wait(&mut port, "OK\r\n");
    typed.write_all(b"sing\nring 01023456789\n").unwrap();
    until("unknown command");
    wait(&mut port, "RING\r\n");
    port.write_all(b"ATA\r").unwrap();
    until("CallAnswered");
    typed
        .write_all(b"fault F24 for=200ms variant=bus\n")
        .unwrap();
    until("gone from USB");
    until("back: AT");
    typed.write_all(b"fault F33\n").unwrap();
    until("ttyUSB6");
    typed.write_all(b"faults\n").unwrap();
    until("F100");
    typed.write_all(b"2 unplug\nquit\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(!dir.join("dev/ttyUSB2").exists());

    let wrong = ["sim", "modem", "--profile", "ec99"];
    refused(&munjigi(folder.path(), &wrong), 2, &["use one of: ec25"]);
}

#[test]
fn a_command_whose_output_nobody_reads_ends_without_a_word() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let child = Command::new(env!("CARGO_BIN_EXE_munjigi"))
        .args(["config", "shop"])
        .stdout(writer)
        .stderr(std::process::Stdio::piped())
        .spawn();
    let output = child.unwrap().wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(141));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.is_empty(), "{said}");
}
