//! Words that an answer may hold, for the recogniser: one or two sentences of the kind that is asked for.
//!
//! They are examples and not a list: what is not in them is heard all the same. After a list of words the
//! recogniser goes on with the list; after sentences it writes sentences.

use crate::call::Hint;

use super::{Desk, shop::Kind};

pub use super::booking::Slot;

/// After an open question.
#[must_use]
pub fn open(desk: &Desk) -> Hint {
    let wish = match desk.shop.kind {
        Kind::Restaurant => "내일 저녁 일곱 시에 네 명이요.",
        Kind::Hair | Kind::Clinic | Kind::Garage | Kind::Other => "내일 오후 두 시에요.",
        Kind::Flowers => "내일 오후에 찾으러 갈게요.",
    };
    Hint::new(format!(
        "{}죠? 예약하고 싶은데요. {wish} 몇 시까지 하세요? 주차 되나요? 사장님 좀 바꿔 주세요.",
        desk.shop.name
    ))
}

/// After a yes-or-no question.
#[must_use]
pub fn yes_no() -> Hint {
    Hint::new("네, 맞아요. 네, 그렇게 해 주세요. 아니요, 여덟 시요. 아니요, 다섯 명이요.")
}

/// When one value was asked for.
#[must_use]
pub fn slot(slot: Slot, desk: &Desk) -> Hint {
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
