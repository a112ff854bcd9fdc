//! Units behind a number, in Latin letters and signs.

use crate::korean::scan::after_spaces;

/// Units behind a number; the longest that fits counts. No letter may follow.
const UNITS: [(&str, &str); 50] = [
    ("%", "퍼센트"),
    ("‰", "퍼밀"),
    ("℃", "도"),
    ("°C", "도"),
    ("°", "도"),
    ("km/h", "킬로미터"),
    ("km", "킬로미터"),
    ("㎞", "킬로미터"),
    ("m²", "제곱미터"),
    ("㎡", "제곱미터"),
    ("m2", "제곱미터"),
    ("m", "미터"),
    ("cm", "센티미터"),
    ("㎝", "센티미터"),
    ("mm", "밀리미터"),
    ("㎜", "밀리미터"),
    ("kg", "킬로그램"),
    ("㎏", "킬로그램"),
    ("Kg", "킬로그램"),
    ("KG", "킬로그램"),
    ("g", "그램"),
    ("mg", "밀리그램"),
    ("ℓ", "리터"),
    ("L", "리터"),
    ("l", "리터"),
    ("ml", "밀리리터"),
    ("mL", "밀리리터"),
    ("㎖", "밀리리터"),
    ("cc", "씨씨"),
    ("kcal", "킬로칼로리"),
    ("cal", "칼로리"),
    ("GB", "기가바이트"),
    ("MB", "메가바이트"),
    ("KB", "킬로바이트"),
    ("kW", "킬로와트"),
    ("W", "와트"),
    ("V", "볼트"),
    ("Hz", "헤르츠"),
    ("kHz", "킬로헤르츠"),
    ("dB", "데시벨"),
    ("ms", "밀리초"),
    ("F", "층"),
    ("$", "달러"),
    ("€", "유로"),
    ("₩", "원"),
    ("KRW", "원"),
    ("p", "페이지"),
    ("%p", "퍼센트포인트"),
    ("mmHg", "밀리미터 에이치지"),
    ("TB", "테라바이트"),
];

/// The unit at the beginning of `text` and its bytes, a space before it included.
pub(super) fn unit_prefix(text: &str) -> Option<(&'static str, usize)> {
    let behind = after_spaces(text);
    let gap = text.len() - behind.len();
    let (sign, words) = UNITS
        .iter()
        .filter(|(sign, _)| behind.starts_with(sign))
        .max_by_key(|(sign, _)| sign.len())?;
    let goes_on = behind[sign.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
    let is_word = goes_on && sign.is_ascii() && *sign != "%";
    (!is_word && gap <= 1).then_some((*words, gap + sign.len()))
}
