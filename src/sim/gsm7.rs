//! The 7-bit alphabet of text messages, both ways.

/// The basic character set (3GPP TS 23.038 6.2.1); `\u{1b}` leads into the extension table.
const GSM7: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1b}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// The extension table (3GPP TS 23.038 6.2.1.1): the basic character behind the escape, and what
/// the two together mean.
const EXTENSION: [(char, char); 9] = [
    ('Λ', '^'),
    ('(', '{'),
    (')', '}'),
    ('/', '\\'),
    ('<', '['),
    ('=', '~'),
    ('>', ']'),
    ('¡', '|'),
    ('e', '€'),
];

/// The one or two septets of this character; `None` when the alphabet lacks it.
pub(super) fn septets(c: char) -> Option<Vec<u8>> {
    let basic = |c: char| {
        let place = GSM7.chars().position(|own| own == c)?;
        u8::try_from(place).ok()
    };
    if let Some((lead, _)) = EXTENSION.iter().find(|(_, shown)| *shown == c) {
        return Some(vec![0x1B, basic(*lead)?]);
    }
    (c != '\u{1b}').then(|| basic(c)).flatten().map(|s| vec![s])
}

/// Septets behind `skip` empty ones, packed into octets (3GPP TS 23.038 6.1.2.1).
pub(super) fn packed(septets: &[u8], skip: usize) -> Vec<u8> {
    let mut octets = vec![0; ((skip + septets.len()) * 7).div_ceil(8)];
    for (n, septet) in (skip..).zip(septets) {
        let (place, shift) = (n * 7 / 8, n * 7 % 8);
        let bits = u16::from(septet & 0x7F) << shift;
        let [high, low] = bits.to_be_bytes();
        octets[place] |= low;
        if high != 0 {
            octets[place + 1] |= high;
        }
    }
    octets
}

/// Septets `from` to `to` of these octets as text.
pub(super) fn text(octets: &[u8], from: usize, to: usize) -> String {
    let septet = |n: usize| {
        let (place, shift) = (n * 7 / 8, n * 7 % 8);
        let low = u16::from(octets.get(place).copied().unwrap_or(0));
        let high = u16::from(octets.get(place + 1).copied().unwrap_or(0));
        usize::from(((high << 8 | low) >> shift) & 0x7F)
    };
    let mut text = String::new();
    let mut escaped = false;
    for n in from..to {
        let basic = GSM7.chars().nth(septet(n)).unwrap_or('?');
        if basic == '\u{1b}' {
            escaped = true;
            continue;
        }
        text.push(match (std::mem::take(&mut escaped), basic) {
            (true, basic) => EXTENSION
                .iter()
                .find(|(lead, _)| *lead == basic)
                .map_or(basic, |(_, shown)| *shown),
            (false, basic) => basic,
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn packs_as_the_standard_does() {
        // "hellohello" (3GPP TS 23.038 6.1.2.1)
        let septets: Vec<u8> = "hellohello"
            .chars()
            .flat_map(|c| septets(c).unwrap())
            .collect();
        let packed = packed(&septets, 0);
        assert_eq!(
            packed,
            [0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37]
        );
        assert_eq!(super::septets('€'), Some(vec![0x1B, 0x65]));
        assert_eq!(super::septets('가'), None);
    }

    proptest! {
        #[test]
        fn what_is_packed_can_be_read(words in "[a-zA-Z0-9@£$Δ€\\[\\]{}^~|\\\\ ]{0,80}", skip in 0_usize..9) {
            let septets: Vec<u8> = words.chars().flat_map(|c| septets(c).unwrap()).collect();
            let octets = packed(&septets, skip);
            prop_assert_eq!(text(&octets, skip, skip + septets.len()), words);
        }
    }
}
