//! Hexadecimal, as PDUs stand in AT answers.

use super::PduError;

/// The octets that `hex` spells.
pub(super) fn octets(hex: &str) -> Result<Vec<u8>, PduError> {
    let digits = hex.trim().as_bytes();
    if let Some(at) = digits.iter().position(|digit| !digit.is_ascii_hexdigit()) {
        return Err(PduError::NotHex { at });
    }
    let (pairs, odd) = digits.as_chunks::<2>();
    if !odd.is_empty() {
        return Err(PduError::HalfOctet);
    }
    Ok(pairs
        .iter()
        .map(|[high, low]| value(*high) << 4 | value(*low))
        .collect())
}

fn value(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20) - b'a' + 10,
    }
}
