//! Telephone numbers as people say them.
//!
//! ```
//! use munjigi::korean::phone_words::{find_phone_digits, speak_phone};
//!
//! let said = "제 번호는 공일공 이삼사오에 육칠팔구입니다";
//! assert_eq!(find_phone_digits(said).as_deref(), Some("01023456789"));
//! assert_eq!(speak_phone("01023456789"), "공일공, 이삼사오, 육칠팔구");
//! ```

use super::number::{digit_value, digits, sino_prefix};
use super::scan::strip_any;

/// Digits as words, besides the Sino ones: native names (하나 and 둘 are said so that 일 and 이
/// are not confused), and zero's other names.
const WORDS: [(&str, char); 13] = [
    ("하나", '1'),
    ("둘", '2'),
    ("셋", '3'),
    ("넷", '4'),
    ("다섯", '5'),
    ("여섯", '6'),
    ("일곱", '7'),
    ("여덟", '8'),
    ("여덜", '8'),
    ("아홉", '9'),
    ("빵", '0'),
    ("제로", '0'),
    ("땡", '0'),
];
/// What may hang on a group of digits.
const ENDINGS: [&str; 22] = [
    "에",
    "의",
    "에요",
    "이에요",
    "이예요",
    "예요",
    "요",
    "이요",
    "입니다",
    "이고",
    "이고요",
    "번",
    "번이요",
    "번이에요",
    "번입니다",
    "국",
    "국에",
    "국의",
    "이고여",
    "로",
    "으로",
    "인데요",
];
/// Whole words between groups that mean nothing: 다시 and 대시 are the dash.
const BETWEEN: [&str; 12] = [
    "다시",
    "대시",
    "에",
    "의",
    "국에",
    "그리고",
    "음",
    "어",
    "그",
    "저",
    "네",
    "하이픈",
];
/// Words that take the last group back.
const TAKE_BACK: [&str; 9] = [
    "아니",
    "아니요",
    "아니다",
    "아니라",
    "아아니",
    "말고",
    "아뇨",
    "아니고",
    "죄송해요",
];

/// The telephone number in `text`: 9 to 11 digits that begin with 0, and nothing else.
///
/// Reads figures and words, mixed and in groups (공, 영, 빵; 하나, 둘), "다시" as the dash,
/// "+82" as 0, "이천삼백" as 2300. A correction half-way replaces the last group, or as many of
/// its last digits as are said anew ("이삼사오 아니 이삼사육"); a whole number said anew replaces
/// the whole. Of several numbers the first counts. `None` when the digits do not make a number
/// that can be called in Korea: ask again rather than guess.
#[must_use]
pub fn find_phone_digits(text: &str) -> Option<String> {
    let spaced = text.replace("+82", " +82 ");
    let mut groups: Vec<String> = Vec::new();
    let mut correcting = false;
    let mut best: Option<String> = None;
    let words = spaced.split(|c: char| c.is_whitespace() || ",.-()/~·?!".contains(c));
    for word in words.filter(|word| !word.is_empty()) {
        if word == "+82" {
            groups.push("+82".to_owned());
        } else if let Some(group) = group(word) {
            if correcting {
                replace_last(&mut groups, group);
            } else {
                groups.push(group);
            }
            correcting = false;
        } else if TAKE_BACK.contains(&word) {
            correcting = true;
        } else if !BETWEEN.contains(&word) && !correcting {
            best = best.or_else(|| number_in(&groups));
            groups.clear();
        }
    }
    // A number that was said last because the first was taken back has replaced it in `groups`.
    best.or_else(|| number_in(&groups))
}

/// The digits of one word, an ending taken off: "이삼사오에" → "2345", "010" → "010".
fn group(word: &str) -> Option<String> {
    if let Some(digits) = all_digits(word) {
        return Some(digits);
    }
    let mut endings: Vec<&str> = ENDINGS
        .iter()
        .copied()
        .filter(|ending| word.ends_with(ending))
        .collect();
    endings.sort_by_key(|ending| std::cmp::Reverse(ending.len()));
    endings
        .iter()
        .find_map(|ending| all_digits(&word[..word.len() - ending.len()]))
}

