//! What a line decides.
//!
//! ```text
//!  Idle ──ring, Answer──▶ Arming ──armed──▶ Opening ──sound up──▶ Answering ──OK──▶ Up
//!   ▲ └───a call to place────┘                 └──sound up──▶ Dialling ──answered───┘ │
//!   │                        │ gave up, fault        │               │               │ HangUp
//!   └────────────────────────┴───────────────────────┴───────────────┘               ▼
//!   ◀── what was said last ── Trailing ◀── the other side hung up (from Up)     HangingUp
//!   ◀──────────────────────────────────────────────────────────── confirmed ───────┘
//! ```
//!
//! While it is idle it looks after what waits in the store: calls to place, texts to send, long
//! messages to fetch; one at a time, and never during a call.

mod during;
mod idle;
mod io;
mod modem;
mod sound;
mod talk;

use std::{collections::BTreeMap, time::Duration};

use jiff::civil::DateTime;

use crate::{
    at::Pin,
    call::{EndCause, Event, Expected, NotReached, Outcome, Program, Record, Tag},
    control::Doing,
    modem::{AudioMode, Request},
    phone::{Caller, Dialable, Key, PhoneNumber},
    store::{DialId, DialState, WaitingDial},
    time::{Instant, Now},
};

use super::{Report, ReportKind};

use self::idle::Errand;
pub use io::{Commit, Entry, Input, Output, SoundEvent};

/// From the first ring, or from taking up a call to place, to the answer or the dialling: longer than
/// this and something is broken.
const BEGIN_WITHIN: Duration = Duration::from_secs(12);
/// A call of ours that nobody takes is given up. Networks do so after about a minute.
const ANSWERED_WITHIN: Duration = Duration::from_secs(75);
/// The modem confirms a hang-up within this (it asks the network again and again).
const HANG_UP_WITHIN: Duration = Duration::from_secs(20);
/// The words of somebody who has hung up while they were heard are waited for so long.
const CONCLUDED_WITHIN: Duration = Duration::from_secs(4);
/// How often a line that is idle looks into the store for something to do.
const LOOK: Duration = Duration::from_secs(2);

/// Makes a program for a call that rings at this wall-clock time.
pub type ProgramMaker = Box<dyn FnMut(DateTime) -> Box<dyn Program + Send> + Send>;
/// Makes a program for a call that the box places; `None` when it knows no such call.
pub type OutboundMaker = Box<dyn FnMut(&WaitingDial) -> Option<Box<dyn Program + Send>> + Send>;

/// What a line works with.
pub struct Plan {
    /// What it does with calls that come in.
    pub inbound: ProgramMaker,
    /// What it does with calls that it places.
    pub outbound: OutboundMaker,
    /// Where the modem's voice is to go.
    pub audio: AudioMode,
    /// The PIN of the SIM. It is entered once, when the SIM asks for it.
    pub pin: Option<Pin>,
    /// Whether bodies of long messages are fetched from the carrier, which takes its data network.
    pub fetch_bodies: bool,
    /// Said when the caller has finished and their words are late.
    pub filler: Option<&'static str>,
}

impl Plan {
    /// A line that takes calls and places none, with sound over the serial port.
    #[must_use]
    pub fn taking(inbound: ProgramMaker) -> Self {
        Self {
            inbound,
            outbound: Box::new(|_| None),
            audio: AudioMode::Serial,
            pin: None,
            fetch_bodies: true,
            filler: None,
        }
    }
}

/// The decisions of one line.
pub struct Switch {
    plan: Plan,
    state: State,
    call: Option<Call>,
    modem_ready: bool,
    /// Somebody rings while a call of ours was on its way.
    rings_behind: Option<Caller>,
    /// What is being done between calls.
    errand: Option<Errand>,
    /// When to look for something to do.
    look_at: Instant,
    /// Calls in a row whose sound was dead.
    dead_calls: u8,
    /// Nothing is begun between calls.
    resting: bool,
    /// How often was asked what is meant: an answer to an earlier question is none.
    choices: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    /// The program has not decided yet, or has decided not to answer.
    Ringing,
    Arming(Instant),
    Opening(Instant),
    Answering(Instant),
    /// Our call is on its way.
    Dialling(Instant),
    Up,
    /// The other side has hung up; what they said last is still being worked out.
    Trailing(Instant, EndCause),
    HangingUp(Instant, EndCause),
}

struct Call {
    program: Box<dyn Program + Send>,
    /// Who is at the other end.
    other: Caller,
    /// Who gets what is meant for the owner.
    owner: Option<PhoneNumber>,
    /// The call that we place, and whom it goes to.
    ours: Option<(DialId, Dialable)>,
    expected: Expected,
    speaking: bool,
    /// What is being said, all of it.
    saying: String,
    /// Nobody may interrupt it.
    to_the_end: bool,
    /// Somebody has begun to speak, and their words have not come yet.
    in_turn: bool,
    /// The ears have told everything.
    concluded: bool,
    /// It is a filler, of which the program does not know.
    filling: bool,
    /// The last key, when it was heard, and whether the modem told it.
    key: Option<(Key, Instant, bool)>,
    alarms: BTreeMap<Tag, Instant>,
    outcome: Outcome,
    /// The caller refused to be recorded.
    off_the_record: bool,
    /// Records handed to the store whose answer is still to come.
    awaiting: Option<Record>,
    /// The modem cannot press keys in this call.
    in_band: bool,
    /// The modem's sound carried nothing.
    dead: bool,
}

