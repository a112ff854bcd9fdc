//! Lines, settings, start-up, and the rules of the port.

use proptest::prelude::*;

use super::*;

#[test]
fn echo_is_on_until_it_is_turned_off() {
    let mut bench = Bench::new();
    assert_eq!(bench.send("AT"), "AT\r\r\nOK\r\n");
    assert_eq!(bench.send("ATE0"), "ATE0\r\r\nOK\r\n");
    assert_eq!(bench.send("AT"), "\r\nOK\r\n");
    bench.give(Input::Host(PortId::At, b"ATV0\r"));
    bench.run(30);
    assert_eq!(bench.host, "0\r");
    assert_eq!(bench.rules(), []);
}

#[test]
fn a_line_stops_at_the_first_command_that_fails() {
    let mut bench = Bench::new().ready();
    let got = bench.send("AT+CMEE=2;+CSQ;+CLIP=7;+CGMM");
    assert_eq!(
        got,
        "\r\n+CSQ: 24,99\r\n\r\n+CME ERROR: incorrect parameters\r\n"
    );
    assert_eq!(bench.send("AT+CMEE=0;+CLIP=7"), "\r\nERROR\r\n");
    assert_eq!(bench.send("AT+NOSUCH"), "\r\nERROR\r\n");
}

#[test]
fn settings_answer_in_three_forms() {
    let mut bench = Bench::new().ready();
    assert_eq!(bench.send("AT+CLIP?"), "\r\n+CLIP: 1,1\r\n\r\nOK\r\n");
    assert_eq!(
        bench.send("AT+CSCS=?"),
        "\r\n+CSCS: (\"GSM\",\"IRA\",\"UCS2\")\r\n\r\nOK\r\n"
    );
    assert_eq!(bench.send("AT+QPCMV?"), "\r\n+QPCMV: 1,0\r\n\r\nOK\r\n");
    let urcport = "\r\n+QURCCFG: \"urcport\",\"usbat\"\r\n\r\nOK\r\n";
    assert_eq!(bench.send("AT+QURCCFG=\"urcport\""), urcport);
    assert_eq!(
        bench.send("AT+QCFG=\"ims\""),
        "\r\n+QCFG: \"ims\",0,1\r\n\r\nOK\r\n"
    );
    assert!(bench.send("AT+QINDCFG=\"ccinfo\",1,0").contains("OK"));
    assert!(
        bench
            .send("AT+QINDCFG=\"ccinfo\"")
            .contains("+QINDCFG: \"ccinfo\",1\r\n")
    );
}

#[test]
fn the_module_says_who_and_where_it_is() {
    let mut bench = Bench::new().ready();
    for (ask, answer) in [
        ("AT+CGMI", "Quectel"),
        ("AT+CGSN", "860000000000017"),
        ("AT+CPIN?", "+CPIN: READY"),
        ("AT+COPS?", "+COPS: 0,0,\"KT\",7"),
        ("AT+CREG?", "+CREG: 0,1"),
        ("AT+QINISTAT", "+QINISTAT: 7"),
        ("AT+QLTS=2", "+QLTS: \"2026/11/21,18:00:0"),
        ("AT+CCLK?", "+CCLK: \"80/01/06,"),
        ("AT+CPMS?", "+CPMS: \"ME\",0,255,\"ME\",0,255,\"ME\",0,255"),
        ("AT+CLCC", "\r\n+CLCC: 1,0,0,1,0,\"\",128\r\n\r\nOK\r\n"),
    ] {
        let got = bench.send(ask);
        assert!(got.contains(answer), "{ask}: {got:?}");
    }
    let got = bench.send("AT+CREG=2;+CREG?");
    assert!(
        got.contains("+CREG: 2,1,\"1A2B\",\"01234567\",7"),
        "{got:?}"
    );
}

#[test]
fn a_reboot_loses_what_is_not_in_flash() {
    let mut bench = Bench::new().ready();
    bench.send("AT+CLVL=5");
    bench.call();
    bench.send("ATA");
    assert_eq!(bench.send("AT+CFUN=1,1"), "\r\nOK\r\n");
    bench.run(2_000);
    assert!(matches!(
        bench.effects.last(),
        Some(Effect::CallHungUp { .. })
    ));
    assert_eq!(bench.sound.last(), Some(&None));
    bench.give(Input::Host(PortId::At, b"AT\r"));
    bench.run(5_000);
    assert_eq!(bench.host, "", "a module that is off hears nothing");
    bench.run(40_000);
    assert_eq!(bench.usb, [Usb::Gone, Usb::Back { card: false }]);
    let boot = "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\
                \r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n";
    assert_eq!(bench.host, boot);
    assert_eq!(
        bench.send("AT+QPCMV?"),
        "AT+QPCMV?\r\r\n+QPCMV: 0,0\r\n\r\nOK\r\n"
    );
    assert!(bench.send("AT+CLIP?").contains("+CLIP: 0,1"));
    assert!(bench.send("AT+CLVL?").contains("+CLVL: 5"));
}

