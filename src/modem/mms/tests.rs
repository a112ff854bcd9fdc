//! Fetches, with the modem's part spoken by hand.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod whims;

use super::*;
use crate::{
    at::{Channel, Output},
    sms::mmsc::{Carrier, NotAllowed},
};

/// An m-retrieve-conf with one line of text.
const MMS: &[u8] = b"\x8C\x84\x98T1\0\x8D\x92\x84\x83hello";

/// The fetch over a channel, and a modem that says what the test says.
struct Talk {
    fetch: Fetch,
    channel: Channel,
    at: Instant,
}

impl Talk {
    fn new(carrier: Carrier, url: &str, work: Work) -> Self {
        let route = Route::of(carrier).unwrap();
        let url = FetchUrl::allow(url, &route.hosts).unwrap();
        let mut fetch = Fetch::default();
        let mut channel = Channel::default();
        channel.assume_ready();
        let at = Instant::from_millis(1_000);
        fetch.begin(url, work, route, at).unwrap();
        Self { fetch, channel, at }
    }

    fn kt() -> Self {
        Self::new(Carrier::Kt, "http://mmsc.ktfwing.com:9082/q/1", Work::Get)
    }

    /// The fetch says this next.
    #[track_caller]
    fn says(&mut self, wanted: &str) -> &mut Self {
        let command = self.fetch.next(self.at);
        let text = command.as_ref().map(|command| command.text().to_string());
        assert_eq!(text.as_deref(), Some(wanted));
        let bytes = self.channel.send(command.unwrap(), self.at).unwrap();
        assert_eq!(bytes.as_slice(), format!("{wanted}\r").as_bytes());
        self
    }

