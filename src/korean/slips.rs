//! Slips of the recogniser that are the same every time: it heard rightly and spelled wrongly.
//!
//! Only spellings that mean nothing else where they stand are mended; what may have been misheard is
//! left to those who know what was asked.

use super::normalize::normalize;

/// Like [`normalize`], with the recogniser's own spellings mended.
///
/// ```
/// use munjigi::korean::slips::mend;
///
/// assert_eq!(mend("1요일 전역 7C에 4명"), "일요일 저녁 7시에 4명");
/// assert_eq!(mend("전역하고 왔어요"), "전역하고 왔어요");
/// ```
#[must_use]
pub fn mend(text: &str) -> String {
    let mut words = normalize(text).replace("1요일", "일요일");
    for saturday in ["더요일", "도요일", "또요일", "포요일"] {
        words = words.replace(saturday, "토요일");
    }
    for day_after in ["내일 모래", "내일모래", "내일 모레"] {
        words = words.replace(day_after, "내일모레");
    }
    words = cancellation(&words);
    words = four_people(&words);
    words = hours(&words);
    for evening in ["전역", "전력", "정역", "저역", "전약", "저약"] {
        words = before_an_hour(&words, evening, "저녁");
    }
    words
}

/// "예약을 지속하려고" takes a booking back; "예약 최소 인원" does not.
fn cancellation(words: &str) -> String {
    const HEARD: [&str; 6] = ["지속", "기소", "지소", "치소", "최소", "추소"];
    let mut mended = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find("예약") {
        let (before, behind) = rest.split_at(at + "예약".len());
        mended.push_str(before);
        let word = behind.strip_prefix('을').unwrap_or(behind).trim_start();
        let done = HEARD
            .iter()
            .find_map(|heard| word.strip_prefix(heard))
            .filter(|done| {
                let done = done.trim_start();
                ["하", "해", "할", "좀", "부탁"]
                    .iter()
                    .any(|next| done.starts_with(next))
            });
        rest = match done {
            Some(done) => {
                mended.push_str(&behind[..behind.len() - word.len()]);
                mended.push_str("취소");
                done
            }
            None => behind,
        };
    }
    mended.push_str(rest);
    mended
}

/// "일곱 시에 네 명" runs into "일곱 시에는 명": 는 never stands before a bare 명.
fn four_people(words: &str) -> String {
    let mut mended = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find("에는 명") {
        let behind = &rest[at + "에는 명".len()..];
        let word_goes_on = ["절", "단", "함", "동", "의", "품", "소"]
            .iter()
            .any(|c| behind.starts_with(c));
        mended.push_str(&rest[..at]);
        mended.push_str(if word_goes_on {
            "에는 명"
        } else {
            "에 네 명"
        });
        rest = behind;
    }
    mended.push_str(rest);
    mended
}

/// "7c" is 7시: the English name of the letter.
fn hours(words: &str) -> String {
    let mut mended = String::with_capacity(words.len());
    let mut last = ' ';
    for c in words.chars() {
        match c {
            'c' if last.is_ascii_digit() => mended.push('시'),
            c => mended.push(c),
        }
        last = c;
    }
    mended
}

/// Puts `right` for `wrong` where an hour follows at once.
fn before_an_hour(words: &str, wrong: &str, right: &str) -> String {
    const HOURS: &[&str] = &[
        "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열",
    ];
    let mut mended = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find(wrong) {
        let after = &rest[at + wrong.len()..];
        let next = after.trim_start();
        let hour = next.starts_with(|c: char| c.is_ascii_digit())
            || HOURS.iter().any(|hour| {
                next.strip_prefix(hour)
                    .is_some_and(|r| r.trim_start().starts_with('시'))
            });
        mended.push_str(&rest[..at]);
        mended.push_str(if hour { right } else { wrong });
        rest = after;
    }
    mended.push_str(rest);
    mended
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn mends_what_means_nothing_else() {
        for (heard, meant) in [
            (
                "모레 전역 7C에 2명 예약할게요",
                "모레 저녁 7시에 2명 예약할게요",
            ),
            ("정역 일곱 시요", "저녁 일곱 시요"),
            ("전역 뒤에 전역 8시", "전역 뒤에 저녁 8시"),
            ("11c 반", "11시 반"),
            (
                "내일 일곱 시에는 명 예약할게요",
                "내일 일곱 시에 네 명 예약할게요",
            ),
            ("예약을 지속하려고요", "예약을 취소하려고요"),
            ("더요일에 가려고요", "토요일에 가려고요"),
        ] {
            assert_eq!(mend(heard), meant);
        }
    }

    #[test]
    fn leaves_the_rest_alone() {
        for text in [
            "비타민c 주세요",
            "명절에는 명절 음식을 해요",
            "예약 최소 인원이 몇 명이에요",
            "7시에는 명단을 주세요",
            "전역 기념 파티예요",
            "21요금",
        ] {
            assert_eq!(mend(text), normalize(text));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,60}") {
            let _ = mend(&text);
        }
    }
}
