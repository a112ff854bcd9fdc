//! A booking: what is missing is asked for, what cannot be had is offered otherwise, the whole is
//! read back.

use jiff::civil::Date;

use crate::{
    call::{Action, Booking, Grammar, Outcome, Record, Speech},
    korean::yes_no::Answer,
    reception::{
        booking::{Frame, Goal, Obstacle, Slot},
        offers::{self, Offers},
        say,
        understanding::{Heard, Wish},
    },
};

use super::{ONE_BY_ONE, REFUSALS, Receptionist, State, Then};

impl Receptionist {
    pub(super) fn reserve(&mut self, heard: &Heard, first: Speech) -> Vec<Action> {
        let rules = &self.desk.shop.booking;
        let too_often = rules.no_shows > 0 && self.ledger.no_shows >= u32::from(rules.no_shows);
        if !rules.accept || too_often {
            self.keep(heard);
            let speech = first.then_fixed(self.line(say::OWNER_DECIDES));
            return self.tell_owner(speech);
        }
        self.outcome = self.outcome.max_of(Outcome::Abandoned); // until it is booked
        if self.frame.replaces().is_some() {
            self.frame = Frame::for_caller(self.caller.number());
        }
        self.frame.take(heard, &self.desk.shop);
        self.next_step(first)
    }

    /// A value was asked for.
    pub(super) fn value(&mut self, heard: &Heard, slot: Slot) -> Vec<Action> {
        if let Some(actions) = self.in_pieces(heard, slot) {
            return actions;
        }
        let answers = self.answers(heard);
        // Asked once more for what was read back wrongly, the same is an answer too.
        if self.frame.take(heard, &self.desk.shop) || slot.is_in(heard) {
            return self.next_step(answers);
        }
        if !answers.parts.is_empty() {
            self.misses = 0;
            return self.and_again(answers);
        }
        match heard.wish {
            Some(Wish::Cancel) => self.drop_it(),
            Some(Wish::Book) | None => {
                if heard.is_question() && heard.wish.is_none() {
                    return self.unknown(heard);
                }
                let again = say::ask(&self.desk.shop, slot, true);
                self.not_understood(heard, again)
            }
            Some(other) => self.begin(other, heard, Speech::default()),
        }
    }

    /// The booking was read back.
    pub(super) fn verdict(&mut self, heard: &Heard, booking: Booking) -> Vec<Action> {
        // A value beside a "yes" or "no" is a correction: what is committed is what was read back. The
        // same value once more is no yes: what is misheard is misheard the same way twice.
        let number = self.corrects_the_number(heard);
        let corrected = !number && self.frame.take(heard, &self.desk.shop);
        let takes_back = heard.words.contains("말고");
        let said_no = matches!(heard.answer, Some(Answer::No | Answer::Correction));
        let refused = said_no || takes_back || number;
        if corrected || refused {
            self.refused += 1;
            if self.refused > REFUSALS {
                self.keep(heard);
                return self.give_up();
            }
        }
        if number {
            return self.ask(Slot::Middle, Speech::default());
        }
        if corrected {
            let answers = self.answers(heard);
            return self.next_step(answers);
        }
        match heard.answer {
            _ if refused && self.refused >= ONE_BY_ONE && self.frame.goal == Goal::Book => {
                self.one_by_one()
            }
            _ if refused => {
                self.misses = 0;
                let speech = self.fixed(say::WHAT_TO_CHANGE);
                self.ask_for(State::Changing, speech, Grammar::Open)
            }
            _ if heard.wish == Some(Wish::Cancel) => self.drop_it(),
            // A question beside the yes: answered first, then asked again.
            _ if !heard.topics.is_empty() => self
                .in_passing(heard)
                .unwrap_or_else(|| vec![Action::Say(self.fixed(say::CONFIRM_AGAIN))]),
            Some(Answer::Yes) => self.commit_booking(booking),
            _ => match heard.wish {
                Some(wish @ (Wish::Human | Wish::Callback)) => {
                    self.begin(wish, heard, Speech::default())
                }
                _ => self.not_understood(heard, self.fixed(say::CONFIRM_AGAIN)),
            },
        }
    }

