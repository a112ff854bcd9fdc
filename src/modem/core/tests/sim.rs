//! SIMs that want a PIN, are taken out, or come late.

use super::bench::Bench;
use crate::{
    at::Pin,
    modem::{Event, PinFault, Request, SimState, State},
};

fn pin() -> Request {
    Request::EnterPin(Pin::new("4711").unwrap())
}

fn locked(tries: u8) -> Bench {
    let mut bench = Bench::new();
    bench.replies("AT+CPIN?", "+CPIN: SIM PIN");
    bench.replies("AT+QPINC=\"SC\"", &format!("+QPINC: \"SC\",{tries},10"));
    bench.open();
    bench.pass_secs(5);
    assert_eq!(bench.state(), State::SimWait(SimState::Pin));
    bench.forget();
    bench
}

fn refused(why: PinFault) -> Event {
    Event::PinRefused { why }
}

#[test]
fn the_right_pin_opens_the_sim() {
    let mut bench = locked(3);
    bench.answers("AT+CPIN=\"4711\"", "\r\nOK\r\n");
    bench.ask(pin());
    assert_eq!(bench.told(), [Event::PinAccepted]);
    bench.replies("AT+CPIN?", "+CPIN: READY");
    bench.hears("+CPIN: READY");
    bench.pass_secs(3);
    assert_eq!(bench.state(), State::Ready);
    assert_eq!(bench.count("AT+CPIN=\"4711\""), 1);
}

#[test]
fn a_wrong_pin_is_entered_once_and_never_with_fewer_than_three_tries() {
    let mut bench = locked(3);
    bench.answers("AT+CPIN=\"4711\"", "\r\n+CME ERROR: 16\r\n");
    bench.ask(pin());
    assert_eq!(bench.told(), [refused(PinFault::Wrong)]);
    bench.replies("AT+QPINC=\"SC\"", "+QPINC: \"SC\",2,10");
    bench.ask(pin());
    assert_eq!(bench.told(), [refused(PinFault::TooFewTries { left: 2 })]);
    bench.pass_secs(600);
    assert_eq!(bench.count("AT+CPIN=\"4711\""), 1);
    assert_eq!(bench.state(), State::SimWait(SimState::Pin));
}

#[test]
fn without_knowing_the_tries_nothing_is_entered() {
    let mut bench = locked(3);
    bench.refuses("AT+QPINC=\"SC\"");
    bench.ask(pin());
    assert_eq!(bench.told(), [refused(PinFault::TriesUnknown)]);
    let mut bench = Bench::ready();
    bench.ask(pin());
    assert_eq!(bench.told(), [refused(PinFault::NotAsked)]);
    assert!(bench.said.iter().all(|said| !said.starts_with("AT+CPIN=")));
}

#[test]
fn a_pin_that_went_down_with_the_modem_is_not_entered_again() {
    let mut bench = locked(3);
    bench.ignores("AT+CPIN=\"4711\"");
    bench.ask(pin());
    bench.close();
    assert_eq!(bench.told(), [refused(PinFault::NoAnswer)]);
    bench.open();
    bench.pass_secs(60);
    assert_eq!(bench.count("AT+CPIN=\"4711\""), 1);
}

#[test]
fn blocked_busy_broken_and_missing_have_their_names() {
    for (reply, sim) in [
        ("\r\n+CPIN: SIM PUK\r\n\r\nOK\r\n", SimState::Puk),
        ("\r\n+CME ERROR: 13\r\n", SimState::Failed),
        ("\r\n+CME ERROR: 14\r\n", SimState::Busy),
        ("\r\n+CME ERROR: 10\r\n", SimState::Missing),
        ("\r\n+CME ERROR: SIM not inserted\r\n", SimState::Missing),
    ] {
        let mut bench = Bench::new();
        bench.answers("AT+CPIN?", reply);
        bench.open();
        bench.pass_secs(300);
        assert_eq!(bench.state(), State::SimWait(sim), "{reply}");
        bench.replies("AT+CPIN?", "+CPIN: READY");
        bench.pass_secs(15);
        assert_eq!(bench.state(), State::Ready, "it is still looked for");
    }
}

#[test]
fn a_sim_taken_out_and_put_in() {
    let mut bench = Bench::ready();
    bench.answers("AT+CPIN?", "\r\n+CME ERROR: 10\r\n");
    bench.hears("+QSIMSTAT: 1,0\n\n+CPIN: NOT READY");
    bench.pass_secs(30);
    assert_eq!(bench.state(), State::SimWait(SimState::Missing));
    bench.replies("AT+CPIN?", "+CPIN: READY");
    bench.hears("+QSIMSTAT: 1,1\n\n+CPIN: READY");
    bench.pass_secs(3);
    assert_eq!(bench.state(), State::Ready);
    assert_eq!(bench.count("AT+CLIP=1"), 1);
}

#[test]
fn a_number_that_comes_late_is_waited_for_but_not_for_ever() {
    let mut bench = Bench::new();
    bench.refuses("AT+CIMI");
    bench.open();
    bench.pass_secs(5);
    assert_eq!(bench.state(), State::Syncing);
    bench.replies("AT+CIMI", "450081234567890");
    bench.pass_secs(3);
    assert_eq!(bench.state(), State::Ready);

    let mut bench = Bench::new();
    bench.refuses("AT+CIMI");
    bench.open();
    bench.pass_secs(15);
    assert_eq!(bench.state(), State::Ready);
    assert_eq!(bench.count("AT+CIMI"), 10);
}
