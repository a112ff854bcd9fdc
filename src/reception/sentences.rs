//! Everything the receptionist says, in one place.
//!
//! A sentence is either fixed (rendered when the settings are saved, see [`all_fixed`]) or built
//! from typed values; nothing a caller said is ever spoken back as it came.

use jiff::civil::{Date, Weekday};

use crate::{
    call::Speech,
    korean::{
        calendar::{self, weekday_name},
        clock,
        particle::{Particle, attach},
        party, phone_words,
    },
    phone::PhoneNumber,
};

use super::{booking::Slot, shop::Shop};

/// The first words of every call: who, that it is an AI, that the call is recorded.
pub fn notice(shop: &Shop) -> Speech {
    let text = shop.notice.clone().unwrap_or_else(|| {
        format!(
            "안녕하세요, {}입니다. 인공지능 AI가 전화를 받고 있어요. 통화는 녹음됩니다. 무엇을 도와드릴까요?",
            shop.name
        )
    });
    Speech::fixed(text).to_the_end()
}

macro_rules! fixed {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = $text;)*
        /// The sentences that every shop has in common.
        const COMMON: &[&str] = &[$($name),*];
    };
}

fixed! {
    ASK_AGAIN = "죄송하지만 잘 못 들었어요. 예약이나 영업시간을 말씀해 주시겠어요?";
    ASK_WISH = "네, 무엇을 도와드릴까요?";
    ANYTHING_ELSE = "더 궁금하신 점 있으세요?";
    ASK_DATE = "네, 예약이시군요. 며칠에 오시겠어요?";
    ASK_DATE_AGAIN = "날짜를 다시 한번 말씀해 주세요. 예를 들면 내일, 또는 토요일이요.";
    ASK_TIME = "네, 몇 시에 오시겠어요?";
    ASK_TIME_AGAIN = "시간을 다시 한번 말씀해 주세요. 예를 들면 저녁 일곱 시요.";
    ASK_PARTY = "네, 몇 분이세요?";
    ASK_PARTY_AGAIN = "몇 분인지 다시 한번 말씀해 주세요. 예를 들면 네 명이요.";
    ASK_PHONE = "네, 연락받으실 전화번호를 말씀해 주세요.";
    ASK_PHONE_AGAIN = "전화번호를 공일공부터 천천히 다시 말씀해 주세요.";
    READ_BACK = "네, 확인해 드릴게요.";
    CONFIRM = "예약해 드릴까요?";
    CONFIRM_AGAIN = "이대로 예약할까요? 네, 아니요로 말씀해 주세요.";
    WHAT_TO_CHANGE = "네, 어떤 점을 바꿔 드릴까요?";
    OTHER_TIME = "다른 시간으로 말씀해 주시겠어요?";
    PAST = "이미 지난 시간이라 예약이 어려워요. 언제로 해 드릴까요?";
    BOOKED_WITH_TEXT = "예약해 두었어요. 확인 문자를 보내 드릴게요. 고맙습니다.";
    BOOKED = "예약해 두었어요. 고맙습니다.";
    NOT_BOOKED = "죄송합니다. 지금은 예약을 적을 수 없어요. 잠시 후에 다시 전화해 주세요.";
    TELL_OWNER = "사장님께 전해 드릴게요. 남기실 말씀을 해 주세요.";
    MESSAGE_TAKEN = "네, 사장님께 전해 드릴게요. 감사합니다.";
    NOT_TAKEN = "죄송합니다. 지금은 적어 둘 수 없어요. 잠시 후에 다시 전화해 주세요.";
    NO_RECORDING = "네, 녹음하지 않을게요. 무엇을 도와드릴까요?";
    NOT_HEARD = "죄송해요, 방금 말씀을 놓쳤어요. 다시 한번 말씀해 주시겠어요?";
    TROUBLE = "죄송합니다. 지금은 제가 말씀을 잘 알아듣지 못하고 있어요. 전화 주셨다고 적어 둘게요.";
    STILL_THERE = "여보세요, 듣고 있어요. 편하게 말씀해 주세요.";
    NOBODY = "말씀이 없으셔서 전화를 끊을게요. 안녕히 계세요.";
    GOODBYE = "네, 전화 주셔서 감사합니다. 안녕히 계세요.";
}

