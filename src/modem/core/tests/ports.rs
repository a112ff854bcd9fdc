//! Two ports: what the second does while the first is held up, and what it leaves alone.

use super::bench::{ARM, Bench};
use crate::modem::{AnswerFault, Event, Input, PortId, Request, State};

const RINGS: &str = "+CLCC: 1,1,4,0,0,\"01023456789\",129";
const UP: &str = "+CLCC: 1,1,0,0,0,\"01023456789\",129";

/// `ATA` is out and is not answered.
fn answering() -> Bench {
    let mut bench = Bench::ready_with_two();
    bench.lists(RINGS);
    bench.rings();
    bench.ask(ARM);
    bench.ignores("ATA");
    bench.ask(Request::Answer);
    bench.forget();
    bench
}

#[test]
fn while_the_first_port_is_free_the_second_is_silent() {
    let mut bench = Bench::ready_with_two();
    bench.pass_secs(300);
    assert_eq!(bench.said_second, Vec::<String>::new());
    let mut bench = Bench::in_call();
    bench.input(Input::Opened(PortId::Second));
    bench.pass_secs(60);
    assert_eq!(bench.said_second, ["AT", "AT+CGSN", "ATE0", "AT+CMEE=1"]);
}

#[test]
fn a_slow_answer_is_followed_on_the_second_port() {
    let mut bench = answering();
    bench.pass_secs(4);
    assert_eq!(bench.told(), []);
    assert!(bench.count_second("AT+CLCC") >= 1);
    bench.lists(UP);
    bench.pass_secs(2);
    assert_eq!(bench.told(), [Event::Answered], "long before `ATA` is");
    bench.receives("\r\nOK\r\n");
    bench.pass_secs(10);
    assert_eq!(bench.told(), []);
}

#[test]
fn a_caller_who_gives_up_while_the_answer_hangs() {
    let mut bench = answering();
    bench.lists("");
    bench.pass_secs(6);
    let why = AnswerFault::CallerGone;
    assert_eq!(bench.told(), [Event::NotAnswered { why }]);
}

#[test]
fn a_hang_up_need_not_wait_for_a_slow_answer() {
    let mut bench = answering();
    bench.pass_secs(2);
    bench.told();
    bench.ask(Request::HangUp);
    bench.lists("");
    bench.pass_secs(1);
    assert_eq!(bench.count_second("AT+CHUP"), 1);
    assert_eq!(bench.told(), [Event::HungUp]);
    assert_eq!(bench.count("AT+CHUP"), 0, "one command at a time");
}

#[test]
fn a_hang_up_that_is_never_answered_is_confirmed_all_the_same_and_the_next_call_taken() {
    let mut bench = Bench::ready_with_two();
    bench.lists(RINGS);
    bench.rings();
    bench.ask(ARM);
    bench.ask(Request::Answer);
    bench.lists(UP);
    bench.forget();
    bench.ignores("AT+CHUP");
    bench.ask(Request::HangUp);
    bench.lists("");
    bench.pass_secs(2);
    assert_eq!(bench.told(), [Event::HungUp]);
    bench.lists(RINGS);
    bench.rings();
    assert!(matches!(bench.told()[..], [Event::Ringing { .. }]));
    // Sound goes by the first port, which is still held up: the call is not answered without it.
    bench.ask(Request::Answer);
    assert_eq!(bench.count_second("ATA"), 1, "sound is still on");
    assert_eq!(bench.told(), [Event::Answered]);
}

#[test]
fn health_is_looked_at_while_a_text_takes_its_time() {
    let mut bench = Bench::ready_with_two();
    bench.ignores("0011000B811020436587F90008AA02B124\x1a");
    bench.ask(Request::SendText {
        id: 1,
        to: "01023456789".parse().unwrap(),
        body: "네".to_owned(),
    });
    bench.pass_secs(60);
    assert!(bench.count_second("AT+CEREG?") >= 1);
    assert!(bench.count_second("AT+CSQ") >= 1);
    bench.replies("AT+CEREG?", "+CEREG: 2,0");
    bench.pass_secs(40);
    assert_eq!(bench.state(), State::Registering);
}

#[test]
fn a_second_port_that_is_dead_or_gone_harms_nothing() {
    let mut bench = Bench::ready();
    bench.is_dead();
    std::mem::swap(&mut bench.said, &mut bench.said_second);
    let mut bench = Bench::ready();
    bench.input(Input::Opened(PortId::Second));
    bench.input(Input::Closed(PortId::Second));
    bench.pass_secs(60);
    assert_eq!((bench.state(), bench.told()), (State::Ready, vec![]));
}

#[test]
fn announcements_may_come_by_either_port() {
    let mut bench = Bench::ready_with_two();
    bench.lists(RINGS);
    bench.hears_on(
        PortId::Second,
        "+CRING: VOICE\n\n+CLIP: \"01023456789\",129,,,,0",
    );
    bench.rings();
    assert!(matches!(bench.told()[..], [Event::Ringing { .. }]));
    bench.lists("");
    bench.hears("RDY");
    bench.hears_on(PortId::Second, "RDY");
    bench.pass_secs(3);
    assert_eq!(bench.state(), State::Ready);
    assert_eq!(bench.count("AT+CLIP=1"), 1);
    assert_eq!(bench.count_second("ATE0"), 1, "it has forgotten, too");
}
