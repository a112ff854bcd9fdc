//! What a line decides.
//!
//! ```text
//!  Idle ──ring, Answer──▶ Arming ──armed──▶ Opening ──sound up──▶ Answering ──OK──▶ Up
//!   ▲                        │ caller gave up, fault │               │               │ HangUp
//!   └────────────────────────┴───────────────────────┴───────────────┘               ▼
//!   ◀─────────── the caller hung up (from Up) ◀──────────────── confirmed ──── HangingUp
//! ```

use std::{collections::BTreeMap, time::Duration};

use jiff::civil::DateTime;

use crate::{
    call::{
        Action, EndCause, Event, Grammar, Note, Outcome, Program, Recipient, Record, Speech, Tag,
        TextMessage, Turn,
    },
    modem::{self, AnswerFault, AudioMode, Ending},
    phone::{Caller, PhoneNumber},
    store::{Speaker, TextId, TextState, WaitingText},
    time::{Instant, Now},
};

use super::{Report, ReportKind};

/// From the first ring to the answer: longer than this and something is broken.
const ANSWER_WITHIN: Duration = Duration::from_secs(12);
/// The modem confirms a hang-up within this (it asks the network again and again).
const HANG_UP_WITHIN: Duration = Duration::from_secs(20);

/// Makes a program for a call that rings at this wall-clock time.
pub type ProgramMaker = Box<dyn FnMut(DateTime) -> Box<dyn Program + Send> + Send>;

/// Something the live parts tell the line.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// From the modem.
    Modem(modem::Event),
    /// From the sound device.
    Sound(SoundEvent),
    /// The ears hear that somebody began to speak.
    SpeechStarted,
    /// The ears decided that the caller's turn is over; this is what was said.
    TurnEnded(String),
    /// The voice has said everything it was given.
    Said,
    /// Whether the record of the last [`Entry::Commit`] is on disk.
    Committed(bool),
    /// The answer to [`Entry::TakeText`].
    TextTaken(Option<WaitingText>),
    /// The time of [`Switch::next_wake`] has come.
    Wake,
}

/// What became of the sound device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SoundEvent {
    /// Frames flow.
    Ready,
    /// It could not be opened, and why.
    Failed(String),
    /// The modem delivers no sound although a call is up.
    Quiet,
    /// It went away in the middle, and why.
    Lost(String),
}

/// Something the live parts shall do.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// For the modem.
    Modem(modem::Request),
    /// Open the sound device; [`Input::Sound`] follows.
    OpenSound,
    /// Close it.
    CloseSound,
    /// The modem takes no sound for the moment (`true`), or takes it again.
    HoldSound(bool),
    /// The ears listen for an answer of this kind.
    Listen(Grammar),
    /// The ears take no turn: the box is speaking.
    Deafen,
    /// The voice says this; [`Input::Said`] follows.
    Say(Speech),
    /// The voice stops at once.
    Hush,
    /// For the store.
    Store(Entry),
    /// For whoever watches.
    Report(Report),
}

/// Something to be written down. Entries of one call come between `Rang` and `Ended`.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// A call has come in.
    Rang(Caller),
    /// It was answered.
    Answered,
    /// Somebody said something.
    Said(Speaker, String),
    /// Nothing that was said in this call is to be kept.
    ForgetSaid,
    /// A question nobody could answer.
    Unanswered(String),
    /// A record; [`Input::Committed`] follows.
    Commit(Record),
    /// A text to be sent.
    QueueText(PhoneNumber, String),
    /// The call is over.
    Ended(Outcome),
    /// Mark the oldest waiting text as being sent; [`Input::TextTaken`] follows.
    TakeText,
    /// What became of a text.
    TextDone(TextId, TextState),
}

/// The decisions of one line.
pub struct Switch {
    owner: Option<PhoneNumber>,
    make_program: ProgramMaker,
    state: State,
    call: Option<Call>,
    modem_ready: bool,
    /// The text that the modem is sending.
    texting: Option<TextId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    /// The program has not decided yet, or has decided not to answer.
    Ringing,
    Arming(Instant),
    Opening(Instant),
    Answering(Instant),
    Up,
    HangingUp(Instant, EndCause),
}

struct Call {
    program: Box<dyn Program + Send>,
    caller: Caller,
    grammar: Grammar,
    speaking: bool,
    alarms: BTreeMap<Tag, Instant>,
    outcome: Outcome,
    /// The caller refused to be recorded.
    off_the_record: bool,
    /// Records handed to the store whose answer is still to come.
    awaiting: Option<Record>,
}

