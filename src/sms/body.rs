//! User data: what a message says, or carries.

use std::fmt;

use super::{
    Alphabet, Coding, Defect, Header,
    charset::{self, Lossy},
    reader::Reader,
    septets,
};

/// What a message says.
#[derive(Clone, PartialEq, Eq)]
pub enum Body {
    /// A text.
    Text(String),
    /// Octets for an application (see the ports), or compressed.
    Data(Vec<u8>),
}

impl Body {
    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Data(_) => None,
        }
    }
}

/// Shows neither words nor octets.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} characters)", text.chars().count()),
            Self::Data(data) => write!(f, "Data({} octets)", data.len()),
        }
    }
}

/// TP-UD, split into header and contents. Two are equal when they would read the same.
#[derive(Clone, PartialEq, Eq)]
pub struct UserData {
    /// The data coding scheme.
    pub coding: Coding,
    /// The header; empty when there is none.
    pub header: Header,
    /// Octets after the header; with GSM 7-bit one septet in each.
    contents: Vec<u8>,
}

/// The most octets of user data (TS 23.040 9.2.3.16).
const MAX_OCTETS: usize = 140;

impl UserData {
    /// Reads TP-UDL and TP-UD. Nothing when even TP-UDL is missing.
    pub(super) fn read(
        coding: Coding,
        has_header: bool,
        reader: &mut Reader<'_>,
        defects: &mut Vec<Defect>,
    ) -> Option<Self> {
        if coding.reserved {
            defects.push(Defect::ReservedCoding(coding.octet));
        }
        let length = usize::from(reader.octet()?);
        let in_septets = coding.alphabet == Alphabet::Gsm7 && !coding.compressed;
        let octets = if in_septets {
            (length * 7).div_ceil(8)
        } else {
            length
        };
        if octets > MAX_OCTETS {
            defects.push(Defect::UserDataLong { announced: octets });
        }
        let data = reader.up_to(octets);
        if data.len() < octets {
            defects.push(Defect::UserDataShort {
                announced: octets,
                present: data.len(),
            });
        }
        let (header, header_octets) = match data.split_first() {
            Some((header_length, after)) if has_header => {
                let announced = usize::from(*header_length);
                if announced > after.len() {
                    defects.push(Defect::HeaderOverruns {
                        announced,
                        present: after.len(),
                    });
                }
                let octets = &after[..announced.min(after.len())];
                (Header::read(octets, defects), 1 + octets.len())
            }
            _ => (Header::default(), 0),
        };
        let mut contents = if in_septets {
            // Fill bits bring the text to a septet's edge (9.2.3.24).
            let header_septets = (header_octets * 8).div_ceil(7);
            let count = length.saturating_sub(header_septets);
            septets::unpack(data, header_septets * 7, count)
        } else {
            data[header_octets..].to_vec()
        };
        if coding.alphabet == Alphabet::Ucs2 && !coding.compressed && contents.len() % 2 == 1 {
            contents.pop();
            defects.push(Defect::HalfCharacter);
        }
        Some(Self {
            coding,
            header,
            contents,
        })
    }

    /// What it says by itself. The body of a part is better read joined with the others, since a
    /// character may be cut in two.
    #[must_use]
    pub fn body(&self) -> Body {
        self.read_body().0
    }

    pub(super) fn read_body(&self) -> (Body, Option<Defect>) {
        join(std::slice::from_ref(&self))
    }

    #[cfg(test)]
    pub(super) fn contents(&self) -> &[u8] {
        &self.contents
    }
}

impl fmt::Debug for UserData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserData")
            .field("coding", &self.coding)
            .field("header", &self.header)
            .field("contents", &self.contents.len())
            .finish()
    }
}

/// What neighbouring parts say together, as the first of them is coded. Characters that were cut
/// between two of them are whole again.
pub(super) fn join(parts: &[&UserData]) -> (Body, Option<Defect>) {
    let Some(first) = parts.first() else {
        return (Body::Text(String::new()), None);
    };
    let contents = parts
        .iter()
        .flat_map(|part| part.contents.iter().copied())
        .collect::<Vec<u8>>();
    if first.coding.compressed {
        return (Body::Data(contents), Some(Defect::Compressed));
    }
    let lossy = |Lossy { text, gaps }| (Body::Text(text), gaps.then_some(Defect::Unreadable));
    match first.coding.alphabet {
        Alphabet::Gsm7 => {
            let tables = first.header.tables();
            let text = septets::text(&contents, tables);
            let defect = (!tables.are_known()).then_some(Defect::UnknownTable);
            (Body::Text(text), defect)
        }
        Alphabet::Ucs2 => lossy(charset::utf16(&contents, charset::Order::Big)),
        Alphabet::Ksc5601 => lossy(charset::cp949(&contents)),
        Alphabet::Octets if first.header.ports.is_some() => (Body::Data(contents), None),
        // Korean gateways send texts as plain octets too; the octets have to prove it.
        Alphabet::Octets => match charset::surely_korean(&contents) {
            Some(text) => (Body::Text(text), None),
            None => (Body::Data(contents), None),
        },
    }
}
