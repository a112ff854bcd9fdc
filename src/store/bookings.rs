//! The shop's book.

use jiff::civil::DateTime;
use rusqlite::{Connection, Row, params, types::Type};

use crate::{
    call::{Booked, Booking, BookingId, Capacity, Ledger, has_room},
    phone::PhoneNumber,
};

use super::{CallId, Committed, Store, StoreError, open::doing};

/// How a booking stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingState {
    /// It is expected.
    Stands,
    /// It was taken back.
    Cancelled,
    /// They came.
    Kept,
    /// They did not.
    NoShow,
}

impl BookingState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Stands, Self::Cancelled, Self::Kept, Self::NoShow];

    /// The word for it in the store, in scenario files and in `--json`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stands => "stands",
            Self::Cancelled => "cancelled",
            Self::Kept => "kept",
            Self::NoShow => "no-show",
        }
    }
}

/// A booking as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingRow {
    /// Its row.
    pub id: BookingId,
    /// The booking.
    pub booking: Booking,
    /// How it stands.
    pub state: BookingState,
}

const COLUMNS: &str = "id, date, time, minutes, party, what, phone, state";

impl Store {
    /// Books, if there is room beside what stands; looked at and written in one transaction.
    ///
    /// # Errors
    /// When it cannot be written; nothing of it was kept then.
    pub fn book(
        &mut self,
        call: Option<CallId>,
        booking: &Booking,
        capacity: Option<Capacity>,
        at: DateTime,
    ) -> Result<Committed, StoreError> {
        let booking_it = doing("write a booking");
        let work = self.db.transaction().map_err(&booking_it)?;
        if !fits(&work, booking, capacity, None).map_err(&booking_it)? {
            return Ok(Committed::NoRoom);
        }
        work.execute(
            "INSERT INTO bookings (call_id, date, time, minutes, party, what, phone, created_at, changed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
            params![
                call.map(|c| c.0),
                booking.date.to_string(),
                booking.time.strftime("%H:%M").to_string(),
                booking.minutes,
                booking.party,
                booking.what,
                booking.phone.as_ref().map(|p| p.digits()),
                at.to_string()
            ],
        )
        .map_err(&booking_it)?;
        work.commit().map_err(&booking_it)?;
        Ok(Committed::Written)
    }

    /// Gives a booking that stands other values, if there is room for them.
    pub(super) fn change(
        &mut self,
        id: BookingId,
        to: &Booking,
        capacity: Option<Capacity>,
        at: DateTime,
    ) -> Result<Committed, StoreError> {
        let changing = doing("change a booking");
        let work = self.db.transaction().map_err(&changing)?;
        if !fits(&work, to, capacity, Some(id)).map_err(&changing)? {
            return Ok(Committed::NoRoom);
        }
        let changed = work
            .execute(
                "UPDATE bookings SET date = ?2, time = ?3, minutes = ?4, party = ?5, what = ?6,
                 changed_at = ?7 WHERE id = ?1 AND state = 'stands'",
                params![
                    id.0,
                    to.date.to_string(),
                    to.time.strftime("%H:%M").to_string(),
                    to.minutes,
                    to.party,
                    to.what,
                    at.to_string()
                ],
            )
            .map_err(&changing)?;
        work.commit().map_err(&changing)?;
        Ok(written(changed))
    }

    pub(super) fn cancel(&mut self, id: BookingId, at: DateTime) -> Result<Committed, StoreError> {
        let from = BookingState::Stands;
        let changed = self.set_state(id, Some(from), BookingState::Cancelled, at)?;
        Ok(written(changed))
    }

    /// The owner says how a booking stands. Returns whether there is such a booking.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn mark_booking(
        &mut self,
        id: BookingId,
        state: BookingState,
        at: DateTime,
    ) -> Result<bool, StoreError> {
        Ok(self.set_state(id, None, state, at)? > 0)
    }

    fn set_state(
        &mut self,
        id: BookingId,
        from: Option<BookingState>,
        to: BookingState,
        at: DateTime,
    ) -> Result<usize, StoreError> {
        self.db
            .execute(
                "UPDATE bookings SET state = ?3, changed_at = ?4
                 WHERE id = ?1 AND (?2 IS NULL OR state = ?2)",
                params![
                    id.0,
                    from.map(BookingState::as_str),
                    to.as_str(),
                    at.to_string()
                ],
            )
            .map_err(doing("note how a booking stands"))
    }

    /// All bookings, in the order in which they were first made.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn bookings(&self) -> Result<Vec<BookingRow>, StoreError> {
        let reading = doing("list the bookings");
        let mut query = self
            .db
            .prepare(&format!("SELECT {COLUMNS} FROM bookings ORDER BY id"))
            .map_err(&reading)?;
        let rows = query.query_map([], booking_row);
        rows.and_then(Iterator::collect).map_err(&reading)
    }

    /// What a receptionist has to know of the book while a call of this number is on.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn ledger(
        &self,
        caller: Option<&PhoneNumber>,
        now: DateTime,
    ) -> Result<Ledger, StoreError> {
        let reading = doing("read the book");
        // What began yesterday may not be over yet.
        let from = now.date().yesterday().unwrap_or(now.date());
        let mut query = self
            .db
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM bookings WHERE state = 'stands' AND date >= ?1
                 ORDER BY date, time, id"
            ))
            .map_err(&reading)?;
        let rows = query.query_map([from.to_string()], booking_row);
        let rows: Vec<BookingRow> = rows.and_then(Iterator::collect).map_err(&reading)?;
        let no_shows = match caller {
            None => 0,
            Some(number) => self
                .db
                .query_row(
                    "SELECT count(*) FROM bookings WHERE phone = ?1 AND state = 'no-show'",
                    [number.digits()],
                    |row| row.get(0),
                )
                .map_err(&reading)?,
        };
        Ok(Ledger {
            owner: None,
            no_shows,
            answered: self.answers()?.into(),
            bookings: rows
                .into_iter()
                .map(|row| Booked {
                    id: row.id,
                    booking: row.booking,
                })
                .collect(),
        })
    }
}

