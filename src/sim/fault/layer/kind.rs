//! What a piece of the module's output is.

/// A piece as the module wrote it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `> `.
    Prompt,
    /// `CONNECT`: data follows, in one direction or the other.
    Connect,
    /// Lines of an answer; a final result may follow them in the same piece.
    Answer {
        lines: Vec<Vec<u8>>,
        ends: Option<Vec<u8>>,
    },
    /// Announced by itself.
    Urc,
    /// An echo, or data.
    Other,
}

/// Final results (ITU-T V.250 table 1, 3GPP TS 27.007 9.2, TS 27.005 3.2.5) and the words that end a
/// call, which are final for the commands that make or take one.
fn is_final(line: &[u8], asked: &str) -> bool {
    let of_call = [&b"NO CARRIER"[..], b"BUSY", b"NO ANSWER", b"NO DIALTONE"];
    let calls = asked
        .split(';')
        .any(|part| part == "A" || part.starts_with('D'));
    line == b"OK"
        || line == b"ERROR"
        || line.starts_with(b"+CME ERROR")
        || line.starts_with(b"+CMS ERROR")
        || (calls && of_call.contains(&line))
}

/// Whether this line can be part of the answer to `asked`.
fn belongs(line: &[u8], asked: &str) -> bool {
    let bare_urc = [
        &b"RING"[..],
        b"RDY",
        b"NO CARRIER",
        b"BUSY",
        b"NO ANSWER",
        b"NO DIALTONE",
        b"POWERED DOWN",
    ];
    if !matches!(line.first(), Some(b'+' | b'^')) {
        return !asked.is_empty() && !bare_urc.contains(&line);
    }
    asked.split(';').any(|part| {
        let name = part.split(['=', '?']).next().unwrap_or_default();
        name.len() > 1
            && line
                .strip_prefix(name.as_bytes())
                .is_some_and(|rest| rest.starts_with(b":"))
    })
}

/// What `piece` is while the command line `asked` (without `AT`, in capitals; empty for none) is
/// being carried out.
pub(super) fn kind(piece: &[u8], asked: Option<&str>) -> Kind {
    if piece == b"\r\n> " {
        return Kind::Prompt;
    }
    let framed = piece
        .strip_prefix(b"\r\n")
        .and_then(|p| p.strip_suffix(b"\r\n"));
    let Some(inside) = framed else {
        return Kind::Other;
    };
    let mut lines: Vec<Vec<u8>> = inside
        .split(|b| *b == b'\n')
        .map(|line| line.trim_ascii().to_vec())
        .filter(|line| !line.is_empty())
        .collect();
    let Some(asked) = asked else {
        return Kind::Urc;
    };
    if lines.first().is_some_and(|l| l.starts_with(b"CONNECT")) {
        return Kind::Connect;
    }
    let ends = match lines.last() {
        Some(last) if is_final(last, asked) => lines.pop(),
        _ => None,
    };
    match (lines.first(), &ends) {
        (Some(first), _) if belongs(first, asked) => Kind::Answer { lines, ends },
        (None, Some(_)) => Kind::Answer { lines, ends },
        _ => Kind::Urc,
    }
}

/// Lines as an answer is framed.
pub(super) fn framed(line: &[u8]) -> Vec<u8> {
    [b"\r\n", line, b"\r\n"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(lines: &[&str], ends: Option<&str>) -> Kind {
        Kind::Answer {
            lines: lines.iter().map(|l| l.as_bytes().to_vec()).collect(),
            ends: ends.map(|e| e.as_bytes().to_vec()),
        }
    }

    #[test]
    fn answers_are_told_from_announcements() {
        for (piece, asked, wanted) in [
            ("\r\nOK\r\n", Some("E0"), answer(&[], Some("OK"))),
            ("\r\nOK\r\n", None, Kind::Urc),
            (
                "\r\n+CSQ: 24,99\r\n",
                Some("+CSQ"),
                answer(&["+CSQ: 24,99"], None),
            ),
            (
                "\r\n+CLCC: 1\r\n+CLCC: 2\r\n",
                Some("+CLCC"),
                answer(&["+CLCC: 1", "+CLCC: 2"], None),
            ),
            (
                "\r\n+CSQ: 1\r\n\r\nOK\r\n",
                Some("E0;+CSQ"),
                answer(&["+CSQ: 1"], Some("OK")),
            ),
            ("\r\n+CMTI: \"ME\",3\r\n", Some("+CSQ"), Kind::Urc),
            ("\r\nRING\r\n", Some("+CLCC"), Kind::Urc),
            ("\r\nNO CARRIER\r\n", Some("+CLCC"), Kind::Urc),
            (
                "\r\nNO CARRIER\r\n",
                Some("D010;"),
                answer(&[], Some("NO CARRIER")),
            ),
            (
                "\r\n860000000000017\r\n",
                Some("+CGSN"),
                answer(&["860000000000017"], None),
            ),
            (
                "\r\n+CMS ERROR: 304\r\n",
                Some("+CMGS=9"),
                answer(&[], Some("+CMS ERROR: 304")),
            ),
            ("\r\n> ", Some("+CMGS=9"), Kind::Prompt),
            ("\r\nCONNECT\r\n", Some("+QHTTPREAD=80"), Kind::Connect),
            ("AT\r", Some(""), Kind::Other),
        ] {
            assert_eq!(kind(piece.as_bytes(), asked), wanted, "{piece:?} {asked:?}");
        }
    }
}
