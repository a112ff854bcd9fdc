//! `m-retrieve-conf`: the message itself (OMA-TS-MMS_ENC 6.3, WAP-230-WSP 8.5).

use super::{Charset, Garble, Waiting, notification, transaction, wsp};

/// The whole MMS PDU that answers a GET.
pub(super) fn retrieve_conf(waiting: &Waiting, garble: Option<Garble>) -> Vec<u8> {
    let lms = &waiting.lms;
    if garble == Some(Garble::NotMms) {
        return b"<html><body>Please sign in</body></html>".to_vec();
    }
    let mut octets = vec![0x8C, 0x84, 0x98]; // m-retrieve-conf, transaction
    octets.extend(wsp::text(transaction(waiting.id).as_bytes()));
    octets.extend([0x8D, 0x92, 0x8B]); // version 1.2, message id
    octets.extend(wsp::text(format!("{:08}@mms", waiting.id).as_bytes()));
    octets.push(0x85);
    octets.extend(wsp::long_integer(1_795_255_440)); // November 2026
    octets.extend(notification::from(&lms.from, garble));
    if let Some(subject) = &lms.subject {
        octets.extend(notification::subject_field(subject, lms.charset));
    }
    octets.push(0x84); // content type, which comes last
    octets.extend(multipart_type(lms.smil, garble));
    octets.extend(multipart(waiting, garble));
    match garble {
        Some(Garble::CutOff(left)) => octets.truncate(left),
        Some(Garble::NoEnd) => {
            octets.pop();
        }
        _ => {}
    }
    octets
}

/// `multipart.related` that begins with its SMIL page, or `multipart.mixed`.
fn multipart_type(smil: bool, garble: Option<Garble>) -> Vec<u8> {
    let mut value = Vec::new();
    if smil {
        value.push(0xB3); // application/vnd.wap.multipart.related
        value.push(0x8A); // start
        value.extend(wsp::text(b"<smil>"));
        value.push(0x89); // type
        value.extend(wsp::text(b"application/smil"));
    } else {
        value.push(0xA3); // application/vnd.wap.multipart.mixed
    }
    let length = match garble {
        Some(Garble::HeadersOverrun) => wsp::value_length(9_999),
        _ => wsp::value_length(value.len()),
    };
    [length, value].concat()
}

fn multipart(waiting: &Waiting, garble: Option<Garble>) -> Vec<u8> {
    let lms = &waiting.lms;
    let mut parts = Vec::new();
    if lms.smil {
        parts.push((smil_type(), SMIL.to_vec()));
    }
    parts.push((text_type(lms.charset), lms.charset.octets(&lms.body)));
    let mut octets = match garble {
        Some(Garble::PartsLie) => wsp::uintvar(200),
        Some(Garble::EndlessNumber) => vec![0xFF; 9],
        _ => wsp::uintvar(parts.len()),
    };
    for (headers, data) in parts {
        octets.extend(wsp::uintvar(headers.len()));
        octets.extend(match garble {
            Some(Garble::DataOverruns) => wsp::uintvar(data.len() + 70_000),
            _ => wsp::uintvar(data.len()),
        });
        octets.extend(headers);
        octets.extend(data);
    }
    octets
}

const SMIL: &[u8] = b"<smil><head><layout><region id=\"Text\" width=\"100%\" height=\"100%\"/>\
</layout></head><body><par dur=\"10s\"><text src=\"text_1.txt\" region=\"Text\"/></par></body></smil>";

fn smil_type() -> Vec<u8> {
    let mut headers = wsp::text(b"application/smil");
    headers.push(0xC0); // content id, a quoted string
    headers.extend(wsp::text(b"\"<smil>"));
    headers
}

/// `text/plain`, its character set and its name.
fn text_type(charset: Charset) -> Vec<u8> {
    let mut value = vec![0x83];
    if let Some(number) = charset.number() {
        value.push(0x81);
        value.extend(number);
    }
    value.push(0x85);
    value.extend(wsp::text(b"text_1.txt"));
    let mut headers = [wsp::value_length(value.len()), value].concat();
    headers.push(0x8E); // content location
    headers.extend(wsp::text(b"text_1.txt"));
    headers
}
