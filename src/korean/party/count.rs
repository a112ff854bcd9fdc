//! One number of people, wherever one begins.

use super::words::{BEHIND_ALONE, KINDS};
use crate::korean::jamo::is_hangul;
use crate::korean::number::{NativeForm, ascii_prefix, native_prefix, sino_prefix};
use crate::korean::scan::{after_spaces, before, starts_with_any, strip_any};

/// A number of people at byte `at`, and the bytes it takes.
pub(super) fn count_at(text: &str, at: usize) -> Option<(u8, usize)> {
    let rest = &text[at..];
    if let Some(behind) = rest.strip_prefix("혼자") {
        return Some((1, rest.len() - behind.len()));
    }
    let previous = before(text, at);
    if previous.is_some_and(|c| c.is_ascii_digit() || ":.-,~".contains(c)) {
        return None;
    }
    if text[..at].trim_end().ends_with('~') {
        return None; // "4 ~ 5명"
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
pub(super) fn person_counter(text: &str) -> Option<usize> {
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
