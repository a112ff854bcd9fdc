//! Numbers that could be meant.
//!
//! Digits belong together when nothing or a sign stands between them; over a space only where the groups are those of
//! a number, because the next digits may be a date, a price, an ID.

use std::ops::Range;

use crate::{
    korean::phone_words::find_phone_digits,
    phone::policy::{self, Purpose},
};

/// Digits in a text that a word for opting out may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The digits.
    pub digits: String,
    /// Bytes of the text.
    pub span: Range<usize>,
}

impl Candidate {
    /// Whether it is meant to be free to call.
    pub fn is_toll_free(&self) -> bool {
        self.digits.starts_with("080")
    }

    /// Whether it can be called: 080 and seven digits.
    pub fn is_whole(&self) -> bool {
        let number = self.digits.parse();
        number.is_ok_and(|number| policy::allow(&number, Purpose::OptOut).is_ok())
    }
}

/// A toll-free number has so many digits.
const WHOLE: usize = 10;
/// Fewer digits are no number at all, but a price, a date, a percentage.
const FEWEST: usize = 5;

/// Digits without a gap.
#[derive(Clone, Debug)]
struct Group {
    digits: String,
    span: Range<usize>,
}

/// All numbers of a text, first to last.
pub fn candidates(text: &str) -> Vec<Candidate> {
    let groups = groups(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < groups.len() {
        let tied = tied(text, &groups[at..]);
        let (candidate, used) = match spaced(text, &groups[at..], tied) {
            Some(spaced) => spaced,
            None => (join(&groups[at..at + tied]), tied),
        };
        found.extend(whole_end(&groups[at..at + used], &candidate));
        if candidate.digits.len() >= FEWEST {
            found.push(candidate);
        }
        at += used;
    }
    found
}

fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
        match groups.last_mut() {
            Some(last) if last.span.end == at => {
                last.digits.push(c);
                last.span.end = at + 1;
            }
            _ => groups.push(Group {
                digits: c.to_string(),
                span: at..at + 1,
            }),
        }
    }
    groups
}

fn join(groups: &[Group]) -> Candidate {
    let span = match groups {
        [first, .., last] => first.span.start..last.span.end,
        [only] => only.span.clone(),
        [] => 0..0,
    };
    Candidate {
        digits: groups.iter().map(|group| group.digits.as_str()).collect(),
        span,
    }
}

/// How many of the groups are tied to the first by signs: "080-234-5678", "(080)234.5678".
fn tied(text: &str, groups: &[Group]) -> usize {
    let pairs = groups.windows(2);
    let ties = pairs.take_while(|pair| {
        let between = &text[pair[0].span.end..pair[1].span.start];
        let sign = |c| matches!(c, '-' | ')' | '.' | '_' | '~' | '·' | '*');
        let only_a_sign = between.trim().chars().count() == 1 && between.trim().chars().all(sign);
        // "5678.5월" and "5678*3" end one thing and begin another.
        only_a_sign && (pair[1].digits.len() >= 3 || between == "-")
    });
    1 + ties.count()
}

/// The tied groups and those behind a space that belong to them: "080 234 5678", "08 02345678".
fn spaced(text: &str, groups: &[Group], tied: usize) -> Option<(Candidate, usize)> {
    let mut used = tied;
    let mut length: usize = groups[..tied].iter().map(|group| group.digits.len()).sum();
    let starts = &groups[0].digits;
    if !(starts.starts_with("080") || starts == "08" || starts == "0") {
        return None;
    }
    while length < WHOLE && used < groups.len() {
        let (last, next) = (&groups[used - 1], &groups[used]);
        let between = &text[last.span.end..next.span.start];
        let blank = !between.is_empty() && between.chars().all(|c| matches!(c, ' ' | '-' | '.'));
        if !blank || between.len() > 3 {
            break;
        }
        length += next.digits.len();
        used += 1;
    }
    let candidate = join(&groups[..used]);
    let last = groups[used - 1].digits.len();
    let behind = text[candidate.span.end..].chars().next();
    // "080234567 1월": a number that was cut off, and a date.
    let counted = behind.is_some_and(|c| "월일시분원명개회차위%,년번".contains(c));
    (used > tied && length == WHOLE && candidate.digits.starts_with("080") && last >= 4 && !counted)
        .then_some((candidate, used))
}

/// "777.770802345678무료거부": a toll-free number at the end of digits that are something else.
fn whole_end(groups: &[Group], all: &Candidate) -> Option<Candidate> {
    let last = groups.last()?;
    let head = last.digits.len().checked_sub(WHOLE)?;
    let digits = &last.digits[head..];
    let glued = all.digits.len() > WHOLE && digits.starts_with("080");
    glued.then(|| Candidate {
        digits: digits.to_owned(),
        span: last.span.start + head..last.span.end,
    })
}

/// A number in words directly behind: "공팔공 이삼사 오육칠팔".
pub fn spelled(behind: &str) -> Option<String> {
    const NEAR: usize = 24;
    let behind = behind.trim_start_matches([' ', ':', ')']);
    let first = |letters| behind.chars().take(letters).collect::<String>();
    let near = first(NEAR);
    if near.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let digits = find_phone_digits(&near)?;
    // "… 오천육백칠|십팔": what goes on behind the cut is another number.
    let is_all = find_phone_digits(&first(2 * NEAR)).as_ref() == Some(&digits);
    (is_all && digits.len() == WHOLE && digits.starts_with("080")).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        candidates(text).into_iter().map(|c| c.digits).collect()
    }

    #[test]
    fn numbers_are_put_together_from_their_groups() {
        for text in [
            "0802345678",
            "080-234-5678",
            "080.234.5678",
            "080 234 5678",
            "(080)234-5678",
            "080)2345678",
            "08 02345678",
            "08 023 45678",
            "080 - 234 - 5678",
            "080-2345678",
        ] {
            assert_eq!(found(text), ["0802345678"], "{text}");
        }
    }

    #[test]
    fn what_does_not_belong_to_them_is_left_out() {
        assert_eq!(found("080-234-5678 1234"), ["0802345678"]);
        assert_eq!(found("080-234-5678.5월"), ["0802345678"]);
        assert_eq!(found("080234567 1월까지"), ["080234567"]);
        assert_eq!(found("08023456 78%"), ["08023456"]);
        assert_eq!(found("110-080-123456"), ["110080123456"]);
        assert_eq!(found("0802345678901"), ["0802345678901"]);
        assert_eq!(
            found("053-222-77.770802345678"),
            ["0802345678", "05322277770802345678"]
        );
        assert_eq!(found("080-2345-6789"), ["08023456789"]);
    }

    #[test]
    fn numbers_in_words_are_read() {
        assert_eq!(
            spelled(" 공팔공-이삼사-오육칠팔").as_deref(),
            Some("0802345678")
        );
        assert_eq!(spelled(" 공일공-이삼사오-육칠팔구"), None);
        assert_eq!(spelled(" 반값 세일"), None);
    }

    #[test]
    fn a_number_in_words_that_goes_on_too_far_is_none() {
        for text in [
            // 5678, and not 5600.
            "공팔공 다시 이삼사 다시 다시 다시 오천육백칠십팔",
            // Eleven digits, and not the first ten of them.
            "공 팔 공 이 삼 사 에 다시 오 육 칠 팔 구",
        ] {
            assert_eq!(spelled(text), None, "{text}");
        }
        assert_eq!(
            spelled("공 팔 공 이 삼 사 다시 오 육 칠 팔 반값 세일").as_deref(),
            Some("0802345678")
        );
    }
}
