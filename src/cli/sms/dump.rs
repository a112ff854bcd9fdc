//! PDUs out of what somebody copied from a terminal.

/// A PDU, and what stood before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dumped {
    /// The digits, or what stands in their place.
    pub hex: String,
    /// The slot, when an answer to `AT+CMGL` named it.
    pub slot: Option<u16>,
    /// The length that `+CMGR`, `+CMGL`, `+CMT` or `+CDS` announced.
    pub announced: Option<usize>,
}

/// The PDUs in `text`, each with the header line before it. Echoes, results and other announcements
/// are passed over; everything else is taken for a PDU, so that a digit too much is not overlooked.
pub fn lines_with_pdus(text: &str) -> impl Iterator<Item = Dumped> {
    let mut header = (None, None);
    text.lines().filter_map(move |line| {
        let line = line.trim_start_matches(['<', '>', ' ', '\t']).trim();
        if let Some(found) = header_of(line) {
            header = found;
            return None;
        }
        if is_noise(line) {
            return None;
        }
        let (slot, announced) = std::mem::take(&mut header);
        Some(Dumped {
            hex: line.chars().filter(|c| !c.is_whitespace()).collect(),
            slot,
            announced,
        })
    })
}

/// `+CMGR: <stat>,[<alpha>],<length>`, `+CMGL: <index>,…,<length>`, `+CMT: [<alpha>],<length>`,
/// `+CDS: <length>` (3GPP TS 27.005).
fn header_of(line: &str) -> Option<(Option<u16>, Option<usize>)> {
    let (name, fields) = line.split_once(':')?;
    let first = fields.split(',').next().unwrap_or_default().trim();
    let last = fields.rsplit(',').next().unwrap_or_default().trim();
    match name {
        "+CMGL" => Some((first.parse().ok(), last.parse().ok())),
        "+CMGR" | "+CMT" | "+CDS" => Some((None, last.parse().ok())),
        _ => None,
    }
}

fn is_noise(line: &str) -> bool {
    let starts = |word: &str| {
        line.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    line.is_empty()
        || line.starts_with(['+', '^'])
        || ["AT", "OK", "ERROR", "RING", "NO CARRIER", "RDY"]
            .into_iter()
            .any(starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_pasted_as_it_is() {
        let text = "AT+CMGL=4\r\n+CMGL: 0,1,,103\r\n0791AA\r\n+CMTI: \"ME\",3\n\
                    < +CMGL: 12,0,\"\",25\n< 00 04 BB\n\nOK\nxyz\n";
        let found: Vec<Dumped> = lines_with_pdus(text).collect();
        let dumped = |hex: &str, slot, announced| Dumped {
            hex: hex.into(),
            slot,
            announced,
        };
        let wanted = [
            dumped("0791AA", Some(0), Some(103)),
            dumped("0004BB", Some(12), Some(25)),
            dumped("xyz", None, None),
        ];
        assert_eq!(found, wanted);
        let direct: Vec<Dumped> = lines_with_pdus("+CMT: ,25\nAB\n+CDS: 7\nCD").collect();
        assert_eq!(
            direct,
            [dumped("AB", None, Some(25)), dumped("CD", None, Some(7))]
        );
    }
}
