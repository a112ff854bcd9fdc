//! The page of the last calls.

use ratatui::{style::Modifier, text::Line};

use super::{
    super::{CallLine, Language, Screen, plain::safe},
    text::{hanging, pad},
};

pub(super) fn lines(screen: &Screen, columns: usize) -> Vec<Line<'static>> {
    let language = screen.language();
    let calls = match &screen.calls {
        None => return vec![Line::raw(language.of(" 읽는 중입니다 ...", " reading ..."))],
        Some(Err(why)) => return hanging(" ", &safe(language.half(why), 400), columns),
        Some(Ok(calls)) if calls.is_empty() => {
            let none = language.of(" 아직 통화가 없습니다.", " No calls yet.");
            return vec![Line::raw(none)];
        }
        Some(Ok(calls)) => calls,
    };
    let head = format!(
        " {} {} {} {} {} {}",
        pad(language.of("번호", "no."), 6),
        pad(language.of("때", "when"), 19),
        pad(language.of("회선", "line"), 8),
        pad(language.of("상대", "other side"), 17),
        pad(language.of("길이", "length"), 7),
        language.of("결과", "outcome"),
    );
    let mut lines = vec![Line::raw(head).style(Modifier::UNDERLINED)];
    lines.extend(calls.iter().map(|call| one(call, language)));
    lines
}

fn one(call: &CallLine, language: Language) -> Line<'static> {
    let way = if call.ours { "->" } else { "<-" };
    let length = call
        .seconds
        .map(|seconds| format!("{}:{:02}", seconds / 60, seconds % 60));
    Line::raw(format!(
        " {} {} {} {way} {} {} {}",
        pad(&call.id.to_string(), 6),
        pad(&safe(&call.at, 19), 19),
        pad(&safe(&call.line, 8), 8),
        pad(&safe(&call.other, 14), 14),
        pad(length.as_deref().unwrap_or("-"), 7),
        outcome(&call.outcome, language),
    ))
}

/// The word of [`crate::call::Outcome::as_str`] for people.
fn outcome(word: &str, language: Language) -> String {
    let korean = match word {
        "booked" => "예약됨",
        "changed" => "예약 변경",
        "cancelled" => "예약 취소",
        "callback" => "전화 요청",
        "answered" => "답해 드림",
        "message" => "메모 남김",
        "abandoned" => "도중에 끊음",
        "unwanted" => "원치 않는 전화",
        "wrong-number" => "잘못 건 전화",
        "silent" => "말 없음",
        "reached" => "연결됨",
        "not-reached" => "연결 안 됨",
        "missed" => "못 받음",
        "failed" => "실패",
        "nothing" => "용건 없음",
        other => other,
    };
    safe(language.of(korean, word), 16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Outcome;

    #[test]
    fn every_outcome_has_a_korean_word() {
        for one in Outcome::ALL {
            let said = outcome(one.as_str(), Language::Korean);
            assert!(!said.is_ascii(), "{one:?}");
        }
    }
}
