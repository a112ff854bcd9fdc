//! Text messages: to the caller, and to the owner.

use jiff::civil::DateTime;

use crate::{
    call::{Booking, Callback, Record},
    korean::calendar::weekday_name,
    phone::PhoneNumber,
    reception::shop::Shop,
};

/// The confirmation that a caller gets; fits one message where the names are short.
pub fn confirmation_text(shop: &Shop, booking: &Booking) -> String {
    let mut text = format!(
        "[{}] 예약 확인\n{}\n변경은 이 번호로 전화 주세요.",
        shop.name,
        line(shop, booking)
    );
    if let Some(map) = shop.location.as_ref().and_then(|l| l.map.as_ref()) {
        text.push_str("\n오시는 길 ");
        text.push_str(map);
    }
    text
}

/// That a booking was cancelled.
pub fn cancelled_text(shop: &Shop, booking: &Booking) -> String {
    format!("[{}] 예약 취소\n{}", shop.name, line(shop, booking))
}

/// What the owner is told of something that was committed; `before` is the booking that it was about.
pub fn for_owner(shop: &Shop, record: &Record, before: Option<&Booking>) -> String {
    match (record, before) {
        (Record::Booking(booking, _), _) => {
            format!(
                "[문지기] 새 예약\n{}\n{}",
                line(shop, booking),
                number(booking.phone.as_ref())
            )
        }
        (Record::Change(_, to, _), Some(from)) => format!(
            "[문지기] 예약 변경\n{}\n→ {}\n{}",
            line(shop, from),
            line(shop, to),
            number(to.phone.as_ref())
        ),
        (Record::Change(_, to, _), None) => {
            format!(
                "[문지기] 예약 변경\n{}\n{}",
                line(shop, to),
                number(to.phone.as_ref())
            )
        }
        (Record::Cancel(_), Some(booking)) => {
            format!(
                "[문지기] 예약 취소\n{}\n{}",
                line(shop, booking),
                number(booking.phone.as_ref())
            )
        }
        (Record::Cancel(_), None) => "[문지기] 예약 취소".to_owned(),
        (Record::Callback(Callback { at, about, phone }), _) => {
            let when = at.map_or_else(|| "아무 때나".to_owned(), moment);
            let about = if about.is_empty() {
                String::new()
            } else {
                format!("\n{about}")
            };
            format!(
                "[문지기] 전화 요청: {when}\n{}{about}",
                number(phone.as_ref())
            )
        }
        (Record::Message(message), _) => {
            format!(
                "[문지기] 메모\n{}\n{}",
                message.body,
                number(message.phone.as_ref())
            )
        }
    }
}

/// "11월 20일(금) 19:00, 4명"
fn line(shop: &Shop, booking: &Booking) -> String {
    let mut line = moment(booking.at());
    if let Some(what) = &booking.what {
        line.push_str(", ");
        line.push_str(what);
    }
    if shop.booking.people || booking.party > 1 {
        line.push_str(&format!(", {}명", booking.party));
    }
    line
}

fn moment(at: DateTime) -> String {
    format!(
        "{}월 {}일({}) {}",
        at.month(),
        at.day(),
        weekday_name(at.date().weekday())
            .chars()
            .next()
            .unwrap_or_default(),
        at.time().strftime("%H:%M"),
    )
}

/// In full: it goes to the owner, who has to call.
fn number(number: Option<&PhoneNumber>) -> String {
    number.map_or_else(
        || "번호 없음".to_owned(),
        |number| crate::korean::phone_words::phone_groups(number.digits()).join("-"),
    )
}
