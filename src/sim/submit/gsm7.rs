//! The 7-bit alphabet of text messages.

/// The basic character set (3GPP TS 23.038 6.2.1); `\u{1b}` leads into the extension table.
const GSM7: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1b}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

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
            (true, 'Λ') => '^',
            (true, '(') => '{',
            (true, ')') => '}',
            (true, '/') => '\\',
            (true, '<') => '[',
            (true, '=') => '~',
            (true, '>') => ']',
            (true, '¡') => '|',
            (true, 'e') => '€',
            (_, basic) => basic,
        });
    }
    text
}
