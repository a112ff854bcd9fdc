//! Text messages.

use super::*;

#[test]
fn a_text_goes_out_behind_the_prompt() {
    let mut bench = Bench::new().ready();
    let to = "+821023456789".to_owned();
    let body = "예약해 두었어요".to_owned();
    let data: String = body.encode_utf16().map(|u| format!("{u:04X}")).collect();
    let pdu = format!(
        "0001000C91280132547698000{}",
        format_args!("8{:02X}{data}", data.len() / 2)
    );
    let octets = pdu.len() / 2 - 1;
    assert_eq!(bench.send(&format!("AT+CMGS={octets}")), "\r\n> ");
    bench.give(Input::Host(PortId::At, format!("{pdu}\x1A").as_bytes()));
    let before = bench.now;
    assert_eq!(bench.wait(), "\r\n+CMGS: 1\r\n\r\nOK\r\n");
    assert!(bench.now.since(before).as_millis() >= 1_000);
    let reference = 1;
    assert_eq!(
        bench.effects,
        [Effect::TextSubmitted {
            to,
            body,
            reference
        }]
    );
    assert_eq!(bench.rules(), []);
}

#[test]
fn a_text_can_be_given_up() {
    let mut bench = Bench::new().ready();
    bench.send("AT+CMGS=20");
    bench.give(Input::Host(PortId::At, b"0001\x1B"));
    assert_eq!(bench.wait(), "\r\nOK\r\n");
    assert_eq!(bench.send("AT"), "\r\nOK\r\n");
    assert_eq!(bench.rules(), []);
}

#[test]
fn text_mode_sends_too() {
    let mut bench = Bench::new().ready();
    bench.send("AT+CMGF=1");
    assert_eq!(bench.send("AT+CMGS=\"01023456789\""), "\r\n> ");
    bench.give(Input::Host(PortId::At, b"hello\x1A"));
    assert!(bench.wait().contains("+CMGS: 1"));
    assert!(matches!(&bench.effects[..], [Effect::TextSubmitted { body, .. }] if body == "hello"));
}
