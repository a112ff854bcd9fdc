//! The GSM 7-bit alphabet (3GPP TS 23.038 6.2) and how septets lie in octets (6.1.2.1).

/// 6.2.1: the default alphabet. 0x1B is the escape to the extension table.
const DEFAULT: [char; 128] = [
    '@', '£', '$', '¥', 'è', 'é', 'ù', 'ì', 'ò', 'Ç', '\n', 'Ø', 'ø', '\r', 'Å', 'å', //
    'Δ', '_', 'Φ', 'Γ', 'Λ', 'Ω', 'Π', 'Ψ', 'Σ', 'Θ', 'Ξ', '\u{1B}', 'Æ', 'æ', 'ß', 'É', //
    ' ', '!', '"', '#', '¤', '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/', //
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?', //
    '¡', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', //
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 'Ä', 'Ö', 'Ñ', 'Ü', '§', //
    '¿', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', //
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 'ä', 'ö', 'ñ', 'ü', 'à',
];

const ESCAPE: u8 = 0x1B;

/// `count` septets out of `octets`, after `skip` bits; fewer when the octets end before. Each septet
/// becomes one octet.
pub(super) fn unpack(octets: &[u8], skip: usize, count: usize) -> Vec<u8> {
    let whole = (octets.len() * 8).saturating_sub(skip) / 7;
    (0..count.min(whole))
        .map(|number| {
            let bit = skip + number * 7;
            let (at, shift) = (bit / 8, bit % 8);
            let low = u16::from(octets[at]);
            let high = octets.get(at + 1).copied().map_or(0, u16::from);
            ((high << 8 | low) >> shift & 0x7F) as u8
        })
        .collect()
}

/// Which tables a message asks for (TS 23.040 9.2.3.24.15 and .16; the numbers are in 23.038 6.2.1.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tables {
    /// Replaces the default alphabet.
    pub locking: Option<u8>,
    /// Replaces the extension table.
    pub single: Option<u8>,
}

impl Tables {
    /// Whether the tables are the default ones, which are the ones that stand here.
    pub(super) fn are_known(self) -> bool {
        self.locking.unwrap_or(0) == 0 && self.single.unwrap_or(0) == 0
    }
}

/// The characters of `septets`, one septet per octet.
///
/// National tables are not carried: no Korean sender uses one. Under an unknown locking table only
/// what all of them share (digits, space, a to z, line ends) is shown, under an unknown single shift table
/// nothing that was escaped; the rest becomes U+FFFD. A gap is better than a wrong letter.
pub(super) fn text(septets: &[u8], tables: Tables) -> String {
    let foreign = tables.locking.unwrap_or(0) != 0;
    let foreign_extension = tables.single.unwrap_or(0) != 0;
    let mut text = String::with_capacity(septets.len());
    let mut septets = septets.iter().map(|septet| septet & 0x7F);
    while let Some(septet) = septets.next() {
        if septet != ESCAPE {
            let c = DEFAULT[usize::from(septet)];
            let shared = matches!(c, '0'..='9' | 'a'..='z' | ' ' | '\n' | '\r');
            text.push(if foreign && !shared { '\u{FFFD}' } else { c });
            continue;
        }
        match septets.next() {
            // A single escape at the end says nothing (a later part may say what was meant).
            None => {}
            Some(_) if foreign_extension => text.push('\u{FFFD}'),
            Some(escaped) => text.push(extension(escaped)),
        }
    }
    text
}

/// 6.2.1.1. What the table leaves empty is the character of the default alphabet; a second escape is a space.
fn extension(septet: u8) -> char {
    match septet {
        0x0A => '\u{0C}',
        0x14 => '^',
        ESCAPE => ' ',
        0x28 => '{',
        0x29 => '}',
        0x2F => '\\',
        0x3C => '[',
        0x3D => '~',
        0x3E => ']',
        0x40 => '|',
        0x65 => '€',
        other => DEFAULT[usize::from(other)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// TS 23.038 6.1.2.1.1 the other way round, bit by bit.
    fn pack(septets: &[u8], skip: usize) -> Vec<u8> {
        let mut octets = vec![0; (skip + septets.len() * 7).div_ceil(8)];
        for (number, septet) in septets.iter().enumerate() {
            for bit in 0..7 {
                let at = skip + number * 7 + bit;
                octets[at / 8] |= (septet >> bit & 1) << (at % 8);
            }
        }
        octets
    }

    #[test]
    fn the_text_of_many_a_manual() {
        let septets = unpack(&[0xE8, 0x32, 0x9B, 0xFD, 0x06], 0, 5);
        assert_eq!(text(&septets, Tables::default()), "hello");
    }

    #[test]
    fn escaped_characters() {
        let septets = [0x1B, 0x65, 0x32, 0x1B, 0x3C, 0x1B, 0x61, 0x1B, 0x1B, 0x1B];
        assert_eq!(text(&septets, Tables::default()), "€2[a ");
    }

    #[test]
    fn an_unknown_table_leaves_gaps_and_no_wrong_letters() {
        let turkish = Tables {
            locking: Some(1),
            single: None,
        };
        assert!(!turkish.are_known());
        assert_eq!(text(b"a1 \x00\x1D", turkish), "a1 \u{FFFD}\u{FFFD}");
        let spanish = Tables {
            locking: None,
            single: Some(2),
        };
        assert_eq!(text(&[0x41, 0x1B, 0x41], spanish), "A\u{FFFD}");
    }

    proptest! {
        #[test]
        fn septets_lie_where_they_were_packed(
            septets in prop::collection::vec(0_u8..128, 0..180),
            skip in 0_usize..50,
        ) {
            prop_assert_eq!(unpack(&pack(&septets, skip), skip, septets.len()), septets);
        }

        #[test]
        fn more_is_asked_for_than_there_is(octets: Vec<u8>, skip in 0_usize..3000, count in 0_usize..300) {
            prop_assert!(unpack(&octets, skip, count).len() <= count.min(octets.len() * 8 / 7));
        }
    }
}
