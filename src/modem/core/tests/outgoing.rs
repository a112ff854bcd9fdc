//! Calls of ours.

use super::bench::{ARM, Bench};
use crate::{
    at::{CmeError, Refusal},
    modem::{CallFault, Ending, Event, PortId, Request, State},
    phone::{Caller, Purpose, policy},
};

const ATD: &str = "ATD0801234567;";
const ACTIVE: &str = "+CLCC: 1,0,0,1,0,\"\",128\r\n+CLCC: 2,0,0,0,0,\"0801234567\",129";

fn dial() -> Request {
    let number = "080-123-4567".parse().unwrap();
    let to = policy::allow(&number, Purpose::OptOut).unwrap();
    Request::Dial { to }
}

fn failed(why: CallFault) -> Event {
    Event::CallFailed { why }
}

/// Armed, with nobody on the line.
fn armed() -> Bench {
    let mut bench = Bench::ready();
    bench.lists("+CLCC: 1,0,0,1,0,\"\",128"); // the data bearer is no call
    bench.ask(ARM);
    bench.forget();
    bench
}

fn dialling() -> Bench {
    let mut bench = armed();
    bench.ask(dial());
    assert_eq!(bench.said, ["AT+CLCC", ATD]);
    assert_eq!(bench.told(), [Event::Dialling]);
    bench
}

#[test]
fn dialling_alerting_answered_and_over() {
    let mut bench = dialling();
    bench.hears("^DSCI: 2,0,2,0,0801234567,129\n\n+QIND: \"ccinfo\",2,0,2,0,0,\"0801234567\",129");
    bench.hears("^DSCI: 2,0,7,0,0801234567,129\n\n+QIND: \"ccinfo\",2,0,3,0,0,\"0801234567\",129");
    assert_eq!(bench.told(), [Event::Alerting]);
    bench.lists(ACTIVE);
    bench.hears("^DSCI: 2,0,3,0,0801234567,129\n\n+QIND: \"ccinfo\",2,0,0,0,0,\"0801234567\",129");
    assert_eq!(bench.told(), [Event::Answered]);
    bench.pass_secs(30);
    assert_eq!(bench.told(), []);
    bench.lists("");
    bench.hears("NO CARRIER");
    let why = Ending::Remote;
    assert_eq!(bench.told(), [Event::Ended { why }]);
    assert_eq!(bench.count(ATD), 1);
}

#[test]
fn the_list_alone_tells_the_same_story_and_back_and_forth_is_told_once() {
    let mut bench = dialling();
    for stat in [2, 3, 2, 3] {
        bench.lists(&format!("+CLCC: 2,0,{stat},0,0,\"0801234567\",129"));
        bench.pass(1_600);
    }
    assert_eq!(bench.told(), [Event::Alerting]);
    bench.lists(ACTIVE);
    bench.pass(1_600);
    assert_eq!(bench.told(), [Event::Answered]);
}

#[test]
fn a_minute_of_ringing_and_an_answer_at_once_are_both_calls() {
    let mut bench = dialling();
    bench.lists("+CLCC: 2,0,3,0,0,\"0801234567\",129");
    bench.pass_secs(60);
    assert_eq!(bench.told(), [Event::Alerting]);

    let mut bench = armed();
    bench.answers(ATD, "\r\n^DSCI: 2,0,3,0,0801234567,129\r\n\r\nOK\r\n");
    bench.ask(dial());
    assert_eq!(bench.told(), [Event::Dialling, Event::Answered]);
    bench.hears("^DSCI: 2,0,6,0,0801234567,129\n\nNO CARRIER");
    let why = Ending::Remote;
    assert_eq!(bench.told(), [Event::Ended { why }], "within 200 ms");
}

#[test]
fn every_way_to_fail_is_told_by_its_name() {
    for (word, why) in [
        ("BUSY", CallFault::Busy),
        ("NO ANSWER", CallFault::NoAnswer),
        ("NO CARRIER", CallFault::NoCarrier),
        ("NO DIALTONE", CallFault::NoDialtone),
    ] {
        let mut bench = dialling();
        bench.hears(word);
        assert_eq!(bench.told(), [failed(why)], "{word} later");
        let mut bench = dialling();
        bench.hears("^DSCI: 2,0,6,0,0801234567,129");
        assert_eq!(bench.told(), [], "the word may still come");
        bench.hears(word);
        assert_eq!(bench.told(), [failed(why)], "{word} after the end");
        let mut bench = armed();
        bench.answers(ATD, &format!("\r\n{word}\r\n"));
        bench.ask(dial());
        assert_eq!(bench.told(), [failed(why)], "{word} at once");
        bench.pass_secs(60);
        assert_eq!((bench.told(), bench.count(ATD)), (vec![], 1));
    }
    for error in [30, 3] {
        let mut bench = armed();
        bench.answers(ATD, &format!("\r\n+CME ERROR: {error}\r\n"));
        bench.ask(dial());
        let why = CallFault::Refused(Refusal::Cme(CmeError(error)));
        assert_eq!(bench.told(), [failed(why)]);
    }
}

#[test]
fn an_end_without_a_word_is_found_out() {
    let mut bench = dialling();
    bench.hears("+QIND: \"ccinfo\",2,0,-1,0,0,\"0801234567\",129");
    bench.pass(400);
    assert_eq!(bench.told(), [failed(CallFault::NoCarrier)]);

    let mut bench = dialling(); // and it is never listed again
    bench.pass_secs(4);
    assert_eq!(bench.told(), [failed(CallFault::NoCarrier)]);
}

