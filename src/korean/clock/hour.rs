//! An hour with its minutes, wherever one begins.

use crate::korean::jamo::is_hangul;
use crate::korean::number::{NativeForm, ascii_prefix, native_prefix, sino_prefix};
use crate::korean::scan::{after_spaces, before, starts_with_any};

/// An hour as it was said: 0..=24 and a minute, perhaps only one of the dial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) hour: i8,
    pub(super) minute: i8,
    /// Written with a leading zero ("07:30"): a full day's hour, not the dial's.
    pub(super) whole_day: bool,
}

/// Words in front of which a one-syllable number may stand without a space ("내일두시").
const BEFORE_HOUR: [&str; 14] = [
    "오전", "오후", "아침", "저녁", "밤", "낮", "새벽", "점심", "오늘", "내일", "모레", "요일",
    "에", "일",
];
/// What may follow 시 when it is the hour: a particle, "반", a number of minutes. 시간, 시작,
/// 시켰 … are other words.
const BEHIND_HOUR: &str = "에로까부쯤경반정요이가는은도으입예라나면말아인고전만타";

/// The hour that is said at byte `at`, and the bytes it takes; `None` where none begins.
pub(super) fn hour_at(text: &str, at: usize) -> Option<(Said, usize)> {
    let rest = &text[at..];
    if let Some((hour, used)) = ascii_prefix(rest) {
        let glued =
            before(text, at).is_some_and(|c| c.is_ascii_alphanumeric() || ":.-,/".contains(c));
        if glued || hour > 24 {
            return None;
        }
        let whole_day = rest.starts_with('0');
        if let Some(minutes) = rest[used..].strip_prefix(':') {
            return colon(i8::try_from(hour).ok()?, minutes, whole_day)
                .map(|(said, more)| (said, used + 1 + more));
        }
        return with_minutes(rest, hour, used, whole_day);
    }
    let (hour, used) = spoken_hour(text, at)?;
    with_minutes(rest, hour, used, false)
}

/// "7:30", "19:30": the minutes behind the colon.
fn colon(hour: i8, minutes: &str, whole_day: bool) -> Option<(Said, usize)> {
    let (minute, used) = ascii_prefix(minutes)?;
    let minute = i8::try_from(minute)
        .ok()
        .filter(|minute| *minute < 60 && used == 2)?;
    (!minutes[used..].starts_with(':')).then_some((
        Said {
            hour,
            minute,
            whole_day,
        },
        used,
    ))
}

/// An hour in words: native up to twelve, Sino from thirteen ("십구 시") because below that it
/// is hardly ever an hour ("오시는", "주십시오"). 새 and 내 are how 세 and 네 sound.
fn spoken_hour(text: &str, at: usize) -> Option<(u64, usize)> {
    let rest = &text[at..];
    let (hour, used) = match native_prefix(rest) {
        Some((hour, used, form)) if hour <= 12 && form != NativeForm::Alone => {
            (u64::from(hour), used)
        }
        _ if rest.starts_with('새') => (3, '새'.len_utf8()),
        _ if rest.starts_with('내') => (4, '내'.len_utf8()),
        _ if rest.starts_with("영시") || rest.starts_with("영 시") => (0, '영'.len_utf8()),
        _ => sino_prefix(rest).filter(|(hour, _)| (13..=24).contains(hour))?,
    };
    let one_syllable = rest[..used].chars().count() == 1;
    let fits = !one_syllable
        || before(text, at).is_none_or(|c| !is_hangul(c))
        || BEFORE_HOUR.iter().any(|word| text[..at].ends_with(word));
    fits.then_some((hour, used))
}

/// The 시 behind the number (씨 is a slip) and what minutes follow.
fn with_minutes(rest: &str, hour: u64, used: usize, whole_day: bool) -> Option<(Said, usize)> {
    let hour = i8::try_from(hour).ok().filter(|hour| *hour <= 24)?;
    let behind = after_spaces(&rest[used..]);
    let behind = behind
        .strip_prefix('시')
        .or_else(|| behind.strip_prefix('씨'))?;
    let end = rest.len() - behind.len();
    let minutes = minutes_prefix(behind);
    let goes_on = behind.chars().next().filter(|c| is_hangul(*c));
    if minutes.is_none() && goes_on.is_some_and(|c| !BEHIND_HOUR.contains(c)) {
        return None;
    }
    let (minute, more) = minutes.unwrap_or((0, 0));
    if minute < 0 {
        // "여덟 시 십 분 전"
        let hour = if hour <= 1 { hour + 11 } else { hour - 1 };
        return Some((
            Said {
                hour,
                minute: 60 + minute,
                whole_day,
            },
            end + more,
        ));
    }
    Some((
        Said {
            hour,
            minute,
            whole_day,
        },
        end + more,
    ))
}

/// Minutes behind 시: "반", "30분", "삼십 분", "정각"; negative for "십 분 전".
fn minutes_prefix(text: &str) -> Option<(i8, usize)> {
    let rest = after_spaces(text);
    let used = |rest: &str| text.len() - rest.len();
    if let Some(rest) = rest.strip_prefix("정각") {
        return Some((0, used(rest)));
    }
    if let Some(rest) = rest
        .strip_prefix('반')
        .filter(|rest| !starts_with_any(rest, &["찬", "드"]))
    {
        return Some((30, used(rest)));
    }
    let (minute, bytes) = sino_prefix(rest)?;
    let minute = i8::try_from(minute).ok().filter(|minute| *minute < 60)?;
    let rest = after_spaces(&rest[bytes..]).strip_prefix('분')?;
    match after_spaces(rest).strip_prefix('전') {
        Some(rest) if minute > 0 => Some((-minute, used(rest))),
        _ => Some((minute, used(rest))),
    }
}
