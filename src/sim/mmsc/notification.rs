//! `m-notification-ind` inside a WSP push (OMA-TS-MMS_ENC 6.2, WAP-230-WSP 8.2.4.1).

use super::{Charset, Garble, Setup, Waiting, location, transaction, wsp};

/// Everything behind the port numbers of the texts that carry it.
pub(super) fn push(waiting: &Waiting, setup: &Setup) -> Vec<u8> {
    let lms = &waiting.lms;
    let garble = lms.garble;
    // Transaction 1, type 6 (push); the content type and X-Wap-Application-Id: 4 (MMS).
    let kind = if garble == Some(Garble::WrongType) {
        0x07
    } else {
        0x06
    };
    let mut octets = vec![0x01, kind];
    octets.extend(match garble {
        Some(Garble::HeadersOverrun) => vec![0x7F],
        Some(Garble::EndlessNumber) => vec![0xFF; 9],
        _ => vec![0x03],
    });
    octets.extend([0xBE, 0xAF, 0x84]);
    octets.extend([0x8C, 0x82]); // X-Mms-Message-Type: m-notification-ind
    octets.push(0x98);
    octets.extend(wsp::text(transaction(waiting.id).as_bytes()));
    octets.extend([0x8D, 0x92]); // version 1.2
    octets.extend(from(&lms.from, garble));
    if let Some(subject) = &lms.subject {
        octets.extend(subject_field(subject, lms.charset));
    }
    octets.extend([0x8A, 0x80]); // class: personal
    octets.push(0x8E);
    let size = if garble == Some(Garble::SizeLies) {
        u64::from(u32::MAX)
    } else {
        size(&lms.body)
    };
    octets.extend(wsp::long_integer(size));
    let expiry = [vec![0x81], wsp::long_integer(setup.keeps.as_secs())].concat();
    octets.push(0x88);
    octets.extend(wsp::value_length(expiry.len()));
    octets.extend(expiry);
    octets.push(0x83);
    octets.extend(wsp::text(url(waiting, setup).as_bytes()));
    match garble {
        Some(Garble::CutOff(left)) => octets.truncate(left),
        Some(Garble::NoEnd) => {
            octets.pop();
        }
        _ => {}
    }
    octets
}

/// Where it waits, or a place that nobody should fetch from.
fn url(waiting: &Waiting, setup: &Setup) -> String {
    let right = location(waiting.id, setup);
    match waiting.lms.garble {
        Some(Garble::ForeignHost) => right.replacen(&setup.host, &setup.foreign, 1),
        Some(Garble::UserInUrl) => right.replacen("http://", "http://someone@", 1),
        Some(Garble::LinesInUrl) => format!("{right} HTTP/1.1\r\nHost: {}\r\n", setup.foreign),
        Some(Garble::OtherScheme) => right.replacen("http://", "https://", 1),
        Some(Garble::LongUrl) => format!("{right}/{}", "a".repeat(400)),
        _ => right,
    }
}

fn size(body: &str) -> u64 {
    u64::try_from(body.len() + 600).unwrap_or(u64::MAX)
}

/// `From`: address-present-token and the address (7.3.20).
pub(super) fn from(number: &str, garble: Option<Garble>) -> Vec<u8> {
    let address = wsp::text(format!("{number}/TYPE=PLMN").as_bytes());
    let mut octets = vec![0x89];
    octets.extend(match garble {
        Some(Garble::ValueOverruns) => vec![0x1F, 0xFF, 0x7F],
        _ => wsp::value_length(address.len() + 1),
    });
    octets.push(0x80);
    octets.extend(address);
    octets
}

/// `Subject`: an encoded string (7.2.9).
pub(super) fn subject_field(subject: &str, charset: Charset) -> Vec<u8> {
    let mut octets = vec![0x96];
    octets.extend(encoded(subject, charset));
    octets
}

fn encoded(words: &str, charset: Charset) -> Vec<u8> {
    let text = wsp::text(&charset.octets(words));
    match charset.number() {
        None => text,
        Some(number) => {
            let value = [number, text].concat();
            [wsp::value_length(value.len()), value].concat()
        }
    }
}