impl std::fmt::Debug for Switch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Switch")
            .field("state", &self.state)
            .field("modem_ready", &self.modem_ready)
            .finish_non_exhaustive()
    }
}

impl Switch {
    /// A line that is idle. `owner` is who gets texts meant for the owner.
    #[must_use]
    pub fn new(owner: Option<PhoneNumber>, make_program: ProgramMaker) -> Self {
        Self {
            owner,
            make_program,
            state: State::Idle,
            call: None,
            modem_ready: false,
            texting: None,
        }
    }

    /// What to do about `input`. Outputs are carried out in order.
    pub fn handle(&mut self, input: Input, now: Now) -> Vec<Output> {
        let mut out = Vec::new();
        match input {
            Input::Modem(event) => self.modem(event, now, &mut out),
            Input::Sound(event) => self.sound(event, now, &mut out),
            Input::SpeechStarted => {
                out.push(report(now, ReportKind::SpeechStarted));
                self.tell(&Event::SpeechStarted, now, &mut out);
            }
            Input::TurnEnded(text) => self.turn_ended(text, now, &mut out),
            Input::Said => self.said(now, &mut out),
            Input::Committed(done) => self.committed(done, now, &mut out),
            Input::TextTaken(text) => self.send_text(text, &mut out),
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
            | State::HangingUp(by, _) => Some(by),
            State::Idle | State::Ringing | State::Up => None,
        };
        let alarms = self
            .call
            .iter()
            .flat_map(|call| call.alarms.values().copied());
        alarms.chain(deadline).min()
    }

    /// Whether a call is in any state at all.
    #[must_use]
    pub const fn is_idle(&self) -> bool {
        matches!(self.state, State::Idle)
    }

    fn modem(&mut self, event: modem::Event, now: Now, out: &mut Vec<Output>) {
        match (event, self.state) {
            (modem::Event::State(state), _) => {
                // A call that goes down with the modem is told apart, as its end.
                self.modem_ready = state.is_ready();
                out.push(report(now, ReportKind::Modem(state)));
                self.next_text(out);
            }
            (modem::Event::Ringing { caller }, State::Idle) => self.ring(caller, now, out),
            (modem::Event::AudioArmed { .. }, State::Arming(by)) => {
                self.state = State::Opening(by);
                out.push(Output::OpenSound);
            }
            (modem::Event::AudioNotArmed { why }, State::Arming(_)) => {
                let why = format!("the modem refused to switch its sound on: {why}");
                self.give_up(&why, now, out);
            }
            (modem::Event::Answered, State::Answering(_)) => {
                self.state = State::Up;
                out.push(Output::Store(Entry::Answered));
                out.push(report(now, ReportKind::Answered));
                out.push(Output::Deafen);
                self.tell(&Event::Answered, now, out);
            }
            (modem::Event::NotAnswered { why }, State::Answering(_)) => match why {
                AnswerFault::NoCall | AnswerFault::CallerGone => {
                    self.finish(EndCause::Unanswered, now, out);
                }
                AnswerFault::Gone => self.finish(EndCause::Fault, now, out),
                AnswerFault::AudioNotArmed | AnswerFault::Refused(_) | AnswerFault::TimedOut => {
                    self.give_up(&why.to_string(), now, out);
                }
            },
            (
                modem::Event::RingingStopped | modem::Event::Ended { .. },
                State::Ringing | State::Arming(_) | State::Opening(_) | State::Answering(_),
            ) => self.finish(EndCause::Unanswered, now, out),
            (modem::Event::Ended { why }, State::Up) => {
                let cause = match why {
                    Ending::Remote => EndCause::Caller,
                    Ending::ModemReset | Ending::PortLost | Ending::Stuck => EndCause::Fault,
                };
                self.finish(cause, now, out);
            }
            (modem::Event::Ended { .. } | modem::Event::HungUp, State::HangingUp(_, cause)) => {
                self.finish(cause, now, out);
            }
            (modem::Event::UplinkHeld { held }, _) => out.push(Output::HoldSound(held)),
            (modem::Event::TextSent { id, .. }, _) => {
                self.text_done(id, TextState::Sent, ReportKind::TextSent, now, out);
            }
            (
                modem::Event::TextFailed {
                    id,
                    why,
                    maybe_sent,
                },
                _,
            ) => {
                let why = why.to_string();
                let shown = ReportKind::TextFailed(why.clone());
                let state = if maybe_sent {
                    TextState::Unknown(why)
                } else {
                    TextState::Failed(why)
                };
                self.text_done(id, state, shown, now, out);
            }
            _ => {} // late news of a call that is over
        }
    }

