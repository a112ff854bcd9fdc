//! A second call.

use super::*;

fn second() -> Caller {
    Caller::Known("0212345678".parse().unwrap())
}

/// In a call, told of the second one, which has just come.
fn two() -> Bench {
    let mut bench = Bench::new().ready();
    bench.send("AT+CCWA=1,1,1");
    let mut bench = bench.in_call();
    bench.host.clear();
    let from = second();
    bench.happen(Happening::IncomingCall { from });
    bench
}

fn states(bench: &mut Bench) -> Vec<(char, char)> {
    let list = bench.send("AT+CLCC");
    let voice = list
        .lines()
        .filter(|l| l.contains("+CLCC") && !l.contains("128"));
    let nth = |l: &str, n: usize| l.split([' ', ',']).nth(n).unwrap().chars().next().unwrap();
    voice.map(|l| (nth(l, 1), nth(l, 3))).collect()
}

#[test]
fn f59_a_second_caller_waits() {
    let mut bench = two();
    assert_eq!(bench.host, lines(&["+CCWA: \"0212345678\",129,1"]));
    assert_eq!(states(&mut bench), [('2', '0'), ('3', '5')]);
    assert_eq!(bench.hear(20_000), "", "it does not ring");
}

#[test]
fn f59_with_the_service_off_the_second_caller_is_refused_unless_the_network_errs() {
    let mut bench = Bench::new().ready();
    bench.send("AT+CCWA=0,0,1");
    let mut bench = bench.in_call();
    let from = second();
    bench.happen(Happening::IncomingCall { from: from.clone() });
    let refused = Effect::CallRefused {
        other: from.clone(),
    };
    assert_eq!(bench.effects.last(), Some(&refused));
    bench.trouble(Trouble::WaitingAnyway { times: 1 });
    bench.happen(Happening::IncomingCall { from });
    assert_eq!(states(&mut bench), [('2', '0'), ('3', '5')]);
}

#[test]
fn the_waiting_call_is_refused_and_the_first_goes_on() {
    for line in ["AT+CHLD=0", "AT+QHUP=17,3", "AT+CHLD=13"] {
        let mut bench = two();
        assert_eq!(bench.send(line), "\r\nOK\r\n", "{line}");
        bench.run(1_000);
        assert_eq!(states(&mut bench), [('2', '0')], "{line}");
        let other = second();
        assert_eq!(bench.effects.last(), Some(&Effect::CallHungUp { other }));
    }
}

#[test]
fn calls_are_held_swapped_joined_and_ended_together() {
    let mut bench = two();
    assert_eq!(bench.send("AT+CHLD=2"), "\r\nOK\r\n");
    let other = second();
    assert_eq!(bench.effects.last(), Some(&Effect::CallAnswered { other }));
    assert_eq!(states(&mut bench), [('2', '1'), ('3', '0')]);
    bench.send("AT+CHLD=22");
    assert_eq!(states(&mut bench), [('2', '0'), ('3', '1')]);
    bench.send("AT+CHLD=3");
    assert_eq!(states(&mut bench), [('2', '0'), ('3', '0')]);
    assert!(bench.send("AT+CHLD=9").contains("+CME ERROR: 50"));
    bench.send("AT+CHUP");
    bench.run(1_000);
    assert_eq!(states(&mut bench), []);
    assert!(bench.send("AT+CHLD=2").contains("+CME ERROR: 3"));
}

#[test]
fn the_first_is_dropped_for_the_second() {
    let mut bench = two();
    bench.send("AT+CHLD=1");
    bench.run(1_000);
    assert_eq!(states(&mut bench), [('3', '0')]);
}

#[test]
fn f56_the_data_line_can_be_missing() {
    let mut bench = Bench::new().ready();
    bench.trouble(Trouble::NoDataBearer { span: FOR_EVER });
    assert_eq!(bench.send("AT+CLCC"), "\r\nOK\r\n");
    bench.call();
    assert_eq!(states(&mut bench), [('1', '4')]);
    bench.happen(Happening::RemoteHangUp);
    bench.trouble(Trouble::Heal);
    bench.call();
    let list = bench.send("AT+CLCC");
    let first = "\r\n+CLCC: 1,0,0,1,0,\"\",128\r\n+CLCC: 2,1,4,0,0,";
    assert!(list.starts_with(first), "{list:?}");
}
