//! Registration, signal, operator, IMS.

use super::*;

fn watching() -> Bench {
    let mut bench = Bench::new().ready();
    let line = "AT+CREG=1;+CEREG=2;+QINDCFG=\"csq\",1,0;+QINDCFG=\"act\",1,0";
    assert_eq!(bench.send(line), "\r\nOK\r\n");
    bench
}

const BACK: [&str; 4] = [
    "+CREG: 1",
    "+CEREG: 1,\"1A2B\",\"01234567\",7",
    "+QIND: \"act\",\"LTE\"",
    "+QIND: \"csq\",24,99",
];

#[test]
fn f41_registration_is_lost_for_a_while() {
    let mut bench = watching().in_call();
    bench.host.clear();
    let (stat, span) = (Registration::Searching, secs(20));
    bench.trouble(Trouble::Registration { stat, span });
    let gone = [
        "NO CARRIER",
        "+CREG: 2",
        "+CEREG: 2",
        "+QIND: \"act\",\"UNKNOWN\"",
        "+QIND: \"csq\",24,99",
    ];
    assert_eq!(bench.host, lines(&gone));
    for (ask, answer) in [
        ("AT+CREG?", "+CREG: 1,2\r"),
        ("AT+CEREG?", "+CEREG: 2,2\r"),
        ("AT+COPS?", "+COPS: 0\r"),
        ("AT+QNWINFO", "+QNWINFO: No Service"),
        ("ATD0801234567;", "+CME ERROR: 30"),
    ] {
        let got = bench.send(ask);
        assert!(got.contains(answer), "{ask}: {got:?}");
    }
    bench.call();
    assert!(matches!(
        bench.effects.last(),
        Some(Effect::CallRefused { .. })
    ));
    assert_eq!(bench.hear(20_000), lines(&BACK));
}

#[test]
fn f41_the_network_refuses_or_is_abroad() {
    let mut bench = watching();
    let span = secs(5);
    for (stat, shown) in [
        (Registration::Denied, "+CREG: 1,3\r"),
        (Registration::Unknown, "+CREG: 1,4\r"),
        (Registration::Idle, "+CREG: 1,0\r"),
        (Registration::Roaming, "+CREG: 1,5\r"),
    ] {
        bench.trouble(Trouble::Registration { stat, span });
        let got = bench.send("AT+CREG?");
        assert!(got.contains(shown), "{got:?}");
        if stat == Registration::Roaming {
            assert!(bench.send("AT+CEREG?").contains("+CEREG: 2,5,\"1A2B\""));
            bench.send("ATD0801234567;");
            assert!(matches!(bench.effects[..], [Effect::Dialled { .. }]));
        }
        bench.run(5_000);
        bench.host.clear();
    }
}

#[test]
fn f41_registration_flaps() {
    let mut bench = watching();
    let (every, span) = (secs(2), secs(9));
    bench.trouble(Trouble::Flapping { every, span });
    let came = bench.hear(20_000);
    let order: Vec<_> = came.lines().filter(|l| l.starts_with("+CREG")).collect();
    assert_eq!(order, ["+CREG: 2", "+CREG: 1", "+CREG: 2", "+CREG: 1"]);
    assert!(bench.send("AT+CREG?").contains("+CREG: 1,1"));
}

#[test]
fn f42_there_is_no_service() {
    let mut bench = watching();
    bench.trouble(Trouble::NoService { span: secs(5) });
    for (ask, answer) in [
        ("AT+CSQ", "+CSQ: 99,99"),
        ("AT+QCSQ", "+QCSQ: \"NOSERVICE\""),
        ("AT+QNWINFO", "+QNWINFO: No Service"),
        ("AT+CEREG?", "+CEREG: 2,2"),
    ] {
        assert!(bench.send(ask).contains(answer), "{ask}");
    }
    bench.run(5_000);
    assert!(bench.send("AT+CSQ").contains("+CSQ: 24,99"));
}

