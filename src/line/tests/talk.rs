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

#[test]
fn what_is_said_while_the_caller_hangs_up_is_still_heard_and_written_first() {
    let mut bench = speaking(|event| match event {
        Event::TurnEnded(turn) => vec![Action::Commit(Record::Message(Message {
            body: turn.text.clone(),
            phone: None,
        }))],
        other => answer_everything(other),
    });
    bench.tell(Input::Said);
    bench.tell(Input::SpeechStarted);
    let gone = bench.modem(modem::Event::Ended {
        why: Ending::Remote,
    });
    assert_eq!(gone, [Output::Hush, Output::Conclude]);
    // Whoever rings meanwhile is not forgotten.
    bench.modem(modem::Event::Ringing {
        caller: Caller::Withheld,
    });
    let turn = bench.tell(Input::TurnEnded("전화 한번 주세요".into()));
    assert!(
        turn.iter()
            .any(|o| matches!(o, Output::Store(Entry::Commit(_))))
    );
    assert_eq!(bench.tell(Input::Concluded), []);
    let over = bench.tell(Input::Committed(Commit::Done));
    let place = |wanted: fn(&Output) -> bool| over.iter().position(wanted);
    let ended = place(|o| matches!(o, Output::Store(Entry::Ended(_)))).unwrap();
    let rings = place(|o| matches!(o, Output::Store(Entry::Rang(_)))).unwrap();
    assert!(ended < rings);
}

#[test]
fn words_that_never_come_do_not_hold_the_line() {
    let mut bench = speaking(answer_everything);
    bench.tell(Input::Said);
    bench.tell(Input::SpeechStarted);
    bench.modem(modem::Event::Ended {
        why: Ending::Remote,
    });
    bench.at = bench.line.next_wake().unwrap().as_millis();
    bench.tell(Input::Wake);
    assert_eq!(bench.last_seen(), Event::Ended(EndCause::Caller));
    assert!(bench.line.is_idle());
}

#[test]
fn who_hangs_up_in_silence_is_gone_at_once() {
    let mut bench = speaking(answer_everything);
    bench.tell(Input::Said);
    bench.tell(Input::SpeechStarted);
    bench.tell(Input::TurnEnded("네".into()));
    bench.modem(modem::Event::Ended {
        why: Ending::Remote,
    });
    assert_eq!(bench.last_seen(), Event::Ended(EndCause::Caller));
}

#[test]
fn a_call_is_turned_away_while_it_rings() {
    let mut bench = Bench::new(|event| match event {
        Event::Ringing { .. } => vec![Action::HangUp],
        _ => Vec::new(),
    });
    let rang = bench.modem(modem::Event::Ringing {
        caller: Caller::Withheld,
    });
    assert!(rang.contains(&Output::Modem(Request::HangUp)));
    bench.modem(modem::Event::HungUp);
    assert!(bench.line.is_idle());
}

#[test]
fn numbers_that_must_not_be_kept_reach_nobody() {
    let mut bench = speaking(answer_everything);
    bench.tell(Input::Said);
    let said = "주민번호는 900101-1234567이에요";
    let out = bench.tell(Input::TurnEnded(said.into()));
    assert!(!format!("{out:?}").contains("1234567"));
    assert!(!format!("{:?}", bench.last_seen()).contains("1234567"));
}
