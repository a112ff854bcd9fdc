//! Calls that go wrong, and streams that make no sense.

use std::time::Duration;

use super::bench::Bench;
use crate::{
    modem::{AnswerFault, AudioFault, Ending, Event, Input, Modem, Output, Reason, Request, State},
    time::Instant,
};
use proptest::prelude::*;

#[test]
fn a_restart_of_the_modem_ends_the_call() {
    let mut bench = Bench::in_call();
    bench.lists("");
    bench.hears("RDY");
    let why = Ending::ModemReset;
    assert_eq!(bench.told(), [Event::Ended { why }]);
    bench.pass(2_000);
    assert_eq!(bench.modem.state(), State::Ready);
}

#[test]
fn unplugged_in_a_call() {
    let mut bench = Bench::in_call();
    bench.input(Input::PortClosed);
    let why = Ending::PortLost;
    let told = [Event::Ended { why }, Event::State(State::Absent)];
    assert_eq!(bench.events, told);
    bench.forget();
    bench.ask(Request::HangUp);
    bench.ask(Request::ArmAudio);
    let why = AudioFault::Gone;
    assert_eq!(bench.told(), [Event::HungUp, Event::AudioNotArmed { why }]);
    bench.lists("");
    bench.input(Input::PortOpened);
    bench.pass(2_000);
    assert_eq!(bench.modem.state(), State::Ready);
}

#[test]
fn unplugged_while_answering() {
    let mut bench = Bench::ready();
    bench.rings();
    bench.ask(Request::ArmAudio);
    bench.ignores("ATA");
    bench.ask(Request::Answer);
    bench.told();
    bench.input(Input::PortClosed);
    let why = AnswerFault::Gone;
    assert_eq!(bench.told(), [Event::NotAnswered { why }]);
}

#[test]
fn after_an_unanswered_ata_the_list_decides() {
    for (list, told) in [
        ("+CLCC: 1,1,0,0,0,\"\",128", Event::Answered),
        (
            "+CLCC: 1,1,4,0,0,\"\",128",
            Event::NotAnswered {
                why: AnswerFault::TimedOut,
            },
        ),
        (
            "",
            Event::NotAnswered {
                why: AnswerFault::CallerGone,
            },
        ),
    ] {
        let mut bench = Bench::ready();
        bench.rings();
        bench.ask(Request::ArmAudio);
        bench.ignores("ATA");
        bench.ask(Request::Answer);
        bench.told();
        bench.lists(list);
        bench.pass(93_000);
        assert_eq!(bench.told().first(), Some(&told), "{list}");
    }
}

#[test]
fn a_call_left_behind_by_an_earlier_owner_is_hung_up() {
    let mut bench = Bench::new();
    bench.lists("+CLCC: 1,1,0,0,0,\"01023456789\",129");
    bench.input(Input::PortOpened);
    bench.pass(400);
    assert_eq!(bench.count("AT+CHUP"), 1);
    bench.lists("");
    bench.pass(2_000);
    assert_eq!(bench.told(), [], "nobody asked, nobody is told");
    assert_eq!(bench.modem.state(), State::Ready);
}

#[test]
fn a_call_that_never_ends_starts_the_modem_over() {
    let mut bench = Bench::in_call();
    bench.ask(Request::HangUp);
    bench.pass(60_000);
    assert!(bench.reopened >= 1);
    let stuck = State::Recovering(Reason::CallStuck);
    assert_eq!(bench.states().first(), Some(&stuck));
    assert_eq!(bench.told(), [Event::Ended { why: Ending::Stuck }]);
}

#[test]
fn an_answer_in_doubt_can_be_hung_up() {
    let mut bench = Bench::ready();
    bench.rings();
    bench.ask(Request::ArmAudio);
    bench.ignores("ATA");
    bench.ask(Request::Answer);
    bench.ask(Request::HangUp);
    bench.told();
    bench.pass(1_000);
    bench.input(Input::Bytes(b"\r\nOK\r\n"));
    assert_eq!(bench.count("AT+CHUP"), 1);
    assert_eq!(bench.told(), [Event::HungUp]);
}

/// What may happen to the core, in any order.
#[derive(Clone, Debug)]
enum Blow {
    Bytes(Vec<u8>),
    Ask(Request),
    Pass(u64),
    Close,
    Open,
}

