//! Finding a time in free text.

use jiff::civil::{Time, time};

use super::half_day::{PARTS, Part, guess};
use super::hour::{Said, hour_at};
use super::{Certainty, OpeningHours, TimeMention};
use crate::korean::scan::{after_spaces, begins_word, settle, starts_with_any};

/// What one place in the text says.
#[derive(Debug, Clone, Copy)]
enum Saying {
    /// 정오, 자정.
    Fixed(Time),
    /// An hour, perhaps with the part of the day.
    Hour(Option<Part>, Said),
    /// Only a part of the day: its middle.
    Part(Time),
}

/// The time of day that `text` asks for.
///
/// Understands "저녁 7시 반", "19시 30분", "열두 시 반", "오후 두시쯤", "7:30", "정오", "자정",
/// "여덟 시 십 분 전". An hour without 오전/오후 is placed by the opening hours. Of several times
/// the first counts, unless it is taken back ("일곱 시 아니 여덟 시": the second, in the same
/// half of the day); an exact one wins over a part of the day ("저녁에 …"). `None` when there is
/// none, or when the only one is refused ("일곱 시 말고요"). Durations ("두 시간") are no times.
#[must_use]
pub fn find_time(text: &str, hours: &OpeningHours) -> Option<TimeMention> {
    let mut found = sayings(text);
    if found
        .iter()
        .any(|(saying, _)| !matches!(saying, Saying::Part(_)))
    {
        found.retain(|(saying, _)| !matches!(saying, Saying::Part(_)));
    }
    let spans: Vec<_> = found.iter().map(|(_, span)| span.clone()).collect();
    let chosen = settle(text, &spans)?;
    // A corrected hour stays in the half of the day that was said before.
    let inherited = found[..chosen]
        .iter()
        .rev()
        .find_map(|(saying, _)| match saying {
            Saying::Hour(part, _) => *part,
            _ => None,
        });
    let (time, certainty) = resolve(found[chosen].0, inherited, hours)?;
    Some(TimeMention {
        time,
        certainty,
        span: spans[chosen].clone(),
    })
}

fn resolve(
    saying: Saying,
    inherited: Option<Part>,
    hours: &OpeningHours,
) -> Option<(Time, Certainty)> {
    let (part, said) = match saying {
        Saying::Fixed(time) => return Some((time, Certainty::Exact)),
        Saying::Part(time) => return Some((time, Certainty::Vague)),
        Saying::Hour(part, said) => (part.or(inherited), said),
    };
    let (hour, certainty) = match (said.hour, part) {
        (0 | 24, _) => (0, Certainty::Exact),
        (13.., _) => (said.hour, Certainty::Exact),
        (dial, Some(part)) => (part.hour(dial), Certainty::Exact),
        (hour, None) if said.whole_day => (hour, Certainty::Exact),
        (dial, None) => (guess(dial, said.minute, hours), Certainty::HalfDayGuessed),
    };
    Some((Time::new(hour, said.minute, 0, 0).ok()?, certainty))
}

/// Everything in `text` that says a time, in order, with the bytes it takes.
fn sayings(text: &str) -> Vec<(Saying, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    let mut skip_to = 0;
    for (at, _) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        if let Some((saying, used)) = saying_at(text, at) {
            skip_to = at + used;
            found.push((saying, at..skip_to));
        }
    }
    found
}

fn saying_at(text: &str, at: usize) -> Option<(Saying, usize)> {
    let rest = &text[at..];
    for (word, hour) in [("정오", 12), ("자정", 0)] {
        if rest.starts_with(word) && begins_word(text, at) {
            return Some((Saying::Fixed(time(hour, 0, 0, 0)), word.len()));
        }
    }
    if let Some((said, used)) = hour_at(text, at) {
        // "7시 저녁"? Nobody; but "7:30 PM" is on every page.
        return Some(match trailing_part(&rest[used..]) {
            Some((part, more)) => (Saying::Hour(Some(part), said), used + more),
            None => (Saying::Hour(None, said), used),
        });
    }
    let (word, part) = PARTS
        .iter()
        .filter(|(word, _)| starts_with_ignoring_case(rest, word))
        .max_by_key(|(word, _)| word.len())?;
    let behind = &rest[word.len()..];
    let gap = after_spaces(behind.strip_prefix("중").unwrap_or(behind));
    let gap = after_spaces(gap.strip_prefix("에").unwrap_or(gap));
    let start = text.len() - gap.len();
    if let Some((said, used)) = hour_at(text, start) {
        return Some((Saying::Hour(Some(*part), said), start + used - at));
    }
    let meant = starts_with_any(
        after_spaces(behind),
        &["에", "때", "쯤", "시간", "으로", "예약", "이요"],
    ) || behind.trim().is_empty();
    let middle = part.middle().filter(|_| meant)?;
    Some((Saying::Part(middle), word.len()))
}

fn starts_with_ignoring_case(text: &str, word: &str) -> bool {
    text.get(..word.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(word))
}

