//! Writing down, and telling caller and owner that it was.

use crate::{
    call::{Action, Booking, Grammar, Outcome, Recipient, Record, Speech, TextMessage},
    reception::{booking::Frame, say},
};

use super::{Receptionist, State, Then};

impl Receptionist {
    /// Has it written down; nothing is promised before it is.
    pub(super) fn commit(
        &mut self,
        record: Record,
        before: Option<Booking>,
        then: Then,
    ) -> Vec<Action> {
        self.state = State::Committing(record.clone(), before, then);
        vec![Action::Commit(record)]
    }

    pub(super) fn committed(&mut self) -> Vec<Action> {
        let state = std::mem::replace(&mut self.state, State::Closing);
        let State::Committing(record, before, then) = state else {
            self.state = state;
            return Vec::new();
        };
        (self.misses, self.refused) = (0, 0);
        let outcome = match record {
            Record::Booking(..) => Outcome::Booked,
            Record::Change(..) => Outcome::Changed,
            Record::Cancel(..) => Outcome::Cancelled,
            Record::Callback(..) => Outcome::Callback,
            Record::Message(..) => Outcome::Message,
        };
        // What was begun has come to its end.
        let so_far = if self.outcome == Outcome::Abandoned {
            Outcome::Nothing
        } else {
            self.outcome
        };
        self.outcome = so_far.max_of(outcome);
        self.frame = Frame::for_caller(self.caller.number());
        let mut actions = Vec::new();
        let shop = &self.desk.shop;
        let textable = self.caller.number().is_some_and(|n| n.is_mobile());
        let to_caller = match (&record, &before) {
            (Record::Booking(booking, _) | Record::Change(_, booking, _), _) => {
                Some(say::confirmation_text(shop, booking))
            }
            (Record::Cancel(_), Some(booking)) => Some(say::cancelled_text(shop, booking)),
            _ => None,
        };
        if let Some(body) = to_caller.filter(|_| textable) {
            let to = Recipient::Caller;
            actions.push(Action::Text(TextMessage { to, body }));
        }
        actions.extend(self.text_to_owner(&record, before.as_ref()));
        let line = match (&record, textable) {
            (Record::Booking(..), true) => say::BOOKED_WITH_TEXT,
            (Record::Booking(..), false) => say::BOOKED,
            (Record::Change(..), true) => say::CHANGED_WITH_TEXT,
            (Record::Change(..), false) => say::CHANGED,
            (Record::Cancel(_), _) => say::CANCELLED,
            (Record::Callback(_), _) => say::CALLBACK_TAKEN,
            (Record::Message(_), _) if then == Then::GoOn => say::PASSED_ON,
            (Record::Message(_), _) => say::MESSAGE_TAKEN,
        };
        actions.extend(match then {
            Then::Close => self.close(line),
            Then::GoOn => {
                let speech = self.fixed(line);
                self.open(speech, true)
            }
        });
        actions
    }

    /// The summary of one record, where the owner wants it.
    pub(super) fn text_to_owner(
        &self,
        record: &Record,
        before: Option<&Booking>,
    ) -> Option<Action> {
        let shop = &self.desk.shop;
        let owner = self.ledger.owner.as_ref();
        let wants = shop.summary && owner.is_some_and(|number| number.is_mobile());
        wants.then(|| {
            Action::Text(TextMessage {
                to: Recipient::Owner,
                body: say::for_owner(shop, record, before),
            })
        })
    }

    pub(super) fn not_committed(&mut self) -> Vec<Action> {
        let State::Committing(record, ..) = self.state.clone() else {
            return Vec::new();
        };
        if matches!(record, Record::Booking(..) | Record::Change(..)) {
            // Somebody else may have been faster: then there is no room any more, and something else
            // is offered.
            let complete = self.frame.complete(&self.desk, &self.ledger, self.now);
            if complete.is_err() {
                return self.next_step(Speech::default());
            }
        }
        self.outcome = Outcome::Failed;
        let line = match record {
            Record::Booking(..) | Record::Change(..) | Record::Cancel(_) => say::NOT_BOOKED,
            Record::Callback(_) | Record::Message(_) => say::NOT_TAKEN,
        };
        let speech = self.fixed(line);
        self.ask_for(State::Closing, speech, Grammar::Open)
    }
}
