//! Calls.

use super::*;

#[test]
fn a_call_rings_is_answered_and_ends_from_afar() {
    let mut bench = Bench::new().ready();
    bench.send("AT^DSCI=1");
    bench.call();
    bench.run(200);
    assert_eq!(
        bench.host,
        "\r\n^DSCI: 2,1,4,0,01023456789,129\r\n\r\nRING\r\n\r\n+CLIP: \"01023456789\",129,,,,0\r\n"
    );
    assert_eq!(
        bench.send("ATA"),
        "\r\n^DSCI: 2,1,3,0,01023456789,129\r\n\r\nOK\r\n"
    );
    let other = Bench::caller();
    assert_eq!(bench.effects, [Effect::CallAnswered { other }]);
    assert_eq!(bench.sound, [Some(Sound::Serial)]);
    assert!(
        bench
            .send("AT+CLCC")
            .contains("+CLCC: 2,1,0,0,0,\"01023456789\",129")
    );
    bench.host.clear();
    bench.give(Input::Network(Happening::RemoteHangUp));
    assert_eq!(
        bench.host,
        "\r\n^DSCI: 2,1,6,0,01023456789,129\r\n\r\nNO CARRIER\r\n"
    );
    assert_eq!(bench.sound, [Some(Sound::Serial), None]);
    bench.host.clear();
    bench.run(30_000);
    assert_eq!(bench.host, "", "it rings no more");
    assert_eq!(bench.rules(), []);
}

#[test]
fn the_caller_may_give_up_during_ata() {
    let mut bench = Bench::new().ready();
    bench.call();
    bench.run(100);
    bench.host.clear();
    bench.give(Input::Host(PortId::At, b"ATA\r"));
    bench.give(Input::Network(Happening::RemoteHangUp));
    assert_eq!(bench.wait(), "\r\nNO CARRIER\r\n");
    bench.run(10_000);
    assert_eq!(bench.host, "");
    assert_eq!(bench.effects, []);
}

#[test]
fn hanging_up_takes_a_moment_to_show() {
    let profile = Profile {
        linger: (300, 300),
        ..Profile::default()
    };
    let mut bench = Bench::with(profile).ready();
    bench.call();
    bench.send("ATA");
    assert_eq!(bench.send("AT+CHUP"), "\r\nOK\r\n");
    assert!(bench.send("AT+CLCC").contains("01023456789"));
    assert!(bench.send("ATD0801234567;").contains("+CME ERROR: 3"));
    bench.run(300);
    assert!(!bench.send("AT+CLCC").contains("01023456789"));
    assert_eq!(bench.rules(), [Rule::DialOverCall]);
    bench.call();
    bench.host.clear();
    bench.run(5_500);
    let rings = bench.host.matches("RING").count();
    assert!((1..=2).contains(&rings), "{:?}", bench.host);
}

#[test]
fn ath_does_nothing_when_cvhu_says_so() {
    let mut bench = Bench::new().ready();
    bench.call();
    bench.send("ATA");
    assert_eq!(bench.send("AT+CVHU=1;H"), "\r\nOK\r\n");
    assert_eq!(bench.effects.len(), 1);
    bench.send("AT+CVHU=0;H");
    assert_eq!(bench.effects.len(), 2);
}

#[test]
fn a_second_caller_waits_unless_the_service_is_off() {
    let mut bench = Bench::new().ready();
    bench.call();
    bench.send("ATA");
    bench.call();
    assert!(bench.send("AT+CLCC").contains("+CLCC: 3,1,5,0,0,"));
    bench.host.clear();
    bench.give(Input::Network(Happening::RemoteHangUp));
    assert_eq!(bench.host, "\r\nNO CARRIER\r\n\r\nRING\r\n");
    bench.send("AT+CHUP");
    assert!(bench.send("AT+CCWA=0,0,1").contains("OK"));
    assert!(bench.send("AT+CCWA=1,2").contains("+CCWA: 0,1"));
    bench.run(1_000);
    bench.call();
    bench.send("ATA");
    bench.call();
    let refused = bench.effects.last().unwrap();
    assert!(matches!(refused, Effect::CallRefused { .. }), "{refused:?}");
}

#[test]
fn nobody_answers_and_the_network_gives_up() {
    let mut bench = Bench::new().ready();
    bench.call();
    bench.run(61_000);
    assert!(matches!(bench.effects[..], [Effect::CallLost { .. }]));
    assert!(bench.host.ends_with("\r\nNO CARRIER\r\n"));
}

#[test]
fn a_number_is_dialled_and_answers() {
    let mut bench = Bench::new().ready();
    bench.send("AT^DSCI=1;+QINDCFG=\"ccinfo\",1,0");
    let told = "\r\nOK\r\n\r\n^DSCI: 2,0,2,0,0801234567,129\r\n\
                \r\n+QIND: \"ccinfo\",2,0,2,0,0,\"0801234567\",129\r\n";
    assert_eq!(bench.send("ATD0801234567;"), told);
    bench.give(Input::Network(Happening::RemoteRings));
    assert_eq!(bench.sound, [Some(Sound::Serial)], "early media");
    bench.give(Input::Network(Happening::RemoteAnswers));
    bench.host.clear();
    assert_eq!(bench.send("AT+VTS=\"1#\""), "\r\nOK\r\n");
    let digits = "1#".to_owned();
    assert_eq!(bench.effects.last(), Some(&Effect::Tones { digits }));
    assert_eq!(bench.send("AT+CHUP"), "\r\nOK\r\n");
    bench.run(400);
    assert!(
        bench.host.contains("\"ccinfo\",2,0,-1,"),
        "{:?}",
        bench.host
    );
}

#[test]
fn a_busy_number_says_so() {
    let mut bench = Bench::new().ready();
    bench.send("ATD0801234567;");
    bench.host.clear();
    bench.give(Input::Network(Happening::RemoteBusy));
    assert_eq!(bench.host, "\r\nBUSY\r\n");
    assert!(bench.send("AT+CEER").contains("+CEER: User busy"));
    assert_eq!(bench.send("AT+VTS=\"1\""), "\r\n+CME ERROR: 3\r\n");
}

#[test]
fn turning_the_radio_off_ends_the_call_and_the_registration() {
    let mut bench = Bench::new().ready();
    bench.send("AT+CREG=1");
    bench.call();
    bench.send("ATA");
    bench.give(Input::Host(PortId::At, b"AT+CFUN=4\r"));
    bench.run(500);
    assert_eq!(bench.host, "\r\nNO CARRIER\r\n\r\n+CREG: 0\r\n\r\nOK\r\n");
    assert!(matches!(
        bench.effects.last(),
        Some(Effect::CallHungUp { .. })
    ));
    assert!(bench.send("ATD0801234567;").contains("+CME ERROR: 30"));
    bench.send("AT+CFUN=1");
    bench.run(7_000);
    assert!(bench.host.contains("+CREG: 1"), "{:?}", bench.host);
}
