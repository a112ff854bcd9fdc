//! Octets as small hexadecimal digits.

/// Two digits for each octet, written into one allocation.
pub(super) fn encode(octets: &[u8]) -> String {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    let mut text = String::with_capacity(2 * octets.len());
    for octet in octets {
        text.push(char::from(DIGITS[usize::from(octet >> 4)]));
        text.push(char::from(DIGITS[usize::from(octet & 15)]));
    }
    text
}

/// Fills `octets` from twice as many digits; `None` for anything else.
pub(super) fn decode(digits: &[u8], octets: &mut [u8]) -> Option<()> {
    if digits.len() != 2 * octets.len() {
        return None;
    }
    let value = |digit: u8| char::from(digit).to_digit(16);
    for (octet, pair) in octets.iter_mut().zip(digits.chunks_exact(2)) {
        *octet = u8::try_from(value(pair[0])? << 4 | value(pair[1])?).ok()?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_written_is_read_back(octets: [u8; 32]) {
            let mut read = [0; 32];
            prop_assert_eq!(decode(encode(&octets).as_bytes(), &mut read), Some(()));
            prop_assert_eq!(read, octets);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for digits in ["0", "000", "0g", "+1", " 1", "00 0"] {
            assert_eq!(decode(digits.as_bytes(), &mut [0]), None, "{digits}");
        }
    }
}
