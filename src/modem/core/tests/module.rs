//! Whose module it is, what time it is there, and what it is not told.

use super::bench::Bench;
use crate::modem::{Event, Request, State};

#[test]
fn who_it_is_is_told_once_and_masked() {
    let mut bench = Bench::new();
    bench.open();
    bench.pass_secs(2);
    let told = |bench: &mut Bench| {
        let of = |event: &Event| matches!(event, Event::Identity { .. } | Event::Module { .. });
        let events: Vec<_> = std::mem::take(&mut bench.events);
        events.into_iter().filter(of).collect::<Vec<_>>()
    };
    let first = told(&mut bench);
    assert_eq!(first.len(), 2, "{first:?}");
    let shown = format!("{first:?}");
    assert!(shown.contains("EC25EFAR06A08M4G"));
    for digits in ["866758041234567", "8982051234567890123", "450081234567890"] {
        assert!(!shown.contains(digits), "{shown}");
    }
    bench.hears("RDY");
    bench.pass_secs(2);
    assert_eq!(told(&mut bench), [], "the same again");
    bench.replies("AT+QCCID", "+QCCID: 8982059999999999999F");
    bench.hears("RDY");
    bench.pass_secs(2);
    assert_eq!(told(&mut bench).len(), 1, "another SIM");
    bench.ask(Request::Probe);
    assert_eq!(told(&mut bench).len(), 1, "asked for");
}

#[test]
fn the_clock_is_told_when_it_is_sure() {
    let mut bench = Bench::new();
    bench.replies("AT+QLTS=2", "+QLTS: \"2026/08/11,10:22:33+36,0\"");
    bench.open();
    bench.pass_secs(5);
    assert_eq!(bench.told(), []);
    bench.replies("AT+QLTS=2", "+QLTS: \"2026/08/11,10:22:43+36,0\"");
    bench.pass_secs(10);
    let told = bench.told();
    assert!(
        matches!(&told[..], [Event::Clock { utc }] if utc.to_string() == "2026-08-11T01:22:43Z"),
        "{told:?}"
    );
}

#[test]
fn a_module_without_qlts_is_asked_for_its_clock() {
    let mut bench = Bench::new();
    bench.refuses("AT+QLTS=2");
    bench.replies("AT+CCLK?", "+CCLK: \"80/01/06,00:00:12+00\"");
    bench.open();
    bench.pass_secs(600);
    assert!(bench.count("AT+CCLK?") >= 2);
    assert_eq!(bench.told(), [], "1980 is no time");
}

#[test]
fn what_ep06_does_not_have_is_not_asked_for() {
    let mut bench = Bench::new();
    bench.replies("AT+QGMR", "EP06ELAR02A08M4G");
    bench.open();
    bench.pass_secs(2);
    assert_eq!(bench.count("AT+QINDCFG=\"ccinfo\",1,0"), 0);
    assert_eq!(bench.state(), State::Ready);
}

#[test]
fn after_an_unexplained_silence_everything_is_set_again_without_a_fuss() {
    let mut bench = Bench::ready();
    bench.ignores("AT+CSQ");
    bench.pass_secs(20);
    bench.replies("AT+CSQ", "+CSQ: 24,99");
    bench.pass_secs(10);
    assert_eq!(bench.count("AT+CLIP=1"), 1, "{:?}", bench.said);
    assert_eq!(bench.states(), [], "calls can come in meanwhile");
    bench.pass_secs(600);
    assert_eq!(bench.count("AT+CLIP=1"), 1, "{:?}", bench.said);
}

#[test]
fn a_second_caller_is_told_busy_only_where_that_cannot_hang() {
    for (firmware, times) in [("EC25EFAR06A08M4G", 1), ("EP06ELAR02A08M4G", 0)] {
        let mut bench = Bench::new();
        bench.replies("AT+QGMR", firmware);
        bench.open();
        bench.pass_secs(2);
        bench.rings();
        bench.lists("+CLCC: 1,1,4,0,0,\"01023456789\",129");
        bench.ask(super::bench::ARM);
        bench.ask(Request::Answer);
        bench.lists("+CLCC: 1,1,0,0,0,\"01023456789\",129\r\n+CLCC: 2,1,5,0,0,\"01099990000\",129");
        bench.told();
        bench.hears("+CCWA: \"01099990000\",129,1");
        bench.pass_secs(1);
        assert_eq!(bench.count("AT+QHUP=17,2"), times, "{firmware}");
        assert_eq!(bench.told(), []);
    }
}
