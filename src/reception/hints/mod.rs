//! Words that an answer may hold, for the recogniser: one or two sentences of the kind that is asked for.
//!
//! They are examples and not a list: what is not in them is heard all the same. After a list of words the
//! recogniser goes on with the list; after sentences it writes sentences.

mod answers;
mod words;

use std::sync::Arc;

use jiff::civil::Date;

use crate::{
    call::Hint,
    korean::{
        calendar, clock,
        particle::{Particle, attach},
    },
};

use super::{Desk, offers::Offers, shop::Kind};

pub(super) use answers::Answers;

pub use super::booking::Slot;

/// After an open question.
#[must_use]
pub fn open(desk: &Desk) -> Hint {
    let wish = match desk.shop.kind {
        Kind::Restaurant => "내일 저녁 일곱 시에 네 명이요.",
        Kind::Hair | Kind::Clinic | Kind::Garage | Kind::Other => "내일 오후 두 시에요.",
        Kind::Flowers => "내일 오후에 찾으러 갈게요.",
    };
    let what: Vec<String> = desk
        .shop
        .bookable()
        .take(6)
        .map(|item| format!("{} 예약이요.", item.name))
        .collect();
    let wish = format!("{wish} {} {}", what.join(" "), questions(desk));
    Hint::new(format!(
        "{}죠? 예약하고 싶은데요. {wish} 예약 취소하려고요. 예약 변경하고 싶어요. 몇 시까지 하세요? 주차 되나요? 사장님 좀 바꿔 주세요.",
        desk.shop.name
    ))
    .with_answers(Arc::clone(&desk.answers.open))
}

/// After "anything else?".
#[must_use]
pub fn anything_else(desk: &Desk) -> Hint {
    Hint::new(format!(
        "아니요, 없어요. 괜찮아요, 감사합니다. 됐어요. 네, 예약도 하고 싶은데요. 주차는 되나요? 몇 시까지 하세요? {}",
        questions(desk)
    ))
    .with_answers(Arc::clone(&desk.answers.anything_else))
}

/// The owner's questions, as far as a hint has room: each costs time with every turn.
const QUESTIONS: usize = 3;

/// The shortest wording of the first questions.
fn questions(desk: &Desk) -> String {
    let first = desk.shop.faq.iter().take(QUESTIONS);
    let shortest = first.filter_map(|faq| faq.ask.iter().min_by_key(|ask| ask.chars().count()));
    let asked: Vec<String> = shortest
        .map(|ask| format!("{}?", ask.trim_end_matches('?')))
        .collect();
    asked.join(" ")
}

/// After an offer of other times or days.
#[must_use]
pub(super) fn offers(offers: &Offers, desk: &Desk, today: Date) -> Hint {
    let words: Vec<String> = match offers {
        Offers::Times(times) => times
            .iter()
            .map(|at| clock::speak_time(at.time()))
            .collect(),
        Offers::Days(days) => days
            .iter()
            .flat_map(|day| {
                let weekday = calendar::weekday_name(day.weekday()).to_owned();
                [weekday, calendar::speak_date(*day, today)]
            })
            .collect(),
    };
    let answers = words.iter().map(|word| {
        let bare = attach(word, Particle::IyoYo);
        format!("{bare}. 그럼 {} 할게요.", attach(word, Particle::EuroRo))
    });
    let answers = answers.collect::<Vec<_>>().join(" ");
    Hint::new(format!(
        "{answers} 앞에 거요. 뒤에 거로 할게요. 네, 좋아요. 아니요."
    ))
    .with_answers(Arc::clone(&desk.answers.yes_no))
}

/// After the question whether the owner shall be asked.
#[must_use]
pub fn ask_owner(desk: &Desk) -> Hint {
    Hint::new("네, 그렇게 해 주세요. 네, 부탁드려요. 아니요, 괜찮아요.")
        .with_answers(Arc::clone(&desk.answers.yes_no))
}

/// When somebody is to be called back.
#[must_use]
pub fn when(desk: &Desk) -> Hint {
    Hint::new(
        "내일 오전 열 시요. 오늘 저녁 여섯 시쯤이요. 아무 때나요. 월요일 오후 두 시에 전화 주세요.",
    )
    .with_answers(Arc::clone(&desk.answers.value))
}

/// After a yes-or-no question.
#[must_use]
pub fn yes_no(desk: &Desk) -> Hint {
    // Where nobody asks how many there are, "다섯 명" would only be heard instead of something else.
    let other = if desk.shop.booking.people {
        "아니요, 다섯 명이요."
    } else {
        "아니요, 세 시 반이요."
    };
    Hint::new(format!(
        "네, 맞아요. 네, 그렇게 해 주세요. 아니요, 여덟 시요. {other}"
    ))
    .with_answers(Arc::clone(&desk.answers.yes_no))
}

/// When what was read back is to be changed.
#[must_use]
pub fn change(desk: &Desk) -> Hint {
    let other = if desk.shop.booking.people {
        "다섯 명이요."
    } else {
        "토요일이요."
    };
    Hint::new(format!(
        "시간이요. 여덟 시요. 오후 세 시 반으로 해 주세요. 날짜요. 다음 주 화요일이요. {other}"
    ))
    .with_answers(Arc::clone(&desk.answers.value))
}

/// When one value was asked for.
#[must_use]
pub fn slot(slot: Slot, desk: &Desk) -> Hint {
    let answers = match slot {
        Slot::Phone => &desk.answers.phone,
        Slot::Middle | Slot::End => &desk.answers.four_digits,
        Slot::What | Slot::Date | Slot::Time | Slot::Party => &desk.answers.value,
    };
    let hint = slot_words(slot, desk).with_answers(Arc::clone(answers));
    match slot {
        Slot::Phone | Slot::Middle | Slot::End => hint.closed(),
        Slot::What | Slot::Date | Slot::Time | Slot::Party => hint,
    }
}

fn slot_words(slot: Slot, desk: &Desk) -> Hint {
    Hint::new(match slot {
        Slot::What => {
            let names = desk
                .shop
                .bookable()
                .take(6)
                .map(|item| format!("{}요.", item.name));
            return Hint::new(names.collect::<Vec<_>>().join(" "));
        }
        Slot::Date => {
            "내일이요. 모레 점심이요. 월요일이요. 화요일 저녁으로요. 수요일이요. 이번 주 목요일이요. 다음 주 금요일이요. \
             토요일 점심때요. 일요일에요. 십이월 십이일이요."
        }
        Slot::Time => "저녁 일곱 시요. 여섯 시 반이요. 오후 두 시요. 점심 열두 시요.",
        Slot::Party => {
            "네 명이요. 두 명이요. 세 명이에요. 다섯 명이요. 여섯 명인데요. 여덟 명쯤이요. 어른 셋, 아이 둘이요."
        }
        // Four digits of an example would be heard instead of theirs.
        Slot::Middle | Slot::End => return Hint::default(),
        Slot::Phone => {
            "010-2345-6789요. 번호는 공일공에 구팔칠육에 오사삼이요. 이 번호로 해 주세요."
        }
    })
}

/// When the caller leaves a message.
#[must_use]
pub fn message() -> Hint {
    Hint::new("사장님께 전해 주세요. 다시 전화 부탁드립니다. 예약을 취소하려고요.")
}
