//! Power, and what survives it.

use super::*;

/// Command, value that is not the factory's, whether it survives a reboot.
const SETTINGS: [(&str, &str, bool); 40] = [
    ("+CMEE", "2", false),
    ("+CSCS", "\"IRA\"", false),
    ("+CLIP", "1", false),
    ("+COLP", "1", false),
    ("+CREG", "2", false),
    ("+CGREG", "2", false),
    ("+CEREG", "2", false),
    ("+CRC", "1", false),
    ("+CSSN", "1,1", false),
    ("+CVHU", "1", false),
    ("+CUSD", "1", false),
    ("+CMUT", "1", false),
    ("^DSCI", "1", false),
    ("+QTONEDET", "1", false),
    ("+VTD", "5,1", false),
    ("+QRXGAIN", "1000", false),
    ("+QSIDET", "5", false),
    ("+QEEC", "1,7", false),
    ("+QPCMV", "1,2", false),
    ("+QINDCFG", "\"csq\",1", false),
    ("+QINDCFG", "\"act\",1", false),
    ("+QINDCFG", "\"ccinfo\",1", false),
    ("+QINDCFG", "\"smsfull\",1", false),
    ("+QINDCFG", "\"ring\",1", false),
    ("+CMGF", "1", true),
    ("+CNMI", "1,2,0,1,0", true),
    ("+CSCA", "\"+821099999999\",145", true),
    ("+CLVL", "5", true),
    ("+QMIC", "1,2", true),
    ("+QAUDMOD", "3", true),
    ("+QSIMSTAT", "1", true),
    ("+QSIMDET", "1,0", true),
    ("+QDAI", "5,0,0,4,0,0,1,1", true),
    ("+CTZU", "3", true),
    ("+QURCCFG", "\"urcport\",\"all\"", true),
    ("+QGPSCFG", "\"outport\",\"none\"", true),
    ("+QMBNCFG", "\"AutoSel\",0", true),
    ("+QCFG", "\"ims\",2", true),
    ("+QCFG", "\"usbnet\",1", true),
    ("+QCFG", "\"volte_disable\",1", true),
];

fn value(bench: &mut Bench, name: &str, set: &str) -> String {
    let key = set.split(',').next().unwrap();
    let keyed = set.contains(",") && key.starts_with('"') && name != "+CSCA";
    let got = if keyed {
        bench.send(&format!("AT{name}={key}"))
    } else {
        bench.send(&format!("AT{name}?"))
    };
    let (_, value) = got
        .split_once(": ")
        .unwrap_or_else(|| panic!("{name}: {got:?}"));
    value.split('\r').next().unwrap().to_owned()
}

#[test]
fn every_setting_lives_where_the_manual_says() {
    for (name, set, survives) in SETTINGS {
        let mut bench = Bench::new();
        bench.send("ATE0");
        let factory = value(&mut bench, name, set);
        let got = bench.send(&format!("AT{name}={set}"));
        assert!(got.ends_with("\r\nOK\r\n"), "{name}={set}: {got:?}");
        let now = value(&mut bench, name, set);
        assert!(now.starts_with(set), "{name}: {now}");
        assert_ne!(now, factory, "{name}");
        bench.reboot();
        let after = value(&mut bench, name, set);
        let wanted = if survives { &now } else { &factory };
        let state = |text: &str| text.rsplit_once(',').map(|(v, _)| v.to_owned());
        if set.starts_with("\"ims\"") {
            assert_eq!(state(&after), state(wanted), "{name}");
        } else {
            assert_eq!(&after, wanted, "{name}");
        }
    }
}

#[test]
fn an_indication_may_be_saved() {
    let mut bench = Bench::new();
    bench.send("AT+QINDCFG=\"csq\",1,1");
    bench.reboot();
    assert!(bench.send("AT+QINDCFG=\"csq\"").contains("\"csq\",1"));
    bench.send("AT+QINDCFG=\"all\",0");
    bench.host.clear();
    bench.happen(Happening::Signal(9));
    assert_eq!(bench.host, "");
}

