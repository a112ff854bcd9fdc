//! A WAP push, which is how a carrier says that a multimedia message waits
//! (WAP-167-ServiceInd, 3GPP TS 23.040 9.2.3.24.4).

use jiff::civil::DateTime;

use super::{Deliver, MOST, Pdu, address::address};

/// Destination 2948 (WAP push), source 9200, as 16-bit ports.
const PORTS: [u8; 6] = [0x05, 0x04, 0x0B, 0x84, 0x23, 0xF0];

/// The messages that carry these octets to the port of WAP push, at least `parts` of them (one to
/// five are possible whatever the octets), joined by `reference`.
#[must_use]
pub fn push(from: &str, wsp: &[u8], parts: u8, reference: u8, sent: DateTime) -> Vec<Pdu> {
    let alone = MOST - (PORTS.len() + 1);
    let joined = alone - 5;
    let needed = if wsp.len() <= alone {
        1
    } else {
        wsp.len().div_ceil(joined)
    };
    let total = needed.max(parts.clamp(1, 5).into()).min(255);
    let each = wsp.len().div_ceil(total).max(1);
    let from = &address(from);
    let numbered = (1_u8..=u8::try_from(total).unwrap_or(u8::MAX)).zip(wsp.chunks(each));
    numbered
        .map(|(number, data)| {
            let mut header = PORTS.to_vec();
            if total > 1 {
                let total = u8::try_from(total).unwrap_or(u8::MAX);
                header.extend([0x00, 0x03, reference, total, number]);
            }
            let length = header.len() + 1 + data.len();
            let header = &header;
            Deliver {
                from,
                coding: 0x04,
                sent,
                header,
                length,
                data,
            }
            .pdu()
        })
        .collect()
}