    fn commit_booking(&mut self, booking: Booking) -> Vec<Action> {
        let capacity = self.desk.shop.booking.capacity;
        let (record, before) = match self.frame.goal {
            Goal::Book => (Record::Booking(booking, capacity), None),
            Goal::Change(id) => {
                let before = self.ledger.bookings.iter().find(|b| b.id == id);
                let before = before.map(|b| b.booking.clone());
                (Record::Change(id, booking, capacity), before)
            }
        };
        self.commit(record, before, Then::Close)
    }

    pub(super) fn change(&mut self, heard: &Heard) -> Vec<Action> {
        if self.corrects_the_number(heard) {
            return self.ask(Slot::Middle, Speech::default());
        }
        if self.frame.take(heard, &self.desk.shop) {
            let answers = self.answers(heard);
            return self.next_step(answers);
        }
        if let Some(actions) = self.in_passing(heard) {
            return actions;
        }
        // Who says the same day and people once more means the time.
        if heard.values() > 0
            && let Some(slot) = self.frame.not_repeated(heard)
        {
            return self.ask(slot, Speech::default());
        }
        // "시간이요": the one that was named is asked for.
        let named = [
            ("날짜", Slot::Date),
            ("요일", Slot::Date),
            ("시간", Slot::Time),
            ("인원", Slot::Party),
            ("사람", Slot::Party),
            ("명수", Slot::Party),
            ("번호", Slot::Phone),
        ];
        if let Some((_, slot)) = named.iter().find(|(word, _)| heard.words.contains(word)) {
            return self.ask(*slot, Speech::default());
        }
        match (heard.wish, heard.answer) {
            (Some(Wish::Cancel), _) | (None, Some(Answer::No)) => self.drop_it(),
            (Some(wish @ (Wish::Human | Wish::Callback | Wish::Message)), _) => {
                self.begin(wish, heard, Speech::default())
            }
            _ if self.frame.goal == Goal::Book => self.one_by_one(),
            _ => self.not_understood(heard, self.fixed(say::WHAT_TO_CHANGE)),
        }
    }

    /// Long corrections are misheard again and again, the same way; single values hardly ever. Everything but who is
    /// calling and what for is asked anew.
    fn one_by_one(&mut self) -> Vec<Action> {
        self.frame.ask_anew();
        let speech = self.fixed(say::ONE_BY_ONE);
        self.next_step(speech)
    }

    /// Other times or days were offered.
    pub(super) fn choose(&mut self, heard: &Heard, offers: &Offers) -> Vec<Action> {
        if let Some(chosen) = offers.chosen(heard) {
            self.frame.choose(chosen);
            self.frame.take(&without_moment(heard), &self.desk.shop);
            return self.next_step(Speech::default());
        }
        if self.frame.take(heard, &self.desk.shop) {
            let answers = self.answers(heard);
            return self.next_step(answers);
        }
        // What nobody can make sense of, said to two offers, is the one that it sounds like.
        if heard.says_nothing()
            && heard.answer.is_none()
            && let Some(chosen) = offers.by_sound(&heard.words)
        {
            self.frame.choose(chosen);
            return self.next_step(Speech::default());
        }
        if let Some(actions) = self.in_passing(heard) {
            return actions;
        }
        match heard.answer {
            Some(Answer::Yes) => vec![Action::Say(self.fixed(say::WHICH_OF_THESE))],
            _ if heard.wish == Some(Wish::Cancel) => self.drop_it(),
            Some(Answer::No | Answer::Correction) => {
                self.misses = 0;
                self.frame.forget(true, true);
                let speech = self.fixed(say::OTHER_DAY);
                self.ask_for(State::Asking(Slot::Date), speech, Grammar::Open)
            }
            None => match heard.wish {
                Some(wish) if wish != Wish::Book => self.begin(wish, heard, Speech::default()),
                _ => self.not_understood(heard, self.fixed(say::WHICH_OF_THESE)),
            },
        }
    }