fn blow() -> impl Strategy<Value = Blow> {
    let lines = prop::sample::select(vec![
        "OK",
        "ERROR",
        "RING",
        "NO CARRIER",
        "RDY",
        "BUSY",
        "> ",
        "Quectel",
        "866758041234567",
        "+CPIN: READY",
        "+CPIN: NOT READY",
        "+CREG: 2,1",
        "+CEREG: 1",
        "+CREG: 0",
        "+CLIP: \"01023456789\",129",
        "+CLCC: 1,1,4,0,0,\"\",128",
        "+CLCC: 1,1,0,0,0,\"\",128",
        "+CLCC: 2,1,5,0,0,\"\",128",
        "^DSCI: 1,1,6,0,,128",
        "+CME ERROR: 14",
        "+CMGS: 3",
        "+QIND: \"ccinfo\",1,1,-1,0,0,\"\",128",
        "+QPCMV: 0,0",
        "+CCWA: \"\",128,1",
    ]);
    let bytes = lines.prop_map(|line| Blow::Bytes(format!("\r\n{line}\r\n").into_bytes()));
    prop_oneof![
        6 => bytes,
        1 => prop::collection::vec(any::<u8>(), 0..40).prop_map(Blow::Bytes),
        1 => prop::sample::select(vec![
            Request::ArmAudio, Request::DisarmAudio, Request::Answer, Request::HangUp,
            Request::SendText { id: 1, to: "01023456789".parse().unwrap(), body: "네".into() },
        ]).prop_map(Blow::Ask),
        2 => (0_u64..5_000).prop_map(Blow::Pass),
        1 => Just(Blow::Close),
        1 => Just(Blow::Open),
    ]
}

/// The grammar of a call, as the room's documentation draws it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Told {
    Nothing,
    Ringing,
    Up,
}

impl Told {
    fn then(self, event: &Event) -> Self {
        match (self, event) {
            (Self::Nothing, Event::Ringing { .. }) => Self::Ringing,
            (Self::Ringing, Event::Answered) => Self::Up,
            (Self::Ringing, Event::RingingStopped | Event::HungUp | Event::Ended { .. }) => {
                Self::Nothing
            }
            (Self::Up, Event::Ended { .. } | Event::HungUp) => Self::Nothing,
            (_, Event::NotAnswered { why }) => match why {
                AnswerFault::CallerGone | AnswerFault::Gone => {
                    assert_ne!(self, Self::Up, "{event:?}");
                    Self::Nothing
                }
                AnswerFault::NoCall => self,
                _ => {
                    assert_ne!(self, Self::Up, "{event:?}");
                    self
                }
            },
            (_, Event::Ringing { .. } | Event::Answered | Event::RingingStopped) => {
                panic!("{event:?} while {self:?}")
            }
            _ => self,
        }
    }
}

proptest! {
    #[test]
    fn whatever_happens_the_story_of_a_call_makes_sense(
        ready: bool, blows in prop::collection::vec(blow(), 1..120),
    ) {
        let (mut modem, mut at) = if ready {
            let bench = Bench::ready();
            (bench.modem, bench.at)
        } else {
            (Modem::default(), Instant::ZERO)
        };
        let mut told = Told::Nothing;
        let mut open = ready;
        for blow in blows {
            let mut outputs = Vec::new();
            match blow {
                Blow::Bytes(bytes) if open => modem.handle(Input::Bytes(&bytes), at, &mut outputs),
                Blow::Bytes(_) => {}
                Blow::Ask(request) => modem.handle(Input::Request(request), at, &mut outputs),
                Blow::Pass(millis) => {
                    let end = at + Duration::from_millis(millis);
                    while let Some(wake) = modem.next_wake().filter(|wake| *wake <= end) {
                        prop_assert!(wake >= at, "woken in the past");
                        at = wake;
                        modem.handle(Input::Wake, at, &mut outputs);
                        prop_assert!(modem.next_wake().is_none_or(|next| next > at), "it spins");
                    }
                    at = end;
                }
                Blow::Close if open => {
                    open = false;
                    modem.handle(Input::PortClosed, at, &mut outputs);
                }
                Blow::Open if !open => {
                    open = true;
                    modem.handle(Input::PortOpened, at, &mut outputs);
                }
                Blow::Close | Blow::Open => {}
            }
            for output in &outputs {
                if let Output::Event(event) = output {
                    told = told.then(event);
                }
            }
        }
    }
}
