//! What the host sees of each trouble of texts, data and MMSC (facts F83 to F100, F11, F12, F14).

use std::time::Duration;

use super::{
    messages::NOON,
    mms::{URL, body, lms},
    *,
};
use crate::sim::{
    deliver::{Coding, Reference, Text},
    mmsc::{Event, Fault, Garble},
};

const ALWAYS: u32 = u32::MAX;

impl Bench {
    /// Sends "안녕" and returns what came by `millis` later.
    fn submit(&mut self, millis: u64) -> String {
        assert_eq!(self.send("AT+CMGS=18"), "\r\n> ");
        let pdu = b"0011000B811020436587F90008AA04C548B155\x1A";
        self.write(pdu);
        self.hear(millis)
    }

    fn submitted(&self) -> usize {
        let texts = self.effects.iter();
        texts
            .filter(|e| matches!(e, Effect::TextSubmitted { .. }))
            .count()
    }
}

#[test]
fn f11_a_list_lets_announcements_between_its_lines() {
    let mut bench = Bench::new().ready();
    bench.trouble(Trouble::Backlog { count: 60 });
    bench.run(30_000);
    bench.write(b"AT+CMGL=4\r");
    bench.until("+CMGL: 5,");
    bench.call();
    let list = bench.wait();
    let ring = list.find("\r\nRING\r\n").expect("between the lines");
    assert!(ring < list.rfind("+CMGL: ").unwrap());
    // A line is never cut.
    let before = &list[..ring];
    assert!(before.is_empty() || before.ends_with("\r\n"), "{before}");
}

#[test]
fn f12_f98_a_text_arrives_behind_the_prompt_and_in_a_call() {
    let mut bench = Bench::new().ready();
    assert_eq!(bench.send("AT+CMGS=18"), "\r\n> ");
    bench.text("안녕");
    assert_eq!(bench.hear(2_000), "\r\n+CMTI: \"ME\",0\r\n");
    bench.give(Input::Host(
        PortId::At,
        b"0011000B811020436587F90008AA04C548B155\x1A",
    ));
    assert_eq!(bench.wait(), "\r\n+CMGS: 1\r\n\r\nOK\r\n");
    bench.call();
    bench.send("ATA");
    bench.text("안녕");
    assert!(bench.hear(2_000).contains("\r\n+CMTI: \"ME\",1\r\n"));
    assert_eq!(bench.rules(), []);
}

#[test]
fn f14_the_network_takes_its_time() {
    let mut bench = Bench::new().ready();
    let takes = Duration::from_secs(119);
    bench.trouble(Trouble::SubmitSlow { times: 1, takes });
    assert_eq!(bench.submit(118_000), "");
    assert_eq!(bench.hear(1_500), "\r\n+CMGS: 1\r\n\r\nOK\r\n");
    assert_eq!(bench.submit(6_500), "\r\n+CMGS: 2\r\n\r\nOK\r\n");
}

#[test]
fn f27_the_plug_is_pulled_behind_the_prompt() {
    let mut bench = Bench::new().ready();
    bench.send("AT+CMGS=18");
    bench.write(b"0011000B8110");
    bench.give(Input::PowerCycle);
    assert!(bench.hear(60_000).contains("RDY"));
    assert_eq!(bench.submitted(), 0);
    assert!(bench.send("AT").ends_with("\r\nOK\r\n"));
}

#[test]
fn f83_f84_f85_announcements_are_doubled_missing_or_long() {
    let mut bench = Bench::new().ready();
    bench.trouble(Trouble::CmtiTwice { times: 1 });
    bench.text("하나");
    let twice = "\r\n+CMTI: \"ME\",0\r\n\r\n+CMTI: \"ME\",0\r\n";
    assert_eq!(bench.hear(2_000), twice);
    bench.trouble(Trouble::CmtiMissing { times: 1 });
    bench.text("둘");
    assert_eq!(bench.hear(2_000), "");
    bench.trouble(Trouble::CmtiExtraFields { times: 1 });
    bench.text("셋");
    let long = "\r\n+CMTI: \"ME\",2,\"MMS PUSH\",2,1\r\n";
    assert_eq!(bench.hear(2_000), long);
    assert_eq!(bench.send("AT+CMGL=4").matches("+CMGL: ").count(), 3);
}

#[test]
fn f86_a_message_cannot_be_read_for_a_while() {
    let mut bench = Bench::new().ready();
    bench.text("안녕");
    bench.run(2_000);
    let code = Some(321);
    bench.trouble(Trouble::SlotUnreadable { times: 1, code });
    assert_eq!(bench.send("AT+CMGR=0"), "\r\n+CMS ERROR: 321\r\n");
    bench.trouble(Trouble::SlotUnreadable {
        times: 1,
        code: None,
    });
    assert_eq!(bench.send("AT+CMGR=0"), "\r\nOK\r\n");
    assert!(bench.send("AT+CMGR=0").contains("+CMGR: 0,,23"));
}

