//! Addresses: who sent a message, who gets it, which centre carried it (TS 23.040 9.1.2.5).

use std::fmt;

use crate::phone::PhoneNumber;

use super::{reader::Reader, septets};

/// The type of number (TS 24.008 10.5.4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddressKind {
    /// As it is dialled.
    Unknown,
    /// With the country code, without the plus.
    International,
    /// National.
    National,
    /// A service of the network.
    Network,
    /// A short code.
    Subscriber,
    /// A name in GSM 7-bit instead of a number.
    Alphanumeric,
    /// Abbreviated.
    Abbreviated,
    /// Reserved.
    Reserved,
}

/// A telephone number or a name. `Debug` shows it masked; [`Address::shown`] gives it as it is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    kind: AddressKind,
    value: String,
}

/// An address field has at most 12 octets (9.1.2.5): 20 semi-octets of number. A few more are let
/// through for networks that count otherwise.
const MAX_SEMI_OCTETS: usize = 24;

/// Why an address could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoAddress {
    Short,
    Long(usize),
}

impl Address {
    /// What kind of address it is.
    #[must_use]
    pub const fn kind(&self) -> AddressKind {
        self.kind
    }

    /// The digits (also `*`, `#`, `a` to `c`), or the name. Without a plus.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The number as it is written, with a plus when it is international; or the name.
    #[must_use]
    pub fn shown(&self) -> String {
        match self.kind {
            AddressKind::International => format!("+{}", self.value),
            _ => self.value.clone(),
        }
    }

    /// The number that could be called or texted back: none for names and foreign numbers.
    #[must_use]
    pub fn number(&self) -> Option<PhoneNumber> {
        match self.kind {
            AddressKind::Alphanumeric => None,
            _ => self.shown().parse().ok(),
        }
    }

    /// From a text such as MMS headers hold: a number with or without a plus, or a name.
    pub(super) fn from_text(text: &str) -> Self {
        let (abroad, rest) = match text.strip_prefix('+') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let digits: String = rest.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Self {
                kind: AddressKind::Alphanumeric,
                value: text.to_owned(),
            };
        }
        Self {
            kind: if abroad {
                AddressKind::International
            } else {
                AddressKind::Unknown
            },
            value: digits,
        }
    }

    /// TP-OA, TP-DA, TP-RA: the count of semi-octets, the type, the semi-octets. `Err` leaves the
    /// reader anywhere.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, NoAddress> {
        let count = usize::from(reader.octet().ok_or(NoAddress::Short)?);
        if count > MAX_SEMI_OCTETS {
            return Err(NoAddress::Long(count));
        }
        let kind = reader.octet().ok_or(NoAddress::Short)?;
        let octets = reader.take(count.div_ceil(2)).ok_or(NoAddress::Short)?;
        Ok(Self::new(kind, octets, count))
    }

    /// The service centre (TS 24.011 8.2.5.1), whose length counts octets with the type.
    pub(super) fn service_centre(octets: &[u8]) -> Option<Self> {
        let (kind, digits) = octets.split_first()?;
        Some(Self::new(*kind, digits, digits.len() * 2))
    }

    fn new(type_of_address: u8, octets: &[u8], semi_octets: usize) -> Self {
        let kind = match type_of_address >> 4 & 0b111 {
            0 => AddressKind::Unknown,
            1 => AddressKind::International,
            2 => AddressKind::National,
            3 => AddressKind::Network,
            4 => AddressKind::Subscriber,
            5 => AddressKind::Alphanumeric,
            6 => AddressKind::Abbreviated,
            _ => AddressKind::Reserved,
        };
        let value = if kind == AddressKind::Alphanumeric {
            let septets = septets::unpack(octets, 0, semi_octets * 4 / 7);
            let name = septets::text(&septets, septets::Tables::default());
            name.trim_end_matches('@').to_owned() // padding of zero bits reads as '@'
        } else {
            octets
                .iter()
                .flat_map(|pair| [pair & 0xF, pair >> 4])
                .take(semi_octets)
                .filter_map(|digit| b"0123456789*#abc".get(usize::from(digit)))
                .map(|digit| char::from(*digit))
                .collect()
        };
        Self { kind, value }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            // A company's name is on its advertisement; a person's is never sent this way.
            AddressKind::Alphanumeric => write!(f, "Address(a name of {})", self.value.len()),
            kind => {
                let tail = self.value.len().saturating_sub(4).max(4);
                let tail = self.value.get(tail..).unwrap_or_default();
                write!(f, "Address({kind:?} ****{tail})")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(octets: &[u8]) -> Result<Address, NoAddress> {
        Address::read(&mut Reader::new(octets))
    }

    #[test]
    fn numbers_of_every_kind() {
        let national = read(&[0x0B, 0x81, 0x10, 0x20, 0x43, 0x65, 0x87, 0xF9]).unwrap();
        assert_eq!(national.shown(), "01023456789");
        assert_eq!(national.number().unwrap().digits(), "01023456789");
        let abroad = read(&[0x0C, 0x91, 0x28, 0x01, 0x32, 0x54, 0x76, 0x98]).unwrap();
        assert_eq!(abroad.shown(), "+821023456789");
        assert_eq!(abroad.number().unwrap().digits(), "01023456789");
        assert_eq!(format!("{abroad:?}"), "Address(International ****6789)");
        let star = read(&[0x04, 0x81, 0xBA, 0xDC]).unwrap();
        assert_eq!(star.shown(), "*#ab");
        assert_eq!(star.number(), None);
    }

    #[test]
    fn a_name_is_no_number() {
        let name = read(&[0x04, 0xD0, 0x4B, 0x2A]).unwrap();
        assert_eq!(
            (name.kind(), name.value()),
            (AddressKind::Alphanumeric, "KT")
        );
        assert_eq!(name.number(), None);
        assert!(!format!("{name:?}").contains("KT"));
    }

    #[test]
    fn lengths_that_lie() {
        assert_eq!(read(&[]), Err(NoAddress::Short));
        assert_eq!(read(&[0x0B, 0x81, 0x10]), Err(NoAddress::Short));
        assert_eq!(read(&[0xFF, 0x81, 0x10]), Err(NoAddress::Long(255)));
    }

    #[test]
    fn addresses_in_words() {
        assert_eq!(Address::from_text("+821023456789").shown(), "+821023456789");
        assert_eq!(Address::from_text("010-2345-6789").shown(), "01023456789");
        let mail = Address::from_text("shop@example.invalid");
        assert_eq!(mail.kind(), AddressKind::Alphanumeric);
    }
}
