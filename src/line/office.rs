//! Ads, and the owner's word on them: what a message that has come leads to, and what the owner is told.

use jiff::{SignedDuration, ToSpan as _, civil::DateTime};

use crate::{
    optout::{
        Extraction,
        owner::{self, Command, Tell},
        queue::{self, Before, Envelope, Past, Plan, Rules},
    },
    phone::PhoneNumber,
    store::{Store, StoreError, Upon, Wish},
};

use super::FRESH;

/// Looks after the ads of one line.
#[derive(Clone, Debug)]
pub struct Office {
    /// By which rules ads are called.
    pub rules: Rules,
    /// What the owner wants to be told.
    pub tell: Tell,
}

/// A text that has come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Came<'a> {
    /// Who sent it: digits or a name.
    pub sender: &'a str,
    /// What it says, with its subject.
    pub text: &'a str,
    /// When it was sent, and whether all of it has come.
    pub envelope: Envelope,
}

impl Office {
    /// What follows from a text.
    pub(super) fn upon(
        &self,
        store: &Store,
        line: &str,
        owner: Option<PhoneNumber>,
        came: Came<'_>,
        at: DateTime,
    ) -> Result<Upon, StoreError> {
        let from_owner =
            owner.filter(|owner| owner.digits() == came.sender && came.envelope.is_whole);
        let sent = came.envelope.sent;
        let is_fresh = sent.is_some_and(|sent| at.duration_since(sent) <= FRESH);
        if let Some(owner) = from_owner.filter(|_| is_fresh)
            && let Some(command) = Command::parse(came.text)
        {
            let wish = self.wish(store, line, command, owner, at)?;
            return Ok(Upon::Owner(wish));
        }
        Ok(self.ad(store, came, at)?.map_or(Upon::Nothing, Upon::Ad))
    }

    /// Whether the text is an ad, and what becomes of it.
    fn ad(&self, store: &Store, came: Came<'_>, at: DateTime) -> Result<Option<Plan>, StoreError> {
        let found = Extraction::of(came.text);
        let past = Past {
            before: &self.before(store, at)?,
            is_stopped: store.is_stopped()?,
        };
        Ok(queue::plan(&found, came.envelope, at, past, &self.rules))
    }

    fn before(&self, store: &Store, at: DateTime) -> Result<Vec<Before>, StoreError> {
        let since = SignedDuration::try_from(self.rules.looks_back()).unwrap_or(FRESH);
        store.opted_out_since(at.checked_sub(since).unwrap_or(at))
    }

    fn wish(
        &self,
        store: &Store,
        line: &str,
        command: Command,
        to: PhoneNumber,
        at: DateTime,
    ) -> Result<Wish, StoreError> {
        let call = |number, id| -> Result<Option<Plan>, StoreError> {
            let before = self.before(store, at)?;
            Ok(Some(queue::asked_for(number, id, at, &before, &self.rules)))
        };
        let (mut plan, mut stop) = (None, None);
        let answer = match command {
            Command::Status => {
                let week = at.checked_sub(7.days()).unwrap_or(at);
                let until = at.checked_add(1.second()).unwrap_or(at);
                owner::standing(store.is_stopped()?, &store.count(line, week, until)?)
            }
            Command::OptOut { number, id } => {
                let answer = owner::will_call(&number, id.as_deref());
                plan = call(number, id)?;
                answer
            }
            Command::Again(number) => match store.last_in_vain(line, number.as_ref())? {
                Some((number, id)) => {
                    let answer = owner::will_call(&number, id.as_deref());
                    plan = call(number, id)?;
                    answer
                }
                None => owner::nothing_again(),
            },
            Command::Stop => {
                stop = Some(true);
                owner::stopped()
            }
            Command::Go => {
                stop = Some(false);
                owner::going_on()
            }
            Command::Help => owner::help(),
            Command::NoNumber => owner::no_number(),
        };
        Ok(Wish {
            plan,
            stop,
            to,
            answer,
        })
    }

    /// Tells the owner what there is to be told: what came of orders, what became of an opt-out after two weeks (one at a
    /// time), the week. Not at night, except for what they wait for and what cannot wait.
    pub(super) fn tell(
        &self,
        store: &mut Store,
        line: &str,
        owner: &PhoneNumber,
        at: DateTime,
    ) -> Result<(), StoreError> {
        let sleeps = self.rules.quiet.is_some_and(|quiet| quiet.holds(at));
        while let Some(untold) = store.untold(line, sleeps)? {
            let wanted = untold.is_awaited || untold.told.end.is_wanted(self.tell);
            let text = wanted.then(|| untold.told.text());
            store.tell(line, untold.id, text.as_deref().map(|t| (owner, t)), at)?;
        }
        if sleeps {
            return Ok(());
        }
        if let Some(due) = store.due(line, at)? {
            let text = due.complaint.map(|complaint| complaint.text());
            store.looked_at(line, due.id, text.as_deref().map(|t| (owner, t)), at)?;
        }
        let monday = owner::monday(at);
        if store.summed_up(line, monday)? < monday {
            let end = monday.at(0, 0, 0, 0);
            let week = store.count(line, end.checked_sub(7.days()).unwrap_or(end), end)?;
            let text = (week.ads > 0).then(|| owner::summary(&week));
            store.sum_up(line, monday, text.as_deref().map(|t| (owner, t)), at)?;
        }
        Ok(())
    }
}
