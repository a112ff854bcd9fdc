//! Who has made the box theirs by text, where the settings name no owner.

use jiff::civil::{Date, DateTime};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::phone::PhoneNumber;

use super::{Store, StoreError, open::doing, texts};

/// The mark that holds the owner's digits.
const OWNER: &str = "owner";
/// The mark that counts wrong codes: `2026-11-19 3`.
const WRONG: &str = "owner.wrong";

/// What a text that would make its sender the owner leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The code is right, and there is no owner yet: here they are.
    Granted {
        /// Who.
        to: PhoneNumber,
        /// What they are told.
        answer: String,
    },
    /// The code is right, and there is an owner.
    Taken {
        /// Who asks.
        to: PhoneNumber,
        /// What they are told.
        answer: String,
    },
    /// The code is wrong. Nobody is told; it is counted.
    Wrong,
}

impl Store {
    /// Who has claimed the box.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn owner(&self) -> Result<Option<PhoneNumber>, StoreError> {
        let digits = read(&self.db, OWNER).map_err(doing("look up the owner"))?;
        Ok(digits.and_then(|digits| digits.parse().ok()))
    }

    /// How many wrong codes have come on this day.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn wrong_codes(&self, day: Date) -> Result<u32, StoreError> {
        wrong(&self.db, day).map_err(doing("count wrong codes"))
    }

    /// The box belongs to nobody again, and wrong codes are forgotten. Whether it had belonged to somebody.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn disown(&mut self) -> Result<bool, StoreError> {
        let writing = doing("forget the owner");
        let transaction = self.db.transaction().map_err(&writing)?;
        let forget = "DELETE FROM marks WHERE name = ?1";
        transaction.execute(forget, [WRONG]).map_err(&writing)?;
        let gone = transaction.execute(forget, [OWNER]).map_err(&writing)?;
        transaction.commit().map_err(writing)?;
        Ok(gone > 0)
    }
}

/// Carries it out, in the transaction that keeps the message.
pub(super) fn carry_out(
    db: &Connection,
    line: &str,
    claim: &Claim,
    at: DateTime,
) -> rusqlite::Result<()> {
    match claim {
        Claim::Granted { to, answer } => {
            // The first one stays, whatever has come between the look and the deed.
            let made = db.execute(
                "INSERT INTO marks (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING",
                [OWNER, to.digits()],
            )?;
            if made == 1 {
                texts::insert(db, line, None, (to, answer), at)?;
            }
        }
        Claim::Taken { to, answer } => {
            texts::insert(db, line, None, (to, answer), at)?;
        }
        Claim::Wrong => {
            let count = wrong(db, at.date())?.saturating_add(1);
            db.execute(
                "INSERT INTO marks (name, value) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET value = ?2",
                params![WRONG, format!("{} {count}", at.date())],
            )?;
        }
    }
    Ok(())
}

fn wrong(db: &Connection, day: Date) -> rusqlite::Result<u32> {
    let counted = read(db, WRONG)?;
    let today = counted.and_then(|text| {
        let (date, count) = text.split_once(' ')?;
        (date == day.to_string()).then(|| count.parse().ok())?
    });
    Ok(today.unwrap_or(0))
}

fn read(db: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    db.query_row("SELECT value FROM marks WHERE name = ?1", [name], |row| {
        row.get(0)
    })
    .optional()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const NOON: DateTime = date(2026, 11, 19).at(12, 0, 0, 0);

    fn granted(digits: &str) -> Claim {
        Claim::Granted {
            to: digits.parse().unwrap(),
            answer: "등록했어요".to_owned(),
        }
    }

    #[test]
    fn the_first_one_stays_until_the_box_is_disowned() {
        let mut store = Store::in_memory().unwrap();
        assert_eq!(store.owner().unwrap(), None);
        for digits in ["01023456789", "01098765432"] {
            carry_out(&store.db, "1", &granted(digits), NOON).unwrap();
            let owner = store.owner().unwrap().unwrap();
            assert_eq!(owner.digits(), "01023456789");
        }
        assert_eq!(store.texts().unwrap().len(), 1, "nobody else was told so");
        assert!(store.disown().unwrap());
        assert!(!store.disown().unwrap());
        assert_eq!(store.owner().unwrap(), None);
    }

    #[test]
    fn wrong_codes_are_counted_by_the_day() {
        let mut store = Store::in_memory().unwrap();
        let tomorrow = date(2026, 11, 20);
        for count in 1..4 {
            carry_out(&store.db, "1", &Claim::Wrong, NOON).unwrap();
            assert_eq!(store.wrong_codes(NOON.date()).unwrap(), count);
        }
        assert_eq!(store.wrong_codes(tomorrow).unwrap(), 0);
        store.disown().unwrap();
        assert_eq!(store.wrong_codes(NOON.date()).unwrap(), 0);
    }
}
