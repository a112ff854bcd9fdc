//! The conversation itself.
//!
//! ```text
//!            notice                     values missing        all known
//! Ringing ───────────▶ Open ──reserve──▶ Asking ─────────────▶ Confirming ──"네"──▶ Committing
//!                      │  ▲              │                        │ "아니요"           │
//!                hours │  │ answered     │ not understood twice   ▼                    ▼
//!                      └──┘              └──────▶ Message     Changing            Closing ──▶ Over
//! ```

use std::{sync::Arc, time::Duration};

use jiff::civil::DateTime;

use crate::{
    call::{
        Action, Booking, EndCause, Event, Expected, Grammar, Message, Note, Outcome, Program,
        Recipient, Record, Speech, Tag, TextMessage,
    },
    korean::{calendar::weekday_name, yes_no::Answer},
    phone::Caller,
    time::Instant,
};

use super::{
    booking::{Frame, Obstacle, Slot},
    hints, sentences as say,
    shop::Shop,
    understanding::{Asked, Heard, Wish, understand},
};

/// After this much silence the box asks whether somebody is there, and after as much again it says
/// goodbye.
const SILENCE: Duration = Duration::from_millis(8_000);
/// After an answered question, silence means that the caller has what they wanted.
const SATISFIED: Duration = Duration::from_millis(5_000);
/// How long the box waits behind its goodbye in case the caller thinks of something else.
const FAREWELL: Duration = Duration::from_millis(1_000);

const QUIET: Tag = Tag("quiet");
const HANG_UP: Tag = Tag("hang up");

/// Something not understood this often goes to the owner.
const PATIENCE: u8 = 2;

/// One inbound call.
#[derive(Clone, Debug)]
pub struct Receptionist {
    shop: Arc<Shop>,
    /// The wall clock at the first event, and when that was.
    rang: (DateTime, Option<Instant>),
    caller: Caller,
    state: State,
    frame: Frame,
    /// How often in a row something was not understood.
    misses: u8,
    /// How often in a row the recogniser failed.
    unheard: u8,
    /// How often in a row nothing was said.
    silences: u8,
    /// Nothing has been said since the box finished speaking.
    quiet: bool,
    heard_anything: bool,
    unanswered: Vec<String>,
    outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq)]
enum State {
    Ringing,
    /// Waiting for a wish; after an answer `again` is true.
    Open {
        again: bool,
    },
    Asking(Slot),
    Confirming(Booking),
    Changing,
    Committing(Booking),
    /// Waiting for the caller's message to the owner.
    Message,
    KeepingMessage,
    /// The goodbye is being said; afterwards the box hangs up.
    Closing,
    Over,
}

impl Program for Receptionist {
    fn handle(&mut self, event: &Event, at: Instant) -> Vec<Action> {
        let rang = *self.rang.1.get_or_insert(at);
        let now = self.rang.0
            + jiff::SignedDuration::try_from(at.since(rang)).unwrap_or(jiff::SignedDuration::ZERO);
        match event {
            Event::Ringing { caller } => {
                self.caller = caller.clone();
                self.frame = Frame::for_caller(caller.number());
                vec![Action::Answer]
            }
            Event::Answered => {
                self.outcome = Outcome::Silent;
                self.open(say::notice(&self.shop), false)
            }
            Event::SpeechStarted => {
                self.quiet = false;
                Vec::new()
            }
            Event::TurnEnded(turn) => self.turn(&turn.text, now),
            Event::NotHeard => self.not_heard(),
            Event::NotSaid => self.trouble(),
            Event::Said => self.said(at),
            Event::Woke(tag) => self.woke(*tag),
            Event::Committed => self.committed(),
            Event::NotCommitted => self.not_committed(),
            Event::Ended(cause) => self.ended(*cause),
            // It asks for no keys, and presses none.
            Event::Alerting | Event::Pressed | Event::NotPressed | Event::Key(_) => Vec::new(),
        }
    }

    fn fork(&self) -> Option<Box<dyn Program + Send>> {
        Some(Box::new(self.clone()))
    }
}

impl Receptionist {
    /// A receptionist for one call that rings at `now`, the shop's wall clock.
    #[must_use]
    pub fn new(shop: Arc<Shop>, now: DateTime) -> Self {
        Self {
            shop,
            rang: (now, None),
            caller: Caller::Unavailable,
            state: State::Ringing,
            frame: Frame::default(),
            misses: 0,
            unheard: 0,
            silences: 0,
            quiet: false,
            heard_anything: false,
            unanswered: Vec::new(),
            outcome: Outcome::Missed,
        }
    }

