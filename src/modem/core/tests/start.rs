//! Start-up, the SIM and the network.

use super::bench::Bench;
use crate::{
    at::Setting,
    modem::{Event, Reason, SimState, State},
};

#[test]
fn the_whole_dialogue() {
    let mut bench = Bench::new();
    bench.open();
    bench.pass(2_000);
    assert_eq!(
        bench.said,
        [
            "AT",
            "AT+CGSN",
            "ATE0",
            "ATV1Q0X4&C1",
            "AT+CMEE=1",
            "AT+CGMI",
            "AT+CGMM",
            "AT+QGMR",
            "AT+CGSN",
            "AT+QURCCFG=\"urcport\",\"usbat\"",
            "AT+QSIMSTAT=1",
            "AT+CPIN?",
            "AT+QCCID",
            "AT+CIMI",
            "AT+CREG=2",
            "AT+CEREG=2",
            "AT+CGREG=0",
            "AT+CLIP=1",
            "AT+CRC=1",
            "AT+CSSN=0,0",
            "AT+COLP=0",
            "AT+CVHU=0",
            "AT^DSCI=1",
            "AT+QINDCFG=\"ccinfo\",1,0",
            "AT+CLCC",
            "AT+QINDCFG=\"csq\",1,0",
            "AT+QINDCFG=\"act\",1,0",
            "AT+QINDCFG=\"smsfull\",1,0",
            "AT+CSCS=\"GSM\"",
            "AT+CMGF=0",
            "AT+CSMS=0",
            "AT+CPMS=\"ME\",\"ME\",\"ME\"",
            "AT+CNMI=2,1,0,0,0",
            "AT+CTZU=3",
            "AT+QTONEDET=1",
            "AT+VTD=3,1",
            "AT+QCFG=\"usbcfg\"",
            "AT+QCFG=\"ims\"",
            "AT+QPCMV?",
            "AT+QAUDMOD=3",
            "AT+QGPSCFG=\"outport\",\"none\"",
            "AT+CREG?",
            "AT+CEREG?",
            "AT+CCWA=0,0,1",
            "AT+CMGL=4",
            "AT+CPMS?",
            "AT+QLTS=2",
        ]
    );
    assert_eq!(
        bench.states(),
        [
            State::Opening,
            State::Syncing,
            State::Registering,
            State::Ready
        ]
    );
}

#[test]
fn what_is_refused_is_done_without() {
    let mut bench = Bench::new();
    bench.answers("AT+QINDCFG=\"ccinfo\",1,0", "\r\nERROR\r\n");
    bench.answers("AT+CSCS=\"GSM\"", "\r\n+CME ERROR: 4\r\n");
    bench.open();
    bench.pass(5_000);
    assert_eq!(bench.state(), State::Ready);
    assert_eq!(bench.count("AT+CSCS=\"GSM\""), 3);
    assert_eq!(
        bench.told(),
        [
            Event::SettingRefused(Setting::AnnounceCallInfo),
            Event::SettingRefused(Setting::CharacterSet)
        ]
    );
}

#[test]
fn a_sim_that_comes_late_is_waited_for() {
    let mut bench = Bench::new();
    bench.answers("AT+CPIN?", "\r\n+CME ERROR: 14\r\n");
    bench.open();
    bench.pass(5_000);
    assert_eq!(bench.state(), State::SimWait(SimState::Busy));
    bench.replies("AT+CPIN?", "+CPIN: READY");
    bench.hears("+CPIN: READY");
    bench.pass(100);
    assert_eq!(bench.state(), State::Ready);
}

#[test]
fn a_pin_is_never_guessed() {
    for (reply, state) in [
        ("+CPIN: SIM PIN", SimState::Pin),
        ("+CPIN: SIM PUK", SimState::Puk),
        ("+CPIN: NOT READY", SimState::Busy),
    ] {
        let mut bench = Bench::new();
        bench.replies("AT+CPIN?", reply);
        bench.open();
        bench.pass(60_000);
        assert_eq!(bench.state(), State::SimWait(state));
        assert!(bench.said.iter().all(|said| !said.starts_with("AT+CPIN=")));
    }
    let mut bench = Bench::new();
    bench.answers("AT+CPIN?", "\r\n+CME ERROR: 10\r\n");
    bench.open();
    bench.pass(1_000);
    assert_eq!(bench.state(), State::SimWait(SimState::Missing));
    assert_eq!(bench.state().korean(), "유심이 없음");
}

#[test]
fn a_sim_taken_out_is_noticed_and_set_up_again() {
    let mut bench = Bench::ready();
    bench.replies("AT+CPIN?", "+CPIN: NOT READY");
    bench.hears("+CPIN: NOT READY");
    assert_eq!(bench.state(), State::SimWait(SimState::Busy));
    bench.replies("AT+CPIN?", "+CPIN: READY");
    bench.pass(3_000);
    assert_eq!(bench.state(), State::Ready);
    assert_eq!(bench.count("AT+CLIP=1"), 1);
}

#[test]
fn without_a_network_it_keeps_looking() {
    let mut bench = Bench::new();
    bench.replies("AT+CEREG?", "+CEREG: 2,2");
    bench.open();
    bench.pass(20_000);
    assert_eq!(bench.state(), State::Registering);
    assert!(bench.count("AT+CEREG?") > 5);
    assert_eq!(bench.count("AT+CCWA=0,0,1"), 0);
    bench.hears("+CEREG: 1,\"1A2B\",\"01234567\",7");
    assert_eq!(bench.state(), State::Ready);
}

#[test]
fn losing_the_network_in_silence_is_noticed() {
    let mut bench = Bench::ready();
    bench.replies("AT+CEREG?", "+CEREG: 2,0");
    bench.pass(35_000);
    assert_eq!(bench.state(), State::Registering);
}

#[test]
fn a_restart_of_the_modem_sets_everything_again() {
    let mut bench = Bench::ready();
    bench.hears("RDY\n\n+CFUN: 1\n\n+CPIN: READY\n\n+QIND: SMS DONE");
    bench.pass(2_000);
    assert_eq!(bench.state(), State::Ready);
    for setting in ["ATE0", "AT+CLIP=1", "AT^DSCI=1", "AT+CMGF=0"] {
        assert_eq!(bench.count(setting), 1, "{setting}");
    }
}

#[test]
fn a_modem_that_does_not_answer_is_opened_anew() {
    let mut bench = Bench::new();
    for command in ["AT", "AT+CGSN"] {
        bench.ignores(command);
    }
    bench.open();
    bench.pass(20_000);
    assert!(bench.reopened >= 2);
    assert_eq!(bench.state(), State::Recovering(Reason::NoAnswer));
    bench.answers("AT", "\r\nOK\r\n");
    bench.replies("AT+CGSN", "866758041234567");
    bench.pass(10_000);
    assert_eq!(bench.state(), State::Ready);
}

#[test]
fn a_modem_that_falls_silent_is_noticed() {
    let mut bench = Bench::ready();
    for command in ["AT", "AT+CGSN", "AT+CREG?", "AT+CEREG?", "AT+CLCC"] {
        bench.ignores(command);
    }
    bench.pass(60_000);
    assert!(bench.reopened >= 1);
    assert!(matches!(bench.state(), State::Recovering(_)));
}
