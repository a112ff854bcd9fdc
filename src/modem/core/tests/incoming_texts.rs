//! Text messages that come in.

use super::bench::Bench;
use crate::modem::{Event, Fault, Lack, Request, Slot, State};

/// A message of five octets; the first says that there is no service centre's address.
fn pdu(mark: u8) -> String {
    format!("00040A0B0C{mark:02X}")
}

fn lies(bench: &mut Bench, index: u16, mark: u8) {
    let command = format!("AT+CMGR={index}");
    bench.replies(&command, &format!("+CMGR: 0,,5\r\n{}", pdu(mark)));
}

/// Where the texts lie that were told, and what marks them.
fn received(bench: &mut Bench) -> Vec<(Option<Slot>, u8)> {
    let mark = |event| match event {
        Event::TextReceived { slot, pdu } => (slot, *pdu.octets.last().unwrap()),
        other => panic!("{other:?}"),
    };
    bench.told().into_iter().map(mark).collect()
}

fn marks(bench: &mut Bench) -> Vec<u8> {
    received(bench).into_iter().map(|(_, mark)| mark).collect()
}

fn one() -> (Bench, Slot) {
    let mut bench = Bench::ready();
    lies(&mut bench, 3, 7);
    bench.hears("+CMTI: \"ME\",3");
    let told = received(&mut bench);
    let [(Some(slot), 7)] = told[..] else {
        panic!("{told:?}");
    };
    bench.forget();
    (bench, slot)
}

#[test]
fn read_told_and_deleted_once_it_is_written_down() {
    let (mut bench, slot) = one();
    bench.pass_secs(60);
    assert_eq!(bench.count("AT+CMGD=3"), 0, "nobody has written it down");
    bench.ask(Request::DeleteText(slot));
    assert_eq!(bench.count("AT+CMGD=3"), 0, "a call may come of it");
    bench.pass_secs(1);
    assert_eq!(bench.count("AT+CMGD=3"), 1);
    bench.ask(Request::DeleteText(slot));
    bench.pass_secs(60);
    assert_eq!((bench.count("AT+CMGD=3"), bench.told()), (1, vec![]));
}

#[test]
fn announced_twice_it_is_told_once_and_extra_fields_do_not_matter() {
    let (mut bench, _) = one();
    bench.hears("+CMTI: \"ME\",3\n\n+CMTI: \"ME\",3,\"MMS PUSH\",2,1");
    assert_eq!(bench.told(), []);
}

#[test]
fn never_announced_it_is_found() {
    let mut bench = Bench::new();
    bench.replies(
        "AT+CMGL=4",
        &format!(
            "+CMGL: 0,1,,5\r\n{}\r\n+CMGL: 4,0,,5\r\n{}\r\n+CMGL: 5,2,,5\r\n{}",
            pdu(1),
            pdu(2),
            pdu(3)
        ),
    );
    bench.open();
    bench.pass_secs(3);
    assert_eq!(
        marks(&mut bench),
        [1, 2],
        "at start, and not what we wrote ourselves"
    );
    bench.pass_secs(900);
    assert_eq!(
        bench.told().len(),
        2,
        "told again, since nobody wrote it down"
    );
    bench.replies("AT+CMGL=4", &format!("+CMGL: 8,0,,5\r\n{}", pdu(9)));
    bench.pass_secs(601);
    assert_eq!(marks(&mut bench), [9], "every ten minutes");
    bench.replies("AT+CMGL=4", &format!("+CMGL: 9,0,,5\r\n{}", pdu(10)));
    bench.ask(Request::SweepTexts);
    assert_eq!(marks(&mut bench), [10], "when asked");
}

#[test]
fn a_hundred_at_once() {
    let mut bench = Bench::new();
    let list: Vec<_> = (0..100)
        .map(|n| format!("+CMGL: {n},0,,5\r\n{}", pdu(n)))
        .collect();
    bench.replies("AT+CMGL=4", &list.join("\r\n"));
    bench.open();
    bench.pass_secs(3);
    let told = received(&mut bench);
    assert_eq!(told.len(), 100);
    for (slot, _) in told {
        bench.ask(Request::DeleteText(slot.unwrap()));
    }
    bench.pass_secs(1);
    let deleted = bench
        .said
        .iter()
        .filter(|said| said.starts_with("AT+CMGD="));
    assert_eq!(deleted.count(), 100);
}

#[test]
fn one_that_is_not_whole_is_read_once_more() {
    let mut bench = Bench::ready();
    bench.replies("AT+CMGR=3", "+CMGR: 0,,9\r\n00040A0B0C07");
    bench.hears("+CMTI: \"ME\",3");
    assert_eq!(bench.told(), []);
    lies(&mut bench, 3, 7);
    bench.pass_secs(2);
    assert_eq!(marks(&mut bench), [7]);

    let mut bench = Bench::ready();
    bench.replies("AT+CMGR=3", "+CMGR: 0,,9\r\n00040A0B0C07");
    bench.hears("+CMTI: \"ME\",3");
    bench.pass_secs(5);
    let told = bench.told();
    assert_eq!(told[0], Event::Fault(Fault::TextDamaged));
    assert!(
        matches!(told[1], Event::TextReceived { .. }),
        "better than nothing"
    );
    assert_eq!(bench.count("AT+CMGR=3"), 2);
}

