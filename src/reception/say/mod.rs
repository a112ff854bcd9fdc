//! Everything the receptionist says, in one place.
//!
//! A sentence is either fixed (rendered when the settings are saved, see [`all_fixed`]) or built
//! from typed values; nothing a caller said is ever spoken back as it came.

mod fixed;
mod texts;

use jiff::civil::{Date, DateTime, Time, Weekday};

use crate::{
    call::{Booking, Speech},
    korean::{
        calendar::{self, weekday_name},
        clock,
        particle::{Particle, attach},
        party, phone_words,
    },
    phone::PhoneNumber,
};

use super::{
    booking::{Goal, Slot},
    offers::Offers,
    shop::{Closed, Item, Shop, Tone},
};

pub use fixed::*;
pub use texts::{cancelled_text, confirmation_text, for_owner};

/// The first words of every call: who, that it is an AI, that the call is recorded.
pub fn notice(shop: &Shop) -> Speech {
    let text = shop.notice.clone().unwrap_or_else(|| {
        let (takes, records) = match shop.tone {
            Tone::Warm => ("전화를 받고 있어요", "녹음됩니다"),
            Tone::Formal => ("전화를 받고 있습니다", "녹음됩니다"),
        };
        format!(
            "안녕하세요, {}입니다. 인공지능 AI가 {takes}. 통화는 {records}. 무엇을 도와드릴까요?",
            shop.name
        )
    });
    Speech::fixed(text).to_the_end()
}

/// The question for one missing value; the second time with an example.
pub fn ask(shop: &Shop, slot: Slot, again: bool) -> Speech {
    let line = match (slot, again) {
        (Slot::What, false) => return Speech::fixed(ask_what(shop)),
        (Slot::What, true) => {
            return Speech::fixed(ASK_WHAT_AGAIN.of(shop.tone)).then_fixed(ask_what(shop));
        }
        (Slot::Date, false) => ASK_DATE,
        (Slot::Date, true) => ASK_DATE_AGAIN,
        (Slot::Time, false) => ASK_TIME,
        (Slot::Time, true) => ASK_TIME_AGAIN,
        (Slot::Party, false) => ASK_PARTY,
        (Slot::Party, true) => ASK_PARTY_AGAIN,
        (Slot::Phone, false) => ASK_PHONE,
        (Slot::Phone, true) => ASK_PHONE_AGAIN,
        (Slot::Middle, false) => ASK_MIDDLE,
        (Slot::Middle, true) => ASK_MIDDLE_AGAIN,
        (Slot::End, false) => ASK_END,
        (Slot::End, true) => ASK_END_AGAIN,
    };
    Speech::fixed(line.of(shop.tone))
}

/// The most names that are read out in one sentence: more are not remembered.
const LISTED: usize = 4;

/// "커트, 염색, 파마 중에 어떤 것으로 예약해 드릴까요?"
fn ask_what(shop: &Shop) -> String {
    let names: Vec<&str> = shop.bookable().map(|i| i.name.as_str()).collect();
    if names.len() > LISTED {
        return "네, 어떤 것으로 예약해 드릴까요?".to_owned();
    }
    format!("네, {} 중에 어떤 것으로 예약해 드릴까요?", names.join(", "))
}

/// The whole booking said back, ending in the question that commits it.
///
/// The number is said only when the caller gave it by voice: the network does not mishear.
pub fn read_back(
    shop: &Shop,
    booking: &Booking,
    spoken_number: Option<&PhoneNumber>,
    goal: Goal,
    today: Date,
) -> Speech {
    let confirm = match goal {
        Goal::Book => CONFIRM_BOOKING.of(shop.tone),
        Goal::Change(_) => CONFIRM_CHANGE.of(shop.tone),
    };
    let to = |words: &str| match goal {
        Goal::Book => words.to_owned(),
        Goal::Change(_) => attach(words, Particle::EuroRo),
    };
    let when = speak_when(booking.at(), today);
    let mut speech = Speech::fixed(READ_BACK.of(shop.tone)).then_slot(format!("{when},"));
    let what = described(shop, booking);
    speech = match (spoken_number, what.as_str()) {
        (Some(number), _) => {
            if !what.is_empty() {
                speech = speech.then_slot(format!("{what},"));
            }
            speech
                .then_fixed(THE_NUMBER_IS.of(shop.tone))
                .then_slot(format!("{},", phone_words::speak_phone(number.digits())))
                .then_fixed(confirm)
        }
        (None, "") => speech.then_fixed(confirm),
        (None, what) => speech.then_slot(format!("{} {confirm}", to(what))),
    };
    speech
}

