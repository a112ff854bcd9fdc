//! Verbs in the past by their sound: "등록도였습니다".

use crate::korean::jamo::{blur, similarity};

/// What a verb that is known by its sound says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The number is on a list: of which, others words say.
    Done,
    /// Ads are kept out.
    Out,
}

const DONE: [&str; 5] = ["등록", "처리", "완료", "접수", "신청"];
const OUT: [&str; 2] = ["차단", "거부"];
/// What means the opposite, or may: off which list, nobody has heard.
const OTHER: [&str; 7] = ["해제", "취소", "철회", "해지", "동의", "삭제", "제외"];
/// Endings that are known again by their sound. "등록되어 있습니다" is none: that is so, and was not done.
const ENDS: [&str; 3] = ["되었습니다", "됐습니다", "을했습니다"];
/// The ending and the verb, each so much alike …
const ALIKE: (f32, f32) = (0.7, 0.6);
/// … a verb that keeps ads out whatever else is said even more …
const ALIKE_OUT: f32 = 0.75;
/// … and the verb so much more than any that means something else.
const AHEAD: f32 = 0.15;

/// The verb at the end of `text`, which has no spaces.
pub fn verb(text: &str) -> Option<Heard> {
    if text.ends_with("있습니다") {
        return None;
    }
    let syllables: Vec<char> = text.chars().collect();
    ENDS.iter().find_map(|end| {
        let at = syllables.len().checked_sub(end.chars().count())?;
        let from = at.checked_sub(2)?;
        let [before, verb, ending] = [&syllables[..from], &syllables[from..at], &syllables[at..]]
            .map(|part| part.iter().collect::<String>());
        // "…에서 …되었습니다": taken off something.
        let taken_off = before.ends_with("에서");
        if taken_off || alike(&ending, end) < ALIKE.0 {
            return None;
        }
        let best = |verbs: &[&str]| {
            let alike = verbs.iter().map(|known| alike(&verb, known));
            alike.fold(0.0_f32, f32::max)
        };
        let (done, out, other) = (best(&DONE), best(&OUT), best(&OTHER));
        let (heard, sure) = if out > done {
            (Heard::Out, if out < ALIKE_OUT { 0.0 } else { out })
        } else {
            (Heard::Done, done)
        };
        (sure >= ALIKE.1 && sure - other >= AHEAD).then_some(heard)
    })
}

fn alike(a: &str, b: &str) -> f32 {
    similarity(&blur(a), &blur(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_known_by_their_sound_and_their_opposites_are_not_taken_for_them() {
        for text in [
            "등록도였습니다",
            "수신거부가등록부였습니다",
            "등록수였습니다",
            "접수로였습니다",
            "등록을하습니다",
            "정상적으로자리되었습니다",
        ] {
            assert_eq!(verb(text), Some(Heard::Done), "{text}");
        }
        assert_eq!(verb("광고수신이자단되었습니다"), Some(Heard::Out));
        for text in [
            "해재도였습니다",
            "수신거부가지소되었습니다",
            "수신거부목록에서작취되었습니다",
            "수신거부가영상적으로해결했습니다",
            "등값으로등록해있습니다",
            "등록되어있습니다",
            "등록해야했습니다",
            "등록까지안았습니다",
            "",
        ] {
            assert_eq!(verb(text), None, "{text}");
        }
    }
}
