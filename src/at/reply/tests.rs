//! Each command and the lines it takes.

use super::*;
use crate::at::{Forwarding, TextStatus};

fn read(command: &Command, lines: &[&str]) -> Reply {
    let mut reading = Reading::begin(command);
    for line in lines {
        reading.take(command, line);
    }
    reading.finish()
}

#[test]
fn each_command_takes_its_own_lines_only() {
    let creg = Command::Registration(Domain::Circuit);
    assert_eq!(
        read(&creg, &["+CEREG: 2,1", "+CREG: 1,\"1A2B\",\"01234567\",7"]),
        Reply::None
    );
    assert_eq!(
        read(&creg, &["+CREG: 2,5,\"1A2B\",\"01234567\",7"]),
        Reply::Registration(RegistrationStatus::Roaming)
    );
    assert_eq!(
        read(&Command::Model, &["RING", "+QIND: PB DONE", "EC25"]),
        Reply::Text("EC25".try_into().unwrap())
    );
    assert_eq!(
        read(&Command::AudioMode, &["+QPCMV: 1,2"]),
        Reply::AudioMode { on: true, mode: 2 }
    );
    assert_eq!(
        read(
            &Command::AudioModes,
            &["+QPCMV: 0,0", "+QPCMV: (0,1),(0-2)"]
        ),
        Reply::Text("(0,1),(0-2)".try_into().unwrap())
    );
}

#[test]
fn one_line_was_asked_for_and_the_first_one_counts() {
    let command = Command::PinState;
    let mut reading = Reading::begin(&command);
    assert_eq!(reading.take(&command, "+CPIN: READY"), Taken::Yes);
    assert_eq!(reading.take(&command, "+CPIN: NOT READY"), Taken::No);
    assert_eq!(reading.finish(), Reply::Pin(PinState::Ready));
}

#[test]
fn serial_numbers_do_not_show_themselves() {
    let imei = read(&Command::Imei, &["866758041234567"]);
    assert_eq!(format!("{imei:?}"), "Digits(Digits(15 of them))");
    let Reply::Digits(iccid) = read(&Command::Iccid, &["+QCCID: 8982051234567890123F"]) else {
        panic!("no digits");
    };
    assert_eq!(iccid.reveal(), "8982051234567890123");
    assert_eq!(read(&Command::Imei, &["12345", "EC25"]), Reply::None);
}

#[test]
fn a_message_is_two_lines_with_anything_between() {
    let lines = ["+CMGR: 0,,4", "RING", "0191AABBCCDD", "00"];
    let Reply::StoredText(text) = read(&Command::ReadText { index: 3 }, &lines) else {
        panic!("no message");
    };
    assert_eq!((text.index, text.status), (3, TextStatus::Unread));
    assert!(text.pdu.is_whole());
}

#[test]
fn a_list_of_messages_comes_entry_by_entry() {
    let command = Command::ListTexts;
    let mut reading = Reading::begin(&command);
    assert_eq!(reading.take(&command, "+CMGL: 0,1,,4"), Taken::Yes);
    assert_eq!(reading.take(&command, "RING"), Taken::No);
    let Taken::Listed(Listed::Text(text)) = reading.take(&command, "0191AABBCCDD") else {
        panic!("no entry");
    };
    assert_eq!((text.index, text.pdu.octets.len()), (0, 6));
    assert_eq!(
        reading.finish(),
        Reply::Listed {
            count: 1,
            garbled: false
        }
    );
}

#[test]
fn a_list_with_a_hole_says_so() {
    for lines in [
        &["+CMGL: 0,1,,4", "+CMGL: 1,1,,4", "0191AABBCCDD"][..],
        &["+CMGL: 0,1,,4", "0191AABBCCDD", "+CMGL: 1,1,,4"],
        &["+CMGL: ?", "+CMGL: 0,1,,4", "0191AABBCCDD"],
    ] {
        let listed = read(&Command::ListTexts, lines);
        let one = Reply::Listed {
            count: 1,
            garbled: true,
        };
        assert_eq!(listed, one, "{lines:?}");
    }
    assert!(matches!(
        read(&Command::ListTexts, &[]),
        Reply::Listed {
            count: 0,
            garbled: false
        }
    ));
}

