//! The line's decisions, told step by step.

mod choices;
mod idle;
mod office;
mod ours;
mod postbox;
mod talk;

use std::{sync::Arc, time::Duration};

use crate::{
    call::{
        Action, EndCause, Event, Grammar, Ledger, Message, Note, Outcome, Program, Recipient,
        Record, Speech, Tag, TextMessage,
    },
    modem::{self, AnswerFault, AudioMode, Ending, Request},
    phone::{Caller, PhoneNumber},
    sound::MeterEvent,
    time::{Instant, Now},
};

use super::{Commit, Entry, Input, Output, Plan, ReportKind, SoundEvent, Switch};

const ARM: Request = Request::ArmAudio {
    mode: AudioMode::Serial,
};
const ARMED: modem::Event = modem::Event::AudioArmed {
    mode: AudioMode::Serial,
};

/// A program that does what it is told and writes down what it saw.
struct Puppet {
    seen: std::sync::Arc<std::sync::Mutex<Vec<Event>>>,
    on: fn(&Event) -> Vec<Action>,
}

impl Program for Puppet {
    fn handle(&mut self, event: &Event, _at: Instant) -> Vec<Action> {
        self.seen.lock().unwrap().push(event.clone());
        (self.on)(event)
    }

    fn fork(&self) -> Option<Box<dyn Program + Send>> {
        let seen = std::sync::Arc::default();
        Some(Box::new(Self { seen, on: self.on }))
    }
}

struct Bench {
    line: Switch,
    seen: std::sync::Arc<std::sync::Mutex<Vec<Event>>>,
    at: u64,
}

impl Bench {
    fn new(on: fn(&Event) -> Vec<Action>) -> Self {
        let seen = std::sync::Arc::default();
        let shared = std::sync::Arc::clone(&seen);
        let again = std::sync::Arc::clone(&seen);
        let puppet = move |seen: &std::sync::Arc<_>| Puppet {
            seen: std::sync::Arc::clone(seen),
            on,
        };
        let mut plan = Plan::taking(Box::new(move |_| Box::new(puppet(&shared))));
        plan.filler = Some("네, 확인해 볼게요.");
        plan.outbound = Box::new(move |_| Some(Box::new(puppet(&again))));
        let line = Switch::new(plan);
        Self { line, seen, at: 0 }
    }

    fn tell(&mut self, input: Input) -> Vec<Output> {
        self.at += 10;
        let now = Now {
            at: Instant::from_millis(self.at),
            ..Now::default()
        };
        let outputs = self.line.handle(input, now);
        outputs
            .into_iter()
            .filter(|o| !matches!(o, Output::Report(_)))
            .collect()
    }

    fn modem(&mut self, event: modem::Event) -> Vec<Output> {
        self.tell(Input::Modem(event))
    }

    /// Rings from 010-2345-6789 and goes on until the call is up.
    fn up(&mut self) -> Vec<Output> {
        let caller = Caller::Known("01023456789".parse().unwrap());
        self.modem(modem::Event::Ringing { caller });
        self.modem(ARMED);
        self.tell(Input::Sound(SoundEvent::Ready));
        self.modem(modem::Event::Answered)
    }

    /// The modem is ready, and the store has nothing to do.
    fn ready(&mut self) {
        self.modem(modem::Event::State(modem::State::Ready));
        self.tell(Input::DialTaken(None));
        self.tell(Input::TextTaken(None));
        self.tell(Input::FetchTaken(None));
    }

    fn last_seen(&self) -> Event {
        self.seen.lock().unwrap().last().unwrap().clone()
    }
}

fn answer_everything(event: &Event) -> Vec<Action> {
    match event {
        Event::Ringing { .. } => vec![Action::Answer],
        Event::Answered => vec![
            Action::Say(Speech::fixed("안녕하세요.")),
            Action::Expect(Grammar::YesNo.into()),
        ],
        _ => Vec::new(),
    }
}

#[test]
fn it_answers_only_once_sound_is_up() {
    let mut bench = Bench::new(answer_everything);
    let caller = Caller::Withheld;
    let ringing = bench.modem(modem::Event::Ringing { caller });
    assert!(ringing.contains(&Output::Modem(ARM)));
    assert_eq!(bench.modem(ARMED), [Output::OpenSound(AudioMode::Serial)]);
    assert_eq!(
        bench.tell(Input::Sound(SoundEvent::Ready)),
        [Output::Modem(Request::Answer)]
    );
}

