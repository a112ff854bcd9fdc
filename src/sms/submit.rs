//! SMS-SUBMIT: a text on its way out.

use std::fmt::Write as _;

use crate::phone::PhoneNumber;

use super::parts::cut;

/// The most parts that a text may have; every part is paid for.
pub const MAX_PARTS: usize = 10;

/// UTF-16 units in a message that stands alone: 140 octets (3GPP TS 23.040 9.2.3.24).
const SINGLE: usize = 70;
/// The same in a part: six octets go to the user data header.
const PART: usize = 67;

/// Why a text cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmsError {
    /// There is nothing to send.
    #[error("a text message needs at least one character")]
    Empty,
    /// Too long.
    #[error("the text takes {parts} messages, and {MAX_PARTS} are the most that are sent")]
    TooLong {
        /// How many it would take.
        parts: usize,
    },
}

/// One SMS-SUBMIT, ready for `AT+CMGS`. It holds a number and a text, and does not show them.
#[derive(Clone, PartialEq, Eq)]
pub struct SubmitPdu {
    hex: String,
    tpdu_len: usize,
}

impl SubmitPdu {
    /// The PDU in hexadecimal, with an empty service centre address in front: the SIM's is used.
    #[must_use]
    pub fn hex(&self) -> &str {
        &self.hex
    }

    /// The octets that `AT+CMGS` counts: all but the service centre address.
    #[must_use]
    pub const fn tpdu_len(&self) -> usize {
        self.tpdu_len
    }
}

impl std::fmt::Debug for SubmitPdu {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SubmitPdu({} octets)", self.tpdu_len)
    }
}

/// How a text is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SubmitOptions {
    /// What the parts of a long text share; give texts to the same person different references.
    pub reference: u8,
    /// TP-SRR: ask the network for a status report (`+CDSI`, `+CDS`) on every part.
    pub report: bool,
    /// TP-MR of the first part, counted up from there; 0 in all of them when the modem shall count.
    /// Most overwrite it either way, and `+CMGS` tells what was taken: go by that.
    pub message_reference: Option<u8>,
}

/// The messages that carry `text`, in the order in which they are to be sent.
///
/// The text goes out as UCS2 (in truth UTF-16, which telephones read). More than 70 units become
/// parts of 67 which share `reference`.
///
/// # Errors
///
/// When the text is empty or takes more than [`MAX_PARTS`].
pub fn submit(to: &PhoneNumber, text: &str, reference: u8) -> Result<Vec<SubmitPdu>, SmsError> {
    let options = SubmitOptions {
        reference,
        ..SubmitOptions::default()
    };
    submit_with(to, text, options)
}

/// [`submit`] with every choice.
///
/// # Errors
///
/// The same.
pub fn submit_with(
    to: &PhoneNumber,
    text: &str,
    options: SubmitOptions,
) -> Result<Vec<SubmitPdu>, SmsError> {
    let units: Vec<u16> = text.encode_utf16().collect();
    if units.is_empty() {
        return Err(SmsError::Empty);
    }
    if units.len() <= SINGLE {
        return Ok(vec![pdu(to, &units, None, options)]);
    }
    let parts = cut(&units, PART);
    let total = u8::try_from(parts.len())
        .ok()
        .filter(|total| usize::from(*total) <= MAX_PARTS)
        .ok_or(SmsError::TooLong { parts: parts.len() })?;
    Ok((1..=total)
        .zip(parts)
        .map(|(number, part)| {
            let joined = [options.reference, total, number];
            let options = SubmitOptions {
                message_reference: options
                    .message_reference
                    .map(|first| first.wrapping_add(number - 1)),
                ..options
            };
            pdu(to, part, Some(joined), options)
        })
        .collect())
}

