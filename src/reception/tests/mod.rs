//! Whole conversations in virtual time: what is heard in, what is said and done out.

use std::sync::Arc;

use jiff::civil::{DateTime, date, time};
use proptest::prelude::*;

use crate::{
    call::{
        Action, Booked, Booking, BookingId, EndCause, Event, Ledger, Note, Outcome, Program,
        Recipient, Record, Tag, Turn,
    },
    phone::{Caller, PhoneNumber},
    time::Instant,
};

mod advice;
mod booking;
mod first_words;
mod manners;
mod standing;

use super::{Desk, Receptionist, Shop, all_fixed};

const SHOP: &str = r#"
name = "가나분식"
owner = "010-9876-5432"
[hours]
daily = "11:00-21:00"
sun = "휴무"
"#;

/// Thursday, three past six in the evening.
fn thursday() -> DateTime {
    date(2026, 11, 19).at(18, 3, 0, 0)
}

struct Conversation {
    program: Receptionist,
    at: Instant,
    said: Vec<String>,
    done: Vec<Action>,
}

impl Conversation {
    /// A call from 010-2345-6789 that has been answered and greeted.
    fn new() -> Self {
        Self::from(Caller::Known("01023456789".parse().unwrap()))
    }

    fn from(caller: Caller) -> Self {
        Self::to(SHOP, caller)
    }

    /// A call to another shop.
    fn at(shop: &str) -> Self {
        Self::to(shop, Caller::Known("01023456789".parse().unwrap()))
    }

    fn to(shop: &str, caller: Caller) -> Self {
        let desk = Arc::new(Desk::new(Shop::parse("shop.toml", shop).unwrap()));
        let ledger = Ledger {
            owner: desk.shop.owner.clone(),
            ..Ledger::default()
        };
        let mut conversation = Self {
            program: Receptionist::new(desk, thursday()),
            at: Instant::ZERO,
            said: Vec::new(),
            done: Vec::new(),
        };
        assert_eq!(
            conversation.event(&Event::Ringing { caller }),
            [Action::Answer]
        );
        conversation.event(&Event::Ledger(Arc::new(ledger)));
        conversation.event(&Event::Answered);
        conversation.event(&Event::Said);
        conversation
    }

    fn event(&mut self, event: &Event) -> Vec<Action> {
        self.at += std::time::Duration::from_secs(1);
        let actions = self.program.handle(event, self.at);
        for action in &actions {
            if let Action::Say(speech) = action {
                self.said.push(speech.text());
            }
        }
        self.done.extend(actions.iter().cloned());
        actions
    }

    /// The caller says `text`; what the box says to it. Commits succeed.
    fn hear(&mut self, text: &str) -> String {
        let before = self.said.len();
        self.event(&Event::SpeechStarted);
        let actions = self.event(&Event::TurnEnded(Turn {
            text: text.to_owned(),
        }));
        if actions.iter().any(|a| matches!(a, Action::Commit(_))) {
            self.event(&Event::Committed);
        }
        self.event(&Event::Said);
        self.said[before..].join(" ")
    }

    fn bookings(&self) -> Vec<&Booking> {
        self.done
            .iter()
            .filter_map(|action| match action {
                Action::Commit(Record::Booking(booking, _)) => Some(booking),
                _ => None,
            })
            .collect()
    }

    fn messages(&self) -> Vec<String> {
        self.done
            .iter()
            .filter_map(|action| match action {
                Action::Commit(Record::Message(message)) => Some(message.body.clone()),
                _ => None,
            })
            .collect()
    }

    fn end(&mut self, cause: EndCause) -> Outcome {
        let actions = self.event(&Event::Ended(cause));
        match actions.last() {
            Some(Action::Note(Note::Outcome(outcome))) => *outcome,
            other => panic!("the outcome comes last, not {other:?}"),
        }
    }
}

#[track_caller]
fn assert_says(said: &str, words: &str) {
    assert!(said.contains(words), "{words:?} is not in {said:?}");
}

/// Somebody else sits at every table from six to nine tomorrow; this caller has one at noon.
fn busy() -> Event {
    let booked = |id: i64, hour: i8, party: u8, phone: &str| Booked {
        id: BookingId(id),
        booking: Booking {
            date: date(2026, 11, 20),
            time: time(hour, 0, 0, 0),
            minutes: 90,
            party,
            phone: Some(phone.parse().unwrap()),
            what: None,
        },
    };
    Event::Ledger(Arc::new(Ledger {
        bookings: vec![
            booked(1, 12, 2, "01023456789"),
            booked(2, 18, 8, "01087654321"),
            booked(3, 19, 8, "01087654321"),
        ],
        ..Ledger::default()
    }))
}

proptest! {
    /// Whatever is said, in whatever order, nothing is booked that was not read back just before.
    #[test]
    fn nothing_is_booked_that_was_not_read_back(
        turns in proptest::collection::vec(prop_oneof![
            Just("네"), Just("네 맞아요"), Just("아니요"), Just("내일 저녁 일곱 시에 네 명 예약이요"),
            Just("아니 여덟 시요"), Just("다섯 명이요"), Just("토요일이요"), Just("취소할게요"), Just("앞에 거요"),
            Just("주차 되나요"), Just("사장님 바꿔 주세요"), Just("내일 열 시에 전화 좀 달라고 해 주세요"), Just("음"),
        ], 0..8),
    ) {
        let mut call = Conversation::new();
        call.event(&busy());
        for words in turns {
            let before = call.said.last().cloned().unwrap_or_default();
            let count = call.bookings().len();
            call.hear(words);
            if call.bookings().len() > count {
                prop_assert!(before.ends_with("예약해 드릴까요?") || before.ends_with("말씀해 주세요."), "{}", before);
                prop_assert!(words.starts_with('네'), "{}", words);
            }
        }
    }

    #[test]
    fn any_text_is_survived(turns in proptest::collection::vec("\\PC{0,40}", 0..5)) {
        let mut call = Conversation::new();
        for words in turns {
            call.hear(&words);
        }
        call.end(EndCause::Caller);
    }
}
