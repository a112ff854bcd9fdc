//! Messages: the memories, and what the network brings.

use super::*;
use crate::sim::deliver::{Coding, Lie, Pdu, Report, Text};

pub(super) const NOON: jiff::civil::DateTime = jiff::civil::datetime(2026, 11, 21, 12, 0, 0, 0);

impl Bench {
    pub(super) fn text(&mut self, body: &str) {
        let text = Text::plain("01023456789", body);
        self.happen(Happening::TextArrives(text));
    }

    pub(super) fn pdus(&mut self, pdus: Vec<Pdu>) {
        self.happen(Happening::PdusArrive(pdus));
    }
}

/// "안녕" from 010-2345-6789 at six in the evening, by hand from 3GPP TS 23.040.
fn hello(second: u8) -> String {
    format!("0791280199990000040B811020436587F900086211128100{second:02}6304C548B155")
}

#[test]
fn a_text_is_announced_read_and_deleted() {
    let mut bench = Bench::new().ready();
    bench.text("안녕");
    assert_eq!(bench.hear(2_000), "\r\n+CMTI: \"ME\",0\r\n");
    let pdu = hello(0);
    assert_eq!(
        bench.send("AT+CMGR=0"),
        format!("\r\n+CMGR: 0,,23\r\n{pdu}\r\n\r\nOK\r\n")
    );
    // Read now, and kept until it is deleted.
    assert!(bench.send("AT+CMGR=0").starts_with("\r\n+CMGR: 1,,23\r\n"));
    assert!(bench.send("AT+CPMS?").contains("\"ME\",1,255,\"ME\",1,255"));
    assert_eq!(bench.send("AT+CMGD=0"), "\r\nOK\r\n");
    assert_eq!(bench.send("AT+CMGR=0"), "\r\n+CMS ERROR: 321\r\n");
    assert_eq!(bench.send("AT+CMGD=255"), "\r\n+CMS ERROR: 321\r\n");
    assert_eq!(bench.rules(), []);
}

#[test]
fn a_list_has_two_lines_for_each_and_marks_them_read() {
    let mut bench = Bench::new().ready();
    for _ in 0..3 {
        bench.text("안녕");
        bench.run(2_000);
    }
    bench.send("AT+CMGR=1");
    let unread = bench.send("AT+CMGL=0");
    let mut lines = unread.split("\r\n");
    assert_eq!(lines.next(), Some(""));
    assert_eq!(lines.next(), Some("+CMGL: 0,0,,23"));
    assert!(lines.next().unwrap().starts_with("07912801999900000"));
    assert_eq!(lines.next(), Some("+CMGL: 2,0,,23"));
    assert!(unread.ends_with("\r\n\r\nOK\r\n"));
    assert_eq!(bench.send("AT+CMGL"), "\r\nOK\r\n"); // nothing is unread any more
    assert_eq!(bench.send("AT+CMGL=4").matches(",1,,23").count(), 3);
    assert_eq!(bench.send("AT+CMGL=2"), "\r\nOK\r\n");
    assert_eq!(bench.send("AT+CMGD=0,1"), "\r\nOK\r\n");
    assert_eq!(bench.send("AT+CMGL=4"), "\r\nOK\r\n");
    assert_eq!(bench.rules(), []);
}

#[test]
fn a_message_survives_a_reboot_and_one_of_the_sim_is_elsewhere() {
    let mut bench = Bench::new().ready();
    bench.send("AT+CPMS=\"ME\",\"ME\",\"SM\"");
    bench.text("안녕");
    assert!(bench.hear(2_000).contains("+CMTI: \"SM\",0"));
    assert_eq!(bench.send("AT+CMGR=0"), "\r\n+CMS ERROR: 321\r\n");
    bench.give(Input::PowerCycle);
    bench.run(60_000);
    assert_eq!(
        bench
            .send("ATE0;+CPMS=\"SM\",\"SM\",\"SM\"")
            .trim_start_matches("ATE0;+CPMS=\"SM\",\"SM\",\"SM\"\r"),
        "\r\n+CPMS: 1,20,1,20,1,20\r\n\r\nOK\r\n"
    );
    assert!(bench.send("AT+CMGR=0").contains("+CMGR: 0,,23"));
}

