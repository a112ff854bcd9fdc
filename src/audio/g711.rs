//! G.711 A-law (ITU-T G.711, 11/1988), the coding of the Korean fixed network.
//!
//! Used to give simulated speech the damage that a telephone line does to it.

/// One sample to its A-law octet (even bits inverted, as on the wire).
#[must_use]
pub fn encode(sample: i16) -> u8 {
    // G.711 codes 13 bits; the sign is carried apart and the magnitude of a negative value is
    // taken as its one's complement, so that -1 and 0 fall into neighbouring intervals.
    let (sign, magnitude) = if sample >= 0 {
        (0x80_u8, (sample >> 3).unsigned_abs())
    } else {
        (0x00, (!sample >> 3).unsigned_abs())
    };
    let code = if magnitude < 32 {
        magnitude >> 1
    } else {
        // The segment is the position of the leading one above the linear part.
        let exponent = 15 - magnitude.leading_zeros() as u16 - 4;
        (exponent << 4) | ((magnitude >> exponent) & 0x0F)
    };
    (sign | u8::try_from(code).unwrap_or(0x7F)) ^ 0x55
}

/// One A-law octet to its sample, the middle of the interval that it stands for.
#[must_use]
pub fn decode(octet: u8) -> i16 {
    let code = octet ^ 0x55;
    let (exponent, mantissa) = ((code >> 4) & 0x07, i16::from(code & 0x0F));
    let magnitude = match exponent {
        0 => (mantissa << 4) + 8,
        e => ((mantissa << 4) + 0x108) << (e - 1),
    };
    if code & 0x80 == 0 {
        -magnitude
    } else {
        magnitude
    }
}

/// What one sample is after a trip through the line: coded and decoded.
#[must_use]
pub fn through(sample: i16) -> i16 {
    decode(encode(sample))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of the decoder table of ITU-T G.711 (13-bit values scaled to 16 bits).
    #[test]
    fn decodes_the_values_of_the_recommendation() {
        assert_eq!(decode(0xD5), 8); // code 0x80: smallest positive
        assert_eq!(decode(0x55), -8); // code 0x00: smallest negative
        assert_eq!(decode(0xAA), 32_256); // code 0xFF: largest positive
        assert_eq!(decode(0x2A), -32_256); // code 0x7F: largest negative
    }

    #[test]
    fn every_octet_survives_a_second_trip() {
        for octet in 0..=u8::MAX {
            assert_eq!(encode(decode(octet)), octet, "octet {octet:#04x}");
        }
    }

    #[test]
    fn the_error_stays_within_half_an_interval() {
        for sample in i16::MIN..=i16::MAX {
            let error = (i32::from(through(sample)) - i32::from(sample)).abs();
            let bound = (i32::from(sample).abs() / 32 + 8).max(16) + 1;
            assert!(error <= bound, "{sample} came back as {}", through(sample));
        }
    }
}