fn all_digits(word: &str) -> Option<String> {
    if word.is_empty() {
        return None;
    }
    // "팔천", "이천삼백": four digits said as a number.
    if word.contains('천') {
        let (value, used) = sino_prefix(word)?;
        let whole = used == word.len() && (1000..=9999).contains(&value);
        return whole.then(|| value.to_string());
    }
    let mut digits = String::new();
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        if let Some((_, digit)) = WORDS.iter().find(|(name, _)| rest.starts_with(name)) {
            digits.push(*digit);
            let names: Vec<&str> = WORDS.iter().map(|(name, _)| *name).collect();
            rest = strip_any(rest, &names)?.1;
            continue;
        }
        let value = c
            .to_digit(10)
            .or_else(|| digit_value(c).and_then(|v| u32::try_from(v).ok()))?;
        digits.push(char::from_digit(value, 10)?);
        rest = &rest[c.len_utf8()..];
    }
    Some(digits)
}

/// Puts `group` in the place of what it corrects.
fn replace_last(groups: &mut Vec<String>, group: String) {
    let whole_anew = group.starts_with('0') && groups.iter().map(String::len).sum::<usize>() > 3;
    if whole_anew {
        groups.clear();
    }
    match groups.last_mut() {
        Some(last) if last.len() > group.len() => {
            last.truncate(last.len() - group.len());
            last.push_str(&group);
        }
        Some(last) => *last = group,
        None => groups.push(group),
    }
}

/// The first run of groups that is a number.
fn number_in(groups: &[String]) -> Option<String> {
    for start in 0..groups.len() {
        let national = groups[start] == "+82";
        let mut digits = String::from(if national { "0" } else { "" });
        let mut found = None;
        for group in &groups[start + usize::from(national)..] {
            // "+82 010 …" is said as well.
            let group = if digits == "0" {
                group.trim_start_matches('0')
            } else {
                group
            };
            digits.push_str(group);
            if is_number(&digits) {
                found = Some(digits.clone());
            }
        }
        if found.is_some() {
            return found;
        }
    }
    None
}

/// Could these digits be called? 010 has 11; 02 has 9 or 10; others 10 or 11.
fn is_number(digits: &str) -> bool {
    if !digits.starts_with('0') || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    match digits.len() {
        9 => digits.starts_with("02"),
        10 => !digits.starts_with("010") && !digits.starts_with("00"),
        11 => !digits.starts_with("02") && !digits.starts_with("00"),
        _ => false,
    }
}

/// The groups a number is written in: `01023456789` → `010`, `2345`, `6789`. What is no digit
/// is left out.
#[must_use]
pub fn phone_groups(number: &str) -> Vec<String> {
    let all: String = number.chars().filter(char::is_ascii_digit).collect();
    let head = match (all.len(), all.starts_with("02"), all.starts_with('0')) {
        (9 | 10, true, _) => 2,
        (12, _, true) => 4,
        (10 | 11, _, true) => 3,
        (8, _, _) => 4,
        (7, _, _) => 3,
        _ => all.len() % 4,
    };
    let (first, rest) = all.split_at(head);
    let middle = if rest.len() == 7 { 3 } else { 4 };
    let mut groups = vec![first.to_owned()];
    let (middle, last) = rest.split_at(rest.len().min(middle));
    groups.push(middle.to_owned());
    groups.extend(
        last.as_bytes()
            .chunks(4)
            .map(|chunk| String::from_utf8_lossy(chunk).into_owned()),
    );
    groups.retain(|group| !group.is_empty());
    groups
}