/// The question for one missing value; the second time with an example.
pub fn ask(slot: Slot, again: bool) -> Speech {
    Speech::fixed(match (slot, again) {
        (Slot::Date, false) => ASK_DATE,
        (Slot::Date, true) => ASK_DATE_AGAIN,
        (Slot::Time, false) => ASK_TIME,
        (Slot::Time, true) => ASK_TIME_AGAIN,
        (Slot::Party, false) => ASK_PARTY,
        (Slot::Party, true) => ASK_PARTY_AGAIN,
        (Slot::Phone, false) => ASK_PHONE,
        (Slot::Phone, true) => ASK_PHONE_AGAIN,
    })
}

/// The whole booking said back, ending in the question that commits it.
///
/// The number is said only when the caller gave it by voice: the network does not mishear.
pub fn read_back(
    date: Date,
    time: jiff::civil::Time,
    people: u8,
    spoken_number: Option<&PhoneNumber>,
    today: Date,
) -> Speech {
    let when = format!(
        "{} {},",
        calendar::speak_date(date, today),
        clock::speak_time(time)
    );
    let mut speech = Speech::fixed(READ_BACK).then_slot(when);
    let people = party::speak_party(people);
    speech = match spoken_number {
        Some(number) => speech
            .then_slot(format!("{people}, 전화번호는"))
            .then_slot(format!("{},", phone_words::speak_phone(number.digits())))
            .then_fixed(CONFIRM),
        None => speech.then_slot(format!("{people} {CONFIRM}")),
    };
    speech
}

/// When the shop is open on `date`, whose name `day` is said ("오늘", "일요일").
pub fn hours_on(shop: &Shop, day: &str, weekday: Weekday) -> Speech {
    Speech::fixed(hours_sentence(shop, day, weekday)).then_fixed(ANYTHING_ELSE)
}

fn hours_sentence(shop: &Shop, day: &str, weekday: Weekday) -> String {
    let day = attach(day, Particle::EunNeun);
    match shop.hours.of(weekday) {
        Some(open) => format!(
            "{day} {}부터 {}까지 해요.",
            clock::speak_time(open.open),
            clock::speak_time(open.close)
        ),
        None => format!("{day} 쉬는 날이에요."),
    }
}

/// That the shop is closed then, and when it is open.
pub fn closed_then(shop: &Shop, date: Date) -> Speech {
    let sentence = hours_sentence(shop, weekday_name(date.weekday()), date.weekday());
    Speech::fixed(sentence).then_fixed(OTHER_TIME)
}

/// More people than the box may book by itself.
pub fn too_many(shop: &Shop) -> Speech {
    Speech::fixed(too_many_sentence(shop)).then_fixed(TELL_OWNER)
}

fn too_many_sentence(shop: &Shop) -> String {
    format!(
        "{}까지만 바로 예약해 드릴 수 있어요.",
        party::speak_party(shop.largest_party)
    )
}

/// The confirmation that a caller gets by text message; fits one message.
pub fn confirmation_text(shop: &Shop, booking: &crate::call::Booking) -> String {
    format!(
        "[{}] 예약 확인\n{}월 {}일({}) {}, {}명\n변경은 이 번호로 전화 주세요.",
        shop.name,
        booking.date.month(),
        booking.date.day(),
        weekday_name(booking.date.weekday())
            .chars()
            .next()
            .unwrap_or_default(),
        booking.time.strftime("%H:%M"),
        booking.party,
    )
}

/// What the owner reads of a call in which hearing or speaking failed.
pub const TROUBLE_NOTE: &str =
    "(통화 중 기계가 말씀을 알아듣거나 대답하지 못했습니다. 다시 전화해 주세요.)";

/// Said while the words of the caller are still being worked out: after the turn is over, never before.
pub const FILLER: &str = "네, 확인해 볼게요.";
/// Said while what comes next is still being rendered.
pub const HOLD: &str = "잠시만요.";

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// Every sentence that is known before a call, to be rendered when the settings are saved: the
/// notice first, because it is needed first.
#[must_use]
pub fn all_fixed(shop: &Shop) -> Vec<String> {
    let mut all: Vec<String> = notice(shop)
        .parts
        .iter()
        .map(|part| part.text().to_owned())
        .collect();
    all.extend(COMMON.iter().map(|&text| text.to_owned()));
    all.extend([FILLER, HOLD].map(str::to_owned));
    all.push(too_many_sentence(shop));
    for day in WEEK {
        for name in ["오늘", "내일", weekday_name(day)] {
            all.push(hours_sentence(shop, name, day));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|text| seen.insert(text.clone()));
    all
}
