//! Which way the sound goes.

use super::*;

fn with_card() -> Bench {
    let profile = Profile {
        uac: true,
        linger: (0, 0),
        ..Profile::default()
    };
    let mut bench = Bench::with(profile);
    bench.send("ATE0");
    bench
}

#[test]
fn f72_a_second_call_on_the_card_is_silent_unless_armed_again() {
    let mut bench = with_card();
    bench.send("AT+QPCMV=0;+QPCMV=1,2");
    let mut bench = bench.in_call();
    assert_eq!(bench.sound, [Some(Sound::Card)]);
    bench.send("AT+CHUP");
    assert_eq!(bench.sound, [Some(Sound::Card), None]);
    let mut bench = bench.in_call();
    assert_eq!(bench.sound.len(), 2, "silence");
    assert_eq!(bench.rules(), [Rule::SoundNotArmedAgain]);
    bench.send("AT+QPCMV=1,2");
    assert_eq!(bench.sound.len(), 2, "off and on is what helps");
    bench.send("AT+QPCMV=0;+QPCMV=1,2");
    assert_eq!(bench.sound.last(), Some(&Some(Sound::Card)));
    bench.send("AT+CHUP");
    bench.send("AT+QPCMV=0;+QPCMV=1,2");
    let bench = bench.in_call();
    assert_eq!(bench.sound.last(), Some(&Some(Sound::Card)));
    assert_eq!(bench.rules().len(), 1);
}

#[test]
fn a_caller_whom_nobody_answered_does_not_disarm_the_card() {
    let mut bench = with_card();
    bench.send("AT+QPCMV=1,2");
    bench.call();
    bench.happen(Happening::RemoteHangUp);
    let bench = bench.in_call();
    assert_eq!(bench.sound, [Some(Sound::Card)]);
    assert_eq!(bench.rules(), []);
}

#[test]
fn without_a_card_there_is_no_sound_on_it() {
    let mut bench = Bench::new().ready();
    bench.send("AT+QPCMV=0;+QPCMV=1,2");
    let bench = bench.in_call();
    assert_eq!(bench.sound, []);
    assert!(!bench.modem.has_card());
}

#[test]
fn the_serial_port_needs_no_arming_and_can_be_turned_off_in_a_call() {
    let mut bench = Bench::new().ready().in_call();
    bench.send("AT+CHUP");
    bench.run(1_000);
    let mut bench = bench.in_call();
    let serial = Some(Sound::Serial);
    assert_eq!(bench.sound, [serial, None, serial]);
    bench.send("AT+QPCMV=0");
    assert_eq!(bench.sound.last(), Some(&None));
    assert_eq!(bench.rules(), []);
}

#[test]
fn f80_the_serial_port_stops_taking_sound_and_goes_on() {
    let mut bench = Bench::new().ready();
    let span = secs(2);
    bench.trouble(Trouble::FlowStopped { span });
    assert!(!bench.modem.holds_sound(), "no sound flows");
    let mut bench = bench.in_call();
    bench.host.clear();
    bench.trouble(Trouble::FlowStopped { span });
    assert_eq!(bench.host, lines(&["+QPCMV: 0,0"]));
    assert!(bench.modem.holds_sound());
    assert_eq!(bench.hear(2_000), lines(&["+QPCMV: 1,0"]));
    assert!(!bench.modem.holds_sound());
}

#[test]
fn the_card_comes_with_the_bit_of_usbcfg_at_the_next_start() {
    let mut bench = Bench::new().ready();
    let read = bench.send("AT+QCFG=\"usbcfg\"");
    let now = "+QCFG: \"usbcfg\",0x2C7C,0x0125,1,1,1,1,1,0,0\r\n";
    assert!(read.contains(now), "{read:?}");
    let write = "AT+QCFG=\"usbcfg\",0x2C7C,0x0125,1,1,1,1,1,0,1";
    assert_eq!(bench.send(write), "\r\nOK\r\n");
    assert!(bench.send("AT+QCFG=\"usbcfg\"").contains(",1,0,1\r\n"));
    assert!(!bench.modem.has_card());
    assert_eq!(bench.usb, []);
    bench.reboot();
    assert_eq!(bench.usb, [Usb::Gone, Usb::Back { card: true }]);
    assert!(bench.modem.has_card());
    assert_eq!(bench.rules(), [Rule::NotInService]);
}
