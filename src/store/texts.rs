//! Text messages going out: written down before they are sent.

use jiff::civil::DateTime;
use rusqlite::{Connection, OptionalExtension, params};

use crate::phone::PhoneNumber;

use super::{
    CallId, Store, StoreError,
    open::{doing, next_try},
};

/// The row of a text message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextId(i64);

impl TextId {
    /// The number of the row.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }
}

/// How far a text has come, once it was handed to the modem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextState {
    /// The network took it.
    Sent,
    /// It was certainly not sent, for a reason that passes; it is tried again later.
    PutOff(String),
    /// It was certainly not sent, and why.
    Failed(String),
    /// It may have been sent; it is never sent again by itself.
    Unknown(String),
}

/// A text that is waiting to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingText {
    /// Its row.
    pub id: TextId,
    /// Who gets it.
    pub to: PhoneNumber,
    /// What it says.
    pub body: String,
    /// It was put off so often that this is the last time it is tried.
    pub is_last_try: bool,
}

/// After so many tries a text has failed: about four hours after the first.
const TRIES: u32 = 9;

/// A text as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TextRow {
    /// The recipient's digits.
    pub to: String,
    /// What it says.
    pub body: String,
    /// `queued`, `sending`, `sent`, `failed` or `unknown`.
    pub state: String,
}

impl Store {
    /// Writes down a text that is to be sent.
    ///
    /// # Errors
    /// When it cannot be written; it will not be sent then.
    pub fn queue_text(
        &mut self,
        line: &str,
        call: Option<CallId>,
        (to, body): (&PhoneNumber, &str),
        at: DateTime,
    ) -> Result<TextId, StoreError> {
        insert(&self.db, line, call, (to, body), at).map_err(doing("queue a text message"))
    }

    /// The oldest text that is due, marked `sending`: whatever happens now, it is not sent twice.
    ///
    /// # Errors
    /// When it cannot be marked; it must not be sent then.
    pub fn take_text(
        &mut self,
        line: &str,
        at: DateTime,
    ) -> Result<Option<WaitingText>, StoreError> {
        let taking = doing("take the next text message");
        let row: Option<(i64, String, String, u32)> = self
            .db
            .query_row(
                "UPDATE texts SET state = 'sending', changed_at = ?2, tries = tries + 1
                 WHERE id = (SELECT min(id) FROM texts WHERE line = ?1 AND state = 'queued'
                               AND coalesce(not_before, '') <= ?2)
                 RETURNING id, to_number, body, tries",
                params![line, at.to_string()],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
            )
            .optional()
            .map_err(taking)?;
        row.map(|(id, to, body, tries)| {
            let to = to
                .parse()
                .map_err(|source| StoreError::Recipient { id, source })?;
            Ok(WaitingText {
                id: TextId(id),
                to,
                body,
                is_last_try: tries >= TRIES,
            })
        })
        .transpose()
    }

    /// What became of a text that was taken. One that is put off waits twice as long as the time
    /// before, from one minute on.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn text_done(
        &mut self,
        text: TextId,
        state: &TextState,
        at: DateTime,
    ) -> Result<(), StoreError> {
        let (word, why) = match state {
            TextState::Sent => ("sent", None),
            TextState::PutOff(why) => ("queued", Some(why)),
            TextState::Failed(why) => ("failed", Some(why)),
            TextState::Unknown(why) => ("unknown", Some(why)),
        };
        let noting = doing("note what became of a text message");
        let tries: u32 = self
            .db
            .query_row("SELECT tries FROM texts WHERE id = ?1", [text.0], |row| {
                row.get(0)
            })
            .map_err(&noting)?;
        let (now, again) = (at.to_string(), next_try(tries, at).to_string());
        self.db
            .execute(
                "UPDATE texts SET state = ?2, why = ?3, changed_at = ?4, not_before = ?5 WHERE id = ?1",
                params![text.0, word, why, now, again],
            )
            .map_err(noting)?;
        Ok(())
    }

    /// All texts, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn texts(&self) -> Result<Vec<TextRow>, StoreError> {
        let reading = doing("list the text messages");
        let mut query = self
            .db
            .prepare("SELECT to_number, body, state FROM texts ORDER BY id")
            .map_err(&reading)?;
        let rows = query.query_map([], |row| {
            Ok(TextRow {
                to: row.get(0)?,
                body: row.get(1)?,
                state: row.get(2)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(&reading)
    }
}

/// Writes down a text that is to be sent, in whatever transaction there is.
pub(super) fn insert(
    db: &Connection,
    line: &str,
    call: Option<CallId>,
    (to, body): (&PhoneNumber, &str),
    at: DateTime,
) -> rusqlite::Result<TextId> {
    db.execute(
        "INSERT INTO texts (line, call_id, to_number, body, created_at, changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
        params![line, call.map(|c| c.0), to.digits(), body, at.to_string()],
    )?;
    Ok(TextId(db.last_insert_rowid()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{ToSpan, civil::date};

    fn store_with(bodies: &[&str]) -> (Store, DateTime) {
        let now = date(2026, 11, 21).at(18, 0, 0, 0);
        let mut store = Store::in_memory().unwrap();
        for body in bodies {
            store
                .queue_text("main", None, (&"01023456789".parse().unwrap(), body), now)
                .unwrap();
        }
        (store, now)
    }

    #[test]
    fn a_text_that_is_put_off_is_tried_again_later_each_time_and_at_last_no_more() {
        let (mut store, mut now) = store_with(&["하나", "둘"]);
        for tries in 1..=TRIES {
            let text = store.take_text("main", now).unwrap().unwrap();
            assert_eq!(text.body, "하나");
            assert_eq!(text.is_last_try, tries == TRIES);
            let later = TextState::PutOff("no network".to_owned());
            store.text_done(text.id, &later, now).unwrap();
            let waits = (1 << (tries - 1).min(7)).minutes();
            if tries == 1 {
                assert_eq!(store.take_text("main", now).unwrap().unwrap().body, "둘");
            }
            let too_early = now + waits - 1.second();
            assert_eq!(store.take_text("main", too_early).unwrap(), None);
            now += waits;
        }
    }

    #[test]
    fn texts_are_taken_once_and_in_order() {
        let (mut store, now) = store_with(&["하나", "둘"]);
        let first = store.take_text("main", now).unwrap().unwrap();
        assert_eq!(first.body, "하나");
        assert_eq!(store.take_text("main", now).unwrap().unwrap().body, "둘");
        assert_eq!(store.take_text("main", now).unwrap(), None);
        store.text_done(first.id, &TextState::Sent, now).unwrap();
        assert_eq!(store.texts().unwrap()[0].state, "sent");
    }

    #[test]
    fn what_a_crash_caught_half_way_is_never_sent_again() {
        let (mut store, now) = store_with(&["하나", "둘"]);
        store.take_text("main", now).unwrap();
        assert_eq!(store.settle(now).unwrap().texts, 1); // the next start
        assert_eq!(store.take_text("main", now).unwrap().unwrap().body, "둘");
        assert_eq!(store.texts().unwrap()[0].state, "unknown");
    }
}
