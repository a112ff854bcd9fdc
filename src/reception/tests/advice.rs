//! What was not understood is asked of a model that may only choose.

use super::*;
use crate::call::Choice;

const SHOP: &str = r#"
name = "가나분식"
owner = "010-9876-5432"
parking = "가게 앞에 두 대까지 대실 수 있어요."
[hours]
daily = "11:00-21:00"
[[faq]]
ask = ["아기 의자 있어요?"]
answer = "네, 아기 의자가 두 개 있어요."
"#;

/// Nobody understands these, and they ask nothing.
const STATEMENT: &str = "크로톤 프로슈머 하모늄";
const OTHER: &str = "바야흐로 대관절 파트라슈";
const QUESTION: &str = "갓난쟁이 앉힐 만한 거 좀 갖춰 두셨을까요";

fn call() -> Conversation {
    let mut call = Conversation::at(SHOP);
    call.program = call.program.clone().advised();
    call
}

impl Conversation {
    /// What is said, with what is done about it before anybody answers.
    fn ask(&mut self, text: &str) -> (Vec<Action>, Option<Choice>) {
        self.event(&Event::SpeechStarted);
        let text = text.to_owned();
        let actions = self.event(&Event::TurnEnded(Turn { text }));
        let choice = actions.iter().find_map(|action| match action {
            Action::Choose(choice) => Some(choice.clone()),
            _ => None,
        });
        (actions, choice)
    }

    fn told(&mut self, event: Event) -> String {
        let before = self.said.len();
        self.event(&event);
        self.said[before..].join(" ")
    }

    fn asked_the_owner(&self) -> bool {
        let unanswered = |action: &Action| matches!(action, Action::Note(Note::Unanswered(_)));
        self.done.iter().any(unanswered)
    }
}

#[test]
fn what_is_chosen_is_answered_with_the_shops_own_words() {
    let mut call = call();
    let (actions, choice) = call.ask(QUESTION);
    let choice = choice.unwrap();
    assert_eq!(choice.said, QUESTION);
    let chair = choice
        .among
        .iter()
        .position(|q| q == "아기 의자 있어요?")
        .unwrap();
    assert!(
        !actions
            .iter()
            .any(|action| matches!(action, Action::Say(_)))
    );
    let said = call.told(Event::Chosen(Some(chair)));
    assert_says(&said, "아기 의자가 두 개 있어요");
    assert_eq!(said, Conversation::at(SHOP).hear("아기 의자 있어요?"));
    assert!(!call.asked_the_owner());
    let chosen = Action::Note(Note::Chosen("아기 의자 있어요?".into()));
    assert!(call.done.contains(&chosen));
    assert_eq!(call.end(EndCause::Caller), Outcome::Answered);
}

#[test]
fn nothing_chosen_is_as_if_nobody_had_been_asked() {
    for event in [
        Event::Chosen(None),
        Event::Chosen(Some(99)),
        Event::Woke(Tag("advice")),
    ] {
        let mut call = call();
        call.ask(QUESTION).1.unwrap();
        let said = call.told(event);
        let mut alone = Conversation::at(SHOP);
        assert_eq!(said, alone.hear(QUESTION));
        assert_eq!(call.asked_the_owner(), alone.asked_the_owner());
    }
}

#[test]
fn an_answer_that_comes_too_late_is_none() {
    let mut call = call();
    call.ask(QUESTION).1.unwrap();
    call.told(Event::Woke(Tag("advice")));
    assert_eq!(call.told(Event::Chosen(Some(0))), "");
}

#[test]
fn who_goes_on_talking_is_listened_to() {
    let mut call = call();
    call.ask(QUESTION).1.unwrap();
    call.event(&Event::SpeechStarted);
    assert_eq!(call.told(Event::Chosen(Some(0))), "");
    assert_eq!(call.told(Event::Woke(Tag("advice"))), "");
    assert_says(&call.hear("주차 되나요"), "두 대까지");
    // Nobody has answered the first question.
    assert!(call.asked_the_owner());
}

