//! How it stands, in a sentence.

use crate::korean::jamo::Letters;

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
    /// Not done: too late, wrong, unknown, or the line gives up.
    Refused,
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
    if words::REFUSED.in_(letters) {
        return Some(Statement::Refused);
    }
    (words::PERSON.in_(letters) && !asks(letters)).then_some(Statement::Person)
}

/// It has been done, or undone.
fn settled(letters: &Letters) -> Option<Statement> {
    let side = side::of(letters);
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
    (done || (bare && !words::ELSE.in_(letters))).then_some(match side {
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
