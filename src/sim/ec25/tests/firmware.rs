//! Modules that differ.

use super::*;

fn refused(bench: &mut Bench, lines: &[&str]) {
    for line in lines {
        assert_eq!(bench.send(line), "\r\nERROR\r\n", "{line}");
    }
}

#[test]
fn f55_the_state_of_calls_is_told_in_one_way_or_none() {
    let (ccinfo, dsci) = ("AT+QINDCFG=\"ccinfo\",1,0", "AT^DSCI=1");
    let mut bench = Bench::new().ready();
    bench.trouble(Trouble::Firmware(Quirk::NoCcinfo));
    refused(&mut bench, &[ccinfo]);
    assert_eq!(bench.send(dsci), "\r\nOK\r\n");
    bench.trouble(Trouble::Firmware(Quirk::NoDsci));
    refused(&mut bench, &[ccinfo, dsci]);
    bench.trouble(Trouble::Heal);
    assert_eq!(bench.send(ccinfo), "\r\nOK\r\n");
}

#[test]
fn f71_the_modes_of_sound_are_listed_and_refused() {
    let mut bench = Bench::with(Profile::qdc507());
    bench.send("ATE0");
    let listed = bench.send("AT+QPCMV=?");
    assert_eq!(listed, "\r\n+QPCMV: (0-1),(0-2)\r\n\r\nOK\r\n");
    refused(
        &mut bench,
        &["AT+QPCMV?", "AT+QPCMV=0", "AT+QPCMV=1,0", "AT+QPCMV=1,2"],
    );
    let bench = bench.in_call();
    assert_eq!(bench.sound, []);
}

#[test]
fn some_refuse_usbcfg_and_some_have_no_cause() {
    let mut bench = Bench::with(Profile::eg25_a0302());
    bench.send("ATE0");
    let write = "AT+QCFG=\"usbcfg\",0x2C7C,0x0125,1,1,1,1,1,0,1";
    refused(&mut bench, &["AT+QCFG=\"usbcfg\"", write]);
    assert!(bench.send("AT+QCFG=\"ims\"").contains("OK"));
    bench.trouble(Trouble::Firmware(Quirk::NoCeer));
    refused(&mut bench, &["AT+CEER"]);
}

#[test]
fn an_ec20_sends_tones_that_nobody_hears() {
    let mut bench = Bench::with(Profile::ec20()).ready().in_call();
    assert_eq!(bench.send("AT+VTS=\"1\""), "\r\nOK\r\n");
    assert!(
        !bench
            .effects
            .iter()
            .any(|e| matches!(e, Effect::Tones { .. }))
    );
}

#[test]
fn an_ep06_refuses_tones_in_some_calls_only() {
    let mut bench = Bench::with(Profile::ep06()).ready();
    let mut refused = 0;
    for _ in 0..20 {
        bench = bench.in_call();
        let first = bench.send("AT+VTS=\"1\"");
        assert_eq!(bench.send("AT+VTS=\"2\""), first, "settled for the call");
        refused += u32::from(first.contains("network rejected"));
        bench.send("AT+CHUP");
        bench.run(1_000);
    }
    assert!((4..=16).contains(&refused), "{refused} of 20");
    assert!(bench.send("AT+QCFG=\"usbcfg\"").contains("0x2C7C,0x0306"));
}

#[test]
fn every_name_is_a_module_of_its_own() {
    let mut revisions: Vec<_> = Profile::NAMES
        .iter()
        .map(|name| Profile::named(name).unwrap().revision)
        .collect();
    revisions.sort();
    revisions.dedup();
    assert_eq!(revisions.len(), Profile::NAMES.len());
    assert_eq!(Profile::named("nokia"), None);
}
