//! Days of the week in short forms.

use super::element::{Element, Kind};
use super::moment::time_at;
use crate::korean::calendar::short_weekday;
use crate::korean::jamo::is_hangul;
use crate::korean::scan::{after_spaces, before, begins_word};

/// What stands between two days: "월~금", "토·일", "월/수/금".
const JOINTS: [char; 4] = ['~', '-', '/', '·'];

/// "(수)" or "(수요일)" behind a date: the name, and the bytes with the brackets.
pub(super) fn bracketed_weekday(rest: &str) -> Option<(&'static str, usize)> {
    let inside = rest.strip_prefix('(')?;
    let name = short_weekday(inside.chars().next()?)?;
    let short = inside.chars().next().map_or(0, char::len_utf8);
    let length = if inside.starts_with(name) {
        name.len()
    } else {
        short
    };
    inside[length..]
        .starts_with(')')
        .then_some((name, length + 2))
}

/// A day of the week: by name, or by its first syllable where days are written so: "월~금",
/// "(토)".
pub(super) fn weekday_at(text: &str, at: usize) -> Option<Element> {
    let c = text[at..].chars().next()?;
    let name = short_weekday(c)?;
    if text[at..].starts_with(name) && begins_word(text, at) {
        return Some(Element::new(name, name.len(), Kind::Moment));
    }
    let behind = &text[at + c.len_utf8()..];
    let previous = before(text, at);
    let alone = |rest: &str| rest.chars().next().is_none_or(|c| !is_hangul(c));
    let opens = previous.is_none_or(|c| !is_hangul(c))
        && (goes_on(behind) || time_at(after_spaces(behind), "").is_some());
    let closes = alone(behind) && follows(&text[..at]);
    let bracketed = previous == Some('(') && behind.starts_with([')', '~', ',']);
    (opens || closes || bracketed).then(|| Element::new(name, c.len_utf8(), Kind::Moment))
}

/// Does a joint follow, and another day? A comma is one only without a space: "토,일".
fn goes_on(behind: &str) -> bool {
    let next = after_spaces(behind)
        .strip_prefix(JOINTS)
        .map(after_spaces)
        .or_else(|| behind.strip_prefix(','));
    let mut rest = next.unwrap_or_default().chars();
    let day = rest.next().is_some_and(|c| short_weekday(c).is_some());
    day && (rest.clone().next().is_none_or(|c| !is_hangul(c)) || rest.as_str().starts_with("요일"))
}

/// Does `head` end in another day and a joint?
fn follows(head: &str) -> bool {
    let before = head
        .trim_end()
        .strip_suffix(JOINTS)
        .map(str::trim_end)
        .or_else(|| head.strip_suffix(','));
    let mut rest = before.unwrap_or_default().chars();
    let day = rest.next_back().is_some_and(|c| short_weekday(c).is_some());
    day && (rest.clone().next_back().is_none_or(|c| !is_hangul(c)) || rest.as_str().ends_with('요'))
}
