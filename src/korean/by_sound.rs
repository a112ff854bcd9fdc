//! Values that the recogniser wrote down wrongly but that sound right: an hour, a day of the week, a
//! name. Only where such a value was asked for or is to be expected, and only what is read back before
//! anything follows from it.
//!
//! ```
//! use jiff::civil::time;
//! use munjigi::korean::{by_sound::find_time, clock::OpeningHours};
//!
//! let hours = OpeningHours::new(time(9, 0, 0, 0), time(19, 0, 0, 0));
//! assert_eq!(find_time("오저나 허팝 반에요", &hours), Some((time(9, 30, 0, 0), true)));
//! assert_eq!(find_time("네 시작할게요", &hours), None);
//! ```

use std::{ops::Range, sync::LazyLock};

use jiff::civil::{Time, Weekday};

use super::{
    clock::OpeningHours,
    jamo::{Letters, Needle, Syllable, blur},
};

/// Words and what each means, to be found by their sound.
#[derive(Debug)]
pub struct Lexicon<T> {
    entries: Vec<(Needle, T)>,
}

/// The letters as the telephone carries them, without the ㅇ that is not heard before a vowel: 오전 아홉
/// runs into 오저나홉.
fn sound(text: &str) -> String {
    let mut sound = String::with_capacity(text.len());
    for c in text.chars() {
        let letters = blur(c.encode_utf8(&mut [0; 4]));
        let silent = Syllable::of(c).is_some_and(|s| s.initial() == 'ㅇ');
        sound.push_str(if silent {
            letters.trim_start_matches('ㅇ')
        } else {
            &letters
        });
    }
    sound
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Sounded<T> {
    /// What it means.
    pub meaning: T,
    /// How like it sounds, 0 to 1.
    pub alike: f32,
}

/// So far ahead of the nearest word that means something else.
const MARGIN: f32 = 0.06;

impl<T: Clone + PartialEq> Lexicon<T> {
    /// These words; each must sound so much alike to be found (0..=1), short ones a little more.
    pub fn new(words: impl IntoIterator<Item = (String, T)>, alike: f32) -> Self {
        let entry = |(word, meaning): (String, T)| {
            let sound = sound(&word);
            let short = sound.chars().count() < 9;
            let needle = Needle::new(&sound, if short { alike + 0.04 } else { alike });
            (needle, meaning)
        };
        Self {
            entries: words.into_iter().map(entry).collect(),
        }
    }

    /// The word that `text` holds by its sound; `None` when two that mean different things are nearly
    /// as near.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Sounded<T>> {
        let letters = Letters::of(&sound(text));
        let mut found: Vec<(f32, usize, Range<usize>, &T)> = Vec::new();
        for (needle, meaning) in &self.entries {
            if let Some(there) = needle.find(&letters) {
                let length = needle.word().chars().count();
                found.push((there.similarity, length, there.span, meaning));
            }
        }
        // The longer of two that are found at one place says more: 열한 시 is no 한 시.
        let covered = |of: &(f32, usize, Range<usize>, &T)| {
            found.iter().any(|other| {
                other.1 > of.1
                    && other.0 + 0.02 >= of.0
                    && other.2.start <= of.2.start
                    && of.2.end <= other.2.end
            })
        };
        let mut kept: Vec<_> = found.iter().filter(|of| !covered(of)).collect();
        kept.sort_by(|a, b| b.0.total_cmp(&a.0));
        let best = kept.first()?;
        let rival = kept.iter().find(|other| other.3 != best.3);
        if rival.is_some_and(|rival| best.0 - rival.0 < MARGIN) {
            return None;
        }
        Some(Sounded {
            meaning: best.3.clone(),
            alike: best.0,
        })
    }
}

/// An hour as it is said: on the dial, or of the whole day; and minutes.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Hour {
    part: Option<Part>,
    dial: i8,
    half: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Morning,
    Noon,
    Evening,
}