#[test]
fn f87_a_full_memory_says_nothing_and_then_the_network_comes_late() {
    let mut bench = Bench::new().ready();
    bench.trouble(Trouble::MemoryFull { left: 0 });
    bench.text("안녕");
    assert_eq!(bench.hear(600_000), "");
    assert!(bench.send("AT+CPMS?").contains("\"ME\",255,255"));
    bench.send("AT+CMGD=0,1"); // the old ones have been read
    assert_eq!(bench.hear(29_000), "");
    assert_eq!(bench.hear(160_000), "\r\n+CMTI: \"ME\",0\r\n");
    assert_eq!(bench.rules(), []);
}

#[test]
fn f88_deleting_is_refused_a_few_times() {
    let mut bench = Bench::new().ready();
    bench.text("안녕");
    bench.run(2_000);
    bench.send("AT+CMGR=0");
    bench.trouble(Trouble::DeleteRefused {
        times: 2,
        code: 500,
    });
    for _ in 0..2 {
        assert_eq!(bench.send("AT+CMGD=0"), "\r\n+CMS ERROR: 500\r\n");
    }
    assert!(bench.send("AT+CMGR=0").contains("+CMGR: 1,"));
    assert_eq!(bench.send("AT+CMGD=0"), "\r\nOK\r\n");
}

#[test]
fn f89_parts_come_shuffled_doubled_and_mixed() {
    let mut bench = Bench::new().ready();
    let mut one = Text::plain("01023456789", "가".repeat(150));
    one.reference = Reference::Long;
    let two = Text::plain("15881234", "나".repeat(150));
    let (one, two) = (one.parts(7, NOON), two.parts(7, NOON));
    // Part 3 first, part 1 twice, part 2 of the other missing, and then a reference used again.
    let again = Text::plain("01023456789", "다".repeat(150)).parts(7, NOON);
    let pdus = [
        &one[2], &two[0], &one[0], &one[0], &two[2], &one[1], &again[0],
    ];
    bench.pdus(pdus.map(Clone::clone).to_vec());
    assert_eq!(bench.hear(10_000).matches("+CMTI").count(), 7);
    let list = bench.send("AT+CMGL=4");
    let got: Vec<&str> = list
        .split("\r\n")
        .filter(|l| l.starts_with("0791"))
        .collect();
    assert_eq!(got, pdus.map(crate::sim::deliver::Pdu::hex));
}

#[test]
fn f90_korean_ways_of_writing() {
    let mut bench = Bench::new().ready();
    let words = "28B1A4B0ED29B0A1"; // (광고)가
    for (coding, scheme) in [(Coding::Ksc5601, "84"), (Coding::EightBit, "04")] {
        let mut text = Text::plain("01012345678", "(광고)가");
        text.coding = coding;
        text.gateway = Some("1571818009".to_owned());
        bench.happen(Happening::TextArrives(text));
        bench.run(2_000);
        let list = bench.send("AT+CMGL=0");
        let head = format!("440AA1511718089000{scheme}");
        assert!(list.contains(&head) && list.contains(words), "{list}");
        assert!(list.contains("0A22080B811010325476F8"));
    }
}

#[test]
fn f91_a_push_comes_in_one_two_or_three_parts() {
    for (parts, wanted) in [(1, 2), (3, 3)] {
        let mut bench = Bench::new().ready();
        let mut own = lms();
        own.parts = parts;
        assert_eq!(bench.lms(own).len(), wanted);
    }
    let mut bench = Bench::new().ready();
    let mut short = lms();
    (short.parts, short.subject) = (1, None);
    let alone = bench.lms(short);
    assert_eq!(alone.len(), 1);
    assert_eq!(
        alone[0][..9],
        [0x06, 0x05, 0x04, 0x0B, 0x84, 0x23, 0xF0, 0x01, 0x06]
    );
}

#[test]
fn f92_pushes_and_messages_lie() {
    let mut bench = Bench::new().ready().online();
    let mut own = lms();
    own.garble = Some(Garble::HeadersOverrun);
    let parts = bench.lms(own);
    assert_eq!(parts[0][12..18], [0x01, 0x06, 0x7F, 0xBE, 0xAF, 0x84]);
    let fault = Fault::Garbled(Garble::PartsLie);
    bench.trouble(Trouble::Mmsc { times: 1, fault });
    assert!(bench.get(URL, 60).starts_with("+QHTTPGET: 0,200,"));
    let wrong = bench.read();
    bench.get(URL, 60);
    assert_ne!(body(&wrong), body(&bench.read()));
}

