//! The SIM and its codes.

use super::*;

fn with(sim: Sim) -> Bench {
    let profile = Profile {
        sim,
        ..Profile::default()
    };
    let mut bench = Bench::with(profile);
    bench.send("ATE0");
    bench
}

#[test]
fn f34_without_a_sim_there_is_no_network() {
    let mut bench = with(Sim::absent());
    for (ask, answer) in [
        ("AT+CPIN?", "+CME ERROR: 10"),
        ("AT+CIMI", "+CME ERROR: 10"),
        ("AT+QPINC=\"SC\"", "+CME ERROR: 10"),
        ("AT+QSIMSTAT?", "+QSIMSTAT: 0,0"),
        ("AT+CREG?", "+CREG: 0,0"),
        ("AT+CMGL=4", "+CMS ERROR: 310"),
        ("ATD0801234567;", "+CME ERROR: 10"),
        ("AT+QINISTAT", "+QINISTAT: 0"),
        ("AT+CMEE=2;+CPIN?", "+CME ERROR: SIM not inserted"),
    ] {
        let got = bench.send(ask);
        assert!(got.contains(answer), "{ask}: {got:?}");
    }
    bench.send("AT+CFUN=1,1");
    let boot = bench.hear(60_000);
    assert_eq!(boot, lines(&["RDY", "+CFUN: 1", "+CPIN: NOT READY"]));
}

#[test]
fn f35_a_sim_with_a_pin_is_opened() {
    let mut bench = with(Sim::with_pin("4321"));
    assert_eq!(bench.send("AT+CPIN?"), "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n");
    assert!(bench.send("AT+CIMI").contains("+CME ERROR: 11"));
    assert!(bench.send("AT+CMGL=4").contains("+CMS ERROR: 311"));
    assert!(bench.send("AT+CREG?").contains("+CREG: 0,0"));
    let tries = bench.send("AT+QPINC=\"SC\"");
    assert_eq!(tries, "\r\n+QPINC: \"SC\",3,10\r\n\r\nOK\r\n");
    assert_eq!(bench.send("AT+CPIN=\"4321\""), "\r\nOK\r\n");
    let came = bench.hear(20_000);
    let wanted = [
        "+CPIN: READY",
        "+QUSIM: 1",
        "+QIND: SMS DONE",
        "+QIND: PB DONE",
    ];
    assert_eq!(came, lines(&wanted));
    assert!(bench.send("AT+CPIN?").contains("READY"));
    assert!(bench.send("AT+CREG?").contains("+CREG: 0,1"));
    assert!(bench.send("AT+CLCK=\"SC\",2").contains("+CLCK: 1"));
    assert_eq!(bench.rules(), []);
    bench.send("AT+CFUN=1,1");
    let boot = bench.hear(60_000);
    assert_eq!(boot, lines(&["RDY", "+CFUN: 1", "+CPIN: SIM PIN"]));
}

#[test]
fn f36_wrong_pins_are_counted_and_never_tried_again_by_a_good_host() {
    let mut bench = with(Sim::with_pin("4321"));
    assert_eq!(bench.send("AT+CPIN=\"1111\""), "\r\n+CME ERROR: 16\r\n");
    assert_eq!(bench.rules(), [Rule::PinAtRisk], "QPINC was not read");
    assert!(bench.send("AT+QPINC=\"SC\"").contains("\"SC\",2,10"));
    assert_eq!(bench.send("AT+CPIN=\"1111\""), "\r\n+CME ERROR: 16\r\n");
    assert_eq!(bench.rules().len(), 2, "two tries were left");
    assert_eq!(
        bench.send("AT+CPIN=\"1111\""),
        "\r\n+CPIN: SIM PUK\r\n\r\n+CME ERROR: 16\r\n"
    );
    assert!(bench.send("AT+CPIN?").contains("+CPIN: SIM PUK"));
    assert!(bench.send("AT+QPINC=\"SC\"").contains("\"SC\",0,10"));
    assert!(bench.send("AT+CPIN=\"4321\"").contains("+CME ERROR: 50"));
}

#[test]
fn f36_the_count_survives_a_reboot() {
    let mut bench = with(Sim::with_pin("4321"));
    bench.send("AT+CPIN=\"1111\"");
    bench.reboot();
    assert!(bench.send("AT+QPINC=\"SC\"").contains("\"SC\",2,10"));
    bench.send("AT+CPIN=\"4321\"");
    assert!(bench.send("AT+QPINC=\"SC\"").contains("14"));
    bench.run(5_000);
    assert!(bench.send("AT+QPINC=\"SC\"").contains("\"SC\",3,10"));
}

#[test]
fn f37_a_puk_opens_the_sim_and_ten_wrong_ones_kill_it() {
    let mut bench = Bench::new().ready();
    let puk = "87654321".to_owned();
    bench.trouble(Trouble::SimWantsPuk { puk });
    assert!(bench.host.contains("+CPIN: SIM PUK"), "{:?}", bench.host);
    assert!(bench.send("AT+CIMI").contains("+CME ERROR: 12"));
    let wrong = "AT+CPIN=\"11111111\",\"2468\"";
    assert_eq!(bench.send(wrong), "\r\n+CME ERROR: 16\r\n");
    assert!(bench.send("AT+QPINC=\"SC\"").contains("\"SC\",0,9"));
    assert_eq!(bench.send("AT+CPIN=\"87654321\",\"2468\""), "\r\nOK\r\n");
    bench.run(20_000);
    assert!(bench.send("AT+CREG?").contains("+CREG: 0,1"));
    bench.trouble(Trouble::Heal);
    let puk = "87654321".to_owned();
    bench.trouble(Trouble::SimWantsPuk { puk });
    for _ in 0..10 {
        bench.send(wrong);
    }
    assert!(bench.send("AT+CPIN?").contains("+CME ERROR: 13"));
}

