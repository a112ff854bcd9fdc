//! On whose side a clause is: opting out, or opting in again.

use crate::korean::jamo::{Letters, similarity};

use super::words;

/// Where it leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// No more ads.
    Out,
    /// Ads again.
    In,
    /// It does not say.
    Unsaid,
}

/// "수신거부 등록" leads out, "수신거부 해제" in, "수신동의" in, "수신동의 철회" out.
pub fn of(letters: &Letters) -> Side {
    if undoes(letters.text()) {
        return Side::In;
    }
    let refuses = words::REFUSES.in_(letters);
    let consents = words::CONSENTS.in_(letters);
    let reverses = words::REVERSES.in_(letters);
    if words::REMOVES.in_(letters) {
        return match (refuses, words::LISTS.in_(letters)) {
            (true, _) => Side::In,
            (false, true) => Side::Out,
            (false, false) => Side::Unsaid,
        };
    }
    match (refuses, consents, reverses) {
        (true, _, true) | (false, true, false) => Side::In,
        (true, _, false) | (false, true, true) => Side::Out,
        // "해제가 완료되었습니다", of a line for opting out.
        (false, false, true) => {
            if words::LISTS.in_(letters) {
                Side::Out
            } else {
                Side::In
            }
        }
        (false, false, false) => Side::Unsaid,
    }
}

/// So much like 해제 is taken for it, behind 거부.
const UNDOING: f32 = 0.6;

/// "거부 회제": what may mean that ads are allowed again is taken for that, however it is spelled.
fn undoes(text: &str) -> bool {
    text.match_indices("거부").any(|(at, word)| {
        let behind = text[at + word.len()..].trim_start_matches(['를', '을', '의', ' ']);
        let two: String = behind.chars().take(2).collect();
        similarity(&two, "해제") >= UNDOING
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_reversed_leads_the_other_way() {
        for (text, side) in [
            ("수신거부 등록", Side::Out),
            ("광고 문자를 차단", Side::Out),
            ("수신을 원치 않으시면", Side::Out),
            ("마케팅 수신동의 철회", Side::Out),
            ("문자 발송 목록에서 삭제", Side::Out),
            ("수신거부 해제", Side::In),
            ("거부 취소", Side::In),
            ("수신거부 회제를 원하시면", Side::In),
            ("수신거부 해재가", Side::In),
            ("수신거부 접수", Side::Out),
            ("수신거부를 하시려면", Side::Out),
            ("수신거부 처리가", Side::Out),
            ("수신 동의", Side::In),
            ("다시 수신을 원하시면", Side::In),
            ("해제", Side::In),
            ("등록", Side::Unsaid),
        ] {
            assert_eq!(of(&Letters::of(text)), side, "{text}");
        }
    }
}
