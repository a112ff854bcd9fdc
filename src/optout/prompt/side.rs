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

/// What may stand behind 거부 where it means what it says …
const OUT: [&str; 15] = [
    "등록", "신청", "접수", "처리", "설정", "완료", "원하", "희망", "하시", "하려", "하실", "하기",
    "서비", "메뉴", "안내",
];
/// … and what takes it back.
const BACK: [&str; 4] = ["해제", "취소", "철회", "해지"];

/// So much alike it is one of them.
const KNOWN: f32 = 0.5;

/// "수신거부 해결", "수신거부 기선": what stands behind 거부 is no word that is known there, or as near to one that takes it
/// back. No key is pressed for that.
pub fn may_undo(text: &str) -> bool {
    text.match_indices("거부").any(|(at, word)| {
        let behind = &text[at + word.len()..];
        let behind = behind.trim_start_matches(['를', '을', '의', '가', '는', '은', ',', ' ']);
        let two: String = behind.chars().take(2).collect();
        let nearest = |words: &[&str]| {
            let alike = words.iter().map(|word| similarity(&two, word));
            alike.fold(0.0_f32, f32::max)
        };
        let known = nearest(&OUT);
        !two.is_empty() && (known < KNOWN || nearest(&BACK) >= known)
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
    #[test]
    fn what_is_near_to_an_undoing_may_be_one() {
        for text in [
            "수신거부해결을원하시면",
            "수신거부 헤제",
            "거부를 철훼",
            "수신거부개제",
        ] {
            assert!(may_undo(text), "{text}");
        }
        for text in [
            "수신거부를원하시면",
            "수신거부",
            "수신거부 진창",
            "수신거부 차리",
            "수신거부 등녹",
            "거부는",
            "모두 거부하시려면",
            "",
        ] {
            assert!(!may_undo(text), "{text}");
        }
    }
}
