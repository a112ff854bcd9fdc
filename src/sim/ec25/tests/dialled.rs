//! Numbers that the host dials.

use super::*;

const DIAL: &str = "ATD0801234567;";

/// Dials somebody who does this, and returns what comes from `ATD` on.
fn dialled(remote: Remote, millis: u64) -> (Bench, String) {
    let mut bench = Bench::new().told();
    bench.trouble(Trouble::NextDial(remote));
    bench.host.clear();
    bench.write(format!("{DIAL}\r").as_bytes());
    bench.run(millis);
    let came = std::mem::take(&mut bench.host);
    (bench, came)
}

fn dsci(state: u8) -> String {
    format!("^DSCI: 2,0,{state},0,0801234567,129")
}

fn ccinfo(state: i8) -> String {
    format!("+QIND: \"ccinfo\",2,0,{state},0,0,\"0801234567\",129")
}

/// `OK`, then these states in their two countings, then perhaps a word.
fn story(states: &[(u8, i8)], word: Option<&str>) -> String {
    let mut all = vec!["OK".to_owned()];
    for (a, b) in states {
        all.extend([dsci(*a), ccinfo(*b)]);
    }
    all.extend(word.map(str::to_owned));
    all.iter().map(|line| format!("\r\n{line}\r\n")).collect()
}

const DIALLING: (u8, i8) = (2, 2);
const ALERTING: (u8, i8) = (7, 3);
const ACTIVE: (u8, i8) = (3, 0);
const ENDED: (u8, i8) = (6, -1);

#[test]
fn a_dialled_call_is_answered_and_the_far_end_hangs_up() {
    let remote = Remote::answers(secs(5)).rings(secs(2)).hangs_up(secs(20));
    let (mut bench, came) = dialled(remote, 10_000);
    assert_eq!(came, story(&[DIALLING, ALERTING, ACTIVE], None));
    let clcc = "\r\n+CLCC: 1,0,0,1,0,\"\",128\r\n+CLCC: 2,0,0,0,0,\"0801234567\",129\r\n";
    assert!(bench.send("AT+CLCC").starts_with(clcc));
    assert_eq!(
        bench.hear(20_000),
        lines(&[&dsci(6), &ccinfo(-1), "NO CARRIER"])
    );
    let other = Caller::Known("0801234567".parse().unwrap());
    let to = "0801234567".to_owned();
    let wanted = [
        Effect::Dialled { to },
        Effect::RemoteAnswered {
            other: other.clone(),
        },
        Effect::RemoteLeft { other },
    ];
    assert_eq!(bench.effects, wanted);
    assert!(
        bench
            .send("AT+CEER")
            .contains("+CEER: Normal call clearing")
    );
    assert_eq!(bench.rules(), []);
}

#[test]
fn it_rings_when_calls_ring_in_this_network() {
    let rings_after = |seed| {
        let mut bench = Bench::new().told();
        bench.modem = Ec25::new(Profile::default(), seed);
        bench.send("AT+QPCMV=1,0;^DSCI=1");
        bench.trouble(Trouble::NextDial(Remote::answers(secs(60))));
        bench.send(DIAL);
        let dialled = bench.now;
        while !bench.host.contains(&dsci(7)) {
            bench.run(10);
        }
        bench.now.since(dialled).as_millis()
    };
    let times: Vec<_> = (0..20).map(rings_after).collect();
    assert!(
        times.iter().all(|t| (1_000..=6_100).contains(t)),
        "{times:?}"
    );
    assert!(times.iter().max().unwrap() - times.iter().min().unwrap() > 2_000);
}

#[test]
fn f48_f49_f50_calls_that_fail_say_why() {
    for (remote, states, word, cause) in [
        (Remote::busy(), &[DIALLING, ENDED][..], "BUSY", "User busy"),
        (
            Remote::no_answer(secs(30)),
            &[DIALLING, ALERTING, ENDED],
            "NO ANSWER",
            "No user responding",
        ),
        (
            Remote::no_carrier(),
            &[DIALLING, ENDED],
            "NO CARRIER",
            "No route to destination",
        ),
    ] {
        let (mut bench, came) = dialled(remote, 60_000);
        assert_eq!(came, story(states, Some(word)));
        assert!(bench.send("AT+CEER").contains(&format!("+CEER: {cause}")));
        assert!(!bench.send("AT+CLCC").contains("0801234567"));
        bench.send(DIAL);
        assert!(!bench.hear(60_000).contains(word), "it was for one call");
    }
}

#[test]
fn f51_no_dial_tone_is_the_answer_itself() {
    let (mut bench, came) = dialled(Remote::no_dialtone(), 5_000);
    assert_eq!(came, lines(&["NO DIALTONE"]));
    assert!(!bench.send("AT+CLCC").contains("0801234567"));
}

