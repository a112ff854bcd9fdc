//! The two ends of a reading: one way of writing before it, only readable characters after it.

use crate::korean::jamo::{compose_conjoining, is_hangul};

/// Full-width forms become ASCII, the many dashes and tildes one of each, every other white
/// space a space; conjoining jamo become syllables, (주) its word.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in compose_conjoining(text).chars() {
        match c {
            '\n' | '\r' => folded.push_str(". "),
            '\u{FF01}'..='\u{FF5E}' => folded.extend(char::from_u32(u32::from(c) - 0xFEE0)),
            '〜' | '∼' | '˜' => folded.push('~'),
            '‐' | '‑' | '–' | '—' | '−' | '―' => folded.push('-'),
            'Ⅰ'..='Ⅻ' => folded.push_str(&(u32::from(c) - u32::from('Ⅰ') + 1).to_string()),
            '½' => folded.push_str("1/2"),
            '⅓' => folded.push_str("1/3"),
            '⅔' => folded.push_str("2/3"),
            '¼' => folded.push_str("1/4"),
            '¾' => folded.push_str("3/4"),
            '№' => folded.push_str("No."),
            '㈜' => folded.push_str("(주)"),
            '①'..='⑳' => folded.push_str(&(u32::from(c) - u32::from('①') + 1).to_string()),
            '\u{200B}'..='\u{200D}' | '\u{FEFF}' => {}
            _ if c.is_whitespace() => folded.push(' '),
            _ => folded.push(c),
        }
    }
    folded.replace("(주)", " 주식회사 ")
}

/// Only Hangul, single spaces and `.,?!`; of several marks in a row the strongest, none at the
/// beginning, no comma at the end and no space before one.
pub(super) fn clean(words: &str) -> String {
    let mut cleaned = String::with_capacity(words.len());
    let mut mark: Option<char> = None;
    let mut space = false;
    for c in words.chars() {
        if ".,?!".contains(c) {
            mark = mark.max_by_strength(c);
        } else if is_hangul(c) {
            if let Some(mark) = mark.take().filter(|_| !cleaned.is_empty()) {
                cleaned.push(mark);
                space = true;
            }
            if space && !cleaned.is_empty() {
                cleaned.push(' ');
            }
            space = false;
            cleaned.push(c);
        } else {
            space = true;
        }
    }
    if let Some(mark) = mark.filter(|mark| *mark != ',' && !cleaned.is_empty()) {
        cleaned.push(mark);
    }
    cleaned
}

/// Choosing one of several marks in a row.
trait Strongest {
    fn max_by_strength(self, other: char) -> Option<char>;
}

impl Strongest for Option<char> {
    fn max_by_strength(self, other: char) -> Option<char> {
        let strength = |mark: char| ",.!?".find(mark);
        match self {
            Some(mark) if strength(mark) >= strength(other) => Some(mark),
            _ => Some(other),
        }
    }
}
