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

use std::ops::Range;

use super::jamo::is_hangul;
use super::number::{NativeForm, ascii_prefix, native_counter, native_prefix, sino, sino_prefix};
use super::scan::{after_spaces, before, settle, starts_with_any, strip_any, takes_back};

/// Kinds of guests: numbers that stand behind these are added up.
const KINDS: [&str; 17] = [
    "성인",
    "어른",
    "대인",
    "아이",
    "애기",
    "애들",
    "애",
    "아기",
    "소인",
    "어린이",
    "유아",
    "남자",
    "여자",
    "학생",
    "초등학생",
    "청소년",
    "노인",
];
/// Words in front of the sum of all.
const TOTALS: [&str; 10] = [
    "총",
    "전부",
    "모두",
    "다해서",
    "다 해서",
    "합쳐서",
    "합해서",
    "합이",
    "해서 총",
    "전체",
];
/// What may stand behind a number that counts people by itself ("넷이요", "둘이서").
const BEHIND_ALONE: [&str; 17] = [
    "이서",
    "이요",
    "이에요",
    "이예요",
    "입니다",
    "이고",
    "이랑",
    "이",
    "요",
    "에",
    "하고",
    "정도",
    "쯤",
    "예약",
    "갈",
    "인데",
    "으로",
];

/// Two neighbouring numbers in one word mean "about": 두세, 서너, 네댓, 네다섯, 대여섯 …
const ABOUT: [&str; 12] = [
    "한두",
    "두세",
    "두서너",
    "서너",
    "너덧",
    "네댓",
    "네다섯",
    "너댓",
    "대여섯",
    "예닐곱",
    "일고여덟",
    "여덟아홉",
];

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
        if let Some((_, rest)) = strip_any(&text[at..], &ABOUT) {
            if person_counter(after_spaces(rest)).is_some() {
                return None;
            }
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

/// A number of people at byte `at`, and the bytes it takes.
fn count_at(text: &str, at: usize) -> Option<(u8, usize)> {
    let rest = &text[at..];
    if let Some(behind) = rest.strip_prefix("혼자") {
        return Some((1, rest.len() - behind.len()));
    }
    let previous = before(text, at);
    if previous.is_some_and(|c| c.is_ascii_digit() || ":.-,".contains(c)) {
        return None;
    }
    if let Some((number, used)) = ascii_prefix(rest) {
        return figure(text, at, number, used);
    }
    let glued = previous.is_some_and(is_hangul);
    if let Some((number, used, form)) = native_prefix(rest) {
        let behind = &rest[used..];
        let with_counter = person_counter(after_spaces(behind));
        if let Some(counter) =
            with_counter.filter(|_| form != NativeForm::Alone && !glued_short(glued, rest, used))
        {
            let end = rest.len() - after_spaces(behind).len() + counter;
            return Some((number, end));
        }
        let alone = form != NativeForm::BeforeCounter && !glued && stands_alone(behind, form);
        return alone.then_some((number, used));
    }
    // 내 명, 새 명: how 네 명, 세 명 sound.
    for (slip, people) in [("내 명", 4), ("새 명", 3), ("내명", 4), ("새명", 3)] {
        if rest.starts_with(slip) && !glued {
            return Some((people, slip.len()));
        }
    }
    let (number, used) = sino_prefix(rest).filter(|_| !glued)?;
    let behind = after_spaces(&rest[used..]);
    let (counter, _) = strip_any(behind, &["명", "인"])?;
    // 이 인분, 사 인용, 일인실; "이 명함", "오 인사".
    let other = starts_with_any(
        behind,
        &["인분", "인용", "인실", "인사", "명함", "명절", "인터"],
    );
    let people = u8::try_from(number).ok().filter(|n| *n > 0 && !other)?;
    Some((people, rest.len() - behind.len() + counter.len()))
}

/// A one-syllable number glued to the word before it is part of that word ("만두 명").
fn glued_short(glued: bool, rest: &str, used: usize) -> bool {
    glued && rest[..used].chars().count() == 1
}

/// A count in figures: with a counter, or all that was said ("4", "4요").
fn figure(text: &str, at: usize, number: u64, used: usize) -> Option<(u8, usize)> {
    let people = u8::try_from(number).ok().filter(|n| *n > 0)?;
    let rest = &text[at..];
    let behind = after_spaces(&rest[used..]);
    let end = |more: usize| rest.len() - behind.len() + more;
    if behind.starts_with('분') {
        // "7시 30분", "10분 뒤": minutes, unless a few persons are more likely.
        let after_hour = text[..at].trim_end().ends_with('시');
        let later = after_spaces(&behind['분'.len_utf8()..]);
        let minutes = starts_with_any(
            later,
            &[
                "뒤", "후", "전", "안", "만", "간", "정도", "쯤", "늦", "일찍", "동안", "거리",
                "걸", "내",
            ],
        );
        return (!after_hour && !minutes && people <= 9).then_some((people, end('분'.len_utf8())));
    }
    if let Some(counter) = person_counter(behind).or_else(|| {
        let other = starts_with_any(behind, &["인분", "인용", "인실", "인치"]);
        (behind.starts_with('인') && !other).then_some('인'.len_utf8())
    }) {
        return Some((people, end(counter)));
    }
    let whole = text.trim_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation());
    let answer = whole.trim_end_matches("요").trim_end_matches("이");
    let of_a_kind = KINDS
        .iter()
        .any(|kind| text[..at].trim_end().ends_with(kind));
    (answer == &rest[..used] || of_a_kind).then_some((people, used))
}

