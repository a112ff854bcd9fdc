//! Text messages as they come, over the whole room: `tests/vectors/sms.json`.
//!
//! The PDUs were made with another program's codecs (Python's cp949 and utf-16), from sentences of our
//! own; numbers and hosts are invented.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use jiff::civil::{DateTime, date};
use munjigi::sms::{
    Added, Assembly, Body, Defect, Deliver, Joined, Message, PartId, PduError, StatusReport,
    SubmitOptions, decode, decode_hex, mms, submit_with, tpdu_len,
};
use serde_json::Value;

const RECEIVED: DateTime = date(2026, 11, 18).at(14, 26, 0, 0);

fn vectors() -> Value {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/sms.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// What came of the PDUs of one entry.
struct Read {
    delivers: Vec<Deliver>,
    report: Option<StatusReport>,
    joined: Option<Joined>,
    duplicates: usize,
    defects: Vec<Defect>,
    error: Option<PduError>,
}

fn read(entry: &Value) -> Read {
    let mut read = Read {
        delivers: Vec::new(),
        report: None,
        joined: None,
        duplicates: 0,
        defects: Vec::new(),
        error: None,
    };
    let mut assembly = Assembly::new();
    for (row, pdu) in (1..).zip(entry["pdus"].as_array().unwrap()) {
        let announced = usize::try_from(pdu["tpdu_len"].as_u64().unwrap()).unwrap();
        let pdu = match decode_hex(pdu["pdu"].as_str().unwrap()) {
            Ok(pdu) => pdu.against(announced),
            Err(error) => {
                read.error = Some(error);
                continue;
            }
        };
        read.defects.extend(&pdu.defects);
        match pdu.message {
            Message::Deliver(deliver) => {
                read.delivers.push(deliver.clone());
                let (given_up, added) = assembly.add(PartId(row), deliver, RECEIVED);
                assert_eq!(given_up, None);
                match added {
                    Added::Whole(joined) => read.joined = Some(*joined),
                    Added::Duplicate(_) => read.duplicates += 1,
                    Added::Waiting { .. } => {}
                }
            }
            Message::StatusReport(report) => read.report = Some(report),
            Message::Submit(submit) => panic!("{submit:?}"),
        }
    }
    if let Some(partial) = assembly.overdue(RECEIVED + munjigi::sms::PATIENCE) {
        assert!(read.joined.is_none());
        read.joined = Some(partial);
    }
    read
}

/// Compares everything that `expect` names; a name that means nothing here fails.
#[track_caller]
fn judge(name: &str, expect: &serde_json::Map<String, Value>, read: &Read) {
    let text_of = |value: &Value| value.as_str().unwrap().to_owned();
    let joined = || read.joined.as_ref().unwrap();
    let first = || read.delivers.first().unwrap();
    for (key, wanted) in expect {
        let what = format!("{name}: {key}");
        match key.as_str() {
            "sender" => assert_eq!(joined().sender.shown(), text_of(wanted), "{what}"),
            "gateway" => {
                let gateway = joined().gateway.as_ref().map(|gateway| gateway.shown());
                assert_eq!(gateway, Some(text_of(wanted)), "{what}");
            }
            "text" => {
                let text = joined().body.text().map(str::to_owned);
                assert_eq!(text, Some(text_of(wanted)), "{what}");
            }
            "data" => {
                let Body::Data(data) = &joined().body else {
                    panic!("{what}")
                };
                let hex: String = data.iter().map(|octet| format!("{octet:02X}")).collect();
                assert_eq!(hex, text_of(wanted), "{what}");
            }
            "reference" | "total" => {
                let place = first().concatenation().unwrap();
                let found = [u64::from(place.reference), u64::from(place.total)];
                let found = found[usize::from(key == "total")];
                assert_eq!(Some(found), wanted.as_u64(), "{what}");
            }
            "parts" => assert_eq!(Some(read.delivers.len() as u64), wanted.as_u64(), "{what}"),
            "duplicates" => assert_eq!(Some(read.duplicates as u64), wanted.as_u64(), "{what}"),
            "missing" => {
                let missing = serde_json::to_value(&joined().missing).unwrap();
                assert_eq!(&missing, wanted, "{what}");
            }
            "class" => {
                let class = joined().coding.class.map(u64::from);
                assert_eq!(class, wanted.as_u64(), "{what}");
            }
            "stamp" => assert_eq!(joined().stamp.to_string(), text_of(wanted), "{what}"),
            "waiting" => {
                let kind = joined().coding.waiting.unwrap().kind;
                assert_eq!(format!("{kind:?}"), text_of(wanted), "{what}");
            }
            "defects" => {
                let found: Vec<String> = read
                    .defects
                    .iter()
                    .map(|d| name_of(&format!("{d:?}")))
                    .collect();
                assert_eq!(&serde_json::to_value(found).unwrap(), wanted, "{what}");
            }
            "error" => {
                let error = read
                    .error
                    .as_ref()
                    .map(|error| name_of(&format!("{error:?}")));
                assert_eq!(error, Some(text_of(wanted)), "{what}");
            }
            "report" => {
                let report = read.report.as_ref().unwrap();
                let found = serde_json::json!({
                    "reference": report.reference,
                    "status": report.status.0,
                    "delivery": format!("{:?}", report.status.delivery()),
                    "to": report.to.shown(),
                });
                assert_eq!(&found, wanted, "{what}");
            }
            "mms" => {
                let read = mms::Notification::from_push(joined().push().unwrap()).unwrap();
                let Some(mms::Expiry::In(expires_in)) = read.expiry else {
                    panic!("{what}")
                };
                let found = serde_json::json!({
                    "transaction_id": read.transaction_id,
                    "sender": read.from.unwrap().shown(),
                    "subject": read.subject,
                    "url": read.url,
                    "size": read.size,
                    "expires_in": expires_in,
                    "class": format!("{:?}", read.class.unwrap()).to_lowercase(),
                });
                assert_eq!(&found, wanted, "{what}");
                assert_eq!(read.damage, None, "{what}");
            }
            other => panic!("{name}: nobody knows what {other} means"),
        }
    }
    if !expect.contains_key("defects") {
        assert_eq!(read.defects, [], "{name}");
    }
    if !expect.contains_key("error") {
        assert_eq!(read.error, None, "{name}");
    }
}

/// The variant's name without its fields.
fn name_of(debug: &str) -> String {
    debug
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect()
}

#[test]
fn every_received_message_reads_as_it_was_written() {
    let vectors = vectors();
    let entries = vectors["deliver"].as_array().unwrap();
    assert!(entries.len() >= 30);
    for entry in entries {
        let name = entry["name"].as_str().unwrap();
        judge(name, entry["expect"].as_object().unwrap(), &read(entry));
    }
}

#[test]
fn every_text_is_written_as_another_program_writes_it() {
    for entry in vectors()["submit"].as_array().unwrap() {
        let small = |key: &str| u8::try_from(entry[key].as_u64().unwrap()).unwrap();
        let options = SubmitOptions {
            reference: small("reference"),
            report: entry["report"].as_bool().unwrap(),
            message_reference: Some(small("message_reference")),
        };
        let to = entry["to"].as_str().unwrap().parse().unwrap();
        let parts = submit_with(&to, entry["text"].as_str().unwrap(), options).unwrap();
        let wanted = entry["pdus"].as_array().unwrap();
        assert_eq!(parts.len(), wanted.len());
        for (part, wanted) in parts.iter().zip(wanted) {
            assert_eq!(part.hex(), wanted["pdu"].as_str().unwrap());
            assert_eq!(Some(part.tpdu_len() as u64), wanted["cmgs"].as_u64());
        }
    }
}

/// Every octet of every vector, turned into every other: read or refused, and never more than came in.
#[test]
fn one_wrong_octet_anywhere_does_no_harm() {
    for entry in vectors()["deliver"].as_array().unwrap() {
        for pdu in entry["pdus"].as_array().unwrap() {
            let hex = pdu["pdu"].as_str().unwrap();
            let octets: Vec<u8> = (0..hex.len() / 2)
                .map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap())
                .collect();
            for end in 0..octets.len() {
                let _ = decode(&octets[..end]);
            }
            for at in 0..octets.len() {
                for wrong in [0x00, 0x01, 0x7F, 0x80, 0xFF, octets[at] ^ 0x40] {
                    let mut octets = octets.clone();
                    octets[at] = wrong;
                    let Ok(pdu) = decode(&octets) else { continue };
                    assert_eq!(Some(pdu.tpdu_len), tpdu_len(&octets));
                    let Message::Deliver(deliver) = pdu.message else {
                        continue;
                    };
                    if let Body::Data(data) = &deliver.body {
                        let _ = mms::Notification::from_push(data);
                    }
                }
            }
        }
    }
}
