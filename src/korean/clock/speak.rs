//! Saying a time.

use jiff::civil::Time;

use crate::korean::number::{native_counter, sino};

/// A time as a person at the counter says it: "저녁 일곱 시 반", "낮 열두 시", "밤 열두 시 오
/// 분". Seconds are not said.
///
/// 새벽 1–5, 아침 6–8, 오전 9–11, 낮 12, 오후 1–5, 저녁 6–8, 밤 9–12.
#[must_use]
pub fn speak_time(time: Time) -> String {
    format!(
        "{} {}{}",
        time_of_day(time.hour()),
        hour_words(time.hour() % 12),
        minute_words(time.minute())
    )
}

/// The word for the part of the day that hour 0..=23 lies in.
pub(crate) const fn time_of_day(hour: i8) -> &'static str {
    match hour {
        1..=5 => "새벽",
        6..=8 => "아침",
        9..=11 => "오전",
        12 => "낮",
        13..=17 => "오후",
        18..=20 => "저녁",
        _ => "밤",
    }
}

/// "일곱 시": native up to twelve (0 is twelve), Sino above ("십구 시").
pub(crate) fn hour_words(hour: i8) -> String {
    let dial = u8::try_from(hour).unwrap_or(0);
    let words = match dial {
        0 => native_counter(12),
        1..=12 => native_counter(dial),
        _ => Some(sino(dial.into())),
    };
    format!("{} 시", words.unwrap_or_default())
}

/// " 반", " 십오 분", or nothing on the hour.
pub(crate) fn minute_words(minute: i8) -> String {
    match u64::try_from(minute) {
        Ok(0) | Err(_) => String::new(),
        Ok(30) => " 반".to_owned(),
        Ok(minute) => format!(" {} 분", sino(minute)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;

    #[test]
    fn says_times() {
        for (hour, minute, words) in [
            (0, 0, "밤 열두 시"),
            (1, 10, "새벽 한 시 십 분"),
            (7, 0, "아침 일곱 시"),
            (9, 30, "오전 아홉 시 반"),
            (12, 0, "낮 열두 시"),
            (14, 15, "오후 두 시 십오 분"),
            (19, 30, "저녁 일곱 시 반"),
            (21, 5, "밤 아홉 시 오 분"),
        ] {
            assert_eq!(speak_time(time(hour, minute, 0, 0)), words);
        }
    }
}