#[test]
fn early_in_the_boot_the_sim_is_busy() {
    let mut bench = Bench::new();
    bench.give(Input::PowerCycle);
    while !bench.host.contains("RDY") {
        bench.run(5);
    }
    assert!(bench.send("AT+CPIN?").contains("+CME ERROR: 14"));
    assert!(bench.send("AT+CIMI").ends_with("\r\nERROR\r\n"));
    assert!(bench.send("AT+CMGS=20").contains("+CMS ERROR: 314"));
    assert!(bench.send("AT+CREG?").contains("+CREG: 0,2"));
}

#[test]
fn what_follows_an_escape_is_no_text_though_the_prompt_comes_late() {
    let mut bench = Bench::new().ready();
    for (late, rule) in [
        (&b"\x1b\x1bAT+CGSN\r"[..], Rule::Overlap),
        (b"AT+CGSN\r", Rule::DataWithoutPrompt),
    ] {
        let before = bench.rules().len();
        bench.give(Input::Host(PortId::At, b"AT+CMGS=18\r"));
        bench.give(Input::Host(PortId::At, late));
        let heard = bench.hear(6_000);
        assert!(heard.starts_with("\r\n> "), "{heard:?}");
        assert_eq!(bench.rules()[before], rule);
        assert_eq!(heard.ends_with("\r\nOK\r\n"), rule == Rule::Overlap);
    }
    assert_eq!(bench.effects, [], "nothing went out");
}

#[test]
fn every_rule_is_found_broken() {
    let mut bench = Bench::new();
    bench.send("ATE0");
    let mut breaks = |what: &dyn Fn(&mut Bench), rule| {
        let before = bench.rules().len();
        what(&mut bench);
        bench.run(7_000);
        bench.host.clear();
        let broken = bench.rules()[before..].to_vec();
        assert_eq!(broken, [rule], "{:?}", bench.modem.violations());
    };
    let write =
        |text: &'static str| move |b: &mut Bench| b.give(Input::Host(PortId::At, text.as_bytes()));
    breaks(&write("AT+CSQ\rATI\r"), Rule::Overlap);
    breaks(&write("AT\r\n"), Rule::LineFeed);
    breaks(&write("OK\r"), Rule::NotACommand);
    breaks(&write("\x1A"), Rule::DataWithoutPrompt);
    breaks(
        &write("0001000C9128013254769800080200AC\r"),
        Rule::DataWithoutPrompt,
    );
    breaks(
        &write("AT+CMGS=20\r0001000C91\x1B"),
        Rule::DataWithoutPrompt,
    );
    breaks(&write("AT+CMGL=\"ALL\"\r"), Rule::WrongMessageFormat);
    breaks(
        &write("AT+CMGS=\"01023456789\"\r"),
        Rule::WrongMessageFormat,
    );
    breaks(&write("AT+CMGF=1;+CMGL=4\r"), Rule::WrongMessageFormat);
    breaks(&write("AT+CMGF=0;+QPRTPARA=3\r"), Rule::NotInService);
    breaks(&write("ATD0801234567\r"), Rule::DialWithoutSemicolon);
    breaks(&write("ATD0801234567;\r"), Rule::SoundOff);
    breaks(&write("ATD0801234567;\r"), Rule::DialOverCall);
    let long = format!("AT{}\r", "+CSQ;".repeat(200));
    breaks(
        &|b: &mut Bench| b.give(Input::Host(PortId::At, long.as_bytes())),
        Rule::TooLong,
    );
    let wrong_pdu = |b: &mut Bench| {
        b.send("AT+CMGS=20");
        b.give(Input::Host(PortId::At, b"0001\x1A"));
    };
    breaks(&wrong_pdu, Rule::BadPdu);
}

#[test]
fn what_was_written_too_early_is_still_done() {
    let mut bench = Bench::new().ready();
    bench.give(Input::Host(PortId::At, b"AT+CSQ\rAT+CGMM\r"));
    bench.run(200);
    assert_eq!(
        bench.host,
        "\r\n+CSQ: 24,99\r\n\r\nOK\r\n\r\nEC25\r\n\r\nOK\r\n"
    );
}

#[test]
fn what_stands_before_at_is_skipped() {
    let mut bench = Bench::new().ready();
    assert_eq!(bench.send("xyAT+CGMM"), "\r\nEC25\r\n\r\nOK\r\n");
    assert_eq!(bench.rules(), [Rule::NotACommand]);
    assert_eq!(bench.send("AT+C\u{1b}AT"), "\r\nOK\r\n");
    assert_eq!(bench.rules().len(), 1);
}

#[test]
fn urcs_go_where_they_were_sent() {
    let mut bench = Bench::new().ready();
    bench.send("AT+QURCCFG=\"urcport\",\"uart1\"");
    bench.call();
    bench.run(10_000);
    assert_eq!(bench.host, "");
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let run = |seed| {
        let mut modem = Ec25::new(Profile::default(), seed);
        let mut outputs = modem.handle(Input::Host(PortId::At, b"AT+CFUN=1,1\r"), Instant::ZERO);
        while let Some(wake) = modem.next_wake() {
            outputs.extend(modem.handle(Input::Wake, wake));
        }
        outputs
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic_or_wait_for_ever(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut bench = Bench::new();
        bench.give(Input::Host(PortId::At, &bytes));
        bench.give(Input::Host(PortId::At, b"\x1B\r"));
        bench.run(300_000);
        prop_assert!(bench.send("AT").contains("OK"));
    }
}
