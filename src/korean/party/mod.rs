//! How many people: out of what a caller says, and said back.
//!
//! ```
//! use munjigi::korean::party::{find_party, speak_party};
//!
//! assert_eq!(find_party("내일 7시에 네 명이요"), Some(4));
//! assert_eq!(find_party("성인 둘에 아이 하나요"), Some(3));
//! assert_eq!(find_party("두세 명이요"), None); // ask
//! assert_eq!(speak_party(4), "네 분");
//! ```

mod by_sound;
mod count;
mod words;

use std::ops::Range;

pub use by_sound::find_party_by_sound;

use super::number::{native_counter, sino};
use super::scan::{after_spaces, settle, strip_any, takes_back};
use count::{count_at, person_counter};
use words::{ABOUT, KINDS, TOTALS};

/// One number of people, where it stands, and whether a kind of guest stands before it.
struct Count {
    people: u8,
    span: Range<usize>,
    of_a_kind: bool,
    total: bool,
}

/// The number of people that `text` speaks of, 1..=255.
///
/// Understands "네 명", "4명이요", "네 분", "4인", "둘이서", "혼자", "가족끼리 넷", a bare "4";
/// adds kinds of guests up ("성인 둘 아이 하나") unless their sum is said ("다 해서 셋"); a
/// corrected number replaces the first ("네 명 아니 다섯 명"). It abstains when the number is
/// about ("두세 명"), relative ("한 명 더", "저 빼고 네 명"), refused, or when two differ.
/// Portions ("2인분") and minutes ("30분") are no people.
#[must_use]
pub fn find_party(text: &str) -> Option<u8> {
    if is_relative(text) {
        return None;
    }
    let counts = counts(text)?;
    if let Some(total) = counts.iter().rev().find(|count| count.total) {
        return Some(total.people);
    }
    let spans: Vec<_> = counts.iter().map(|count| count.span.clone()).collect();
    let chosen = settle(text, &spans)?;
    let corrected = spans
        .windows(2)
        .any(|pair| takes_back(&text[pair[0].end..pair[1].start]));
    let sum = counts.iter().filter(|count| count.of_a_kind);
    if !corrected && counts[chosen].of_a_kind {
        return sum.map(|count| count.people).try_fold(0u8, u8::checked_add);
    }
    let people = counts[chosen].people;
    // "네 명 … 다섯 명" with no word that decides.
    let differs = counts[chosen..].iter().any(|count| count.people != people);
    (!differs).then_some(people)
}

/// "한 명 더", "두 명 추가", "저 빼고", "10여 명".
fn is_relative(text: &str) -> bool {
    let told = [
        "명 더",
        "분 더",
        "명 추가",
        "분 추가",
        "여 명",
        "여명",
        "빼고",
        "제외",
        "이상",
        "이하",
    ];
    told.iter().any(|word| text.contains(word))
}

/// Every count of people in `text`; `None` when one is only about.
fn counts(text: &str) -> Option<Vec<Count>> {
    let mut found = Vec::new();
    let mut skip_to = 0;
    for (at, _) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        let about = strip_any(&text[at..], &ABOUT);
        if about.is_some_and(|(_, rest)| person_counter(after_spaces(rest)).is_some()) {
            return None;
        }
        if let Some((people, used)) = count_at(text, at) {
            let said_before = text[..at].trim_end_matches(' ');
            let said_before = said_before
                .strip_suffix("은")
                .or_else(|| said_before.strip_suffix('이'))
                .or_else(|| said_before.strip_suffix('만'))
                .unwrap_or(said_before);
            let ends_with = |words: &[&str]| {
                let whole = text[..at].trim_end_matches(' ');
                words
                    .iter()
                    .any(|word| said_before.ends_with(word) || whole.ends_with(word))
            };
            skip_to = at + used;
            found.push(Count {
                people,
                span: at..skip_to,
                of_a_kind: ends_with(&KINDS),
                total: ends_with(&TOTALS),
            });
        }
    }
    Some(found)
}

/// A number of people as one says it to a guest: "네 분", "스무 분", "백이십 분".
#[must_use]
pub fn speak_party(people: u8) -> String {
    let words = native_counter(people).unwrap_or_else(|| sino(people.into()));
    format!("{words} 분")
}

#[cfg(test)]
mod tests;
