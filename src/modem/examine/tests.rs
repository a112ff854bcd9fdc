//! Examinations, spoken by hand in invented time, and one over a pseudo terminal.

use std::{collections::BTreeMap, time::Duration};

use proptest::prelude::*;

use super::{
    End, Examination, Examined, Outcome, Script,
    question::{Mask, masked, permitted},
};
use crate::time::Instant;

const ESCAPE: char = '\u{1b}';
const LIMIT: Duration = Duration::from_secs(180);

/// A modem of paper: what it answers to a line, `OK` when nothing is said.
#[derive(Default)]
struct Paper {
    answers: BTreeMap<&'static str, &'static str>,
    written: Vec<String>,
}

impl Paper {
    fn with(answers: &[(&'static str, &'static str)]) -> Self {
        Self {
            answers: answers.iter().copied().collect(),
            written: Vec::new(),
        }
    }

    /// Lets the examination run to its end; every answer comes after 20 ms.
    fn examine(&mut self, script: Script, limit: Duration) -> Examined {
        let mut at = Instant::ZERO;
        let mut examination = Examination::new(script, limit, at);
        let mut reply = String::new();
        while let Some(wake) = examination.next_wake() {
            at = match reply.is_empty() {
                true => wake,
                false => at + Duration::from_millis(20),
            };
            let bytes = examination.handle(reply.as_bytes(), at);
            reply.clear();
            for line in String::from_utf8(bytes).unwrap().split_terminator('\r') {
                let line = line.trim_start_matches('\u{1b}');
                self.written.push(line.to_owned());
                match self.answers.get(line).copied() {
                    Some("silence") => {}
                    Some(answer) => reply.push_str(&format!("\r\n{answer}\r\n")),
                    None => reply.push_str("\r\nOK\r\n"),
                }
            }
            assert!(at < Instant::from_millis(3_600_000), "it comes to an end");
        }
        examination.examined()
    }
}

const IMEI: (&str, &str) = ("AT+CGSN", "866758041234567\r\n\r\nOK");

fn heard<'e>(examined: &'e Examined, asked: &str) -> &'e super::Heard {
    let mut all = examined.heard.iter();
    all.find(|heard| heard.asked == asked)
        .unwrap_or_else(|| panic!("{asked} was not asked"))
}

#[test]
fn a_modem_that_answers_is_asked_everything_once() {
    let mut modem = Paper::with(&[
        IMEI,
        ("AT+QGMR", "EC25EFAR06A08M4G_01.001.01.001\r\n\r\nOK"),
        ("AT+QCCID", "+QCCID: 8982051234567890123F\r\n\r\nOK"),
        ("AT+CIMI", "450081234567890\r\n\r\nOK"),
        ("AT^DSCI?", "+CME ERROR: 4"),
        (
            "AT+QMBNCFG=\"List\"",
            "+QMBNCFG: \"List\",0,1,1,\"ROW_Generic_3GPP\",0x0501081F,201803301\r\n\
             +QMBNCFG: \"List\",1,0,0,\"Commercial-SBM\",0x0501071C,201706291\r\n\r\nOK",
        ),
    ]);
    let examined = modem.examine(Script::Whole, LIMIT);
    assert_eq!(examined.end, End::Complete);
    assert_eq!(examined.heard.len(), 54);
    let firmware = heard(&examined, "AT+QGMR");
    assert_eq!(firmware.lines, ["EC25EFAR06A08M4G_01.001.01.001"]);
    assert_eq!(firmware.took, Duration::from_millis(20));
    assert_eq!(
        heard(&examined, "AT^DSCI?").outcome,
        Outcome::Refused("+CME ERROR: 4".to_owned())
    );
    assert_eq!(heard(&examined, "AT+QMBNCFG=\"List\"").lines.len(), 2);
    // Serial numbers keep what they have in common with others.
    assert_eq!(heard(&examined, "AT+CGSN").lines, ["86675804*******"]);
    assert_eq!(heard(&examined, "AT+CIMI").lines, ["45008**********"]);
    let card = &heard(&examined, "AT+QCCID").lines[0];
    assert_eq!(card, "+QCCID: 898205*************F");
}

