use proptest::prelude::*;

use super::*;
use crate::sim::fault::Place;

const fn ms(n: u64) -> Instant {
    Instant::from_millis(n)
}

fn with(order: &str) -> Layer {
    let mut layer = Layer::new(7);
    layer.start(&Order::parse(order).unwrap(), ms(0));
    layer
}

/// Asks `line`, lets the module write `pieces` 10 ms later, and returns what has come by `until`.
fn ask(layer: &mut Layer, line: &str, pieces: &[&str], at: u64, until: u64) -> String {
    layer.host(format!("{line}\r").as_bytes(), ms(at));
    layer.settle(ms(at));
    for piece in pieces {
        layer.module(piece.as_bytes(), ms(at + 10));
    }
    said(layer, until)
}

fn said(layer: &mut Layer, until: u64) -> String {
    let all: Vec<u8> = layer
        .take(ms(until))
        .into_iter()
        .flat_map(|p| p.1)
        .collect();
    String::from_utf8_lossy(&all).into_owned()
}

const CSQ: [&str; 2] = ["\r\n+CSQ: 24,99\r\n", "\r\nOK\r\n"];
const WHOLE: &str = "\r\n+CSQ: 24,99\r\n\r\nOK\r\n";

#[test]
fn without_a_fault_everything_passes_as_it_is() {
    let mut layer = Layer::new(7);
    assert_eq!(layer.host(b"AT+CSQ\r", ms(0)).asked, ["+CSQ"]);
    layer.module(b"AT+CSQ\r", ms(0));
    layer.settle(ms(0));
    for piece in CSQ {
        layer.module(piece.as_bytes(), ms(10));
    }
    let out = layer.take(ms(10));
    assert_eq!(out[0], (ms(0), b"AT+CSQ\r".to_vec()));
    assert_eq!(out[1], (ms(10), CSQ[0].as_bytes().to_vec()));
    assert_eq!((out.len(), layer.next_wake()), (3, None));
}

#[test]
fn f01_garbles_about_one_byte_in_n_and_the_same_for_the_same_seed() {
    let spoilt = || {
        let mut layer = with("F01 rate=20");
        let clean = [b'x'; 4_000];
        layer.module(&clean, ms(1));
        layer.take(ms(1)).remove(0).1
    };
    let bytes = spoilt();
    let wrong = bytes.iter().filter(|b| **b != b'x').count();
    assert!((120..280).contains(&wrong), "{wrong}");
    assert_eq!(bytes, spoilt());
}

#[test]
fn f02_puts_runs_between_lines_and_never_inside() {
    let mut layer = with("F02 variant=ff");
    layer.module(b"\r\nRING\r\n", ms(1));
    let bytes = layer.take(ms(1)).remove(0).1;
    let run = bytes.iter().take_while(|b| **b == 0xFF).count();
    assert!((1..=64).contains(&run));
    assert_eq!(&bytes[run..], b"\r\nRING\r\n");
}

#[test]
fn f03_echoes_only_what_the_module_does_not_echo_itself() {
    let mut layer = with("F03");
    assert_eq!(
        ask(&mut layer, "AT+CSQ", &CSQ, 5, 20),
        format!("AT+CSQ\r{WHOLE}")
    );
    layer.host(b"AT\r", ms(30));
    layer.module(b"AT\r", ms(30));
    layer.settle(ms(30));
    layer.module(b"\r\nOK\r\n", ms(40));
    assert_eq!(said(&mut layer, 40), "AT\r\r\nOK\r\n");
}

#[test]
fn f04_splits_at_every_byte_or_at_every_place_in_turn() {
    let mut layer = with("F04");
    layer.module(b"\r\nOK\r\n", ms(1));
    let out = layer.take(ms(100));
    let times: Vec<u64> = out.iter().map(|(at, _)| at.as_millis()).collect();
    assert_eq!(times, [1, 2, 3, 4, 5, 6]);
    assert!(out.iter().all(|(_, bytes)| bytes.len() == 1));
    let mut layer = with("F04 variant=walking");
    let mut places = Vec::new();
    for n in 0..6 {
        layer.module(b"\r\nOK\r\n", ms(10 * n));
        places.push(layer.take(ms(10 * n + 9))[0].1.len());
    }
    assert_eq!(places, [6, 1, 2, 3, 4, 5]);
}

