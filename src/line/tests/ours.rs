//! Calls that the box places.

use super::*;
use crate::{
    call::NotReached,
    modem::{CallFault, PressFault},
    optout::Expectation,
    phone::Keys,
    store::{DialId, DialState, WaitingDial},
};

fn dial(to: &str, purpose: &str) -> WaitingDial {
    WaitingDial {
        id: DialId::of(3),
        to: to.parse().unwrap(),
        purpose: purpose.to_owned(),
        keys: String::new(),
        listens: false,
        expected: Expectation::default(),
    }
}

/// A line whose store has this call to place.
fn taking(dial: WaitingDial, on: fn(&Event) -> Vec<Action>) -> (Bench, Vec<Output>) {
    let mut bench = Bench::new(on);
    let ready = bench.modem(modem::Event::State(modem::State::Ready));
    assert_eq!(ready, [Output::Store(Entry::TakeDial)]);
    let taken = bench.tell(Input::DialTaken(Some(dial)));
    (bench, taken)
}

/// Until the modem has been told to dial.
fn dialled(on: fn(&Event) -> Vec<Action>) -> Bench {
    let (mut bench, taken) = taking(dial("0801234567", "test"), on);
    assert!(taken.contains(&Output::Modem(ARM)));
    bench.modem(ARMED);
    let ready = bench.tell(Input::Sound(SoundEvent::Ready));
    assert!(matches!(ready[..], [Output::Modem(Request::Dial { .. })]));
    bench
}

fn done(outputs: &[Output]) -> Option<&DialState> {
    outputs.iter().find_map(|output| match output {
        Output::Store(Entry::DialDone(_, state)) => Some(state),
        _ => None,
    })
}

#[test]
fn a_call_is_written_down_before_it_is_dialled_and_answered_by_the_modems_word_alone() {
    let (mut bench, taken) = taking(dial("0801234567", "test"), answer_everything);
    let number = "0801234567".parse().unwrap();
    assert_eq!(taken[0], Output::Store(Entry::Dialled(number)));
    bench.modem(ARMED);
    bench.tell(Input::Sound(SoundEvent::Ready));
    bench.modem(modem::Event::Dialling);
    bench.modem(modem::Event::Alerting);
    bench.tell(Input::SpeechStarted); // an announcement
    assert_eq!(bench.last_seen(), Event::SpeechStarted);
    let up = bench.modem(modem::Event::Answered);
    assert!(up.contains(&Output::Store(Entry::Answered)));
    let over = bench.modem(modem::Event::Ended {
        why: Ending::Remote,
    });
    // What was being said may decide what came of it.
    assert!(over.contains(&Output::Conclude) && done(&over).is_none());
    let over = bench.tell(Input::Concluded);
    assert_eq!(done(&over), Some(&DialState::Done));
}

#[test]
fn what_policy_refuses_is_never_dialled() {
    for (to, purpose) in [
        ("119", "test"),
        ("0601234567", "test"),
        ("15881234", "optout"),
        ("0801234567", "fun"),
    ] {
        let (bench, taken) = taking(dial(to, purpose), answer_everything);
        assert!(matches!(done(&taken), Some(DialState::Failed(_))), "{to}");
        assert!(!taken.contains(&Output::Modem(ARM)), "{to}");
        assert!(!taken.iter().any(|o| matches!(o, Output::Modem(_))), "{to}");
        drop(bench);
    }
}

#[test]
fn each_way_to_fail_is_told_and_only_doubt_is_unknown() {
    for (why, told) in [
        (CallFault::Busy, NotReached::Busy),
        (CallFault::NoAnswer, NotReached::NoAnswer),
        (CallFault::NoCarrier, NotReached::Network),
        (CallFault::PowerWeak, NotReached::NotDialled),
        (CallFault::Unknown, NotReached::Unknown),
    ] {
        let mut bench = dialled(answer_everything);
        let over = bench.modem(modem::Event::CallFailed { why });
        assert_eq!(bench.last_seen(), Event::Ended(EndCause::NotReached(told)));
        let unknown = matches!(done(&over), Some(DialState::Unknown(_)));
        assert_eq!(unknown, why == CallFault::Unknown, "{why:?}");
        assert!(over.contains(&Output::Store(Entry::Ended(Outcome::NotReached))));
    }
}

#[test]
fn nobody_is_rung_for_ever() {
    let mut bench = dialled(answer_everything);
    bench.modem(modem::Event::Dialling);
    bench.at = bench.line.next_wake().unwrap().as_millis();
    let given_up = bench.tell(Input::Wake);
    assert!(given_up.contains(&Output::Modem(Request::HangUp)));
    let over = bench.modem(modem::Event::HungUp);
    assert!(matches!(done(&over), Some(DialState::Failed(_))));
}

#[test]
fn a_caller_comes_before_a_call_that_is_not_dialled_yet() {
    let (mut bench, _) = taking(dial("0801234567", "test"), answer_everything);
    let rings = bench.modem(modem::Event::Ringing {
        caller: Caller::Withheld,
    });
    assert!(rings.contains(&Output::Store(Entry::Rang(Caller::Withheld))));
    assert!(rings.contains(&Output::Store(Entry::DialBack(DialId::of(3)))));
    assert!(done(&rings).is_none());
    bench.modem(ARMED); // of the call of ours, or of this one: sound is armed either way
    let ready = bench.tell(Input::Sound(SoundEvent::Ready));
    assert_eq!(ready, [Output::Modem(Request::Answer)]);
}

#[test]
fn a_caller_who_rings_behind_a_dialled_call_is_answered_after_it() {
    let mut bench = dialled(answer_everything);
    assert_eq!(
        bench.modem(modem::Event::Ringing {
            caller: Caller::Withheld
        }),
        []
    );
    let over = bench.modem(modem::Event::CallFailed {
        why: CallFault::InUse,
    });
    assert!(over.contains(&Output::Store(Entry::Rang(Caller::Withheld))));

    let mut bench = dialled(answer_everything);
    bench.modem(modem::Event::Ringing {
        caller: Caller::Withheld,
    });
    bench.modem(modem::Event::RingingStopped);
    let over = bench.modem(modem::Event::CallFailed {
        why: CallFault::Busy,
    });
    assert!(
        !over
            .iter()
            .any(|o| matches!(o, Output::Store(Entry::Rang(_))))
    );
}

#[test]
fn keys_the_modem_refuses_are_played_and_so_are_all_that_follow() {
    fn press(event: &Event) -> Vec<Action> {
        match event {
            Event::Answered | Event::Pressed => vec![Action::Press("12".parse().unwrap())],
            _ => Vec::new(),
        }
    }
    let mut bench = dialled(press);
    let keys: Keys = "12".parse().unwrap();
    let up = bench.modem(modem::Event::Answered);
    assert!(up.contains(&Output::Modem(Request::Press { keys: keys.clone() })));
    let rest: Keys = "2".parse().unwrap();
    let refused = modem::Event::PressFailed {
        rest: rest.clone(),
        why: PressFault::InBand,
    };
    assert_eq!(bench.modem(refused), [Output::PlayKeys(rest)]);
    let played = bench.tell(Input::Sound(SoundEvent::Played));
    assert_eq!(played, [Output::PlayKeys(keys)]);
}
