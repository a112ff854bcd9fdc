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
    let (number, id, why) = match plan {
        Plan::Call { number, id, .. } => (Some(number), id, None),
        Plan::Skip { number, id, why } => (number.as_ref(), id, Some(*why)),
    };
    let new = db.execute(
        "INSERT INTO optouts (received_id, number, ad_id, why, created_at, changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5)
         ON CONFLICT (received_id) DO NOTHING",
        params![received.0, number.map(|n| n.digits()), id, why, at],
    )?;
    // The same message once more calls nobody.
    let (
        1,
        Plan::Call {
            number,
            id,
            not_before,
            give_up_at,
        },
    ) = (new, plan)
    else {
        return Ok(());
    };
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
    db.execute(
        "UPDATE optouts SET dial_id = ?2 WHERE received_id = ?1",
        [received.0, db.last_insert_rowid()],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        call::OptOutResult,
        store::{CallId, DialState, Kind, NewMessage},
    };
    use jiff::{ToSpan as _, civil::date};

    const NOW: DateTime = date(2026, 11, 21).at(12, 0, 0, 0);

    fn later(seconds: i64) -> DateTime {
        NOW.checked_add(seconds.seconds()).unwrap()
    }

    fn call(not_before: DateTime) -> Plan {
        Plan::Call {
            number: "0802345678".parse().unwrap(),
            id: Some("1234".to_owned()),
            not_before,
            give_up_at: later(3_600),
        }
    }

    fn ad(store: &mut Store, plan: &Plan) -> ReceivedId {
        let message = NewMessage {
            kind: Kind::Sms,
            sender: "15881234".to_owned(),
            gateway: None,
            subject: None,
            body: "(광고)".to_owned(),
            sent_at: Some(NOW),
            missing: 0,
        };
        store
            .message_came("1", &message, &[], Some(plan), NOW)
            .unwrap()
    }

    #[test]
    fn a_message_is_called_once_and_what_came_of_it_is_kept() {
        let mut store = Store::in_memory().unwrap();
        let received = ad(&mut store, &call(NOW));
        insert(&store.db, "1", received, &call(NOW), NOW).unwrap();
        assert_eq!(store.dials().unwrap().len(), 1, "the same message again");
        let dial = store.take_dial("1", NOW).unwrap().unwrap();
        assert_eq!(
            (dial.purpose.as_str(), dial.keys.as_str()),
            ("optout", "1234")
        );
        let kept = OptOut {
            result: OptOutResult::Success,
            sentence: Some("등록되었습니다".to_owned()),
            entered: vec!["id#".to_owned(), "1".to_owned()],
        };
        store.opted_out(dial.id, &kept, NOW).unwrap();
        let row = &store.optouts().unwrap()[0];
        let shown = (row.result.as_deref(), row.entered.as_deref());
        assert_eq!(shown, (Some("success"), Some("id# 1")));
        assert_eq!(store.opted_out_since(NOW).unwrap().len(), 1);
        assert!(store.opted_out_since(later(1)).unwrap().is_empty());
    }

    #[test]
    fn a_crash_while_it_is_dialled_leaves_it_unknown_and_it_is_not_dialled_again() {
        let mut store = Store::in_memory().unwrap();
        ad(&mut store, &call(NOW));
        store.take_dial("1", NOW).unwrap().unwrap();
        store.settle(NOW).unwrap();
        assert_eq!(store.take_dial("1", NOW).unwrap(), None);
        assert_eq!(
            store.optouts().unwrap()[0].state.as_deref(),
            Some("unknown")
        );
    }

    #[test]
    fn its_time_is_waited_for_given_up_and_followed_by_a_rest() {
        let mut store = Store::in_memory().unwrap();
        ad(&mut store, &call(later(300)));
        assert_eq!(store.take_dial("1", NOW).unwrap(), None, "too early");
        let dial = store.take_dial("1", later(300)).unwrap().unwrap();
        let placed = store.call_dialled("1", &dial.to, later(300)).unwrap();
        let call_id: Option<CallId> = Some(placed);
        store
            .dial_done(dial.id, call_id, &DialState::Done, later(330))
            .unwrap();
        ad(&mut store, &call(later(300)));
        assert_eq!(
            store.take_dial("1", later(340)).unwrap(),
            None,
            "the line rests"
        );
        assert!(store.take_dial("1", later(376)).unwrap().is_some());
        ad(&mut store, &call(NOW));
        assert_eq!(
            store.take_dial("1", later(3_601)).unwrap(),
            None,
            "too late"
        );
        let row = store.optouts().unwrap().pop().unwrap();
        assert_eq!(row.state.as_deref(), Some("failed"));
    }
}