#[test]
fn who_coughs_or_hums_in_the_middle_still_waits_for_an_answer() {
    for text in ["", "음"] {
        let mut call = call();
        call.ask(QUESTION).1.unwrap();
        call.event(&Event::SpeechStarted);
        assert_eq!(call.told(Event::Chosen(Some(0))), "");
        let text = text.to_owned();
        let said = call.told(Event::TurnEnded(Turn { text }));
        assert_eq!(said, Conversation::at(SHOP).hear(QUESTION));
        assert!(call.asked_the_owner());
    }
}

#[test]
fn who_is_not_heard_in_the_middle_has_asked_the_owner() {
    for trouble in [Event::NotHeard, Event::NotSaid] {
        let mut call = call();
        call.ask(QUESTION).1.unwrap();
        assert_ne!(call.told(trouble), "");
        assert_eq!(call.told(Event::Chosen(Some(0))), "");
        assert!(call.asked_the_owner());
    }
}

#[test]
fn who_hangs_up_in_the_middle_is_not_lost() {
    for (first, last) in [("", QUESTION), (STATEMENT, QUESTION), (STATEMENT, OTHER)] {
        let ends = |mut call: Conversation| {
            if !first.is_empty() {
                call.ask(first);
                call.event(&Event::Chosen(None));
            }
            let (actions, _) = call.ask(last);
            let before = call.done.len() - actions.len();
            let outcome = call.end(EndCause::Caller);
            let kept: Vec<_> = call.done.split_off(before);
            let kept = kept
                .into_iter()
                .filter(|action| matches!(action, Action::Note(_) | Action::Commit(_)));
            (kept.collect::<Vec<_>>(), outcome)
        };
        let advised = ends(call());
        assert_eq!(advised, ends(Conversation::at(SHOP)), "{first} {last}");
        // More than how it went: what was asked, or a message.
        assert!(advised.0.len() > 1, "{advised:?}");
    }
}

#[test]
fn behind_the_goodbye_the_talk_stands_where_it_stood() {
    let goodbye = |mut call: Conversation| {
        call.hear("주차 되나요");
        call.hear("아니요 됐어요");
        let before = call.said.len();
        let is_asked = call.ask(QUESTION).1.is_some();
        if is_asked {
            call.event(&Event::Chosen(None));
        }
        let after = call.event(&Event::Said);
        let [Action::WakeAt(_, tag)] = after.as_slice() else {
            panic!("{after:?}");
        };
        (is_asked, (call.said.split_off(before), *tag))
    };
    let (asked, advised) = goodbye(call());
    let (not_asked, alone) = goodbye(Conversation::at(SHOP));
    assert!(asked && !not_asked);
    assert_eq!(advised, alone);
}

#[test]
fn what_is_understood_is_not_asked_and_neither_are_values_or_consents() {
    let mut call = call();
    for text in [
        "주차 되나요",
        "내일 저녁 일곱 시에 네 명 예약이요",
        "가나다라마바사 아자차카",
        "네",
    ] {
        assert_eq!(call.ask(text).1, None, "{text}");
        call.event(&Event::Said);
    }
    assert_eq!(Conversation::at(SHOP).ask(QUESTION).1, None); // nobody there
}

#[test]
fn what_is_being_confirmed_is_nobody_elses_business() {
    let mut call = call();
    call.hear("내일 저녁 일곱 시에 네 명 예약이요");
    assert_eq!(call.ask(QUESTION).1, None);
    call.hear("네 맞아요");
    assert_eq!(call.bookings().len(), 1);
}

#[test]
fn numbers_are_not_shown_to_anybody() {
    for text in [
        "카드 번호 4111 1111 1111 1111 이거 돼요?",
        "공일공 이삼사오 육칠팔구인데요",
        "뒷자리가 이삼사오인데요",
        "주문 번호가 83921인데 그거 나왔을까요",
    ] {
        assert_eq!(call().ask(text).1, None, "{text}");
    }
}
