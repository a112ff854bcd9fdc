//! Calls that go as calls go.

use super::bench::{ARM, ARMED, Bench};
use crate::{
    modem::{AnswerFault, AudioFault, Ending, Event, Request},
    phone::Caller,
};

fn from(digits: &str) -> Event {
    let caller = Caller::Known(digits.parse().unwrap());
    Event::Ringing { caller }
}

const ENDED: Event = Event::Ended {
    why: Ending::Remote,
};

#[test]
fn the_first_call() {
    let mut bench = Bench::ready();
    bench.rings();
    assert_eq!(bench.told(), [from("01023456789")]);
    bench.lists("+CLCC: 1,0,0,1,0,\"\",128\r\n+CLCC: 2,1,4,0,0,\"01023456789\",129");
    bench.pass(3_000);
    bench.rings();
    assert_eq!(bench.told(), [], "one call rings once");
    bench.forget();
    bench.ask(ARM);
    bench.ask(Request::Answer);
    assert_eq!(bench.said, ["AT+QPCMV=0", "AT+QPCMV=1,0", "ATA"]);
    assert_eq!(bench.told(), [ARMED, Event::Answered]);
    bench.lists("+CLCC: 1,0,0,1,0,\"\",128\r\n+CLCC: 2,1,0,0,0,\"01023456789\",129");
    bench.pass(60_000);
    assert!(bench.count("AT+CLCC") >= 30, "the list is looked at");
    assert_eq!(bench.told(), []);
    bench.lists("+CLCC: 1,0,0,1,0,\"\",128");
    bench.hears("NO CARRIER");
    assert_eq!(bench.told(), [ENDED]);
}

#[test]
fn a_ring_without_a_number_waits_for_it_and_no_longer() {
    let mut bench = Bench::ready();
    bench.lists("+CLCC: 1,1,4,0,0,\"\",128");
    bench.hears("RING");
    bench.pass(2_900);
    assert_eq!(bench.told(), []);
    bench.pass(200);
    let unknown = Event::Ringing {
        caller: Caller::Unavailable,
    };
    assert_eq!(bench.told(), std::slice::from_ref(&unknown));

    let mut bench = Bench::ready();
    bench.lists("+CLCC: 1,1,4,0,0,\"\",128");
    bench.hears("RING");
    bench.pass(2_500);
    bench.hears("RING");
    assert_eq!(bench.told(), [unknown], "a second ring ends the wait");
}

#[test]
fn the_number_comes_from_whoever_has_it() {
    for line in [
        "^DSCI: 1,1,4,0,01023456789,129",
        "+QIND: \"ccinfo\",1,1,4,0,0,\"01023456789\",129",
        "+CLIP: \"+821023456789\",145,,,,0",
    ] {
        let mut bench = Bench::ready();
        bench.hears(line);
        bench.hears("RING");
        assert_eq!(bench.told(), [from("01023456789")], "{line}");
    }
    let mut bench = Bench::ready();
    bench.hears("+QIND: \"ccinfo\",1,1,4,0,0,\"\",128\n\nRING\n\n+CLIP: \"\",128,,,,1");
    let withheld = Event::Ringing {
        caller: Caller::Withheld,
    };
    assert_eq!(bench.told(), [withheld]);

    let mut bench = Bench::ready();
    bench.lists("+CLCC: 1,1,4,0,0,\"01023456789\",129");
    bench.hears("RING");
    bench.pass(2_000);
    assert_eq!(bench.told(), [from("01023456789")], "from the list");
}

#[test]
fn a_ring_that_was_never_announced_is_found_in_the_list() {
    let mut bench = Bench::ready();
    bench.lists("+CLCC: 1,1,4,0,0,\"01023456789\",129");
    bench.pass(31_000);
    assert_eq!(bench.told(), [from("01023456789")]);
}

#[test]
fn a_caller_who_gives_up() {
    for end in [
        "NO CARRIER",
        "^DSCI: 1,1,6,0,01023456789,129",
        "+QIND: \"ccinfo\",1,1,-1,0,0,\"01023456789\",129",
    ] {
        let mut bench = Bench::ready();
        bench.rings();
        bench.told();
        bench.hears(end);
        assert_eq!(bench.told(), [Event::RingingStopped], "{end}");
    }
    let mut bench = Bench::ready();
    bench.rings(); // and nothing in the list
    bench.told();
    bench.pass(2_500);
    assert_eq!(bench.told(), [Event::RingingStopped], "without a word");
}

#[test]
fn an_end_is_told_once_however_often_it_is_announced() {
    let mut bench = Bench::in_call();
    bench.lists("");
    bench.hears("^DSCI: 1,1,6,0,01023456789,129");
    bench.hears("+QIND: \"ccinfo\",1,1,-1,0,0,\"01023456789\",129");
    bench.hears("NO CARRIER\n\nNO CARRIER");
    bench.pass(10_000);
    assert_eq!(bench.told(), [ENDED]);
}

#[test]
fn an_end_that_is_not_announced_is_found_in_the_list() {
    let mut bench = Bench::in_call();
    bench.lists("+CLCC: 1,0,0,1,0,\"\",128"); // only the data bearer is left
    bench.pass(1_600);
    assert_eq!(bench.told(), [], "one empty list proves nothing");
    bench.pass(600);
    assert_eq!(bench.told(), [ENDED]);
}

