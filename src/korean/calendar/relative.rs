//! Days counted from today: 내일, 모레, 사흘 뒤, 2주 뒤, 한 달 뒤.

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};

use super::Saying;
use crate::korean::number::{NativeForm, ascii_prefix, native_prefix, sino_prefix};
use crate::korean::scan::{after_spaces, before, begins_word, strip_any};

/// Words for a near day; `true` where the word must begin the eojeol ("보낼게요" is no 낼).
const NEAR: [(&str, i64, bool); 15] = [
    ("오늘", 0, false),
    ("금일", 0, true),
    ("내일모레", 2, false),
    ("내일 모레", 2, false),
    ("내일모래", 2, false),
    ("낼모레", 2, true),
    ("내일", 1, false),
    ("명일", 1, true),
    ("낼", 1, true),
    ("모레", 2, true),
    ("모래", 2, true), // how recognisers write 모레
    ("그글피", 4, true),
    ("글피", 3, true),
    ("당일", 0, true),
    ("익일", 1, true),
];

/// Native counts of days.
const DAY_COUNTS: [(&str, i64); 12] = [
    ("하루", 1),
    ("이틀", 2),
    ("사흘", 3),
    ("나흘", 4),
    ("닷새", 5),
    ("엿새", 6),
    ("이레", 7),
    ("여드레", 8),
    ("아흐레", 9),
    ("열흘", 10),
    ("보름", 15),
    ("열하루", 11),
];

/// 오늘, 내일, 모레 … at byte `at`.
pub(super) fn near_day(text: &str, at: usize, today: Date) -> Option<(Saying, usize)> {
    let rest = &text[at..];
    let (word, days, _) = NEAR
        .iter()
        .filter(|(word, _, strict)| rest.starts_with(word) && (!strict || begins_word(text, at)))
        .max_by_key(|(word, _, _)| word.len())?;
    Some((
        Saying::Day(today.checked_add(days.days()).ok()?),
        word.len(),
    ))
}

/// A length of time with 뒤, 후 or 있다가 behind it.
pub(super) fn later(text: &str, at: usize, today: Date) -> Option<(Saying, usize)> {
    let rest = &text[at..];
    if before(text, at).is_some_and(|c| c.is_ascii_digit()) || !begins_word(text, at) {
        return None;
    }
    let (span, used) = length(rest)?;
    let behind = after_spaces(&rest[used..]);
    let (_, behind) = strip_any(behind, &["뒤", "후", "있다가", "이따가", "지나서"])?;
    Some((
        Saying::Day(today.checked_add(span).ok()?),
        rest.len() - behind.len(),
    ))
}

/// "사흘", "3일", "일주일", "2주", "두 주", "한 달", "3개월".
fn length(text: &str) -> Option<(Span, usize)> {
    let counted = DAY_COUNTS.iter().filter(|(word, _)| text.starts_with(word));
    if let Some((word, days)) = counted.max_by_key(|(word, _)| word.len()) {
        return Some((days.days(), word.len()));
    }
    let (count, used) = count(text)?;
    let rest = after_spaces(&text[used..]);
    let (unit, behind) = strip_any(rest, &["일", "주일", "주", "달", "개월"])?;
    let span = match unit {
        "일" => count.days(),
        "주일" | "주" => count.weeks(),
        _ => count.months(),
    };
    Some((span, text.len() - behind.len()))
}

/// A count up to 999; a Sino one is taken without its last 일 when that is the unit ("십일 뒤").
fn count(text: &str) -> Option<(i64, usize)> {
    if let Some((number, used, form)) = native_prefix(text) {
        return (form != NativeForm::Alone).then_some((i64::from(number), used));
    }
    let (number, used) = ascii_prefix(text).or_else(|| {
        let (number, used) = sino_prefix(text)?;
        let rest = after_spaces(&text[used..]);
        match text[..used].strip_suffix('일') {
            Some(shorter) if !shorter.is_empty() && !rest.starts_with(['일', '주', '개']) => {
                sino_prefix(shorter.trim_end())
            }
            _ => Some((number, used)),
        }
    })?;
    Some((i64::try_from(number).ok().filter(|n| *n < 1000)?, used))
}