impl std::fmt::Debug for Switch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Switch")
            .field("state", &self.state)
            .field("modem_ready", &self.modem_ready)
            .finish_non_exhaustive()
    }
}

/// Where outputs go.
type Out<'a> = &'a mut Vec<Output>;

impl Switch {
    /// A line that is idle.
    #[must_use]
    pub const fn new(plan: Plan) -> Self {
        Self {
            plan,
            state: State::Idle,
            call: None,
            modem_ready: false,
            rings_behind: None,
            errand: None,
            look_at: Instant::ZERO,
            dead_calls: 0,
            resting: false,
            choices: 0,
        }
    }

    /// What to do about `input`. Outputs are carried out in order.
    pub fn handle(&mut self, input: Input, now: Now) -> Vec<Output> {
        let mut out = Vec::new();
        match input {
            Input::Modem(event) => self.modem(event, now, &mut out),
            Input::Sound(event) => self.sound(event, now, &mut out),
            Input::Concluded => self.concluded(now, &mut out),
            Input::SpeechStarted => {
                if let Some(call) = &mut self.call {
                    call.in_turn = true;
                }
                out.push(report(now, ReportKind::SpeechStarted));
                self.tell(&Event::SpeechStarted, now, &mut out);
            }
            Input::TurnEnded(text) => self.turn_ended(text, now, &mut out),
            Input::Likely(text) => self.likely(text, now, &mut out),
            Input::Thinking => self.thinking(now, &mut out),
            Input::TurnLost => self.turn_lost(now, &mut out),
            Input::OverTalk => self.duck(true, &mut out),
            Input::FalseAlarm => self.duck(false, &mut out),
            Input::Interrupted => self.interrupted(now, &mut out),
            Input::Key(key) => self.key(key, false, now, &mut out),
            Input::NotSaid => self.not_said(now, &mut out),
            Input::Said => self.said(now, &mut out),
            Input::Ledger(ledger) => {
                if let Some(call) = &mut self.call {
                    call.owner.clone_from(&ledger.owner);
                }
                self.tell(&Event::Ledger(ledger), now, &mut out);
            }
            Input::Committed(commit) => self.committed(commit, now, &mut out),
            Input::DialTaken(dial) => self.dial_taken(dial, now, &mut out),
            Input::TextTaken(text) => self.text_taken(text, &mut out),
            Input::FetchTaken(fetch) => self.fetch_taken(fetch, now, &mut out),
            Input::TextKept(slot, news) => self.text_kept(slot, news, now, &mut out),
            Input::BodyKept(answer) => self.body_kept(answer, now, &mut out),
            Input::Chosen(number, which) if number == self.choices => {
                self.tell(&Event::Chosen(which), now, &mut out);
            }
            Input::Chosen(..) => {}
            Input::Rest(resting) => {
                self.resting = resting;
                self.look(now, &mut out);
            }
            Input::Wake => self.wake(now, &mut out),
        }
        out
    }

    /// When [`Input::Wake`] is wanted; `None` when nothing is waited for.
    #[must_use]
    pub fn next_wake(&self) -> Option<Instant> {
        let deadline = match self.state {
            State::Arming(by)
            | State::Opening(by)
            | State::Answering(by)
            | State::Dialling(by)
            | State::Trailing(by, _)
            | State::HangingUp(by, _) => Some(by),
            State::Idle if self.may_look() => Some(self.look_at),
            State::Idle | State::Ringing | State::Up => None,
        };
        let alarms = self
            .call
            .iter()
            .flat_map(|call| call.alarms.values().copied());
        alarms.chain(deadline).min()
    }

    /// Whether no call is in any state, and nothing is done between calls.
    #[must_use]
    pub const fn is_idle(&self) -> bool {
        matches!(self.state, State::Idle) && self.errand.is_none()
    }

    /// What it does, and the call that is on: who is at the other end, and whether it is ours.
    #[must_use]
    pub fn doing(&self) -> (Doing, Option<(&Caller, bool)>) {
        let call = self.call.as_ref();
        let call = call.map(|call| (&call.other, call.ours.is_some()));
        let doing = match (self.state, &self.errand) {
            (State::Idle, None) => Doing::Idle,
            (State::Idle, Some(_)) => Doing::Errand,
            _ => Doing::Call,
        };
        (doing, call)
    }