    /// The caller has said something.
    fn turn(&mut self, text: &str, now: DateTime) -> Vec<Action> {
        self.quiet = false;
        self.unheard = 0;
        let heard = understand(text, self.asked(), &self.shop, now);
        if !heard.words.is_empty() {
            self.silences = 0;
            if !self.heard_anything {
                self.heard_anything = true;
                self.outcome = Outcome::Nothing;
            }
        }
        if heard.wish == Some(Wish::NoRecording) {
            let mut actions = vec![Action::Note(Note::RecordingRefused)];
            actions.extend(self.open(Speech::fixed(say::NO_RECORDING), false));
            return actions;
        }
        match self.state.clone() {
            State::Open { again } => self.wish(&heard, again, now),
            State::Asking(slot) => self.value(&heard, slot, now),
            State::Confirming(booking) => self.verdict(&heard, booking, now),
            State::Changing => self.change(&heard, now),
            State::Message => self.message(&heard),
            // The caller goes on after the goodbye.
            State::Closing => self.wish(&heard, true, now),
            State::Ringing | State::Committing(_) | State::KeepingMessage | State::Over => {
                Vec::new()
            }
        }
    }

    fn asked(&self) -> Asked {
        match self.state {
            State::Open { again: true } | State::Closing => Asked::AnythingElse,
            State::Asking(Slot::Phone) => Asked::Phone,
            State::Asking(_) | State::Changing => Asked::Value,
            State::Confirming(_) => Asked::Confirmation,
            _ => Asked::Anything,
        }
    }

    fn wish(&mut self, heard: &Heard, again: bool, now: DateTime) -> Vec<Action> {
        let values = [
            heard.date.is_some(),
            heard.time.is_some(),
            heard.party.is_some(),
        ];
        let several = values.iter().filter(|v| **v).count() >= 2;
        match heard.wish {
            Some(Wish::Reserve) => self.reserve(heard, now),
            Some(Wish::Hours) => self.hours(heard, now),
            Some(Wish::Owner) => self.for_owner(heard),
            _ if several => self.reserve(heard, now),
            _ if again && (heard.answer == Some(Answer::No) || declines(heard)) => self.goodbye(),
            _ if again && heard.answer == Some(Answer::Yes) => {
                self.open(Speech::fixed(say::ASK_WISH), true)
            }
            _ => self.not_understood(heard, Speech::fixed(say::ASK_AGAIN)),
        }
    }

    fn reserve(&mut self, heard: &Heard, now: DateTime) -> Vec<Action> {
        self.outcome = Outcome::Abandoned; // until it is booked
        self.frame.take(heard);
        self.next_step(now)
    }

    fn hours(&mut self, heard: &Heard, now: DateTime) -> Vec<Action> {
        let date = heard.date.unwrap_or_else(|| now.date());
        let weekday = weekday_name(date.weekday());
        let day = match (date - now.date()).get_days() {
            0 => "오늘",
            1 => "내일",
            _ => weekday,
        };
        self.misses = 0;
        self.outcome = self.outcome.max_of(Outcome::Answered);
        let answer = say::hours_on(&self.shop, day, date.weekday());
        self.open(answer, true)
    }

    /// A value was asked for.
    fn value(&mut self, heard: &Heard, slot: Slot, now: DateTime) -> Vec<Action> {
        if self.frame.take(heard) {
            return self.next_step(now);
        }
        match heard.wish {
            Some(Wish::Hours) => {
                let mut actions = self.hours(heard, now);
                actions.retain(|action| !matches!(action, Action::Expect(_)));
                actions.extend(self.ask(slot, false));
                actions
            }
            Some(Wish::Owner) => self.for_owner(heard),
            _ => self.not_understood(heard, say::ask(slot, true)),
        }
    }

    /// The booking was read back.
    fn verdict(&mut self, heard: &Heard, booking: Booking, now: DateTime) -> Vec<Action> {
        // A value beside a "yes" or "no" is a correction: what is committed is what was read back.
        let before = self.frame.clone();
        if self.frame.take(heard) && self.frame != before {
            return self.next_step(now);
        }
        match heard.answer {
            Some(Answer::Yes) => {
                self.state = State::Committing(booking.clone());
                vec![Action::Commit(Record::Booking(booking))]
            }
            Some(Answer::No | Answer::Correction) => {
                self.misses = 0;
                self.ask_for(
                    State::Changing,
                    Speech::fixed(say::WHAT_TO_CHANGE),
                    Grammar::Open,
                )
            }
            None if heard.wish == Some(Wish::Owner) => self.for_owner(heard),
            None => self.not_understood(heard, Speech::fixed(say::CONFIRM_AGAIN)),
        }
    }

