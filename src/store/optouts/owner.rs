//! What the owner is to be told, and has been.

use jiff::{
    ToSpan as _,
    civil::{Date, DateTime},
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    optout::{
        owner::{Complaint, Count, End, Told},
        queue::FOR_THE_OWNER,
    },
    phone::PhoneNumber,
    store::{Store, StoreError, open::doing, texts},
};

use super::wish::STOPPED;

/// An order that has ended and of which the owner does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untold {
    /// Its row.
    pub id: i64,
    /// What there is to be told.
    pub told: Told,
    /// The owner has asked for it, and waits.
    pub is_awaited: bool,
}

/// An opt-out that is two weeks old.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Its row.
    pub id: i64,
    /// The ads that came all the same; `None`: none did.
    pub complaint: Option<Complaint>,
}

/// A sender has so many days to say what became of a refusal (정보통신망법 50조 7항).
const TWO_WEEKS: i64 = 14;
/// What was under way when the owner was opted out may still come so many days later.
const GRACE: i64 = 1;

impl Store {
    /// Whether the owner has stopped opting out.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn is_stopped(&self) -> Result<bool, StoreError> {
        Ok(self.mark(STOPPED)?.is_some())
    }

    /// The oldest order of this line that has ended and of which the owner does not know; while they sleep (`urgent`)
    /// only what they have asked for, and alarms.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn untold(&self, line: &str, urgent: bool) -> Result<Option<Untold>, StoreError> {
        let reading = doing("look up what the owner is to be told");
        let mut query = self
            .db
            .prepare_cached(
                "SELECT o.id, o.number, o.ad_id, o.sentence, o.result, d.state, d.why, o.asked_by = 'owner'
                 FROM optouts o JOIN dials d ON d.id = o.dial_id
                 WHERE o.line = ?1 AND o.told_at IS NULL AND d.state NOT IN ('queued', 'dialling') ORDER BY o.id",
            )
            .map_err(&reading)?;
        let mut rows = query.query([line]).map_err(&reading)?;
        while let Some(row) = rows.next().map_err(&reading)? {
            let found = untold(row).map_err(&reading)?;
            let found =
                found.filter(|untold| !urgent || untold.is_awaited || untold.told.end.is_alarm());
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Queues the text that tells the owner of an order, once; `None`: they do not want to be told.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn tell(
        &mut self,
        line: &str,
        order: i64,
        text: Option<(&PhoneNumber, &str)>,
        at: DateTime,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE optouts SET told_at = ?2 WHERE id = ?1 AND told_at IS NULL";
        let once = |db: &Connection| db.execute(sql, params![order, at.to_string()]);
        match text {
            Some(text) => self.text_once(line, text, at, once),
            None => once(&self.db)
                .map(drop)
                .map_err(doing("note that nobody wants to be told")),
        }
    }

    /// The oldest opt-out of this line that is two weeks old and was not looked at.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn due(&self, line: &str, now: DateTime) -> Result<Option<Due>, StoreError> {
        let reading = doing("look up whether ads go on");
        let before = now.checked_sub(TWO_WEEKS.days()).unwrap_or(now);
        let id: Option<i64> = self
            .db
            .query_row(
                "SELECT id FROM optouts
                 WHERE line = ?1 AND result IN ('success', 'already') AND looked_at IS NULL AND changed_at <= ?2
                 ORDER BY id LIMIT 1",
                params![line, before.to_string()],
                |row| row.get(0),
            )
            .optional()
            .map_err(&reading)?;
        id.map(|id| {
            let complaint = self.complaint(id)?;
            Ok(Due { id, complaint })
        })
        .transpose()
    }

    /// An opt-out by the number of its row, with the ads that came since, however young it is.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn complaint(&self, order: i64) -> Result<Option<Complaint>, StoreError> {
        let reading = doing("look up whether ads go on");
        type Found = (Option<String>, Option<String>, Option<String>, String);
        let row: Option<Found> = self
            .db
            .query_row(
                "SELECT number, ad_id, sentence, changed_at FROM optouts
                 WHERE id = ?1 AND result IN ('success', 'already')",
                [order],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
            )
            .optional()
            .map_err(&reading)?;
        let Some((Some(number), id, sentence, at)) = row else {
            return Ok(None);
        };
        match (number.parse(), at.parse()) {
            (Ok(number), Ok(at)) => self.ads_since(number, id, sentence, at),
            _ => Ok(None),
        }
    }

    fn ads_since(
        &self,
        number: PhoneNumber,
        id: Option<String>,
        sentence: Option<String>,
        opted_out: DateTime,
    ) -> Result<Option<Complaint>, StoreError> {
        let reading = doing("count the ads since");
        let since = opted_out.checked_add(GRACE.days()).unwrap_or(opted_out);
        let (ads, last): (u32, Option<String>) = self
            .db
            .query_row(
                "SELECT count(*), max(created_at) FROM optouts
                 WHERE number = ?1 AND ad_id IS ?2 AND asked_by = 'ad' AND created_at > ?3",
                params![number.digits(), id, since.to_string()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .map_err(reading)?;
        let last = last.and_then(|last| last.parse().ok());
        Ok(last.map(|last| Complaint {
            number,
            id,
            opted_out,
            sentence,
            ads,
            last,
        }))
    }

    /// An opt-out was looked at after two weeks; the owner is told once, if there is anything to tell.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn looked_at(
        &mut self,
        line: &str,
        order: i64,
        text: Option<(&PhoneNumber, &str)>,
        at: DateTime,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE optouts SET looked_at = ?2 WHERE id = ?1 AND looked_at IS NULL";
        let once = |db: &Connection| db.execute(sql, params![order, at.to_string()]);
        match text {
            Some(text) => self.text_once(line, text, at, once),
            None => once(&self.db)
                .map(drop)
                .map_err(doing("note that no ads have come")),
        }
    }

    /// What came of the ads between two moments.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn count(&self, line: &str, from: DateTime, to: DateTime) -> Result<Count, StoreError> {
        let open = FOR_THE_OWNER.map(|why| format!("'{why}'")).join(", ");
        let sql = format!(
            "SELECT count(*),
                        count(*) FILTER (WHERE o.result IN ('success', 'already')),
                        count(*) FILTER (WHERE o.result IN ('failed', 'network')
                                         OR (o.result IS NULL AND d.state = 'failed' AND d.why <> 'stopped')),
                        count(*) FILTER (WHERE o.result IN ('needs-person', 'unknown', 'reversed')
                                         OR (o.result IS NULL AND d.state = 'unknown')
                                         OR o.why IN ({open})),
                        count(*) FILTER (WHERE d.state = 'queued')
                 FROM optouts o LEFT JOIN dials d ON d.id = o.dial_id
                 WHERE o.line = ?1 AND o.created_at >= ?2 AND o.created_at < ?3"
        );
        self.db
            .query_row(
                &sql,
                params![line, from.to_string(), to.to_string()],
                |row| {
                    Ok(Count {
                        ads: row.get(0)?,
                        done: row.get(1)?,
                        failed: row.get(2)?,
                        open: row.get(3)?,
                        waiting: row.get(4)?,
                    })
                },
            )
            .map_err(doing("count the ads"))
    }

    /// The last week that was summed up for this line; a box that is new begins with `monday`.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn summed_up(&mut self, line: &str, monday: Date) -> Result<Date, StoreError> {
        let name = format!("optout.week.{line}");
        if let Some(last) = self.mark(&name)?.and_then(|last| last.parse().ok()) {
            return Ok(last);
        }
        set_mark(&self.db, &name, &monday.to_string()).map_err(doing("note the week"))?;
        Ok(monday)
    }

    /// The week before `monday` is summed up, once; the text is queued, if there is any.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn sum_up(
        &mut self,
        line: &str,
        monday: Date,
        text: Option<(&PhoneNumber, &str)>,
        at: DateTime,
    ) -> Result<(), StoreError> {
        let name = format!("optout.week.{line}");
        let once = |db: &Connection| set_mark(db, &name, &monday.to_string());
        match text {
            Some(text) => self.text_once(line, text, at, once),
            None => once(&self.db).map(drop).map_err(doing("note the week")),
        }
    }

    /// The last order that did not end as the owner wished: of this number, or of any.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn last_in_vain(
        &self,
        line: &str,
        number: Option<&PhoneNumber>,
    ) -> Result<Option<(PhoneNumber, Option<String>)>, StoreError> {
        let row: Option<(String, Option<String>)> = self
            .db
            .query_row(
                "SELECT o.number, o.ad_id FROM optouts o JOIN dials d ON d.id = o.dial_id
                 WHERE o.line = ?1 AND (?2 IS NULL OR o.number = ?2)
                   AND d.state NOT IN ('queued', 'dialling')
                   AND coalesce(o.result, '') NOT IN ('success', 'already') ORDER BY o.id DESC LIMIT 1",
                params![line, number.map(PhoneNumber::digits)],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()
            .map_err(doing("look up what is to be tried again"))?;
        Ok(row.and_then(|(number, id)| Some((number.parse().ok()?, id))))
    }

    fn mark(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.db
            .query_row("SELECT value FROM marks WHERE name = ?1", [name], |row| {
                row.get(0)
            })
            .optional()
            .map_err(doing("read what is remembered"))
    }

    /// Queues a text in the transaction of what says that it was; not at all when `once` changes nothing.
    fn text_once(
        &mut self,
        line: &str,
        (to, text): (&PhoneNumber, &str),
        at: DateTime,
        once: impl FnOnce(&Connection) -> rusqlite::Result<usize>,
    ) -> Result<(), StoreError> {
        let telling = doing("queue a text for the owner");
        let transaction = self.db.transaction().map_err(&telling)?;
        if once(&transaction).map_err(&telling)? == 1 {
            texts::insert(&transaction, line, None, (to, text), at).map_err(&telling)?;
        }
        transaction.commit().map_err(telling)
    }
}

fn set_mark(db: &Connection, name: &str, value: &str) -> rusqlite::Result<usize> {
    db.execute(
        "INSERT INTO marks (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
        [name, value],
    )
}

/// What there is to be told; `None` for a row whose number is none any more:
/// somebody else wrote into the file.
fn untold(row: &Row<'_>) -> rusqlite::Result<Option<Untold>> {
    let (number, result, state): (Option<String>, Option<String>, String) =
        (row.get(1)?, row.get(4)?, row.get(5)?);
    let why: Option<String> = row.get(6)?;
    let end = End::of(result.as_deref(), &state, why.as_deref());
    let number = number.and_then(|digits| digits.parse().ok());
    let Some((number, end)) = number.zip(end) else {
        return Ok(None);
    };
    let told = Told {
        number,
        id: row.get(2)?,
        end,
        sentence: row.get(3)?,
    };
    Ok(Some(Untold {
        id: row.get(0)?,
        told,
        is_awaited: row.get(7)?,
    }))
}
