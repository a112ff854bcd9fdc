//! Reading a number off the beginning of a text.

use super::native::native_prefix;
use super::sino::{BIG_UNITS, digit_value};

/// A bare digit after a space ("이십 오") belongs to the number only before one of these, or at
/// the end: "3만 오늘" is 30,000 and a day.
const BEHIND_A_LOOSE_DIGIT: [&str; 16] = [
    " ", "일", "분", "명", "원", "번", "인", "개", "월", "년", "초", "층", "호", "세", "퍼", "점",
];

/// The number at the very beginning of `text` and the bytes it takes: digits ("12,000"), Sino
/// words ("삼만오천"), both mixed ("3만 5천"), or native words ("스물두").
///
/// It looks at nothing but the number: "오늘" begins with 오 and "이번" with 이, so ask what
/// follows (a counter, a space) before you believe a short one. `None` above `u64::MAX`.
#[must_use]
pub fn parse_number(text: &str) -> Option<(u64, usize)> {
    let sino = sino_prefix(text);
    let native = native_prefix(text).map(|(value, used, _)| (u64::from(value), used));
    match (sino, native) {
        (Some(s), Some(n)) => Some(if n.1 > s.1 { n } else { s }),
        (found, other) => found.or(other),
    }
}

/// ASCII digits at the beginning, commas every three digits allowed: value and bytes.
pub(crate) fn ascii_prefix(text: &str) -> Option<(u64, usize)> {
    let bytes = text.as_bytes();
    let run = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count()
    };
    let mut used = run(0);
    if (1..=3).contains(&used) {
        while bytes.get(used) == Some(&b',') && run(used + 1) == 3 {
            used += 4;
        }
    }
    let value = text[..used].replace(',', "").parse().ok()?;
    Some((value, used))
}

/// What one step of a Sino or mixed number can be.
enum Token {
    /// A coefficient: a digit syllable or a run of ASCII digits.
    Coefficient(u64),
    /// 십, 백, 천.
    Small(u64),
    /// 만, 억, 조, 경.
    Big(u64),
}

fn token(text: &str) -> Option<(Token, usize)> {
    if let Some((value, used)) = ascii_prefix(text) {
        return Some((Token::Coefficient(value), used));
    }
    let c = text.chars().next()?;
    let token = match c {
        '십' => Token::Small(10),
        '백' => Token::Small(100),
        '천' => Token::Small(1000),
        _ => match BIG_UNITS.iter().find(|(_, unit)| *unit == c) {
            Some((value, _)) => Token::Big(*value),
            None => Token::Coefficient(digit_value(c)?),
        },
    };
    Some((token, c.len_utf8()))
}

/// The value so far: `done` of finished groups, `group` of the open one, `coefficient` not yet
/// multiplied by a unit.
#[derive(Clone, Copy)]
struct Sum {
    done: u64,
    group: u64,
    coefficient: Option<u64>,
    /// The next small / big unit must be smaller than these.
    small_limit: u64,
    big_limit: u64,
}

impl Sum {
    const NOTHING: Self = Self {
        done: 0,
        group: 0,
        coefficient: None,
        small_limit: u64::MAX,
        big_limit: u64::MAX,
    };

    fn total(self) -> Option<u64> {
        self.done
            .checked_add(self.group)?
            .checked_add(self.coefficient.unwrap_or(0))
    }

    /// With one more token; `None` where the number ends before it.
    fn then(mut self, token: &Token) -> Option<Self> {
        match *token {
            Token::Coefficient(value) => {
                let room = self.small_limit.min(self.big_limit);
                let zero_inside = value == 0 && room < u64::MAX;
                if self.coefficient.is_some() || value >= room || zero_inside {
                    return None;
                }
                self.coefficient = Some(value);
            }
            Token::Small(unit) => {
                let times = self.coefficient.take().unwrap_or(1);
                if unit >= self.small_limit || times == 0 || times > 9 {
                    return None;
                }
                self.group = self.group.checked_add(times * unit)?;
                self.small_limit = unit;
            }
            Token::Big(unit) => {
                let group = match (self.group, self.coefficient.take()) {
                    (0, None) => 1,
                    (group, coefficient) => group.checked_add(coefficient.unwrap_or(0))?,
                };
                if unit >= self.big_limit || group == 0 || group > 9999 {
                    return None;
                }
                self.done = self.done.checked_add(group.checked_mul(unit)?)?;
                (self.group, self.small_limit, self.big_limit) = (0, u64::MAX, unit);
            }
        }
        self.total().map(|_| self)
    }
}

