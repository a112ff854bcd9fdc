//! Addresses (3GPP TS 23.040 9.1.2.5).

use crate::sim::gsm7;

/// Digits, `+` and digits, or a name, with length and type in front.
pub(in crate::sim) fn address(of: &str) -> Vec<u8> {
    let (kind, digits) = match of.strip_prefix('+') {
        Some(digits) => (0x91, digits),
        None => (0x81, of),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return name(of);
    }
    let mut octets = vec![length(digits.len()), kind];
    let digits = digits.as_bytes();
    octets.extend(digits.chunks(2).map(|pair| {
        let high = pair.get(1).map_or(0xF, |d| d - b'0');
        high << 4 | (pair[0] - b'0')
    }));
    octets
}

/// The same, with digits that say they are a national number (type 0xA1), as gateways have them.
pub(super) fn national(of: &str) -> Vec<u8> {
    let mut octets = address(of);
    if octets[1] == 0x81 {
        octets[1] = 0xA1;
    }
    octets
}

/// A name of at most eleven characters, in the 7-bit alphabet; its length counts half octets.
fn name(of: &str) -> Vec<u8> {
    let written = of
        .chars()
        .map(|c| gsm7::septets(c).unwrap_or_else(|| vec![b'?']));
    let septets: Vec<u8> = written.take(11).flatten().collect();
    let mut octets = vec![length((septets.len() * 7).div_ceil(4)), 0xD0];
    octets.extend(gsm7::packed(&septets, 0));
    octets
}

fn length(n: usize) -> u8 {
    u8::try_from(n).unwrap_or(u8::MAX)
}
