//! What only the owner can do: messages, questions, calling back.

use jiff::civil::DateTime;

use crate::{
    call::{Action, Callback, Grammar, Message, Outcome, Record, Speech},
    korean::yes_no::Answer,
    reception::{
        say,
        understanding::{Heard, Wish},
    },
};

use super::{PATIENCE, Receptionist, State, Then, book::then};

impl Receptionist {
    /// Only the owner can do this: what was said goes into the message.
    pub(super) fn for_owner(&mut self, wish: Wish, heard: &Heard, first: Speech) -> Vec<Action> {
        self.keep(heard);
        let first = match wish {
            Wish::Human => first.then_fixed(self.line(say::NOT_HERE)),
            _ => first,
        };
        self.tell_owner(first)
    }

    pub(super) fn tell_owner(&mut self, before: Speech) -> Vec<Action> {
        self.misses = 0;
        self.leaves_word = true;
        let speech = before.then_fixed(self.line(say::TELL_OWNER));
        self.ask_for(State::Message, speech, Grammar::Message)
    }

    pub(super) fn message(&mut self, heard: &Heard) -> Vec<Action> {
        let nothing_more = heard.answer == Some(Answer::No) && heard.words.chars().count() <= 8;
        if !nothing_more {
            self.keep(heard);
        }
        match self.owner_message() {
            Some(message) => self.commit(Record::Message(message), None, Then::Close),
            None => self.close(say::GOODBYE),
        }
    }

    /// Asked whether the owner shall be asked.
    pub(super) fn ask_owner(&mut self, heard: &Heard, question: String) -> Vec<Action> {
        match heard.answer {
            Some(Answer::Yes) => {
                let message = Message {
                    body: question,
                    phone: self.caller.number().cloned(),
                };
                self.commit(Record::Message(message), None, Then::GoOn)
            }
            Some(Answer::No) if heard.topics.is_empty() && heard.wish.is_none() => {
                let speech = self.fixed(say::ANYTHING_ELSE);
                self.open(speech, true)
            }
            // Something else altogether, or the same question in other words.
            _ if heard.wish.is_some() || !heard.topics.is_empty() || heard.values() > 0 => {
                self.wish(heard, true)
            }
            _ => {
                self.misses += 1;
                if self.misses < PATIENCE {
                    return self.and_again(Speech::default());
                }
                self.unanswered.push(question);
                self.keep(heard);
                self.tell_owner(Speech::default())
            }
        }
    }

    // ------------------------------------------------------------------ calling back

    pub(super) fn callback(&mut self, heard: &Heard, first: Speech) -> Vec<Action> {
        let callback = Callback {
            at: moment(heard, self.now),
            about: heard.words.clone(),
            phone: self.caller.number().cloned(),
        };
        if callback.phone.is_none() {
            // Nobody can be called back without a number: what was said is a message.
            return self.for_owner(Wish::Message, heard, first);
        }
        if callback.at.is_some() {
            return self.confirm_callback(callback, first);
        }
        let speech = first.then_fixed(self.line(say::CALLBACK_WHEN));
        self.ask_for(State::CallbackWhen(callback), speech, Grammar::Slot)
    }

    pub(super) fn callback_when(&mut self, heard: &Heard, callback: Callback) -> Vec<Action> {
        let at = moment(heard, self.now);
        if at.is_some() || heard.any_time {
            let callback = Callback { at, ..callback };
            return self.confirm_callback(callback, Speech::default());
        }
        if let Some(actions) = self.in_passing(heard) {
            return actions;
        }
        if heard.answer == Some(Answer::No) {
            let speech = self.fixed(say::ANYTHING_ELSE);
            return self.open(speech, true);
        }
        self.misses += 1;
        if self.misses < PATIENCE {
            return vec![Action::Say(self.fixed(say::CALLBACK_WHEN_AGAIN))];
        }
        // No time was understood: any time, then.
        self.confirm_callback(callback, Speech::default())
    }

    fn confirm_callback(&mut self, callback: Callback, first: Speech) -> Vec<Action> {
        self.misses = 0;
        let speech = say::callback_at(&self.desk.shop, callback.at, self.today());
        let state = State::CallbackConfirm(callback);
        self.ask_for(state, then(first, speech), Grammar::YesNo)
    }

    pub(super) fn callback_confirm(&mut self, heard: &Heard, callback: Callback) -> Vec<Action> {
        if let Some(at) = moment(heard, self.now)
            && Some(at) != callback.at
        {
            let callback = Callback {
                at: Some(at),
                ..callback
            };
            return self.confirm_callback(callback, Speech::default());
        }
        match heard.answer {
            Some(Answer::Yes) => self.commit(Record::Callback(callback), None, Then::Close),
            Some(Answer::No | Answer::Correction) => {
                self.misses = 0;
                let speech = self.fixed(say::CALLBACK_WHEN);
                self.ask_for(State::CallbackWhen(callback), speech, Grammar::Slot)
            }
            // "네, 내일 열한 시요", "네, 전화 주세요"
            None if heard.opens_with_yes
                && !heard.negated
                && (heard.wish == Some(Wish::Callback) || moment(heard, self.now).is_some()) =>
            {
                self.commit(Record::Callback(callback), None, Then::Close)
            }
            None => {
                self.misses += 1;
                if self.misses < PATIENCE {
                    return vec![Action::Say(self.confirm_again())];
                }
                self.unanswered.push(callback.about);
                self.outcome = self.outcome.max_of(Outcome::Nothing);
                self.tell_owner(Speech::default())
            }
        }
    }
}

/// When somebody wants to be called: a time alone is today's, or tomorrow's when it is over; a day
/// alone is that day when the shop opens.
fn moment(heard: &Heard, now: DateTime) -> Option<DateTime> {
    let at = match (heard.date, heard.time) {
        (Some(date), Some((time, _))) => date.to_datetime(time),
        (None, Some((time, _))) => {
            let today = now.date().to_datetime(time);
            if today > now {
                today
            } else {
                now.date().tomorrow().ok()?.to_datetime(time)
            }
        }
        (Some(_), None) | (None, None) => return None,
    };
    (at > now).then_some(at)
}