    fn change(&mut self, heard: &Heard, now: DateTime) -> Vec<Action> {
        if self.frame.take(heard) {
            return self.next_step(now);
        }
        match heard.wish {
            Some(Wish::Owner) => self.for_owner(heard),
            _ => self.not_understood(heard, Speech::fixed(say::WHAT_TO_CHANGE)),
        }
    }

    /// Asks for what is missing, or reads the booking back.
    fn next_step(&mut self, now: DateTime) -> Vec<Action> {
        self.misses = 0;
        match self.frame.complete(&self.shop, now) {
            Ok(booking) => {
                let speech = say::read_back(
                    booking.date,
                    booking.time,
                    booking.party,
                    self.frame.spoken_phone(),
                    now.date(),
                );
                self.ask_for(State::Confirming(booking), speech, Grammar::YesNo)
            }
            Err(Obstacle::Missing(slot)) => self.ask(slot, false),
            Err(Obstacle::Past) => {
                self.frame.forget_time(true);
                self.ask_for(
                    State::Asking(Slot::Date),
                    Speech::fixed(say::PAST),
                    Grammar::Open,
                )
            }
            Err(Obstacle::Closed(date)) => {
                self.frame.forget_time(self.shop.hours.on(date).is_none());
                let speech = say::closed_then(&self.shop, date);
                self.ask_for(State::Asking(Slot::Time), speech, Grammar::Open)
            }
            Err(Obstacle::TooMany) => {
                let why = say::too_many(&self.shop);
                self.tell_owner(why)
            }
        }
    }

    fn ask(&mut self, slot: Slot, again: bool) -> Vec<Action> {
        let grammar = match slot {
            Slot::Phone => Grammar::Digits,
            _ => Grammar::Slot,
        };
        self.ask_for(State::Asking(slot), say::ask(slot, again), grammar)
    }

    fn not_understood(&mut self, heard: &Heard, again: Speech) -> Vec<Action> {
        self.misses += 1;
        let mut actions = Vec::new();
        if !heard.words.is_empty() {
            self.unanswered.push(heard.words.clone());
        }
        if self.misses >= PATIENCE {
            for question in &self.unanswered {
                actions.push(Action::Note(Note::Unanswered(question.clone())));
            }
            actions.extend(self.tell_owner(Speech::default()));
        } else {
            actions.push(Action::Say(again));
        }
        actions
    }

    /// The recogniser failed. It is on its feet again in a moment: once it is worth asking again.
    fn not_heard(&mut self) -> Vec<Action> {
        self.quiet = false;
        self.unheard += 1;
        match self.state {
            State::Ringing | State::Committing(_) | State::KeepingMessage | State::Over => {
                Vec::new()
            }
            _ if self.unheard < PATIENCE => vec![Action::Say(Speech::fixed(say::NOT_HEARD))],
            _ => self.trouble(),
        }
    }

    /// Hearing or speaking has failed: what is known goes to the owner, with sentences that are there.
    fn trouble(&mut self) -> Vec<Action> {
        if !matches!(
            self.state,
            State::Open { .. }
                | State::Asking(_)
                | State::Confirming(_)
                | State::Changing
                | State::Message
        ) {
            return Vec::new();
        }
        self.unanswered.push(say::TROUBLE_NOTE.to_owned());
        let mut actions = vec![Action::Hush, Action::Say(Speech::fixed(say::TROUBLE))];
        if let Some(message) = self.owner_message() {
            self.state = State::KeepingMessage;
            actions.push(Action::Commit(Record::Message(message)));
        }
        actions
    }

    /// Only the owner can do this: what was said goes into the message.
    fn for_owner(&mut self, heard: &Heard) -> Vec<Action> {
        self.unanswered.push(heard.words.clone());
        self.tell_owner(Speech::default())
    }

    fn tell_owner(&mut self, before: Speech) -> Vec<Action> {
        self.misses = 0;
        let speech = before.then_fixed(say::TELL_OWNER);
        self.ask_for(State::Message, speech, Grammar::Message)
    }

    fn message(&mut self, heard: &Heard) -> Vec<Action> {
        if heard.words.is_empty() {
            self.misses += 1;
            if self.misses < PATIENCE {
                return vec![Action::Say(Speech::fixed(say::TELL_OWNER))];
            }
        }
        let nothing_more = heard.answer == Some(Answer::No) && heard.words.chars().count() <= 8;
        if !heard.words.is_empty() && !nothing_more {
            self.unanswered.push(heard.words.clone());
        }
        match self.owner_message() {
            Some(message) => {
                self.state = State::KeepingMessage;
                vec![Action::Commit(Record::Message(message))]
            }
            None => self.goodbye(),
        }
    }

