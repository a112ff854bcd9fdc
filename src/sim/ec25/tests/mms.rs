//! The long way of a Korean long text: push, GET, acknowledgement.

use super::*;
use crate::sim::{
    deliver::Pdu,
    mmsc::{Answer, Charset, Event, Kind, Lms, Status},
};

pub(super) fn lms() -> Lms {
    let body = "(광고) 가나다 마트 가을 잔치. 무료수신거부 080-123-4567";
    Lms::new("01023456789", "(광고) 가나다 마트", body)
}

/// Where the first message waits.
pub(super) const URL: &str = "http://mms.example.invalid:9082/9e3779b97f4a7c15/TR0001";

impl Bench {
    pub(super) fn lms(&mut self, lms: Lms) -> Vec<Vec<u8>> {
        self.happen(Happening::LmsArrives(lms));
        self.run(10_000);
        self.pushed()
    }

    /// The user data of every push in the memory, headers included.
    pub(super) fn pushed(&mut self) -> Vec<Vec<u8>> {
        let list = self.send("AT+CMGL=4");
        let pdus = list.split("\r\n").filter(|line| line.starts_with("0791"));
        let octet = |pair: &[u8]| {
            let text = std::str::from_utf8(pair).unwrap();
            u8::from_str_radix(text, 16).unwrap()
        };
        pdus.map(|hex| {
            let octets = hex.as_bytes().chunks(2).map(octet).collect();
            let tpdu = Pdu::raw(octets).tpdu().to_vec();
            tpdu[19..].to_vec()
        })
        .collect()
    }

    /// GET of this URL; returns `+QHTTPGET`.
    pub(super) fn get(&mut self, url: &str, within: u64) -> String {
        assert_eq!(self.url(url), "\r\nOK\r\n");
        assert_eq!(self.send(&format!("AT+QHTTPGET={within}")), "\r\nOK\r\n");
        let got = self.until("+QHTTPGET: ");
        got.trim().to_owned()
    }

    /// `AT+QHTTPREAD`, octet by octet, to the end of what stands behind the data.
    pub(super) fn read(&mut self) -> Vec<u8> {
        self.raw.clear();
        self.write(b"AT+QHTTPREAD=80\r");
        self.run(30_000);
        std::mem::take(&mut self.raw)
    }

    /// POST of this MMS PDU with the head that an MMSC wants; returns `+QHTTPPOST`.
    pub(super) fn post(&mut self, pdu: &[u8]) -> String {
        self.send("AT+QHTTPCFG=\"requestheader\",1");
        let head = format!(
            "POST / HTTP/1.1\r\nHost: mms.example.invalid:9082\r\n\
             Content-Type: application/vnd.wap.mms-message\r\nContent-Length: {}\r\n\r\n",
            pdu.len()
        );
        let request = [head.as_bytes(), pdu].concat();
        let line = format!("AT+QHTTPPOST={},10,60\r", request.len());
        self.host.clear();
        self.write(line.as_bytes());
        self.until("CONNECT\r\n");
        assert_eq!(self.write_and_wait(&request), "\r\nOK\r\n");
        let got = self.until("+QHTTPPOST: ");
        self.send("AT+QHTTPCFG=\"requestheader\",0");
        got.trim().to_owned()
    }
}

/// What stands between `CONNECT` and the end.
pub(super) fn body(raw: &[u8]) -> &[u8] {
    let raw = raw.strip_prefix(b"\r\nCONNECT\r\n").expect("CONNECT");
    let tail = b"\r\nOK\r\n\r\n+QHTTPREAD: 0\r\n";
    raw.strip_suffix(tail).expect("OK and +QHTTPREAD")
}

#[test]
fn a_long_text_is_told_of_fetched_and_acknowledged() {
    let mut bench = Bench::new().ready().online();
    let parts = bench.lms(lms());
    assert_eq!(parts.len(), 2);
    // Ports 2948 and 9200, then part 1 of 2, then transaction 1, push.
    assert_eq!(
        parts[0][..8],
        [0x0B, 0x05, 0x04, 0x0B, 0x84, 0x23, 0xF0, 0x00]
    );
    assert_eq!(parts[0][10..14], [0x02, 0x01, 0x01, 0x06]);

    let got = bench.get(URL, 60);
    let length: usize = got
        .strip_prefix("+QHTTPGET: 0,200,")
        .unwrap()
        .parse()
        .unwrap();
    let raw = bench.read();
    let body = body(&raw);
    assert_eq!(body.len(), length);
    assert_eq!(body[..2], [0x8C, 0x84]);
    let words = "무료수신거부 080-123-4567".as_bytes();
    assert!(body.windows(words.len()).any(|w| w == words));
    assert_eq!(bench.send("AT+QHTTPREAD=80"), "\r\n+CME ERROR: 705\r\n");

    assert_eq!(
        bench.post(b"\x8C\x83\x98TR0001\0\x8D\x92\x95\x81"),
        "+QHTTPPOST: 0,200,0"
    );
    let transaction = "TR0001".to_owned();
    let fetched = Effect::Mms(Event::Fetched {
        transaction: transaction.clone(),
    });
    let answered = Effect::Mms(Event::Answered(Answer {
        kind: Kind::NotifyResponse,
        transaction,
        status: Some(Status::Retrieved),
    }));
    assert_eq!(bench.effects, [fetched, answered]);
    assert_eq!(bench.get(URL, 60), "+QHTTPGET: 0,404,0"); // gone
}

