//! The conversation itself.
//!
//! ```text
//!            notice                     values missing        all known
//! Ringing ───────────▶ Open ──reserve──▶ Asking ─────────────▶ Confirming ──"네"──▶ Committing
//!                      │  ▲              │  ▲ not to be had       │ "아니요"           │
//!            questions │  │ answered     │  └──── Choosing        ▼                    ▼
//!                      └──┘              ▼                     Changing      Closing or Open ──▶ Over
//!          not understood twice ──▶ Message, AskOwner, Callback
//!          not understood, and somebody may be asked ──▶ Doubting ──▶ answered, or as if it had not been
//! ```

mod advice;
mod book;
mod commit;
mod manners;
mod number;
mod owner;
mod standing;
mod wish;

use std::{sync::Arc, time::Duration};

use jiff::civil::{Date, DateTime};

use crate::{
    call::{
        Action, Booked, Booking, Callback, EndCause, Event, Expected, Grammar, Ledger, Message,
        Note, Outcome, Program, Record, Speech, Tag,
    },
    phone::Caller,
    time::Instant,
};

use self::advice::Doubt;
use super::{
    booking::{Frame, Slot},
    desk::Desk,
    hints,
    offers::Offers,
    say,
    shop::Take,
    understanding::{Asked, Heard, Questions, Wish, understand},
};

const QUIET: Tag = Tag("quiet");
const HANG_UP: Tag = Tag("hang up");
const PICK_UP: Tag = Tag("pick up");

/// Something not understood this often goes to the owner.
const PATIENCE: u8 = 2;
/// What was refused so often, without anything new, is asked for one by one.
const ONE_BY_ONE: u8 = 2;
/// What was read back wrongly more often than this goes to the owner.
const REFUSALS: u8 = 4;

/// One inbound call.
#[derive(Clone, Debug)]
pub struct Receptionist {
    desk: Arc<Desk>,
    ledger: Arc<Ledger>,
    /// What the owner has answered since the settings were saved, ready to be found.
    answered: Arc<Questions>,
    /// The wall clock at the first event, and when that was.
    rang: (DateTime, Option<Instant>),
    /// The wall clock at the last event.
    now: DateTime,
    at: Instant,
    /// Somebody can be asked what is meant.
    advised: bool,
    caller: Caller,
    state: State,
    frame: Frame,
    /// What was said last, to be said again.
    last: Speech,
    /// How often in a row something was not understood.
    misses: u8,
    /// How often what was read back was not right.
    refused: u8,
    /// How often in a row there was sound without words.
    noises: u8,
    /// How often in a row the recogniser failed.
    unheard: u8,
    /// How often in a row nothing was said.
    silences: u8,
    /// How often the caller was asked to stop selling or swearing.
    warned: u8,
    /// Somebody tries to sell something.
    sold: bool,
    /// Nothing has been said since the box finished speaking.
    quiet: bool,
    /// The caller has asked for a moment.
    waiting: bool,
    /// The caller has asked to be spoken to more slowly.
    slowly: bool,
    heard_anything: bool,
    unanswered: Vec<String>,
    /// The owner is to hear of what was said, whatever comes.
    leaves_word: bool,
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
    /// Asked somebody else what is meant; the caller waits.
    Doubting(Box<Doubt>),
    /// Other times or days were offered.
    Choosing(Offers),
    /// Which of several bookings is meant, and what for.
    Which(Wish),
    /// Asked whether this booking shall go.
    Cancelling(Booked),
    /// Asked whether the owner shall be asked this.
    AskOwner(String),
    /// Asked when to call back.
    CallbackWhen(Callback),
    /// Asked whether this is right.
    CallbackConfirm(Callback),
    /// Waiting for the caller's message to the owner.
    Message,
    /// A record is being written; what it replaces, and whether the talk goes on behind it.
    Committing(Record, Option<Booking>, Then),
    /// The goodbye is being said; afterwards the box hangs up.
    Closing,
    /// The last sentence is being said, and nothing more is listened to.
    Leaving,
    Over,
}