#[test]
fn f52_an_announcement_comes_as_early_media() {
    let name = "no such number".to_owned();
    let remote = Remote::announcement(name.clone(), secs(8)).rings(secs(2));
    let (mut bench, came) = dialled(remote, 3_000);
    assert_eq!(came, story(&[DIALLING, ALERTING], None));
    assert_eq!(bench.sound.last(), Some(&Some(Sound::Serial)));
    assert!(bench.modem.has_far_end() && !bench.modem.is_in_call());
    assert!(
        matches!(bench.effects.last(), Some(Effect::Announcement { name: n, .. }) if *n == name)
    );
    assert_eq!(
        bench.hear(10_000),
        lines(&[&dsci(6), &ccinfo(-1), "NO CARRIER"])
    );
    assert_eq!(bench.sound.last(), Some(&None));
    let answered = |e: &Effect| matches!(e, Effect::RemoteAnswered { .. });
    assert!(!bench.effects.iter().any(answered));
}

#[test]
fn f63_answered_at_once_there_is_no_alerting() {
    let (_, came) = dialled(Remote::at_once(), 1_000);
    assert_eq!(came, story(&[DIALLING, ACTIVE], None));
}

#[test]
fn f64_it_rings_for_a_minute() {
    let (mut bench, came) = dialled(Remote::answers(secs(60)).rings(secs(2)), 61_000);
    assert_eq!(came, story(&[DIALLING, ALERTING], None));
    assert_eq!(bench.hear(4_000), lines(&[&dsci(3), &ccinfo(0)]));
}

#[test]
fn f66_the_state_goes_back_and_forth() {
    let (_, came) = dialled(Remote::answers(secs(5)).rings(secs(2)).wavering(), 10_000);
    let states = [DIALLING, ALERTING, DIALLING, ALERTING, ACTIVE];
    assert_eq!(came, story(&states, None));
}

#[test]
fn f65_the_far_end_is_gone_within_200_ms() {
    let mut bench = Bench::new().told();
    let after = Duration::from_millis(150);
    bench.trouble(Trouble::RemoteGone { after, times: 2 });
    bench.trouble(Trouble::NextDial(Remote::at_once()));
    bench.write(format!("{DIAL}\r").as_bytes());
    bench.run(2_000);
    let states = [DIALLING, ACTIVE, ENDED];
    assert_eq!(bench.host, story(&states, Some("NO CARRIER")));
    assert!(matches!(
        bench.effects.last(),
        Some(Effect::RemoteLeft { .. })
    ));
    bench.call();
    bench.send("ATA");
    let came = bench.hear(200);
    assert!(came.ends_with("\r\nNO CARRIER\r\n"), "{came:?}");
}

#[test]
fn the_profile_may_say_what_everybody_does() {
    let profile = Profile {
        remote: Some(Remote::busy()),
        ..Profile::default()
    };
    let mut bench = Bench::with(profile).ready();
    bench.happen(Happening::NextDial(Remote::no_dialtone()));
    assert_eq!(bench.send(DIAL), lines(&["NO DIALTONE"]));
    assert_eq!(bench.send(DIAL), "\r\nOK\r\n");
    assert_eq!(bench.hear(4_000), lines(&["BUSY"]));
}

#[test]
fn with_colp_the_answer_comes_when_it_is_answered() {
    let mut bench = Bench::new().ready();
    bench.send("AT+COLP=1");
    bench.trouble(Trouble::NextDial(Remote::answers(secs(10))));
    let before = bench.now;
    let wanted = "\r\n+COLP: \"0801234567\",129\r\n\r\nOK\r\n";
    assert_eq!(bench.send(DIAL), wanted);
    assert!(bench.now.since(before) >= secs(11));
    bench.send("AT+CHUP");
    bench.run(1_000);
    bench.trouble(Trouble::NextDial(Remote::busy()));
    assert_eq!(bench.send(DIAL), lines(&["BUSY"]));
    assert_eq!(bench.hear(1_000), "", "told once");
}

#[test]
fn what_is_written_while_colp_waits_ends_the_call() {
    let mut bench = Bench::new().ready();
    bench.send("AT+COLP=1");
    bench.write(format!("{DIAL}\r").as_bytes());
    bench.run(2_000);
    assert_eq!(bench.send("AT+CSQ"), lines(&["NO CARRIER"]));
    assert_eq!(bench.rules(), [Rule::Overlap]);
    assert!(matches!(
        bench.effects.last(),
        Some(Effect::CallHungUp { .. })
    ));
}

#[test]
fn lives_are_not_played_with() {
    let mut bench = Bench::new().ready();
    assert_eq!(bench.send("ATD119;"), lines(&["NO CARRIER"]));
    assert_eq!(bench.rules(), [Rule::EmergencyDialled]);
    assert_eq!(bench.effects, []);
}
