//! The native series, 1..=99.

/// Ones: alone, before a counter, and other spellings that are heard or written.
const ONES: [(&str, &str, &[&str]); 9] = [
    ("하나", "한", &[]),
    ("둘", "두", &[]),
    ("셋", "세", &["석", "서"]),
    ("넷", "네", &["넉", "너"]),
    ("다섯", "다섯", &["닷", "다섣"]),
    ("여섯", "여섯", &["엿", "여섣"]),
    ("일곱", "일곱", &["일굽"]),
    ("여덟", "여덟", &["여덜", "여덥"]),
    ("아홉", "아홉", &["아옵"]),
];
/// Tens; only 스물 changes before a counter, and only when nothing follows it.
const TENS: [&str; 9] = [
    "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔",
];

/// A native number as it stands alone ("하나", "스물둘"); `None` outside 1..=99.
#[must_use]
pub fn native(number: u8) -> Option<String> {
    words(number, |(alone, _, _)| alone, "스물")
}

/// A native number as it stands before a counter ("한" 명, "스무" 살, "스물두" 명); `None`
/// outside 1..=99.
#[must_use]
pub fn native_counter(number: u8) -> Option<String> {
    words(number, |(_, before, _)| before, "스무")
}

type One = (&'static str, &'static str, &'static [&'static str]);

fn words(number: u8, one: impl Fn(One) -> &'static str, twenty: &str) -> Option<String> {
    if !(1..=99).contains(&number) {
        return None;
    }
    let (tens, ones) = (usize::from(number / 10), usize::from(number % 10));
    let mut words = String::new();
    if let Some(at) = tens.checked_sub(1) {
        words.push_str(if (tens, ones) == (2, 0) {
            twenty
        } else {
            TENS[at]
        });
    }
    if let Some(at) = ones.checked_sub(1) {
        words.push_str(one(ONES[at]));
    }
    Some(words)
}

/// How a native number ended: what may follow it depends on that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NativeForm {
    /// 하나, 둘, 스물: stands alone, no counter behind it.
    Alone,
    /// 한, 두, 스무: only before a counter.
    BeforeCounter,
    /// 다섯, 열: either.
    Either,
}

/// The longest native number at the beginning of `text`: value, bytes, form. A space may stand
/// between tens and ones ("열 두").
pub(crate) fn native_prefix(text: &str) -> Option<(u8, usize, NativeForm)> {
    let (mut value, mut used, mut form) = (0, 0, NativeForm::Either);
    if let Some(rest) = text.strip_prefix("스무") {
        return Some((20, text.len() - rest.len(), NativeForm::BeforeCounter));
    }
    for (tens, word) in (10..).step_by(10).zip(TENS) {
        if text.starts_with(word) {
            (value, used) = (tens, word.len());
            form = if tens == 20 {
                NativeForm::Alone
            } else {
                NativeForm::Either
            };
        }
    }
    let rest = &text[used..];
    let spaces = if used > 0 {
        rest.len() - rest.trim_start_matches(' ').len()
    } else {
        0
    };
    if let Some((ones, bytes, ones_form)) = ones_prefix(&rest[spaces..]) {
        return Some((value + ones, used + spaces + bytes, ones_form));
    }
    (value > 0).then_some((value, used, form))
}

fn ones_prefix(text: &str) -> Option<(u8, usize, NativeForm)> {
    let mut best: Option<(u8, usize, NativeForm)> = None;
    let mut offer = |value: u8, word: &str, form: NativeForm| {
        let longer = best.is_none_or(|(_, bytes, _)| word.len() > bytes);
        if text.starts_with(word) && longer {
            best = Some((value, word.len(), form));
        }
    };
    for (value, (alone, before, others)) in (1..).zip(ONES) {
        if alone == before {
            offer(value, alone, NativeForm::Either);
            others
                .iter()
                .for_each(|word| offer(value, word, NativeForm::Either));
        } else {
            offer(value, alone, NativeForm::Alone);
            offer(value, before, NativeForm::BeforeCounter);
            others
                .iter()
                .for_each(|word| offer(value, word, NativeForm::BeforeCounter));
        }
    }
    best
}

/// The value of a text that is a native number and nothing else, in either form ("스물두",
/// "스물둘", "열 두"); common slips ("여덜") count.
#[must_use]
pub fn parse_native(text: &str) -> Option<u8> {
    let text = text.trim();
    let (value, used, _) = native_prefix(text)?;
    (used == text.len()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_numbers() {
        assert_eq!(native(1).as_deref(), Some("하나"));
        assert_eq!(native(20).as_deref(), Some("스물"));
        assert_eq!(native(99).as_deref(), Some("아흔아홉"));
        assert_eq!(native_counter(3).as_deref(), Some("세"));
        assert_eq!(native_counter(20).as_deref(), Some("스무"));
        assert_eq!(native_counter(21).as_deref(), Some("스물한"));
        assert_eq!(
            (native(0), native(100), native_counter(0)),
            (None, None, None)
        );
    }

    #[test]
    fn every_number_round_trips_in_both_forms() {
        for number in 1..=99 {
            assert_eq!(parse_native(&native(number).unwrap()), Some(number));
            assert_eq!(parse_native(&native_counter(number).unwrap()), Some(number));
        }
    }

    #[test]
    fn hears_variants_and_refuses_the_rest() {
        assert_eq!(parse_native("열 두"), Some(12));
        assert_eq!(parse_native("여덜"), Some(8));
        assert_eq!(parse_native("서"), Some(3));
        for text in ["", "두명", "삼", "열백", "하나둘"] {
            assert_eq!(parse_native(text), None, "{text}");
        }
    }
}