    /// What the owner should read, when there is anything.
    fn owner_message(&mut self) -> Option<Message> {
        let body = std::mem::take(&mut self.unanswered).join("\n");
        (!body.is_empty()).then(|| Message {
            body,
            phone: self.caller.number().cloned(),
        })
    }

    fn committed(&mut self) -> Vec<Action> {
        match std::mem::replace(&mut self.state, State::Closing) {
            State::Committing(booking) => {
                self.outcome = Outcome::Booked;
                self.frame = Frame::for_caller(self.caller.number());
                let textable = self.caller.number().is_some_and(|n| n.is_mobile());
                if textable {
                    vec![
                        Action::Text(TextMessage {
                            to: Recipient::Caller,
                            body: say::confirmation_text(&self.shop, &booking),
                        }),
                        Action::Expect(Grammar::Open.into()),
                        Action::Say(Speech::fixed(say::BOOKED_WITH_TEXT)),
                    ]
                } else {
                    self.close(say::BOOKED)
                }
            }
            State::KeepingMessage => {
                self.outcome = self.outcome.max_of(Outcome::Message);
                self.close(say::MESSAGE_TAKEN)
            }
            other => {
                self.state = other;
                Vec::new()
            }
        }
    }

    fn not_committed(&mut self) -> Vec<Action> {
        let sentence = match self.state {
            State::Committing(_) => say::NOT_BOOKED,
            State::KeepingMessage => say::NOT_TAKEN,
            _ => return Vec::new(),
        };
        self.outcome = Outcome::Failed;
        self.close(sentence)
    }

    /// The box has finished speaking.
    fn said(&mut self, at: Instant) -> Vec<Action> {
        self.quiet = true;
        match self.state {
            State::Closing => vec![Action::WakeAt(at + FAREWELL, HANG_UP)],
            State::Open { again: true } => vec![Action::WakeAt(at + SATISFIED, QUIET)],
            State::Ringing | State::Over => Vec::new(),
            _ => vec![Action::WakeAt(at + SILENCE, QUIET)],
        }
    }

    fn woke(&mut self, tag: Tag) -> Vec<Action> {
        if !self.quiet {
            return Vec::new(); // somebody has spoken in the meantime
        }
        match (tag, &self.state) {
            (HANG_UP, State::Closing) => {
                self.state = State::Over;
                vec![Action::HangUp]
            }
            (QUIET, State::Open { again: true }) => self.goodbye(),
            (QUIET, State::Closing | State::Over | State::Ringing) => Vec::new(),
            (QUIET, _) => {
                self.quiet = false;
                self.silences += 1;
                if self.silences < PATIENCE {
                    vec![Action::Say(Speech::fixed(say::STILL_THERE))]
                } else {
                    self.close(say::NOBODY)
                }
            }
            _ => Vec::new(),
        }
    }

    /// The call is over: nothing that was understood is lost.
    fn ended(&mut self, cause: EndCause) -> Vec<Action> {
        let unfinished = std::mem::replace(&mut self.state, State::Over);
        let mut actions = Vec::new();
        if cause == EndCause::Fault && self.outcome != Outcome::Booked {
            self.outcome = Outcome::Failed;
        }
        if unfinished == State::Message
            && let Some(message) = self.owner_message()
        {
            self.outcome = self.outcome.max_of(Outcome::Message);
            actions.push(Action::Commit(Record::Message(message)));
        }
        actions.push(Action::Note(Note::Outcome(self.outcome)));
        actions
    }

    fn goodbye(&mut self) -> Vec<Action> {
        self.close(say::GOODBYE)
    }

    fn close(&mut self, sentence: &str) -> Vec<Action> {
        self.ask_for(State::Closing, Speech::fixed(sentence), Grammar::Open)
    }

    fn open(&mut self, speech: Speech, again: bool) -> Vec<Action> {
        self.ask_for(State::Open { again }, speech, Grammar::Open)
    }

    fn ask_for(&mut self, state: State, speech: Speech, grammar: Grammar) -> Vec<Action> {
        self.state = state;
        let hint = match (&self.state, grammar) {
            (State::Asking(slot), _) => hints::slot(*slot),
            (_, Grammar::YesNo) => hints::yes_no(),
            (_, Grammar::Message) => hints::message(),
            _ => hints::open(&self.shop),
        };
        vec![
            Action::Say(speech),
            Action::Expect(Expected { grammar, hint }),
        ]
    }
}

/// "아니요, 곤창수입니다": a no whose second half was misheard. A statement, unlike a question, asks
/// for nothing more.
fn declines(heard: &Heard) -> bool {
    heard.answer == Some(Answer::Correction) && heard.words.ends_with("니다")
}
