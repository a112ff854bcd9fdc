//! What a recogniser wrote, made comparable.
//!
//! Recognisers put spaces, marks and figures as they please ("7시에 4명." or "일곱시에 네 명").
//! [`normalize`] gives the matcher one way of writing, [`comparable`] the measurer one way of
//! sounding.
//!
//! ```
//! use munjigi::korean::normalize::{cer, comparable, normalize};
//!
//! assert_eq!(normalize(" 7시에  4명이요. (끝)"), "7시에 4명이요");
//! assert_eq!(comparable("7시에 4명"), comparable("일곱 시에 네 명"));
//! assert_eq!(cer("네 맞아요", "네, 맞아요."), 0.0);
//! ```

use super::jamo::{compose_conjoining, is_hangul, levenshtein};
use super::speakable::speakable;

/// Recogniser output in one way of writing, for matching: Hangul composed (NFC), tags in
/// brackets ("(끝)", `[음악]`) and marks gone, Latin in lower case, single spaces.
///
/// Figures stay figures with their counters. `:`, `-`, `/` and `.` stay between two digits, a
/// comma between digits goes ("12,000" → "12000").
#[must_use]
pub fn normalize(text: &str) -> String {
    let text = without_tags(&compose_conjoining(text));
    let chars: Vec<char> = text.chars().map(half_width).collect();
    let mut written = String::with_capacity(text.len());
    for (at, &c) in chars.iter().enumerate() {
        let digit = |at: Option<usize>| {
            at.and_then(|at| chars.get(at))
                .is_some_and(char::is_ascii_digit)
        };
        let inside_number = digit(at.checked_sub(1)) && digit(at.checked_add(1));
        match c {
            ',' if inside_number => {}
            ':' | '-' | '/' | '.' if inside_number => written.push(c),
            '+' if digit(Some(at + 1)) => written.push(c),
            '%' => written.push(c),
            _ if c.is_alphanumeric() => written.extend(c.to_lowercase()),
            _ => written.push(' '),
        }
    }
    written.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Does the text hold nothing but tags, marks and spaces? That is what recognisers write for
/// noise ("(놀람)", "♪♪"), and it must be treated as silence.
#[must_use]
pub fn is_only_noise(text: &str) -> bool {
    normalize(text).is_empty()
}

/// `text` without what stands in brackets and between notes. An unclosed bracket is a mark.
fn without_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let close = match c {
            '(' => Some(')'),
            '[' => Some(']'),
            '<' => Some('>'),
            '（' => Some('）'),
            '【' => Some('】'),
            _ => None,
        };
        rest = &rest[c.len_utf8()..];
        match close.and_then(|close| Some((rest.find(close)?, close.len_utf8()))) {
            Some((at, width)) => {
                kept.push(' ');
                rest = &rest[at + width..];
            }
            None => kept.push(c),
        }
    }
    kept
}

fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// The syllables of a text as it is spoken, and nothing else: figures and Latin read out, tags
/// gone, no spaces. Two ways of writing the same words become the same string.
#[must_use]
pub fn comparable(text: &str) -> String {
    speakable(&without_tags(text))
        .chars()
        .filter(|c| is_hangul(*c))
        .collect()
}

/// Character error rate: the syllables to insert, delete or replace to turn `hypothesis` into
/// `reference`, over the syllables of `reference`, both [`comparable`]. 0.0 is perfect; above
/// 1.0 is possible when the recogniser invents. An empty reference counts as one syllable.
#[must_use]
pub fn cer(reference: &str, hypothesis: &str) -> f32 {
    let syllables = |text: &str| comparable(text).chars().collect::<Vec<_>>();
    let (reference, hypothesis) = (syllables(reference), syllables(hypothesis));
    let wrong = levenshtein(&reference, &hypothesis);
    #[expect(
        clippy::cast_precision_loss,
        reason = "lengths of sentences are far below 2^24"
    )]
    let rate = wrong as f32 / reference.len().max(1) as f32;
    rate
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn writes_one_way() {
        for (text, expected) in [
            ("네, 맞아요.", "네 맞아요"),
            ("7시에 4명이요!", "7시에 4명이요"),
            ("(끝)", ""),
            ("네 [음악] 맞아요 ♪", "네 맞아요"),
            ("010-2345-6789요", "010-2345-6789요"),
            ("12,000원", "12000원"),
            ("19:30 ~ 20:30", "19:30 20:30"),
            ("ＡＩ １번", "ai 1번"),
            ("\u{1102}\u{1166}", "네"),
            ("3.5", "3.5"),
            ("네(", "네"),
            ("+82 10", "+82 10"),
        ] {
            assert_eq!(normalize(text), expected, "{text}");
        }
        assert!(is_only_noise("(뚝뚝) (뚝뚝)"));
        assert!(!is_only_noise("네"));
    }

    #[test]
    fn sounds_one_way() {
        for (a, b) in [
            ("7시에 4명", "일곱 시에 네 명"),
            ("1번을 누르세요", "일번을 누르세요"),
            ("010-2345-6789", "공일공 이삼사오 육칠팔구"),
            ("12,000원", "만 이천 원"),
            ("7시 30분", "일곱 시 삼십 분"),
            ("AI입니다 (끝)", "에이아이입니다"),
        ] {
            assert_eq!(comparable(a), comparable(b));
        }
    }

    #[test]
    fn rates_errors() {
        assert!((cer("수신거부", "수신꺼부") - 0.25).abs() < 1e-6);
        assert!((cer("네", "") - 1.0).abs() < 1e-6);
        assert!((cer("", "네네") - 2.0).abs() < 1e-6);
        assert!(cer("", "(끝)").abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn twice_is_once(text in ".{0,40}") {
            let once = normalize(&text);
            prop_assert_eq!(normalize(&once), once);
        }

        #[test]
        fn nothing_is_wrong_with_itself(text in ".{0,30}") {
            prop_assert!(cer(&text, &text).abs() < 1e-6);
        }
    }
}
