//! Bodies of long messages that are to be fetched from the carrier.

use jiff::civil::DateTime;
use rusqlite::{OptionalExtension, params};

use super::{
    NewMessage, PartId, ReceivedId, Store, StoreError, Upon,
    open::{doing, next_try},
    optouts,
    received::{insert, settle},
};

/// The row of a body to be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FetchId(i64);

impl FetchId {
    /// The row of this number.
    #[must_use]
    pub const fn of(number: i64) -> Self {
        Self(number)
    }

    /// The number of the row.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }
}

/// A body that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingFetch {
    /// Its row.
    pub id: FetchId,
    /// Where it lies.
    pub url: String,
    /// The carrier's name for it (X-Mms-Transaction-Id).
    pub transaction: String,
    /// How often it has been tried, this time included.
    pub tries: u32,
    /// The body is here; only the carrier has not been told yet.
    pub is_kept: bool,
}

/// After so many tries a body is given up; the carrier tells of it again if it still has it.
const TRIES: u32 = 6;

impl Store {
    /// A notification of a long message has come: the message is written down, and that its body is
    /// to be fetched. The same notification again changes nothing (`None`), except that a body given
    /// up is tried anew.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn notified(
        &mut self,
        line: &str,
        message: &NewMessage,
        (transaction_id, url): (&str, &str),
        parts: &[PartId],
        at: DateTime,
    ) -> Result<Option<ReceivedId>, StoreError> {
        let writing = doing("note a long message that has come");
        let transaction = self.db.transaction().map_err(&writing)?;
        let known = transaction
            .execute(
                "UPDATE fetches SET tries = 0, url = ?3, not_before = ?4,
                        state = CASE state WHEN 'given_up' THEN 'waiting' ELSE state END
                 WHERE line = ?1 AND transaction_id = ?2",
                params![line, transaction_id, url, at.to_string()],
            )
            .map_err(&writing)?;
        let mut new = None;
        if known == 0 {
            let id = insert(&transaction, line, message, at).map_err(&writing)?;
            transaction
                .execute(
                    "INSERT INTO fetches (received_id, line, transaction_id, url, not_before)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![id.0, line, transaction_id, url, at.to_string()],
                )
                .map_err(&writing)?;
            new = Some(id);
        }
        settle(&transaction, parts).map_err(&writing)?;
        transaction.commit().map_err(&writing)?;
        Ok(new)
    }

    /// The oldest body that is due, marked `fetching`.
    ///
    /// # Errors
    /// When it cannot be marked.
    pub fn take_fetch(
        &mut self,
        line: &str,
        at: DateTime,
    ) -> Result<Option<WaitingFetch>, StoreError> {
        self.db
            .query_row(
                "UPDATE fetches SET tries = tries + 1,
                        state = CASE state WHEN 'waiting' THEN 'fetching' ELSE state END
                 WHERE id = (SELECT min(id) FROM fetches
                             WHERE line = ?1 AND state IN ('waiting', 'fetched')
                               AND not_before <= ?2)
                 RETURNING id, url, transaction_id, tries, state = 'fetched'",
                params![line, at.to_string()],
                |row| {
                    Ok(WaitingFetch {
                        id: FetchId(row.get(0)?),
                        url: row.get(1)?,
                        transaction: row.get(2)?,
                        tries: row.get(3)?,
                        is_kept: row.get(4)?,
                    })
                },
            )
            .optional()
            .map_err(doing("take the next long message"))
    }

    /// When the next body is due, if one waits.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn next_fetch(&self, line: &str) -> Result<Option<DateTime>, StoreError> {
        self.db
            .query_row(
                "SELECT not_before FROM fetches WHERE line = ?1 AND state IN ('waiting', 'fetched')
                 ORDER BY not_before LIMIT 1",
                [line],
                |row| super::open::moment(row, 0),
            )
            .optional()
            .map_err(doing("look for the next long message"))
    }

    /// Who sent the message whose body this is, and when the network took it, if it said so.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn fetch_came(&self, fetch: FetchId) -> Result<(String, Option<DateTime>), StoreError> {
        let (sender, sent): (String, Option<String>) = self
            .db
            .query_row(
                "SELECT r.sender, r.sent_at FROM fetches f JOIN received r ON r.id = f.received_id WHERE f.id = ?1",
                [fetch.0],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .map_err(doing("look up when a long message was sent"))?;
        Ok((sender, sent.and_then(|at| at.parse().ok())))
    }

    /// The body has come; it is on disk when this returns, with what follows from it, and may be acknowledged.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn fetched(
        &mut self,
        fetch: FetchId,
        (subject, body): (Option<&str>, &str),
        upon: &Upon,
        at: DateTime,
    ) -> Result<(), StoreError> {
        let writing = doing("write the body of a long message");
        let transaction = self.db.transaction().map_err(&writing)?;
        transaction
            .execute(
                "UPDATE received SET body = ?2, subject = coalesce(?3, subject)
                 WHERE id = (SELECT received_id FROM fetches WHERE id = ?1)",
                params![fetch.0, body, subject],
            )
            .map_err(&writing)?;
        let (received, line): (i64, String) = transaction
            .query_row(
                "UPDATE fetches SET state = 'fetched' WHERE id = ?1 RETURNING received_id, line",
                [fetch.0],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .map_err(&writing)?;
        optouts::carry_out(&transaction, &line, ReceivedId(received), upon, at)
            .map_err(&writing)?;
        transaction.commit().map_err(&writing)
    }

    /// The carrier has been told that the body was fetched.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn fetch_acknowledged(&mut self, fetch: FetchId) -> Result<(), StoreError> {
        self.db
            .execute(
                "UPDATE fetches SET state = 'acknowledged' WHERE id = ?1",
                [fetch.0],
            )
            .map_err(doing("note that a long message was acknowledged"))?;
        Ok(())
    }

    /// The body could not be fetched. `again`: it may come later; each try waits twice as long as
    /// the one before it, from one minute on.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn fetch_failed(
        &mut self,
        fetch: FetchId,
        why: &str,
        again: bool,
        at: DateTime,
    ) -> Result<(), StoreError> {
        self.put_off(fetch, (why, again), ("waiting", "given_up"), at)
            .map_err(doing("note that a long message could not be fetched"))
    }

    /// The body is kept, but the carrier could not be told. It is told later, as long as that makes
    /// sense.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn acknowledging_failed(
        &mut self,
        fetch: FetchId,
        why: &str,
        again: bool,
        at: DateTime,
    ) -> Result<(), StoreError> {
        self.put_off(fetch, (why, again), ("fetched", "kept"), at)
            .map_err(doing("note that a long message could not be acknowledged"))
    }

    fn put_off(
        &mut self,
        fetch: FetchId,
        (why, again): (&str, bool),
        (later, never): (&str, &str),
        at: DateTime,
    ) -> rusqlite::Result<()> {
        let tries: u32 = self.db.query_row(
            "SELECT tries FROM fetches WHERE id = ?1",
            [fetch.0],
            |row| row.get(0),
        )?;
        let state = if again && tries < TRIES { later } else { never };
        let not_before = next_try(tries, at);
        self.db.execute(
            "UPDATE fetches SET state = ?2, why = ?3, not_before = ?4 WHERE id = ?1",
            params![fetch.0, state, why, not_before.to_string()],
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Kind;
    use jiff::civil::date;

    fn notified(store: &mut Store, at: DateTime) -> Option<ReceivedId> {
        let message = NewMessage {
            kind: Kind::Lms,
            sender: "15881234".to_owned(),
            gateway: None,
            subject: Some("(광고) 가을 잔치".to_owned()),
            body: String::new(),
            sent_at: None,
            missing: 0,
        };
        let where_ = ("T-1", "http://mms.example.invalid/1");
        store.notified("main", &message, where_, &[], at).unwrap()
    }

    #[test]
    fn a_body_is_fetched_once_and_kept_with_its_message() {
        let now = date(2026, 11, 21).at(12, 0, 0, 0);
        let mut store = Store::in_memory().unwrap();
        assert!(notified(&mut store, now).is_some());
        assert_eq!(notified(&mut store, now), None, "told twice");
        let fetch = store.take_fetch("main", now).unwrap().unwrap();
        assert_eq!(store.take_fetch("main", now).unwrap(), None);
        store
            .fetched(fetch.id, (None, "수신거부 0801234567"), &Upon::Nothing, now)
            .unwrap();
        store.fetch_acknowledged(fetch.id).unwrap();
        let rows = store.received().unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].body, "수신거부 0801234567");
        assert_eq!(rows[0].subject.as_deref(), Some("(광고) 가을 잔치"));
        assert_eq!(rows[0].fetch.as_deref(), Some("acknowledged"));
    }

    #[test]
    fn each_try_waits_longer_and_the_last_gives_up() {
        let mut now = date(2026, 11, 21).at(12, 0, 0, 0);
        let mut store = Store::in_memory().unwrap();
        notified(&mut store, now);
        for try_ in 1..=TRIES {
            let fetch = store.take_fetch("main", now).unwrap().unwrap();
            assert_eq!(fetch.tries, try_);
            store
                .fetch_failed(fetch.id, "no answer", true, now)
                .unwrap();
            assert_eq!(store.take_fetch("main", now).unwrap(), None, "not at once");
            if let Some(later) = store.next_fetch("main").unwrap() {
                assert!(later > now);
                now = later;
            }
        }
        assert_eq!(store.next_fetch("main").unwrap(), None);
        assert_eq!(
            store.received().unwrap()[0].fetch.as_deref(),
            Some("given_up")
        );
        // The carrier has it still, and says so again.
        assert_eq!(notified(&mut store, now), None);
        assert!(store.take_fetch("main", now).unwrap().is_some());
    }
}
