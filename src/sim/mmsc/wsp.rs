//! The small parts of WSP that MMS is written in (WAP-230-WSP 8.4.2).

/// An unsigned integer of variable length (8.1.2).
pub(super) fn uintvar(n: usize) -> Vec<u8> {
    let mut octets = vec![low7(n)];
    let mut rest = n >> 7;
    while rest > 0 {
        octets.insert(0, low7(rest) | 0x80);
        rest >>= 7;
    }
    octets
}

fn low7(n: usize) -> u8 {
    u8::try_from(n & 0x7F).unwrap_or(0)
}

/// A long integer: how many octets, then the octets (8.4.2.1).
pub(super) fn long_integer(n: u64) -> Vec<u8> {
    let octets = n.to_be_bytes();
    let lead = octets.iter().take_while(|o| **o == 0).count().min(7);
    let mut out = vec![u8::try_from(octets.len() - lead).unwrap_or(8)];
    out.extend(&octets[lead..]);
    out
}

/// A length of what follows (8.4.2.2).
pub(super) fn value_length(n: usize) -> Vec<u8> {
    match u8::try_from(n) {
        Ok(short @ 0..=30) => vec![short],
        _ => [vec![0x1F], uintvar(n)].concat(),
    }
}

/// A text string: octets, and a zero behind them (8.4.2.1).
pub(super) fn text(words: &[u8]) -> Vec<u8> {
    let quote = words.first().is_some_and(|first| *first >= 0x80);
    let mut octets = Vec::with_capacity(words.len() + 2);
    octets.extend(quote.then_some(0x7F));
    octets.extend(words);
    octets.push(0);
    octets
}
