//! Ends of calls that are told too little, too much, or too late.

use super::*;

const END: [&str; 2] = [
    "^DSCI: 2,1,6,0,01023456789,129",
    "+QIND: \"ccinfo\",2,1,-1,0,0,\"01023456789\",129",
];

fn ended(trouble: Option<Trouble>) -> (Bench, String) {
    let mut bench = Bench::new().told().in_call();
    if let Some(trouble) = trouble {
        bench.trouble(trouble);
    }
    bench.host.clear();
    bench.happen(Happening::RemoteHangUp);
    let came = std::mem::take(&mut bench.host);
    assert!(!bench.send("AT+CLCC").contains("01023456789"));
    (bench, came)
}

#[test]
fn f53_the_end_is_told_without_its_word_or_not_at_all() {
    let untold = |word_only| {
        let times = 1;
        Some(Trouble::EndUntold { word_only, times })
    };
    assert_eq!(ended(None).1, lines(&[END[0], END[1], "NO CARRIER"]));
    assert_eq!(ended(untold(true)).1, lines(&END));
    let (bench, came) = ended(untold(false));
    assert_eq!(came, "", "only AT+CLCC knows");
    assert_eq!(bench.sound.last(), Some(&None));
}

#[test]
fn f53_nobody_answers_and_even_that_is_not_told() {
    let mut bench = Bench::new().ready();
    let (word_only, times) = (false, 1);
    bench.trouble(Trouble::EndUntold { word_only, times });
    bench.call();
    bench.run(61_000);
    assert!(!bench.host.contains("NO CARRIER"), "{:?}", bench.host);
    let other = Bench::caller();
    assert_eq!(bench.effects, [Effect::CallLost { other }]);
    assert_eq!(bench.hear(10_000), "", "it rings no more");
}

#[test]
fn f54_the_end_is_told_twice() {
    let (_, came) = ended(Some(Trouble::EndTwice { times: 1 }));
    let wanted = [END[0], END[1], END[0], END[1], "NO CARRIER", "NO CARRIER"];
    assert_eq!(came, lines(&wanted));
}

#[test]
fn f60_a_call_lingers_and_dialling_is_refused() {
    for (quirks, refusal) in [
        (vec![], "+CME ERROR: 3"),
        (vec![Quirk::TakenIsNoCarrier], "NO CARRIER"),
    ] {
        let profile = Profile {
            quirks,
            ..Profile::default()
        };
        let mut bench = Bench::with(profile).told().in_call();
        let stays = secs(5);
        bench.trouble(Trouble::LingeringCall { stays, times: 1 });
        assert_eq!(bench.send("AT+CHUP"), "\r\nOK\r\n");
        let other = Bench::caller();
        assert_eq!(bench.effects.last(), Some(&Effect::CallHungUp { other }));
        assert!(bench.send("AT+CLCC").contains("01023456789"));
        assert_eq!(bench.send("ATD0801234567;"), lines(&[refusal]));
        assert_eq!(bench.rules(), [Rule::DialOverCall]);
        assert_eq!(bench.hear(5_000), lines(&END));
        assert_eq!(bench.send("ATD0801234567;")[..6], *"\r\nOK\r\n");
    }
}

#[test]
fn f61_hanging_up_is_answered_and_the_call_lives_on() {
    let mut bench = Bench::new().told().in_call();
    let lives = secs(5);
    bench.trouble(Trouble::HangUpIgnored { lives, times: 1 });
    for _ in 0..2 {
        assert_eq!(bench.send("AT+CHUP"), "\r\nOK\r\n");
        assert!(bench.send("AT+CLCC").contains("+CLCC: 2,1,0,"));
    }
    assert_eq!(bench.effects.len(), 1, "the far end was not told");
    assert!(bench.modem.is_in_call());
    assert_eq!(bench.hear(5_000), lines(&END));
    let other = Bench::caller();
    assert_eq!(bench.effects.last(), Some(&Effect::CallHungUp { other }));
}

#[test]
fn f62_qhup_is_never_answered_and_the_other_port_knows_the_truth() {
    let mut bench = Bench::with(Profile::ep06()).ready().in_call();
    bench.host.clear();
    bench.write(b"AT+QHUP=17,0\r");
    bench.run(60_000);
    assert_eq!(bench.host, "");
    bench.give(Input::Host(PortId::Second, b"AT+CLCC\r"));
    bench.run(1_000);
    assert!(
        bench.second.contains("+CLCC: 2,1,0,"),
        "the call is still up"
    );
    bench.give(Input::Host(PortId::Second, b"AT+CHUP\r"));
    bench.run(30_000);
    assert!(matches!(
        bench.effects.last(),
        Some(Effect::CallHungUp { .. })
    ));
    assert_eq!(bench.send("AT"), "\r\nOK\r\n", "after 90 s it hears again");
    assert_eq!(bench.rules(), []);
}

#[test]
fn qhup_says_why_and_whom() {
    let mut bench = Bench::new().ready();
    bench.call();
    bench.run(200);
    assert_eq!(bench.send("AT+QHUP=17,7"), "\r\n+CME ERROR: 3\r\n");
    assert_eq!(bench.send("AT+QHUP=99,2"), "\r\n+CME ERROR: 50\r\n");
    assert_eq!(bench.send("AT+QHUP=17,2"), "\r\nOK\r\n");
    assert!(bench.send("AT+CEER").contains("+CEER: User busy"));
    assert!(matches!(bench.effects[..], [Effect::CallHungUp { .. }]));
}
