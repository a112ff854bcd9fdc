//! Who speaks, who is interrupted, what is prepared.

use super::*;

fn says_more(event: &Event) -> Vec<Action> {
    match event {
        Event::TurnEnded(_) => vec![Action::Say(
            Speech::fixed("네, 확인해 드릴게요.").then_slot("내일 저녁 일곱 시,"),
        )],
        Event::NotHeard | Event::NotSaid => vec![Action::Say(Speech::fixed("죄송합니다."))],
        other => answer_everything(other),
    }
}

fn speaking(on: fn(&Event) -> Vec<Action>) -> Bench {
    let mut bench = Bench::new(on);
    bench.up();
    bench
}

fn listens() -> Output {
    Output::Listen(Grammar::YesNo.into())
}

#[test]
fn who_speaks_over_the_box_makes_it_softer_and_then_silent() {
    let mut bench = speaking(answer_everything);
    assert_eq!(bench.tell(Input::OverTalk), [Output::Duck(true)]);
    assert_eq!(
        bench.tell(Input::Interrupted),
        [Output::Hush, Output::Duck(false), listens()]
    );
    // What the voice still tells of what was cut off is of no interest.
    assert_eq!(bench.tell(Input::Said), []);
    assert_eq!(bench.last_seen(), Event::Answered);
}

#[test]
fn after_a_false_alarm_it_goes_on_as_loud_as_before() {
    let mut bench = speaking(answer_everything);
    bench.tell(Input::OverTalk);
    assert_eq!(bench.tell(Input::FalseAlarm), [Output::Duck(false)]);
    bench.tell(Input::Said);
    assert_eq!(bench.last_seen(), Event::Said);
    // Nothing is being said any more.
    assert_eq!(bench.tell(Input::OverTalk), []);
    assert_eq!(bench.tell(Input::Interrupted), []);
}

#[test]
fn what_has_to_be_said_to_the_end_is() {
    let mut bench = Bench::new(|event| match event {
        Event::Answered => vec![
            Action::Say(Speech::fixed("통화는 녹음됩니다.").to_the_end()),
            Action::Say(Speech::fixed("무엇을 도와드릴까요?")),
        ],
        other => answer_everything(other),
    });
    let up = bench.up();
    assert_eq!(up.iter().filter(|o| **o == Output::Deafen).count(), 3);
    assert!(!up.iter().any(|o| matches!(o, Output::Watch(_))));
    assert_eq!(bench.tell(Input::Interrupted), []);
    bench.tell(Input::Said);
    assert_eq!(bench.last_seen(), Event::Said);
}

#[test]
fn the_ears_know_all_that_is_being_said() {
    let mut bench = Bench::new(|event| match event {
        Event::Answered => vec![
            Action::Say(Speech::fixed("안녕하세요.")),
            Action::Say(Speech::fixed("가나분식입니다.")),
        ],
        other => answer_everything(other),
    });
    let up = bench.up();
    let last = up.iter().rfind(|o| matches!(o, Output::Watch(_)));
    assert_eq!(
        last,
        Some(&Output::Watch("안녕하세요. 가나분식입니다. ".into()))
    );
}

#[test]
fn what_the_program_would_say_is_prepared_and_the_program_does_not_know() {
    let mut bench = speaking(says_more);
    bench.tell(Input::Said);
    let outputs = bench.tell(Input::Likely("내일 일곱 시요".into()));
    let speech = Speech::fixed("네, 확인해 드릴게요.").then_slot("내일 저녁 일곱 시,");
    assert_eq!(outputs, [Output::Prepare(speech)]);
    assert_eq!(bench.last_seen(), Event::Said);
}

#[test]
fn late_words_are_filled_and_the_program_does_not_know() {
    let mut bench = speaking(says_more);
    // Never over what is being said.
    assert_eq!(bench.tell(Input::Thinking), []);
    bench.tell(Input::Said);
    let filled = bench.tell(Input::Thinking);
    assert!(filled.contains(&Output::Say(Speech::fixed("네, 확인해 볼게요."))));
    assert_eq!(bench.tell(Input::Said), [Output::Duck(false), listens()]);
    assert_eq!(bench.last_seen(), Event::Said);
    // An answer that comes while the filler is said follows it, and its end is the program's.
    bench.tell(Input::Thinking);
    bench.tell(Input::TurnEnded("내일 일곱 시요".into()));
    bench.seen.lock().unwrap().clear();
    bench.tell(Input::Said);
    assert_eq!(bench.last_seen(), Event::Said);
}

#[test]
fn failures_of_hearing_and_speaking_reach_the_program() {
    let mut bench = speaking(says_more);
    bench.tell(Input::Said);
    let outputs = bench.tell(Input::TurnLost);
    assert_eq!(bench.last_seen(), Event::NotHeard);
    assert!(outputs.contains(&Output::Say(Speech::fixed("죄송합니다."))));
    bench.tell(Input::NotSaid);
    assert_eq!(bench.last_seen(), Event::NotSaid);
}

#[test]
fn a_key_that_modem_and_ears_both_tell_is_one() {
    let mut bench = speaking(answer_everything);
    let key = "1"
        .parse::<crate::phone::Keys>()
        .unwrap()
        .iter()
        .next()
        .unwrap();
    let keys = |bench: &Bench| {
        let seen = bench.seen.lock().unwrap();
        seen.iter().filter(|e| matches!(e, Event::Key(_))).count()
    };
    bench.tell(Input::Key(key));
    bench.modem(modem::Event::KeyHeard(key));
    assert_eq!(keys(&bench), 1);
    bench.tell(Input::Key(key));
    bench.tell(Input::Key(key));
    assert_eq!(keys(&bench), 3);
}