#[test]
fn f05_merges_what_comes_within_200_ms() {
    let mut layer = with("F05");
    layer.module(b"\r\nRING\r\n", ms(100));
    layer.module(b"\r\nOK\r\n", ms(250));
    assert_eq!(layer.next_wake(), Some(ms(300)));
    assert_eq!(layer.take(ms(299)), []);
    let whole = b"\r\nRING\r\n\r\nOK\r\n".to_vec();
    assert_eq!(layer.take(ms(300)), [(ms(300), whole)]);
}

#[test]
fn f06_and_f07_spoil_the_framing() {
    let mut layer = with("F06");
    assert_eq!(
        ask(&mut layer, "AT+CSQ", &CSQ, 0, 20),
        "+CSQ: 24,99\r\nOK\r\n"
    );
    let mut layer = with("F07");
    layer.module(b"\r\nOK\r\n", ms(1));
    assert_eq!(said(&mut layer, 1), "\r\n\r\nOK\r\n\r\n");
}

#[test]
fn f08_streams_its_megabyte_and_keeps_little_of_it() {
    let mut layer = with("F08");
    layer.module(b"\r\nOK\r\n", ms(0));
    let (mut bytes, mut largest, mut at) = (0, 0, ms(0));
    let mut last = Vec::new();
    while let Some(wake) = layer.next_wake() {
        at = wake;
        for (_, piece) in layer.take(at) {
            bytes += piece.len();
            largest = largest.max(piece.len());
            last = piece;
        }
    }
    assert_eq!((bytes, largest), (1_024 * 1_024 + 6, 4_096));
    assert_eq!(last, b"\r\nOK\r\n");
    assert!((1_000..1_100).contains(&at.as_millis()), "{at}");
}

#[test]
fn f09_says_what_is_not_utf8() {
    let mut layer = with("F09");
    layer.module(b"\r\nRING\r\n", ms(1));
    let bytes = layer.take(ms(1)).remove(0).1;
    assert!(std::str::from_utf8(&bytes).is_err());
    assert!(bytes.ends_with(b"\r\nRING\r\n"));
    let mut layer = with("F09 variant=operator");
    layer.module(b"\r\n+COPS: 0,0,\"KT\",7\r\n", ms(1));
    let bytes = layer.take(ms(1)).remove(0).1;
    assert!(bytes.starts_with(b"\r\n+COPS: 0,0,\"\xC5") && bytes.ends_with(b"\",7\r\n"));
}

#[test]
fn f10_pauses_inside_lines_and_loses_nothing() {
    let mut layer = with("F10 rate=500");
    layer.module(WHOLE.as_bytes(), ms(0));
    let out = layer.take(ms(60_000));
    let all: Vec<u8> = out.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
    assert_eq!(all, WHOLE.as_bytes());
    assert!(out.len() > 2);
    let gaps = out.windows(2).map(|w| w[1].0.since(w[0].0).as_millis());
    assert!(gaps.clone().all(|gap| gap <= 500) && gaps.max() > Some(50));
}

#[test]
fn f11_and_f12_put_urcs_where_they_hurt() {
    let mut layer = with("F11 variant=creg");
    let calls = ["\r\n+CLCC: 1\r\n+CLCC: 2\r\n", "\r\nOK\r\n"];
    assert_eq!(
        ask(&mut layer, "AT+CLCC", &calls, 0, 20),
        "\r\n+CLCC: 1\r\n\r\n+CREG: 1\r\n\r\n+CLCC: 2\r\n\r\n+CREG: 1\r\n\r\nOK\r\n"
    );
    assert_eq!(ask(&mut layer, "AT+CSQ", &CSQ, 30, 50), WHOLE);
    let mut layer = with("F12");
    assert_eq!(
        ask(&mut layer, "AT+CMGS=25", &["\r\n> "], 0, 20),
        "\r\n> \r\n+QIND: \"csq\",25,99\r\n"
    );
    let passed = layer.host(b"0011\x1a", ms(30));
    assert_eq!((passed.bytes, passed.text), (b"0011\x1a".to_vec(), true));
    assert_eq!(layer.host(b"AT\r", ms(40)).asked, [""]);
}

