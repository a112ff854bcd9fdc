//! The Sino-Korean series.

use super::parse::sino_prefix;

/// Names of 0..=9.
const DIGITS: [&str; 10] = ["영", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"];
/// Units inside a group of four digits, largest first.
const SMALL_UNITS: [(u64, &str); 4] = [(1000, "천"), (100, "백"), (10, "십"), (1, "")];
/// Units of whole groups, largest first; 1844경 is the most a `u64` holds.
pub(super) const BIG_UNITS: [(u64, char); 4] = [
    (10_000_000_000_000_000, '경'),
    (1_000_000_000_000, '조'),
    (100_000_000, '억'),
    (10_000, '만'),
];

/// A number in Sino-Korean words, a space at every 만 (한글 맞춤법 제44항).
///
/// The leading 일 is dropped before 십, 백, 천 and before a leading 만, as people do:
/// 15,000 is "만 오천", 100,000,000 "일억". Zero is "영".
#[must_use]
pub fn sino(number: u64) -> String {
    if number == 0 {
        return DIGITS[0].to_owned();
    }
    let mut groups = Vec::new();
    let mut rest = number;
    for (value, unit) in BIG_UNITS {
        let group = rest / value;
        rest %= value;
        if group == 1 && unit == '만' && groups.is_empty() {
            groups.push(unit.to_string());
        } else if group > 0 {
            groups.push(format!("{}{unit}", group_words(group)));
        }
    }
    if rest > 0 {
        groups.push(group_words(rest));
    }
    groups.join(" ")
}

/// 1..=9999 in words.
fn group_words(mut group: u64) -> String {
    let mut words = String::new();
    for (value, unit) in SMALL_UNITS {
        let digit = group / value;
        group %= value;
        if digit == 0 {
            continue;
        }
        if digit > 1 || unit.is_empty() {
            words.push_str(DIGITS[usize::try_from(digit % 10).unwrap_or(0)]);
        }
        words.push_str(unit);
    }
    words
}

/// Every ASCII digit of `text` by itself, zero as "공" as in telephone numbers; what is no digit
/// is left out.
#[must_use]
pub fn digits(text: &str) -> String {
    text.chars()
        .filter_map(|c| c.to_digit(10))
        .map(|digit| match digit {
            0 => "공",
            other => DIGITS[other as usize],
        })
        .collect()
}

/// The value of a Sino-Korean digit syllable (영, 공, 령 and 륙 included).
pub(crate) fn digit_value(c: char) -> Option<u64> {
    Some(match c {
        '영' | '공' | '령' => 0,
        '일' => 1,
        '이' => 2,
        '삼' => 3,
        '사' => 4,
        '오' => 5,
        '육' | '륙' => 6,
        '칠' => 7,
        '팔' => 8,
        '구' => 9,
        _ => return None,
    })
}

/// The value of a text that is a Sino-Korean number and nothing else ("만 오천", "이십삼",
/// "일만" as well as "만"). `None` for digits in a row ("일이삼"), for other text, and above
/// `u64::MAX`.
#[must_use]
pub fn parse_sino(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let (value, used) = sino_prefix(text)?;
    (used == text.len()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn says_numbers() {
        for (number, words) in [
            (0, "영"),
            (1, "일"),
            (10, "십"),
            (11, "십일"),
            (16, "십육"),
            (110, "백십"),
            (1_000, "천"),
            (10_000, "만"),
            (12_000, "만 이천"),
            (11_111, "만 천백십일"),
            (100_000_000, "일억"),
            (100_010_000, "일억 일만"),
            (35_500_000, "삼천오백오십만"),
            (1_234_567_898, "십이억 삼천사백오십육만 칠천팔백구십팔"),
            (1_000_000_000_000, "일조"),
        ] {
            assert_eq!(sino(number), words);
            assert_eq!(parse_sino(words), Some(number));
        }
        assert_eq!(digits("010-1577"), "공일공일오칠칠");
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in [
            "",
            "일이삼",
            "만만",
            "십백",
            "가",
            "이십 명",
            "구억구억",
            "백 천",
        ] {
            assert_eq!(parse_sino(text), None, "{text}");
        }
        assert_eq!(parse_sino("구천구백경"), None); // more than a u64
        assert_eq!(parse_sino("일만"), Some(10_000));
        assert_eq!(parse_sino("오륙"), None);
        assert_eq!(parse_sino("공"), Some(0));
    }

    proptest! {
        #[test]
        fn words_and_back(number in 0u64..1_000_000_000_000) {
            prop_assert_eq!(parse_sino(&sino(number)), Some(number));
            let joined: String = sino(number).split(' ').collect();
            prop_assert_eq!(parse_sino(&joined), Some(number));
        }

        #[test]
        fn even_the_largest(number: u64) {
            prop_assert_eq!(parse_sino(&sino(number)), Some(number));
        }

        #[test]
        fn reads_any_text(text in "[영일이삼사오육칠팔구십백천만억조경 0-9]{0,12}") {
            if let Some(number) = parse_sino(&text) {
                prop_assert_eq!(parse_sino(&sino(number)), Some(number));
            }
        }
    }
}
