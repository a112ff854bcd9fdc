//! TP-DCS: in which alphabet a message is written, and what else the octet says (TS 23.038 4).

/// The alphabet of the user data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// GSM 7-bit.
    Gsm7,
    /// Eight bits: data for an application, or a text in an alphabet that nothing names.
    Octets,
    /// UCS2; what is sent in truth is UTF-16.
    Ucs2,
    /// KS C 5601 with the extension of CP949. A reserved value by the standard, used by Korean networks.
    Ksc5601,
}

/// What a message waiting indication tells (TS 23.038 4, groups 1100 to 1110).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What waits.
    pub kind: WaitingKind,
    /// Whether something waits; `false` takes the indication back.
    pub active: bool,
    /// Whether the text may be thrown away once the indication was shown.
    pub discard: bool,
}

/// What waits for the subscriber.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitingKind {
    /// A voice mail.
    Voicemail,
    /// A fax.
    Fax,
    /// An e-mail.
    Email,
    /// Something else.
    Other,
}

/// A data coding scheme, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coding {
    /// The octet itself.
    pub octet: u8,
    /// The alphabet.
    pub alphabet: Alphabet,
    /// The message class, 0 (shown at once, "flash") to 3.
    pub class: Option<u8>,
    /// A message waiting indication.
    pub waiting: Option<Waiting>,
    /// Compressed as TS 23.042; the house does not unpack that.
    pub compressed: bool,
    /// The value is reserved; the standard says to take it for GSM 7-bit.
    pub reserved: bool,
}

impl Coding {
    /// Reads the octet. Every value has a meaning, if only "reserved".
    #[must_use]
    pub const fn new(octet: u8) -> Self {
        let plain = Self {
            octet,
            alphabet: Alphabet::Gsm7,
            class: None,
            waiting: None,
            compressed: false,
            reserved: false,
        };
        match octet {
            0x84 => Self {
                alphabet: Alphabet::Ksc5601,
                ..plain
            },
            // General, and the same marked for automatic deletion.
            0x00..=0x7F => Self {
                alphabet: match octet >> 2 & 0b11 {
                    1 => Alphabet::Octets,
                    2 => Alphabet::Ucs2,
                    _ => Alphabet::Gsm7,
                },
                class: if octet & 0x10 == 0 {
                    None
                } else {
                    Some(octet & 0b11)
                },
                compressed: octet & 0x20 != 0,
                reserved: octet & 0x0C == 0x0C,
                ..plain
            },
            0x80..=0xBF => Self {
                reserved: true,
                ..plain
            },
            0xC0..=0xEF => Self {
                alphabet: if octet >= 0xE0 {
                    Alphabet::Ucs2
                } else {
                    Alphabet::Gsm7
                },
                waiting: Some(Waiting {
                    kind: match octet & 0b11 {
                        0 => WaitingKind::Voicemail,
                        1 => WaitingKind::Fax,
                        2 => WaitingKind::Email,
                        _ => WaitingKind::Other,
                    },
                    active: octet & 0x08 != 0,
                    discard: octet < 0xD0,
                }),
                ..plain
            },
            0xF0..=0xFF => Self {
                alphabet: if octet & 0x04 == 0 {
                    Alphabet::Gsm7
                } else {
                    Alphabet::Octets
                },
                class: Some(octet & 0b11),
                ..plain
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_of_the_table() {
        use Alphabet::{Gsm7, Ksc5601, Octets, Ucs2};
        let rows = [
            (0x00, Gsm7, None),
            (0x04, Octets, None),
            (0x08, Ucs2, None),
            (0x10, Gsm7, Some(0)),
            (0x18, Ucs2, Some(0)),
            (0x15, Octets, Some(1)),
            (0x48, Ucs2, None),
            (0x84, Ksc5601, None),
            (0xF1, Gsm7, Some(1)),
            (0xF6, Octets, Some(2)),
        ];
        for (octet, alphabet, class) in rows {
            let coding = Coding::new(octet);
            assert_eq!(
                (coding.alphabet, coding.class),
                (alphabet, class),
                "{octet:02X}"
            );
            assert!(!coding.reserved && !coding.compressed && coding.waiting.is_none());
        }
        for octet in [0x0C, 0x1F, 0x80, 0x85, 0xBF] {
            let coding = Coding::new(octet);
            assert!(coding.reserved, "{octet:02X}");
            assert_eq!(coding.alphabet, Gsm7, "{octet:02X}");
        }
        assert!(Coding::new(0x28).compressed);
    }

    #[test]
    fn a_voice_mail_waits_and_is_taken_back() {
        let waiting = |octet| Coding::new(octet).waiting.unwrap();
        assert_eq!(waiting(0xC8).kind, WaitingKind::Voicemail);
        assert!(waiting(0xC8).active && waiting(0xC8).discard);
        assert!(!waiting(0xD0).active && !waiting(0xD0).discard);
        assert_eq!(waiting(0xDA).kind, WaitingKind::Email);
        assert_eq!(Coding::new(0xE8).alphabet, Alphabet::Ucs2);
    }
}