#[test]
fn what_is_tried_is_set_back() {
    let mut modem = Paper::with(&[
        ("AT+QPCMV?", "+QPCMV: 1,0\r\n\r\nOK"),
        ("AT+VTD?", "+VTD: 3, 0\r\n\r\nOK"),
        ("AT+QTONEDET?", "+QTONEDET: 0\r\n\r\nOK"),
    ]);
    let examined = modem.examine(Script::Whole, LIMIT);
    let written: Vec<&str> = modem.written.iter().map(String::as_str).collect();
    let tried = |wanted: &[&str]| written.windows(wanted.len()).any(|seen| seen == wanted);
    assert!(
        tried(&["AT+QPCMV?", "AT+QPCMV=0", "AT+QPCMV=1,2", "AT+QPCMV=1,0"]),
        "{written:?}"
    );
    assert!(
        tried(&["AT+VTD?", "AT+VTD=3,1", "AT+VTD=3,0"]),
        "{written:?}"
    );
    assert!(
        tried(&["AT+QTONEDET?", "AT+QTONEDET=1", "AT+QTONEDET=0"]),
        "{written:?}"
    );
    assert_eq!(examined.not_restored, None);
}

#[test]
fn what_could_not_be_read_or_is_in_use_is_not_touched() {
    let voice = "+CLCC: 1,0,0,1,0,\"\",128\r\n+CLCC: 2,1,0,0,0,\"01023456789\",129\r\n\r\nOK";
    let mut busy = Paper::with(&[
        ("AT+CLCC", voice),
        ("AT+QPCMV?", "+QPCMV: 1,2\r\n\r\nOK"),
        ("AT+VTD?", "ERROR"),
        ("AT+QTONEDET?", "+QTONEDET: \"on\"\r\n\r\nOK"),
    ]);
    let examined = busy.examine(Script::Whole, LIMIT);
    let touched = |line: &String| {
        let value = line.split_once('=').map(|(_, value)| value);
        value.is_some_and(|value| value.starts_with(|c: char| c.is_ascii_digit()))
            && line != "AT+QLTS=2"
    };
    let touched: Vec<&String> = busy.written.iter().filter(|line| touched(line)).collect();
    assert!(touched.is_empty(), "{touched:?}");
    assert_eq!(
        heard(&examined, "AT+CLCC").lines[1],
        "+CLCC: 2,1,0,0,0,\"***********\",129"
    );
    // The bearer of LTE is a call too, and nobody speaks in it.
    let mut idle = Paper::with(&[
        ("AT+CLCC", "+CLCC: 1,0,0,1,0,\"\",128\r\n\r\nOK"),
        ("AT+QPCMV?", "+QPCMV: 0,0\r\n\r\nOK"),
    ]);
    idle.examine(Script::Whole, LIMIT);
    assert!(idle.written.iter().any(|line| line == "AT+QPCMV=1,2"));
}

#[test]
fn what_could_not_be_set_back_is_told() {
    let mut modem = Paper::with(&[
        ("AT+QTONEDET?", "+QTONEDET: 0\r\n\r\nOK"),
        ("AT+QTONEDET=0", "ERROR"),
    ]);
    let examined = modem.examine(Script::Whole, LIMIT);
    assert_eq!(examined.not_restored.as_deref(), Some("AT+QTONEDET=0"));
}

#[test]
fn a_question_without_an_answer_holds_up_nothing() {
    let mut modem = Paper::with(&[
        IMEI,
        ("AT+COPS?", "silence"),
        ("AT+QSPN", "+QSPN: \"KT\",\"KT\",\"\",0,\"45008\"\r\n\r\nOK"),
    ]);
    let examined = modem.examine(Script::Whole, LIMIT);
    assert_eq!(heard(&examined, "AT+COPS?").outcome, Outcome::TimedOut);
    assert_eq!(heard(&examined, "AT+COPS?").took, Duration::from_secs(15));
    assert_eq!(heard(&examined, "AT+QSPN").lines.len(), 1);
    assert_eq!(examined.end, End::Complete);
}

