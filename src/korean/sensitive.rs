//! Numbers that must not be kept: resident registration numbers (주민등록번호, 개인정보 보호법 제24조의2)
//! and card numbers, whoever says them and however.
//!
//! ```
//! use munjigi::korean::sensitive::mask;
//!
//! assert_eq!(mask("제 번호는 900101에 1234567입니다").as_deref(), Some("제 번호는 ●●●입니다"));
//! assert_eq!(mask("구공공일공일 다시 일이삼사오육칠").as_deref(), Some("●●●"));
//! assert_eq!(mask("공일공 이삼사오 육칠팔구요"), None); // a telephone number
//! ```

use super::phone_words::digit_at;

/// What stands for a number that is not kept.
pub const MASK: &str = "●●●";

/// So many digits in a row are no telephone number any more, which has 12 at most (0505-1234-5678). A
/// resident registration number has 13, a card 14 to 16.
const TOO_MANY: usize = 13;

/// What people put between groups of digits.
const BETWEEN: [&str; 14] = [
    "그리고",
    "하이픈",
    "다시",
    "대시",
    "바",
    "에",
    "의",
    "음",
    "어",
    " ",
    "-",
    ",",
    ".",
    "/",
];

/// `text` with each number that must not be kept masked; `None` when there is none.
#[must_use]
pub fn mask(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut found = false;
    let mut at = 0;
    while at < text.len() {
        let run = run_at(&text[at..]);
        if run.digits.len() >= TOO_MANY && !is_telephone_numbers(&run.digits) {
            found = true;
            out.push_str(MASK);
            at += run.end;
        } else if run.end > 0 {
            out.push_str(&text[at..at + run.end]);
            at += run.end;
        } else if let Some(c) = text[at..].chars().next() {
            out.push(c);
            at += c.len_utf8();
        }
    }
    found.then_some(out)
}

/// Digits from the start of a text, with what stands between them.
#[derive(Default)]
struct Run {
    digits: String,
    /// Bytes up to the end of the last digit.
    end: usize,
}

fn run_at(text: &str) -> Run {
    let mut run = Run::default();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if let Some((digit, used)) = digit_at(rest) {
            run.digits.push(digit);
            at += used;
            run.end = at;
        } else if let Some(between) = BETWEEN.iter().find(|b| rest.starts_with(**b))
            && !run.digits.is_empty()
        {
            at += between.len();
        } else {
            break;
        }
    }
    run
}

/// One telephone number after the other and nothing else: somebody says a number twice.
fn is_telephone_numbers(digits: &str) -> bool {
    let lengths: &[usize] = match digits {
        "" => return true,
        _ if digits.starts_with("010") => &[11],
        _ if digits.starts_with("02") => &[9, 10],
        _ if digits.starts_with("050") => &[11, 12],
        _ if digits.starts_with('0') => &[10, 11],
        _ => &[],
    };
    let rest = |length: &usize| digits.get(*length..);
    lengths.iter().filter_map(rest).any(is_telephone_numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn resident_and_card_numbers_go_however_they_are_said() {
        for (said, kept) in [
            ("주민번호 900101-1234567입니다", "주민번호 ●●●입니다"),
            ("900101 1234567", "●●●"),
            ("공일공이공삼에 삼일이삼사오육이고요", "●●●고요"),
            (
                "카드 번호는 1234 5678 9012 3456이에요",
                "카드 번호는 ●●●에요",
            ),
            ("일이삼사 오육칠팔 구공일이 삼사오육", "●●●"),
            (
                "하나둘셋넷 다섯여섯일곱여덟 아홉공하나둘 셋넷다섯여섯",
                "●●●",
            ),
            ("１２３４-５６７８-９０１２-３４５６", "●●●"),
        ] {
            assert_eq!(mask(said).as_deref(), Some(kept), "{said}");
        }
    }

    #[test]
    fn telephone_numbers_times_and_prices_stay() {
        for said in [
            "공일공 이삼사오 육칠팔구요",
            "010-2345-6789, 010-2345-6789요",
            "0505-1234-5678",
            "2026-11-22 19:00에 4명",
            "십이월 이십사일 저녁 일곱 시 반에 네 명이요",
            "만 이천삼백사십오 원",
            "",
        ] {
            assert_eq!(mask(said), None, "{said}");
        }
    }

    proptest! {
        #[test]
        fn no_long_row_of_figures_is_left(text in "[0-9 가나에-]{0,40}") {
            let kept = mask(&text).unwrap_or(text);
            let run = kept.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
            let telephone = kept.split(|c: char| !c.is_ascii_digit()).all(|run| {
                run.len() < TOO_MANY || is_telephone_numbers(run)
            });
            prop_assert!(run < TOO_MANY || telephone, "{}", kept);
        }

        #[test]
        fn any_text_is_survived(text in "\\PC{0,60}") {
            let _ = mask(&text);
        }
    }
}
