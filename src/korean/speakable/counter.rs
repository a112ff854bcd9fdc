//! Which series a counter takes: "세 명" but "삼 층".

use crate::korean::number::{native_counter, sino};
use crate::korean::scan::{after_spaces, starts_with_any, strip_any};

/// Counters of things one can touch or do, up to 99 in the native series.
const NATIVE: [&str; 64] = [
    "종류",
    "매",
    "시간",
    "시",
    "명",
    "사람",
    "개",
    "살",
    "마리",
    "잔",
    "병",
    "그릇",
    "권",
    "대",
    "장",
    "벌",
    "켤레",
    "번째",
    "가지",
    "달",
    "군데",
    "곳",
    "송이",
    "줄",
    "판",
    "접시",
    "조각",
    "팀",
    "테이블",
    "자리",
    "끼",
    "통",
    "포기",
    "채",
    "척",
    "그루",
    "갑",
    "상자",
    "봉지",
    "박스",
    "컵",
    "숟갈",
    "바퀴",
    "걸음",
    "모",
    "알",
    "방울",
    "곡",
    "편",
    "건",
    "차례",
    "쌍",
    "캔",
    "스푼",
    "큰술",
    "작은술",
    "식구",
    "가구",
    "손님",
    "배",
    "해",
    "돌",
    "뼘",
    "마디",
];
/// Counters that look like one of the above but take Sino numbers.
const SINO: [&str; 30] = [
    "박",
    "동",
    "등",
    "위",
    "평",
    "인석",
    "개월",
    "시리즈",
    "장조",
    "대대",
    "명백",
    "번",
    "인분",
    "인용",
    "인실",
    "인",
    "층",
    "호",
    "원",
    "년",
    "월",
    "일",
    "분",
    "초",
    "주",
    "회",
    "세",
    "도",
    "점",
    "대째",
];
/// Counters written to the number without a space in speech, as in "십일월 이십이일".
const GLUED: [&str; 4] = ["년", "월", "일", "박"];

/// What a number counts: the words for both, and the bytes of the counter (with a space before
/// it, if there is one). `None` when no known counter follows.
pub(super) struct Counted {
    pub(super) words: String,
    pub(super) used: usize,
    /// 시, 분 behind 시, 년, 월, 일: part of a moment.
    pub(super) moment: bool,
}

/// Reads `number` with the counter that `rest` begins with. `after_hour` tells that "시" was
/// just read, so that 분 is minutes.
pub(super) fn counted(number: u64, rest: &str, after_hour: bool) -> Option<Counted> {
    let behind = after_spaces(rest);
    let gap = rest.len() - behind.len();
    // "20여 명"
    if gap == 0
        && number >= 10
        && let Some(counter) = behind.strip_prefix('여').map(after_spaces)
        && let Some(word) = counter_prefix(counter)
    {
        return Some(Counted {
            words: format!("{}여 {word}", sino(number)),
            used: rest.len() - counter.len() + word.len(),
            moment: false,
        });
    }
    let native = strip_any(behind, &NATIVE);
    let sino_counter = strip_any(behind, &SINO);
    let length = |found: Option<(&str, &str)>| found.map_or(0, |(word, _)| word.len());
    // Across a space only what cannot be the beginning of another word: "3 대표" is no 세 대.
    let sure = gap == 0
        || starts_with_any(
            behind,
            &["명", "개", "시", "분", "원", "번째", "가지", "마리"],
        );
    if !sure || gap > 1 {
        return None;
    }
    if length(native) > length(sino_counter) {
        let (word, after) = native?;
        let words = match (word, number) {
            ("번째", 1) => "첫".to_owned(),
            ("시", 13..) | ("대", 20 | 30 | 40 | 50 | 60 | 70 | 80 | 90) => sino(number),
            ("시", 0) | ("배", 10..) => sino(number),
            _ => native_words(number),
        };
        let used = rest.len() - after.len();
        return Some(Counted {
            words: format!("{words} {word}"),
            used,
            moment: word == "시",
        });
    }
    let (word, after) = sino_counter?;
    let used = rest.len() - after.len();
    if word == "분" && !after_hour && are_people(number, after) {
        return Some(Counted {
            words: format!("{} 분", native_words(number)),
            used,
            moment: false,
        });
    }
    let words = match (word, number) {
        ("월", 6) => "유".to_owned(),
        ("월", 10) => "시".to_owned(),
        _ => sino(number),
    };
    let space = if GLUED.contains(&word) { "" } else { " " };
    let moment = ["년", "월", "일"].contains(&word) || (word == "분" && after_hour);
    Some(Counted {
        words: format!("{words}{space}{word}"),
        used,
        moment,
    })
}

/// The counter that `text` begins with.
pub(super) fn counter_prefix(text: &str) -> Option<&'static str> {
    let longest = |known| strip_any(text, known).map(|(word, _)| word);
    longest(&NATIVE)
        .into_iter()
        .chain(longest(&SINO))
        .max_by_key(|word| word.len())
}

/// Native up to 99, Sino above.
fn native_words(number: u64) -> String {
    let small = u8::try_from(number).ok().and_then(native_counter);
    small.unwrap_or_else(|| sino(number))
}

/// A few 분 with an honorific behind are people; others are minutes.
fn are_people(number: u64, behind: &str) -> bool {
    let honoured = [
        "이서",
        "이세",
        "이시",
        "께",
        "이요",
        "이에요",
        "이신",
        "으로",
        "예약",
        " 예약",
        "이 ",
    ];
    (1..=9).contains(&number) && starts_with_any(behind, &honoured)
}
