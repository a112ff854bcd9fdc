//! The demo as a newcomer runs it, with its final state checked. It takes a minute and needs the
//! models, so that it runs only when asked: `cargo test --test demo -- --ignored`.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::process::Command;

use munjigi::store::Store;

#[test]
#[ignore = "plays a real call for a minute; needs the models"]
fn the_demo_ends_with_a_table_booked_and_a_text_sent() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let output = Command::new(env!("CARGO_BIN_EXE_munjigi"))
        .args(["--json", "demo", "--out"])
        .arg(&out)
        .env("MUNJIGI_LOG", "info")
        .output()
        .unwrap();
    let (stdout, stderr) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    println!("{stdout}");
    assert!(output.status.success(), "{stdout}\n{stderr}");

    let result: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(result["pass"], true);
    assert!(result["first_word_ms"][0].as_u64().unwrap() < 1_000);

    let store = Store::open(&out.join("munjigi.db")).unwrap();
    let bookings = store.bookings().unwrap();
    assert_eq!(bookings.len(), 1);
    assert_eq!(
        bookings[0].booking.at(),
        jiff::civil::date(2026, 11, 20).at(19, 0, 0, 0)
    );
    assert_eq!(
        (
            bookings[0].booking.party,
            bookings[0].booking.phone.as_ref().map(|p| p.digits())
        ),
        (4, Some("01023456789"))
    );
    let texts = store.texts().unwrap();
    let states: Vec<&str> = texts.iter().map(|text| text.state.as_str()).collect();
    assert_eq!(
        states,
        ["sent", "sent"],
        "one to the caller, one to the owner"
    );
    assert!(out.join("call-1.wav").exists());

    // The log of a real call, at INFO: no number, no spoken word.
    assert!(!stderr.contains("2345"), "{stderr}");
    assert!(
        !stderr.chars().any(|c| ('가'..='힣').contains(&c)),
        "{stderr}"
    );
}