    fn ring(&mut self, caller: Caller, now: Now, out: &mut Vec<Output>) {
        let program = (self.make_program)(now.wall);
        self.call = Some(Call {
            program,
            caller: caller.clone(),
            grammar: Grammar::Open,
            speaking: false,
            alarms: BTreeMap::new(),
            outcome: Outcome::Missed,
            off_the_record: false,
            awaiting: None,
        });
        self.state = State::Ringing;
        out.push(Output::Store(Entry::Rang(caller.clone())));
        out.push(report(now, ReportKind::Ringing(caller.clone())));
        self.tell(&Event::Ringing { caller }, now, out);
    }

    fn sound(&mut self, event: SoundEvent, now: Now, out: &mut Vec<Output>) {
        match (event, self.state) {
            (SoundEvent::Ready, State::Opening(by)) => {
                self.state = State::Answering(by);
                out.push(Output::Modem(modem::Request::Answer));
            }
            (SoundEvent::Failed(why), State::Opening(_)) => {
                self.give_up(&format!("the sound could not be opened: {why}"), now, out);
            }
            (SoundEvent::Quiet, State::Up) => {
                let why = "the modem delivers no sound".to_owned();
                out.push(report(now, ReportKind::Fault(why)));
            }
            (SoundEvent::Lost(why), State::Up | State::Answering(_)) => {
                out.push(report(
                    now,
                    ReportKind::Fault(format!("the sound went away: {why}")),
                ));
                self.hang_up(EndCause::Fault, now, out);
            }
            _ => {}
        }
    }

    /// The call cannot be answered: better a caller who hears that than one who hears nothing.
    fn give_up(&mut self, why: &str, now: Now, out: &mut Vec<Output>) {
        out.push(report(now, ReportKind::Fault(why.to_owned())));
        self.hang_up(EndCause::Fault, now, out);
    }

    fn turn_ended(&mut self, text: String, now: Now, out: &mut Vec<Output>) {
        if !text.is_empty() {
            self.keep_said(Speaker::Caller, &text, out);
            out.push(report(now, ReportKind::Caller(text.clone())));
        }
        self.tell(&Event::TurnEnded(Turn { text }), now, out);
    }

    fn said(&mut self, now: Now, out: &mut Vec<Output>) {
        let Some(call) = &mut self.call else { return };
        if !call.speaking {
            return;
        }
        call.speaking = false;
        out.push(report(now, ReportKind::Spoken));
        out.push(Output::Listen(call.grammar));
        self.tell(&Event::Said, now, out);
    }

    fn committed(&mut self, done: bool, now: Now, out: &mut Vec<Output>) {
        let Some(record) = self.call.as_mut().and_then(|call| call.awaiting.take()) else {
            return;
        };
        if done {
            out.push(report(now, ReportKind::Committed(record)));
            self.tell(&Event::Committed, now, out);
        } else {
            self.tell(&Event::NotCommitted, now, out);
        }
    }