/// One message; `joined` is reference, total and number of a part.
fn pdu(
    to: &PhoneNumber,
    units: &[u16],
    joined: Option<[u8; 3]>,
    options: SubmitOptions,
) -> SubmitPdu {
    // TP-MTI SUBMIT with a relative validity period, TP-UDHI when there is a header, TP-SRR (9.2.3).
    let header = if joined.is_some() { 0x40 } else { 0 };
    let report = if options.report { 0x20 } else { 0 };
    let mut tpdu = vec![
        0x11 | header | report,
        options.message_reference.unwrap_or(0),
    ];
    address(to, &mut tpdu);
    // TP-PID 0, TP-DCS UCS2, TP-VP 4 days.
    tpdu.extend([0x00, 0x08, 0xAA]);
    // UDHL, IE 0 (concatenation, 8-bit reference), its length, then its three octets (9.2.3.24.1).
    let header = joined.map(|[reference, total, number]| [5, 0, 3, reference, total, number]);
    let header = header.as_ref().map_or(&[][..], |header| &header[..]);
    let length = header.len() + 2 * units.len();
    tpdu.push(u8::try_from(length).expect("a part is cut to at most 140 octets"));
    tpdu.extend(header);
    tpdu.extend(units.iter().flat_map(|unit| unit.to_be_bytes()));

    // An empty service centre address in front.
    let mut hex = String::with_capacity(2 + 2 * tpdu.len());
    hex.push_str("00");
    for octet in &tpdu {
        let _ = write!(hex, "{octet:02X}"); // writing to a String cannot fail
    }
    SubmitPdu {
        hex,
        tpdu_len: tpdu.len(),
    }
}

