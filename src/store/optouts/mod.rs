//! Orders to be taken off an advertiser's list: from ads, from the owner, and what came of each.

mod owner;
mod patterns;
mod wish;

#[cfg(test)]
mod tests;

use jiff::civil::DateTime;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{
    call::{OptOut, OptOutResult},
    optout::queue::{Before, Plan, Rules},
};

use super::{CallId, DialId, ReceivedId, Store, StoreError, open::doing};

pub use owner::{Due, Untold};
pub(super) use patterns::pattern;
pub(super) use wish::carry_out;
pub use wish::{Upon, Wish};

/// Who wants a number to be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedBy {
    /// An ad that came.
    Ad,
    /// The owner: by text, or at the console.
    Owner,
}

impl AskedBy {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Ad => "ad",
            Self::Owner => "owner",
        }
    }
}

/// An order as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct OptOutRow {
    /// The number of its row.
    pub id: i64,
    /// `ad`, or `owner` for what the owner has asked for.
    pub asked_by: String,
    /// The toll-free number's digits, if there is one to call.
    pub number: Option<String>,
    /// What the ad wants to be entered.
    pub ad_id: Option<String>,
    /// `queued`, `dialling`, `done`, `failed`, `unknown`; nothing when it is not called.
    pub state: Option<String>,
    /// Why it is not called, or was not.
    pub why: Option<String>,
    /// What came of the call (`success`, …).
    pub result: Option<String>,
    /// The sentence that this rests on.
    pub sentence: Option<String>,
    /// What was entered: `phone# 1`.
    pub entered: Option<String>,
    /// When the ad came.
    pub created_at: String,
}