#[test]
fn the_module_s_own_content_type_is_not_good_enough() {
    let mut bench = Bench::new().ready().online();
    bench.lms(lms());
    bench.url("http://mms.example.invalid:9082/");
    bench.host.clear();
    bench.write(b"AT+QHTTPPOST=14,10,60\r");
    bench.until("CONNECT\r\n");
    bench.write_and_wait(b"\x8C\x83\x98TR0001\0\x8D\x92\x95\x81");
    assert!(bench.until("+QHTTPPOST: ").contains("+QHTTPPOST: 0,415,0"));
}

#[test]
fn the_head_of_the_response_comes_when_it_is_wanted() {
    let mut bench = Bench::new().ready().online();
    bench.lms(lms());
    bench.send("AT+QHTTPCFG=\"responseheader\",1");
    bench.get(URL, 60);
    let raw = bench.read();
    assert!(body(&raw).starts_with(b"HTTP/1.1 200 OK\r\nServer: mmsc\r\n"));
}

#[test]
fn the_same_over_a_bare_socket() {
    let mut bench = Bench::new().ready().online();
    bench.lms(lms());
    bench.send("AT+QIOPEN=1,0,\"TCP\",\"mms.example.invalid\",9082,0,0");
    bench.until("+QIOPEN: 0,0\r\n");
    let path = URL.rsplit_once(":9082").unwrap().1;
    let get = format!("GET {path} HTTP/1.1\r\nHost: mms.example.invalid:9082\r\n\r\n");
    bench.send(&format!("AT+QISEND=0,{}", get.len()));
    bench.write_and_wait(get.as_bytes());
    bench.until("\"recv\",0");
    bench.run(1_000);
    bench.raw.clear();
    bench.send("AT+QIRD=0,1500");
    let answer = std::mem::take(&mut bench.raw);
    assert!(answer.starts_with(b"\r\n+QIRD: "));
    assert!(
        answer
            .windows(19)
            .any(|w| w == b"\r\n\r\n\x8C\x84\x98TR0001\0\x8D\x92\x8B00")
    );
    assert!(matches!(
        bench.effects[..],
        [Effect::Mms(Event::Fetched { .. })]
    ));
}

#[test]
fn a_large_message_comes_through_a_small_buffer() {
    let mut bench = Bench::new().ready().online();
    let mut large = lms();
    large.body = "가나다라 ".repeat(8_000);
    bench.lms(large);
    bench.send("AT+QIOPEN=1,0,\"TCP\",\"mms.example.invalid\",9082,0,0");
    bench.until("+QIOPEN: 0,0\r\n");
    let path = URL.rsplit_once(":9082").unwrap().1;
    let get = format!("GET {path} HTTP/1.1\r\nHost: mms.example.invalid:9082\r\n\r\n");
    bench.send(&format!("AT+QISEND=0,{}", get.len()));
    bench.write_and_wait(get.as_bytes());
    bench.run(5_000);
    assert!(bench.send("AT+QIRD=0,0").contains("+QIRD: 10240,0,10240"));
    let mut total = 0;
    for _ in 0..200 {
        let got = bench.send("AT+QIRD=0,1500");
        let count = got.trim_start().strip_prefix("+QIRD: ").unwrap();
        total += count
            .split("\r\n")
            .next()
            .unwrap()
            .parse::<usize>()
            .unwrap();
        bench.run(50);
    }
    assert!(total > 8_000 * 13, "{total}");
}

#[test]
fn every_character_set_arrives_as_it_was_sent() {
    for (charset, words) in [
        (Charset::EucKr, &[0xB0, 0xA1, 0xB3, 0xAA, 0xB4, 0xD9][..]),
        (Charset::Utf16, &[0xAC, 0x00, 0xB0, 0x98, 0xB2, 0xE4]),
    ] {
        let mut bench = Bench::new().ready().online();
        let mut own = lms();
        own.charset = charset;
        bench.lms(own);
        bench.get(URL, 60);
        let raw = bench.read();
        assert!(raw.windows(words.len()).any(|w| w == words), "{charset:?}");
    }
}

#[test]
fn announcements_wait_for_the_end_of_the_data() {
    let mut bench = Bench::new().ready().online();
    let mut large = lms();
    large.body = "가나다라 ".repeat(8_000);
    bench.lms(large);
    bench.get(URL, 60);
    bench.raw.clear();
    bench.write(b"AT+QHTTPREAD=80\r");
    bench.run(150);
    bench.call();
    bench.text("안녕");
    bench.run(30_000);
    let raw = std::mem::take(&mut bench.raw);
    let at = |words: &[u8]| raw.windows(words.len()).position(|w| w == words);
    let end = at(b"\r\n+QHTTPREAD: 0\r\n").unwrap();
    assert!(at(b"\r\nRING\r\n").unwrap() > end && at(b"\r\n+CMTI: ").unwrap() > end);
    assert!(end > 8_000 * 13);
}
