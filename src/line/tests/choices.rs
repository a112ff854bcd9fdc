//! What is meant is asked, and only the newest answer counts.

use super::*;
use crate::call::Choice;

fn asks(event: &Event) -> Vec<Action> {
    match event {
        Event::TurnEnded(turn) => vec![Action::Choose(Choice {
            said: turn.text.clone(),
            among: vec!["주차할 수 있나요?".into()],
        })],
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
