//! Text messages.

use super::bench::Bench;
use crate::{
    at::{CmsError, Refusal},
    modem::{Event, Request, TextFault},
    sms::SmsError,
};

fn text(id: u64, body: &str) -> Request {
    Request::SendText {
        id,
        to: "01023456789".parse().unwrap(),
        body: body.to_owned(),
    }
}

fn sent(id: u64, parts: usize) -> Event {
    Event::TextSent {
        id,
        parts,
        reference: 12,
    }
}

#[test]
fn a_long_text_goes_out_in_parts() {
    let mut bench = Bench::ready();
    bench.ask(text(7, &"가".repeat(140)));
    assert_eq!(bench.told(), [sent(7, 3)]);
    let lengths: Vec<_> = bench.said.iter().step_by(2).collect();
    assert_eq!(lengths, ["AT+CMGS=154", "AT+CMGS=154", "AT+CMGS=32"]);
    assert!(bench.said[1].starts_with("0051000B811020436587F90008AA8C050003070301"));
    assert!(bench.said[1].ends_with('\x1a'));
}

#[test]
fn texts_go_one_after_the_other_and_not_too_fast() {
    let mut bench = Bench::ready();
    bench.ask(text(1, "하나"));
    bench.ask(text(2, "둘"));
    assert_eq!(bench.told(), [sent(1, 1)]);
    bench.pass(2_900);
    assert_eq!(bench.told(), []);
    bench.pass(200);
    assert_eq!(bench.told(), [sent(2, 1)]);
}

#[test]
fn a_text_waits_until_the_call_is_over() {
    let mut bench = Bench::in_call();
    bench.ask(text(1, "예약이 접수되었습니다."));
    bench.pass(120_000);
    assert_eq!(bench.told(), []);
    bench.lists("");
    bench.ask(Request::HangUp);
    assert_eq!(bench.told(), [Event::HungUp, sent(1, 1)]);
}

#[test]
fn a_refused_text_is_told_with_the_reason() {
    let mut bench = Bench::ready();
    bench.answers("AT+CMGS=16", "\r\n+CMS ERROR: 331\r\n");
    bench.ask(text(1, "네"));
    assert_eq!(
        bench.told(),
        [Event::TextFailed {
            id: 1,
            why: TextFault::Refused(Refusal::Cms(CmsError(331))),
            maybe_sent: false
        }]
    );
}

#[test]
fn a_network_that_was_too_slow_may_have_taken_it() {
    let mut bench = Bench::ready();
    bench.answers("AT+CMGS=16", "\r\n+CMS ERROR: 332\r\n");
    bench.ask(text(1, "네"));
    let why = TextFault::Refused(Refusal::Cms(CmsError(332)));
    let maybe_sent = true;
    assert_eq!(
        bench.told(),
        [Event::TextFailed {
            id: 1,
            why,
            maybe_sent
        }]
    );
}

#[test]
fn without_a_prompt_nothing_was_sent() {
    let mut bench = Bench::ready();
    bench.ignores("AT+CMGS=16");
    bench.ask(text(1, "네"));
    bench.pass(6_000);
    let why = TextFault::TimedOut;
    let maybe_sent = false;
    assert_eq!(
        bench.told(),
        [Event::TextFailed {
            id: 1,
            why,
            maybe_sent
        }]
    );
}

#[test]
fn without_a_result_it_may_have_been_sent_and_is_not_sent_again() {
    let mut bench = Bench::ready();
    bench.ignores("0011000B811020436587F90008AA02B124\x1a");
    bench.ask(text(1, "네"));
    bench.pass(119_000);
    assert_eq!(bench.told(), []);
    bench.pass(60_000);
    let why = TextFault::TimedOut;
    let maybe_sent = true;
    assert_eq!(
        bench.told(),
        [Event::TextFailed {
            id: 1,
            why,
            maybe_sent
        }]
    );
    assert_eq!(bench.count("AT+CMGS=16"), 1);
}

#[test]
fn unplugged_in_the_middle_of_a_text() {
    let mut bench = Bench::ready();
    bench.ignores("0011000B811020436587F90008AA02B124\x1a");
    bench.ask(text(1, "네"));
    bench.close();
    let why = TextFault::Gone;
    let maybe_sent = true;
    assert_eq!(
        bench.told(),
        [Event::TextFailed {
            id: 1,
            why,
            maybe_sent
        }]
    );
}

#[test]
fn a_text_is_given_back_when_the_modem_does_not_become_ready() {
    let mut bench = Bench::new();
    bench.ask(text(1, "네"));
    bench.pass(61_000);
    let why = TextFault::NotReady;
    let maybe_sent = false;
    assert_eq!(
        bench.told(),
        [Event::TextFailed {
            id: 1,
            why,
            maybe_sent
        }]
    );
}

#[test]
fn what_cannot_be_sent_or_does_not_fit_is_refused_at_once() {
    let mut bench = Bench::in_call();
    bench.ask(text(1, ""));
    let why = TextFault::Unsendable(SmsError::Empty);
    assert!(matches!(&bench.told()[..], [Event::TextFailed { why: w, .. }] if *w == why));
    for id in 0..20 {
        bench.ask(text(id, "네"));
    }
    let full = bench.told();
    assert_eq!(full.len(), 4);
    assert!(matches!(
        full[0],
        Event::TextFailed {
            why: TextFault::QueueFull,
            ..
        }
    ));
}