/// The bytes of a counter of people at the beginning of `text`.
fn person_counter(text: &str) -> Option<usize> {
    let (word, rest) = strip_any(text, &["명", "분", "사람", "식구", "인"])?;
    let other = match word {
        "명" => starts_with_any(rest, &["함", "절", "령"]),
        "분" => starts_with_any(rest, &["식", "위"]),
        "인" => starts_with_any(rest, &["분", "용", "실", "사", "터"]),
        _ => false,
    };
    (!other).then_some(word.len())
}

/// Does a number without a counter stand for people? "넷이요", "우리 둘", "다섯이서".
fn stands_alone(behind: &str, form: NativeForm) -> bool {
    let next = behind.trim_start_matches([',', '.', '?', '!']);
    if next.is_empty() {
        return true;
    }
    if next.starts_with(' ') {
        // 둘, 셋 count by themselves; "다섯 시", "열 개" count what follows.
        let word = after_spaces(next);
        let ordered = [
            "주문", "주세", "주시", "줘", "시킬", "시켰", "포장", "더", "추가",
        ];
        return (form == NativeForm::Alone && !starts_with_any(word, &ordered))
            || starts_with_any(word, &KINDS)
            || starts_with_any(word, &["정도", "예약"]);
    }
    starts_with_any(next, &BEHIND_ALONE)
}

/// A number of people as one says it to a guest: "네 분", "스무 분", "백이십 분".
#[must_use]
pub fn speak_party(people: u8) -> String {
    let words = native_counter(people).unwrap_or_else(|| sino(people.into()));
    format!("{words} 분")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_people() {
        for (text, people) in [
            ("네 명", 4),
            ("네명이요", 4),
            ("4명이요", 4),
            ("4 명", 4),
            ("네 분이요", 4),
            ("4분이요", 4),
            ("4인", 4),
            ("사 인이요", 4),
            ("오 명이요", 5),
            ("둘이서 갈게요", 2),
            ("둘이요", 2),
            ("혼자요", 1),
            ("저 혼자 가요", 1),
            ("가족끼리 넷", 4),
            ("우리 넷이요", 4),
            ("다섯이서요", 5),
            ("열두 명", 12),
            ("열 두 명", 12),
            ("스무 명이요", 20),
            ("스물한 명", 21),
            ("12명", 12),
            ("성인 둘 아이 하나", 3),
            ("어른 2명 아이 1명이요", 3),
            ("어른 둘에 애 둘이요", 4),
            ("성인은 두 명이고 아이는 한 명, 다 해서 세 명이요", 3),
            ("남자 셋 여자 셋", 6),
            ("성인 2 아이 1", 3),
            ("총 다섯 명이요", 5),
            ("내일 7시에 4명", 4),
            ("저녁 일곱 시 네 명", 4),
            ("7시 30분에 두 명", 2),
            ("네 네 명이요", 4),
            ("네 명 아니 다섯 명이요", 5),
            ("네 명 말고 여섯 명", 6),
            ("네 명이요 네 명", 4),
            ("내 명이요", 4),
            ("두 사람이요", 2),
            ("4", 4),
            ("4요", 4),
            ("백스무 명", 120),
        ] {
            assert_eq!(find_party(text), Some(people), "{text}");
        }
    }

    #[test]
    fn abstains() {
        for text in [
            "",
            "네",
            "네 네",
            "몇 명까지 되나요",
            "두세 명이요",
            "서너 명",
            "네다섯 명이요",
            "10여 명",
            "한 명 더요",
            "저 빼고 네 명이요",
            "네 명 아니면 다섯 명",
            "네 명 말고요",
            "2인분 포장이요",
            "7시 30분이요",
            "10분 뒤에 가요",
            "다섯 시요",
            "열 개 주세요",
            "300명",
            "만두 하나 주문할게요 만두 명물이네요",
            "공일공 이삼사오 육칠팔구",
            "010-2345-6789",
            "내일이요",
            "0명",
        ] {
            assert_eq!(find_party(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_said_is_heard(people in 1u8..=99) {
            prop_assert_eq!(find_party(&speak_party(people)), Some(people));
            prop_assert_eq!(find_party(&format!("{people}명이요")), Some(people));
        }

        #[test]
        fn any_text_is_survived(text in "[한두세네다섯명분인 0-9아니총성인둘이서]{0,20}") {
            let _ = find_party(&text);
        }
    }
}