#[test]
fn the_echo_comes_back_with_the_module_on_both_ports() {
    let mut bench = Bench::new().ready();
    bench.give(Input::Host(PortId::Second, b"ATE0\r"));
    bench.run(100);
    bench.send("AT+CFUN=1,1");
    bench.run(60_000);
    bench.second.clear();
    assert!(bench.send("AT").starts_with("AT\r"));
    bench.give(Input::Host(PortId::Second, b"AT\r"));
    bench.run(100);
    assert_eq!(bench.second, "AT\r\r\nOK\r\n");
}

#[test]
fn a_module_that_is_turned_off_says_so_and_waits_for_power() {
    let mut bench = Bench::new().ready().in_call();
    assert_eq!(bench.send("AT+QPOWD"), "\r\nOK\r\n");
    assert_eq!(bench.hear(65_000), lines(&["POWERED DOWN"]));
    assert_eq!(bench.usb, [Usb::Gone]);
    assert!(matches!(
        bench.effects.last(),
        Some(Effect::CallHungUp { .. })
    ));
    bench.write(b"AT\r");
    assert_eq!(bench.hear(600_000), "");
    bench.give(Input::PowerCycle);
    assert!(!bench.modem.is_on_bus());
    let boot = bench.hear(60_000);
    assert!(boot.starts_with("\r\nRDY\r\n"), "{boot:?}");
    assert_eq!(bench.usb, [Usb::Gone, Usb::Back { card: false }]);
}

#[test]
fn the_least_function_closes_the_sim_too() {
    let mut bench = Bench::new().ready();
    bench.send("AT+CREG=1");
    let off = bench.send("AT+CFUN=0");
    assert_eq!(off, lines(&["+CPIN: NOT READY", "+CREG: 0", "OK"]));
    assert!(bench.send("AT+CPIN?").contains("+CME ERROR: 13"));
    assert!(bench.send("AT+CFUN?").contains("+CFUN: 0"));
    bench.send("AT+CFUN=1");
    let on = bench.hear(30_000);
    for words in [
        "+CPIN: READY",
        "+QIND: SMS DONE",
        "+QIND: PB DONE",
        "+CREG: 1",
    ] {
        assert!(on.contains(words), "{words}: {on:?}");
    }
    assert!(!on.contains("RDY"), "{on:?}");
}

#[test]
fn a_reboot_does_not_end_a_trouble_and_its_time_does() {
    let mut bench = Bench::new().ready();
    bench.trouble(Trouble::NoSignalFigure { span: secs(120) });
    bench.reboot();
    assert!(bench.send("AT+CSQ").contains("99,99"));
    bench.run(60_000);
    assert!(bench.send("AT+CSQ").contains("24,99"));
}

#[test]
fn one_trouble_can_be_healed_and_leave_the_others() {
    let mut bench = Bench::new().ready();
    bench.trouble(Trouble::NoSignalFigure { span: FOR_EVER });
    bench.trouble(Trouble::SimLate { span: FOR_EVER });
    for quirk in [Quirk::NoDsci, Quirk::NoCeer] {
        bench.trouble(Trouble::Firmware(quirk));
    }
    let like = |trouble| Trouble::HealLike(Box::new(trouble));
    bench.trouble(like(Trouble::NoSignalFigure { span: secs(0) }));
    bench.trouble(like(Trouble::Firmware(Quirk::NoDsci)));
    assert!(bench.send("AT+CSQ").contains("24,99"));
    assert_eq!(bench.send("AT+CIMI"), "\r\nERROR\r\n");
    assert_eq!(bench.send("AT^DSCI=1"), "\r\nOK\r\n");
    assert_eq!(bench.send("AT+CEER"), "\r\nERROR\r\n");
}