#[test]
fn a_call_whose_sound_does_not_open_is_turned_down() {
    let mut bench = Bench::new(answer_everything);
    bench.modem(modem::Event::Ringing {
        caller: Caller::Withheld,
    });
    bench.modem(ARMED);
    let failed = bench.tell(Input::Sound(SoundEvent::Failed("no such port".into())));
    assert!(failed.contains(&Output::Modem(Request::HangUp)));
    let over = bench.modem(modem::Event::HungUp);
    assert!(over.contains(&Output::CloseSound));
    assert_eq!(bench.last_seen(), Event::Ended(EndCause::Fault));
    assert!(bench.line.is_idle());
}

#[test]
fn a_call_that_cannot_be_answered_ends_in_bounded_time() {
    let mut bench = Bench::new(answer_everything);
    bench.modem(modem::Event::Ringing {
        caller: Caller::Withheld,
    });
    for _ in 0..2 {
        let wake = bench.line.next_wake().expect("a deadline");
        bench.at = wake.as_millis();
        bench.tell(Input::Wake); // first gives up, then stops waiting for the hang-up
    }
    assert!(bench.line.is_idle());
}

#[test]
fn the_caller_who_gives_up_first_is_missed() {
    for end in [
        modem::Event::RingingStopped,
        modem::Event::NotAnswered {
            why: AnswerFault::CallerGone,
        },
    ] {
        let mut bench = Bench::new(answer_everything);
        bench.modem(modem::Event::Ringing {
            caller: Caller::Withheld,
        });
        bench.modem(ARMED);
        bench.tell(Input::Sound(SoundEvent::Ready));
        bench.modem(end);
        assert_eq!(bench.last_seen(), Event::Ended(EndCause::Unanswered));
    }
}

#[test]
fn the_ears_watch_while_the_box_speaks_and_listen_as_the_program_asked() {
    let mut bench = Bench::new(answer_everything);
    let up = bench.up();
    assert!(up.iter().any(|o| matches!(o, Output::Watch(_))));
    assert!(up.iter().any(|o| matches!(o, Output::Say(_))));
    assert!(!up.iter().any(|o| matches!(o, Output::Listen(_))));
    assert_eq!(
        bench.tell(Input::Said),
        [Output::Duck(false), Output::Listen(Grammar::YesNo.into())]
    );
    assert_eq!(bench.last_seen(), Event::Said);
}

#[test]
fn our_hang_up_is_over_when_the_modem_says_so() {
    let mut bench = Bench::new(|event| match event {
        Event::TurnEnded(_) => vec![Action::HangUp],
        other => answer_everything(other),
    });
    bench.up();
    let turn = bench.tell(Input::TurnEnded("끊어요".into()));
    assert!(turn.contains(&Output::Modem(Request::HangUp)));
    assert!(!bench.line.is_idle());
    let over = bench.modem(modem::Event::HungUp);
    assert!(
        over.contains(&Output::CloseSound) && over.contains(&Output::Modem(Request::DisarmAudio))
    );
    assert_eq!(bench.last_seen(), Event::Ended(EndCause::Us));
}

#[test]
fn a_modem_that_dies_in_a_call_ends_it() {
    let mut bench = Bench::new(answer_everything);
    bench.up();
    bench.modem(modem::Event::Ended {
        why: Ending::PortLost,
    });
    assert_eq!(bench.last_seen(), Event::Ended(EndCause::Fault));
    assert!(bench.line.is_idle());
}

#[test]
fn a_text_goes_to_the_caller_of_this_call_after_it_and_never_to_a_landline() {
    fn text(event: &Event) -> Vec<Action> {
        match event {
            Event::TurnEnded(_) => vec![Action::Text(TextMessage {
                to: Recipient::Caller,
                body: "예약 확인".into(),
            })],
            other => answer_everything(other),
        }
    }
    let mut bench = Bench::new(text);
    bench.ready();
    bench.up();
    let turn = bench.tell(Input::TurnEnded("네".into()));
    let number = "01023456789".parse().unwrap();
    assert!(turn.contains(&Output::Store(Entry::QueueText(number, "예약 확인".into()))));
    assert!(
        !turn.contains(&Output::Store(Entry::TakeDial)),
        "not while the call is on"
    );
    let over = bench.modem(modem::Event::Ended {
        why: Ending::Remote,
    });
    assert_eq!(over.last(), Some(&Output::Store(Entry::TakeDial)));
    assert_eq!(
        bench.tell(Input::DialTaken(None)),
        [Output::Store(Entry::TakeText)]
    );

    let mut bench = Bench::new(text);
    bench.modem(modem::Event::Ringing {
        caller: Caller::Known("0212345678".parse().unwrap()),
    });
    bench.modem(ARMED);
    bench.tell(Input::Sound(SoundEvent::Ready));
    bench.modem(modem::Event::Answered);
    let turn = bench.tell(Input::TurnEnded("네".into()));
    assert!(
        !turn
            .iter()
            .any(|o| matches!(o, Output::Store(Entry::QueueText(..))))
    );
}

