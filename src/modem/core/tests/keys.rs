//! Keys pressed and keys heard.

use super::bench::Bench;
use crate::{
    modem::{Ending, Event, PressFault, Request},
    phone::{Key, Keys},
};

fn keys(text: &str) -> Keys {
    text.parse().unwrap()
}

fn press(text: &str) -> Request {
    Request::Press { keys: keys(text) }
}

fn failed(rest: &str, why: PressFault) -> Event {
    let rest = keys(rest);
    Event::PressFailed { rest, why }
}

#[test]
fn one_command_for_each_key() {
    let mut bench = Bench::in_call();
    bench.ask(press("1#"));
    assert_eq!(bench.said, ["AT+VTS=\"1\"", "AT+VTS=\"#\""]);
    assert_eq!(bench.told(), [Event::Pressed]);
}

#[test]
fn what_is_refused_once_is_played_in_band_for_the_rest_of_the_call() {
    let mut bench = Bench::in_call();
    bench.answers(
        "AT+VTS=\"2\"",
        "\r\n+CME ERROR: network rejected request\r\n",
    );
    bench.ask(press("123"));
    assert_eq!(bench.told(), [failed("23", PressFault::InBand)]);
    bench.forget();
    bench.ask(press("1"));
    assert_eq!(bench.told(), [failed("1", PressFault::InBand)]);
    assert_eq!(bench.said, Vec::<String>::new());

    // The next call may be another matter.
    bench.lists("");
    bench.hears("NO CARRIER");
    bench.pass_secs(5);
    bench.rings();
    bench.lists("+CLCC: 1,1,4,0,0,\"01023456789\",129");
    bench.ask(super::bench::ARM);
    bench.ask(Request::Answer);
    bench.lists("+CLCC: 1,1,0,0,0,\"01023456789\",129");
    bench.told();
    bench.ask(press("1"));
    assert_eq!(bench.told(), [Event::Pressed]);
}

#[test]
fn a_module_whose_tones_nobody_hears_is_not_asked_for_them() {
    let mut bench = Bench::new();
    bench.replies("AT+QGMR", "EC20CEFAGR06A05M4G");
    bench.open();
    bench.pass_secs(2);
    bench.rings();
    bench.lists("+CLCC: 1,1,0,0,0,\"01023456789\",129");
    bench.ask(super::bench::ARM);
    bench.ask(Request::Answer);
    bench.told();
    bench.ask(press("1"));
    assert_eq!(bench.told(), [failed("1", PressFault::InBand)]);
}

#[test]
fn every_press_gets_its_answer_whatever_happens() {
    let mut bench = Bench::ready();
    bench.ask(press("1"));
    assert_eq!(bench.told(), [failed("1", PressFault::NoCall)]);

    let mut bench = Bench::in_call();
    bench.ignores("AT+VTS=\"1\"");
    bench.ask(press("12"));
    bench.ask(press("3"));
    assert_eq!(bench.told(), [failed("3", PressFault::Busy)]);
    bench.hears("^DSCI: 1,1,6,0,01023456789,129");
    let why = Ending::Remote;
    let over = [Event::Ended { why }, failed("12", PressFault::NoCall)];
    assert_eq!(bench.told(), over);
}

#[test]
fn a_key_is_heard_once_and_only_in_a_call() {
    let mut bench = Bench::in_call();
    bench.hears("+QTONEDET: 53\n\n+QTONEDET: 53");
    let five = Event::KeyHeard(Key::new('5').unwrap());
    assert_eq!(bench.told(), std::slice::from_ref(&five));
    bench.pass(400);
    bench.hears("+QTONEDET: 53\n\n+QTONEDET: 7\n\n+QTONEDET: 42");
    let star = Event::KeyHeard(Key::new('*').unwrap());
    assert_eq!(bench.told(), [five, star]);
    let mut bench = Bench::ready();
    bench.hears("+QTONEDET: 53");
    assert_eq!(bench.told(), []);
}