    fn wake(&mut self, now: Now, out: Out<'_>) {
        match self.state {
            State::Arming(by) | State::Opening(by) | State::Answering(by) if by <= now.at => {
                self.give_up("the call could not be begun in time", now, out);
            }
            State::Dialling(by) if by <= now.at => {
                self.hang_up(EndCause::NotReached(NotReached::NoAnswer), now, out);
            }
            State::Trailing(by, cause) if by <= now.at => self.finish(cause, now, out),
            State::HangingUp(by, cause) if by <= now.at => {
                let why = "the modem did not confirm that the call is over".to_owned();
                out.push(report(now, ReportKind::Fault(why)));
                self.finish(cause, now, out);
            }
            State::Idle if self.may_look() && self.look_at <= now.at => self.look(now, out),
            _ => {}
        }
        while let Some(tag) = self.due(now.at) {
            self.tell(&Event::Woke(tag), now, out);
        }
    }

    fn due(&mut self, at: Instant) -> Option<Tag> {
        let call = self.call.as_mut()?;
        let tag = call
            .alarms
            .iter()
            .find(|(_, when)| **when <= at)
            .map(|(tag, _)| *tag)?;
        call.alarms.remove(&tag);
        Some(tag)
    }

    /// A call begins, from either side: sound first.
    fn arm(&mut self, now: Now, out: Out<'_>) {
        self.state = State::Arming(now.at + BEGIN_WITHIN);
        let mode = self.plan.audio;
        out.push(Output::Modem(Request::ArmAudio { mode }));
    }

    /// The call cannot be begun: better a caller who hears that than one who hears nothing.
    fn give_up(&mut self, why: &str, now: Now, out: Out<'_>) {
        out.push(report(now, ReportKind::Fault(why.to_owned())));
        if self.nothing_dialled() {
            // There is no call over there to hang up.
            self.finish(EndCause::NotReached(NotReached::NotDialled), now, out);
        } else {
            self.hang_up(EndCause::Fault, now, out);
        }
    }

    /// A call of ours that has not been dialled yet.
    fn nothing_dialled(&self) -> bool {
        let begins = matches!(self.state, State::Arming(_) | State::Opening(_));
        begins && self.call.as_ref().is_some_and(|call| call.ours.is_some())
    }

    fn hang_up(&mut self, cause: EndCause, now: Now, out: Out<'_>) {
        self.state = State::HangingUp(now.at + HANG_UP_WITHIN, cause);
        out.push(Output::Hush);
        out.push(Output::Deafen);
        out.push(Output::Modem(Request::HangUp));
    }

    /// The call is over, one way or another.
    fn finish(&mut self, cause: EndCause, now: Now, out: Out<'_>) {
        self.tell(&Event::Ended(cause), now, out);
        self.state = State::Idle;
        let Some(call) = self.call.take() else { return };
        out.push(Output::Hush);
        out.push(Output::Deafen);
        out.push(Output::CloseSound);
        out.push(Output::Modem(Request::DisarmAudio));
        let mut outcome = call.outcome;
        if let Some((dial, _)) = call.ours {
            if outcome == Outcome::Missed {
                outcome = Outcome::NotReached;
            }
            out.push(Output::Store(Entry::DialDone(dial, dial_state(cause))));
        }
        out.push(Output::Store(Entry::Ended(outcome)));
        out.push(report(now, ReportKind::Ended(cause, outcome)));
        self.after_dead_sound(call.dead, now, out);
        self.look_at = now.at;
        match self.rings_behind.take() {
            Some(caller) => self.ring(caller, now, out),
            None => self.look(now, out),
        }
    }

    fn ring(&mut self, caller: Caller, now: Now, out: Out<'_>) {
        let program = (self.plan.inbound)(now.wall);
        self.call = Some(Call::new(program, caller.clone(), None));
        self.state = State::Ringing;
        out.push(Output::Store(Entry::Rang(caller.clone())));
        out.push(report(now, ReportKind::Ringing(caller.clone())));
        self.tell(&Event::Ringing { caller }, now, out);
    }
}

impl Call {
    fn new(
        program: Box<dyn Program + Send>,
        other: Caller,
        ours: Option<(DialId, Dialable)>,
    ) -> Self {
        Self {
            program,
            other,
            owner: None,
            ours,
            expected: Expected::default(),
            speaking: false,
            saying: String::new(),
            to_the_end: false,
            in_turn: false,
            concluded: false,
            filling: false,
            key: None,
            alarms: BTreeMap::new(),
            outcome: Outcome::Missed,
            off_the_record: false,
            awaiting: None,
            in_band: false,
            dead: false,
        }
    }
}

/// How the row of a call to place ends.
fn dial_state(cause: EndCause) -> DialState {
    match cause {
        EndCause::Caller | EndCause::Us => DialState::Done,
        EndCause::NotReached(NotReached::Unknown) | EndCause::Fault => {
            DialState::Unknown("the call was cut off by a fault".to_owned())
        }
        EndCause::Unanswered => DialState::Failed("it was not answered".to_owned()),
        EndCause::NotReached(why) => DialState::Failed(format!("{why:?}")),
    }
}

const fn report(now: Now, kind: ReportKind) -> Output {
    Output::Report(Report { at: now.at, kind })
}
