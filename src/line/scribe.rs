//! Writes down what a line decides, and knows which call it belongs to.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::civil::DateTime;

use crate::{
    call::Ledger,
    phone::{Caller, PhoneNumber},
    store::{CallId, Committed, Store, StoreError, WaitingFetch},
    time::Now,
    vault::Sealed,
};

use super::{
    Commit, Entry, Input, Office, Owner,
    postbox::{self, Postbox},
    recording,
};

/// The store as one line uses it; the lines of a box share it, and take turns.
#[derive(Debug)]
pub struct Scribe {
    store: Arc<Mutex<Store>>,
    line: Box<str>,
    call: Option<CallId>,
    /// Who is on the line.
    caller: Caller,
    postbox: Postbox,
    /// The body that is being fetched.
    fetching: Option<WaitingFetch>,
}

impl Scribe {
    /// The store for the line of this name and owner, with the texts that an earlier run has not put together. Without an
    /// office ads are only kept.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn new(
        store: Arc<Mutex<Store>>,
        line: &str,
        owner: Owner,
        office: Option<Office>,
    ) -> Result<Self, StoreError> {
        let postbox = Postbox::open(&mut lock(&store), line, (owner, office))?;
        Ok(Self {
            store,
            line: line.into(),
            call: None,
            caller: Caller::Unavailable,
            postbox,
            fetching: None,
        })
    }

    /// Writes one entry; the answer, where the line waits for one.
    ///
    /// # Errors
    /// When the store cannot be written. The line goes on: a caller is not hung up on because a
    /// row could not be written, except that nothing is promised which was not kept.
    pub fn write(&mut self, entry: Entry, now: Now) -> Result<Option<Input>, StoreError> {
        let line = &*self.line;
        let store = &mut *lock(&self.store);
        match (entry, self.call) {
            (Entry::Rang(caller), _) => {
                self.call = Some(store.call_rang(line, &caller, now.wall)?);
                self.caller = caller;
                let ledger = ledger(store, &self.postbox, &self.caller, now)?;
                return Ok(Some(Input::Ledger(Arc::new(ledger))));
            }
            (Entry::Dialled(to), _) => self.call = Some(store.call_dialled(line, &to, now.wall)?),
            (Entry::Answered, Some(call)) => store.call_answered(call, now.wall)?,
            (Entry::Said(who, text), Some(call)) => store.said(call, who, &text, now.wall)?,
            (Entry::Entered(what), Some(call)) => store.entered(call, &what, now.wall)?,
            (Entry::ForgetSaid, Some(call)) => store.forget_said(call)?,
            (Entry::Unanswered(text), Some(call)) => store.unanswered(call, &text, now.wall)?,
            (Entry::Commit(record), Some(call)) => {
                let commit = match store.commit(call, &record, now.wall) {
                    Ok(Committed::Written) => Commit::Done,
                    Ok(Committed::NoRoom) => {
                        let ledger = ledger(store, &self.postbox, &self.caller, now)?;
                        Commit::NoRoom(Arc::new(ledger))
                    }
                    Err(error) => {
                        tracing::error!(
                            error = &error as &dyn std::error::Error,
                            "a record was not kept"
                        );
                        Commit::Failed
                    }
                };
                return Ok(Some(Input::Committed(commit)));
            }
            (Entry::QueueText(to, body), call) => {
                store.queue_text(line, call, (&to, &body), now.wall)?;
            }
            (Entry::Ended(outcome), Some(call)) => {
                store.call_ended(call, outcome, now.wall)?;
                self.call = None;
            }
            (Entry::TakeText, _) => {
                return Ok(Some(Input::TextTaken(store.take_text(line, now.wall)?)));
            }
            (Entry::TextDone(text, state), _) => store.text_done(text, &state, now.wall)?,
            (Entry::TakeDial, _) => {
                self.postbox.tell_owner(store, line, now.wall)?;
                let rules = self.postbox.rules();
                let gap = rules.map_or(Duration::ZERO, |rules| rules.gap);
                let dial = store.take_dial(line, gap, now.wall)?;
                return Ok(Some(Input::DialTaken(dial)));
            }
            (Entry::DialBack(dial), _) => store.dial_back(dial, now.wall)?,
            (Entry::OptedOut(dial, kept), _) => {
                let rules = self.postbox.rules().unwrap_or_default();
                store.opted_out(dial, &kept, &rules, now.wall)?;
            }
            (Entry::DialDone(dial, state), call) => {
                store.dial_done(dial, call, &state, now.wall)?
            }
            (Entry::KeepText(slot, octets), _) => {
                let mut news = self.postbox.keep(store, line, &octets, now.wall)?;
                news.extend(self.postbox.overdue(store, line, now.wall)?);
                return Ok(Some(Input::TextKept(slot, news)));
            }
            (Entry::TakeFetch, _) => {
                self.fetching = store.take_fetch(line, now.wall)?;
                return Ok(Some(Input::FetchTaken(self.fetching.clone())));
            }
            (Entry::Fetched(octets), _) => {
                let Some(fetch) = self.fetching.clone() else {
                    return Ok(None);
                };
                let named = (fetch.transaction.as_str(), octets.as_slice());
                let answer = self
                    .postbox
                    .fetched(store, line, fetch.id, named, now.wall)?;
                return Ok(Some(Input::BodyKept(answer)));
            }
            (Entry::FetchFailed(why, again), _) => {
                if let Some(fetch) = self.fetching.take() {
                    store.fetch_failed(fetch.id, &why, again, now.wall)?;
                }
            }
            (Entry::Acknowledge, _) => {
                let answer = self.fetching.as_ref();
                let answer = answer.map(|fetch| postbox::answer(&fetch.transaction));
                return Ok(Some(Input::BodyKept(answer)));
            }
            (Entry::NotAcknowledged(why, again), _) => {
                if let Some(fetch) = self.fetching.take() {
                    store.acknowledging_failed(fetch.id, &why, again, now.wall)?;
                }
            }
            (Entry::FetchAcknowledged, _) => {
                if let Some(fetch) = self.fetching.take() {
                    store.fetch_acknowledged(fetch.id)?;
                }
            }
            // The call's own row could not be written; without it there is nothing to add to.
            (Entry::Commit(_), None) => return Ok(Some(Input::Committed(Commit::Failed))),
            (_, None) => tracing::error!("an entry for a call that is not in the store"),
        }
        Ok(None)
    }

    /// A recording of this call is about to begin; its call, and nothing when there is none.
    ///
    /// # Errors
    /// When it cannot be written; nothing is recorded then.
    pub fn recording_begins(&mut self, at: DateTime) -> Result<Option<CallId>, StoreError> {
        let Some(call) = self.call else {
            return Ok(None);
        };
        lock(&self.store).recording_begins(call, &recording::file(call), at)?;
        Ok(Some(call))
    }

    /// The recording of a call is whole.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn recorded(&mut self, call: CallId, sealed: &Sealed) -> Result<(), StoreError> {
        let seconds = u32::try_from(sealed.duration.as_secs()).unwrap_or(u32::MAX);
        lock(&self.store).recording_is_whole(call, (&sealed.sha256, seconds))
    }

    /// Writes down a call that this line is to place: its number, purpose and keys.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn queue_dial(
        &mut self,
        to: &PhoneNumber,
        named: (&str, &str),
        at: DateTime,
    ) -> Result<(), StoreError> {
        lock(&self.store).queue_dial(&self.line, to, named, at)?;
        Ok(())
    }

    /// The store, to be read. Holds the other lines up meanwhile.
    pub fn store(&self) -> MutexGuard<'_, Store> {
        lock(&self.store)
    }
}

/// What a call with this caller begins with.
fn ledger(
    store: &Store,
    postbox: &Postbox,
    caller: &Caller,
    now: Now,
) -> Result<Ledger, StoreError> {
    Ok(Ledger {
        owner: postbox.owner(store)?,
        ..store.ledger(caller.number(), now.wall)?
    })
}

/// A writer that panicked has left nothing half written: SQLite sees to that.
fn lock(store: &Mutex<Store>) -> MutexGuard<'_, Store> {
    store.lock().unwrap_or_else(PoisonError::into_inner)
}