    /// Asks for what is missing, or reads the booking back; `first` is said before.
    pub(super) fn next_step(&mut self, first: Speech) -> Vec<Action> {
        self.misses = 0;
        let obstacle = match self.frame.complete(&self.desk, &self.ledger, self.now) {
            Ok(booking) => {
                let back = say::read_back(
                    &self.desk.shop,
                    &booking,
                    self.frame.spoken_phone(),
                    self.frame.goal,
                    self.today(),
                );
                return self.ask_for(
                    State::Confirming(booking),
                    then(first, back),
                    Grammar::YesNo,
                );
            }
            Err(obstacle) => obstacle,
        };
        match obstacle {
            Obstacle::Missing(slot) => self.ask(slot, first),
            Obstacle::Past => self.ask_again(first, say::PAST, (true, true)),
            Obstacle::TooFar => self.ask_again(first, say::TOO_FAR, (true, false)),
            Obstacle::TooMany => {
                let why = say::too_many(&self.desk.shop);
                let wished = self.wished();
                self.unanswered.extend(wished);
                self.tell_owner(then(first, why))
            }
            Obstacle::Closed(date) => {
                let why = say::hours_on(&self.desk.shop, date, self.today());
                self.offer(then(first, why))
            }
            Obstacle::Full => self.offer(first.then_fixed(self.line(say::FULL))),
            Obstacle::DayFull => self.offer(first.then_fixed(self.line(say::DAY_FULL))),
            Obstacle::TooSoon => self.offer(first.then_fixed(self.line(say::TOO_SOON))),
        }
    }

    /// Offers what is near to what cannot be had. What stays as it is need not be said again: the time on
    /// another day, the day at another time.
    fn offer(&mut self, why: Speech) -> Vec<Action> {
        let offers = offers::near(&self.desk, &self.ledger, &self.frame, self.now);
        let words = say::offer(&self.desk.shop, &offers, self.frame.time(), self.today());
        let Some(words) = words else {
            self.frame.forget(true, true);
            let speech = why.then_fixed(self.line(say::OTHER_TIME));
            return self.ask_for(State::Asking(Slot::Date), speech, Grammar::Open);
        };
        match offers {
            Offers::Times(_) => self.frame.forget(false, true),
            Offers::Days(_) => self.frame.forget(true, false),
        }
        self.ask_for(State::Choosing(offers), then(why, words), Grammar::Slot)
    }

    fn ask_again(
        &mut self,
        first: Speech,
        line: say::Line,
        (day, time): (bool, bool),
    ) -> Vec<Action> {
        self.frame.forget(day, time);
        let speech = first.then_fixed(self.line(line));
        self.ask_for(State::Asking(Slot::Date), speech, Grammar::Open)
    }

    pub(super) fn ask(&mut self, slot: Slot, first: Speech) -> Vec<Action> {
        let grammar = match slot {
            Slot::Phone | Slot::Middle | Slot::End => Grammar::Digits,
            _ => Grammar::Slot,
        };
        let question = say::ask(&self.desk.shop, slot, false);
        self.ask_for(State::Asking(slot), then(first, question), grammar)
    }

    /// The caller does not want it any more.
    pub(super) fn drop_it(&mut self) -> Vec<Action> {
        (self.misses, self.refused) = (0, 0);
        let line = match self.frame.goal {
            Goal::Book => say::DROPPED,
            Goal::Change(_) => say::LEFT_AS_IT_IS,
        };
        self.frame = Frame::for_caller(self.caller.number());
        if self.outcome == Outcome::Abandoned {
            self.outcome = Outcome::Nothing;
        }
        let speech = self.fixed(line);
        self.open(speech, true)
    }

    /// What is known of the booking that was wished, for the owner to read; `None` when that is nothing.
    pub(super) fn wished(&self) -> Option<String> {
        let frame = &self.frame;
        let date = frame
            .date()
            .map(|d: Date| format!("{}월 {}일", d.month(), d.day()));
        let time = frame.time().map(|t| t.strftime("%H:%M").to_string());
        let party = frame.party().map(|p| format!("{p}명"));
        let what = frame.what().map(str::to_owned);
        let known: Vec<String> = [date, time, what, party].into_iter().flatten().collect();
        let known = known.join(" ");
        let goal = match frame.goal {
            Goal::Book => "예약 희망",
            Goal::Change(_) => "예약 변경 희망",
        };
        (!known.is_empty()).then(|| format!("{goal}: {known} (확인 안 됨)"))
    }
}

/// One after the other.
pub(super) fn then(mut first: Speech, second: Speech) -> Speech {
    first.parts.extend(second.parts);
    first
}

/// The same without day and time, which were chosen from an offer.
fn without_moment(heard: &Heard) -> Heard {
    Heard {
        date: None,
        time: None,
        ..heard.clone()
    }
}
