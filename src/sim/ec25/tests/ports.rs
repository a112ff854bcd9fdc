//! Two AT ports on one module.

use super::*;

impl Bench {
    /// Sends a line on the second port and returns everything that has come there within 2 s.
    fn send_second(&mut self, line: &str) -> String {
        self.second.clear();
        let line = format!("{line}\r");
        self.give(Input::Host(PortId::Second, line.as_bytes()));
        self.run(2_000);
        std::mem::take(&mut self.second)
    }
}

#[test]
fn each_port_has_its_own_echo_and_command_and_they_share_the_settings() {
    let mut bench = Bench::new().ready();
    assert_eq!(bench.send_second("AT"), "AT\r\r\nOK\r\n");
    assert_eq!(bench.send_second("ATE0"), "ATE0\r\r\nOK\r\n");
    assert_eq!(
        bench.send_second("AT+CLIP?"),
        "\r\n+CLIP: 1,1\r\n\r\nOK\r\n"
    );
    bench.call();
    bench.run(100);
    bench.host.clear();
    bench.give(Input::Host(PortId::At, b"ATA\r"));
    assert!(bench.send_second("AT+CLCC").contains("01023456789"));
    assert_eq!(bench.host, "\r\nOK\r\n");
    assert_eq!(bench.rules(), [], "one command on each port is no overlap");
}

#[test]
fn urcs_come_on_the_ports_that_qurccfg_names() {
    for (value, first, second) in [
        ("usbat", true, false),
        ("usbmodem", false, true),
        ("all", true, true),
        ("uart1", false, false),
        ("uart2", false, false),
    ] {
        let mut bench = Bench::new().ready();
        bench.send(&format!("AT+QURCCFG=\"urcport\",\"{value}\""));
        bench.host.clear();
        bench.call();
        assert_eq!(bench.host.contains("RING"), first, "{value}");
        assert_eq!(bench.second.contains("RING"), second, "{value}");
    }
}
