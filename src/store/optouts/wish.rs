//! What follows from a message that came.

use jiff::civil::DateTime;
use rusqlite::{Connection, params};

use crate::{
    optout::queue::Plan,
    phone::PhoneNumber,
    store::{Claim, ReceivedId, owner, texts},
};

use super::{AskedBy, Order, insert};

/// What follows from a message, written with it or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Upon {
    /// It is only kept.
    #[default]
    Nothing,
    /// It is an ad.
    Ad(Plan),
    /// The owner wants something.
    Owner(Wish),
    /// Its sender would be the owner.
    Claim(Claim),
}

/// What the owner wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// A number to be called.
    pub plan: Option<Plan>,
    /// Opting out is stopped (`true`), or goes on.
    pub stop: Option<bool>,
    /// Who gets the answer.
    pub to: PhoneNumber,
    /// The answer.
    pub answer: String,
}

/// The mark that says that opting out is stopped.
pub(super) const STOPPED: &str = "optout.stopped";

/// Carries it out, in the transaction that keeps the message.
pub(in crate::store) fn carry_out(
    db: &Connection,
    line: &str,
    received: ReceivedId,
    upon: &Upon,
    at: DateTime,
) -> rusqlite::Result<()> {
    let wish = match upon {
        Upon::Nothing => return Ok(()),
        Upon::Ad(plan) => return insert(db, line, &Order::ad(received), plan, at),
        Upon::Claim(claim) => return owner::carry_out(db, line, claim, at),
        Upon::Owner(wish) => wish,
    };
    if let Some(plan) = &wish.plan {
        let order = Order {
            received: Some(received),
            asked_by: AskedBy::Owner,
            listens: false,
        };
        insert(db, line, &order, plan, at)?;
    }
    match wish.stop {
        Some(true) => stop(db, at)?,
        Some(false) => {
            db.execute("DELETE FROM marks WHERE name = ?1", [STOPPED])?;
        }
        None => {}
    }
    texts::insert(db, line, None, (&wish.to, &wish.answer), at)?;
    Ok(())
}

/// What waits is not called; the owner knows.
fn stop(db: &Connection, at: DateTime) -> rusqlite::Result<()> {
    let at = at.to_string();
    db.execute(
        "INSERT INTO marks (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING",
        params![STOPPED, at],
    )?;
    db.execute(
        "UPDATE optouts SET told_at = ?1, why = 'stopped' WHERE dial_id IN
         (SELECT id FROM dials WHERE purpose = 'optout' AND state = 'queued')",
        [&at],
    )?;
    db.execute(
        "UPDATE dials SET state = 'failed', why = 'stopped', changed_at = ?1
         WHERE purpose = 'optout' AND state = 'queued'",
        [&at],
    )?;
    Ok(())
}
