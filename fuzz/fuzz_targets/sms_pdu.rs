//! Any octets as a PDU: a message or a reason, never more than came in.
#![no_main]

use libfuzzer_sys::fuzz_target;
use munjigi_fuzz::sms::{Body, Message, decode, tpdu_len};

fuzz_target!(|octets: &[u8]| {
    let read = decode(octets);
    assert_eq!(read, decode(octets), "the same octets read the same");
    let Ok(pdu) = read else { return };
    assert_eq!(Some(pdu.tpdu_len), tpdu_len(octets));
    assert!(pdu.defects.len() <= 140);
    assert!(!format!("{pdu:?}").is_empty());
    let (data, body) = match &pdu.message {
        Message::Deliver(message) => (&message.data, &message.body),
        Message::Submit(message) => (&message.data, &message.body),
        Message::StatusReport(_) => return,
    };
    assert_eq!(*body, data.body());
    match body {
        Body::Text(text) => assert!(text.chars().count() <= 255),
        Body::Data(data) => assert!(data.len() <= 255),
    }
});
