//! `munjigi booking` and `munjigi question`: the owner's book and list, from the command line.

use crate::{
    app::BoxClock,
    call::BookingId,
    phone::PhoneNumber,
    store::{BookingState, Store},
    time::WallClock as _,
};

use super::{
    Exit, Failure,
    args::{BookingVerb, QuestionVerb},
    database::open,
};

/// Lists bookings, or says how one stands.
pub fn bookings(verb: &BookingVerb, json: bool) -> Result<Exit, Failure> {
    match verb {
        BookingVerb::List { db } => list(&open(db)?, json),
        BookingVerb::Mark { booking, state, db } => mark(&mut open(db)?, *booking, state),
    }
}

/// Lists questions, or answers one.
pub fn questions(verb: &QuestionVerb, json: bool) -> Result<Exit, Failure> {
    match verb {
        QuestionVerb::List { db } => {
            for row in open(db)?.questions()? {
                if json {
                    println!("{}", serde_json::json!(row));
                } else {
                    let answer = row.answer.as_deref().unwrap_or("-");
                    println!("{:>5}  {}  → {answer}", row.id, row.text);
                }
            }
            Ok(Exit::Ok)
        }
        QuestionVerb::Answer {
            question,
            answer,
            db,
        } => {
            let answer = answer.trim();
            if answer.is_empty() {
                let message = "대답이 비어 있습니다 / the answer is empty";
                return Err(Failure::saying(Exit::Usage, message));
            }
            let now = BoxClock::start().wall();
            if !open(db)?.answer_question(*question, answer, now)? {
                let message =
                    format!("{question}번 질문이 없습니다 / there is no question {question}");
                return Err(Failure::saying(Exit::Failed, message));
            }
            println!(
                "다음 전화부터 이렇게 대답합니다 / callers get this answer from the next call on"
            );
            Ok(Exit::Ok)
        }
    }
}

fn list(store: &Store, json: bool) -> Result<Exit, Failure> {
    for row in store.bookings()? {
        let booking = &row.booking;
        let time = booking.time.strftime("%H:%M").to_string();
        let digits = booking.phone.as_ref().map(PhoneNumber::digits);
        if json {
            println!(
                "{}",
                serde_json::json!({
                    "id": row.id.0,
                    "date": booking.date.to_string(),
                    "time": time,
                    "minutes": booking.minutes,
                    "party": booking.party,
                    "what": booking.what,
                    "phone": digits,
                    "state": row.state.as_str(),
                })
            );
        } else {
            println!(
                "{:>5}  {} {time}  {}명  {:<11}  {:<9}  {}",
                row.id.0,
                booking.date,
                booking.party,
                digits.unwrap_or("-"),
                row.state.as_str(),
                booking.what.as_deref().unwrap_or_default(),
            );
        }
    }
    Ok(Exit::Ok)
}

fn mark(store: &mut Store, booking: i64, word: &str) -> Result<Exit, Failure> {
    let state = BookingState::ALL.into_iter().find(|s| s.as_str() == word);
    let state = state.ok_or_else(|| {
        let words = BookingState::ALL.map(BookingState::as_str).join(", ");
        let message = format!("다음 중에서 고르세요 / use one of: {words}");
        Failure::saying(Exit::Usage, message)
    })?;
    let now = BoxClock::start().wall();
    if !store.mark_booking(BookingId(booking), state, now)? {
        let message = format!("{booking}번 예약이 없습니다 / there is no booking {booking}");
        return Err(Failure::saying(Exit::Failed, message));
    }
    Ok(Exit::Ok)
}