/// A number said slowly, digit by digit, a pause between its groups: "공일공, 이삼사오,
/// 육칠팔구".
#[must_use]
pub fn speak_phone(number: &str) -> String {
    phone_groups(number)
        .iter()
        .map(|group| digits(group))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The last four digits, said one by one ("육칠팔구"): enough for a caller to know his number,
/// and no more than needed. Shorter numbers are said whole.
#[must_use]
pub fn speak_last_four(number: &str) -> String {
    let all = digits(number);
    let skip = all.chars().count().saturating_sub(4);
    all.chars().skip(skip).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hears_numbers() {
        for (text, number) in [
            ("010-2345-6789", "01023456789"),
            ("01023456789입니다", "01023456789"),
            ("010 2345 6789이요", "01023456789"),
            ("공일공 이삼사오 육칠팔구", "01023456789"),
            ("공일공이삼사오육칠팔구요", "01023456789"),
            ("공일공 이삼사오에 육칠팔구", "01023456789"),
            ("공일공 다시 이삼사오 다시 육칠팔구요", "01023456789"),
            ("영일영 이삼사오 육칠팔구", "01023456789"),
            ("빵하나빵 둘셋넷다섯 여섯일곱여덟아홉", "01023456789"),
            ("공하나공 둘삼사오 육칠팔구", "01023456789"),
            ("제 번호는 010 2345에 6789예요", "01023456789"),
            ("공일공 이 삼 사 오 육 칠 팔 구", "01023456789"),
            ("공일공 이삼사오 아니 이삼사육 육칠팔구", "01023466789"),
            ("공일공 이삼사오 육칠팔구 아니 팔팔팔구요", "01023458889"),
            ("공일공 이삼사오 육칠팔구 아니 팔구", "01023456789"),
            ("010 1111 2222 아니 010-3333-4444", "01033334444"),
            ("공일공 이삼사오 팔천", "01023458000"),
            ("공일공 이천삼백에 사천오백", "01023004500"),
            ("공이 삼사오 육칠팔구", "023456789"),
            ("공이 이삼사오 육칠팔구번이요", "0223456789"),
            ("공삼일 이삼사 오육칠팔", "0312345678"),
            ("+82 10-2345-6789", "01023456789"),
            ("+82-10-2345-6789", "01023456789"),
            (
                "전화번호는요 공칠공 이삼사오 육칠팔구이고요 네 명이요",
                "07023456789",
            ),
            ("080-123-4567로 전화하세요", "0801234567"),
            ("0 1 0 2 3 4 5 6 7 8 9", "01023456789"),
            ("네 공일공 어 이삼사오 음 육칠팔구", "01023456789"),
        ] {
            assert_eq!(find_phone_digits(text).as_deref(), Some(number), "{text}");
        }
    }

    #[test]
    fn abstains() {
        for text in [
            "",
            "이 번호로 해 주세요",
            "이삼사오에 육칠팔구",
            "공일공 이삼사오",
            "공일공 이삼사오 육칠팔",
            "내일 7시에 4명이요",
            "공일공 이삼사오 그런데 육칠팔구",
            "2026-11-22",
            "1588-1234",
            "12345678901",
            "일이삼사오육칠팔구",
        ] {
            assert_eq!(find_phone_digits(text), None, "{text}");
        }
    }

    #[test]
    fn says_numbers_in_groups() {
        assert_eq!(speak_phone("01023456789"), "공일공, 이삼사오, 육칠팔구");
        assert_eq!(speak_phone("02-345-6789"), "공이, 삼사오, 육칠팔구");
        assert_eq!(speak_phone("0801234567"), "공팔공, 일이삼, 사오육칠");
        assert_eq!(speak_phone("15881234"), "일오팔팔, 일이삼사");
        assert_eq!(speak_phone("050212345678"), "공오공이, 일이삼사, 오육칠팔");
        assert_eq!(speak_phone("114"), "일일사");
        assert_eq!(speak_phone(""), "");
        assert_eq!(speak_last_four("01023456789"), "육칠팔구");
        assert_eq!(speak_last_four("12"), "일이");
    }

    proptest! {
        #[test]
        fn what_is_said_is_heard(number in "010[0-9]{8}|02[1-9][0-9]{6,7}|0[3-6][1-9][0-9]{7}") {
            prop_assert_eq!(find_phone_digits(&speak_phone(&number)), Some(number.clone()));
            prop_assert_eq!(phone_groups(&number).concat(), number);
        }

        #[test]
        fn whatever_is_heard_is_a_number(text in "[공일이삼하나둘0-9 아니다시천+-]{0,30}") {
            if let Some(number) = find_phone_digits(&text) {
                prop_assert!(is_number(&number));
            }
        }
    }
}