#[test]
fn f35_another_sim_that_wants_a_pin_takes_the_place_of_the_first() {
    let mut bench = Bench::new().ready();
    let pin = "2468".to_owned();
    bench.trouble(Trouble::SimWantsPin { pin, tries: 3 });
    assert_eq!(bench.host, lines(&["+CPIN: SIM PIN"]));
    bench.trouble(Trouble::Heal);
    bench.run(10_000);
    assert!(bench.send("AT+CPIN?").contains("READY"));
}

#[test]
fn f38_the_sim_is_taken_out_in_a_call_and_put_in_again() {
    let mut bench = Bench::new().ready();
    bench.send("AT+QSIMSTAT=1;+CREG=1");
    let mut bench = bench.in_call();
    bench.host.clear();
    bench.trouble(Trouble::SimRemoved);
    let gone = [
        "+QSIMSTAT: 1,0",
        "+CPIN: NOT READY",
        "NO CARRIER",
        "+CREG: 0",
    ];
    assert_eq!(bench.host, lines(&gone));
    assert!(matches!(
        bench.effects.last(),
        Some(Effect::CallHungUp { .. })
    ));
    assert!(bench.send("AT+CPIN?").contains("+CME ERROR: 10"));
    bench.host.clear();
    bench.trouble(Trouble::Heal);
    bench.run(20_000);
    let back = bench.host.clone();
    assert!(
        back.starts_with("\r\n+QSIMSTAT: 1,1\r\n\r\n+CREG: 2\r\n\r\n+CPIN: READY\r\n"),
        "{back:?}"
    );
    for words in ["+QUSIM: 1", "+QIND: SMS DONE", "+QIND: PB DONE", "+CREG: 1"] {
        assert!(back.contains(words), "{words}: {back:?}");
    }
}

#[test]
fn f38_nobody_who_did_not_ask_is_told_of_the_switch() {
    let mut bench = Bench::new().ready();
    bench.host.clear();
    bench.trouble(Trouble::SimRemoved);
    assert_eq!(bench.host, lines(&["+CPIN: NOT READY"]));
}

#[test]
fn f39_imsi_and_iccid_come_late() {
    let mut bench = Bench::new().ready();
    bench.trouble(Trouble::SimLate { span: secs(4) });
    assert_eq!(bench.send("AT+CIMI"), "\r\nERROR\r\n");
    assert_eq!(bench.send("AT+QCCID"), "\r\nERROR\r\n");
    assert!(bench.send("AT+CPIN?").contains("READY"));
    bench.run(4_000);
    assert!(bench.send("AT+CIMI").contains("450080000000017"));
    assert!(
        bench
            .send("AT+QCCID")
            .contains("+QCCID: 89820000000000000017")
    );
}

#[test]
fn f39_after_every_start_they_come_a_little_late() {
    let profile = Profile {
        files_after: (1_000, 1_000),
        ..Profile::default()
    };
    let mut bench = Bench::with(profile).ready();
    bench.send("AT+CFUN=1,1");
    bench.host.clear();
    while !bench.host.contains("+CPIN: READY") {
        bench.run(5);
    }
    bench.send("ATE0");
    assert_eq!(bench.send("AT+CIMI"), "\r\nERROR\r\n");
    bench.run(1_000);
    assert!(bench.send("AT+CIMI").contains("450080000000017"));
}

#[test]
fn f40_a_busy_sim_says_14_for_a_while() {
    let mut bench = Bench::new().ready();
    bench.trouble(Trouble::SimBusy { span: secs(3) });
    assert_eq!(bench.send("AT+CPIN?"), "\r\n+CME ERROR: 14\r\n");
    assert_eq!(bench.send("AT+CMGL=4"), "\r\n+CMS ERROR: 314\r\n");
    assert!(bench.send("AT+CREG?").contains("+CREG: 0,1"));
    bench.run(3_000);
    assert!(bench.send("AT+CPIN?").contains("+CPIN: READY"));
}

#[test]
fn f16_a_sim_that_cannot_be_read_says_13() {
    let mut bench = Bench::new().ready();
    bench.trouble(Trouble::SimFailed { span: secs(5) });
    assert_eq!(bench.send("AT+CPIN?"), "\r\n+CME ERROR: 13\r\n");
    assert_eq!(bench.send("AT+CMGL=4"), "\r\n+CMS ERROR: 313\r\n");
    bench.run(20_000);
    assert!(bench.send("AT+CPIN?").contains("READY"));
    assert!(bench.send("AT+CREG?").contains("+CREG: 0,1"));
}

#[test]
fn the_lock_is_set_and_taken_away() {
    let mut bench = Bench::new().ready();
    assert!(bench.send("AT+CLCK=\"SC\",2").contains("+CLCK: 0"));
    bench.send("AT+QPINC=\"SC\"");
    assert_eq!(bench.send("AT+CLCK=\"SC\",1,\"0000\""), "\r\nOK\r\n");
    assert!(bench.send("AT+CPIN?").contains("READY"), "this time");
    bench.reboot();
    assert!(bench.send("AT+CPIN?").contains("SIM PIN"));
    bench.send("AT+QPINC=\"SC\"");
    bench.send("AT+CPIN=\"0000\"");
    bench.run(5_000);
    assert_eq!(
        bench.send("AT+CLCK=\"SC\",0,\"1\""),
        "\r\n+CME ERROR: 16\r\n"
    );
    assert_eq!(bench.rules(), [Rule::PinAtRisk]);
}
