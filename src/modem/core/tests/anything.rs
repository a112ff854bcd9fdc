//! Anything may happen, in any order: the story of a call still makes sense, no port is ever asked two
//! things at once, nothing is dialled or sent twice, and the core is never stuck.

use std::time::Duration;

use super::bench::{ARM, Bench};
use crate::{
    at::Pin,
    modem::{
        AnswerFault, AudioMode, Ec25, Event, Input, Modem, Output, PortId, Request, Rung, Slot,
        State,
    },
    phone::{Purpose, policy},
    time::Instant,
};
use proptest::prelude::*;

/// What may happen to the core.
#[derive(Clone, Debug)]
enum Blow {
    Bytes(PortId, Vec<u8>),
    Ask(Request),
    Pass(u64),
    Close(PortId),
    Open(PortId),
    Recovered(Rung, bool),
}

const LINES: &[&str] = &[
    "OK",
    "OK",
    "OK",
    "ERROR",
    "RING",
    "NO CARRIER",
    "BUSY",
    "RDY",
    "> ",
    "Quectel",
    "866758041234567",
    "+CPIN: READY",
    "+CPIN: SIM PIN",
    "+CPIN: NOT READY",
    "+QPINC: \"SC\",3,10",
    "+QSIMSTAT: 1,0",
    "+CREG: 2,1",
    "+CEREG: 1",
    "+CREG: 0",
    "+CLIP: \"01023456789\",129",
    "+CLCC: 1,1,4,0,0,\"\",128",
    "+CLCC: 1,1,0,0,0,\"\",128",
    "+CLCC: 1,0,0,0,0,\"\",128",
    "+CLCC: 1,0,3,0,0,\"\",128",
    "+CLCC: 2,1,5,0,0,\"\",128",
    "^DSCI: 1,1,6,0,,128",
    "^DSCI: 1,0,6,0,,128",
    "^DSCI: 1,0,7,0,,128",
    "^DSCI: 1,0,3,0,,128",
    "+CME ERROR: 14",
    "+CMS ERROR: 321",
    "+CMGS: 3",
    "+CMTI: \"ME\",3",
    "+CMGR: 0,,5",
    "+CMGL: 3,1,,5",
    "00040A0B0C07",
    "+CMT: ,5",
    "+QIND: \"ccinfo\",1,1,-1,0,0,\"\",128",
    "+QIND: \"smsfull\",\"ME\"",
    "+QPCMV: 0,0",
    "+QTONEDET: 49",
    "+QLTS: \"2026/08/11,10:22:33+36,0\"",
    "+CCWA: \"\",128,1",
];

fn requests() -> Vec<Request> {
    let number = "080-123-4567".parse().unwrap();
    let to = policy::allow(&number, Purpose::OptOut).unwrap();
    vec![
        ARM,
        Request::ArmAudio {
            mode: AudioMode::Card,
        },
        Request::DisarmAudio,
        Request::Answer,
        Request::HangUp,
        Request::Dial { to },
        Request::Press {
            keys: "1#".parse().unwrap(),
        },
        Request::SendText {
            id: 1,
            to: "01023456789".parse().unwrap(),
            body: "네".into(),
        },
        Request::DeleteText(Slot::new(3, 0)),
        Request::SweepTexts,
        Request::EnterPin(Pin::new("4711").unwrap()),
        Request::Probe,
        Request::Restart,
    ]
}

fn blow() -> impl Strategy<Value = Blow> {
    let port = || prop::sample::select(vec![PortId::Main, PortId::Main, PortId::Second]);
    let line = |line: &str| format!("\r\n{line}\r\n").into_bytes();
    let lines =
        (port(), prop::sample::select(LINES)).prop_map(move |(p, l)| Blow::Bytes(p, line(l)));
    let noise = (port(), prop::collection::vec(any::<u8>(), 0..40));
    let rungs = prop::sample::select(vec![Rung::Rebind, Rung::PortPower, Rung::PowerKey]);
    prop_oneof![
        8 => lines,
        1 => noise.prop_map(|(port, bytes)| Blow::Bytes(port, bytes)),
        2 => prop::sample::select(requests()).prop_map(Blow::Ask),
        3 => (0_u64..5_000).prop_map(Blow::Pass),
        1 => (5_000_u64..200_000).prop_map(Blow::Pass),
        1 => port().prop_map(Blow::Close),
        2 => port().prop_map(Blow::Open),
        1 => (rungs, any::<bool>()).prop_map(|(rung, done)| Blow::Recovered(rung, done)),
    ]
}

/// The grammar of a call, as the room's documentation draws it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Told {
    Nothing,
    Ringing,
    Dialling,
    Up,
}

impl Told {
    fn then(self, event: &Event) -> Self {
        match (self, event) {
            (Self::Nothing, Event::Ringing { .. }) => Self::Ringing,
            (Self::Nothing, Event::Dialling) => Self::Dialling,
            (Self::Dialling, Event::Alerting) => Self::Dialling,
            (Self::Ringing | Self::Dialling, Event::Answered) => Self::Up,
            (Self::Ringing, Event::RingingStopped | Event::HungUp | Event::Ended { .. }) => {
                Self::Nothing
            }
            (Self::Dialling, Event::CallFailed { .. } | Event::HungUp | Event::Ended { .. }) => {
                Self::Nothing
            }
            // Asked for while another call is on, and refused.
            (Self::Ringing | Self::Up, Event::CallFailed { .. }) => self,
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
            (
                _,
                Event::Ringing { .. }
                | Event::Answered
                | Event::RingingStopped
                | Event::Dialling
                | Event::Alerting,
            ) => panic!("{event:?} while {self:?}"),
            _ => self,
        }
    }
}

