//! One way of writing: full-width signs and figures in circles as their ordinary twins.

/// `text` with full-width ASCII (U+FF01 to U+FF5E) and the wide space made ordinary, and what nobody sees left out.
pub fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| {
            !matches!(
                c,
                '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
            )
        })
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xff01 + 0x21).unwrap_or(c),
            '\u{24ea}' => '0',
            '\u{2460}'..='\u{2468}' => digit(c, '\u{2460}', 1),
            '\u{2776}'..='\u{277e}' => digit(c, '\u{2776}', 1),
            '\u{1d7ce}'..='\u{1d7ff}' => digit(c, '\u{1d7ce}', 0),
            '\u{3000}' | '\u{a0}' => ' ',
            '–' | '—' | '‐' | '‑' | '−' | 'ㅡ' | '─' => '-',
            _ => c,
        })
        .collect()
}

/// The figure that stands so far behind `first`, which means `value`; of ten in a row the last digit counts.
fn digit(c: char, first: char, value: u32) -> char {
    let place = u32::from(c).saturating_sub(u32::from(first));
    char::from_digit((place + value) % 10, 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_signs_are_ordinary_ones() {
        assert_eq!(fold("（광고）０８０－２３４"), "(광고)080-234");
        assert_eq!(fold("080–234—5678ㅡ"), "080-234-5678-");
        assert_eq!(fold("⓪⑧⓪-②❸④ 𝟎𝟖𝟎"), "080-234 080");
        assert_eq!(fold("무료\u{200b}거부\u{3000}"), "무료거부 ");
    }
}
