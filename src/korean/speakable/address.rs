//! Web and mail addresses.

use super::element::{Element, Kind};
use super::latin::word;

/// A web or mail address: the scheme is left out, the signs are named, `.com` is 닷컴.
pub(super) fn address(rest: &str) -> Option<Element> {
    let used = rest
        .bytes()
        .take_while(|b| b.is_ascii_alphanumeric() || b"-._~:/?#@%&=+".contains(b))
        .count();
    let whole = rest[..used].trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let bare = ["https://", "http://"]
        .iter()
        .find_map(|scheme| whole.strip_prefix(scheme));
    let host = bare.unwrap_or(whole).split(['/', '?']).next()?;
    let known = ["com", "kr", "net", "org", "io", "me", "app", "shop", "ai"];
    let top = host.rsplit('.').next()?;
    let is_address = bare.is_some() || (host.contains('.') && known.contains(&top));
    if !is_address {
        return None;
    }
    let mut words = String::new();
    let mut part = String::new();
    let flush = |part: &mut String, words: &mut String| {
        words.push_str(&if part.bytes().all(|b| b.is_ascii_digit()) {
            crate::korean::number::digits(part)
        } else {
            word(part)
        });
        part.clear();
    };
    for c in bare.unwrap_or(whole).chars() {
        let changes = part
            .bytes()
            .next_back()
            .is_some_and(|b| b.is_ascii_digit() != c.is_ascii_digit());
        if !c.is_ascii_alphanumeric() || changes {
            flush(&mut part, &mut words);
        }
        match c {
            '.' => words.push_str(" 점 "),
            '/' => words.push_str(" 슬래시 "),
            '@' => words.push_str(" 골뱅이 "),
            '-' => words.push_str(" 하이픈 "),
            '_' => words.push_str(" 언더바 "),
            _ if c.is_ascii_alphanumeric() => part.push(c),
            _ => words.push(' '),
        }
    }
    flush(&mut part, &mut words);
    Some(Element::new(
        words.replace(" 점 컴", " 닷컴"),
        whole.len(),
        Kind::Other,
    ))
}
