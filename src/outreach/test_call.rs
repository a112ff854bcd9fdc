//! The technician's test call: says so, presses keys if it shall, listens for a while, hangs up.

use std::time::Duration;

use crate::{
    call::{Action, Event, Grammar, Note, Outcome, Program, Speech, Tag},
    phone::Keys,
    time::Instant,
};

const GREETING: &str = "문지기 시험 전화입니다. 이 말이 잘 들리면 한마디 해 주세요.";
const HEARD: &str = "네, 잘 들립니다. 시험을 마칩니다.";
const NOT_HEARD: &str = "들리는 말이 없습니다. 시험을 마칩니다.";

/// What it may say, to be rendered before it is needed.
pub const SENTENCES: [&str; 3] = [GREETING, HEARD, NOT_HEARD];

/// So long somebody may take to say something.
const LISTEN: Duration = Duration::from_secs(8);
/// After the keys: so long the other side may answer them.
const AFTER_KEYS: Duration = Duration::from_secs(10);
/// No test takes longer.
const LONGEST: Duration = Duration::from_secs(60);

const ENOUGH: Tag = Tag("test call: enough");
const OVER: Tag = Tag("test call: over");

/// A call that tries the line out.
#[derive(Clone, Debug)]
pub struct TestCall {
    keys: Option<Keys>,
    heard: bool,
    closing: bool,
}

impl TestCall {
    /// Presses `keys` once it is answered, or speaks when there are none.
    #[must_use]
    pub const fn new(keys: Option<Keys>) -> Self {
        Self {
            keys,
            heard: false,
            closing: false,
        }
    }

    fn close(&mut self) -> Vec<Action> {
        if std::mem::replace(&mut self.closing, true) {
            return Vec::new();
        }
        if self.keys.is_some() {
            return vec![Action::HangUp];
        }
        let words = if self.heard { HEARD } else { NOT_HEARD };
        vec![Action::Say(Speech::fixed(words))]
    }
}

impl Program for TestCall {
    fn handle(&mut self, event: &Event, at: Instant) -> Vec<Action> {
        match event {
            Event::Answered => {
                let mut actions = vec![
                    Action::Note(Note::Outcome(Outcome::Reached)),
                    Action::WakeAt(at + LONGEST, OVER),
                ];
                actions.push(match &self.keys {
                    Some(keys) => Action::Press(keys.clone()),
                    None => Action::Say(Speech::fixed(GREETING)),
                });
                actions
            }
            Event::Said if self.closing => vec![Action::HangUp],
            Event::Said => vec![
                Action::Expect(Grammar::Open.into()),
                Action::WakeAt(at + LISTEN, ENOUGH),
            ],
            Event::Pressed | Event::NotPressed => vec![Action::WakeAt(at + AFTER_KEYS, ENOUGH)],
            Event::TurnEnded(_) if self.keys.is_none() => {
                self.heard = true;
                self.close()
            }
            Event::Woke(ENOUGH) => self.close(),
            Event::Woke(OVER) => vec![Action::HangUp],
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Turn;

    fn at(ms: u64) -> Instant {
        Instant::from_millis(ms)
    }

    fn says(actions: &[Action]) -> Option<String> {
        actions.iter().find_map(|action| match action {
            Action::Say(speech) => Some(speech.text()),
            _ => None,
        })
    }

    #[test]
    fn it_says_whether_it_was_heard() {
        for (turn, words) in [(true, HEARD), (false, NOT_HEARD)] {
            let mut call = TestCall::new(None);
            assert_eq!(
                says(&call.handle(&Event::Answered, at(0))).as_deref(),
                Some(GREETING)
            );
            call.handle(&Event::Said, at(4_000));
            let next = if turn {
                Event::TurnEnded(Turn {
                    text: "여보세요".to_owned(),
                })
            } else {
                Event::Woke(ENOUGH)
            };
            assert_eq!(
                says(&call.handle(&next, at(12_000))).as_deref(),
                Some(words)
            );
            assert_eq!(call.handle(&Event::Said, at(15_000)), [Action::HangUp]);
        }
    }

    #[test]
    fn with_keys_it_presses_them_and_waits() {
        let mut call = TestCall::new("1#".parse().ok());
        let actions = call.handle(&Event::Answered, at(0));
        assert!(actions.contains(&Action::Press("1#".parse().unwrap())));
        call.handle(&Event::Pressed, at(800));
        assert_eq!(
            call.handle(&Event::Woke(ENOUGH), at(11_000)),
            [Action::HangUp]
        );
    }

    #[test]
    fn nothing_keeps_it_for_ever() {
        let mut call = TestCall::new(None);
        call.handle(&Event::Answered, at(0));
        assert_eq!(
            call.handle(&Event::Woke(OVER), at(60_000)),
            [Action::HangUp]
        );
    }
}