/// A late `OK` must not pass for the answer to the next question.
#[test]
fn a_late_answer_is_nobodys() {
    let mut at = Instant::ZERO;
    let mut modem = Examination::new(Script::Whole, LIMIT, at);
    let mut step = |bytes: &[u8], after: u64| {
        at += Duration::from_millis(after);
        String::from_utf8(modem.handle(bytes, at)).unwrap()
    };
    assert_eq!(step(b"", 300), "AT\r");
    assert_eq!(step(b"\r\nOK\r\n", 10), "AT+CGMI\r");
    assert_eq!(step(b"", 5_000), "");
    assert_eq!(step(b"\r\nQuectel\r\n\r\nOK\r\n", 100), "");
    assert_eq!(step(b"", 300), "AT+CGSN\r");
    assert_eq!(step(b"\r\nOK\r\n", 10), "");
    assert_eq!(step(b"\r\n866758041234567\r\n\r\nOK\r\n", 10), "AT+CGMM\r");
}

#[test]
fn a_dead_port_is_given_up_soon() {
    let mut modem = Paper::with(&[("AT", "silence")]);
    let examined = modem.examine(Script::Whole, LIMIT);
    assert_eq!((examined.end, examined.heard.len()), (End::Silent, 0));
    assert_eq!(modem.written.len(), 10);

    let mut freezes = Paper::with(&[("AT+CPIN?", "silence"), ("AT+CGSN", "silence")]);
    let examined = freezes.examine(Script::Whole, LIMIT);
    assert_eq!(examined.end, End::Lost);
}

#[test]
fn when_the_time_is_up_it_still_puts_things_back() {
    let mut modem = Paper::with(&[("AT+QPCMV?", "+QPCMV: 0,0\r\n\r\nOK")]);
    let whole = modem.examine(Script::Whole, LIMIT);
    let until_tried = modem
        .written
        .iter()
        .position(|line| line == "AT+QPCMV=1,2")
        .unwrap();
    // Knock, then a question each 20 ms, from 300 ms on.
    let limit = Duration::from_millis(300 + 20 * until_tried as u64);
    let mut modem = Paper::with(&[("AT+QPCMV?", "+QPCMV: 0,0\r\n\r\nOK")]);
    let cut = modem.examine(Script::Whole, limit);
    assert_eq!(cut.end, End::TimeUp);
    assert!(cut.heard.len() < whole.heard.len());
    assert_eq!(modem.written.last().unwrap(), "AT+QPCMV=0");
    assert_eq!(cut.not_restored, None);
}

#[test]
fn what_it_says_unasked_is_kept_by_name() {
    let mut modem = Paper::with(&[
        (
            "AT+CGMM",
            "RDY\r\n+CLIP: \"01023456789\",129\r\n+QIND: PB DONE\r\nEC25\r\n\r\nOK",
        ),
        IMEI,
    ]);
    let examined = modem.examine(Script::Whole, LIMIT);
    assert_eq!(heard(&examined, "AT+CGMM").lines, ["EC25"]);
    assert_eq!(examined.unasked, ["RDY", "+CLIP", "+QIND"]);
    assert!(examined.restarted);
}

#[test]
fn nothing_that_changes_or_costs_is_permitted() {
    for line in [
        "ATD01023456789;",
        "ATA",
        "ATH",
        "AT+CHUP",
        "AT+CMGS=20",
        "AT+CMGD=1",
        "AT+CPIN=\"1234\"",
        "AT+CFUN=1,1",
        "AT+QCFG=\"usbcfg\",0x2C7C,0x0125,1,1,1,1,1,0,1",
        "AT+QCFG=\"ims\",1",
        "AT+QPRTPARA=3",
        "AT+QPOWD",
        "AT+COPS=?",
        "AT+COPS=0",
        "AT+QMBNCFG=\"Deactivate\"",
        "AT+QTONEDET=1;+CFUN=0",
        "AT+VTD=",
        "AT+VTD=1,2,3",
        "AT+QPCMV=1,2;D112;",
        "AT+CUSD=1",
    ] {
        assert!(!permitted(line), "{line}");
    }
}

#[test]
fn long_numbers_are_masked() {
    assert_eq!(
        masked("+CSCA: \"+821012345678\"", Mask::Begin(0)),
        "+CSCA: \"+************\""
    );
    assert_eq!(masked("2,1,0", Mask::Begin(0)), "2,1,0");
}

