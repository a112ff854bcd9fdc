//! What a host hands to the network as a text message: SMS-SUBMIT, read (3GPP TS 23.040 9.2.2.2).

mod outbox;
#[cfg(test)]
mod tests;

pub(super) use outbox::Outbox;

use super::{deliver, gsm7};

/// One submitted message, or one part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sim) struct Submit {
    /// Digits, with `+` for an international number.
    pub(in crate::sim) to: String,
    pub(in crate::sim) body: String,
    /// Its place, when the text came in parts.
    pub(in crate::sim) part: Option<Part>,
    /// Whether a status report is wanted (`TP-SRR`).
    pub(in crate::sim) report: bool,
}

/// The place of a part (3GPP TS 23.040 9.2.3.24.1 and 9.2.3.24.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) struct Part {
    /// Common to all parts; 8 or 16 bits.
    pub(in crate::sim) reference: u16,
    pub(in crate::sim) total: u8,
    /// Counted from 1.
    pub(in crate::sim) number: u8,
}

/// Why a PDU is no message that could be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::sim) enum NotASubmit {
    #[error("the PDU is not pairs of hexadecimal digits")]
    Hex,
    #[error("the PDU has {found} octets behind the service centre, AT+CMGS said {said}")]
    Length { found: usize, said: usize },
    #[error("the PDU ends too early")]
    TooShort,
    #[error("the PDU goes on behind the text")]
    TooLong,
    #[error("the first octet {0:#04x} is not that of an SMS-SUBMIT")]
    Type(u8),
    #[error("the data coding scheme {0:#04x} is neither GSM 7 bit nor UCS2")]
    Coding(u8),
    #[error("the address is not digits")]
    Address,
    #[error("the user data header does not fit")]
    Header,
    #[error("the text is not UTF-16")]
    Text,
}

/// Pairs of hexadecimal digits as octets.
pub(in crate::sim) fn hex(text: &[u8]) -> Result<Vec<u8>, NotASubmit> {
    let digit = |b: u8| char::from(b).to_digit(16).ok_or(NotASubmit::Hex);
    if !text.len().is_multiple_of(2) {
        return Err(NotASubmit::Hex);
    }
    text.chunks_exact(2)
        .map(|p| u8::try_from(digit(p[0])? * 16 + digit(p[1])?).map_err(|_| NotASubmit::Hex))
        .collect()
}

/// Octets as UTF-16, which is what the world sends where the standard says UCS2.
pub(in crate::sim) fn ucs2(octets: &[u8]) -> Result<String, NotASubmit> {
    if !octets.len().is_multiple_of(2) {
        return Err(NotASubmit::Text);
    }
    let units: Vec<u16> = octets
        .chunks_exact(2)
        .map(|p| u16::from_be_bytes([p[0], p[1]]))
        .collect();
    String::from_utf16(&units).map_err(|_| NotASubmit::Text)
}

/// Reads the octets of a PDU one after the other.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], NotASubmit> {
        let (head, tail) = self.0.split_at_checked(n).ok_or(NotASubmit::TooShort)?;
        self.0 = tail;
        Ok(head)
    }

    fn octet(&mut self) -> Result<u8, NotASubmit> {
        Ok(self.take(1)?[0])
    }
}

