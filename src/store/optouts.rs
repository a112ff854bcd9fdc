//! Ads that are to be answered by a call.

use jiff::civil::DateTime;
use rusqlite::{Connection, params};

use crate::{
    call::OptOut,
    optout::queue::{Before, Plan},
};

use super::{DialId, ReceivedId, Store, StoreError, open::doing};

/// An ad as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct OptOutRow {
    /// The number of its row.
    pub id: i64,
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
    /// The ads since `since` that were called or are to be, oldest first.
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

    /// What came of the call for an ad.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn opted_out(
        &mut self,
        dial: DialId,
        kept: &OptOut,
        at: DateTime,
    ) -> Result<(), StoreError> {
        self.db
            .execute(
                "UPDATE optouts SET result = ?2, sentence = ?3, entered = ?4, changed_at = ?5 WHERE dial_id = ?1",
                params![
                    dial.number(),
                    kept.result.as_str(),
                    kept.sentence,
                    kept.entered.join(" "),
                    at.to_string()
                ],
            )
            .map_err(doing("note what came of an opt-out call"))?;
        Ok(())
    }

    /// All ads, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn optouts(&self) -> Result<Vec<OptOutRow>, StoreError> {
        let reading = doing("list the ads");
        let mut query = self
            .db
            .prepare(
                "SELECT o.id, o.number, o.ad_id, d.state, coalesce(o.why, d.why), o.result, o.sentence, o.entered,
                        o.created_at
                 FROM optouts o LEFT JOIN dials d ON d.id = o.dial_id ORDER BY o.id",
            )
            .map_err(&reading)?;
        let rows = query.query_map([], |row| {
            Ok(OptOutRow {
                id: row.get(0)?,
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
}

/// Writes down what becomes of an ad, and queues its call; for the transaction that keeps the message.
pub(super) fn insert(
    db: &Connection,
    line: &str,
    received: ReceivedId,
    plan: &Plan,
    at: DateTime,
) -> rusqlite::Result<()> {
    let at = at.to_string();
    let (number, id, dial, why) = match plan {
        Plan::Call {
            number,
            id,
            not_before,
            give_up_at,
        } => {
            db.execute(
                "INSERT INTO dials (line, to_number, purpose, keys, not_before, give_up_at, created_at, changed_at)
                 VALUES (?1, ?2, 'optout', ?3, ?4, ?5, ?6, ?6)",
                params![
                    line,
                    number.digits(),
                    id.as_deref().unwrap_or_default(),
                    not_before.to_string(),
                    give_up_at.to_string(),
                    at
                ],
            )?;
            (Some(number), id, Some(db.last_insert_rowid()), None)
        }
        Plan::Skip { number, id, why } => (number.as_ref(), id, None, Some(*why)),
    };
    db.execute(
        "INSERT INTO optouts (received_id, number, ad_id, dial_id, why, created_at, changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
         ON CONFLICT (received_id) DO NOTHING",
        params![received.0, number.map(|n| n.digits()), id, dial, why, at],
    )?;
    Ok(())
}
