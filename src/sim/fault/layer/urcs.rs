//! What is said that nobody asked for, and how lines are spoilt.

/// A URC that is legal anywhere (3GPP TS 27.007, Quectel EC2x AT manual V2.0).
pub(super) fn harmless(variant: &str) -> &'static str {
    match variant {
        "creg" => "+CREG: 1",
        "cmti" => "+CMTI: \"ME\",250",
        "ring" => "RING",
        _ => "+QIND: \"csq\",25,99",
    }
}

/// URCs that nobody knows.
pub(super) fn unknown(n: u32) -> &'static str {
    const ALL: [&str; 5] = [
        "+QFOO: 1,2,\"x\"",
        "^MODE: 5,4",
        "+APIND: 7",
        "%NWTIME: \"26/11/21\"",
        "+QLWURC: \"ping\",0",
    ];
    ALL[n as usize % ALL.len()]
}

/// `+QIND` in both of its grammars.
pub(super) fn qind(n: u32) -> &'static str {
    const ALL: [&str; 6] = [
        "+QIND: \"csq\",28,99",
        "+QIND: SMS DONE",
        "+QIND: \"act\",\"LTE\"",
        "+QIND: PB DONE",
        "+QIND: \"csq\",99,99",
        "+QIND: FOTA,\"START\"",
    ];
    ALL[n as usize % ALL.len()]
}

/// The URC that says what an answer to `AT+CREG?` says: without the first field.
pub(super) fn registration(answer: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(answer).ok()?;
    let (name, fields) = text.split_once(": ")?;
    let known = ["+CREG", "+CGREG", "+CEREG"];
    let (_, rest) = fields.split_once(',')?;
    known
        .contains(&name)
        .then(|| format!("{name}: {rest}").into_bytes())
}

/// Bytes that are not UTF-8: a name in EUC-KR with a broken end.
const NOT_UTF8: &[u8] = b"\xC5\xD7\xBD\xBA\xC6\xAE\xFF\xC0";

/// Ahead of the line a URC that is not UTF-8; or the operator's name in the line is not.
pub(super) fn not_utf8(bytes: Vec<u8>, operator: bool) -> Vec<u8> {
    if !operator {
        return [b"\r\n+QNET: \"", NOT_UTF8, b"\"\r\n", &bytes].concat();
    }
    let quoted = |from: usize| {
        let found = bytes.iter().skip(from).position(|b| *b == b'"');
        found.map(|n| n + from)
    };
    let Some(open) = quoted(0).filter(|_| bytes.starts_with(b"\r\n+COPS:")) else {
        return bytes;
    };
    match quoted(open + 1) {
        Some(close) => [&bytes[..=open], NOT_UTF8, &bytes[close..]].concat(),
        None => bytes,
    }
}

/// Every `old` as `new`.
pub(super) fn replace(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 2);
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        if let Some(behind) = rest.strip_prefix(old) {
            out.extend_from_slice(new);
            rest = behind;
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    out
}