/// What comes when a record is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Close,
    GoOn,
}

impl Program for Receptionist {
    fn handle(&mut self, event: &Event, at: Instant) -> Vec<Action> {
        self.at = at;
        let rang = *self.rang.1.get_or_insert(at);
        self.now = self.rang.0
            + jiff::SignedDuration::try_from(at.since(rang)).unwrap_or(jiff::SignedDuration::ZERO);
        let mut actions = self.no_longer_doubt(event);
        actions.extend(self.on(event, at));
        if self.slowly {
            for action in &mut actions {
                if let Action::Say(speech) = action {
                    speech.slowly = true;
                }
            }
        }
        actions
    }

    fn fork(&self) -> Option<Box<dyn Program + Send>> {
        Some(Box::new(self.clone()))
    }
}

impl Receptionist {
    fn on(&mut self, event: &Event, at: Instant) -> Vec<Action> {
        match event {
            Event::Ringing { caller } => self.ringing(caller, at),
            Event::Ledger(ledger) => {
                self.learn(ledger);
                Vec::new()
            }
            Event::Answered => {
                self.outcome = Outcome::Silent;
                self.open(say::notice(&self.desk.shop), false)
            }
            Event::SpeechStarted => {
                self.quiet = false;
                Vec::new()
            }
            Event::Chosen(which) => self.chosen(*which),
            Event::TurnEnded(turn) => self.turn(&turn.text, at),
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

    /// A receptionist for one call that rings at `now`, the shop's wall clock.
    #[must_use]
    pub fn new(desk: Arc<Desk>, now: DateTime) -> Self {
        Self {
            desk,
            ledger: Arc::default(),
            answered: Arc::default(),
            rang: (now, None),
            now,
            at: Instant::ZERO,
            advised: false,
            caller: Caller::Unavailable,
            state: State::Ringing,
            frame: Frame::default(),
            last: Speech::default(),
            misses: 0,
            refused: 0,
            noises: 0,
            unheard: 0,
            silences: 0,
            warned: 0,
            sold: false,
            quiet: false,
            waiting: false,
            slowly: false,
            heard_anything: false,
            unanswered: Vec::new(),
            leaves_word: false,
            outcome: Outcome::Missed,
        }
    }

    /// The same, where somebody answers [`Action::Choose`].
    #[must_use]
    pub const fn advised(mut self) -> Self {
        self.advised = true;
        self
    }

    fn ringing(&mut self, caller: &Caller, at: Instant) -> Vec<Action> {
        self.caller = caller.clone();
        self.frame = Frame::for_caller(caller.number());
        let shop = &self.desk.shop;
        match shop.answering.take(caller, shop.hours.takes(self.now, 0)) {
            Take::Now => vec![Action::Answer],
            Take::After(wait) => vec![Action::WakeAt(at + wait, PICK_UP)],
            Take::Never => Vec::new(),
            Take::Refuse => {
                self.state = State::Over;
                self.outcome = Outcome::Unwanted;
                vec![Action::HangUp]
            }
        }
    }

    fn learn(&mut self, ledger: &Arc<Ledger>) {
        if !Arc::ptr_eq(&self.ledger.answered, &ledger.answered) && !ledger.answered.is_empty() {
            let asked: Vec<[String; 1]> = ledger
                .answered
                .iter()
                .map(|a| [a.question.clone()])
                .collect();
            let none: &[String] = &[];
            self.answered = Arc::new(Questions::new(asked.iter().map(|a| (&a[..], none))));
        }
        self.ledger = Arc::clone(ledger);
    }

    /// The caller has said something.
    fn turn(&mut self, text: &str, at: Instant) -> Vec<Action> {
        self.quiet = false;
        self.waiting = false;
        self.unheard = 0;
        let doubt = self.take_doubt();
        let heard = understand(text, self.asked(), &self.desk, &self.answered, self.now);
        let before = match doubt {
            Some(doubt) if heard.words.is_empty() || self.only_hesitates(&heard) => {
                return self.still_in_doubt(&doubt);
            }
            Some(doubt) => self.left_in_doubt(&doubt),
            None => Vec::new(),
        };
        if heard.words.is_empty() {
            return self.only_noise();
        }
        if self.only_hesitates(&heard) {
            self.noises += 1;
            self.quiet = true;
            return vec![Action::WakeAt(at + SILENCE, QUIET)];
        }
        self.silences = 0;
        self.noises = 0;
        if !self.heard_anything {
            self.heard_anything = true;
            self.outcome = Outcome::Nothing;
        }
        let mut actions = match self.manner(&heard) {
            Some(actions) => actions,
            None => self.understood(&heard),
        };
        if heard.sensitive {
            actions.insert(0, Action::Say(Speech::fixed(self.line(say::SENSITIVE))));
        }
        actions.splice(0..0, before);
        actions
    }

    fn understood(&mut self, heard: &Heard) -> Vec<Action> {
        match self.state.clone() {
            State::Open { again } => self.wish(heard, again),
            State::Asking(slot) => self.value(heard, slot),
            State::Confirming(booking) => self.verdict(heard, booking),
            State::Changing => self.change(heard),
            State::Choosing(offers) => self.choose(heard, &offers),
            State::Which(wish) => self.which(heard, wish),
            State::Cancelling(booked) => self.cancel(heard, booked),
            State::AskOwner(question) => self.ask_owner(heard, question),
            State::CallbackWhen(callback) => self.callback_when(heard, callback),
            State::CallbackConfirm(callback) => self.callback_confirm(heard, callback),
            State::Message => self.message(heard),
            // "네, 감사합니다": taking leave. Anything else goes on after the goodbye.
            State::Closing if heard.says_nothing() => {
                let speech = self.fixed(say::GOODBYE);
                self.ask_for(State::Leaving, speech, Grammar::Open)
            }
            State::Closing => self.wish(heard, true),
            State::Ringing
            | State::Doubting(_)
            | State::Committing(..)
            | State::Leaving
            | State::Over => Vec::new(),
        }
    }

    fn asked(&self) -> Asked {
        match self.state {
            State::Open { again: true } | State::Closing => Asked::AnythingElse,
            State::Asking(Slot::Phone) => Asked::Phone,
            State::Asking(Slot::Middle | Slot::End) => Asked::FourDigits,
            State::Asking(Slot::What) => Asked::Service,
            State::Asking(_) | State::Changing | State::Which(_) => Asked::Value,
            State::Confirming(_) | State::Cancelling(_) | State::CallbackConfirm(_) => {
                Asked::Confirmation
            }
            State::Choosing(_) | State::AskOwner(_) => Asked::Offer,
            State::CallbackWhen(_) => Asked::When,
            _ => Asked::Anything,
        }
    }

    // ------------------------------------------------------------------ saying and asking

    /// A sentence that every shop has, as this one speaks.
    fn line(&self, line: say::Line) -> &'static str {
        line.of(self.desk.shop.tone)
    }

    fn fixed(&self, line: say::Line) -> Speech {
        Speech::fixed(self.line(line))
    }

    fn close(&mut self, line: say::Line) -> Vec<Action> {
        let speech = self.fixed(line);
        self.ask_for(State::Closing, speech, Grammar::Open)
    }

    fn open(&mut self, speech: Speech, again: bool) -> Vec<Action> {
        self.ask_for(State::Open { again }, speech, Grammar::Open)
    }

    fn ask_for(&mut self, state: State, speech: Speech, grammar: Grammar) -> Vec<Action> {
        self.state = state;
        self.last = Speech {
            to_the_end: false,
            ..speech.clone()
        };
        let hint = match (&self.state, grammar) {
            (State::Asking(slot), _) => hints::slot(*slot, &self.desk),
            (State::Choosing(offers), _) => hints::offers(offers, &self.desk, self.today()),
            (State::AskOwner(_), _) => hints::ask_owner(&self.desk),
            (State::CallbackWhen(_), _) => hints::when(&self.desk),
            (State::Changing, _) => hints::change(&self.desk),
            (State::Which(_), _) => hints::slot(Slot::Date, &self.desk),
            (State::Open { again: true } | State::Closing, _) => hints::anything_else(&self.desk),
            (_, Grammar::YesNo) => hints::yes_no(&self.desk),
            (_, Grammar::Message) => hints::message(),
            _ => hints::open(&self.desk),
        };
        vec![
            Action::Say(speech),
            Action::Expect(Expected { grammar, hint }),
        ]
    }

    /// Says this, and what was asked last once more.
    fn and_again(&self, mut speech: Speech) -> Vec<Action> {
        speech.parts.extend(self.last.parts.iter().cloned());
        vec![Action::Say(speech)]
    }

    /// Yes or no, and to what: nobody agrees to what they have half forgotten.
    fn confirm_again(&self) -> Speech {
        let mut speech = self.fixed(say::CONFIRM_AGAIN);
        speech.parts.extend(self.last.parts.iter().cloned());
        speech
    }

    fn not_understood(&mut self, heard: &Heard, again: Speech) -> Vec<Action> {
        if let Some(actions) = self.still_selling() {
            return actions;
        }
        self.misses += 1;
        self.keep(heard);
        if self.misses < PATIENCE {
            return vec![Action::Say(again)];
        }
        self.give_up()
    }

    /// The owner hears of what was said, and of what was understood of a booking.
    fn give_up(&mut self) -> Vec<Action> {
        let mut actions: Vec<Action> = self
            .unanswered
            .iter()
            .map(|question| Action::Note(Note::Unanswered(question.clone())))
            .collect();
        // What was understood of the booking before is not lost with the rest.
        let wished = self.has_begun().then(|| self.wished()).flatten();
        self.unanswered.splice(0..0, wished);
        actions.extend(self.tell_owner(Speech::default()));
        actions
    }

    /// Keeps what was said for the owner; what is said twice, once.
    fn keep(&mut self, heard: &Heard) {
        if !self.unanswered.contains(&heard.words) {
            self.unanswered.push(heard.words.clone());
        }
    }

    fn today(&self) -> Date {
        self.now.date()
    }

    /// The call is over: nothing that was understood is lost.
    fn ended(&mut self, cause: EndCause) -> Vec<Action> {
        self.state = State::Over;
        let mut actions = Vec::new();
        if cause == EndCause::Fault && !self.has_committed() {
            self.outcome = Outcome::Failed;
        }
        if self.leaves_word
            && let Some(message) = self.owner_message()
        {
            self.outcome = self.outcome.max_of(Outcome::Message);
            let record = Record::Message(message);
            actions.extend(self.text_to_owner(&record, None));
            actions.push(Action::Commit(record));
        }
        actions.push(Action::Note(Note::Outcome(self.outcome)));
        actions
    }

    fn has_committed(&self) -> bool {
        matches!(
            self.outcome,
            Outcome::Booked
                | Outcome::Changed
                | Outcome::Cancelled
                | Outcome::Callback
                | Outcome::Message
        )
    }

    /// What the owner should read, when there is anything.
    fn owner_message(&mut self) -> Option<Message> {
        self.leaves_word = false;
        let body = std::mem::take(&mut self.unanswered).join("\n");
        (!body.is_empty()).then(|| Message {
            body,
            phone: self.caller.number().cloned(),
        })
    }
}

/// After this much silence the box asks whether somebody is there, and after as much again it says
/// goodbye.
const SILENCE: Duration = Duration::from_millis(8_000);
/// After an answered question, silence means that the caller has what they wanted.
const SATISFIED: Duration = Duration::from_millis(5_000);
/// How long the box waits for somebody who has asked for a moment.
const A_MOMENT: Duration = Duration::from_millis(30_000);
/// How long the box waits behind its goodbye in case the caller thinks of something else.
const FAREWELL: Duration = Duration::from_millis(1_000);