#[test]
fn f93_there_is_no_way_to_the_mmsc() {
    let mut bench = Bench::new().ready().online();
    bench.lms(lms());
    bench.trouble(Trouble::NameUnknown { times: 2 });
    assert_eq!(bench.get(URL, 60), "+QHTTPGET: 714");
    bench.send("AT+QIDNSGIP=1,\"mms.example.invalid\"");
    assert!(bench.hear(2_000).contains("\"dnsgip\",565"));
    bench.trouble(Trouble::Unreachable { times: 1 });
    assert_eq!(bench.get(URL, 60), "+QHTTPGET: 716");

    bench.trouble(Trouble::BearerLost);
    let lost = std::mem::take(&mut bench.host);
    assert_eq!(lost, "\r\n+QIURC: \"pdpdeact\",1\r\n");
    assert_eq!(bench.send("AT+QHTTPGET=60"), "\r\n+CME ERROR: 709\r\n");
    let takes = Duration::from_secs(149);
    bench.trouble(Trouble::BearerRefused { times: 1, takes });
    bench.write(b"AT+QIACT=1\r");
    assert_eq!(bench.hear(148_000), "");
    assert_eq!(bench.hear(5_000), "\r\nERROR\r\n");
    assert!(bench.send("AT+QIGETERROR").contains("561,"));
    assert_eq!(bench.send("AT+QIACT=1"), "\r\nOK\r\n");
    assert!(bench.get(URL, 60).starts_with("+QHTTPGET: 0,200,"));
}

#[test]
fn f93_the_mmsc_is_silent_refuses_or_sends_on() {
    let mut bench = Bench::new().ready().online();
    bench.lms(lms());
    let wrong = |bench: &mut Bench, fault| bench.trouble(Trouble::Mmsc { times: 1, fault });
    wrong(&mut bench, Fault::Silent);
    let before = bench.now;
    assert_eq!(bench.get(URL, 30), "+QHTTPGET: 702");
    assert!(bench.now.since(before) >= Duration::from_secs(30));
    wrong(&mut bench, Fault::Refuses(404));
    assert_eq!(bench.get(URL, 60), "+QHTTPGET: 0,404,0");

    bench.send("AT+QHTTPCFG=\"responseheader\",1");
    wrong(&mut bench, Fault::RedirectsHome);
    assert_eq!(bench.get(URL, 60), "+QHTTPGET: 0,302,0");
    let raw = String::from_utf8(bench.read()).unwrap();
    assert!(raw.contains("\r\nLocation: http://d-mms.example.invalid:9082/"));
    let second = URL.replace("//mms.", "//d-mms.");
    assert!(bench.get(&second, 60).starts_with("+QHTTPGET: 0,200,"));
    assert_eq!(bench.rules(), []);

    wrong(&mut bench, Fault::RedirectsAway);
    bench.get(URL, 60);
    let foreign = URL.replace("//mms.", "//elsewhere.");
    assert_eq!(bench.get(&foreign, 60), "+QHTTPGET: 0,404,0");
    assert_eq!(bench.rules(), [Rule::ForeignHost]);
    let host = "elsewhere.example.invalid".to_owned();
    assert!(bench.effects.contains(&Effect::ForeignRequest { host }));
}

#[test]
fn f93_the_message_is_huge_broken_off_chunked_or_tricky() {
    let mut bench = Bench::new().ready().online();
    bench.lms(lms());
    let wrong = |bench: &mut Bench, fault| bench.trouble(Trouble::Mmsc { times: 1, fault });
    bench.get(URL, 60);
    let raw = bench.read();
    let right = body(&raw).to_vec();

    wrong(&mut bench, Fault::Huge(2_000_000));
    let length = bench
        .get(URL, 60)
        .rsplit(',')
        .next()
        .unwrap()
        .parse::<usize>()
        .unwrap();
    assert!(length > 2_000_000);
    assert_eq!(body(&bench.read()).len(), length);

    bench.effects.clear();
    wrong(&mut bench, Fault::Drops(100));
    assert_eq!(
        bench.get(URL, 60),
        format!("+QHTTPGET: 0,200,{}", right.len())
    );
    let broken = bench.read();
    let want = [
        b"\r\nCONNECT\r\n",
        &right[..100],
        b"\r\n+CME ERROR: 719\r\n",
    ]
    .concat();
    assert_eq!(broken, want);
    assert_eq!(bench.effects, []); // the MMSC knows that it was not fetched

    for fault in [Fault::Chunked, Fault::NoLength] {
        wrong(&mut bench, fault);
        assert_eq!(bench.get(URL, 60), "+QHTTPGET: 0,200"); // without a length
        assert_eq!(body(&bench.read()), right);
    }

    wrong(&mut bench, Fault::Tricky);
    let length = bench
        .get(URL, 60)
        .rsplit(',')
        .next()
        .unwrap()
        .parse::<usize>()
        .unwrap();
    let tricky = bench.read();
    assert_eq!(body(&tricky).len(), length);
    let line = b"\r\nOK\r\n\r\n+QHTTPREAD: 0\r\n";
    assert_eq!(tricky.windows(line.len()).filter(|w| w == line).count(), 2);
}

