//! How it stands, in a sentence.

use std::sync::LazyLock;

use crate::korean::jamo::{Letters, Lexicon};

use super::{
    side::{self, Side},
    words,
};

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statement {
    /// The number has been put on the list.
    Done,
    /// It stood there before.
    Already,
    /// Ads have been allowed again.
    Undone,
    /// Not done: wrong, unknown, or the line gives up.
    Refused,
    /// Not done: nothing was entered, as far as the line knows.
    Unheard,
    /// An announcement of the network instead of the line.
    NotReached,
    /// A person speaks, or is to.
    Person,
    /// The call costs money from here on.
    Costs,
}

/// What a sentence states; `None` when it states nothing that matters.
pub fn of(letters: &Letters) -> Option<Statement> {
    let costs = words::COSTS.in_(letters) && !words::FREE.in_(letters);
    if costs {
        return Some(Statement::Costs);
    }
    if words::NOT_REACHED.in_(letters) && !words::ENTERED.in_(letters) && !asks(letters) {
        return Some(Statement::NotReached);
    }
    if words::ONLY_IF.in_(letters) {
        return None;
    }
    if let Some(settled) = settled(letters) {
        return Some(settled);
    }
    if words::UNHEARD.in_(letters) {
        return Some(Statement::Unheard);
    }
    if words::REFUSED.in_(letters) {
        return Some(Statement::Refused);
    }
    (words::PERSON.in_(letters) && !asks(letters)).then_some(Statement::Person)
}

/// Verbs in the past as they sound, and whether they put the number onto the list. A recogniser that writes
/// "등록도였습니다" has heard rightly; one that is as near to 해제되었습니다 has heard nothing that decides.
static BY_SOUND: LazyLock<Lexicon<bool>> = LazyLock::new(|| {
    let done = [
        "등록", "처리", "완료", "접수", "신청", "차단", "거부", "삭제", "제외",
    ]
    .map(|verb| (verb, true));
    let undone = ["해제", "취소", "철회", "해지", "동의"].map(|verb| (verb, false));
    let verbs = done.into_iter().chain(undone);
    Lexicon::new(
        verbs.flat_map(|(verb, is_done)| {
            let forms = ["되었습니다", "이 완료되었습니다"];
            forms.map(|form| (format!("{verb}{form}"), is_done))
        }),
        SOUNDS,
    )
});

/// So much alike.
const SOUNDS: f32 = 0.78;

/// It has been done, or undone.
fn settled(letters: &Letters) -> Option<Statement> {
    let side = side::of(letters);
    // Taken off some list, and nobody knows which.
    if side == Side::Unsaid && words::REMOVES.in_(letters) {
        return None;
    }
    let not = words::NOT.in_(letters);
    if words::ALREADY.in_(letters) && words::STANDS.in_(letters) && !not {
        return match side {
            Side::In => Some(Statement::Refused),
            Side::Out | Side::Unsaid => Some(Statement::Already),
        };
    }
    let done = words::DONE.in_(letters) && !not && !words::ELSE.in_(letters);
    let no_more = words::NO_MORE.in_(letters) && words::FROM_NOW.in_(letters);
    // "수신거부 되었습니다"
    let bare = words::REFUSES.in_(letters) && ends_in_the_past(letters.text()) && !not;
    if no_more && side != Side::In {
        return Some(Statement::Done);
    }
    let by_sound = || {
        let heard = BY_SOUND.find(letters.text()) == Some(true);
        heard && !not && !words::ELSE.in_(letters)
    };
    (done || (bare && !words::ELSE.in_(letters)) || by_sound()).then_some(match side {
        Side::In => Statement::Undone,
        Side::Out | Side::Unsaid => Statement::Done,
    })
}

fn ends_in_the_past(text: &str) -> bool {
    [
        "되었습니다",
        "됐습니다",
        "되었어요",
        "됐어요",
        "하였습니다",
        "했습니다",
        "드렸습니다",
        "되셨습니다",
    ]
    .iter()
    .any(|end| text.ends_with(end))
}

/// Whether something is to be pressed.
fn asks(letters: &Letters) -> bool {
    words::PRESS.in_(letters)
}
