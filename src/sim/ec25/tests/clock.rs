//! The module's clock.

use super::*;

#[test]
fn f45_without_the_networks_time_it_is_1980() {
    let mut bench = Bench::new().ready();
    assert_eq!(bench.send("AT+CTZU=3"), "\r\nOK\r\n");
    assert!(bench.send("AT+CCLK?").contains("+CCLK: \"26/11/21,18:00:0"));
    bench.trouble(Trouble::NoNetworkTime { span: FOR_EVER });
    bench.reboot();
    for mode in ["", "=1", "=2"] {
        let got = bench.send(&format!("AT+QLTS{mode}"));
        assert_eq!(got, "\r\n+QLTS: \"\"\r\n\r\nOK\r\n");
    }
    assert!(bench.send("AT+CCLK?").contains("+CCLK: \"80/01/06,00:00:"));
    bench.trouble(Trouble::Heal);
    assert!(bench.send("AT+CCLK?").contains("+CCLK: \"26/11/21,18:01:"));
    assert!(bench.send("AT+QLTS=1").contains("\"2026/11/21,09:01:"));
}

#[test]
fn f45_the_time_jumps_and_comes_back() {
    let mut bench = Bench::new().ready();
    bench.send("AT+CTZU=3");
    let (seconds, span) = (-86_400 * 365, secs(60));
    bench.trouble(Trouble::NetworkTimeWrong { seconds, span });
    assert!(bench.send("AT+CCLK?").contains("\"25/11/21,18:00:"));
    assert!(bench.send("AT+QLTS=2").contains("\"2025/11/21,18:00:"));
    bench.run(60_000);
    assert!(bench.send("AT+QLTS=2").contains("\"2026/11/21,18:01:"));
}

#[test]
fn after_a_start_the_time_comes_with_the_network() {
    let mut bench = Bench::new().ready();
    bench.send("AT+CTZU=1");
    bench.send("AT+CFUN=1,1");
    bench.host.clear();
    while !bench.host.contains("+CPIN: READY") {
        bench.run(5);
    }
    assert!(bench.send("AT+QLTS=2").contains("+QLTS: \"\""));
    assert!(bench.send("AT+CCLK?").contains("80/01/06"));
    bench.run(11_000);
    assert!(bench.send("AT+QLTS=2").contains("2026/11/21"));
    assert!(bench.send("AT+CCLK?").contains("26/11/21,09:00:"), "GMT");
}

#[test]
fn the_clock_can_be_set_and_runs() {
    let mut bench = Bench::new().ready();
    let set = "AT+CCLK=\"20/02/29,23:59:58+36\"";
    assert_eq!(bench.send(set), "\r\nOK\r\n");
    bench.run(2_000);
    assert!(bench.send("AT+CCLK?").contains("\"20/03/01,00:00:00+00\""));
    assert_eq!(bench.send("AT+CCLK=\"x\""), "\r\n+CME ERROR: 50\r\n");
}
