//! A call in writing: what is typed is heard, what the box says is shown. For owners who want to try
//! their shop file, and for whoever works on the receptionist.
//!
//! The receptionist and the store are the real ones; there is no sound, no modem and no line, and time
//! goes on by what people usually need to speak.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use jiff::{SignedDuration, civil::DateTime};

use crate::{
    call::{Action, EndCause, Event, Ledger, Note, Program as _, Recipient, Record, Tag, Turn},
    korean::sensitive,
    phone::Caller,
    reception::{Desk, Receptionist},
    store::{CallId, Committed, Store, StoreError},
    time::Instant,
};

/// Syllables that people speak in a second.
const PACE: u64 = 6;

/// What is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The box says this.
    Says(String),
    /// The box has written this down.
    Keeps(Record),
    /// A question has gone onto the owner's list.
    Asks(String),
    /// A text goes out.
    Texts(Recipient, String),
    /// It does not take the call, or lets it ring.
    Rings,
    /// The box hangs up.
    HangsUp,
}

/// A call in writing.
#[derive(Debug)]
pub struct Chat {
    program: Receptionist,
    store: Store,
    call: CallId,
    caller: Caller,
    start: DateTime,
    at: Instant,
    alarms: BTreeMap<Tag, Instant>,
    over: bool,
}

impl Chat {
    /// Somebody calls the shop at this time.
    ///
    /// # Errors
    /// When memory for the store runs out.
    pub fn begin(
        desk: Arc<Desk>,
        mut store: Store,
        caller: Caller,
        start: DateTime,
    ) -> Result<(Self, Vec<Shown>), StoreError> {
        let call = store.call_rang("chat", &caller, start)?;
        let ledger = Ledger {
            owner: desk.shop.owner.clone(),
            ..store.ledger(caller.number(), start)?
        };
        let mut chat = Self {
            program: Receptionist::new(desk, start),
            store,
            call,
            caller: caller.clone(),
            start,
            at: Instant::ZERO,
            alarms: BTreeMap::new(),
            over: false,
        };
        let mut shown = Vec::new();
        let rings = chat.program.handle(&Event::Ringing { caller }, chat.at);
        let answers = rings.contains(&Action::Answer)
            || rings.iter().any(|a| matches!(a, Action::WakeAt(..)));
        if !answers {
            chat.over = true;
            shown.push(Shown::Rings);
            return Ok((chat, shown));
        }
        chat.tell(&Event::Ledger(Arc::new(ledger)), &mut shown)?;
        chat.tell(&Event::Answered, &mut shown)?;
        chat.tell(&Event::Said, &mut shown)?;
        Ok((chat, shown))
    }