/// TP-DA (9.1.2.5): the number of digits, the type (national numbers go as "unknown" in the
/// telephone numbering plan, as they are dialled), then two digits per octet, swapped.
fn address(to: &PhoneNumber, tpdu: &mut Vec<u8>) {
    let digits: Vec<u8> = to.digits().bytes().map(|digit| digit - b'0').collect();
    tpdu.push(u8::try_from(digits.len()).expect("a number has at most 12 digits"));
    tpdu.push(0x81);
    tpdu.extend(digits.chunks(2).map(|pair| match *pair {
        [low, high] => high << 4 | low,
        [low] => 0xF0 | low,
        _ => unreachable!("chunks of two are one or two long"),
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a telephone would make of a PDU. Written apart from the encoder, from 3GPP TS 23.040.
    #[derive(Debug, PartialEq)]
    struct Decoded {
        to: String,
        joined: Option<[u8; 3]>,
        units: Vec<u16>,
    }

    fn decode(pdu: &SubmitPdu) -> Decoded {
        let octets: Vec<u8> = (0..pdu.hex().len())
            .step_by(2)
            .map(|i| u8::from_str_radix(&pdu.hex()[i..i + 2], 16).unwrap())
            .collect();
        let mut octets = octets.into_iter();
        let mut next = || octets.next().expect("a complete PDU");
        let service_centre = next();
        assert_eq!(service_centre, 0, "the SIM's own service centre");
        let first = next();
        assert_eq!(first & 0b11, 0b01, "SUBMIT");
        assert_eq!(first >> 3 & 0b11, 0b10, "relative validity");
        assert_eq!(next(), 0, "reference left to the modem");
        let count = usize::from(next());
        assert_eq!(next(), 0x81, "type of address");
        let mut to = String::new();
        while to.len() < count {
            let pair = next();
            to.push(char::from(b'0' + (pair & 0xF)));
            match pair >> 4 {
                0xF => assert_eq!(to.len(), count, "filler at the end only"),
                high => to.push(char::from(b'0' + high)),
            }
        }
        assert_eq!((next(), next(), next()), (0, 8, 0xAA), "PID, DCS, VP");
        let length = usize::from(next());
        assert!(length <= 140);
        let data: Vec<u8> = octets.collect();
        assert_eq!(data.len(), length, "UDL");
        let (joined, body) = match first & 0x40 {
            0 => (None, &data[..]),
            _ => {
                assert_eq!(data[..3], [5, 0, 3]);
                (Some([data[3], data[4], data[5]]), &data[6..])
            }
        };
        let (pairs, odd) = body.as_chunks::<2>();
        assert!(odd.is_empty());
        let units = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
        Decoded { to, joined, units }
    }

    fn number(digits: &str) -> PhoneNumber {
        digits.parse().unwrap()
    }

    #[test]
    fn a_short_text_octet_by_octet() {
        let parts = submit(&number("01023456789"), "네, 6시", 1).unwrap();
        assert_eq!(
            parts[0].hex(),
            concat!(
                "00",           // service centre: the SIM's
                "11",           // SUBMIT, relative validity
                "00",           // reference
                "0B81",         // eleven digits, national
                "1020436587F9", // 01023456789, swapped
                "00",           // protocol
                "08",           // UCS2
                "AA",           // four days
                "0A",           // ten octets
                "B124002C00200036C2DC"
            )
        );
        assert_eq!(parts[0].tpdu_len(), 24);
        assert_eq!(format!("{:?}", parts[0]), "SubmitPdu(24 octets)");
    }

    #[test]
    fn twenty_four_units_to_a_mobile_make_sixty_two_octets() {
        let parts = submit(&number("01023456789"), &"가".repeat(24), 1).unwrap();
        assert_eq!(parts[0].tpdu_len(), 62);
    }

    #[test]
    fn a_long_text_is_cut_into_parts_of_67() {
        let text = "나".repeat(67 * 2 + 6);
        let parts = submit(&number("01023456789"), &text, 33).unwrap();
        let lengths: Vec<_> = parts.iter().map(SubmitPdu::tpdu_len).collect();
        assert_eq!(lengths, [154, 154, 32]);
        let numbers: Vec<_> = parts.iter().map(|part| decode(part).joined).collect();
        assert_eq!(
            numbers,
            [Some([33, 3, 1]), Some([33, 3, 2]), Some([33, 3, 3])]
        );
    }

    #[test]
    fn seventy_units_stand_alone_and_one_more_does_not() {
        let to = number("0212345678");
        assert_eq!(submit(&to, &"가".repeat(70), 0).unwrap().len(), 1);
        assert_eq!(submit(&to, &"가".repeat(71), 0).unwrap().len(), 2);
    }

    #[test]
    fn a_report_and_a_reference_are_asked_for_in_every_part() {
        let options = SubmitOptions {
            reference: 9,
            report: true,
            message_reference: Some(255),
        };
        let parts = submit_with(&number("01023456789"), &"가".repeat(80), options).unwrap();
        assert!(parts[0].hex().starts_with("0071FF0B81"));
        assert!(parts[1].hex().starts_with("0071000B81"));
    }

    #[test]
    fn what_cannot_be_sent_is_refused() {
        let to = number("01023456789");
        assert_eq!(submit(&to, "", 0), Err(SmsError::Empty));
        let text = "가".repeat(67 * MAX_PARTS);
        assert_eq!(submit(&to, &text, 0).unwrap().len(), MAX_PARTS);
        let text = text + "가";
        assert_eq!(submit(&to, &text, 0), Err(SmsError::TooLong { parts: 11 }));
    }

    proptest! {
        #[test]
        fn a_telephone_reads_what_was_written(
            digits in "0[0-9]{2,11}",
            text in "[가-힣 a-z0-9😀🎉\n]{1,300}",
            reference: u8,
        ) {
            let parts = submit(&number(&digits), &text, reference).unwrap();
            let mut units = Vec::new();
            for (i, part) in parts.iter().enumerate() {
                let decoded = decode(part);
                prop_assert_eq!(&decoded.to, &digits);
                prop_assert!(part.hex().len() == 2 * part.tpdu_len() + 2);
                if parts.len() > 1 {
                    let total = u8::try_from(parts.len()).unwrap();
                    let expected = [reference, total, u8::try_from(i + 1).unwrap()];
                    prop_assert_eq!(decoded.joined, Some(expected));
                } else {
                    prop_assert_eq!(decoded.joined, None);
                }
                prop_assert!(String::from_utf16(&decoded.units).is_ok(), "no half character");
                units.extend(decoded.units);
            }
            prop_assert_eq!(String::from_utf16(&units).unwrap(), text);
        }
    }
}