#[test]
fn f43_the_signal_is_unknown_and_all_is_well() {
    let mut bench = watching();
    bench.trouble(Trouble::NoSignalFigure { span: FOR_EVER });
    assert!(bench.send("AT+CSQ").contains("+CSQ: 99,99"));
    assert!(bench.send("AT+CREG?").contains("+CREG: 1,1"));
    bench.host.clear();
    bench.happen(Happening::Signal(11));
    assert_eq!(bench.host, lines(&["+QIND: \"csq\",99,99"]));
    bench.trouble(Trouble::Heal);
    assert!(bench.send("AT+CSQ").contains("+CSQ: 11,99"));
}

#[test]
fn f44_without_ims_a_call_falls_back_or_fails() {
    let mut bench = watching();
    bench.trouble(Trouble::ImsDown { span: FOR_EVER });
    assert!(bench.send("AT+QCFG=\"ims\"").contains("\"ims\",0,0"));
    bench.host.clear();
    bench.call();
    assert!(
        bench
            .host
            .starts_with(&lines(&["+QIND: \"act\",\"WCDMA\""])),
        "{:?}",
        bench.host
    );
    assert!(bench.send("AT+QNWINFO").contains("\"WCDMA\",45008"));
    assert!(bench.send("AT+COPS?").contains("\"KT\",2"));
    assert!(
        !bench.send("AT+CLCC").contains("128"),
        "no data line on WCDMA"
    );
    bench.happen(Happening::RemoteHangUp);
    assert!(bench.send("AT+COPS?").contains("\"KT\",7"));

    let profile = Profile {
        lte_only: true,
        ..Profile::default()
    };
    let mut bench = Bench::with(profile).ready();
    bench.trouble(Trouble::ImsDown { span: FOR_EVER });
    assert!(bench.send("AT+CEREG?").contains("+CEREG: 0,1"));
    bench.call();
    assert!(matches!(bench.effects[..], [Effect::CallRefused { .. }]));
    assert_eq!(bench.send("ATD0801234567;"), "\r\nOK\r\n");
    assert_eq!(bench.hear(5_000), lines(&["NO CARRIER"]));
    bench.trouble(Trouble::Heal);
    bench.call();
    assert!(bench.host.contains("RING"));
}

#[test]
fn f46_the_voice_side_says_0_and_the_lte_side_1() {
    let mut bench = watching();
    for stat in [0, 6] {
        let span = secs(5);
        bench.trouble(Trouble::VoiceStat { stat, span });
        assert!(
            bench
                .send("AT+CREG?")
                .contains(&format!("+CREG: 1,{stat}\r"))
        );
        assert!(bench.send("AT+CEREG?").contains("+CEREG: 2,1,\"1A2B\""));
        bench.run(5_000);
    }
    let span = secs(5);
    bench.trouble(Trouble::VoiceStat { stat: 0, span });
    bench.call();
    assert!(bench.host.contains("RING"), "calls come all the same");
}

#[test]
fn f47_off_the_network_without_a_word_until_something_helps() {
    for (cure, helps) in [
        (Cure::Radio, "AT+CFUN=4"),
        (Cure::Radio, "AT+COPS=2"),
        (Cure::Reboot, "AT+CFUN=1,1"),
    ] {
        let mut bench = watching();
        bench.host.clear();
        let span = FOR_EVER;
        bench.trouble(Trouble::SilentlyOffline { cure, span });
        bench.call();
        bench.run(600_000);
        assert_eq!(bench.host, "", "no URC");
        assert!(matches!(bench.effects[..], [Effect::CallRefused { .. }]));
        assert!(bench.send("AT+CEREG?").contains("+CEREG: 2,2"));
        assert!(bench.send("AT+CSQ").contains("+CSQ: 99,99"));
        if cure == Cure::Reboot {
            bench.send("AT+CFUN=4");
            bench.send("AT+CFUN=1");
            bench.run(20_000);
            assert!(bench.send("AT+CEREG?").contains("+CEREG: 2,2"));
        }
        bench.send(helps);
        bench.run(60_000);
        bench.send("AT+CFUN=1");
        bench.send("AT+COPS=0");
        bench.run(60_000);
        assert!(bench.send("AT+CREG?").contains(",1"), "{helps}");
    }
}