    /// Whether the call is over.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.over
    }

    /// The caller says this; nothing at all is silence until the box speaks.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn say(&mut self, words: &str) -> Result<Vec<Shown>, StoreError> {
        let mut shown = Vec::new();
        if self.over {
            return Ok(shown);
        }
        if words.trim().is_empty() {
            self.wait(&mut shown)?;
            return Ok(shown);
        }
        self.tell(&Event::SpeechStarted, &mut shown)?;
        self.pass(words);
        let text = sensitive::mask(words).unwrap_or_else(|| words.to_owned());
        self.tell(&Event::TurnEnded(Turn { text }), &mut shown)?;
        self.spoken(&mut shown)?;
        Ok(shown)
    }

    /// The caller hangs up, or the call is over anyway; what is left behind.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn end(&mut self) -> Result<Vec<Shown>, StoreError> {
        let mut shown = Vec::new();
        self.tell(&Event::Ended(EndCause::Caller), &mut shown)?;
        self.over = true;
        Ok(shown)
    }

    /// Nothing is said until the next alarm.
    fn wait(&mut self, shown: &mut Vec<Shown>) -> Result<(), StoreError> {
        let next = self.alarms.iter().min_by_key(|(_, at)| **at);
        let Some((tag, at)) = next.map(|(tag, at)| (*tag, *at)) else {
            return Ok(());
        };
        self.alarms.remove(&tag);
        self.at = self.at.max(at);
        self.tell(&Event::Woke(tag), shown)?;
        self.spoken(shown)
    }

    /// What the box says has been heard.
    fn spoken(&mut self, shown: &mut Vec<Shown>) -> Result<(), StoreError> {
        if self.over || !shown.iter().any(|s| matches!(s, Shown::Says(_))) {
            return Ok(());
        }
        self.tell(&Event::Said, shown)
    }

    fn pass(&mut self, words: &str) {
        let syllables = words.chars().filter(|c| !c.is_whitespace()).count() as u64;
        self.at += Duration::from_millis(syllables * 1_000 / PACE + 500);
    }

    fn tell(&mut self, event: &Event, shown: &mut Vec<Shown>) -> Result<(), StoreError> {
        for action in self.program.handle(event, self.at) {
            match action {
                Action::Say(speech) => {
                    let text = speech.text();
                    self.pass(&text);
                    shown.push(Shown::Says(text));
                }
                Action::Commit(record) => self.commit(record, shown)?,
                Action::Text(text) => {
                    let known = text.to == Recipient::Owner
                        || self.caller.number().is_some_and(|n| n.is_mobile());
                    if known {
                        shown.push(Shown::Texts(text.to, text.body));
                    }
                }
                Action::Note(Note::Unanswered(question)) => {
                    let now = self.now();
                    self.store.unanswered(self.call, &question, now)?;
                    shown.push(Shown::Asks(question));
                }
                Action::WakeAt(at, tag) => {
                    self.alarms.insert(tag, at);
                }
                Action::HangUp => {
                    self.over = true;
                    shown.push(Shown::HangsUp);
                }
                // Nobody is there to be asked.
                Action::Choose(_) => self.tell(&Event::Chosen(None), shown)?,
                Action::Answer
                | Action::Hush
                | Action::Expect(_)
                | Action::Press(_)
                | Action::Record
                | Action::Signal(_)
                | Action::Sound(_)
                | Action::Note(_) => {}
            }
        }
        Ok(())
    }

    fn commit(&mut self, record: Record, shown: &mut Vec<Shown>) -> Result<(), StoreError> {
        let now = self.now();
        let event = match self.store.commit(self.call, &record, now)? {
            Committed::Written => {
                shown.push(Shown::Keeps(record));
                Event::Committed
            }
            Committed::NoRoom => {
                let ledger = self.store.ledger(self.caller.number(), now)?;
                self.tell(&Event::Ledger(Arc::new(ledger)), shown)?;
                Event::NotCommitted
            }
        };
        self.tell(&event, shown)
    }

    fn now(&self) -> DateTime {
        let elapsed = self.at.since(Instant::ZERO);
        self.start + SignedDuration::try_from(elapsed).unwrap_or(SignedDuration::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reception::Shop;
    use jiff::civil::date;

    #[test]
    fn a_booking_in_writing_ends_as_one_by_voice() {
        let shop = "name = '가나분식'\nowner = '010-9876-5432'\n[hours]\ndaily = '11:00-21:00'";
        let desk = Arc::new(Desk::new(Shop::parse("shop.toml", shop).unwrap()));
        let caller = Caller::Known("01023456789".parse().unwrap());
        let start = date(2026, 11, 19).at(18, 3, 0, 0);
        let store = Store::in_memory().unwrap();
        let (mut chat, first) = Chat::begin(desk, store, caller, start).unwrap();
        assert!(matches!(&first[0], Shown::Says(text) if text.contains("AI")));
        chat.say("내일 저녁 일곱 시에 네 명 예약이요").unwrap();
        let shown = chat.say("네 맞아요").unwrap();
        assert!(matches!(shown[0], Shown::Keeps(Record::Booking(..))));
        let to: Vec<Recipient> = shown
            .iter()
            .filter_map(|s| match s {
                Shown::Texts(to, _) => Some(*to),
                _ => None,
            })
            .collect();
        assert_eq!(to, [Recipient::Caller, Recipient::Owner]);
        assert_eq!(chat.say("").unwrap(), [Shown::HangsUp]);
        assert!(chat.is_over());
    }
}