#[test]
fn nothing_there_is_looked_at_twice() {
    for reply in ["\r\n+CMS ERROR: 321\r\n", "\r\nOK\r\n"] {
        let mut bench = Bench::ready();
        bench.answers("AT+CMGR=3", reply);
        bench.hears("+CMTI: \"ME\",3");
        bench.pass_secs(10);
        assert_eq!((bench.count("AT+CMGR=3"), bench.told()), (2, vec![]));
    }
}

#[test]
fn a_refused_delete_is_tried_again_ever_later() {
    let (mut bench, slot) = one();
    bench.answers("AT+CMGD=3", "\r\n+CMS ERROR: 500\r\n");
    bench.ask(Request::DeleteText(slot));
    for (secs, tries) in [(2, 1), (2, 2), (10, 3), (30, 4), (120, 5), (300, 5)] {
        bench.pass_secs(secs);
        assert_eq!(bench.count("AT+CMGD=3"), tries);
    }
    assert_eq!(bench.told(), [Event::Fault(Fault::TextStays)]);
    bench.replies("AT+CMGL=4", &format!("+CMGL: 3,1,,5\r\n{}", pdu(7)));
    bench.answers("AT+CMGD=3", "\r\nOK\r\n");
    bench.pass_secs(600);
    assert_eq!((bench.count("AT+CMGD=3"), bench.told()), (6, vec![]));
}

#[test]
fn another_text_in_the_same_place_is_not_deleted_by_mistake() {
    let (mut bench, slot) = one();
    bench.ignores("AT+CMGD=3");
    bench.ask(Request::DeleteText(slot));
    bench.pass_secs(5);
    lies(&mut bench, 3, 8); // it was deleted, and the next has come
    bench.pass_secs(30);
    assert_eq!(marks(&mut bench), [8]);
    assert_eq!(bench.count("AT+CMGD=3"), 1);

    let (mut bench, slot) = one();
    bench.ignores("AT+CMGD=3");
    bench.ask(Request::DeleteText(slot));
    bench.pass_secs(9);
    bench.answers("AT+CMGD=3", "\r\nOK\r\n"); // it was not
    bench.pass_secs(30);
    assert_eq!((bench.count("AT+CMGD=3"), bench.told()), (2, vec![]));
}

#[test]
fn a_text_in_a_call_is_read_and_the_long_look_waits() {
    let mut bench = Bench::in_call();
    lies(&mut bench, 3, 7);
    bench.hears("+CMTI: \"ME\",3");
    assert_eq!(marks(&mut bench), [7]);
    bench.pass_secs(1_200);
    assert_eq!(bench.count("AT+CMGL=4"), 0);
}

#[test]
fn the_store_is_watched() {
    let mut bench = Bench::ready();
    let full = "+CPMS: \"ME\",210,255,\"ME\",210,255,\"ME\",210,255";
    bench.replies("AT+CPMS?", full);
    bench.pass_secs(601);
    let (used, total) = (210, 255);
    assert_eq!(bench.told(), [Event::TextsFull { used, total }]);
    assert_eq!(bench.state(), State::Degraded(Lack::Storage));
    bench.pass_secs(1_800);
    assert_eq!(bench.told(), [], "once");
    bench.replies("AT+CPMS?", "+CPMS: \"ME\",9,255,\"ME\",9,255,\"ME\",9,255");
    bench.pass_secs(601);
    assert_eq!(bench.state(), State::Ready);
    bench.hears("+QIND: \"smsfull\",\"ME\"");
    assert!(matches!(bench.told()[..], [Event::TextsFull { .. }]));
}

#[test]
fn what_is_delivered_directly_is_told_and_the_settings_are_mended() {
    let mut bench = Bench::ready();
    bench.pass_secs(301);
    bench.forget();
    bench.hears(&format!("+CMT: ,5\n{}", pdu(7)));
    bench.hears(&format!("+CDS: 5\n{}", pdu(8)));
    let told = received(&mut bench);
    assert_eq!(told, [(None, 7), (None, 8)]);
    assert_eq!(bench.count("AT+CNMI=2,1,0,0,0"), 1);
    assert!(bench.said.iter().all(|said| !said.starts_with("AT+CNMA")));
}

#[test]
fn a_restart_between_reading_and_deleting_loses_nothing() {
    let (mut bench, slot) = one();
    bench.ignores("AT+CMGD=3");
    bench.ask(Request::DeleteText(slot));
    bench.pass_secs(1);
    bench.close();
    bench.answers("AT+CMGD=3", "\r\nOK\r\n");
    bench.open();
    bench.pass_secs(5);
    assert_eq!(bench.told(), [], "it was written down already");
    assert_eq!(bench.count("AT+CMGD=3"), 2);
}

#[test]
fn one_that_comes_while_another_goes_out_is_read_after_it() {
    let mut bench = Bench::ready();
    lies(&mut bench, 3, 7);
    bench.ignores("0011000B811020436587F90008AA02B124\x1a");
    bench.ask(Request::SendText {
        id: 1,
        to: "01023456789".parse().unwrap(),
        body: "네".to_owned(),
    });
    bench.hears("+CMTI: \"ME\",3");
    bench.pass_secs(3);
    assert_eq!(bench.count("AT+CMGR=3"), 0, "one command at a time");
    bench.receives("\r\n+CMGS: 12\r\n\r\nOK\r\n");
    let told = bench.told();
    assert!(matches!(
        told[..],
        [Event::TextSent { id: 1, .. }, Event::TextReceived { .. }]
    ));
}