#[test]
fn f47_only_power_helps() {
    let mut bench = Bench::new().ready();
    let (cure, span) = (Cure::Power, FOR_EVER);
    bench.trouble(Trouble::SilentlyOffline { cure, span });
    bench.reboot();
    assert!(bench.send("AT+CREG?").contains("+CREG: 0,2"));
    bench.give(Input::PowerCycle);
    bench.run(60_000);
    assert!(bench.send("AT+CREG?").contains("+CREG: 0,1"));
}

#[test]
fn the_operator_is_left_and_joined() {
    let mut bench = watching();
    bench.send("AT+COPS=2");
    assert!(bench.send("AT+COPS?").contains("+COPS: 2\r"));
    assert!(bench.send("AT+CREG?").contains("+CREG: 1,0"));
    bench.send("AT+COPS=0");
    bench.run(10_000);
    assert!(
        bench
            .send("AT+COPS=3,2;+COPS?")
            .contains("+COPS: 0,2,\"45008\",7")
    );
    assert!(
        bench
            .send("AT+COPS=1,2,\"99999\"")
            .contains("+CME ERROR: 30")
    );
    let spn = "+QSPN: \"KT\",\"KT\",\"\",0,\"45008\"";
    assert!(bench.send("AT+QSPN").contains(spn));
    assert!(
        bench
            .send("AT+CSCS=\"UCS2\";+QSPN")
            .contains("\"004B0054\"")
    );
}

#[test]
fn looking_for_operators_takes_minutes_and_is_not_for_service() {
    let mut bench = Bench::new().ready();
    let before = bench.now;
    assert!(bench.send("AT+COPS=?").contains("\"45008\",7"));
    assert!((30..=180).contains(&bench.now.since(before).as_secs()));
    assert_eq!(bench.rules(), [Rule::NotInService]);
}

#[test]
fn carrier_files_and_ims_act_after_a_reboot() {
    let mut bench = Bench::new().ready();
    let list = bench.send("AT+QMBNCFG=\"List\"");
    let first = "+QMBNCFG: \"List\",0,1,1,\"ROW_Generic_3GPP\",0x0501081F,201803301\r\n";
    assert!(list.contains(first), "{list:?}");
    assert!(
        bench
            .send("AT+QMBNCFG=\"AutoSel\"")
            .contains("\"AutoSel\",1")
    );
    assert_eq!(bench.send("AT+QMBNCFG=\"AutoSel\",0"), "\r\nOK\r\n");
    assert_eq!(bench.send("AT+QMBNCFG=\"Deactivate\""), "\r\nOK\r\n");
    assert!(bench.send("AT+QCFG=\"ims\"").contains("\"ims\",0,1"));
    bench.reboot();
    assert!(bench.send("AT+QCFG=\"ims\"").contains("\"ims\",0,0"));
    assert!(
        bench
            .send("AT+QMBNCFG=\"AutoSel\"")
            .contains("\"AutoSel\",0")
    );
    bench.send("AT+QMBNCFG=\"Select\",\"CMCC\"");
    assert!(bench.send("AT+QMBNCFG=\"List\"").contains("2,1,0,\"CMCC\""));
    assert!(
        bench
            .send("AT+QMBNCFG=\"Select\",\"nobody\"")
            .contains("ERROR")
    );
    bench.send("AT+QCFG=\"ims\",1");
    assert!(bench.send("AT+QCFG=\"ims\"").contains("\"ims\",1,0"));
    bench.reboot();
    assert!(bench.send("AT+QCFG=\"ims\"").contains("\"ims\",1,1"));
    assert!(bench.send("AT+QMBNCFG=\"List\"").contains("2,1,1,\"CMCC\""));
}
