//! Saying a number.

use crate::korean::number::digits;

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
