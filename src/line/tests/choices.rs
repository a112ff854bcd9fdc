//! What is meant is asked, and only the newest answer counts.

use super::*;
use crate::{call::Choice, store::Speaker};

fn asks(event: &Event) -> Vec<Action> {
    match event {
        Event::TurnEnded(turn) => vec![Action::Choose(Choice {
            said: turn.text.clone(),
            among: vec!["주차할 수 있나요?".into()],
        })],
        Event::Chosen(Some(_)) => vec![Action::Note(Note::Chosen("주차할 수 있나요?".into()))],
        Event::Key(_) => vec![Action::Note(Note::RecordingRefused)],
        _ => answer_everything(event),
    }
}

#[test]
fn an_answer_to_an_earlier_question_is_none() {
    let mut bench = Bench::new(asks);
    bench.up();
    let first = bench.tell(Input::TurnEnded("차는요".into()));
    assert!(
        first
            .iter()
            .any(|o| matches!(o, Output::Choose(1, choice) if choice.said == "차는요"))
    );
    bench.tell(Input::TurnEnded("차 말이에요".into()));
    bench.tell(Input::Chosen(1, Some(0)));
    assert!(!matches!(bench.last_seen(), Event::Chosen(_)));
    bench.tell(Input::Chosen(2, Some(0)));
    assert_eq!(bench.last_seen(), Event::Chosen(Some(0)));
}

#[test]
fn what_may_be_said_asks_nobody() {
    let mut bench = Bench::new(asks);
    bench.up();
    let outputs = bench.tell(Input::Likely("차는요".into()));
    assert!(!outputs.iter().any(|o| matches!(o, Output::Choose(..))));
}

#[test]
fn the_call_shows_what_was_chosen_unless_nothing_may_be_kept() {
    let mut bench = Bench::new(asks);
    bench.up();
    bench.tell(Input::TurnEnded("차는요".into()));
    let chosen = Entry::Said(Speaker::Model, "주차할 수 있나요?".into());
    let outputs = bench.tell(Input::Chosen(1, Some(0)));
    assert_eq!(outputs, [Output::Store(chosen)]);
    bench.tell(Input::Key(crate::phone::Key::new('1').unwrap()));
    bench.tell(Input::TurnEnded("차는요".into()));
    assert_eq!(bench.tell(Input::Chosen(2, Some(0))), []);
}

#[test]
fn an_answer_for_a_call_that_is_over_is_none() {
    let mut bench = Bench::new(asks);
    bench.up();
    bench.tell(Input::TurnEnded("차는요".into()));
    bench.modem(modem::Event::Ended {
        why: Ending::Remote,
    });
    assert_eq!(bench.tell(Input::Chosen(1, Some(0))), []);
    assert!(!matches!(bench.last_seen(), Event::Chosen(_)));
}
