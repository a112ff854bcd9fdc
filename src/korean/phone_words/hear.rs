//! Hearing a number.

use crate::korean::number::{digit_value, sino_prefix};

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

/// The four digits in `text`, where one half of a number was asked for: the last group of four, since who corrects
/// themselves says the right one last.
///
/// ```
/// use munjigi::korean::phone_words::find_four_digits;
///
/// assert_eq!(find_four_digits("어 이삼사오요").as_deref(), Some("2345"));
/// assert_eq!(find_four_digits("2346, 아니 2345요.").as_deref(), Some("2345"));
/// assert_eq!(find_four_digits("삼사오요"), None);
/// ```
#[must_use]
pub fn find_four_digits(text: &str) -> Option<String> {
    let words = text.split(|c: char| c.is_whitespace() || ",.-()/~·?!".contains(c));
    let mut said: Vec<String> = Vec::new();
    let mut four = None;
    for word in words.filter(|word| !word.is_empty()) {
        match group(word) {
            Some(digits) => said.push(digits),
            None => said.clear(),
        }
        // "이 삼 사 오", and not the end of something longer.
        let digits = said.concat();
        if digits.len() == 4 {
            four = Some(digits);
            said.clear();
        }
    }
    four
}

/// How many digits are said in `text`, as figures or as words, whatever stands between them: how much of a
/// number is there, even of one that was misheard.
///
/// A syllable that is also a digit counts as one (the particle 이).
#[must_use]
pub fn count_phone_digits(text: &str) -> usize {
    let (mut count, mut rest) = (0, text);
    while let Some(c) = rest.chars().next() {
        let digit = digit_at(rest);
        count += usize::from(digit.is_some());
        rest = &rest[digit.map_or(c.len_utf8(), |(_, used)| used)..];
    }
    count
}

/// The digit that `text` begins with, as a figure or by any of its names, and how many bytes say it.
pub(crate) fn digit_at(text: &str) -> Option<(char, usize)> {
    if let Some((name, digit)) = WORDS.iter().find(|(name, _)| text.starts_with(name)) {
        return Some((*digit, name.len()));
    }
    let c = text.chars().next()?;
    // Full-width figures too.
    let figure = c.to_digit(10).or_else(|| {
        let half = u32::from(c).checked_sub(u32::from('０'))?;
        (half < 10).then_some(half)
    });
    let value = figure.or_else(|| digit_value(c).and_then(|v| u32::try_from(v).ok()))?;
    Some((char::from_digit(value, 10)?, c.len_utf8()))
}

/// The digits of one word, an ending taken off: "이삼사오에" → "2345", "010" → "010".
///
/// "오사삼이요" is 5432 and 요, or 543 and 이요: what makes a whole number or a group of four is
/// believed first, then three.
fn group(word: &str) -> Option<String> {
    let endings = ENDINGS
        .iter()
        .filter_map(|ending| word.strip_suffix(ending));
    let readings = std::iter::once(word).chain(endings).filter_map(all_digits);
    readings.min_by_key(|digits| match digits.len() {
        _ if is_number(digits) => 0,
        4 => 1,
        3 => 2,
        length => 3 + length,
    })
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
    while !rest.is_empty() {
        // "공일공에이삼사오" in one word.
        let behind = rest
            .strip_prefix(['에', '의'])
            .filter(|_| !digits.is_empty());
        let (digit, used) = digit_at(behind.unwrap_or(rest))?;
        digits.push(digit);
        rest = &behind.unwrap_or(rest)[used..];
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
pub(super) fn is_number(digits: &str) -> bool {
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