fn trailing_part(text: &str) -> Option<(Part, usize)> {
    let rest = after_spaces(text);
    let (word, part) = PARTS
        .iter()
        .find(|(word, _)| word.is_ascii() && starts_with_ignoring_case(rest, word))?;
    Some((*part, text.len() - rest.len() + word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::korean::clock::speak_time;
    use proptest::prelude::*;

    const SHOP: OpeningHours = OpeningHours::new(time(11, 0, 0, 0), time(22, 0, 0, 0));

    fn heard(text: &str) -> Option<(String, Certainty)> {
        let found = find_time(text, &SHOP)?;
        Some((found.time.strftime("%H:%M").to_string(), found.certainty))
    }

    #[test]
    fn exact_times() {
        for (text, expected) in [
            ("저녁 7시 반", "19:30"),
            ("저녁 일곱 시 반에요", "19:30"),
            ("19시 30분", "19:30"),
            ("십구 시 삼십 분이요", "19:30"),
            ("오후 두시쯤", "14:00"),
            ("오전 열한 시", "11:00"),
            ("오전 12시", "00:00"),
            ("낮 열두 시 반", "12:30"),
            ("낮 한 시", "13:00"),
            ("점심 열두 시", "12:00"),
            ("점심 1시", "13:00"),
            ("밤 열두 시", "00:00"),
            ("밤 9시 15분", "21:15"),
            ("밤 한 시", "01:00"),
            ("새벽 두 시", "02:00"),
            ("아침 8시", "08:00"),
            ("저녁에 여섯 시", "18:00"),
            ("오후에 3시", "15:00"),
            ("내일 정오에", "12:00"),
            ("자정까지 하나요", "00:00"),
            ("24시", "00:00"),
            ("07:30", "07:30"),
            ("19:30에 네 명", "19:30"),
            ("7:30 PM", "19:30"),
            ("오후 여덟 시 십 분 전", "19:50"),
            ("내일저녁일곱시", "19:00"),
            ("오후 여덜 씨", "20:00"),
            ("저녁 일곱 시 정각", "19:00"),
            ("저녁 일곱 시 아니 여덟 시요", "20:00"),
            ("저녁 여섯 시 말고 일곱 시 반", "19:30"),
            ("내일 저녁 7시에서 8시로 바꿔 주세요", "20:00"),
            ("저녁 일곱 시가 아니라 여덟 시", "20:00"),
        ] {
            assert_eq!(
                heard(text),
                Some((expected.to_owned(), Certainty::Exact)),
                "{text}"
            );
        }
    }

    #[test]
    fn half_days_are_guessed_from_the_opening_hours() {
        for (text, expected) in [
            ("8시", "20:00"),
            ("일곱 시에 네 명", "19:00"),
            ("열두 시 반", "12:30"),
            ("열한 시", "11:00"),
            ("열 시", "22:00"),
            ("7:30", "19:30"),
            ("네 시요", "16:00"),
            ("네, 네 시요", "16:00"),
            ("내 시요", "16:00"),
            ("새 시 반이요", "15:30"),
            ("7시 네 분이요", "19:00"),
            ("여덟 시에서 아홉 시 사이", "20:00"),
            ("여덟 시 아니면 아홉 시", "20:00"),
            ("저녁에 갈게요 일곱 시", "19:00"),
        ] {
            assert_eq!(
                heard(text),
                Some((expected.to_owned(), Certainty::HalfDayGuessed)),
                "{text}"
            );
        }
        let cafe = OpeningHours::new(time(7, 0, 0, 0), time(21, 0, 0, 0));
        let at = |text: &str| find_time(text, &cafe).unwrap().time.hour();
        assert_eq!(
            (at("8시"), at("10시"), at("두 시"), at("12시")),
            (20, 10, 14, 12)
        );
        let bar = OpeningHours::new(time(18, 0, 0, 0), time(2, 0, 0, 0));
        let at = |text: &str| find_time(text, &bar).unwrap().time.hour();
        assert_eq!((at("한 시"), at("열두 시"), at("열 시")), (1, 0, 22));
    }

    #[test]
    fn parts_of_the_day_are_vague() {
        for (text, expected) in [
            ("점심에 가려고요", "12:00"),
            ("내일 저녁에요", "18:00"),
            ("점심 예약이요", "12:00"),
            ("내일 저녁", "18:00"),
        ] {
            assert_eq!(
                heard(text),
                Some((expected.to_owned(), Certainty::Vague)),
                "{text}"
            );
        }
    }

    #[test]
    fn other_words_are_no_times() {
        for text in [
            "",
            "두 시간 걸려요",
            "몇 시까지 하세요",
            "만두 시켰는데요",
            "다시 말씀해 주세요",
            "기다려 주십시오",
            "몇 분이 오시나요",
            "점심 메뉴 있나요",
            "일곱 시 말고요",
            "25시",
            "네 명이요",
            "역시 맛있네요",
            "네 시작할게요",
            "오후에 갈게요",
            "12:345",
        ] {
            assert_eq!(heard(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_said_is_heard(hour in 0i8..24, minute in 0i8..60) {
            let said = time(hour, minute, 0, 0);
            let found = find_time(&speak_time(said), &SHOP).unwrap();
            prop_assert_eq!((found.time, found.certainty), (said, Certainty::Exact));
        }

        #[test]
        fn any_text_is_survived(text in "[시분반전:0-9일이열두네 오후저녁아니말고a가]{0,20}") {
            if let Some(found) = find_time(&text, &SHOP) {
                prop_assert!(text.get(found.span).is_some());
            }
        }
    }
}
