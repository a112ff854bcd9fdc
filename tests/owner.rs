//! What an owner does from the command line: tries the receptionist in writing, looks at bookings, answers
//! questions.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

use jiff::civil::{date, time};
use munjigi::{call::Booking, store::Store};
use tempfile::TempDir;

const SHOP: &str = "name = '가나분식'\nowner = '010-9876-5432'\n[hours]\ndaily = '11:00-21:00'\n";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.toml"), SHOP).unwrap();
    folder
}

/// Runs with these lines typed in.
fn typed(folder: &Path, args: &[&str], lines: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_munjigi"))
        .args(args)
        .current_dir(folder)
        .env_remove("MUNJIGI_MODELS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut keyboard = child.stdin.take().unwrap();
    // It may have hung up before the last line.
    let _gone = keyboard.write_all(format!("{}\n", lines.join("\n")).as_bytes());
    drop(keyboard);
    child.wait_with_output().unwrap()
}

#[track_caller]
fn says(output: &Output, code: i32) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    let said = [out, err].map(|text| String::from_utf8_lossy(text).into_owned());
    assert_eq!(output.status.code(), Some(code), "{}", said.concat());
    said.concat()
}

#[test]
fn a_table_is_booked_by_typing() {
    let folder = folder();
    let chat = ["sim", "chat", "--at", "2026-11-19T18:03"];
    let lines = ["내일 저녁 일곱 시에 네 명이요", "네", "아니요, 없어요"];
    let said = says(&typed(folder.path(), &chat, &lines), 0);
    for words in [
        "인공지능 AI가",
        "내일 십일월 이십일 금요일 저녁 일곱 시, 네 분 예약해 드릴까요?",
        "예약해 두었어요",
    ] {
        assert!(said.contains(words), "{words} is not in:\n{said}");
    }
    assert!(
        !folder.path().join("data").exists(),
        "a try leaves nothing behind"
    );
}

#[test]
fn a_time_that_is_none_is_refused() {
    let folder = folder();
    let said = says(
        &typed(folder.path(), &["sim", "chat", "--at", "내일"], &[]),
        2,
    );
    assert!(said.contains("2026-11-19T18:03"), "{said}");
}

#[test]
fn bookings_are_listed_and_marked() {
    let folder = folder();
    let path = folder.path().join("data/munjigi.db");
    let booking = Booking {
        date: date(2026, 11, 20),
        time: time(19, 0, 0, 0),
        minutes: 90,
        party: 4,
        what: None,
        phone: Some("01023456789".parse().unwrap()),
    };
    let now = date(2026, 11, 19).at(18, 3, 0, 0);
    let mut store = Store::open(&path).unwrap();
    store.book(None, &booking, None, now).unwrap();
    drop(store);
    let run = |args: &[&str], code| says(&typed(folder.path(), args, &[]), code);
    let listed = run(&["booking", "list"], 0);
    assert!(
        listed.contains("2026-11-20 19:00  4명  01023456789  stands"),
        "{listed}"
    );
    run(&["booking", "mark", "1", "no-show"], 0);
    let listed = run(&["booking", "list", "--json"], 0);
    let row: serde_json::Value = serde_json::from_str(listed.trim()).unwrap();
    assert_eq!(
        (row["id"].as_i64(), row["state"].as_str()),
        (Some(1), Some("no-show"))
    );
    let wrong = run(&["booking", "mark", "1", "gone"], 2);
    assert!(
        wrong.contains("stands, cancelled, kept, no-show"),
        "{wrong}"
    );
    let none = run(&["booking", "mark", "7", "kept"], 1);
    assert!(none.contains("there is no booking 7"), "{none}");
}

#[test]
fn questions_are_listed_and_answered() {
    let folder = folder();
    let path = folder.path().join("data/munjigi.db");
    let now = date(2026, 11, 19).at(18, 3, 0, 0);
    let mut store = Store::open(&path).unwrap();
    let caller = "01023456789"
        .parse()
        .map(munjigi::phone::Caller::Known)
        .unwrap();
    let call = store.call_rang("line1", &caller, now).unwrap();
    store.unanswered(call, "땅콩이 들어가나요", now).unwrap();
    drop(store);
    let run = |args: &[&str], code| says(&typed(folder.path(), args, &[]), code);
    assert!(run(&["question", "list"], 0).contains("땅콩이 들어가나요  → -"));
    run(&["question", "answer", "1", "들어가지 않아요."], 0);
    assert!(run(&["question", "list"], 0).contains("→ 들어가지 않아요."));
    assert!(run(&["question", "answer", "1", " "], 2).contains("the answer is empty"));
    assert!(run(&["question", "answer", "9", "네"], 1).contains("there is no question 9"));
}
