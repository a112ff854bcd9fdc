//! Diverted calls and USSD.

use super::*;

#[test]
fn calls_are_diverted_and_no_longer_come() {
    let mut bench = Bench::new().ready();
    let off = "\r\n+CCFC: 0,255\r\n\r\nOK\r\n";
    assert_eq!(bench.send("AT+CCFC=0,2"), off);
    assert_eq!(bench.send("AT+CCFC=0,1"), "\r\n+CME ERROR: 3\r\n");
    assert_eq!(bench.send("AT+CCFC=0,3,\"0212345678\""), "\r\nOK\r\n");
    let on = "\r\n+CCFC: 1,1,\"+82212345678\",145,,,\r\n\r\nOK\r\n";
    assert_eq!(bench.send("AT+CCFC=0,2"), on);
    bench.reboot();
    assert_eq!(bench.send("AT+CCFC=0,2"), on, "the operator keeps it");
    bench.call();
    assert!(matches!(bench.effects[..], [Effect::CallRefused { .. }]));
    assert_eq!(bench.host, "");
    assert_eq!(bench.send("AT+CCFC=4,4"), "\r\nOK\r\n");
    assert_eq!(bench.send("AT+CCFC=0,2"), off);
    assert_eq!(bench.send("AT+CCFC=9,2"), "\r\n+CME ERROR: 50\r\n");
    bench.call();
    assert!(bench.host.contains("RING"));
}

#[test]
fn ussd_is_not_supported_here() {
    let mut bench = Bench::new().ready();
    assert_eq!(bench.send("AT+CUSD=1,\"*123#\",15"), "\r\nOK\r\n");
    assert_eq!(bench.hear(5_000), lines(&["+CUSD: 4"]));
}