#[test]
fn call_waiting_and_forwarding_look_at_voice() {
    let waiting = |lines: &[&str]| read(&Command::CallWaiting, lines);
    assert_eq!(waiting(&["+CCWA: 1,1"]), Reply::CallWaiting { on: true });
    assert_eq!(
        waiting(&["+CCWA: 0,1", "+CCWA: 1,2"]),
        Reply::CallWaiting { on: false }
    );
    // A second caller, announced in the middle of the answer.
    assert_eq!(waiting(&["+CCWA: \"01023456789\",129,1"]), Reply::None);

    let forwarding = |lines: &[&str]| read(&Command::Forwarding(Forwarding::Always), lines);
    assert_eq!(
        forwarding(&["+CCFC: 1,1,\"+82212345678\",145,,,", "+CCFC: 0,2"]),
        Reply::Forwarding {
            on: true,
            to: Caller::Known("0212345678".parse().unwrap())
        }
    );
    assert!(matches!(
        forwarding(&["+CCFC: 0,255"]),
        Reply::Forwarding { on: false, .. }
    ));
}

#[test]
fn raw_data_is_announced_by_its_length() {
    let read = Command::SocketRead {
        socket: 0,
        most: 1500,
    };
    let take = |line| Reading::begin(&read).take(&read, line);
    assert_eq!(take("+QIRD: 120"), Taken::Raw(Some(120)));
    assert_eq!(take("+QIRD: 0"), Taken::Raw(Some(0)));
    assert_eq!(take("+QIRD: 1501"), Taken::No, "more than was asked for");
    let fetched = Command::HttpRead {
        length: Some(9),
        wait: 80,
    };
    let take = |line| Reading::begin(&fetched).take(&fetched, line);
    assert_eq!(take("CONNECT"), Taken::Raw(Some(9)));
}

#[test]
fn what_the_rest_answers() {
    for (command, line) in [
        (Command::PinTries, "+QPINC: \"SC\",3,10"),
        (Command::SimStages, "+QINISTAT: 7"),
        (Command::SimPresence, "+QSIMSTAT: 1,1"),
        (Command::SignalQuality, "+QCSQ: \"LTE\",-52,-81,195,-10"),
        (Command::NetworkInfo, "+QNWINFO: No Service"),
        (Command::Operator, "+COPS: 0,0,\"KT\",7"),
        (
            Command::OperatorName,
            "+QSPN: \"KT\",\"KT\",\"\",0,\"45008\"",
        ),
        (Command::NetworkTime, "+QLTS: \"2026/08/11,10:22:33+36,0\""),
        (Command::NetworkTime, "+QLTS: \"\""),
        (Command::Clock, "+CCLK: \"80/01/06,00:00:12+00\""),
        (Command::Ims, "+QCFG: \"ims\",1,1"),
        (
            Command::UsbConfig,
            "+QCFG: \"usbcfg\",0x2C7C,0x0125,1,1,1,1,1,0,1",
        ),
        (Command::EndCause, "+CEER: Normal call clearing"),
        (Command::Volume, "+CLVL: 3"),
        (Command::SoundProfile, "+QAUDMOD: 3"),
        (
            Command::TextStorage,
            "+CPMS: \"ME\",3,255,\"ME\",3,255,\"ME\",3,255",
        ),
        (Command::SocketError, "+QIGETERROR: 552,connect failed"),
    ] {
        assert_ne!(read(&command, &[line]), Reply::None, "{line}");
        assert_eq!(read(&command, &["+QCFG: \"other\",1"]), Reply::None);
    }
}
