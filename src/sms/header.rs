//! The user data header: parts of a long text, ports, the real sender (TS 23.040 9.2.3.24).

use std::fmt;

use super::{Defect, address::Address, reader::Reader, septets::Tables};

/// Which concatenation element a part carries. Two texts with the same number but another kind are
/// two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferenceKind {
    /// IE 0x00, eight bits.
    Eight,
    /// IE 0x08, sixteen bits.
    Sixteen,
}

/// That a message is one part of a longer one (9.2.3.24.1 and .8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concatenation {
    /// The element it came in.
    pub kind: ReferenceKind,
    /// What the parts of one text share.
    pub reference: u16,
    /// How many parts there are, at least 1.
    pub total: u8,
    /// Which one this is, from 1 to `total`.
    pub number: u8,
}

/// For which application a message is (9.2.3.24.3 and .4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    /// To whom; 2948 is WAP push.
    pub destination: u16,
    /// From whom.
    pub source: u16,
}

/// An element that the house has no use for, kept as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its identifier. Samsung's telephones know 0x44 (read confirmation of KT) and 0xC0.
    pub id: u8,
    /// Its contents.
    pub data: Vec<u8>,
}

/// The header of the user data, as far as it could be read.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// Part of a longer message.
    pub concatenation: Option<Concatenation>,
    /// For an application.
    pub ports: Option<Ports>,
    /// IE 0x22, the reply address. In Korea it holds the real sender; TP-OA is a gateway then.
    pub reply: Option<Address>,
    /// IE 0x24: a national single shift table is asked for.
    pub single_shift: Option<u8>,
    /// IE 0x25: a national locking shift table is asked for.
    pub locking_shift: Option<u8>,
    /// Everything else, in order.
    pub others: Vec<Element>,
}

impl Header {
    pub(super) fn tables(&self) -> Tables {
        Tables {
            locking: self.locking_shift,
            single: self.single_shift,
        }
    }

    /// Reads the elements (without UDHL). An element that repeats replaces the one before (9.2.3.24).
    pub(super) fn read(octets: &[u8], defects: &mut Vec<Defect>) -> Self {
        let mut header = Self::default();
        let mut reader = Reader::new(octets);
        while let Some(id) = reader.octet() {
            let data = reader
                .octet()
                .and_then(|length| reader.take(usize::from(length)));
            let Some(data) = data else {
                defects.push(Defect::ElementOverruns { id });
                break;
            };
            if header.element(id, data).is_none() {
                defects.push(Defect::Element { id });
            }
        }
        header
    }

    /// Takes one element in; nothing when its contents make no sense.
    fn element(&mut self, id: u8, data: &[u8]) -> Option<()> {
        match (id, data) {
            (0x00, &[reference, total, number]) => {
                let kind = ReferenceKind::Eight;
                self.concatenation = Some(part(kind, reference.into(), total, number)?);
            }
            (0x08, &[high, low, total, number]) => {
                let reference = u16::from_be_bytes([high, low]);
                self.concatenation = Some(part(ReferenceKind::Sixteen, reference, total, number)?);
            }
            (0x04, &[destination, source]) => {
                self.ports = Some(Ports {
                    destination: destination.into(),
                    source: source.into(),
                });
            }
            (0x05, &[d1, d2, s1, s2]) => {
                self.ports = Some(Ports {
                    destination: u16::from_be_bytes([d1, d2]),
                    source: u16::from_be_bytes([s1, s2]),
                });
            }
            (0x22, data) => {
                let address = Address::read(&mut Reader::new(data)).ok()?;
                self.reply = Some(address).filter(|address| !address.value().is_empty());
                self.reply.as_ref()?;
            }
            (0x24, &[table]) => self.single_shift = Some(table),
            (0x25, &[table]) => self.locking_shift = Some(table),
            (0x00 | 0x04 | 0x05 | 0x08 | 0x24 | 0x25, _) => return None,
            (id, data) => self.others.push(Element {
                id,
                data: data.to_vec(),
            }),
        }
        Some(())
    }
}

/// A concatenation with a zero in it, or a number beyond the total, is to be ignored (9.2.3.24.1).
fn part(kind: ReferenceKind, reference: u16, total: u8, number: u8) -> Option<Concatenation> {
    (1..=total).contains(&number).then_some(Concatenation {
        kind,
        reference,
        total,
        number,
    })
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<u8> = self.others.iter().map(|element| element.id).collect();
        f.debug_struct("Header")
            .field("concatenation", &self.concatenation)
            .field("ports", &self.ports)
            .field("reply", &self.reply)
            .field("others", &ids)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(octets: &[u8]) -> (Header, Vec<Defect>) {
        let mut defects = Vec::new();
        (Header::read(octets, &mut defects), defects)
    }

    #[test]
    fn elements_side_by_side() {
        let (header, defects) = read(&[
            0x08, 4, 0x12, 0x34, 3, 2, // part 2 of 3
            0x05, 4, 0x0B, 0x84, 0x23, 0xF0, // ports
            0x22, 8, 0x0B, 0x81, 0x10, 0x20, 0x43, 0x65, 0x87, 0xF9, // reply address
            0x44, 1, 7, // an unknown one
        ]);
        assert_eq!(defects, []);
        let part = header.concatenation.unwrap();
        assert_eq!((part.reference, part.total, part.number), (0x1234, 3, 2));
        assert_eq!(header.ports.unwrap().destination, 2948);
        assert_eq!(header.reply.as_ref().unwrap().shown(), "01023456789");
        assert_eq!(header.others[0].id, 0x44);
        assert!(!format!("{header:?}").contains("0102345"));
    }

    #[test]
    fn the_last_of_two_counts() {
        let (header, _) = read(&[0, 3, 1, 2, 1, 8, 4, 0, 9, 2, 2]);
        assert_eq!(header.concatenation.unwrap().kind, ReferenceKind::Sixteen);
    }

    #[test]
    fn nonsense_is_named_and_the_rest_is_read() {
        let (header, defects) = read(&[0, 3, 1, 2, 3, 5, 1, 9, 4, 2, 8, 9]);
        assert_eq!(header.concatenation, None);
        assert_eq!(header.ports.unwrap().destination, 8);
        let named = [Defect::Element { id: 0 }, Defect::Element { id: 5 }];
        assert_eq!(defects, named);
        let (_, defects) = read(&[0, 9, 1]);
        assert_eq!(defects, [Defect::ElementOverruns { id: 0 }]);
        let (header, defects) = read(&[0x22, 0]);
        assert_eq!(header.reply, None);
        assert_eq!(defects, [Defect::Element { id: 0x22 }]);
    }
}
