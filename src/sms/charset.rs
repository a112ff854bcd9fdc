//! Octets to characters: UTF-16, CP949, and the charsets that MMS names.

use encoding_rs::EUC_KR;

/// A text, and whether something in it could not be read and became U+FFFD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lossy {
    pub text: String,
    pub gaps: bool,
}

/// Which octet of a UTF-16 unit comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Big,
    Little,
}

/// UTF-16 (TS 23.038 says UCS2; telephones send surrogates all the same). A byte order mark is
/// obeyed and left out; half a unit at the end is a gap.
pub(super) fn utf16(octets: &[u8], order: Order) -> Lossy {
    let (order, octets) = match octets {
        [0xFE, 0xFF, rest @ ..] => (Order::Big, rest),
        [0xFF, 0xFE, rest @ ..] => (Order::Little, rest),
        all => (order, all),
    };
    let (pairs, odd) = octets.as_chunks::<2>();
    let units = pairs.iter().map(|pair| match order {
        Order::Big => u16::from_be_bytes(*pair),
        Order::Little => u16::from_le_bytes(*pair),
    });
    let mut gaps = !odd.is_empty();
    let text = char::decode_utf16(units)
        .map(|unit| {
            unit.unwrap_or_else(|_half_a_pair| {
                gaps = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    Lossy { text, gaps }
}

/// CP949, the code of Korean Windows, which holds KS C 5601 (EUC-KR) whole.
pub(super) fn cp949(octets: &[u8]) -> Lossy {
    let (text, gaps) = EUC_KR.decode_without_bom_handling(octets);
    Lossy {
        text: text.into_owned(),
        gaps,
    }
}

/// CP949, but only when every octet makes sense, one of them begins a Hangul syllable, and nothing
/// is a control character: what an unnamed 8-bit message must show to be taken for a text.
pub(super) fn surely_korean(octets: &[u8]) -> Option<String> {
    let text = EUC_KR.decode_without_bom_handling_and_without_replacement(octets)?;
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    let hangul = text.chars().any(|c| ('가'..='힣').contains(&c));
    (hangul && !text.chars().any(control)).then(|| text.into_owned())
}

/// A charset by its MIBenum (the IANA registry), as WSP names it.
pub(super) fn by_number(number: Option<u32>, octets: &[u8]) -> Lossy {
    match number {
        Some(106) => utf8(octets),
        Some(3 | 4) => Lossy {
            text: octets.iter().map(|octet| char::from(*octet)).collect(),
            gaps: false,
        },
        // KS_C_5601-1987, EUC-KR
        Some(36 | 38) => cp949(octets),
        // ISO-10646-UCS-2, UTF-16BE, UTF-16
        Some(1000 | 1013 | 1015) => utf16(octets, Order::Big),
        Some(1014) => utf16(octets, Order::Little),
        _ => guess(octets),
    }
}

/// A charset by its name. None that we know: a guess.
pub(super) fn by_name(name: &str, octets: &[u8]) -> Lossy {
    let number = match name.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" => Some(106),
        "us-ascii" => Some(3),
        "iso-8859-1" => Some(4),
        "euc-kr" | "ks_c_5601-1987" | "ksc5601" | "cp949" | "ms949" | "windows-949" | "uhc" => {
            Some(38)
        }
        "utf-16" | "iso-10646-ucs-2" | "utf-16be" => Some(1013),
        "utf-16le" => Some(1014),
        _ => None,
    };
    by_number(number, octets)
}

/// UTF-8 when it is that, else CP949, which leaves gaps where it is neither.
fn guess(octets: &[u8]) -> Lossy {
    match std::str::from_utf8(octets) {
        Ok(_) => utf8(octets),
        Err(_) => cp949(octets),
    }
}

fn utf8(octets: &[u8]) -> Lossy {
    let octets = octets.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(octets);
    Lossy {
        gaps: std::str::from_utf8(octets).is_err(),
        text: String::from_utf8_lossy(octets).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surrogates_whole_and_halved() {
        let party = utf16(&[0xD8, 0x3C, 0xDF, 0x89], Order::Big);
        assert_eq!((party.text.as_str(), party.gaps), ("🎉", false));
        let half = utf16(&[0xAC, 0x00, 0xD8, 0x3C], Order::Big);
        assert_eq!((half.text.as_str(), half.gaps), ("가\u{FFFD}", true));
        assert!(utf16(&[0xAC], Order::Big).gaps);
    }

    #[test]
    fn a_byte_order_mark_is_obeyed() {
        assert_eq!(utf16(&[0xFF, 0xFE, 0x00, 0xAC], Order::Big).text, "가");
        assert_eq!(utf16(&[0xFE, 0xFF, 0xAC, 0x00], Order::Little).text, "가");
    }

    #[test]
    fn letters_beyond_ks_c_5601() {
        // 똠 and 펲 are in CP949 only.
        assert_eq!(
            cp949(&[0x8C, 0x63, 0xC6, 0xF6]).text.chars().next(),
            Some('똠')
        );
        assert!(cp949(&[0xB0, 0xA1, 0xFF]).gaps);
    }

    #[test]
    fn octets_prove_that_they_are_korean() {
        assert_eq!(surely_korean(&[0xB0, 0xA1, b'!']).as_deref(), Some("가!"));
        assert_eq!(surely_korean(b"plain"), None); // no Hangul
        assert_eq!(surely_korean(&[0xB0, 0xA1, 0x00]), None); // a control character
        assert_eq!(surely_korean(&[0xB0, 0xA1, 0xB0]), None); // half a pair
    }

    #[test]
    fn charsets_by_number_name_and_guess() {
        let utf8 = "가나".as_bytes();
        let (cp949, utf16) = ([0xB0, 0xA1, 0xB3, 0xAA], [0xAC, 0, 0xB0, 0x98]);
        for (number, octets) in [
            (Some(106), utf8),
            (Some(38), &cp949),
            (Some(36), &cp949),
            (Some(1015), &utf16),
            (Some(1000), &utf16),
            (None, utf8),
            (None, &cp949),
            (Some(9999), utf8),
        ] {
            assert_eq!(by_number(number, octets).text, "가나", "{number:?}");
        }
        for (name, octets) in [("UTF-8", utf8), ("euc-kr", &cp949), ("utf-16", &utf16)] {
            assert_eq!(by_name(name, octets).text, "가나", "{name}");
        }
        assert!(by_number(Some(106), &cp949).gaps);
    }
}