static HOURS: LazyLock<Lexicon<Hour>> = LazyLock::new(|| {
    const DIAL: [&str; 12] = [
        "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두",
    ];
    const PARTS: [(&str, Option<Part>); 7] = [
        ("오전", Some(Part::Morning)),
        ("아침", Some(Part::Morning)),
        ("점심", Some(Part::Noon)),
        ("오후", Some(Part::Evening)),
        ("저녁", Some(Part::Evening)),
        ("밤", Some(Part::Evening)),
        ("", None),
    ];
    let mut words = Vec::new();
    for (word, part) in PARTS {
        for (dial, name) in (1_i8..).zip(DIAL) {
            for half in [false, true] {
                // A short hour alone sounds like too many other words.
                if part.is_none() && (name.chars().count() < 2 || dial == 10) {
                    continue;
                }
                let tail = if half { "시반" } else { "시" };
                words.push((format!("{word}{name}{tail}"), Hour { part, dial, half }));
            }
        }
    }
    Lexicon::new(words, 0.76)
});

/// The time of day that `text` sounds like, and whether its half of the day was said.
#[must_use]
pub fn find_time(text: &str, hours: &OpeningHours) -> Option<(Time, bool)> {
    let Hour { part, dial, half } = HOURS.find(text)?.meaning;
    let minute = if half { 30 } else { 0 };
    let at = |hour: i8| Time::new(hour % 24, minute, 0, 0).ok();
    let (morning, evening) = (dial % 12, dial % 12 + 12);
    let hour = match part {
        Some(Part::Morning) => morning,
        Some(Part::Noon) => {
            if dial >= 11 {
                dial
            } else {
                evening
            }
        }
        Some(Part::Evening) => evening,
        None => {
            let open = |hour: i8| at(hour).is_some_and(|time| hours.contains(time));
            if open(evening) || !open(morning) {
                evening
            } else {
                morning
            }
        }
    };
    Some((at(hour)?, part.is_some()))
}

static WEEKDAYS: LazyLock<Lexicon<Weekday>> = LazyLock::new(|| {
    let days = [
        ("월요일", Weekday::Monday),
        ("화요일", Weekday::Tuesday),
        ("수요일", Weekday::Wednesday),
        ("목요일", Weekday::Thursday),
        ("금요일", Weekday::Friday),
        ("토요일", Weekday::Saturday),
        ("일요일", Weekday::Sunday),
    ];
    Lexicon::new(days.map(|(word, day)| (word.to_owned(), day)), 0.76)
});

/// The day of the week that `text` sounds like.
#[must_use]
pub fn find_weekday(text: &str) -> Option<Weekday> {
    let cut_short = || {
        let days = ["월요", "화요", "수요", "목요", "금요", "토요", "일요"];
        let word = text.trim().trim_end_matches(['요', '.', ' ']);
        let place = days
            .iter()
            .position(|day| word == day.trim_end_matches('요'));
        let offset = i8::try_from(place?).ok()?;
        Weekday::from_monday_zero_offset(offset).ok()
    };
    WEEKDAYS
        .find(text)
        .map(|found| found.meaning)
        .or_else(cut_short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;
    use proptest::prelude::*;

    const SHOP: OpeningHours = OpeningHours::new(time(10, 0, 0, 0), time(21, 0, 0, 0));

    fn heard(text: &str) -> Option<(i8, i8, bool)> {
        let (time, exact) = find_time(text, &SHOP)?;
        Some((time.hour(), time.minute(), exact))
    }

    #[test]
    fn hours_that_sound_right_are_found() {
        for (text, expected) in [
            ("모레 오후 다섯 이에 예약할게요", (17, 0, true)),
            ("내일 오저나 허팝 반에 예약하고 싶은데요", (9, 30, true)),
            ("노전 열한 씨의 예약이요", (11, 0, true)),
            ("전역 여섯 씨에요", (18, 0, true)),
            ("여덜 씨 반이요", (20, 30, false)),
            ("열한 시", (11, 0, false)),
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
        ] {
            assert_eq!(heard(text), None, "{text}");
        }
    }

    #[test]
    fn days_of_the_week_are_told_apart() {
        assert_eq!(find_weekday("워료일이요"), Some(Weekday::Monday));
        assert_eq!(find_weekday("묵요일에 갈게요"), Some(Weekday::Thursday));
        assert_eq!(find_weekday("월요"), Some(Weekday::Monday));
        assert_eq!(find_weekday("요일"), None);
        assert_eq!(find_weekday("생일이에요"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,60}") {
            let _ = (find_time(&text, &SHOP), find_weekday(&text));
        }
    }
}
