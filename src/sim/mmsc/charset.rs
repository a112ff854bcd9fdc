//! How Korean words become octets, and the number that names the way (IANA MIBenum).

use encoding_rs::EUC_KR;

use super::wsp;

/// A character set of subject and text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Charset {
    /// UTF-8 (106), which the carriers use today.
    #[default]
    Utf8,
    /// EUC-KR (38), in its Windows form CP949.
    EucKr,
    /// KS C 5601 (36), which is the same octets under another number.
    Ksc5601,
    /// UTF-16 (1015) with a byte order mark.
    Utf16,
    /// UTF-8 that nobody says is UTF-8.
    Unsaid,
    /// CP949 that says it is UTF-8.
    Lying,
}

impl Charset {
    /// The words in this character set; what it lacks becomes `?`.
    pub(super) fn octets(self, words: &str) -> Vec<u8> {
        match self {
            Self::Utf8 | Self::Unsaid => words.as_bytes().to_vec(),
            Self::EucKr | Self::Ksc5601 | Self::Lying => words
                .chars()
                .flat_map(|c| {
                    let mut buffer = [0; 4];
                    let (octets, _, missing) = EUC_KR.encode(c.encode_utf8(&mut buffer));
                    if missing { vec![b'?'] } else { octets.to_vec() }
                })
                .collect(),
            Self::Utf16 => std::iter::once(0xFEFF)
                .chain(words.encode_utf16())
                .flat_map(u16::to_be_bytes)
                .collect(),
        }
    }

    /// Its number as WSP writes it (8.4.2.8); `None` where nothing is said.
    pub(super) fn number(self) -> Option<Vec<u8>> {
        Some(match self {
            Self::Utf8 | Self::Lying => vec![0xEA],
            Self::EucKr => vec![0xA6],
            Self::Ksc5601 => vec![0xA4],
            Self::Utf16 => wsp::long_integer(1015),
            Self::Unsaid => return None,
        })
    }
}