#[test]
fn text_mode_reads_too_but_should_not() {
    let mut bench = Bench::new().ready();
    bench.send("AT+CMGF=1");
    bench.text("hello");
    bench.run(2_000);
    let head = "\r\n+CMGR: \"REC UNREAD\",\"01023456789\",,\"26/11/21,18:00:00+36\"\r\n";
    assert_eq!(
        bench.send("AT+CMGR=0"),
        format!("{head}hello\r\n\r\nOK\r\n")
    );
    bench.text("안녕");
    bench.run(2_000);
    assert!(bench.send("AT+CMGL=\"ALL\"").contains("\r\nC548B155\r\n"));
    assert_eq!(bench.rules(), [Rule::ReadInTextMode; 2]);
}

#[test]
fn what_is_deleted_unread_is_noted() {
    let mut bench = Bench::new().ready();
    bench.text("안녕");
    bench.run(2_000);
    bench.send("AT+CMGD=1,4");
    assert_eq!(bench.rules(), [Rule::DeletedUnread]);
}

#[test]
fn modes_of_reporting() {
    let mut bench = Bench::new().ready();
    bench.send("AT+CNMI=2,0");
    bench.text("안녕");
    assert_eq!(bench.hear(3_000), "");
    assert!(bench.send("AT+CPMS?").contains("\"ME\",1,255"));

    bench.send("AT+CNMI=2,2");
    bench.text("안녕");
    let direct = bench.hear(3_000);
    assert!(direct.starts_with("\r\n+CMT: ,23\r\n07912801"), "{direct}");
    assert!(direct.ends_with("C548B155\r\n") && direct.matches("\r\n").count() == 3);
    assert!(bench.send("AT+CPMS?").contains("\"ME\",1,255"));

    // Mode 0 holds announcements back until a mode is chosen that does not.
    bench.send("AT+CNMI=0,1");
    bench.text("안녕");
    assert_eq!(bench.hear(3_000), "");
    let flushed = bench.send("AT+CNMI=2,1,0,0,0") + &bench.hear(10);
    assert_eq!(flushed, "\r\nOK\r\n\r\n+CMTI: \"ME\",1\r\n");
}

#[test]
fn a_routed_message_must_be_acknowledged_in_phase_2_plus() {
    let mut bench = Bench::new().ready();
    assert_eq!(bench.send("AT+CSMS=1"), "\r\n+CSMS: 1,1,1\r\n\r\nOK\r\n");
    bench.send("AT+CNMI=2,2,0,1,0");
    bench.text("하나");
    assert!(bench.hear(3_000).contains("+CMT: ,23"));
    assert_eq!(bench.send("AT+CNMA"), "\r\nOK\r\n");
    assert_eq!(bench.send("AT+CNMA"), "\r\n+CMS ERROR: 340\r\n");

    bench.text("둘");
    bench.run(3_000);
    bench.text("셋");
    bench.run(17_000);
    assert!(bench.send("AT+CNMI?").contains("+CNMI: 2,0,0,0,0"));
    // The network comes back with both, late; now they are kept, and nothing is said.
    assert_eq!(bench.hear(200_000), "");
    assert!(bench.send("AT+CPMS?").contains("\"ME\",2,255"));
}

