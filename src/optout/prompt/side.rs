//! On whose side a clause is: opting out, or opting in again.

use crate::korean::jamo::Letters;

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
    let refuses = words::REFUSES.in_(letters);
    let consents = words::CONSENTS.in_(letters);
    let reverses = words::REVERSES.in_(letters);
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
            ("수신 동의", Side::In),
            ("다시 수신을 원하시면", Side::In),
            ("해제", Side::In),
            ("등록", Side::Unsaid),
        ] {
            assert_eq!(of(&Letters::of(text)), side, "{text}");
        }
    }
}
