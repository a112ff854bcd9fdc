//! The network: lost, refused, silent, weak.

use super::bench::Bench;
use crate::modem::{Lack, Reason, State};

#[test]
fn either_registration_is_enough() {
    for (circuit, lte) in [
        ("2,1", "2,0"),
        ("2,0", "2,1"),
        ("2,5", "2,4"),
        ("2,6", "2,1"),
    ] {
        let mut bench = Bench::new();
        bench.replies("AT+CREG?", &format!("+CREG: {circuit}"));
        bench.replies("AT+CEREG?", &format!("+CEREG: {lte}"));
        bench.open();
        bench.pass_secs(3);
        assert_eq!(bench.state(), State::Ready, "{circuit} {lte}");
    }
}

#[test]
fn being_refused_has_a_name_and_is_no_end() {
    let mut bench = Bench::new();
    bench.replies("AT+CEREG?", "+CEREG: 2,3");
    bench.open();
    bench.pass_secs(30);
    assert_eq!(bench.state(), State::Denied);
    bench.replies("AT+CEREG?", "+CEREG: 2,1");
    bench.hears("+CEREG: 1");
    assert_eq!(bench.state(), State::Ready);
}

#[test]
fn off_the_network_in_silence_the_radio_is_switched_off_and_on() {
    let mut bench = Bench::ready();
    bench.replies("AT+CEREG?", "+CEREG: 2,0");
    bench.pass_secs(40);
    assert_eq!(bench.state(), State::Registering);
    bench.pass_secs(5 * 60);
    assert_eq!((bench.count("AT+CFUN=4"), bench.count("AT+CFUN=1")), (1, 1));
    assert_eq!(bench.count("AT+CFUN=1,1"), 0);
    bench.pass_secs(10 * 60);
    assert_eq!(bench.count("AT+CFUN=1,1"), 1);
    let recovering = State::Recovering(Reason::NoNetwork);
    assert!(bench.states().contains(&recovering));
    bench.pass_secs(6 * 3600);
    assert!(bench.count("AT+CFUN=4") < 8, "ever later");
    bench.replies("AT+CEREG?", "+CEREG: 2,1");
    bench.pass_secs(400);
    assert_eq!(bench.state(), State::Ready);
}

#[test]
fn the_radio_is_never_left_off() {
    let mut bench = Bench::ready();
    bench.replies("AT+CEREG?", "+CEREG: 2,0");
    while bench.count("AT+CFUN=4") == 0 {
        bench.pass_secs(10);
        assert!(bench.at.as_millis() < 3_600_000);
    }
    if bench.count("AT+CFUN=1") == 0 {
        bench.close();
        bench.open();
    }
    bench.pass_secs(30);
    assert_eq!(bench.count("AT+CFUN=1"), 1);
}

#[test]
fn an_unplugged_modem_is_switched_on_again_when_it_is_back() {
    let mut bench = Bench::ready();
    bench.replies("AT+CEREG?", "+CEREG: 2,0");
    bench.ignores("AT+CFUN=4");
    while bench.count("AT+CFUN=4") == 0 {
        bench.pass_secs(10);
    }
    bench.close();
    bench.pass_secs(30);
    bench.open();
    bench.pass_secs(30);
    assert_eq!(bench.count("AT+CFUN=1"), 1);
}

#[test]
fn a_network_that_comes_and_goes_wedges_nothing() {
    let mut bench = Bench::ready();
    for n in 0..200 {
        bench.hears(if n % 2 == 0 {
            "+CEREG: 2"
        } else {
            "+CEREG: 1,\"1A2B\",\"01234567\",7"
        });
        bench.pass(700);
    }
    assert_eq!(bench.state(), State::Ready);
}

#[test]
fn weak_signal_and_missing_voice_over_lte_are_shown() {
    let mut bench = Bench::ready();
    bench.replies("AT+CSQ", "+CSQ: 99,99");
    bench.pass_secs(120);
    assert_eq!(bench.state(), State::Degraded(Lack::Signal));
    bench.hears("+QIND: \"csq\",24,99");
    assert_eq!(bench.state(), State::Ready);

    let mut bench = Bench::new();
    bench.replies("AT+QCFG=\"ims\"", "+QCFG: \"ims\",1,0");
    bench.open();
    bench.pass_secs(3);
    assert_eq!(bench.state(), State::Degraded(Lack::Ims));
    assert!(bench.state().is_ready());
    bench.replies("AT+QCFG=\"ims\"", "+QCFG: \"ims\",1,1");
    bench.pass_secs(400);
    assert_eq!(bench.state(), State::Ready);
}

#[test]
fn what_was_seen_of_it_can_be_looked_up() {
    use crate::{
        at::RegistrationStatus::{Home, Searching},
        modem::Modem as _,
    };
    let mut bench = Bench::new();
    assert_eq!(bench.modem.radio(), crate::modem::Radio::default());
    bench.replies("AT+CREG?", "+CREG: 2,2");
    bench.replies("AT+CEREG?", "+CEREG: 2,1");
    bench.replies("AT+CSQ", "+CSQ: 20,99");
    bench.open();
    bench.pass_secs(60);
    let radio = bench.modem.radio();
    assert_eq!((radio.circuit, radio.lte), (Some(Searching), Some(Home)));
    assert_eq!(radio.signal.and_then(|signal| signal.dbm()), Some(-73));
}

#[test]
fn a_person_may_ask_between_calls_and_long_numbers_are_masked() {
    use crate::{
        at::Question,
        modem::{Event, Request},
    };
    let ask = |id, text| Request::Ask {
        id,
        question: Question::find(text).unwrap(),
    };
    let asked = |bench: &Bench| {
        let mut all = bench.events.iter().filter_map(|event| match event {
            Event::Asked { id, lines, result } => Some((*id, lines.clone(), result.clone())),
            _ => None,
        });
        let last = all.next_back();
        last.unwrap()
    };
    let mut bench = Bench::ready();
    bench.replies("AT+COPS?", "+COPS: 0,0,\"SKTelecom\",7");
    bench.ask(ask(7, "AT+COPS?"));
    bench.pass_secs(1);
    let line = "+COPS: 0,0,\"SKTelecom\",7".to_owned();
    assert_eq!(asked(&bench), (7, vec![line], "OK".to_owned()));
    bench.ask(ask(8, "AT+CGSN"));
    bench.pass_secs(1);
    assert_eq!(asked(&bench).1, ["86675804*******"]);
    bench.ignores("AT+QCSQ");
    bench.ask(ask(9, "AT+QCSQ"));
    bench.pass_secs(30);
    let (id, lines, result) = asked(&bench);
    assert_eq!((id, lines.len()), (9, 0));
    assert_ne!(result, "OK");
}