#[test]
fn f13_gives_the_reply_when_the_next_command_is_asked() {
    let mut layer = with("F13 on=+CSQ");
    assert_eq!(
        ask(&mut layer, "ATE0", &["\r\nOK\r\n"], 0, 20),
        "\r\nOK\r\n"
    );
    assert_eq!(ask(&mut layer, "AT+CSQ", &CSQ, 100, 5_000), "");
    layer.module(b"\r\nRING\r\n", ms(5_000));
    assert_eq!(said(&mut layer, 5_000), "\r\nRING\r\n", "URCs go on");
    let late = ask(
        &mut layer,
        "AT+CPIN?",
        &["\r\n+CPIN: READY\r\n", "\r\nOK\r\n"],
        6_000,
        6_020,
    );
    assert_eq!(late, format!("{WHOLE}\r\n+CPIN: READY\r\n\r\nOK\r\n"));
}

#[test]
fn f14_is_slow_by_the_manuals_measure() {
    for (order, line, due) in [
        ("F14", "ATH", 85_500),
        ("F14 variant=over", "ATH", 99_000),
        ("F14 variant=far-over", "AT+CSQ", 3_600),
        ("F14", "AT+CMGS=20", 114_000),
    ] {
        let mut layer = with(order);
        assert_eq!(ask(&mut layer, line, &["\r\nOK\r\n"], 0, due - 1), "");
        assert_eq!(layer.next_wake(), Some(ms(due)), "{order} {line}");
        assert_eq!(said(&mut layer, due), "\r\nOK\r\n");
        assert_eq!(
            ask(&mut layer, "AT", &["\r\nOK\r\n"], due + 1, due + 20),
            "\r\nOK\r\n",
            "once is enough"
        );
    }
}

#[test]
fn f15_and_f16_answer_nothing_or_an_error_as_often_as_ordered() {
    let mut layer = with("F15 count=2");
    assert_eq!(ask(&mut layer, "AT+CSQ", &CSQ, 0, 1_000), "");
    assert_eq!(ask(&mut layer, "AT+CSQ", &CSQ, 2_000, 3_000), "");
    assert_eq!(ask(&mut layer, "AT+CSQ", &CSQ, 4_000, 5_000), WHOLE);
    let mut layer = with("F15 variant=command-lost on=ATA");
    assert_eq!(layer.host(b"AT+CLCC\r", ms(0)).bytes, b"AT+CLCC\r");
    assert_eq!(layer.host(b"ATA\r", ms(50)), Passed::default());
    assert_eq!(layer.host(b"ATA\r", ms(90)).asked, ["A"]);
    for (variant, words) in [
        ("error", "ERROR"),
        ("cme", "+CME ERROR: 100"),
        ("cme-text", "+CME ERROR: unknown"),
        ("cms", "+CMS ERROR: 500"),
        ("cms-text", "+CMS ERROR: unknown error"),
    ] {
        let mut layer = with(&format!("F16 variant={variant} on=+CMGS"));
        let passed = layer.host(b"AT+CMGS=25\r", ms(0));
        assert_eq!(passed.bytes, b"", "the module must not prompt");
        assert_eq!(said(&mut layer, 20), format!("\r\n{words}\r\n"));
        assert_eq!(layer.host(b"AT+CMGS=25\r", ms(30)).bytes, b"AT+CMGS=25\r");
    }
}

#[test]
fn f17_takes_the_line_and_leaves_the_ok() {
    let mut layer = with("F17");
    assert_eq!(
        ask(&mut layer, "ATE0", &["\r\nOK\r\n"], 0, 20),
        "\r\nOK\r\n"
    );
    assert_eq!(ask(&mut layer, "AT+CSQ", &CSQ, 30, 50), "\r\nOK\r\n");
    assert_eq!(ask(&mut layer, "AT+CSQ", &CSQ, 60, 80), WHOLE);
}

