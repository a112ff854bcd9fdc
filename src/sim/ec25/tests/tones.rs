//! Keys that the host sends and hears.

use super::*;

const REFUSED: &str = "\r\n+CME ERROR: network rejected request\r\n";
const OK: &str = "\r\nOK\r\n";

fn sent(bench: &mut Bench) -> Vec<String> {
    let effects = std::mem::take(&mut bench.effects);
    let digits = effects.into_iter().filter_map(|e| match e {
        Effect::Tones { digits } => Some(digits),
        _ => None,
    });
    digits.collect()
}

#[test]
fn tones_take_their_time_and_need_a_call() {
    let mut bench = Bench::new().ready();
    assert_eq!(bench.send("AT+VTS=\"1\""), "\r\n+CME ERROR: 3\r\n");
    let mut bench = bench.in_call();
    for (line, least, most) in [
        ("AT+VTS=5", 300, 400),
        ("AT+VTS=\"12#\"", 900, 1_000),
        ("AT+VTS=\"12\",10", 2_000, 2_100),
        ("AT+VTD=1,1;+VTS=\"12\"", 400, 500),
    ] {
        let before = bench.now;
        assert_eq!(bench.send(line), OK, "{line}");
        let took = bench.now.since(before).as_millis();
        assert!((least..=most).contains(&took), "{line}: {took} ms");
    }
    assert_eq!(sent(&mut bench), ["5", "12#", "12", "12"]);
    for line in ["AT+VTS=\"x\"", "AT+VTS=\"\""] {
        assert_eq!(bench.send(line), "\r\n+CME ERROR: 50\r\n", "{line}");
    }
    let long = format!("AT+VTS=\"{}\"", "1".repeat(32));
    assert_eq!(bench.send(&long), "\r\n+CME ERROR: 50\r\n");
}

#[test]
fn f67_tones_are_refused_as_often_as_ordered() {
    let mut bench = Bench::new().ready().in_call();
    bench.trouble(Trouble::TonesRefused { times: 1 });
    assert_eq!(bench.send("AT+VTS=\"1\""), REFUSED);
    assert_eq!(bench.send("AT+VTS=\"1\""), OK);
    bench.trouble(Trouble::TonesRefused { times: u32::MAX });
    assert_eq!(bench.send("AT+VTS=\"1\""), REFUSED);
    assert_eq!(bench.send("AT+VTS=\"1\""), REFUSED);
    bench.trouble(Trouble::Heal);
    assert_eq!(bench.send("AT+VTS=\"1\""), OK);
    assert_eq!(sent(&mut bench).len(), 2);
}

#[test]
fn f67_tones_are_refused_for_a_whole_call_and_not_in_the_next() {
    let mut bench = Bench::new().ready();
    bench.trouble(Trouble::TonesRefusedInCalls { times: 1 });
    let mut bench = bench.in_call();
    for _ in 0..3 {
        assert_eq!(bench.send("AT+VTS=\"1\""), REFUSED);
    }
    bench.send("AT+CHUP");
    bench.run(1_000);
    let mut bench = bench.in_call();
    assert_eq!(bench.send("AT+VTS=\"1\""), OK);
}

#[test]
fn f68_tones_are_answered_and_not_heard() {
    let mut bench = Bench::new().ready();
    bench.trouble(Trouble::TonesInaudible { times: 1 });
    let mut bench = bench.in_call();
    assert_eq!(bench.send("AT+VTS=\"12\""), OK);
    assert_eq!(sent(&mut bench), Vec::<String>::new());
}

#[test]
fn f69_short_tones_are_not_heard() {
    let mut bench = Bench::new().ready().in_call();
    assert_eq!(bench.modem.least_tone(), None);
    let least = Duration::from_millis(150);
    let span = secs(10);
    bench.trouble(Trouble::ShortTonesLost { least, span });
    assert_eq!(bench.modem.least_tone(), Some(least));
    assert_eq!(bench.send("AT+VTS=\"1\",1"), OK);
    assert_eq!(bench.send("AT+VTS=\"2\",2"), OK);
    assert_eq!(sent(&mut bench), ["2"]);
    bench.run(10_000);
    assert_eq!(bench.send("AT+VTS=\"3\",1"), OK);
    assert_eq!(sent(&mut bench), ["3"]);
}

#[test]
fn f70_keys_are_told_once_twice_and_without_being_pressed() {
    let mut bench = Bench::new().ready().in_call();
    bench.host.clear();
    bench.happen(Happening::RemoteKey('5'));
    assert_eq!(bench.host, "", "nobody asked");
    bench.send("AT+QTONEDET=1");
    for key in ['5', 'A', '*', '#'] {
        bench.happen(Happening::RemoteKey(key));
    }
    let told = ["53", "65", "42", "35"].map(|n| format!("+QTONEDET: {n}"));
    assert_eq!(bench.host, lines(&told.each_ref().map(String::as_str)));
    bench.host.clear();
    bench.trouble(Trouble::KeysTwice { times: 1 });
    bench.happen(Happening::RemoteKey('1'));
    bench.happen(Happening::RemoteKey('2'));
    let told = ["+QTONEDET: 49", "+QTONEDET: 49", "+QTONEDET: 50"];
    assert_eq!(bench.host, lines(&told));
    bench.host.clear();
    bench.trouble(Trouble::FalseKey { key: '9' });
    assert_eq!(bench.host, lines(&["+QTONEDET: 57"]));
    bench.reboot();
    let mut bench = bench.in_call();
    bench.host.clear();
    bench.happen(Happening::RemoteKey('5'));
    assert_eq!(bench.host, "", "volatile");
}