/// Reads the PDU that was written behind a prompt; `said` is the length that `AT+CMGS` promised.
pub(in crate::sim) fn decode(text: &[u8], said: usize) -> Result<Submit, NotASubmit> {
    let octets = hex(text.trim_ascii())?;
    let mut pdu = Reader(&octets);
    let centre = usize::from(pdu.octet()?);
    pdu.take(centre)?;
    if pdu.0.len() != said {
        let found = pdu.0.len();
        return Err(NotASubmit::Length { found, said });
    }
    let first = pdu.octet()?;
    if first & 0x03 != 0x01 {
        return Err(NotASubmit::Type(first));
    }
    pdu.octet()?; // TP-MR: the module puts its own
    let to = address(&mut pdu)?;
    pdu.octet()?; // TP-PID
    let coding = pdu.octet()?;
    pdu.take(match first & 0x18 {
        0x00 => 0,
        0x10 => 1,
        _ => 7,
    })?; // TP-VP
    let length = usize::from(pdu.octet()?);
    let wide = match coding {
        0x00..=0x03 | 0xF0..=0xF3 | 0x10..=0x13 => false,
        0x08..=0x0B | 0x18..=0x1B => true,
        other => return Err(NotASubmit::Coding(other)),
    };
    let octets = if wide {
        length
    } else {
        (length * 7).div_ceil(8)
    };
    let data = pdu.take(octets)?;
    if !pdu.0.is_empty() {
        return Err(NotASubmit::TooLong);
    }
    let (part, header) = if first & 0x40 == 0 {
        (None, 0)
    } else {
        let length = usize::from(*data.first().ok_or(NotASubmit::Header)?);
        let elements = data.get(1..=length).ok_or(NotASubmit::Header)?;
        (concatenation(elements)?, length + 1)
    };
    let body = if wide {
        ucs2(data.get(header..).ok_or(NotASubmit::Header)?)?
    } else {
        gsm7::text(data, (header * 8).div_ceil(7), length)
    };
    let report = first & 0x20 != 0;
    Ok(Submit {
        to,
        body,
        part,
        report,
    })
}

/// A SUBMIT as the module makes one of the text and the number of text mode.
pub(in crate::sim) fn encode(to: &str, body: &str) -> Vec<u8> {
    let septets: Option<Vec<Vec<u8>>> = body.chars().map(gsm7::septets).collect();
    let (coding, length, data) = match septets.map(|s| s.concat()) {
        Some(septets) => (0x00, septets.len(), gsm7::packed(&septets, 0)),
        None => {
            let data: Vec<u8> = body.encode_utf16().flat_map(u16::to_be_bytes).collect();
            (0x08, data.len(), data)
        }
    };
    let mut octets = vec![0x00, 0x11, 0x00];
    octets.extend(deliver::address(to));
    octets.extend([0x00, coding, 0xAA, u8::try_from(length).unwrap_or(u8::MAX)]);
    octets.extend(data);
    octets
}

/// TP-DA (3GPP TS 23.040 9.1.2.5).
fn address(pdu: &mut Reader<'_>) -> Result<String, NotASubmit> {
    let digits = usize::from(pdu.octet()?);
    let kind = pdu.octet()?;
    let octets = pdu.take(digits.div_ceil(2))?;
    let mut number = String::with_capacity(digits + 1);
    if kind & 0x70 == 0x10 {
        number.push('+');
    }
    let nibbles = octets.iter().flat_map(|o| [o & 0x0F, o >> 4]);
    for nibble in nibbles.take(digits) {
        let digit = char::from_digit(u32::from(nibble), 10).ok_or(NotASubmit::Address)?;
        number.push(digit);
    }
    if digits == 0 || digits > 20 {
        return Err(NotASubmit::Address);
    }
    Ok(number)
}

/// The concatenation element of a user data header, if there is one.
fn concatenation(mut elements: &[u8]) -> Result<Option<Part>, NotASubmit> {
    let mut found = None;
    while let [id, length, rest @ ..] = elements {
        let (value, behind) = rest
            .split_at_checked(usize::from(*length))
            .ok_or(NotASubmit::Header)?;
        let part = match (id, value) {
            (0x00, [reference, total, number]) => Some((u16::from(*reference), *total, *number)),
            (0x08, [high, low, total, number]) => {
                Some((u16::from_be_bytes([*high, *low]), *total, *number))
            }
            (0x00 | 0x08, _) => return Err(NotASubmit::Header),
            _ => None,
        };
        if let Some((reference, total, number)) = part {
            if number == 0 || number > total {
                return Err(NotASubmit::Header);
            }
            found = Some(Part {
                reference,
                total,
                number,
            });
        }
        elements = behind;
    }
    Ok(found)
}