proptest! {
    /// Whatever it answers, it hears nothing but what is permitted, and the end comes.
    #[test]
    fn no_answer_makes_it_say_what_it_must_not(
        pieces in proptest::collection::vec(
            prop_oneof![
                Just("\r\nOK\r\n".to_owned()),
                Just("\r\n866758041234567\r\n\r\nOK\r\n".to_owned()),
                Just("\r\nERROR\r\n".to_owned()),
                Just("\r\n> ".to_owned()),
                "\r\n\\+(QPCMV|VTD|QTONEDET|CLCC): [0-9,;\"D ]{0,12}\r\n",
                "\\PC{0,40}",
            ],
            0..200,
        ),
    ) {
        let mut at = Instant::ZERO;
        let mut modem = Examination::new(Script::Whole, LIMIT, at);
        let mut written = Vec::new();
        let mut pieces = pieces.into_iter();
        let mut turns = 0;
        while let Some(wake) = modem.next_wake() {
            let piece = pieces.next();
            at = if piece.is_some() { at + Duration::from_millis(10) } else { wake };
            written.extend(modem.handle(piece.unwrap_or_default().as_bytes(), at));
            turns += 1;
            prop_assert!(turns < 5_000);
        }
        let written = String::from_utf8(written).unwrap();
        for line in written.split_terminator('\r') {
            let line = line.trim_start_matches('\u{1b}');
            prop_assert!(permitted(line), "{}", line);
        }
        let ends = written.is_empty() || written.ends_with(['\r', ESCAPE]);
        prop_assert!(ends, "half a line was written");
    }
}

#[test]
fn an_imei_over_a_real_port() {
    use crate::clock::MonotonicClock;
    use std::io::{Read, Write};

    let pty = nix::pty::openpty(None, None).unwrap();
    let path = nix::unistd::ttyname(&pty.slave).unwrap();
    // Raw before anybody writes, or the terminal would echo.
    let slave = crate::tty::open(&path).unwrap();
    let mut far = std::fs::File::from(pty.master);
    drop(slave);
    let modem = std::thread::spawn(move || {
        let mut heard = Vec::new();
        let mut byte = [0];
        while !heard.ends_with(b"AT+CGSN\r") {
            far.read_exact(&mut byte).unwrap();
            heard.push(byte[0]);
            if heard.ends_with(b"AT\r") {
                far.write_all(b"AT\r\r\nOK\r\n").unwrap();
            }
        }
        far.write_all(b"AT+CGSN\r\r\n866758041234567\r\n\r\nOK\r\n")
            .unwrap();
        far
    });
    let imei = super::imei(&path, &MonotonicClock::start()).unwrap();
    assert_eq!(imei.as_deref(), Some("866758041234567"));
    let far = modem.join().unwrap();

    // Unplugged: said by what was found out, not by an error.
    drop(far);
    drop(pty.slave);
    assert!(
        super::imei(&path, &MonotonicClock::start()).is_err(),
        "there is no such port"
    );
}

#[test]
fn a_modem_that_is_pulled_out_meanwhile_is_gone() {
    use crate::clock::MonotonicClock;
    use std::io::{Read, Write};

    let pty = nix::pty::openpty(None, None).unwrap();
    let path = nix::unistd::ttyname(&pty.slave).unwrap();
    drop(crate::tty::open(&path).unwrap());
    let mut far = std::fs::File::from(pty.master);
    let modem = std::thread::spawn(move || {
        let mut heard = Vec::new();
        let mut byte = [0];
        while !heard.ends_with(b"AT+CGMI\r") {
            far.read_exact(&mut byte).unwrap();
            heard.push(byte[0]);
            if heard.ends_with(b"AT\r") {
                far.write_all(b"\r\nOK\r\n").unwrap();
            }
        }
    });
    let clock = MonotonicClock::start();
    let examined = super::examine(&path, Script::Whole, LIMIT, &clock).unwrap();
    modem.join().unwrap();
    assert_eq!(examined.end, End::Gone);
    assert_eq!(examined.heard.len(), 1);
    assert_eq!(examined.heard[0].outcome, Outcome::Gone);
}
