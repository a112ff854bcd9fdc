//! Lines that nobody asked for.

use super::*;
use crate::at::{CallState, Direction};
use proptest::prelude::*;

#[test]
fn rings_and_who_is_calling() {
    assert_eq!(Urc::parse("RING"), Urc::Ring);
    assert_eq!(Urc::parse("+CRING: VOICE"), Urc::Ring);
    assert_eq!(Urc::parse("+CRING: REL ASYNC"), Urc::RingOther);
    assert_eq!(
        Urc::parse("+CLIP: \"01023456789\",129,,,,0"),
        Urc::Clip(Caller::Known("01023456789".parse().unwrap()))
    );
    assert_eq!(
        Urc::parse("+CLIP: \"\",128,,,,1"),
        Urc::Clip(Caller::Withheld)
    );
}

#[test]
fn both_announcements_of_an_ended_call() {
    for line in [
        "^DSCI: 2,1,6,0,01023456789,129",
        "+QIND: \"ccinfo\",2,1,-1,0,0,\"01023456789\",129",
    ] {
        let Urc::Call(call) = Urc::parse(line) else {
            panic!("{line}");
        };
        assert_eq!(
            (call.id, call.direction, call.state, call.voice),
            (2, Direction::Incoming, CallState::Ended, true),
            "{line}"
        );
    }
}

#[test]
fn boot_and_network() {
    assert_eq!(Urc::parse("RDY"), Urc::Ready);
    assert_eq!(Urc::parse("+CFUN: 1"), Urc::Functionality(1));
    assert_eq!(Urc::parse("+CPIN: SIM PIN"), Urc::Pin(PinState::Pin));
    assert_eq!(Urc::parse("+QIND: SMS DONE"), Urc::TextsReady);
    assert_eq!(
        Urc::parse("+CEREG: 1,\"1A2B\",\"01234567\",7"),
        Urc::Registration(Domain::Lte, RegistrationStatus::Home)
    );
    assert_eq!(Urc::parse("+QPCMV: 0,0"), Urc::AudioFlow { go: false });
    assert_eq!(Urc::parse("+QPCMV: 1,0"), Urc::AudioFlow { go: true });
}

#[test]
fn a_stored_text_is_read_whatever_follows() {
    for line in ["+CMTI: \"ME\",3", "+CMTI: \"ME\",3,\"MMS PUSH\",2,1"] {
        assert!(
            matches!(Urc::parse(line), Urc::TextStored { index: 3, ref memory } if memory == "ME"),
            "{line}"
        );
    }
}

#[test]
fn the_unknown_is_kept_short() {
    for line in [
        "+QIND: PB LOST",
        "+QIND: csq,28,99",
        "+QTONEDET: 300",
        "+CCWA: 1,1",
        "+QIURC: \"new\",1",
        "^NEWTHING: 1",
        "+CREG: ?",
    ] {
        assert!(matches!(Urc::parse(line), Urc::Other(_)), "{line}");
    }
    let Urc::Other(text) = Urc::parse(&"x".repeat(500)) else {
        panic!("not known");
    };
    assert_eq!(text.len(), text.capacity());
}

#[test]
fn both_grammars_of_indications() {
    assert_eq!(Urc::parse("+QIND: PB DONE"), Urc::PhoneBookReady);
    assert_eq!(
        Urc::parse("+QIND: \"csq\",28,99"),
        Urc::Signal(Signal { rssi: 28 })
    );
    assert_eq!(
        Urc::parse("+QIND: \"act\",\"LTE\""),
        Urc::Technology("LTE".try_into().unwrap())
    );
    assert_eq!(Urc::parse("+QIND: \"ring\""), Urc::Ring);
    let memory = |name: &str| Memory::try_from(name).unwrap();
    for (line, name) in [
        ("+QIND: \"smsfull\",\"ME\"", "ME"),
        ("^SMMEMFULL: \"SM\"", "SM"),
    ] {
        let memory = memory(name);
        assert_eq!(Urc::parse(line), Urc::TextsFull { memory });
    }
}

#[test]
fn a_second_caller_and_a_key() {
    assert_eq!(
        Urc::parse("+CCWA: \"01023456789\",129,1"),
        Urc::CallWaiting(Caller::Known("01023456789".parse().unwrap()))
    );
    assert_eq!(
        Urc::parse("+QTONEDET: 42"),
        Urc::KeyHeard(Key::new('*').unwrap())
    );
}

#[test]
fn the_sim_comes_and_goes() {
    assert_eq!(
        Urc::parse("+QSIMSTAT: 1,0"),
        Urc::SimPresence(SimPresence::Removed)
    );
    assert_eq!(Urc::parse("+QUSIM: 1"), Urc::SimRead(1));
    assert_eq!(Urc::parse("POWERED DOWN"), Urc::PoweredDown);
}

#[test]
fn the_stack_reports() {
    assert_eq!(
        Urc::parse("+QIURC: \"closed\",0"),
        Urc::Stack(StackNews::Closed { socket: 0 })
    );
    assert_eq!(
        Urc::parse("+QIOPEN: 0,566"),
        Urc::SocketOpened {
            socket: 0,
            error: 566
        }
    );
    assert!(matches!(Urc::parse("+QHTTPGET: 0,200,12"), Urc::HttpGot(_)));
    assert_eq!(Urc::parse("+QHTTPREAD: 0"), Urc::HttpRead { error: 0 });
    assert!(matches!(
        Urc::parse("+CUSD: 0,\"bye\",15"),
        Urc::Ussd { status: 0, text } if text == "bye"
    ));
}

#[test]
fn a_pdu_is_announced_on_the_line_before() {
    let kinds = ["+CMT: ,4", "+CDS: 4", "+CBM: 4"].map(|line| {
        let header = PduHeader::parse(line).unwrap();
        header.with(PduOctets::from_slice(b"\0abcd").unwrap())
    });
    assert!(matches!(&kinds[0], Urc::TextCame(pdu) if pdu.is_whole()));
    assert!(matches!(&kinds[1], Urc::ReportCame(_)));
    assert!(matches!(&kinds[2], Urc::BroadcastCame(_)));
    for line in [
        "+CMTI: \"ME\",3",
        "+CMT: \"010\",,\"26/08/11\"",
        "+CDSI: \"SR\",1",
        "+CDS:",
    ] {
        assert_eq!(PduHeader::parse(line), None, "{line}");
    }
}

proptest! {
    #[test]
    fn any_line_is_read(line in "([+^]?(RING|CLIP|CREG|QIND|DSCI|CMTI|CPIN|QPCMV|QIURC|QHTTPGET|CCWA|CUSD)?(: )?)?[ -~]{0,40}") {
        let _ = Urc::parse(&line);
    }
}