#[test]
fn nothing_is_dialled_that_could_not_be_a_call() {
    let mut bench = Bench::ready();
    bench.ask(dial());
    assert_eq!(bench.told(), [failed(CallFault::AudioNotArmed)]);

    let mut bench = Bench::new();
    bench.replies("AT+CEREG?", "+CEREG: 2,2");
    bench.open();
    bench.pass_secs(3);
    bench.ask(ARM);
    bench.told();
    bench.ask(dial());
    assert_eq!(bench.told(), [failed(CallFault::NotReady)]);

    let mut bench = Bench::in_call();
    bench.ask(dial());
    assert_eq!(bench.told(), [failed(CallFault::InUse)]);
    assert_eq!(bench.count(ATD), 0);
}

#[test]
fn an_old_call_has_to_be_gone_first() {
    let mut bench = Bench::in_call();
    bench.ask(Request::HangUp);
    bench.ask(dial());
    bench.pass_secs(5); // and it lingers
    assert_eq!((bench.told(), bench.count(ATD)), (vec![], 0));
    bench.lists("");
    bench.pass_secs(2);
    assert_eq!(bench.told()[..2], [Event::HungUp, Event::Dialling]);
    assert_eq!(bench.count(ATD), 1);

    let mut bench = armed(); // one that nobody knows of
    bench.lists("+CLCC: 1,0,0,0,0,\"15881234\",129");
    bench.ask(dial());
    assert_eq!(bench.said[..2], ["AT+CLCC", "AT+CHUP"]);
    bench.pass_secs(29);
    assert_eq!((bench.told(), bench.count(ATD)), (vec![], 0));
    bench.pass_secs(2);
    assert_eq!(bench.told(), [failed(CallFault::InUse)]);
    assert_eq!(bench.count(ATD), 0);
}

#[test]
fn whoever_calls_comes_first() {
    let mut bench = armed();
    bench.lists("+CLCC: 1,1,4,0,0,\"01023456789\",129");
    bench.ask(dial());
    let caller = Caller::Known("01023456789".parse().unwrap());
    let ringing = Event::Ringing { caller };
    assert_eq!(bench.told(), [failed(CallFault::InUse), ringing]);
    assert_eq!(bench.count(ATD), 0);
}

#[test]
fn a_call_that_may_have_gone_out_is_never_dialled_again() {
    let mut bench = armed();
    bench.ignores(ATD);
    bench.ask(dial());
    bench.close();
    assert_eq!(bench.told(), [failed(CallFault::Unknown)]);
    bench.open();
    bench.pass_secs(60);
    assert_eq!(bench.state(), State::Ready);
    assert_eq!((bench.told(), bench.count(ATD)), (vec![], 1));

    // Unanswered, but the list knows it.
    let mut bench = armed();
    bench.ignores(ATD);
    bench.ask(dial());
    bench.lists(ACTIVE);
    bench.pass_secs(8);
    assert_eq!(bench.told(), [Event::Dialling, Event::Answered]);

    // Unanswered, and the list does not know it.
    let mut bench = armed();
    bench.ignores(ATD);
    bench.ask(dial());
    bench.pass_secs(20);
    assert_eq!(bench.told(), [failed(CallFault::Unknown)]);
    assert_eq!(bench.count(ATD), 1);
}

#[test]
fn we_can_give_up_first() {
    let mut bench = dialling();
    bench.lists("+CLCC: 2,0,3,0,0,\"0801234567\",129");
    bench.pass_secs(5);
    bench.told();
    bench.lists("");
    bench.ask(Request::HangUp);
    assert_eq!(bench.told(), [Event::HungUp]);
    bench.hears("NO CARRIER");
    bench.pass_secs(30);
    assert_eq!(bench.told(), []);
}

#[test]
fn a_late_word_of_the_last_call_does_not_end_the_next() {
    let mut bench = Bench::in_call();
    bench.lists("");
    bench.hears("^DSCI: 1,1,6,0,01023456789,129");
    bench.told();
    bench.pass(1_000);
    bench.lists("+CLCC: 1,1,4,0,0,\"01099990000\",129");
    bench.hears("+CLIP: \"01099990000\",129,,,,0\n\nNO CARRIER");
    bench.pass_secs(10);
    assert!(matches!(bench.told()[..], [Event::Ringing { .. }]));
}

#[test]
fn a_modem_whose_power_does_not_carry_a_call_is_not_asked_for_one() {
    let mut bench = armed();
    for _ in 0..3 {
        bench.ignores(ATD);
        bench.ask(ARM);
        bench.ask(dial());
        bench.pass(500);
        bench.close();
        bench.pass_secs(20);
        bench.open();
        bench.pass_secs(60);
    }
    let state = State::Degraded(crate::modem::Lack::Power);
    assert_eq!(bench.state(), state);
    let fault = Event::Fault(crate::modem::Fault::BrownOut);
    assert_eq!(
        bench.told().iter().filter(|event| **event == fault).count(),
        1
    );
    bench.ask(ARM);
    bench.told();
    bench.ask(dial());
    assert_eq!(bench.told(), [failed(CallFault::PowerWeak)]);
    assert_eq!(bench.count(ATD), 3);
    assert_eq!(bench.count_second(ATD), 0);
    bench.hears_on(PortId::Second, "RING"); // a port that is not open says nothing
}