#[test]
fn what_is_meant_for_the_owner_goes_to_whom_the_ledger_names() {
    fn text(event: &Event) -> Vec<Action> {
        match event {
            Event::TurnEnded(_) => vec![Action::Text(TextMessage {
                to: Recipient::Owner,
                body: "메모".into(),
            })],
            other => answer_everything(other),
        }
    }
    let owner: PhoneNumber = "01098765432".parse().unwrap();
    for named in [None, Some(owner)] {
        let mut bench = Bench::new(text);
        bench.up();
        bench.tell(Input::Ledger(Arc::new(Ledger {
            owner: named.clone(),
            ..Ledger::default()
        })));
        let turn = bench.tell(Input::TurnEnded("네".into()));
        let to = turn.into_iter().find_map(|output| match output {
            Output::Store(Entry::QueueText(to, _)) => Some(to),
            _ => None,
        });
        assert_eq!(to, named);
    }
}

#[test]
fn what_the_levels_tell_reaches_whoever_watches_a_call() {
    let mut bench = Bench::new(answer_everything);
    let dead = || Input::Sound(SoundEvent::Meter(MeterEvent::DeadPath));
    let now = Now::default();
    assert_eq!(bench.line.handle(dead(), now), [], "nobody is talking");
    bench.up();
    let told = bench.line.handle(dead(), now);
    let Some(Output::Report(report)) = told.first() else {
        panic!("{told:?}")
    };
    let why = MeterEvent::DeadPath.to_string();
    assert_eq!(report.kind, ReportKind::Fault(why));
}

#[test]
fn what_was_said_is_not_kept_once_the_caller_refused() {
    let mut bench = Bench::new(|event| match event {
        Event::TurnEnded(turn) if turn.text == "녹음하지 마세요" => {
            vec![
                Action::Note(Note::RecordingRefused),
                Action::Say(Speech::fixed("네.")),
            ]
        }
        other => answer_everything(other),
    });
    bench.up();
    let refusal = bench.tell(Input::TurnEnded("녹음하지 마세요".into()));
    let forget = refusal
        .iter()
        .position(|o| *o == Output::Store(Entry::ForgetSaid))
        .unwrap();
    let kept_after = refusal[forget..]
        .iter()
        .any(|o| matches!(o, Output::Store(Entry::Said(..))));
    assert!(!kept_after);
    let later = bench.tell(Input::TurnEnded("비밀이에요".into()));
    assert!(
        !later
            .iter()
            .any(|o| matches!(o, Output::Store(Entry::Said(..))))
    );
}

#[test]
fn an_alarm_rings_once_and_a_later_one_replaces_it() {
    const TAG: Tag = Tag("test");
    let mut bench = Bench::new(|event| match event {
        Event::Answered => vec![
            Action::WakeAt(Instant::from_millis(500), TAG),
            Action::WakeAt(Instant::from_millis(900), TAG),
        ],
        other => answer_everything(other),
    });
    bench.up();
    assert_eq!(bench.line.next_wake(), Some(Instant::from_millis(900)));
    bench.at = 890;
    bench.tell(Input::Wake);
    assert_eq!(bench.last_seen(), Event::Woke(TAG));
    assert_eq!(bench.line.next_wake(), None);
}

#[test]
fn a_message_kept_at_the_end_is_written_before_the_end() {
    let mut bench = Bench::new(|event| match event {
        Event::Ended(_) => vec![
            Action::Commit(Record::Message(crate::call::Message {
                body: "전화 주세요".into(),
                phone: None,
            })),
            Action::Note(Note::Outcome(Outcome::Message)),
        ],
        other => answer_everything(other),
    });
    bench.up();
    let over = bench.modem(modem::Event::Ended {
        why: Ending::Remote,
    });
    let commit = over
        .iter()
        .position(|o| matches!(o, Output::Store(Entry::Commit(_))))
        .unwrap();
    let end = over
        .iter()
        .position(|o| *o == Output::Store(Entry::Ended(Outcome::Message)))
        .unwrap();
    assert!(commit < end);
    assert_eq!(bench.tell(Input::Committed(Commit::Done)), []); // late, and nobody waits
}

#[test]
fn reports_carry_the_time() {
    let mut bench = Bench::new(answer_everything);
    let now = Now {
        at: Instant::ZERO + Duration::from_secs(3),
        ..Now::default()
    };
    let outputs = bench
        .line
        .handle(Input::Modem(modem::Event::State(modem::State::Ready)), now);
    let report = outputs.into_iter().find_map(|o| match o {
        Output::Report(report) => Some(report),
        _ => None,
    });
    let report = report.unwrap();
    assert_eq!(report.kind, ReportKind::Modem(modem::State::Ready));
    assert_eq!(report.at, now.at);
}