/// The longest Sino or mixed number at the beginning of `text`: value and bytes.
pub(crate) fn sino_prefix(text: &str) -> Option<(u64, usize)> {
    let (mut sum, mut used) = (Sum::NOTHING, 0);
    let mut after_unit = false;
    loop {
        let rest = &text[used..];
        let spaces = if after_unit {
            rest.len() - rest.trim_start_matches(' ').len()
        } else {
            0
        };
        let Some((next, bytes)) = token(&rest[spaces..]) else {
            break;
        };
        if spaces > 0 && !belongs_after_space(&rest[spaces..], &next, bytes) {
            break;
        }
        let Some(more) = sum.then(&next) else { break };
        sum = more;
        used += spaces + bytes;
        after_unit = !matches!(next, Token::Coefficient(_));
        // 백스물, 천한: the native series goes on after 백.
        if after_unit
            && sum.group % 100 == 0
            && let Some((ones, bytes, _)) = native_prefix(&text[used..])
        {
            return Some((sum.total()?.checked_add(ones.into())?, used + bytes));
        }
    }
    (used > 0).then_some(())?;
    Some((sum.total()?, used))
}

/// Does what stands after a space go on with the number? Units never do ("만 만"), coefficients
/// when a unit, a counter or nothing follows.
fn belongs_after_space(text: &str, next: &Token, bytes: usize) -> bool {
    if !matches!(next, Token::Coefficient(_)) {
        // "만 천오백": a bare 천 may open the next group; a bare 만 may not.
        return matches!(next, Token::Small(_));
    }
    let rest = &text[bytes..];
    let unit_follows = token(rest).is_some_and(|(t, _)| !matches!(t, Token::Coefficient(_)));
    unit_follows
        || rest.is_empty()
        || BEHIND_A_LOOSE_DIGIT
            .iter()
            .any(|counter| rest.starts_with(counter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::korean::number::{native, sino};
    use proptest::prelude::*;

    #[test]
    fn reads_numbers_off_the_front() {
        for (text, value, taken) in [
            ("7", 7, "7"),
            ("7시", 7, "7"),
            ("12,000원", 12_000, "12,000"),
            ("3만 5천", 35_000, "3만 5천"),
            ("3만5천원", 35_000, "3만5천"),
            ("삼만오천원", 35_000, "삼만오천"),
            ("만 이천 원", 12_000, "만 이천"),
            ("스물두 명", 22, "스물두"),
            ("열 두 시", 12, "열 두"),
            ("백스물두 명", 122, "백스물두"),
            ("이십 오 일", 25, "이십 오"),
            ("3만 오늘", 30_000, "3만"),
            ("1억 2천만", 120_000_000, "1억 2천만"),
            ("3천 500원", 3_500, "3천 500"),
            ("일곱 시", 7, "일곱"),
            ("일흔", 70, "일흔"),
            ("2,5", 2, "2"),
            ("1,000,000", 1_000_000, "1,000,000"),
            ("이십일일", 21, "이십일"),
        ] {
            assert_eq!(parse_number(text), Some((value, taken.len())), "{text}");
        }
        for text in ["", "안녕", " 7", "원", "99999999999999999999"] {
            assert_eq!(parse_number(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn words_digits_and_back(number in 0u64..1_000_000_000_000) {
            let words = sino(number);
            prop_assert_eq!(parse_number(&words), Some((number, words.len())));
            let plain = number.to_string();
            prop_assert_eq!(parse_number(&plain), Some((number, plain.len())));
        }

        #[test]
        fn native_words_and_back(number in 1u8..=99) {
            let words = native(number).unwrap();
            prop_assert_eq!(parse_number(&words), Some((u64::from(number), words.len())));
        }

        #[test]
        fn never_takes_more_than_there_is(text in "[0-9일이삼오십백천만억열스물두 ,가a]{0,16}") {
            if let Some((_, used)) = parse_number(&text) {
                prop_assert!(used > 0 && text.get(..used).is_some());
            }
        }
    }
}