/// What was written to a port and is not answered, as the port's own rules see it.
#[derive(Default)]
struct Wire {
    open: bool,
    /// A command line is out, since then.
    busy: Option<Instant>,
}

struct World {
    modem: Ec25,
    at: Instant,
    told: Told,
    main: Wire,
    second: Wire,
    asked_to_dial: usize,
    dialled: usize,
    asked_to_text: usize,
    texted: usize,
    pins: usize,
    asked_for_pin: usize,
}

impl World {
    fn new(ready: bool) -> Self {
        let (modem, at) = if ready {
            let bench = Bench::ready();
            (bench.modem, bench.at)
        } else {
            (Ec25::default(), Instant::ZERO)
        };
        let mut world = Self {
            modem,
            at,
            told: Told::Nothing,
            main: Wire::default(),
            second: Wire::default(),
            asked_to_dial: 0,
            dialled: 0,
            asked_to_text: 0,
            texted: 0,
            pins: 0,
            asked_for_pin: 0,
        };
        world.main.open = ready;
        world
    }

    fn wire(&mut self, port: PortId) -> &mut Wire {
        match port {
            PortId::Main => &mut self.main,
            PortId::Second => &mut self.second,
        }
    }

    fn happens(&mut self, blow: Blow) {
        match blow {
            Blow::Bytes(port, bytes) if self.wire(port).open => {
                self.wire(port).busy = None; // it may have been the answer
                self.input(Input::Bytes(port, &bytes));
            }
            Blow::Ask(request) => {
                self.asked_to_dial += usize::from(matches!(request, Request::Dial { .. }));
                self.asked_to_text += usize::from(matches!(request, Request::SendText { .. }));
                self.asked_for_pin += usize::from(matches!(request, Request::EnterPin(_)));
                self.input(Input::Request(request));
            }
            Blow::Pass(millis) => self.pass(Duration::from_millis(millis)),
            Blow::Close(port) if self.wire(port).open => {
                *self.wire(port) = Wire::default();
                self.input(Input::Closed(port));
            }
            Blow::Open(port) if !self.wire(port).open => {
                self.wire(port).open = true;
                self.input(Input::Opened(port));
            }
            Blow::Recovered(rung, done) => self.input(Input::Recovered(rung, done)),
            Blow::Bytes(..) | Blow::Close(_) | Blow::Open(_) => {}
        }
    }

    fn pass(&mut self, time: Duration) {
        let end = self.at + time;
        while let Some(wake) = self.modem.next_wake().filter(|wake| *wake <= end) {
            assert!(wake >= self.at, "woken in the past");
            self.at = wake;
            self.input(Input::Wake);
            let next = self.modem.next_wake();
            assert!(
                next.is_none_or(|next| next > wake),
                "it spins: {:?}",
                self.modem
            );
        }
        self.at = end;
    }

    fn input(&mut self, input: Input<'_>) {
        let mut outputs = Vec::new();
        self.modem.handle(input, self.at, &mut outputs);
        for output in outputs {
            match output {
                Output::Event(event) => self.told = self.told.then(&event),
                Output::Write(port, bytes) => self.written(port, &bytes),
                Output::Reopen(_) | Output::Recover(_) => {}
            }
        }
    }

    fn written(&mut self, port: PortId, bytes: &[u8]) {
        assert!(self.wire(port).open, "written to a closed port");
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_start_matches('\x1b');
        self.dialled += usize::from(text.starts_with("ATD"));
        self.texted += usize::from(text.ends_with('\x1a'));
        self.pins += usize::from(text.starts_with("AT+CPIN="));
        // Knocks are repeated until something answers; so is the last word to a dead port.
        let knock = matches!(text, "AT\r" | "" | "AT+CFUN=1,1\r");
        let at = self.at;
        let wire = self.wire(port);
        if text.starts_with("AT") && !knock {
            let since = wire.busy.replace(at);
            // What was never answered at all has timed out by then.
            let waited = since.is_none_or(|since| at.since(since) >= Duration::from_secs(2));
            assert!(waited, "{text:?} is said while another command is out");
        }
    }

    fn check(&self) {
        assert!(self.dialled <= self.asked_to_dial, "dialled twice");
        assert!(self.texted <= self.asked_to_text, "sent twice");
        assert!(self.pins <= self.asked_for_pin, "a PIN entered twice");
        let waits = self.modem.next_wake().is_some();
        let no_port = !self.main.open;
        assert!(
            waits || no_port || self.modem.state().is_ready(),
            "{:?}",
            self.modem.state()
        );
    }
}

proptest! {
    #[test]
    fn whatever_happens_the_story_makes_sense_and_nothing_is_done_twice(
        ready: bool, blows in prop::collection::vec(blow(), 1..120),
    ) {
        let mut world = World::new(ready);
        for blow in blows {
            world.happens(blow);
            world.check();
        }
    }

    /// After any of it, a modem that behaves again is Ready within minutes.
    #[test]
    fn whatever_has_happened_a_good_modem_becomes_ready(
        blows in prop::collection::vec(blow(), 1..60),
    ) {
        let mut world = World::new(true);
        for blow in blows {
            world.happens(blow);
        }
        let mut bench = Bench::new();
        bench.modem = world.modem;
        bench.at = world.at;
        for (port, open) in [(PortId::Main, world.main.open), (PortId::Second, world.second.open)] {
            if open {
                bench.input(Input::Closed(port));
            }
            bench.input(Input::Opened(port));
        }
        bench.pass_secs(600);
        prop_assert!(
            matches!(bench.state(), State::Ready | State::Degraded(_)),
            "{:?}", bench.state()
        );
    }
}
