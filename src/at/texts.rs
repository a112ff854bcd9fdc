//! Text messages, as the modem hands them over: still a PDU.

use std::fmt;

use super::fields::Fields;

/// The octets of a message: the service centre's address and the TPDU (3GPP TS 23.040 9.2).
pub type PduOctets = heapless::Vec<u8, 190>;

/// A message as the modem gave it. Does not show itself: it holds a number and words.
#[derive(Clone, PartialEq, Eq)]
pub struct TextPdu {
    /// What the modem says is the length of the TPDU, in octets.
    pub announced: u16,
    /// All octets, with the service centre's address.
    pub octets: PduOctets,
}

impl TextPdu {
    /// Whether the octets are as many as were announced. If not, they were garbled on the way: read
    /// the message again.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let centre = self
            .octets
            .first()
            .map_or(0, |length| 1 + usize::from(*length));
        self.octets.len() == centre + usize::from(self.announced)
    }
}

impl fmt::Debug for TextPdu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { announced, octets } = self;
        write!(f, "TextPdu({} octets, TPDU of {announced})", octets.len())
    }
}

/// `<stat>` of a stored message (3GPP TS 27.005 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextStatus {
    /// 0: received, unread.
    Unread,
    /// 1: received, read.
    Read,
    /// 2: to be sent.
    Unsent,
    /// 3: sent.
    Sent,
}

impl TextStatus {
    const fn from_stat(stat: u8) -> Option<Self> {
        Some(match stat {
            0 => Self::Unread,
            1 => Self::Read,
            2 => Self::Unsent,
            3 => Self::Sent,
            _ => return None,
        })
    }
}

/// A message from the modem's memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredText {
    /// Its place in the memory.
    pub index: u16,
    /// Whether it was received or is our own.
    pub status: TextStatus,
    /// The message.
    pub pdu: TextPdu,
}

/// `<index>,<stat>,[<alpha>],<length>`, which announces the line with the PDU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TextHeader {
    index: u16,
    status: TextStatus,
    length: u16,
}

impl TextHeader {
    /// What follows `+CMGL:` (3GPP TS 27.005 3.4.2).
    pub fn listed(text: &str) -> Option<Self> {
        let mut fields = Fields::of(text);
        let index = fields.number()?;
        Self::rest(index, &mut fields)
    }

    /// What follows `+CMGR:` (3GPP TS 27.005 3.4.3), which leaves the index out.
    pub fn read(text: &str, index: u16) -> Option<Self> {
        Self::rest(index, &mut Fields::of(text))
    }

    fn rest(index: u16, fields: &mut Fields<'_>) -> Option<Self> {
        let status = TextStatus::from_stat(fields.number()?)?;
        let length = fields.nth(1)?.number()?;
        Some(Self {
            index,
            status,
            length,
        })
    }

    pub fn with(self, octets: PduOctets) -> StoredText {
        StoredText {
            index: self.index,
            status: self.status,
            pdu: TextPdu {
                announced: self.length,
                octets,
            },
        }
    }
}

/// The octets of a line of hexadecimal digits; at least one.
pub(super) fn octets(line: &str) -> Option<PduOctets> {
    let mut octets = PduOctets::new();
    let (pairs, rest) = line.as_bytes().as_chunks::<2>();
    if pairs.is_empty() || !rest.is_empty() {
        return None;
    }
    for [high, low] in pairs {
        octets.push(nibble(*high)? << 4 | nibble(*low)?).ok()?;
    }
    Some(octets)
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

/// How full the memory is: `+CPMS: "<mem1>",<used>,<total>,…` (3GPP TS 27.005 3.2.2). The third
/// memory, which takes what is received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Storage {
    /// Messages in it.
    pub used: u16,
    /// Messages that it can hold.
    pub total: u16,
}

impl Storage {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut fields = Fields::of(text).skip(7);
        let used = fields.next()?.number()?;
        let total = fields.next()?.number()?;
        Some(Self { used, total })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_length_tells_a_garbled_message() {
        let header = TextHeader::read("0,,4", 3).unwrap();
        let text = header.with(octets("0191AABBCCDD").unwrap());
        assert_eq!((text.index, text.status), (3, TextStatus::Unread));
        assert!(text.pdu.is_whole());
        assert!(!header.with(octets("0191AABBCC").unwrap()).pdu.is_whole());
        assert_eq!(format!("{:?}", text.pdu), "TextPdu(6 octets, TPDU of 4)");
    }

    #[test]
    fn headers_are_read_with_and_without_a_name() {
        assert_eq!(
            TextHeader::listed("7,1,\"shop\",103"),
            TextHeader::read("1,,103", 7)
        );
        for text in [
            "",
            "0",
            "9,,4",
            "0,,x",
            "\"REC UNREAD\",\"010\",,\"26/08/11\"",
        ] {
            assert_eq!(TextHeader::read(text, 0), None, "{text}");
        }
    }

    #[test]
    fn the_memory_that_receives_counts() {
        let full = Storage::parse("\"ME\",1,255,\"ME\",1,255,\"SM\",20,20");
        assert_eq!(
            full,
            Some(Storage {
                used: 20,
                total: 20
            })
        );
        assert_eq!(Storage::parse("0,255,0,255,0,255"), None);
    }

    proptest! {
        #[test]
        fn hexadecimal_is_read_back(bytes in prop::collection::vec(any::<u8>(), 1..=190)) {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
            prop_assert_eq!(&octets(&hex).unwrap()[..], &bytes[..]);
        }

        #[test]
        fn any_line_is_hexadecimal_or_not(line in "[0-9A-Fa-f]{0,400}|[ -~]{0,40}") {
            let read = octets(&line);
            prop_assert_eq!(read.is_some(), !line.is_empty() && line.len() <= 380
                && line.len() % 2 == 0 && line.bytes().all(|byte| byte.is_ascii_hexdigit()));
        }
    }
}
