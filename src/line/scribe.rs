//! Writes down what a line decides, and knows which call it belongs to.

use crate::{
    store::{CallId, Store, StoreError},
    time::Now,
};

use super::{Entry, Input};

/// The store as one line uses it.
#[derive(Debug)]
pub struct Scribe {
    store: Store,
    call: Option<CallId>,
}

impl Scribe {
    /// Takes over the store, and settles what a crash left half done.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn new(mut store: Store, now: Now) -> Result<Self, StoreError> {
        let calls = store.close_broken_calls(now.wall)?;
        let texts = store.give_up_half_sent_texts(now.wall)?;
        if calls + texts > 0 {
            tracing::warn!(calls, texts, "settled what an earlier run left half done");
        }
        Ok(Self { store, call: None })
    }

    /// Writes one entry; the answer, where the line waits for one.
    ///
    /// # Errors
    /// When the store cannot be written. The line goes on: a caller is not hung up on because a
    /// row could not be written, except that nothing is promised which was not kept.
    pub fn write(&mut self, entry: Entry, now: Now) -> Result<Option<Input>, StoreError> {
        let store = &mut self.store;
        match (entry, self.call) {
            (Entry::Rang(caller), _) => self.call = Some(store.call_rang(&caller, now.wall)?),
            (Entry::Answered, Some(call)) => store.call_answered(call, now.wall)?,
            (Entry::Said(who, text), Some(call)) => store.said(call, who, &text, now.wall)?,
            (Entry::ForgetSaid, Some(call)) => store.forget_said(call)?,
            (Entry::Unanswered(text), Some(call)) => store.unanswered(call, &text, now.wall)?,
            (Entry::Commit(record), Some(call)) => {
                if let Err(error) = store.commit(call, &record, now.wall) {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "a record was not kept"
                    );
                    return Ok(Some(Input::Committed(false)));
                }
                return Ok(Some(Input::Committed(true)));
            }
            (Entry::QueueText(to, body), call) => {
                store.queue_text(call, &to, &body, now.wall)?;
            }
            (Entry::Ended(outcome), Some(call)) => {
                store.call_ended(call, outcome, now.wall)?;
                self.call = None;
            }
            (Entry::TakeText, _) => return Ok(Some(Input::TextTaken(store.take_text(now.wall)?))),
            (Entry::TextDone(text, state), _) => store.text_done(text, &state, now.wall)?,
            // The call's own row could not be written; without it there is nothing to add to.
            (Entry::Commit(_), None) => return Ok(Some(Input::Committed(false))),
            (_, None) => tracing::error!("an entry for a call that is not in the store"),
        }
        Ok(None)
    }

    /// The store, to be read.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }
}
