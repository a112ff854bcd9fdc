//! What kind of shop it is, and what follows from that where the owner says nothing.

use crate::settings::Refusal;

/// A kind of shop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// 음식점: tables for a number of people.
    #[default]
    Restaurant,
    /// 미용실: one customer at a time, a service each.
    Hair,
    /// 병원, 치과: one patient at a time.
    Clinic,
    /// 꽃집: orders to be picked up.
    Flowers,
    /// 카센터: one car at a time.
    Garage,
    /// Anything else.
    Other,
}

/// What a booking is, to this kind of shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usual {
    /// People come in numbers, and the number is asked for.
    pub people: bool,
    /// How long one takes, in minutes.
    pub minutes: u16,
    /// Words that mean a booking here, beside 예약.
    pub words: &'static [&'static str],
}

impl Kind {
    /// Every kind, and how the owner may write it.
    const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Restaurant, "restaurant", "음식점"),
        (Self::Hair, "hair", "미용실"),
        (Self::Clinic, "clinic", "병원"),
        (Self::Flowers, "flowers", "꽃집"),
        (Self::Garage, "garage", "카센터"),
        (Self::Other, "other", "기타"),
    ];

    /// What goes without saying here.
    #[must_use]
    pub const fn usual(self) -> Usual {
        let (people, minutes, words): (_, _, &[&str]) = match self {
            Self::Restaurant => (true, 90, &["자리 잡", "자리 있", "자리 하나", "테이블"]),
            Self::Hair => (
                false,
                60,
                &["머리 하", "자르", "커트하", "파마하", "염색하"],
            ),
            Self::Clinic => (false, 30, &["진료 받", "진료받", "접수하", "검진 받"]),
            Self::Flowers => (
                false,
                15,
                &["주문하", "주문할", "주문 좀", "찾으러", "픽업"],
            ),
            Self::Garage => (false, 60, &["정비 받", "정비하", "맡기", "갈러", "점검 받"]),
            Self::Other => (false, 60, &[]),
        };
        Usual {
            people,
            minutes,
            words,
        }
    }

    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        let found = Self::ALL
            .iter()
            .find(|(_, english, korean)| text == *english || text == *korean);
        found.map(|(kind, ..)| *kind).ok_or_else(|| {
            let list = |pick: fn(&(Self, &'static str, &'static str)) -> &'static str| {
                Self::ALL.iter().map(pick).collect::<Vec<_>>().join(", ")
            };
            Refusal::new(
                format!("모르는 업종입니다. 다음 중에서 고르세요: {}", list(|k| k.2)),
                format!("unknown kind; use one of: {}", list(|k| k.1)),
            )
        })
    }
}
