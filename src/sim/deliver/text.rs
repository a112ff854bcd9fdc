//! A text, cut into the messages that carry it.

use encoding_rs::EUC_KR;
use jiff::civil::DateTime;

use super::{
    Deliver, MOST, Pdu,
    address::{self, address},
};
use crate::sim::gsm7;

/// How the words of a text become octets (3GPP TS 23.038 4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Coding {
    /// 7 bits where they suffice, UCS2 otherwise.
    #[default]
    Auto,
    /// The 7-bit alphabet with its extension; `?` for what it lacks.
    Gsm7,
    /// UTF-16, which is what networks send where the standard says UCS2.
    Ucs2,
    /// Data coding scheme 0x84 and CP949, a Korean habit.
    Ksc5601,
    /// Data coding scheme 0x04 (8 bit) and CP949: seen in 2010, and never announced as Korean.
    EightBit,
}

/// Which element says that messages belong together (3GPP TS 23.040 9.2.3.24.1 and .8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Reference {
    /// 8 bits, element 0x00.
    #[default]
    Short,
    /// 16 bits, element 0x08.
    Long,
}

/// A text as its sender meant it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Text {
    /// Digits, `+` and digits, or a name.
    pub from: String,
    /// What it says.
    pub body: String,
    /// How it is written.
    pub coding: Coding,
    /// How its parts know one another, when there are several.
    pub reference: Reference,
    /// The gateway that stands as the sender, as a national number, while the true one is in
    /// element 0x22.
    pub gateway: Option<String>,
    /// Message class 0 to 3; 0 is to be shown at once and need not be kept.
    pub class: Option<u8>,
}

impl Text {
    /// A text without peculiarities.
    #[must_use]
    pub fn plain(from: impl Into<String>, body: impl Into<String>) -> Self {
        Self {
            from: from.into(),
            body: body.into(),
            coding: Coding::Auto,
            reference: Reference::Short,
            gateway: None,
            class: None,
        }
    }

    /// The messages that carry it, in order. `reference` joins them when there are several; of a
    /// short one only the low 8 bits count.
    #[must_use]
    pub fn parts(&self, reference: u16, sent: DateTime) -> Vec<Pdu> {
        let seven = match self.coding {
            Coding::Gsm7 => true,
            Coding::Auto => self.body.chars().all(|c| gsm7::septets(c).is_some()),
            _ => false,
        };
        let letters: Vec<Vec<u8>> = self.body.chars().map(|c| self.letter(c, seven)).collect();
        let reply = self.reply_address();
        let whole = cut(&letters, room(&reply, seven));
        let pieces = if whole.len() > 1 {
            let header = [&reply[..], &self.joint(reference, 1, 1)].concat();
            cut(&letters, room(&header, seven))
        } else {
            whole
        };
        let total = u8::try_from(pieces.len()).unwrap_or(u8::MAX);
        let numbered = (1_u8..=total).zip(&pieces);
        numbered
            .map(|(number, piece)| {
                let mut header = reply.clone();
                if total > 1 {
                    header.extend(self.joint(reference, total, number));
                }
                self.message(seven, &header, piece, sent)
            })
            .collect()
    }

    /// One character, as octets or as septets; never cut in two.
    fn letter(&self, c: char, seven: bool) -> Vec<u8> {
        match self.coding {
            _ if seven => gsm7::septets(c).unwrap_or_else(|| vec![0x3F]),
            Coding::Ksc5601 | Coding::EightBit => {
                let mut buffer = [0; 4];
                let (octets, _, missing) = EUC_KR.encode(c.encode_utf8(&mut buffer));
                if missing {
                    vec![b'?']
                } else {
                    octets.into_owned()
                }
            }
            _ => {
                let mut buffer = [0; 2];
                let units = c.encode_utf16(&mut buffer);
                units.iter().flat_map(|u| u.to_be_bytes()).collect()
            }
        }
    }

    fn message(&self, seven: bool, header: &[u8], piece: &[u8], sent: DateTime) -> Pdu {
        let header_octets = if header.is_empty() {
            0
        } else {
            header.len() + 1
        };
        let (length, data) = if seven {
            let skip = (header_octets * 8).div_ceil(7);
            let packed = gsm7::packed(piece, skip);
            (skip + piece.len(), packed[header_octets..].to_vec())
        } else {
            (header_octets + piece.len(), piece.to_vec())
        };
        let from = &match &self.gateway {
            Some(gateway) => address::national(gateway),
            None => address(&self.from),
        };
        let coding = self.scheme(seven);
        let data = &data;
        Deliver {
            from,
            coding,
            sent,
            header,
            length,
            data,
        }
        .pdu()
    }

    fn scheme(&self, seven: bool) -> u8 {
        let class = self.class.map_or(0, |class| 0x10 | class & 0x03);
        match self.coding {
            _ if seven => class,
            Coding::Ksc5601 => 0x84, // a scheme of its own, with no place for a class
            Coding::EightBit => 0x04 | class,
            _ => 0x08 | class,
        }
    }

    /// Element 0x22 (3GPP TS 23.040 9.2.3.24.17): the address to reply to.
    fn reply_address(&self) -> Vec<u8> {
        if self.gateway.is_none() {
            return Vec::new();
        }
        let value = address(&self.from);
        let mut element = vec![0x22, u8::try_from(value.len()).unwrap_or(u8::MAX)];
        element.extend(value);
        element
    }

    fn joint(&self, reference: u16, total: u8, number: u8) -> Vec<u8> {
        let [high, low] = reference.to_be_bytes();
        match self.reference {
            Reference::Short => vec![0x00, 0x03, low, total, number],
            Reference::Long => vec![0x08, 0x04, high, low, total, number],
        }
    }
}

/// How many octets or septets are left beside this header.
fn room(header: &[u8], seven: bool) -> usize {
    let octets = if header.is_empty() {
        0
    } else {
        header.len() + 1
    };
    match seven {
        true => MOST * 8 / 7 - (octets * 8).div_ceil(7),
        false => MOST - octets,
    }
}

/// Pieces of at most `room`, cut between characters; one empty piece for nothing.
fn cut(letters: &[Vec<u8>], room: usize) -> Vec<Vec<u8>> {
    let mut pieces = vec![Vec::new()];
    for letter in letters {
        match pieces.last_mut() {
            Some(piece) if piece.len() + letter.len() <= room => piece.extend(letter),
            _ => pieces.push(letter.clone()),
        }
    }
    pieces
}
