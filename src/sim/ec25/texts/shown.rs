//! A message as text mode shows it (3GPP TS 27.005 3.1, `<data>`).
//!
//! With `AT+CSDH=0`, which is all that is modelled. What a real module shows of a message that is
//! cut short is not known; here it shows what there is.

use super::memory::Stat;
use crate::sim::{deliver::Pdu, gsm7};

/// What stands behind the stat and the index, and the line below.
pub(super) fn in_text_mode(stat: Stat, pdu: &Pdu) -> (String, String) {
    let tpdu = pdu.tpdu();
    let octet = |n: usize| tpdu.get(n).copied().unwrap_or(0);
    let first = octet(0);
    if first & 0x03 == 0x02 {
        let (to, behind) = address(tpdu, 2);
        let (sent, done) = (stamp(tpdu, behind), stamp(tpdu, behind + 7));
        let words = stat.words();
        let status = octet(behind + 14);
        let head = format!(
            "\"{words}\",{first},{},\"{to}\",129,\"{sent}\",\"{done}\",{status}",
            octet(1)
        );
        return (head, String::new());
    }
    let submit = first & 0x03 == 0x01;
    let (other, behind) = address(tpdu, if submit { 2 } else { 1 });
    let coding = octet(behind + 1);
    let (head, length) = if submit {
        let validity = [0, 7, 1, 7][usize::from(first >> 3 & 0x03)];
        (
            format!("\"{}\",\"{other}\",", stat.words()),
            behind + 2 + validity,
        )
    } else {
        let sent = stamp(tpdu, behind + 2);
        (
            format!("\"{}\",\"{other}\",,\"{sent}\"", stat.words()),
            behind + 9,
        )
    };
    let data = tpdu.get(length + 1..).unwrap_or_default();
    let seven = coding & 0xEC == 0x00 || coding & 0xF4 == 0xF0;
    let data = if seven && first & 0x40 == 0 {
        gsm7::text(data, 0, usize::from(octet(length)).min(data.len() * 8 / 7))
    } else {
        data.iter().map(|o| format!("{o:02X}")).collect()
    };
    (head, data)
}

/// The address at this place, and where it ends.
fn address(tpdu: &[u8], at: usize) -> (String, usize) {
    let digits = usize::from(tpdu.get(at).copied().unwrap_or(0));
    let kind = tpdu.get(at + 1).copied().unwrap_or(0);
    let end = at + 2 + digits.div_ceil(2);
    let octets = tpdu.get(at + 2..end).unwrap_or_default();
    if kind & 0x70 == 0x50 {
        return (gsm7::text(octets, 0, digits * 4 / 7), end);
    }
    let plus = if kind & 0x70 == 0x10 { "+" } else { "" };
    (
        format!(
            "{plus}{}",
            swapped(octets).get(..digits).unwrap_or_default()
        ),
        end,
    )
}

/// `yy/MM/dd,hh:mm:ss±zz`, the zone in quarters of an hour.
fn stamp(tpdu: &[u8], at: usize) -> String {
    let digits = swapped(tpdu.get(at..at + 7).unwrap_or_default());
    let pair = |n: usize| digits.get(2 * n..2 * n + 2).unwrap_or("00");
    let (date, time) = ([pair(0), pair(1), pair(2)], [pair(3), pair(4), pair(5)]);
    format!("{},{}+{}", date.join("/"), time.join(":"), pair(6))
}

fn swapped(octets: &[u8]) -> String {
    let nibbles = octets.iter().flat_map(|o| [o & 0x0F, o >> 4]);
    nibbles
        .map(|n| char::from_digit(n.into(), 16).unwrap_or('0'))
        .collect()
}