#[test]
fn f18_and_f22_say_theirs_one_after_the_other() {
    let mut layer = with("F18 count=3");
    let mut times = Vec::new();
    while let Some(at) = layer.next_wake() {
        for (_, bytes) in layer.take(at) {
            times.push((at.as_millis(), String::from_utf8(bytes).unwrap()));
        }
    }
    assert_eq!(
        times.iter().map(|t| t.0).collect::<Vec<_>>(),
        [0, 500, 1_000]
    );
    assert!(times[0].1.contains("+QFOO") && times[1].1.contains("^MODE"));
    let mut layer = with("F22");
    let mut all = String::new();
    while let Some(at) = layer.next_wake() {
        all += &said(&mut layer, at.as_millis());
    }
    assert!(all.contains("+QIND: SMS DONE") && all.contains("+QIND: \"act\",\"LTE\""));
}

#[test]
fn f20_and_f21_are_deaf_and_dumb_until_they_are_over_or_usb_is_new() {
    for order in ["F20 for=5s", "F21 for=5s"] {
        let mut layer = with(order);
        assert_eq!(layer.host(b"AT\r", ms(10)), Passed::default());
        layer.module(b"\r\nRING\r\n", ms(20));
        assert_eq!(said(&mut layer, 4_999), "");
        assert_eq!(ask(&mut layer, "AT+CSQ", &CSQ, 5_000, 5_020), WHOLE);
        let mut layer = with(order);
        layer.reset();
        assert_eq!(layer.host(b"AT\r", ms(10)).asked, [""]);
    }
}

#[test]
fn f23_mixes_the_urc_with_the_answer() {
    let mut layer = with("F23");
    let answer = ["\r\n+CREG: 2,1,\"2F1A\",\"01A2B3C4\",7\r\n", "\r\nOK\r\n"];
    let urc = "\r\n+CREG: 1,\"2F1A\",\"01A2B3C4\",7\r\n";
    assert_eq!(
        ask(&mut layer, "AT+CREG?", &answer, 0, 20),
        format!("{urc}{}{urc}\r\nOK\r\n", answer[0])
    );
}

#[test]
fn data_behind_connect_is_left_alone() {
    let mut layer = with("F02");
    layer.host(b"AT+QHTTPREAD=80\r", ms(0));
    layer.module(b"\r\nCONNECT\r\n", ms(10));
    layer.module(b"\r\n+CLCC: 1\r\n", ms(20));
    let out = layer.take(ms(20));
    assert_eq!(out[1].1, b"\r\n+CLCC: 1\r\n");
    layer.module(b"\r\nOK\r\n", ms(30));
    layer.module(b"\r\nRING\r\n", ms(40));
    assert!(layer.take(ms(40))[1].1.len() > 8, "noise is back");
}

#[test]
fn what_waits_is_bounded_and_what_is_lost_is_counted() {
    let mut layer = with("F10");
    for n in 0..2_000 {
        layer.module(&[b'x'; 100], ms(n));
    }
    let waiting: usize = layer.take(ms(u64::MAX / 2)).iter().map(|p| p.1.len()).sum();
    assert!(waiting <= Wire::MOST);
    assert_eq!(waiting as u64 + layer.lost(), 200_000);
}

proptest! {
    #[test]
    fn whatever_is_written_it_holds_and_ends(
        orders in prop::collection::vec(0_usize..100, 0..6),
        steps in prop::collection::vec((any::<bool>(), prop::collection::vec(any::<u8>(), 0..40)), 0..40),
        seed: u64,
    ) {
        let mut layer = Layer::new(seed);
        for n in orders {
            let order = Order::new(Fault::ALL[n]);
            if matches!(order.fault.row().place, Place::Bytes | Place::Replies) {
                layer.start(&order, ms(0));
            }
        }
        let mut at = 0;
        for (host, bytes) in steps {
            at += 37;
            if host {
                layer.host(&bytes, ms(at));
                layer.settle(ms(at));
            } else {
                layer.module(&bytes, ms(at));
            }
            layer.take(ms(at));
        }
        let mut wakes = 0;
        while let Some(wake) = layer.next_wake() {
            layer.take(wake);
            wakes += 1;
            prop_assert!(wakes < 20_000, "it never ends");
        }
    }
}
