//! A box that runs is asked how it stands, whether it may be stopped, and what its modem says.
//!
//! The program is the real one in a process of its own, over the terminals of a virtual EC25, in real time.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]
#![expect(clippy::disallowed_methods, reason = "it waits for a program")]

mod running;

use std::{
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use jiff::{Timestamp, tz::Offset};
use munjigi::{
    audio::Frame,
    control::{Answer, Client, Doing, Question, Status, Verdict},
    phone::Caller,
    sim::{
        deliver::Text,
        ec25::{Ec25, Effect, Happening, Profile},
        pty::VirtualBox,
    },
};

use running::{Given, MUNJIGI, Running};

const SHOP: &str = "name = '가나분식'\nowner = '010-9876-5432'\n[hours]\ndaily = '11:00-21:00'\n";
/// At any time of the day, or the test would depend on it.
const GIVEN: Given<'static> = Given {
    shop: SHOP,
    heard: "['여보세요']",
    more: "[opt_out]\nquiet = 'none'\n",
    env: &[],
};
const PATIENCE: Duration = Duration::from_secs(120);
const LOOK: Duration = Duration::from_millis(100);

/// Asks until the answer is as wanted.
fn until<T>(what: &str, running: &Running, mut ask: impl FnMut() -> Option<T>) -> T {
    let by = Instant::now() + PATIENCE;
    loop {
        if let Some(told) = ask() {
            return told;
        }
        assert!(
            Instant::now() < by,
            "not {what}; its log:\n{}",
            running.log()
        );
        std::thread::sleep(LOOK);
    }
}

fn ask(folder: &Path, question: Question) -> Answer {
    let mut client = Client::connect(&folder.join("data/control.sock")).unwrap();
    client.ask(&question).unwrap()
}

fn status(folder: &Path) -> Status {
    match ask(folder, Question::Status) {
        Answer::Status(status) => status,
        other => panic!("{other:?}"),
    }
}

/// What the update script gets.
fn ota(folder: &Path, args: &[&str]) -> Option<i32> {
    let socket = folder.join("data/control.sock");
    let mut command = Command::new(MUNJIGI);
    command.arg("ota").args(args).arg("--socket").arg(socket);
    command.stdout(Stdio::null()).status().unwrap().code()
}

#[test]
fn a_running_box_tells_how_it_stands_and_rests_when_it_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let quiet = |_beat: u64, _heard: &Frame| Frame::SILENCE;
    let profile = Profile {
        // The stamp of a text is the network's time, and what is old is not called.
        start: Offset::constant(9).to_datetime(Timestamp::now()),
        ..Profile::default()
    };
    let modem = VirtualBox::start(Ec25::new(profile, 7), quiet).unwrap();
    let running = Running::start(folder, &modem, GIVEN);
    let socket = folder.join("data/control.sock");
    until("there", &running, || Client::connect(&socket).ok());
    until("ready", &running, || {
        status(folder)
            .lines
            .iter()
            .any(|line| line.ready)
            .then_some(())
    });

    // What the network is like is looked at after that.
    let line = until("registered", &running, || {
        let line = status(folder).lines.swap_remove(0);
        line.lte.is_some().then_some(line)
    });
    assert_eq!((line.name.as_str(), line.doing), ("1", Doing::Idle));
    assert!(line.module.is_some_and(|module| module.contains("EC25")));

    let Answer::Health(health) = ask(folder, Question::Health { speech: true }) else {
        panic!("health");
    };
    // Engines of a bench do not understand, and say so.
    assert_eq!(health.verdict(), Verdict::Degraded, "{health:?}");
    for name in [
        "store",
        "hearing",
        "voice",
        "line.1.modem",
        "line.1.network",
    ] {
        let verdict = health.check(name).map(|check| check.verdict);
        assert_eq!(verdict, Some(Verdict::Ok), "{name}: {health:?}");
    }

    let modem_says = |question: &str| {
        ask(
            folder,
            Question::Modem {
                line: "1".to_owned(),
                question: question.to_owned(),
            },
        )
    };
    let Answer::Lines { lines, result } = modem_says("at+csq") else {
        panic!("lines");
    };
    assert!(
        result == "OK" && lines[0].starts_with("+CSQ: "),
        "{lines:?}"
    );
    assert!(matches!(
        modem_says("ATD01023456789;"),
        Answer::Refused { .. }
    ));
    assert!(matches!(modem_says("AT+CFUN=0"), Answer::Refused { .. }));

    // At rest nothing is begun: an ad that comes is kept and not called.
    until("idle", &running, || {
        (ask(folder, Question::Ready) == Answer::Done).then_some(())
    });
    assert_eq!(ask(folder, Question::Drain { seconds: 600 }), Answer::Done);
    assert!(
        status(folder)
            .resting_seconds
            .is_some_and(|left| left > 500)
    );
    let ad = Text::plain("15881234", "(광고) 가나상회 무료거부0802345678");
    modem.network().send(Happening::TextArrives(ad)).unwrap();
    until("kept", &running, || {
        (status(folder).waiting > 0).then_some(())
    });
    while let Some((_, effect)) = modem.next_effect(Duration::from_secs(6)) {
        assert!(
            !matches!(effect, Effect::Dialled { .. }),
            "it dials at rest"
        );
    }

    // A call is answered all the same, and it is not the time to stop the box.
    let from = Caller::Known("01023456789".parse().unwrap());
    modem
        .network()
        .send(Happening::IncomingCall { from })
        .unwrap();
    let call = until("in a call", &running, || {
        status(folder).lines.swap_remove(0).call
    });
    assert!(!call.ours && call.other.contains("****"), "{call:?}");
    assert!(matches!(ask(folder, Question::Ready), Answer::Busy { .. }));
    assert_eq!(ota(folder, &["ready"]), Some(75));
    modem.network().send(Happening::RemoteHangUp).unwrap();
    until("over", &running, || {
        (ask(folder, Question::Ready) == Answer::Done).then_some(())
    });

    assert_eq!(ota(folder, &["drain", "--deadline", "60s"]), Some(0));
    assert!(
        status(folder)
            .resting_seconds
            .is_some_and(|left| left > 100)
    );

    // Afterwards it does what it has put off.
    assert_eq!(ota(folder, &["resume"]), Some(0));
    until("dialled", &running, || {
        let effect = modem.next_effect(LOOK);
        matches!(effect, Some((_, Effect::Dialled { .. }))).then_some(())
    });
    running.stop();
    assert!(!socket.exists());
    assert_eq!(
        ota(folder, &["ready"]),
        Some(0),
        "nothing runs that could be interrupted"
    );
}
