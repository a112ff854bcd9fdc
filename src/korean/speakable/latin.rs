//! Latin letters: words by table, floors, currencies, everything else letter by letter.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::address::address;
use super::element::{Element, Kind};
use crate::korean::letters::letter_name;
use crate::korean::number::sino;
use crate::korean::scan::before;

/// Words that are read as words, in lower case.
static WORDS: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    include_str!("words.txt")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .collect()
});

/// Names with a sign or a figure inside, in lower case; no letter or figure may follow.
const NAMES: [(&str, &str); 11] = [
    ("wi-fi", "와이파이"),
    ("e-mail", "이메일"),
    ("k-pop", "케이팝"),
    ("k-food", "케이푸드"),
    ("u+", "유플러스"),
    ("a4", "에이포"),
    ("a3", "에이쓰리"),
    ("t-map", "티맵"),
    ("check-in", "체크인"),
    ("check-out", "체크아웃"),
    ("vs.", "대"),
];

/// Latin letters at byte `at`: an address, a currency before a number, a word, or letters.
pub(super) fn latin_at(text: &str, at: usize) -> Option<Element> {
    let rest = &text[at..];
    if let Some(money) = currency(rest) {
        return Some(money);
    }
    let first = rest.chars().next()?;
    if !first.is_ascii_alphabetic() || before(text, at).is_some_and(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    if ["No.", "no.", "NO."]
        .iter()
        .any(|sign| rest.starts_with(sign))
        && rest[3..]
            .trim_start()
            .starts_with(|c: char| c.is_ascii_digit())
    {
        return Some(Element::new("넘버 ", 3, Kind::Other));
    }
    if let Some(whole) = name(rest).or_else(|| basement(text, at)) {
        return Some(whole);
    }
    address(rest).or_else(|| {
        let used = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let mut words = word(&rest[..used]);
        let mut end = used;
        // "A/S", "R&B": a pair of letters with a sign between them is one word.
        let bytes = rest.as_bytes();
        while end == 1 + 2 * (end / 2)
            && bytes.get(end).is_some_and(|b| b"/&".contains(b))
            && bytes.get(end + 1).is_some_and(u8::is_ascii_uppercase)
            && !bytes.get(end + 2).is_some_and(u8::is_ascii_alphabetic)
        {
            words.push_str(if bytes[end] == b'&' { "앤" } else { "" });
            words.push_str(&word(&rest[end + 1..end + 2]));
            end += 2;
        }
        Some(Element::new(words, end, Kind::Other))
    })
}

/// "Wi-Fi", "LG U+".
fn name(rest: &str) -> Option<Element> {
    let (sign, words) = NAMES.iter().find(|(sign, _)| {
        let head = rest.get(..sign.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(sign))
            && !rest[sign.len()..].starts_with(|c: char| c.is_ascii_alphanumeric())
    })?;
    Some(Element::new(*words, sign.len(), Kind::Other))
}

/// "B1", "B1층", "B1F" → "지하 일 층"; not the vitamin.
fn basement(text: &str, at: usize) -> Option<Element> {
    let behind = text[at..].strip_prefix('B')?;
    let used = behind.bytes().take_while(u8::is_ascii_digit).count();
    let floor: u64 = behind[..used].parse().ok()?;
    let sign = ["층", "F"]
        .into_iter()
        .find(|sign| behind[used..].starts_with(sign));
    let end = used + sign.map_or(0, str::len);
    let goes_on = behind[end..].starts_with(|c: char| c.is_ascii_alphanumeric());
    let bare = sign.is_none() && (floor > 9 || text[..at].trim_end().ends_with("비타민"));
    let is_floor = (1..=20).contains(&floor) && !goes_on && !bare;
    is_floor.then(|| Element::new(format!("지하 {} 층", sino(floor)), 1 + end, Kind::Amount))
}

/// "₩12,000", "$5".
fn currency(rest: &str) -> Option<Element> {
    let (sign, name) = [("₩", "원"), ("$", "달러"), ("€", "유로")]
        .into_iter()
        .find(|(sign, _)| rest.starts_with(sign))?;
    let (value, used) = crate::korean::number::ascii_prefix(&rest[sign.len()..])?;
    Some(Element::new(
        format!("{} {name}", sino(value)),
        sign.len() + used,
        Kind::Amount,
    ))
}

/// A Latin word: by table, or letter by letter.
pub(super) fn word(letters: &str) -> String {
    match WORDS.get(letters.to_ascii_lowercase().as_str()) {
        Some(words) => (*words).to_owned(),
        None => letters.chars().filter_map(letter_name).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::korean::jamo::is_hangul;

    #[test]
    fn the_table_is_sorted_and_hangul() {
        let words: Vec<_> = include_str!("words.txt").lines().skip(1).collect();
        assert!(words.is_sorted() && words.len() == WORDS.len());
        assert!(WORDS.values().all(|words| words.chars().all(is_hangul)));
    }
}
