//! `munjigi run` gets an ad: its number is called, the key is pressed, the owner is told, and the recording of the call is
//! in the vault and nowhere else.
//!
//! The program is the real one in a process of its own, over the terminals of a virtual EC25, in real time; what it hears
//! comes from a list, and the far end hums.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]
#![expect(clippy::disallowed_methods, reason = "it waits for a program")]

mod running;

use std::{
    fs,
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::{Timestamp, tz::Offset};
use munjigi::{
    audio::{Frame, Hz8k},
    sim::{
        deliver::Text,
        ec25::{Ec25, Effect, Happening, Profile, Remote, Rings, Then},
        pty::VirtualBox,
    },
    store::Store,
    vault::{Kek, Recording},
};

use running::{Given, MUNJIGI, Running};

const SHOP: &str = "name = '가나분식'\nowner = '010-9876-5432'\n[hours]\ndaily = '11:00-21:00'\n";
const HEARD: &str =
    r#"["수신거부를 원하시면 1번을 눌러 주십시오.", "수신거부가 정상적으로 등록되었습니다."]"#;
const AD: &str = "(광고) 가나상회 무료거부0802345678";
const PATIENCE: Duration = Duration::from_secs(120);
/// Beats of 20 ms.
const SECOND: u64 = 50;

/// A second of 500 Hz, once at the beginning and once when a key was pressed; quiet otherwise.
fn machine(pressed: Arc<AtomicBool>) -> impl FnMut(u64, &Frame) -> Frame + Send + 'static {
    let mut hums_until = 0;
    move |beat, _heard| {
        if beat == SECOND || pressed.swap(false, Ordering::SeqCst) {
            hums_until = beat + SECOND;
        }
        let wave = [0, 2_121, 3_000, 2_121, 0, -2_121, -3_000, -2_121];
        let tone: [i16; Frame::<Hz8k>::LEN] = std::array::from_fn(|n| wave[n / 2 % wave.len()]);
        let quiet = [if beat.is_multiple_of(2) { 9 } else { -9 }; Frame::<Hz8k>::LEN];
        Frame::from_slice(if beat < hums_until { &tone } else { &quiet })
    }
}

/// At any time of the day, or the test would depend on it.
const GIVEN: Given<'static> = Given {
    shop: SHOP,
    heard: HEARD,
    more: "[opt_out]\nquiet = 'none'\n",
    env: &[],
};

fn cli(folder: &Path, args: &[&str]) -> (bool, String) {
    let output = Command::new(MUNJIGI)
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[test]
fn an_ad_is_answered_the_owner_told_and_the_evidence_locked_away() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let profile = Profile {
        start: Offset::constant(9).to_datetime(Timestamp::now()),
        remote: Some(Remote {
            rings: Rings::After(Duration::from_millis(500)),
            announcement: None,
            wavers: 0,
            then: Then::Answers {
                after: Duration::from_secs(1),
                hangs_up_after: None,
            },
        }),
        ..Profile::default()
    };
    let pressed = Arc::new(AtomicBool::new(false));
    let far = machine(Arc::clone(&pressed));
    let modem = VirtualBox::start(Ec25::new(profile, 7), far).unwrap();
    let running = Running::start(folder, &modem, GIVEN);
    let by = Instant::now() + PATIENCE;
    let (mut dialled, mut keys, mut told) = (Vec::new(), String::new(), Vec::new());
    let mut sent = false;
    while told.is_empty() {
        assert!(
            Instant::now() < by,
            "dialled {dialled:?}, pressed {keys:?}, and nobody was told; its log:\n{}",
            running.log()
        );
        // Once the database is there the modem is being set up; the text waits in the module until it is.
        if !sent && folder.join("data/munjigi.db").exists() {
            sent = true;
            let ad = Text::plain("15881234", AD);
            modem.network().send(Happening::TextArrives(ad)).unwrap();
        }
        match modem.next_effect(Duration::from_millis(50)) {
            Some((_, Effect::Dialled { to })) => dialled.push(to),
            Some((_, Effect::Tones { digits })) => {
                keys.push_str(&digits);
                pressed.store(true, Ordering::SeqCst);
            }
            Some((_, Effect::TextSubmitted { to, body, .. })) => told.push((to, body)),
            _ => {}
        }
    }
    assert_eq!(
        (dialled.as_slice(), keys.as_str()),
        (&["0802345678".to_owned()][..], "1")
    );
    let (to, body) = &told[0];
    assert!(to.ends_with("98765432"), "{to}");
    assert!(
        body.contains("080-234-5678") && body.contains("마쳤어요"),
        "{body}"
    );
    running.stop();

    let store = Store::open(&folder.join("data/munjigi.db")).unwrap();
    let order = store.optouts().unwrap().pop().unwrap();
    assert_eq!(
        (order.result.as_deref(), order.entered.as_deref()),
        (Some("success"), Some("1"))
    );
    let call = store.call_of_order(order.id).unwrap().unwrap();
    let row = store.recording(call).unwrap().unwrap();
    assert!(row.sha256.is_some(), "the recording is whole");
    let path = folder.join("data/recordings").join(&row.file);
    let kek = Kek::open(&folder.join("data/vault.key")).unwrap();
    let recording = Recording::open(&path, &kek).unwrap();
    let sound = recording.read_all().unwrap();
    assert!(
        !recording.is_cut() && sound.len() > 2 * 8_000 * 3,
        "{} samples",
        sound.len()
    );
    let loud = |side: usize| {
        sound
            .iter()
            .skip(side)
            .step_by(2)
            .filter(|s| s.abs() > 1_500)
            .count()
    };
    assert!(loud(0) > 8_000, "the machine is heard on the left");
    // Nothing of it lies about in the clear.
    let clear = [0_i16, 2_121, 3_000].map(i16::to_le_bytes).concat();
    let file = fs::read(&path).unwrap();
    assert!(!file.windows(clear.len()).any(|window| window == clear));

    let (ok, shown) = cli(folder, &["optout", "show", "1"]);
    assert!(
        ok && shown.contains("누름: 1") && shown.contains("등록되었습니다"),
        "{shown}"
    );
    let (ok, said) = cli(
        folder,
        &["call", "export", "1", "--out", "e.wav", "--reason", "다툼"],
    );
    assert!(ok && folder.join("e.wav").exists(), "{said}");
    let audit = store.audited().unwrap();
    assert!(audit.len() == 1 && audit[0].2 == "다툼", "{audit:?}");
}