impl Store {
    /// The orders since `since` that were called or are to be, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn opted_out_since(&self, since: DateTime) -> Result<Vec<Before>, StoreError> {
        let reading = doing("look up which ads were called");
        let mut query = self
            .db
            .prepare(
                "SELECT number, ad_id, created_at FROM optouts
                 WHERE dial_id IS NOT NULL AND created_at >= ?1 ORDER BY id",
            )
            .map_err(&reading)?;
        let rows = query.query_map([since.to_string()], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get(1)?,
                row.get::<_, String>(2)?,
            ))
        });
        let rows: Vec<(String, Option<String>, String)> =
            rows.and_then(Iterator::collect).map_err(&reading)?;
        let before = rows.into_iter().filter_map(|(number, id, at)| {
            Some(Before {
                number: number.parse().ok()?,
                id,
                at: at.parse().ok()?,
            })
        });
        Ok(before.collect())
    }

    /// What came of the call for an order, and what is learned of the line. A line that was not reached is called again,
    /// by the rules, unless something was entered there.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn opted_out(
        &mut self,
        dial: DialId,
        kept: &OptOut,
        rules: &Rules,
        at: DateTime,
    ) -> Result<(), StoreError> {
        let writing = doing("note what came of an opt-out call");
        let transaction = self.db.transaction().map_err(&writing)?;
        came_of(&transaction, dial, kept, rules, at).map_err(&writing)?;
        transaction.commit().map_err(writing)
    }

    /// All orders, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn optouts(&self) -> Result<Vec<OptOutRow>, StoreError> {
        let reading = doing("list the ads");
        let mut query = self
            .db
            .prepare(
                "SELECT o.id, o.number, o.ad_id, d.state, coalesce(o.why, d.why), o.result, o.sentence, o.entered,
                        o.created_at, o.asked_by
                 FROM optouts o LEFT JOIN dials d ON d.id = o.dial_id ORDER BY o.id",
            )
            .map_err(&reading)?;
        let rows = query.query_map([], |row| {
            Ok(OptOutRow {
                id: row.get(0)?,
                asked_by: row.get(9)?,
                number: row.get(1)?,
                ad_id: row.get(2)?,
                state: row.get(3)?,
                why: row.get(4)?,
                result: row.get(5)?,
                sentence: row.get(6)?,
                entered: row.get(7)?,
                created_at: row.get(8)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(&reading)
    }

    /// The last call that was placed for an order, if any was.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn call_of_order(&self, order: i64) -> Result<Option<CallId>, StoreError> {
        let call: Option<Option<i64>> = self
            .db
            .query_row(
                "SELECT d.call_id FROM optouts o JOIN dials d ON d.id = o.dial_id WHERE o.id = ?1",
                [order],
                |row| row.get(0),
            )
            .optional()
            .map_err(doing("look up the call of an order"))?;
        Ok(call.flatten().map(CallId::of))
    }

    /// Queues a call that somebody asks for at the console; `listens`: nothing is entered, the line is only listened to.
    ///
    /// # Errors
    /// When it cannot be written; it is not called then.
    pub fn queue_opt_out(
        &mut self,
        line: &str,
        plan: &Plan,
        listens: bool,
        at: DateTime,
    ) -> Result<(), StoreError> {
        let queueing = doing("queue an opt-out call");
        let transaction = self.db.transaction().map_err(&queueing)?;
        let order = Order {
            received: None,
            asked_by: AskedBy::Owner,
            listens,
        };
        insert(&transaction, line, &order, plan, at).map_err(&queueing)?;
        transaction.commit().map_err(queueing)
    }
}

fn came_of(
    db: &Connection,
    dial: DialId,
    kept: &OptOut,
    rules: &Rules,
    at: DateTime,
) -> rusqlite::Result<()> {
    let tried: Option<(u16, Option<String>)> = db
        .query_row(
            "UPDATE optouts SET tries = tries + 1, changed_at = ?2 WHERE dial_id = ?1
             RETURNING tries, number",
            params![dial.number(), at.to_string()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let Some((tries, number)) = tried else {
        return Ok(());
    };
    let in_vain = kept.result == OptOutResult::Network && kept.entered.is_empty();
    if in_vain && let Some(not_before) = rules.again(tries, at) {
        return dial_again(db, dial, (not_before, rules), at);
    }
    db.execute(
        "UPDATE optouts SET result = ?2, sentence = ?3, entered = ?4 WHERE dial_id = ?1",
        params![
            dial.number(),
            kept.result.as_str(),
            kept.sentence,
            kept.entered.join(" "),
        ],
    )?;
    match number.and_then(|digits| digits.parse().ok()) {
        Some(number) => patterns::learn(db, &number, kept, at),
        None => Ok(()),
    }
}

/// Where an order comes from.
pub(super) struct Order {
    /// The message that brought it.
    pub received: Option<ReceivedId>,
    /// Who wants it.
    pub asked_by: AskedBy,
    /// Nothing is entered.
    pub listens: bool,
}

impl Order {
    /// From an ad.
    pub const fn ad(received: ReceivedId) -> Self {
        Self {
            received: Some(received),
            asked_by: AskedBy::Ad,
            listens: false,
        }
    }
}

/// Writes an order down, and queues its call; for the transaction that keeps the message.
pub(super) fn insert(
    db: &Connection,
    line: &str,
    order: &Order,
    plan: &Plan,
    at: DateTime,
) -> rusqlite::Result<()> {
    let now = at.to_string();
    let (number, id, why) = match plan {
        Plan::Call { number, id, .. } => (Some(number), id, None),
        Plan::Skip { number, id, why } => (number.as_ref(), id, Some(*why)),
    };
    let new = db.execute(
        "INSERT INTO optouts (received_id, line, asked_by, listens, number, ad_id, why, created_at, changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)
         ON CONFLICT (received_id) DO NOTHING",
        params![
            order.received.map(|id| id.0),
            line,
            order.asked_by.as_str(),
            order.listens,
            number.map(|n| n.digits()),
            id,
            why,
            now
        ],
    )?;
    let row = db.last_insert_rowid();
    // The same message once more calls nobody.
    if new == 1
        && let Plan::Call {
            number,
            id,
            not_before,
            give_up_at,
        } = plan
    {
        let times = (*not_before, *give_up_at);
        let dial = dial(db, (line, number.digits(), id.as_deref()), times, at)?;
        db.execute("UPDATE optouts SET dial_id = ?2 WHERE id = ?1", [row, dial])?;
    }
    Ok(())
}

/// A call to be placed; the number of its row.
fn dial(
    db: &Connection,
    (line, number, id): (&str, &str, Option<&str>),
    (not_before, give_up_at): (DateTime, DateTime),
    at: DateTime,
) -> rusqlite::Result<i64> {
    db.execute(
        "INSERT INTO dials (line, to_number, purpose, keys, not_before, give_up_at, created_at, changed_at)
         VALUES (?1, ?2, 'optout', ?3, ?4, ?5, ?6, ?6)",
        params![
            line,
            number,
            id.unwrap_or_default(),
            not_before.to_string(),
            give_up_at.to_string(),
            at.to_string()
        ],
    )?;
    Ok(db.last_insert_rowid())
}

/// The same number once more, in a call of its own.
fn dial_again(
    db: &Connection,
    dial: DialId,
    (not_before, rules): (DateTime, &Rules),
    at: DateTime,
) -> rusqlite::Result<()> {
    let (line, number, keys): (String, String, String) = db.query_row(
        "SELECT line, to_number, keys FROM dials WHERE id = ?1",
        [dial.number()],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let times = (not_before, rules.give_up(not_before));
    let next = self::dial(db, (&line, &number, Some(&keys)), times, at)?;
    db.execute(
        "UPDATE optouts SET dial_id = ?2 WHERE dial_id = ?1",
        [dial.number(), next],
    )?;
    Ok(())
}
