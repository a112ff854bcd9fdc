//! An hour that the recogniser wrote down wrongly but that sounds right.

use std::sync::LazyLock;

use jiff::civil::Time;

use super::{
    Certainty, OpeningHours,
    half_day::{PARTS, Part, guess},
};
use crate::korean::{
    jamo::{Lexicon, sounds_like},
    number::native_counter,
};

/// Behind a part of the day the hour need only be so much alike.
const ALONE: f32 = 0.65;

/// An hour as it is said.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Said {
    part: Option<Part>,
    dial: u8,
    half: bool,
}

static HOURS: LazyLock<Lexicon<Said>> = LazyLock::new(|| {
    let parts = PARTS.iter().filter(|(word, _)| !word.is_ascii());
    let parts = parts.map(|(word, part)| (*word, Some(*part)));
    let mut words = Vec::new();
    for (word, part) in parts.chain([("", None)]) {
        for dial in 1..=12 {
            let Some(hour) = native_counter(dial) else {
                continue;
            };
            // A short hour alone sounds like too many other words.
            if part.is_none() && hour.chars().count() < 2 {
                continue;
            }
            for half in [false, true] {
                let tail = if half { "시반" } else { "시" };
                words.push((format!("{word}{hour}{tail}"), Said { part, dial, half }));
            }
        }
    }
    Lexicon::new(words, 0.76)
});

/// The time of day in a text that holds none as it is written, but holds something that sounds like
/// "오전 아홉 시 반". An hour without 오전/오후 is placed by the opening hours, as in
/// [`super::find_time`].
///
/// Use it only where a time is to be expected, and read it back.
///
/// ```
/// use jiff::civil::time;
/// use munjigi::korean::clock::{Certainty, OpeningHours, find_time, find_time_by_sound};
///
/// let hours = OpeningHours::new(time(9, 0, 0, 0), time(19, 0, 0, 0));
/// assert_eq!(find_time("오저나 허팝 반에요", &hours), None);
/// let heard = find_time_by_sound("오저나 허팝 반에요", &hours);
/// assert_eq!(heard, Some((time(9, 30, 0, 0), Certainty::Exact)));
/// ```
#[must_use]
pub fn find_time_by_sound(text: &str, hours: &OpeningHours) -> Option<(Time, Certainty)> {
    let Said { part, dial, half } = HOURS.find(text)?;
    // "점심때 우리" is no 점심 두 시: the hour must be there by itself.
    if part.is_some() {
        let hour = native_counter(dial)?;
        let alone = format!("{hour}시{}", if half { "반" } else { "" });
        sounds_like(text, &alone, ALONE).then_some(())?;
    }
    let dial = i8::try_from(dial).ok()?;
    let minute = if half { 30 } else { 0 };
    let (hour, certainty) = match part {
        Some(part) => (part.hour(dial), Certainty::Exact),
        None => (guess(dial, minute, hours), Certainty::HalfDayGuessed),
    };
    Some((Time::new(hour, minute, 0, 0).ok()?, certainty))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;
    use proptest::prelude::*;

    const SHOP: OpeningHours = OpeningHours::new(time(10, 0, 0, 0), time(21, 0, 0, 0));

    fn heard(text: &str) -> Option<(i8, i8, Certainty)> {
        let (time, certainty) = find_time_by_sound(text, &SHOP)?;
        Some((time.hour(), time.minute(), certainty))
    }

    #[test]
    fn hours_that_sound_right_are_found() {
        use Certainty::{Exact, HalfDayGuessed};
        for (text, expected) in [
            ("모레 오후 다섯 이에 예약할게요", (17, 0, Exact)),
            ("내일 오저나 허팝 반에 예약하고 싶은데요", (9, 30, Exact)),
            ("노전 열한 씨의 예약이요", (11, 0, Exact)),
            ("전역 여섯 씨에요", (18, 0, Exact)),
            ("새벽 한 씨에요", (1, 0, Exact)),
            ("점심 열두 씨요", (12, 0, Exact)),
            ("여덜 씨 반이요", (20, 30, HalfDayGuessed)),
            ("열한 시", (11, 0, HalfDayGuessed)),
        ] {
            assert_eq!(heard(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_only_resembles_one_abstains() {
        for text in [
            "",
            "네",
            "네 시작할게요",
            "다시 말씀해 주세요",
            "주차 되나요",
            "네 명이요",
            "역시 맛있네요",
            "모레 점심때 우리 손주들하고",
        ] {
            assert_eq!(heard(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,60}") {
            let _ = find_time_by_sound(&text, &SHOP);
        }
    }
}