#[test]
fn a_list_that_cannot_be_read_is_no_empty_list() {
    let mut bench = Bench::in_call();
    bench.lists("+CLCC: 1,1,#,0,0");
    bench.pass(10_000);
    assert_eq!(bench.told(), []);
}

#[test]
fn the_end_of_a_second_caller_is_not_the_end_of_the_first() {
    let mut bench = Bench::in_call();
    bench.pass(2_000);
    bench.hears("+CCWA: \"01099990000\",129,1");
    bench.hears("^DSCI: 2,1,6,0,01099990000,129\n\nNO CARRIER");
    bench.pass(5_000);
    assert_eq!(bench.told(), []);
}

#[test]
fn a_call_is_answered_only_once_audio_is_up() {
    let mut bench = Bench::ready();
    bench.rings();
    bench.told();
    bench.ask(Request::Answer);
    let why = AnswerFault::AudioNotArmed;
    assert_eq!(bench.told(), [Event::NotAnswered { why }]);
    bench.answers("AT+QPCMV=1,0", "\r\nERROR\r\n");
    bench.ask(ARM);
    assert!(matches!(
        bench.told()[..],
        [Event::AudioNotArmed {
            why: AudioFault::Refused(_)
        }]
    ));
    assert_eq!(bench.count("ATA"), 0);
}

#[test]
fn nothing_that_rings_cannot_be_answered() {
    let mut bench = Bench::ready();
    bench.ask(Request::Answer);
    let why = AnswerFault::NoCall;
    assert_eq!(bench.told(), [Event::NotAnswered { why }]);
}

#[test]
fn a_caller_who_gives_up_while_we_answer() {
    let mut bench = Bench::ready();
    bench.rings();
    bench.ask(ARM);
    bench.answers("ATA", "\r\nNO CARRIER\r\n");
    bench.told();
    bench.ask(Request::Answer);
    let why = AnswerFault::CallerGone;
    assert_eq!(bench.told(), [Event::NotAnswered { why }]);
    bench.pass(10_000);
    assert_eq!(bench.told(), []);
}

#[test]
fn hanging_up_is_over_when_the_list_says_so() {
    let mut bench = Bench::in_call();
    bench.ask(Request::HangUp);
    assert_eq!(bench.said, ["AT+CHUP", "AT+CLCC"]);
    bench.hears("NO CARRIER");
    assert_eq!(bench.told(), [], "still in the list");
    bench.pass(4_000); // and it lingers
    assert_eq!(bench.count("AT+CHUP"), 2);
    assert_eq!(bench.told(), []);
    bench.lists("");
    bench.pass(600);
    assert_eq!(bench.told(), [Event::HungUp]);
    bench.pass(10_000);
    assert_eq!(bench.told(), []);
}

#[test]
fn a_call_can_be_declined() {
    let mut bench = Bench::ready();
    bench.rings();
    bench.told();
    bench.ask(Request::HangUp);
    bench.pass(100);
    assert_eq!(bench.told(), [Event::HungUp]);
}

#[test]
fn hanging_up_nothing_is_confirmed_too() {
    let mut bench = Bench::ready();
    bench.ask(Request::HangUp);
    assert_eq!(bench.told(), [Event::HungUp]);
}

#[test]
fn the_next_caller_is_not_taken_for_a_lingering_call() {
    let mut bench = Bench::in_call();
    bench.lists("+CLCC: 1,1,4,0,0,\"01099990000\",129");
    bench.ask(Request::HangUp);
    assert_eq!(bench.told(), [Event::HungUp, from("01099990000")]);
    assert_eq!(bench.count("AT+CHUP"), 1);
}

#[test]
fn the_second_call_is_armed_anew() {
    let mut bench = Bench::in_call();
    bench.hears("NO CARRIER");
    bench.lists("");
    bench.ask(Request::DisarmAudio);
    bench.pass(5_000);
    bench.rings();
    bench.forget();
    bench.ask(Request::Answer);
    assert!(matches!(bench.told()[..], [Event::NotAnswered { .. }]));
    bench.ask(ARM);
    bench.ask(Request::Answer);
    assert_eq!(bench.said, ["AT+QPCMV=0", "AT+QPCMV=1,0", "ATA"]);
}

#[test]
fn the_modem_can_hold_our_sound() {
    let mut bench = Bench::in_call();
    bench.hears("+QPCMV: 0,0");
    bench.hears("+QPCMV: 1,0");
    assert_eq!(
        bench.told(),
        [
            Event::UplinkHeld { held: true },
            Event::UplinkHeld { held: false }
        ]
    );
}

#[test]
fn a_call_announced_to_be_up_is_up_though_the_answer_never_comes() {
    let mut bench = Bench::ready();
    bench.rings();
    bench.ask(ARM);
    bench.ignores("ATA");
    bench.ask(Request::Answer);
    bench.told();
    bench.hears("^DSCI: 1,1,3,0,01023456789,129");
    assert_eq!(bench.told(), [], "sound may not be through yet");
    bench.pass(600);
    assert_eq!(bench.told(), [Event::Answered]);
}

#[test]
fn the_list_is_asked_for_the_number_at_once() {
    let mut bench = Bench::ready();
    bench.lists("+CLCC: 1,1,4,0,0,\"01023456789\",129");
    bench.hears("RING");
    bench.pass(50);
    assert_eq!(bench.told(), [from("01023456789")]);
}