    fn wake(&mut self, now: Now, out: &mut Vec<Output>) {
        match self.state {
            State::Arming(by) | State::Opening(by) | State::Answering(by) if by <= now.at => {
                self.give_up("the call could not be answered in time", now, out);
            }
            State::HangingUp(by, cause) if by <= now.at => {
                let why = "the modem did not confirm that the call is over".to_owned();
                out.push(report(now, ReportKind::Fault(why)));
                self.finish(cause, now, out);
            }
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

    /// Tells the program, and carries out what it answers.
    fn tell(&mut self, event: &Event, now: Now, out: &mut Vec<Output>) {
        let Some(call) = &mut self.call else { return };
        for action in call.program.handle(event, now.at) {
            self.carry_out(action, now, out);
        }
    }

    fn carry_out(&mut self, action: Action, now: Now, out: &mut Vec<Output>) {
        let Some(call) = &mut self.call else { return };
        let up = self.state == State::Up;
        match action {
            Action::Answer if self.state == State::Ringing => {
                self.state = State::Arming(now.at + ANSWER_WITHIN);
                out.push(Output::Modem(modem::Request::ArmAudio {
                    mode: AudioMode::Serial,
                }));
            }
            Action::HangUp if up => self.hang_up(EndCause::Us, now, out),
            Action::Say(speech) if up && !speech.parts.is_empty() => {
                call.speaking = true;
                let text = speech.text();
                out.push(Output::Deafen);
                out.push(Output::Say(speech));
                self.keep_said(Speaker::Munjigi, &text, out);
                out.push(report(now, ReportKind::Munjigi(text)));
            }
            Action::Hush if up => {
                out.push(Output::Hush);
                if std::mem::take(&mut call.speaking) {
                    out.push(Output::Listen(call.grammar));
                }
            }
            Action::Expect(grammar) if up => {
                call.grammar = grammar;
                if !call.speaking {
                    out.push(Output::Listen(grammar));
                }
            }
            Action::WakeAt(when, tag) => {
                call.alarms.insert(tag, when);
            }
            Action::Commit(record) => {
                call.awaiting = Some(record.clone());
                out.push(Output::Store(Entry::Commit(record)));
            }
            Action::Text(text) => self.queue_text(text, now, out),
            Action::Note(note) => self.note(note, out),
            // Too late, or too early: the call is not up.
            Action::Answer | Action::HangUp | Action::Say(_) | Action::Hush | Action::Expect(_) => {
            }
        }
    }

    fn note(&mut self, note: Note, out: &mut Vec<Output>) {
        let Some(call) = &mut self.call else { return };
        match note {
            Note::Outcome(outcome) => call.outcome = outcome,
            Note::Unanswered(_) if call.off_the_record => {}
            Note::Unanswered(question) => {
                out.push(Output::Store(Entry::Unanswered(question)));
            }
            Note::RecordingRefused => {
                call.off_the_record = true;
                out.push(Output::Store(Entry::ForgetSaid));
            }
        }
    }

    fn keep_said(&self, who: Speaker, text: &str, out: &mut Vec<Output>) {
        if self.call.as_ref().is_some_and(|call| !call.off_the_record) {
            out.push(Output::Store(Entry::Said(who, text.to_owned())));
        }
    }

    fn hang_up(&mut self, cause: EndCause, now: Now, out: &mut Vec<Output>) {
        self.state = State::HangingUp(now.at + HANG_UP_WITHIN, cause);
        out.push(Output::Hush);
        out.push(Output::Deafen);
        out.push(Output::Modem(modem::Request::HangUp));
    }

    /// The call is over, one way or another.
    fn finish(&mut self, cause: EndCause, now: Now, out: &mut Vec<Output>) {
        self.tell(&Event::Ended(cause), now, out);
        self.state = State::Idle;
        let Some(call) = self.call.take() else { return };
        out.push(Output::Hush);
        out.push(Output::Deafen);
        out.push(Output::CloseSound);
        out.push(Output::Modem(modem::Request::DisarmAudio));
        out.push(Output::Store(Entry::Ended(call.outcome)));
        out.push(report(now, ReportKind::Ended(cause, call.outcome)));
        self.next_text(out);
    }

    fn queue_text(&self, text: TextMessage, now: Now, out: &mut Vec<Output>) {
        let to = match text.to {
            Recipient::Caller => self.call.as_ref().and_then(|call| call.caller.number()),
            Recipient::Owner => self.owner.as_ref(),
        };
        match to.filter(|number| number.is_mobile()) {
            Some(number) => {
                out.push(Output::Store(Entry::QueueText(
                    number.clone(),
                    text.body.clone(),
                )));
                out.push(report(now, ReportKind::TextQueued(text.body)));
            }
            None => out.push(report(
                now,
                ReportKind::Fault("a text had no mobile number to go to".to_owned()),
            )),
        }
    }

    /// Texts go out one by one, and never while a call is on.
    fn next_text(&self, out: &mut Vec<Output>) {
        if self.modem_ready && self.is_idle() && self.texting.is_none() {
            out.push(Output::Store(Entry::TakeText));
        }
    }

    fn send_text(&mut self, text: Option<WaitingText>, out: &mut Vec<Output>) {
        let Some(text) = text else { return };
        self.texting = Some(text.id);
        let id = text.id.number().unsigned_abs();
        let WaitingText { to, body, .. } = text;
        out.push(Output::Modem(modem::Request::SendText { id, to, body }));
    }

    fn text_done(
        &mut self,
        id: u64,
        state: TextState,
        shown: ReportKind,
        now: Now,
        out: &mut Vec<Output>,
    ) {
        if let Some(text) = self
            .texting
            .take_if(|text| text.number().unsigned_abs() == id)
        {
            out.push(Output::Store(Entry::TextDone(text, state)));
            out.push(report(now, shown));
            self.next_text(out);
        }
    }
}

const fn report(now: Now, kind: ReportKind) -> Output {
    Output::Report(Report { at: now.at, kind })
}
