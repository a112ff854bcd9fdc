//! No telephone number and no spoken word in a log line above DEBUG.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::{
    fs, io,
    path::Path,
    sync::{Arc, Mutex},
};

use munjigi::{
    app::read_shop,
    reception::Desk,
    sim::{bench::fast, scenario::Scenario},
};
use tracing::{Level, subscriber::with_default};

/// A log that is kept.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Everything that was logged at `level` and above while every scenario was played.
fn logged(level: Level) -> String {
    let kept = Kept::default();
    let writer = kept.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    with_default(subscriber, || {
        for entry in fs::read_dir("tests/scenarios").unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            let scenario = Scenario::parse(&path.display().to_string(), &text).unwrap();
            let shop = read_shop(Path::new("tests/shops/bunsik.toml")).unwrap();
            fast(&scenario, &Arc::new(Desk::new(shop)), 1).unwrap();
        }
        tracing::info!("the log is being kept");
    });
    let bytes = kept.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn no_number_and_no_word_above_debug() {
    let log = logged(Level::INFO);
    assert!(
        log.contains("the log is being kept"),
        "nothing was captured"
    );
    for secret in [
        "01023456789",
        "0102345",
        "23456789",
        "2345-6789",
        "34567890",
        "98765432",
    ] {
        assert!(!log.contains(secret), "{secret} in:\n{log}");
    }
    // Korean in a log line could only be what somebody said: our own log lines are English.
    let hangul = log.chars().find(|c| ('가'..='힣').contains(c));
    assert_eq!(hangul, None, "spoken words in:\n{log}");
}

/// A number shows itself masked even where somebody prints it by mistake.
#[test]
fn a_number_cannot_be_printed_by_accident() {
    let caller = munjigi::phone::Caller::Known("01023456789".parse().unwrap());
    assert!(!format!("{caller:?}").contains("2345"));
    let event = munjigi::modem::Event::Ringing { caller };
    assert!(!format!("{event:?}").contains("2345"));
}
