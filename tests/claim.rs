//! A box becomes its owner's by a text, and nobody's at the console: the real program on a virtual EC25, in real time.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]
#![expect(clippy::disallowed_methods, reason = "it waits for a program")]

mod running;

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Output},
    time::{Duration, Instant},
};

use jiff::{Timestamp, tz::Offset};
use munjigi::{
    audio::Frame,
    sim::{
        deliver::Text,
        ec25::{Ec25, Effect, Happening, Profile},
        pty::VirtualBox,
    },
};

use running::{Given, MUNJIGI, Running};

const GIVEN: Given<'static> = Given {
    shop: "name = '가나분식'\n[hours]\ndaily = '11:00-21:00'\n",
    heard: "['여보세요']",
    more: "",
    env: &[],
};

/// The next text that the network gets from the box.
fn answered(modem: &VirtualBox, running: &Running) -> (String, String) {
    let by = Instant::now() + Duration::from_secs(120);
    while Instant::now() < by {
        let effect = modem.next_effect(Duration::from_millis(200));
        if let Some((_, Effect::TextSubmitted { to, body, .. })) = effect {
            return (to, body);
        }
    }
    panic!("no text; its log:\n{}", running.log());
}

fn release(folder: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(MUNJIGI);
    command.current_dir(folder).args(["reset", "--claim"]);
    command.args(more).output().unwrap()
}

#[test]
fn whoever_texts_the_code_is_the_owner_until_the_console_gives_the_box_up() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("code"), "012345\n").unwrap();
    let quiet = |_beat: u64, _heard: &Frame| Frame::SILENCE;
    let profile = Profile {
        // The stamp of a text is the network's time, and what is old makes nobody the owner.
        start: Offset::constant(9).to_datetime(Timestamp::now()),
        ..Profile::default()
    };
    let modem = VirtualBox::start(Ec25::new(profile, 7), quiet).unwrap();
    let running = Running::start(folder, &modem, GIVEN);
    let text = |from: &str, body: &str| {
        let text = Text::plain(from, body);
        modem.network().send(Happening::TextArrives(text)).unwrap();
    };

    // Nothing is said to who does not know it; the answer to the right one is the first that comes.
    text("01098765432", "등록 543210");
    text("01023456789", "등록 012-345");
    let (to, body) = answered(&modem, &running);
    assert!(
        to.ends_with("23456789") && body.contains("등록했어요"),
        "{to}: {body}"
    );

    // Now they may give orders.
    text("01023456789", "상태");
    let (to, body) = answered(&modem, &running);
    assert!(
        to.ends_with("23456789") && body.contains("광고"),
        "{to}: {body}"
    );
    text("01098765432", "등록 012345");
    let (to, body) = answered(&modem, &running);
    assert!(
        to.ends_with("98765432") && body.contains("다른 번호"),
        "{to}: {body}"
    );

    // While it runs.
    let released = release(folder, &["--json"]);
    assert!(released.status.success(), "{released:?}");
    let said: serde_json::Value = serde_json::from_slice(&released.stdout).unwrap();
    let code = said["code"].as_str().unwrap();
    assert_eq!(
        fs::read_to_string(folder.join("code")).unwrap().trim(),
        code
    );
    text("01098765432", &format!("등록 {code}"));
    let (to, body) = answered(&modem, &running);
    assert!(
        to.ends_with("98765432") && body.contains("등록했어요"),
        "{to}: {body}"
    );
    running.stop();

    // As from the console, whose files are nobody else's: the service has to read this one.
    let line = format!("umask 077; exec {MUNJIGI} reset --claim");
    let mut shell = Command::new("sh");
    shell.current_dir(folder).args(["-c", &line]);
    let told = String::from_utf8(shell.output().unwrap().stdout).unwrap();
    let mode = fs::metadata(folder.join("code")).unwrap().permissions();
    assert_eq!(mode.mode() & 0o777, 0o640);
    assert!(told.contains("새 등록번호는 "), "{told}");
}

#[test]
fn giving_up_and_erasing_are_two_things() {
    let folder = tempfile::tempdir().unwrap();
    let refused = release(folder.path(), &["--factory", "--yes-erase-everything"]);
    assert_eq!(refused.status.code(), Some(2));
    let without_settings = release(folder.path(), &[]);
    assert_eq!(without_settings.status.code(), Some(3));
}
