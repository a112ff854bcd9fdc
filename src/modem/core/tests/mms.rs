//! When MMS are fetched; how is tested in `modem::mms`.

use super::bench::Bench;
use crate::modem::{Event, MmsFault, Request, mms};

const URL: &str = "http://mmsc.ktfwing.com:9082/q/1";

fn fetch(id: u64, url: &str) -> Request {
    let url = url.to_owned();
    Request::FetchMms { id, url }
}

fn failed(id: u64, why: MmsFault, retry: bool) -> Event {
    Event::MmsFailed { id, why, retry }
}

/// A SIM of KT's whose network gives no data.
fn without_data() -> Bench {
    let mut bench = Bench::ready();
    bench.refuses("AT+QIACT=1");
    bench
}

#[test]
fn one_after_the_other_by_the_way_of_the_sims_carrier() {
    let mut bench = without_data();
    bench.ask(fetch(1, URL));
    bench.ask(fetch(2, URL));
    bench.pass_secs(2);
    let why = MmsFault::Failed(mms::Fault::Bearer);
    assert_eq!(bench.told(), [failed(1, why, true), failed(2, why, true)]);
    let apns = bench
        .said
        .iter()
        .filter(|said| said.contains("lte.ktfwing.com"));
    assert_eq!(apns.count(), 2);
    assert_eq!(
        bench.count("AT+QIDEACT=1"),
        2,
        "closed, whatever came of it"
    );
}

#[test]
fn what_may_not_be_fetched_is_refused() {
    let mut bench = Bench::ready();
    bench.ask(fetch(1, "http://example.invalid/1"));
    bench.ask(fetch(2, "https://mmsc.ktfwing.com/1"));
    let told = bench.told();
    for (event, name) in told.iter().zip(1..) {
        let refused = matches!(
            event,
            Event::MmsFailed { id, why: MmsFault::NotAllowed(_), retry: false } if *id == name
        );
        assert!(refused, "{event:?}");
    }
    assert_eq!(told.len(), 2);
    assert!(bench.said.is_empty(), "{:?}", bench.said);

    let mut bench = Bench::new();
    bench.replies("AT+CIMI", "001010123456789");
    bench.open();
    bench.pass_secs(2);
    bench.ask(fetch(1, URL));
    assert_eq!(bench.told(), [failed(1, MmsFault::NoCarrier, false)]);
}

#[test]
fn a_call_comes_first_and_what_was_open_is_closed_after_it() {
    let mut bench = Bench::ready();
    bench.ask(fetch(1, URL)); // and the server never answers
    bench.pass_secs(5);
    bench.forget();
    bench.lists("+CLCC: 1,1,4,0,0,\"01023456789\",129");
    bench.rings();
    bench.pass_secs(10);
    assert_eq!(bench.count("AT+QIDEACT=1"), 0);
    assert!(matches!(bench.told()[..], [Event::Ringing { .. }]));
    bench.lists("");
    bench.hears("NO CARRIER");
    bench.pass_secs(3);
    assert_eq!(bench.count("AT+QIDEACT=1"), 1);
    let why = MmsFault::Failed(mms::Fault::Call);
    assert_eq!(bench.told(), [Event::RingingStopped, failed(1, why, true)]);
}

#[test]
fn none_is_begun_during_a_call_and_the_queue_has_an_end() {
    let mut bench = Bench::in_call();
    for id in 0..9 {
        bench.ask(fetch(id, URL));
    }
    bench.pass_secs(60);
    assert!(bench.said.iter().all(|said| !said.starts_with("AT+QI")));
    assert_eq!(bench.told(), [failed(8, MmsFault::QueueFull, true)]);
}

#[test]
fn a_fetch_that_goes_down_with_the_modem_is_told() {
    let mut bench = Bench::ready();
    bench.ask(fetch(1, URL));
    bench.close();
    let why = MmsFault::Failed(mms::Fault::Gone);
    assert_eq!(bench.told(), [failed(1, why, true)]);
}