/// "커트 두 분", "네 분", or nothing.
fn described(shop: &Shop, booking: &Booking) -> String {
    let people = shop.booking.people || booking.party > 1;
    let people = people.then(|| party::speak_party(booking.party));
    let parts: Vec<String> = booking.what.iter().cloned().chain(people).collect();
    parts.join(" ")
}

/// "내일 십일월 이십일 금요일 저녁 일곱 시"
fn speak_when(at: DateTime, today: Date) -> String {
    format!(
        "{} {}",
        calendar::speak_date(at.date(), today),
        clock::speak_time(at.time())
    )
}

/// A booking that stands, in a sentence that asks whether it shall go.
pub fn cancel_this(shop: &Shop, booking: &Booking, today: Date) -> Speech {
    let (when, what) = (speak_when(booking.at(), today), described(shop, booking));
    let what = if what.is_empty() {
        String::new()
    } else {
        format!(" {what}")
    };
    Speech::slot(format!("{when}{what} 예약을")).then_fixed(CONFIRM_CANCEL.of(shop.tone))
}

/// A booking that stands, told to whom it belongs.
pub fn stands(shop: &Shop, booking: &Booking, today: Date) -> Speech {
    let (when, what) = (speak_when(booking.at(), today), described(shop, booking));
    let what = if what.is_empty() {
        String::new()
    } else {
        format!(" {what}")
    };
    Speech::slot(format!("{when}{what}")).then_fixed(STANDS.of(shop.tone))
}

/// Asks whether a call shall be placed to this number then; `None` is any time.
pub fn callback_at(shop: &Shop, at: Option<DateTime>, today: Date) -> Speech {
    let when = at.map_or_else(|| "편하신 때".to_owned(), |at| speak_when(at, today));
    Speech::slot(format!("{when}에")).then_fixed(CALL_THIS_NUMBER.of(shop.tone))
}

/// When the shop is open on `date`: the day, and then its hours, which most days have in common.
pub fn hours_on(shop: &Shop, date: Date, today: Date) -> Speech {
    // A week away a day of the week names another day.
    if (date - today).get_days() > 6 {
        let day = attach(&calendar::speak_date(date, today), Particle::EunNeun);
        return Speech::slot(day).then_fixed(hours_sentence(shop, date));
    }
    let day = attach(day_name(date, today), Particle::EunNeun);
    Speech::fixed(day).then_fixed(hours_sentence(shop, date))
}

fn day_name(date: Date, today: Date) -> &'static str {
    match (date - today).get_days() {
        0 => "오늘",
        1 => "내일",
        _ => weekday_name(date.weekday()),
    }
}

fn hours_sentence(shop: &Shop, date: Date) -> String {
    let (does, rests) = match shop.tone {
        Tone::Warm => ("해요", "쉬는 날이에요"),
        Tone::Formal => ("합니다", "쉬는 날입니다"),
    };
    let open = match shop.hours.on(date) {
        Ok(open) => open,
        Err(Closed::Holiday(name)) => return format!("{} {rests}.", attach(name, Particle::IRa)),
        Err(_) => return format!("{rests}."),
    };
    let (from, to) = (clock::speak_time(open.open), clock::speak_time(open.close));
    let mut sentence = format!("{from}부터 {to}까지 {does}.");
    let (also, last_order) = match shop.tone {
        Tone::Warm => ("까지는 쉬는 시간이고요.", "까지예요."),
        Tone::Formal => ("까지는 쉬는 시간입니다.", "까지입니다."),
    };
    for pause in shop.hours.breaks_on(date) {
        let (from, to) = (
            clock::speak_time(pause.open),
            clock::speak_time(pause.close),
        );
        sentence.push_str(&format!(" {from}부터 {to}{also}"));
    }
    if let Some(last) = shop.hours.last_order {
        sentence.push_str(&format!(
            " 마지막 주문은 {}{last_order}",
            clock::speak_time(last)
        ));
    }
    sentence
}

/// "저녁 여섯 시나 여덟 시는 어떠세요?", or one of them, or nothing to offer; other days at `time`, if one was
/// wished.
pub fn offer(shop: &Shop, offers: &Offers, time: Option<Time>, today: Date) -> Option<Speech> {
    let words: Vec<String> = match (offers, time) {
        (Offers::Times(times), _) => times
            .iter()
            .map(|at| clock::speak_time(at.time()))
            .collect(),
        (Offers::Days(days), Some(time)) => days
            .iter()
            .map(|day| speak_when(day.to_datetime(time), today))
            .collect(),
        (Offers::Days(days), None) => days
            .iter()
            .map(|day| calendar::speak_date(*day, today))
            .collect(),
    };
    let mut words = words.iter();
    let (first, second) = (words.next()?, words.next());
    let speech = match second {
        None => Speech::slot(attach(first, Particle::EunNeun)),
        Some(second) => {
            Speech::slot(attach(first, Particle::INa)).then_slot(attach(second, Particle::EunNeun))
        }
    };
    Some(speech.then_fixed(HOW_ABOUT.of(shop.tone)))
}