#[test]
fn f94_the_mmsc_tells_again_until_it_is_answered() {
    let mut bench = Bench::new().ready().online();
    assert_eq!(bench.lms(lms()).len(), 2);
    bench.trouble(Trouble::ToldAgain);
    bench.run(5_000);
    assert_eq!(bench.pushed().len(), 4);
    bench.run(31 * 60_000);
    assert_eq!(bench.pushed().len(), 6); // by itself
    bench.url(URL);
    bench.post(b"\x8C\x83\x98TR0001\0\x8D\x92\x95\x81");
    bench.trouble(Trouble::ToldAgain);
    bench.run(10 * 3_600_000);
    assert_eq!(bench.pushed().len(), 6);
    assert!(matches!(
        bench.effects[..],
        [Effect::Mms(Event::Answered(_))]
    ));
}

#[test]
fn f95_no_prompt_comes() {
    let mut bench = Bench::new().ready();
    bench.trouble(Trouble::PromptMissing { times: 2 });
    bench.write(b"AT+CMGS=18\r");
    assert_eq!(bench.hear(5_000), "");
    assert_eq!(bench.write_and_wait(b"\x1B"), "\r\nOK\r\n");
    assert_eq!(bench.rules(), []);
    bench.write(b"AT+CMGS=18\r");
    bench.run(5_000);
    bench.give(Input::Host(
        PortId::At,
        b"0011000B811020436587F90008AA04C548B155\x1A",
    ));
    assert_eq!(bench.rules(), [Rule::DataWithoutPrompt]);
}

#[test]
fn f96_the_network_refuses_a_text() {
    let mut bench = Bench::new().ready();
    for code in [330, 331, 332, 500] {
        bench.trouble(Trouble::SubmitFails { times: 1, code });
        assert_eq!(bench.submit(6_500), format!("\r\n+CMS ERROR: {code}\r\n"));
    }
    assert_eq!(bench.submitted(), 0);
    assert_eq!(bench.submit(6_500), "\r\n+CMGS: 1\r\n\r\nOK\r\n");
}

#[test]
fn f97_a_text_goes_out_and_nobody_hears_of_it() {
    let mut bench = Bench::new().ready();
    bench.trouble(Trouble::SubmitAnswerLost { times: 1 });
    assert_eq!(bench.submit(130_000), "");
    assert_eq!(bench.submitted(), 1);
    assert_eq!(bench.send("AT"), "\r\nOK\r\n");
    assert_eq!(bench.submit(6_500), "\r\n+CMGS: 2\r\n\r\nOK\r\n");
}

#[test]
fn f99_a_hundred_texts_come_behind_a_reboot() {
    let mut bench = Bench::new().ready();
    bench.give(Input::PowerCycle);
    bench.trouble(Trouble::Backlog { count: 100 });
    let heard = bench.hear(90_000);
    assert_eq!(heard.matches("+CMTI: ").count(), 100);
    assert_eq!(bench.send("AT+CMGL=4").matches("+CMGL: ").count(), 100);
}

#[test]
fn f100_a_report_tells_of_a_text_that_nobody_sent() {
    let mut bench = Bench::new().ready();
    bench.trouble(Trouble::StrayReport { reference: 250 });
    let heard = std::mem::take(&mut bench.host);
    assert!(
        heard.starts_with("\r\n+CDS: 25\r\n079128019999000006FA0B81"),
        "{heard}"
    );
}

#[test]
fn heal_ends_what_would_go_on_for_ever() {
    let mut bench = Bench::new().ready();
    bench.trouble(Trouble::CmtiMissing { times: ALWAYS });
    bench.text("하나");
    assert_eq!(bench.hear(2_000), "");
    bench.trouble(Trouble::Heal);
    bench.text("둘");
    assert!(bench.hear(2_000).contains("+CMTI"));
}