#[test]
fn a_reboot_before_the_acknowledgement_loses_nothing() {
    let mut bench = Bench::new().ready();
    bench.send("AT+CSMS=1;+CNMI=2,2");
    bench.text("안녕");
    assert!(bench.hear(3_000).contains("+CMT: ,23"));
    bench.send("AT+CFUN=1,1");
    bench.until("SMS DONE");
    bench.until("+CMT: ,23"); // the network has kept it
    bench.run(1_000);
    assert!(bench.send("ATE0;+CNMA").ends_with("\r\nOK\r\n"));
    bench.run(20_000);
    assert!(bench.send("AT+CNMI?").contains("+CNMI: 2,2"));
}

#[test]
fn a_full_memory_makes_the_network_wait_in_silence() {
    let mut bench = Bench::with(Profile {
        places: (3, 20),
        ..Profile::default()
    })
    .ready();
    for n in 0..5 {
        bench.text(&format!("{n}번"));
    }
    let told = bench.hear(600_000);
    assert_eq!(told.matches("+CMTI").count(), 3);
    assert!(bench.send("AT+CPMS?").contains("\"ME\",3,3"));
    bench.send("AT+CMGL=4");
    bench.send("AT+CMGD=1");
    assert_eq!(bench.hear(29_000), ""); // the network takes its time
    assert_eq!(bench.hear(160_000), "\r\n+CMTI: \"ME\",1\r\n");
    bench.send("AT+CMGR=1");
    bench.send("AT+CMGD=0,4");
    assert_eq!(bench.hear(190_000), "\r\n+CMTI: \"ME\",0\r\n");
    assert_eq!(bench.rules(), []);
}

#[test]
fn the_last_place_is_told_of_when_the_host_asked() {
    let mut bench = Bench::with(Profile {
        places: (2, 20),
        tells_smmemfull: true,
        ..Profile::default()
    })
    .ready();
    bench.send("AT+QINDCFG=\"smsfull\",1,0");
    for _ in 0..3 {
        bench.text("안녕");
    }
    let told = bench.hear(30_000);
    assert!(told.contains("+CMTI: \"ME\",1\r\n\r\n+QIND: \"smsfull\",\"ME\"\r\n"));
    assert!(told.ends_with("\r\n^SMMEMFULL: \"ME\"\r\n"), "{told}");
}

#[test]
fn a_report_comes_when_it_was_asked_for() {
    let mut bench = Bench::new().ready();
    bench.send("AT+CNMI=2,1,0,1,0");
    // TP-SRR is bit 5 of the first octet.
    let pdu = "0031000B811020436587F90008AA04C548B155";
    bench.send(&format!("AT+CMGS={}", pdu.len() / 2 - 1));
    bench.write(format!("{pdu}\x1A").as_bytes());
    assert!(bench.wait().contains("+CMGS: 1"));
    let told = bench.hear(15_000);
    assert!(
        told.starts_with("\r\n+CDS: 25\r\n079128019999000006010B811020436587F9"),
        "{told}"
    );

    bench.send("AT+CNMI=2,1,0,2,0");
    let report = Report {
        reference: 7,
        to: "01023456789".to_owned(),
        status: 0x41,
    };
    bench.pdus(vec![report.pdu(NOON, NOON)]);
    assert_eq!(bench.hear(3_000), "\r\n+CDSI: \"SR\",0\r\n");
    bench.send("AT+CPMS=\"SR\"");
    assert!(
        bench
            .send("AT+CMGR=0")
            .contains("+CMGR: 0,,25\r\n079128019999000006070B81")
    );

    bench.send("AT+CNMI=2,1,0,0,0");
    bench.pdus(vec![report.pdu(NOON, NOON)]);
    assert_eq!(bench.hear(3_000), "");
}