/// What one thing costs.
pub fn price(shop: &Shop, item: &Item) -> Speech {
    Speech::fixed(price_sentence(shop, item))
}

fn price_sentence(shop: &Shop, item: &Item) -> String {
    let is = match shop.tone {
        Tone::Warm => "이에요",
        Tone::Formal => "입니다",
    };
    let name = attach(&item.name, Particle::EunNeun);
    let mut sentence = match item.price {
        Some(won) => format!("{name} {won}원{is}."),
        None => match shop.tone {
            Tone::Warm => format!("{name} 경우에 따라 달라서 사장님께 여쭤봐야 해요."),
            Tone::Formal => format!("{name} 경우에 따라 달라 사장님께 여쭤봐야 합니다."),
        },
    };
    if let Some(note) = &item.note {
        sentence.push(' ');
        sentence.push_str(note);
    }
    sentence
}

/// What there is: the first few, with their prices.
pub fn menu(shop: &Shop) -> Option<Speech> {
    menu_sentence(shop).map(Speech::fixed)
}

fn menu_sentence(shop: &Shop) -> Option<String> {
    let items: Vec<String> = shop
        .menu
        .iter()
        .take(LISTED)
        .map(|item| match item.price {
            Some(won) => format!("{} {won}원", item.name),
            None => item.name.clone(),
        })
        .collect();
    let more = if shop.menu.len() > LISTED {
        " 등이"
    } else {
        ""
    };
    let are = match shop.tone {
        Tone::Warm => "있어요",
        Tone::Formal => "있습니다",
    };
    (!items.is_empty()).then(|| format!("{}{more} {are}.", items.join(", ")))
}

/// More people than the box may book by itself.
pub fn too_many(shop: &Shop) -> Speech {
    Speech::fixed(too_many_sentence(shop))
}

fn too_many_sentence(shop: &Shop) -> String {
    let can = match shop.tone {
        Tone::Warm => "있어요",
        Tone::Formal => "있습니다",
    };
    format!(
        "{}까지만 바로 예약해 드릴 수 {can}.",
        party::speak_party(shop.booking.largest_party)
    )
}

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// What has to be there before the first call: the notice, and what is said while something else is rendered.
#[must_use]
pub fn opening(shop: &Shop) -> Vec<String> {
    let notice = notice(shop).parts;
    let notice = notice.iter().map(|part| part.text().to_owned());
    notice.chain([FILLER, HOLD].map(str::to_owned)).collect()
}

/// Every sentence that is known before a call: [`opening`] first.
#[must_use]
pub fn all_fixed(shop: &Shop) -> Vec<String> {
    let mut all = opening(shop);
    all.extend(COMMON.iter().map(|line| line.of(shop.tone).to_owned()));
    all.push(too_many_sentence(shop));
    if shop.bookable().nth(1).is_some() {
        all.push(ask_what(shop));
    }
    let days = WEEK.map(weekday_name).into_iter().chain(["오늘", "내일"]);
    all.extend(days.map(|day| attach(day, Particle::EunNeun)));
    all.extend(WEEK.map(|day| hours_sentence(shop, first_usual(shop, day))));
    all.extend(shop.menu.iter().map(|item| price_sentence(shop, item)));
    all.extend(menu_sentence(shop));
    all.extend(shop.parking.clone());
    all.extend(shop.location.iter().map(|l| l.answer.clone()));
    all.extend(shop.faq.iter().map(|faq| faq.answer.clone()));
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|text| seen.insert(text.clone()));
    all
}

/// A day of this weekday that is like most of them: no holiday and no day off.
fn first_usual(shop: &Shop, day: Weekday) -> Date {
    let from = jiff::civil::date(2026, 1, 1);
    let days = std::iter::successors(Some(from), |day| day.tomorrow().ok()).take(800);
    let mut of_the_week = days.filter(|date| date.weekday() == day);
    let usual = |date: &Date| shop.hours.on(*date).ok() == shop.hours.of(day);
    let first = of_the_week.clone().next();
    of_the_week.find(usual).or(first).unwrap_or(from)
}