const fn written(changed: usize) -> Committed {
    match changed {
        0 => Committed::NoRoom,
        _ => Committed::Written,
    }
}

/// Whether there is room for it beside everything that stands around that day.
fn fits(
    db: &Connection,
    wanted: &Booking,
    capacity: Option<Capacity>,
    except: Option<BookingId>,
) -> rusqlite::Result<bool> {
    if capacity.is_none() {
        return Ok(true);
    }
    let day = wanted.date;
    let mut query = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM bookings WHERE state = 'stands' AND date BETWEEN ?1 AND ?2"
    ))?;
    let days = [
        day.yesterday().unwrap_or(day).to_string(),
        day.tomorrow().unwrap_or(day).to_string(),
    ];
    let rows: Vec<BookingRow> = query
        .query_map(days, booking_row)?
        .collect::<Result<_, _>>()?;
    let beside = rows.iter().filter(|row| Some(row.id) != except);
    Ok(has_room(capacity, wanted, beside.map(|row| &row.booking)))
}

fn booking_row(row: &Row<'_>) -> rusqlite::Result<BookingRow> {
    let phone: Option<String> = row.get(6)?;
    let phone = phone
        .map(|digits| digits.parse().map_err(broken(6)))
        .transpose()?;
    let state: String = row.get(7)?;
    let known = BookingState::ALL.into_iter().find(|s| s.as_str() == state);
    let unknown =
        || rusqlite::Error::InvalidColumnType(7, state.clone(), rusqlite::types::Type::Text);
    Ok(BookingRow {
        id: BookingId(row.get(0)?),
        booking: Booking {
            date: row.get::<_, String>(1)?.parse().map_err(broken(1))?,
            time: row.get::<_, String>(2)?.parse().map_err(broken(2))?,
            minutes: row.get(3)?,
            party: row.get(4)?,
            what: row.get(5)?,
            phone,
        },
        state: known.ok_or_else(unknown)?,
    })
}

/// A value that somebody else must have written.
fn broken<E: std::error::Error + Send + Sync + 'static>(
    column: usize,
) -> impl Fn(E) -> rusqlite::Error {
    move |error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{call::Record, phone::Caller};
    use jiff::civil::{date, time};

    const NOW: DateTime = date(2026, 11, 21).at(18, 3, 0, 0);

    fn booking(hour: i8, phone: &str) -> Booking {
        Booking {
            date: date(2026, 11, 22),
            time: time(hour, 0, 0, 0),
            minutes: 60,
            party: 4,
            phone: Some(phone.parse().unwrap()),
            what: None,
        }
    }

    #[test]
    fn a_booking_survives_reopening() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("munjigi.db");
        let booking = booking(19, "01023456789");
        {
            let mut store = Store::open(&path).unwrap();
            let call = store.call_rang("main", &Caller::Withheld, NOW).unwrap();
            let record = Record::Booking(booking.clone(), None);
            let done = store.commit(call, &record, NOW).unwrap();
            assert_eq!(done, Committed::Written);
        }
        let rows = Store::open(&path).unwrap().bookings().unwrap();
        assert_eq!(
            (&rows[0].booking, rows[0].state),
            (&booking, BookingState::Stands)
        );
    }

    #[test]
    fn the_last_place_is_given_once() {
        let mut store = Store::in_memory().unwrap();
        let four = Some(Capacity::People(4));
        let mut book = |b: &Booking| store.book(None, b, four, NOW).unwrap();
        assert_eq!(book(&booking(19, "01023456789")), Committed::Written);
        assert_eq!(book(&booking(19, "01034567890")), Committed::NoRoom);
        assert_eq!(book(&booking(20, "01034567890")), Committed::Written);
        assert_eq!(store.bookings().unwrap().len(), 2);
        // The one at eight may move to where it stands, and not to where the other is.
        let mine = BookingId(2);
        let mut change = |to: &Booking| store.change(mine, to, four, NOW).unwrap();
        assert_eq!(change(&booking(20, "01034567890")), Committed::Written);
        assert_eq!(change(&booking(19, "01034567890")), Committed::NoRoom);
    }

    #[test]
    fn a_ledger_holds_what_stands_and_knows_the_caller() {
        let mut store = Store::in_memory().unwrap();
        let mine: PhoneNumber = "01023456789".parse().unwrap();
        for hour in [12, 13, 14, 15] {
            store
                .book(None, &booking(hour, "01023456789"), None, NOW)
                .unwrap();
        }
        for (id, state) in [(1, BookingState::NoShow), (2, BookingState::Kept)] {
            assert!(store.mark_booking(BookingId(id), state, NOW).unwrap());
        }
        assert_eq!(store.cancel(BookingId(3), NOW).unwrap(), Committed::Written);
        assert_eq!(store.cancel(BookingId(3), NOW).unwrap(), Committed::NoRoom);
        assert!(
            !store
                .mark_booking(BookingId(9), BookingState::Kept, NOW)
                .unwrap()
        );
        let ledger = store.ledger(Some(&mine), NOW).unwrap();
        assert_eq!(ledger.no_shows, 1);
        assert_eq!(ledger.bookings.len(), 1);
        assert_eq!(ledger.of(&mine).next().unwrap().booking.time.hour(), 15);
        assert_eq!(store.ledger(None, NOW).unwrap().no_shows, 0);
    }
}