#[test]
fn a_text_is_kept_and_sent_from_the_memory() {
    let mut bench = Bench::new().ready();
    let pdu = "0011000B811020436587F90008AA04C548B155";
    assert_eq!(bench.send("AT+CMGW=18"), "\r\n> ");
    bench.write(format!("{pdu}\x1A").as_bytes());
    assert_eq!(bench.wait(), "\r\n+CMGW: 0\r\n\r\nOK\r\n");
    assert!(
        bench
            .send("AT+CMGL=2")
            .contains(&format!("+CMGL: 0,2,,18\r\n{pdu}\r\n"))
    );
    assert_eq!(bench.send("AT+CMSS=0"), "\r\n+CMSS: 1\r\n\r\nOK\r\n");
    assert!(bench.send("AT+CMGL=3").contains("+CMGL: 0,3,,18"));
    assert!(matches!(&bench.effects[..], [Effect::TextSubmitted { body, .. }] if body == "안녕"));
    assert_eq!(bench.send("AT+CMSS=9"), "\r\n+CMS ERROR: 321\r\n");

    bench.send("AT+CMGF=1");
    bench.send("AT+CMGW=\"01023456789\"");
    bench.write(b"hello\x1A");
    assert!(bench.wait().contains("+CMGW: 1"));
    bench.send("AT+CMGF=0");
    let kept = "\r\n0011000B811020436587F90000AA05E8329BFD06\r\n";
    assert!(bench.send("AT+CMGR=1").contains(kept));
    assert_eq!(bench.rules(), []);
}

#[test]
fn texts_wait_while_the_module_is_away() {
    let mut bench = Bench::new().ready();
    bench.give(Input::PowerCycle);
    bench.text("안녕");
    bench.text("안녕");
    assert_eq!(bench.hear(5_000), "");
    let booted = bench.hear(120_000);
    let (ready, text) = (booted.find("SMS DONE"), booted.find("+CMTI: \"ME\",0"));
    assert!(ready.is_some() && ready < text, "{booted}");
    assert!(booted.contains("+CMTI: \"ME\",1"));
}

#[test]
fn the_network_keeps_512_and_no_more() {
    let mut bench = Bench::new().ready();
    bench.give(Input::PowerCycle);
    let one = Text::plain("01023456789", "안녕").parts(0, NOON);
    bench.pdus(vec![one[0].clone(); 513]);
    assert_eq!(bench.effects, [Effect::TextExpired]);
}

#[test]
fn what_the_manual_does_not_have_is_an_error() {
    let mut bench = Bench::new().ready();
    for line in ["AT+QMGDA=6", "AT+QICSGP?", "AT+QIMUX=1"] {
        assert_eq!(bench.send(line), "\r\nERROR\r\n", "{line}");
    }
}

#[test]
fn texts_that_are_wrong_are_kept_as_they_are() {
    let mut bench = Bench::new().ready();
    let mut text = Text::plain("01023456789", "(광고) 긴 글 ".repeat(20));
    text.coding = Coding::Ucs2;
    let part = text.parts(1, NOON).remove(0);
    let lies = [
        Lie::LongUserData,
        Lie::CutOff(9),
        Lie::HeaderOverruns,
        Lie::CentreOverruns,
    ];
    bench.pdus(lies.map(|lie| part.clone().with(lie)).to_vec());
    assert_eq!(bench.hear(10_000).matches("+CMTI").count(), 4);
    let cut = part.clone().with(Lie::CutOff(9)).hex();
    assert!(
        bench
            .send("AT+CMGR=1")
            .contains(&format!("+CMGR: 0,,{}\r\n{cut}\r\n", part.length()))
    );
    bench.send("AT+CMGF=1");
    assert!(bench.send("AT+CMGL=\"ALL\"").ends_with("OK\r\n")); // whatever text mode makes of it
}

proptest::proptest! {
    #[test]
    fn no_message_makes_it_panic(octets in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..180)) {
        let mut bench = Bench::new().ready();
        for mode in ["AT+CNMI=2,1", "AT+CNMI=2,2,0,1,0"] {
            bench.send(mode);
            bench.pdus(vec![Pdu::raw(octets.clone())]);
            bench.run(3_000);
        }
        bench.send("AT+CMGF=1");
        bench.send("AT+CMGL=\"ALL\"");
    }
}
