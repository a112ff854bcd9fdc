//! How it stands, in a sentence.

use crate::korean::jamo::Letters;

use super::{
    by_sound::{self, Heard},
    side::{self, Side},
    subject, words,
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
    NoInput,
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
    if words::NO_INPUT.in_(letters) {
        return Some(Statement::NoInput);
    }
    if words::REFUSED.in_(letters) {
        return Some(Statement::Refused);
    }
    (words::PERSON.in_(letters) && !asks(letters)).then_some(Statement::Person)
}

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
    let done = words::DONE.in_(letters) && !not;
    let no_more = words::NO_MORE.in_(letters) && words::FROM_NOW.in_(letters);
    // "수신거부 되었습니다"
    let bare = is_refused_in_the_past(letters.text()) && !not;
    if no_more && side != Side::In {
        return Some(Statement::Done);
    }
    // Whose registration it was must be heard, or nothing else be said: "광고 수신동의" has many spellings.
    let known = side != Side::Unsaid || subject::is_plain(letters.text());
    let by_sound = || match by_sound::verb(letters.text()) {
        Some(Heard::Out) => true,
        Some(Heard::Done) => known,
        None => false,
    };
    let done = (done && known) || bare || by_sound() && !not;
    (done && !words::ELSE.in_(letters)).then_some(match side {
        Side::In => Statement::Undone,
        Side::Out | Side::Unsaid => Statement::Done,
    })
}

/// "수신거부가 되었습니다", with nothing between: "수신거부가 지소되었습니다" may have been 취소.
fn is_refused_in_the_past(text: &str) -> bool {
    const PAST: [&str; 8] = [
        "되었습니다",
        "됐습니다",
        "되었어요",
        "됐어요",
        "하였습니다",
        "했습니다",
        "드렸습니다",
        "되셨습니다",
    ];
    let mut ends = PAST.iter().filter_map(|end| text.strip_suffix(end));
    ends.any(|before| {
        let before = before.strip_suffix('해').unwrap_or(before);
        let before = before.strip_suffix("정상적으로").unwrap_or(before);
        before
            .trim_end_matches(['가', '이', '를', '을', '는', '도'])
            .ends_with("거부")
    })
}

/// Whether something is to be pressed.
fn asks(letters: &Letters) -> bool {
    words::PRESS.in_(letters)
}
