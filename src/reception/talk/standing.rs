//! Bookings that stand: told, changed, cancelled; only to the number that made them.

use jiff::civil::Date;

use crate::{
    call::{Action, Booked, Grammar, Outcome, Record, Speech},
    korean::{calendar::which_day_by_sound, yes_no::Answer},
    reception::{
        booking::Frame,
        say,
        understanding::{Heard, Wish},
    },
};

use super::{Receptionist, State, Then, book::then};

impl Receptionist {
    /// Something about a booking that stands: which one?
    pub(super) fn standing(&mut self, wish: Wish, heard: &Heard, first: Speech) -> Vec<Action> {
        let mine = self.mine();
        match mine.as_slice() {
            [] => {
                self.keep(heard);
                let line = if self.caller.number().is_some() {
                    say::NONE_FOUND
                } else {
                    say::NO_NUMBER_NO_BOOKING
                };
                let speech = first.then_fixed(self.line(line));
                self.tell_owner(speech)
            }
            [only] => self.about(wish, only.clone(), heard, first),
            several => match one_of(several, heard) {
                Some(booked) => self.about(wish, booked.clone(), heard, first),
                None => {
                    let speech = first.then_fixed(self.line(say::WHICH_BOOKING));
                    self.ask_for(State::Which(wish), speech, Grammar::Slot)
                }
            },
        }
    }

    /// The day of one of several was asked for.
    pub(super) fn which(&mut self, heard: &Heard, wish: Wish) -> Vec<Action> {
        let mine = self.mine();
        let named = one_of(&mine, heard).or_else(|| one_by_sound(&mine, heard));
        if let Some(booked) = named {
            let booked = booked.clone();
            // The day names the booking; it is no new value.
            let named = Heard {
                wish: Some(wish),
                ..Heard::default()
            };
            return self.about(wish, booked, &named, Speech::default());
        }
        if let Some(actions) = self.in_passing(heard) {
            return actions;
        }
        match heard.wish {
            Some(other @ (Wish::Human | Wish::Callback | Wish::Message)) => {
                self.begin(other, heard, Speech::default())
            }
            _ => self.not_understood(heard, self.fixed(say::WHICH_BOOKING)),
        }
    }

    fn about(&mut self, wish: Wish, booked: Booked, heard: &Heard, first: Speech) -> Vec<Action> {
        self.misses = 0;
        let (shop, today) = (&self.desk.shop, self.today());
        match wish {
            Wish::Cancel => {
                let speech = then(first, say::cancel_this(shop, &booked.booking, today));
                self.ask_for(State::Cancelling(booked), speech, Grammar::YesNo)
            }
            Wish::Change => {
                self.frame = Frame::of(&booked);
                let naming = names(&booked, heard);
                if !self.frame.take(&naming, &self.desk.shop) {
                    let speech = then(first, say::stands(&self.desk.shop, &booked.booking, today));
                    let speech = speech.then_fixed(self.line(say::WHAT_TO_CHANGE));
                    return self.ask_for(State::Changing, speech, Grammar::Open);
                }
                self.next_step(first)
            }
            _ => {
                self.outcome = self.outcome.max_of(Outcome::Answered);
                let speech = then(first, say::stands(shop, &booked.booking, today));
                self.open(speech.then_fixed(self.line(say::ANYTHING_ELSE)), true)
            }
        }
    }

    /// Asked whether it shall go.
    pub(super) fn cancel(&mut self, heard: &Heard, booked: Booked) -> Vec<Action> {
        // "아니요 여덟 시로 바꿔 주세요"
        let wants_other = heard.values() > 0 && heard.wish == Some(Wish::Change);
        match heard.answer {
            _ if wants_other => self.about(Wish::Change, booked, heard, Speech::default()),
            // "네, 예약해 주세요" does not say which.
            _ if heard.wish == Some(Wish::Book) => self.not_understood(heard, self.confirm_again()),
            Some(Answer::Yes) => {
                let record = Record::Cancel(booked.id);
                self.commit(record, Some(booked.booking), Then::Close)
            }
            Some(Answer::No | Answer::Correction) => self.leave_it(),
            None if heard.negated => self.leave_it(),
            None => {
                if let Some(actions) = self.in_passing(heard) {
                    return actions;
                }
                // "네 취소해 주세요" says it once more.
                if heard.says_only(Wish::Cancel) || heard.agrees_to_cancel() {
                    let record = Record::Cancel(booked.id);
                    return self.commit(record, Some(booked.booking), Then::Close);
                }
                self.not_understood(heard, self.confirm_again())
            }
        }
    }

    fn leave_it(&mut self) -> Vec<Action> {
        self.misses = 0;
        let speech = self.fixed(say::LEFT_AS_IT_IS);
        self.open(speech, true)
    }

    /// The bookings of this very number that are still to come.
    fn mine(&self) -> Vec<Booked> {
        let Some(number) = self.caller.number() else {
            return Vec::new();
        };
        let coming = self.ledger.of(number).filter(|b| b.booking.at() > self.now);
        coming.cloned().collect()
    }
}

/// The one booking that what was heard names by its day, or by its day and time.
fn one_of<'b>(bookings: &'b [Booked], heard: &Heard) -> Option<&'b Booked> {
    let date = heard.named.0.or(heard.date);
    let time = heard.named.1.or(heard.time.map(|(time, _)| time));
    let on_day = |b: &&Booked| date == Some(b.booking.date);
    let at_time = |b: &&Booked| time == Some(b.booking.time);
    let mut same_day = bookings.iter().filter(on_day);
    match (same_day.next(), same_day.next()) {
        (Some(only), None) => return Some(only),
        (None, _) if date.is_some() => return None,
        _ => {}
    }
    let mut same_time = bookings.iter().filter(at_time);
    match (same_time.next(), same_time.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// The one booking whose day an answer that makes no sense sounds like. What is done to it is asked first.
fn one_by_sound<'b>(bookings: &'b [Booked], heard: &Heard) -> Option<&'b Booked> {
    let days: Vec<Date> = bookings.iter().map(|b| b.booking.date).collect();
    let day = which_day_by_sound(&heard.words, &days).filter(|_| heard.says_nothing())?;
    let mut then = bookings.iter().filter(|b| b.booking.date == day);
    then.next().filter(|_| then.next().is_none())
}

/// What was heard, without the moment that only says which booking is meant: "내일 예약한 거 여덟 시로".
fn names(booked: &Booked, heard: &Heard) -> Heard {
    let date = heard.date.filter(|date| *date != booked.booking.date);
    let time = heard.time.filter(|(time, _)| *time != booked.booking.time);
    Heard {
        date,
        time,
        ..heard.clone()
    }
}