    /// The modem answers this, and gets this handed over (after a prompt).
    #[track_caller]
    fn hears_and_gets(&mut self, bytes: &[u8], handed_over: Option<&[u8]>) -> &mut Self {
        self.at += Duration::from_millis(20);
        let mut bytes = bytes;
        let mut written = None;
        while let Some(output) = self.channel.receive(&mut bytes, self.at) {
            match output {
                Output::Data(chunk) => self.fetch.data(&chunk),
                Output::Urc(urc) => self.fetch.urc(&urc, self.at),
                Output::Done(done) => self.fetch.done(&done.command, &done.answer, self.at),
                Output::Write(bytes) => written = Some(bytes.to_vec()),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(written.as_deref(), handed_over);
        self
    }

    #[track_caller]
    fn hears(&mut self, bytes: &[u8]) -> &mut Self {
        self.hears_and_gets(bytes, None)
    }

    /// Command and answer, again and again.
    #[track_caller]
    fn talks(&mut self, lines: &[(&str, &[u8])]) -> &mut Self {
        for (says, hears) in lines {
            self.says(says).hears(hears);
        }
        self
    }

    /// Nothing to say now.
    #[track_caller]
    fn waits(&mut self) -> &mut Self {
        assert_eq!(self.fetch.next(self.at), None);
        assert!(self.fetch.is_busy() && self.fetch.next_wake().is_some());
        self
    }

    /// Nothing more happens until the fetch wants to be woken.
    fn sleeps(&mut self) -> &mut Self {
        self.at = self.fetch.next_wake().unwrap();
        self
    }

    #[track_caller]
    fn ends(&mut self, wanted: Result<&[u8], Fault>) {
        assert_eq!(self.fetch.next(self.at), None);
        assert!(!self.fetch.is_busy());
        assert_eq!(self.fetch.next_wake(), None);
        assert_eq!(self.fetch.take_result(), Some(wanted.map(<[u8]>::to_vec)));
    }

    #[track_caller]
    fn bearer(&mut self) -> &mut Self {
        self.talks(&[
            ("AT+QICSGP=1,1,\"lte.ktfwing.com\"", OK),
            ("AT+QIACT=1", OK),
        ])
    }

    /// As far as the address having been handed over.
    #[track_caller]
    fn http(&mut self, url: &str) -> &mut Self {
        self.talks(&[
            ("AT+QHTTPCFG=\"contextid\",1", OK),
            ("AT+QHTTPCFG=\"requestheader\",0", OK),
            ("AT+QHTTPCFG=\"responseheader\",0", OK),
        ]);
        self.url(url)
    }

    #[track_caller]
    fn url(&mut self, url: &str) -> &mut Self {
        self.says(&format!("AT+QHTTPURL={},10", url.len()))
            .hears_and_gets(b"\r\nCONNECT\r\n", Some(url.as_bytes()))
            .hears(OK)
    }

    /// As far as the connection being open.
    #[track_caller]
    fn socket(&mut self, host: &str, port: u16) -> &mut Self {
        self.talks(&[(&format!("AT+QIDNSGIP=1,\"{host}\""), OK)])
            .waits()
            .hears(b"\r\n+QIURC: \"dnsgip\",0,2,600\r\n\r\n+QIURC: \"dnsgip\",\"fd00::1\"\r\n")
            .waits()
            .hears(b"\r\n+QIURC: \"dnsgip\",\"10.20.30.40\"\r\n");
        self.talks(&[(
            &format!("AT+QIOPEN=1,0,\"TCP\",\"10.20.30.40\",{port},0,0"),
            OK,
        )])
        .waits()
        .hears(b"\r\n+QIOPEN: 0,0\r\n")
    }

    #[track_caller]
    fn sends(&mut self, request: &[u8]) -> &mut Self {
        self.says(&format!("AT+QISEND=0,{}", request.len()))
            .hears_and_gets(b"\r\n> ", Some(request))
            .hears(b"\r\nSEND OK\r\n")
    }

    #[track_caller]
    fn reads(&mut self, octets: &[u8]) -> &mut Self {
        let head = format!("\r\n+QIRD: {}\r\n", octets.len());
        let answer = [head.as_bytes(), octets, b"\r\n\r\nOK\r\n"].concat();
        self.talks(&[("AT+QIRD=0,1500", &answer)])
    }
}

const OK: &[u8] = b"\r\nOK\r\n";
const ERROR: &[u8] = b"\r\nERROR\r\n";
const URL: &str = "http://mmsc.ktfwing.com:9082/q/1";
const REQUEST: &[u8] =
    b"GET /q/1 HTTP/1.1\r\nHost: mmsc.ktfwing.com:9082\r\nAccept: */*\r\nConnection: close\r\n\r\n";
const DOWN: (&str, &[u8]) = ("AT+QIDEACT=1", OK);

fn read_http(body: &[u8]) -> Vec<u8> {
    [b"\r\nCONNECT\r\n", body, b"\r\nOK\r\n\r\n+QHTTPREAD: 0\r\n"].concat()
}

#[test]
fn over_the_modems_http() {
    let mut talk = Talk::kt();
    talk.bearer().http(URL);
    talk.talks(&[("AT+QHTTPGET=80", OK)]).waits();
    talk.hears(format!("\r\n+QHTTPGET: 0,200,{}\r\n", MMS.len()).as_bytes());
    talk.talks(&[("AT+QHTTPREAD=80", &read_http(MMS)), DOWN])
        .ends(Ok(MMS));
}

#[test]
fn a_length_that_nobody_told() {
    let mut talk = Talk::kt();
    talk.bearer().http(URL).talks(&[("AT+QHTTPGET=80", OK)]);
    talk.hears(b"\r\n+QHTTPGET: 0,200\r\n");
    talk.talks(&[("AT+QHTTPREAD=80", &read_http(MMS)), DOWN])
        .ends(Ok(MMS));
}

#[test]
fn a_bearer_that_is_up_already_is_taken() {
    let mut talk = Talk::kt();
    talk.talks(&[
        ("AT+QICSGP=1,1,\"lte.ktfwing.com\"", ERROR),
        ("AT+QIACT=1", ERROR),
        ("AT+QIACT?", b"\r\n+QIACT: 1,1,1,\"10.1.1.1\"\r\n\r\nOK\r\n"),
    ]);
    talk.says("AT+QHTTPCFG=\"contextid\",1");
}

#[test]
fn without_http_in_the_modem_it_goes_by_hand() {
    let mut talk = Talk::kt();
    talk.bearer()
        .talks(&[("AT+QHTTPCFG=\"contextid\",1", ERROR)]);
    talk.socket("mmsc.ktfwing.com", 9082).sends(REQUEST).waits();
    talk.hears(b"\r\n+QIURC: \"recv\",0\r\n");
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", MMS.len());
    talk.reads(head.as_bytes()).reads(b"").waits();
    talk.hears(b"\r\n+QIURC: \"recv\",0\r\n").reads(MMS);
    talk.talks(&[("AT+QICLOSE=0,5", OK), DOWN]).ends(Ok(MMS));
}

#[test]
fn what_is_announced_too_early_counts() {
    let mut talk = Talk::kt();
    talk.bearer()
        .talks(&[("AT+QHTTPCFG=\"contextid\",1", ERROR)]);
    talk.says("AT+QIDNSGIP=1,\"mmsc.ktfwing.com\"");
    talk.hears(
        b"\r\n+QIURC: \"dnsgip\",0,1,600\r\n\r\n+QIURC: \"dnsgip\",\"10.20.30.40\"\r\n\r\nOK\r\n",
    );
    talk.says("AT+QIOPEN=1,0,\"TCP\",\"10.20.30.40\",9082,0,0");
    talk.hears(b"\r\n+QIOPEN: 0,0\r\n\r\nOK\r\n").sends(REQUEST);
}

#[test]
fn chunks_and_an_end_by_closing() {
    let mut talk = Talk::kt();
    talk.bearer()
        .talks(&[("AT+QHTTPCFG=\"contextid\",1", ERROR)]);
    talk.socket("mmsc.ktfwing.com", 9082).sends(REQUEST);
    talk.hears(b"\r\n+QIURC: \"closed\",0\r\n");
    let answer = [b"HTTP/1.1 200 OK\r\n\r\n", MMS].concat();
    talk.reads(&answer).reads(b"");
    talk.talks(&[("AT+QICLOSE=0,5", OK), DOWN]).ends(Ok(MMS));
}

#[test]
fn data_whose_announcement_was_lost_is_found() {
    let mut talk = Talk::kt();
    talk.bearer()
        .talks(&[("AT+QHTTPCFG=\"contextid\",1", ERROR)]);
    talk.socket("mmsc.ktfwing.com", 9082).sends(REQUEST).waits();
    talk.sleeps().reads(b"").waits();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", MMS.len());
    let answer = [head.as_bytes(), MMS].concat();
    talk.sleeps().reads(&answer);
    talk.talks(&[("AT+QICLOSE=0,5", OK), DOWN]).ends(Ok(MMS));
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    let mut talk = Talk::kt();
    talk.bearer()
        .talks(&[("AT+QHTTPCFG=\"contextid\",1", ERROR)]);
    talk.socket("mmsc.ktfwing.com", 9082).sends(REQUEST);
    let began = talk.at;
    while talk.at.since(began) < Duration::from_secs(25) {
        talk.waits().sleeps().reads(b"");
    }
    talk.waits().sleeps();
    talk.talks(&[("AT+QICLOSE=0,5", OK), DOWN])
        .ends(Err(Fault::Timeout));
}

#[test]
fn the_modems_http_brings_nothing_and_the_socket_does() {
    for result in ["\r\n+QHTTPGET: 702\r\n", "\r\n+QHTTPGET: 0,200,0\r\n"] {
        let mut talk = Talk::kt();
        talk.bearer().http(URL).talks(&[("AT+QHTTPGET=80", OK)]);
        talk.hears(result.as_bytes());
        if result.contains("702") {
            talk.talks(&[("AT+QHTTPSTOP", ERROR)]);
        }
        talk.says("AT+QIDNSGIP=1,\"mmsc.ktfwing.com\"");
    }
    // Fewer octets than announced, and no announcement at all.
    let mut talk = Talk::kt();
    talk.bearer().http(URL).talks(&[("AT+QHTTPGET=80", OK)]);
    talk.waits().sleeps().talks(&[("AT+QHTTPSTOP", OK)]);
    talk.says("AT+QIDNSGIP=1,\"mmsc.ktfwing.com\"");
}

#[test]
fn statuses_names_and_connections_that_fail() {
    let mut gone = Talk::kt();
    gone.bearer().http(URL).talks(&[("AT+QHTTPGET=80", OK)]);
    gone.hears(b"\r\n+QHTTPGET: 0,404,9\r\n");
    gone.talks(&[DOWN]).ends(Err(Fault::Status(404)));

    let mut unknown = Talk::kt();
    unknown
        .bearer()
        .talks(&[("AT+QHTTPCFG=\"contextid\",1", ERROR)]);
    unknown.talks(&[("AT+QIDNSGIP=1,\"mmsc.ktfwing.com\"", OK)]);
    unknown.hears(b"\r\n+QIURC: \"dnsgip\",565\r\n");
    unknown.talks(&[DOWN]).ends(Err(Fault::Dns(565)));

    let mut refused = Talk::kt();
    refused
        .bearer()
        .talks(&[("AT+QHTTPCFG=\"contextid\",1", ERROR)]);
    refused.talks(&[("AT+QIDNSGIP=1,\"mmsc.ktfwing.com\"", OK)]);
    refused.hears(b"\r\n+QIURC: \"dnsgip\",\"10.20.30.40\"\r\n");
    refused.talks(&[("AT+QIOPEN=1,0,\"TCP\",\"10.20.30.40\",9082,0,0", OK)]);
    refused.hears(b"\r\n+QIOPEN: 0,566\r\n");
    refused
        .talks(&[("AT+QICLOSE=0,5", OK), DOWN])
        .ends(Err(Fault::Refused(566)));
}

#[test]
fn a_full_stack_gets_the_request_later() {
    let mut talk = Talk::kt();
    talk.bearer()
        .talks(&[("AT+QHTTPCFG=\"contextid\",1", ERROR)]);
    talk.socket("mmsc.ktfwing.com", 9082);
    for _ in 0..2 {
        talk.says(&format!("AT+QISEND=0,{}", REQUEST.len()));
        talk.hears_and_gets(b"\r\n> ", Some(REQUEST))
            .hears(b"\r\nSEND FAIL\r\n");
        talk.waits().sleeps();
    }
    talk.sends(REQUEST).waits();
}

#[test]
fn a_proxy_is_spoken_to_by_hand() {
    let url = "http://omms.nate.com:9082/oma_mms?1";
    let mut talk = Talk::new(Carrier::Skt, url, Work::Get);
    talk.talks(&[
        ("AT+QICSGP=1,1,\"lte.sktelecom.com\"", OK),
        ("AT+QIACT=1", OK),
    ]);
    talk.socket("lteoma.nate.com", 9093);
    talk.sends(
        b"GET http://omms.nate.com:9082/oma_mms?1 HTTP/1.1\r\nHost: omms.nate.com:9082\r\n\
          Accept: */*\r\nConnection: close\r\n\r\n",
    );
}

#[test]
fn redirects_are_followed_to_the_carrier_only() {
    let there = "http://s-mmsc.ktfwing.com:9082/r";
    let redirect = |location: &str| {
        let head =
            format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");
        read_http(head.as_bytes())
    };
    let mut talk = Talk::kt();
    talk.bearer().http(URL).talks(&[("AT+QHTTPGET=80", OK)]);
    talk.hears(b"\r\n+QHTTPGET: 0,302,0\r\n");
    talk.talks(&[("AT+QHTTPCFG=\"responseheader\",1", OK)]);
    talk.url(URL).talks(&[("AT+QHTTPGET=80", OK)]);
    talk.hears(b"\r\n+QHTTPGET: 0,302,0\r\n");
    talk.talks(&[
        ("AT+QHTTPREAD=80", &redirect(there)),
        ("AT+QHTTPCFG=\"responseheader\",0", OK),
    ]);
    talk.url(there).talks(&[("AT+QHTTPGET=80", OK)]);
    talk.hears(format!("\r\n+QHTTPGET: 0,200,{}\r\n", MMS.len()).as_bytes());
    talk.talks(&[("AT+QHTTPREAD=80", &read_http(MMS)), DOWN])
        .ends(Ok(MMS));

    let mut away = Talk::kt();
    away.bearer()
        .talks(&[("AT+QHTTPCFG=\"contextid\",1", ERROR)]);
    away.socket("mmsc.ktfwing.com", 9082).sends(REQUEST);
    away.hears(b"\r\n+QIURC: \"recv\",0\r\n");
    away.reads(b"HTTP/1.1 301 x\r\nLocation: http://example.invalid/\r\nContent-Length: 0\r\n\r\n");
    away.talks(&[("AT+QICLOSE=0,5", OK), DOWN])
        .ends(Err(Fault::Redirect(NotAllowed::Host)));
}

#[test]
fn redirects_end_somewhere() {
    let mut talk = Talk::kt();
    talk.bearer()
        .talks(&[("AT+QHTTPCFG=\"contextid\",1", ERROR)]);
    for _ in 0..=MAX_REDIRECTS {
        talk.socket("mmsc.ktfwing.com", 9082).sends(REQUEST);
        talk.hears(b"\r\n+QIURC: \"recv\",0\r\n");
        talk.reads(b"HTTP/1.1 302 x\r\nLocation: /q/1\r\nContent-Length: 0\r\n\r\n");
        talk.talks(&[("AT+QICLOSE=0,5", OK)]);
    }
    talk.talks(&[DOWN]).ends(Err(Fault::Redirects));
}

#[test]
fn what_is_too_big_or_no_mms_is_not_taken() {
    let mut big = Talk::kt();
    big.bearer().http(URL).talks(&[("AT+QHTTPGET=80", OK)]);
    big.hears(b"\r\n+QHTTPGET: 0,200,1048577\r\n");
    big.talks(&[DOWN]).ends(Err(Fault::TooBig));

    let mut page = Talk::kt();
    page.bearer().http(URL).talks(&[("AT+QHTTPGET=80", OK)]);
    page.hears(b"\r\n+QHTTPGET: 0,200,6\r\n");
    page.talks(&[("AT+QHTTPREAD=80", &read_http(b"<html>")), DOWN]);
    assert_eq!(page.fetch.next(page.at), None);
    assert!(matches!(
        page.fetch.take_result(),
        Some(Err(Fault::NotMms(_)))
    ));
}

#[test]
fn an_answer_is_handed_in_both_ways() {
    let answer =
        crate::sms::mms::notify_response(b"T1", 0x12, crate::sms::mms::NotifyStatus::Retrieved);
    let url = "http://mmsc.ktfwing.com:9082";
    let request = [
        format!(
            "POST / HTTP/1.1\r\nHost: mmsc.ktfwing.com:9082\r\nAccept: */*\r\n\
             Content-Type: application/vnd.wap.mms-message\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            answer.len()
        )
        .as_bytes(),
        &answer,
    ]
    .concat();
    let mut talk = Talk::new(Carrier::Kt, url, Work::Post(answer.clone()));
    talk.bearer().talks(&[
        ("AT+QHTTPCFG=\"contextid\",1", OK),
        ("AT+QHTTPCFG=\"requestheader\",1", OK),
        ("AT+QHTTPCFG=\"responseheader\",0", OK),
    ]);
    talk.url("http://mmsc.ktfwing.com:9082/");
    talk.says(&format!("AT+QHTTPPOST={},10,80", request.len()))
        .hears_and_gets(b"\r\nCONNECT\r\n", Some(&request))
        .hears(OK)
        .waits()
        .hears(b"\r\n+QHTTPPOST: 0,200,0\r\n");
    talk.talks(&[DOWN]).ends(Ok(b""));

    let mut talk = Talk::new(Carrier::Kt, url, Work::Post(answer));
    talk.bearer().talks(&[
        ("AT+QHTTPCFG=\"contextid\",1", OK),
        ("AT+QHTTPCFG=\"requestheader\",1", ERROR),
    ]);
    talk.socket("mmsc.ktfwing.com", 9082).sends(&request);
    talk.hears(b"\r\n+QIURC: \"recv\",0\r\n")
        .reads(b"HTTP/1.1 204 x\r\n\r\n");
    talk.talks(&[("AT+QICLOSE=0,5", OK), DOWN]).ends(Ok(b""));
}

/// The commands of a whole fetch, cut off after each of them in turn.
#[test]
fn a_call_cuts_in_anywhere_and_everything_is_closed() {
    for moment in 0..16 {
        let mut talk = Talk::kt();
        let script = |talk: &mut Talk, command: &Command| {
            let answer: &[u8] = match command {
                Command::SetHttp(_) => ERROR,
                Command::Resolve { .. } => b"\r\nOK\r\n\r\n+QIURC: \"dnsgip\",\"10.20.30.40\"\r\n",
                Command::SocketOpen { .. } => b"\r\nOK\r\n\r\n+QIOPEN: 0,0\r\n",
                Command::SocketSend { .. } => b"\r\n> ",
                Command::SocketRead { .. } => b"\r\n+QIRD: 0\r\n\r\nOK\r\n",
                _ => OK,
            };
            let mut bytes = answer;
            let sends = matches!(command, Command::SocketSend { .. });
            for _ in 0..=usize::from(sends) {
                while let Some(output) = talk.channel.receive(&mut bytes, talk.at) {
                    match output {
                        Output::Urc(urc) => talk.fetch.urc(&urc, talk.at),
                        Output::Done(done) => talk.fetch.done(&done.command, &done.answer, talk.at),
                        _ => {}
                    }
                }
                bytes = b"\r\nSEND OK\r\n";
            }
        };
        let (mut bearer, mut socket) = (false, false);
        let mut spoken = 0;
        loop {
            let Some(command) = talk.fetch.next(talk.at) else {
                if !talk.fetch.is_busy() {
                    break;
                }
                talk.at = talk.fetch.next_wake().unwrap();
                continue;
            };
            match command {
                Command::OpenBearer(_) => bearer = true,
                Command::CloseBearer(_) => bearer = false,
                Command::SocketOpen { .. } => socket = true,
                Command::SocketClose { .. } => socket = false,
                _ => {}
            }
            talk.channel.send(command.clone(), talk.at).unwrap();
            spoken += 1;
            if spoken == moment {
                talk.fetch.abort(Fault::Call); // with a command in flight
                assert_eq!(talk.fetch.next(talk.at), None);
            }
            script(&mut talk, &command);
        }
        assert!(
            !bearer && !socket,
            "after {moment} commands something is left open"
        );
        let why = talk.fetch.take_result().unwrap().unwrap_err();
        assert!(matches!(why, Fault::Call | Fault::Timeout), "{why:?}");
        assert!(moment == 0 || moment > spoken || why == Fault::Call || moment > 10);
    }
}

#[test]
fn a_modem_that_goes_leaves_nothing_to_close() {
    let mut talk = Talk::kt();
    talk.bearer().says("AT+QHTTPCFG=\"contextid\",1");
    let done = talk.channel.close().unwrap();
    talk.fetch.done(&done.command, &done.answer, talk.at);
    talk.ends(Err(Fault::Gone));
    let mut talk = Talk::kt();
    talk.bearer()
        .http(URL)
        .talks(&[("AT+QHTTPGET=80", OK)])
        .hears(b"\r\nRDY\r\n");
    talk.ends(Err(Fault::Gone));
}

#[test]
fn the_network_takes_the_bearer_away() {
    let mut talk = Talk::kt();
    talk.bearer().http(URL).talks(&[("AT+QHTTPGET=80", OK)]);
    talk.hears(b"\r\n+QIURC: \"pdpdeact\",1\r\n");
    talk.talks(&[("AT+QHTTPSTOP", OK), DOWN])
        .ends(Err(Fault::BearerLost));
}

#[test]
fn all_of_it_has_an_end() {
    let mut talk = Talk::kt();
    talk.bearer();
    talk.at += LIMIT;
    talk.talks(&[DOWN]).ends(Err(Fault::Timeout));
}

#[test]
fn one_at_a_time() {
    let mut talk = Talk::kt();
    let route = Route::of(Carrier::Kt).unwrap();
    let url = FetchUrl::allow(URL, &route.hosts).unwrap();
    assert_eq!(talk.fetch.begin(url, Work::Get, route, talk.at), Err(Busy));
}

#[test]
fn what_may_pass_and_what_will_not() {
    for fault in [
        Fault::Timeout,
        Fault::Call,
        Fault::Status(503),
        Fault::Dns(1),
    ] {
        assert!(fault.may_pass(), "{fault:?}");
    }
    for fault in [
        Fault::Status(404),
        Fault::TooBig,
        Fault::Redirect(NotAllowed::Host),
    ] {
        assert!(!fault.may_pass(), "{fault:?}");
    }
}
