//! Every key of `shop.toml`, explained: the page `docs/shop.md` is written from this list, and a test
//! holds both to what is really read.

use std::fmt::Write as _;

/// One key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The table it stands in: empty for the top, `[hours]`, `[[menu]]`.
    pub table: &'static str,
    /// Its name.
    pub name: &'static str,
    /// An example, as TOML.
    pub example: &'static str,
    /// What it is for.
    pub korean: &'static str,
    /// The same in English.
    pub english: &'static str,
}

const fn key(
    table: &'static str,
    name: &'static str,
    example: &'static str,
    korean: &'static str,
    english: &'static str,
) -> Key {
    Key {
        table,
        name,
        example,
        korean,
        english,
    }
}

/// All keys, in the order in which an owner would fill them in.
pub const KEYS: &[Key] = &[
    key(
        "",
        "name",
        "\"가나분식\"",
        "손님이 듣는 가게 이름. 꼭 있어야 합니다.",
        "The name that callers hear. Required.",
    ),
    key(
        "",
        "kind",
        "\"음식점\"",
        "업종: 음식점, 미용실, 병원, 꽃집, 카센터, 기타. 예약의 기본값이 달라집니다.",
        "Kind of shop (restaurant, hair, clinic, flowers, garage, other); sets what is usual for bookings.",
    ),
    key(
        "",
        "tone",
        "\"친근\"",
        "말투: 친근(해요체) 또는 정중(합니다체). 기본은 친근.",
        "How the box speaks: warm or formal. Warm when absent.",
    ),
    key(
        "",
        "owner",
        "\"010-9876-5432\"",
        "사장님 휴대전화. 예약과 메모를 문자로 받습니다.",
        "The owner's mobile, which gets texts about bookings and messages.",
    ),
    key(
        "",
        "summary",
        "true",
        "통화마다 사장님께 문자로 알립니다. 기본은 true.",
        "Text the owner about each call that left something. True when absent.",
    ),
    key(
        "",
        "notice",
        "\"안녕하세요, 가나분식입니다. AI가 받고 있으며 통화는 녹음됩니다. 무엇을 도와드릴까요?\"",
        "첫 안내 문장. \"AI\"라는 말이 꼭 있어야 합니다.",
        "The first sentence, when the owner words it differently; must say \"AI\".",
    ),
    key(
        "",
        "parking",
        "\"가게 앞에 두 대까지 세우실 수 있어요.\"",
        "주차를 물으면 하는 대답.",
        "The answer about parking.",
    ),
    key(
        "[hours]",
        "daily",
        "\"11:00-21:00\"",
        "매일의 영업시간. 요일을 따로 적으면 그것이 우선합니다. \"휴무\"도 됩니다.",
        "Opening hours of every day; a weekday of its own wins. \"closed\" is possible.",
    ),
    key(
        "[hours]",
        "mon",
        "\"휴무\"",
        "월요일의 영업시간.",
        "Monday.",
    ),
    key(
        "[hours]",
        "tue",
        "\"11:00-21:00\"",
        "화요일의 영업시간.",
        "Tuesday.",
    ),
    key(
        "[hours]",
        "wed",
        "\"11:00-21:00\"",
        "수요일의 영업시간.",
        "Wednesday.",
    ),
    key(
        "[hours]",
        "thu",
        "\"11:00-21:00\"",
        "목요일의 영업시간.",
        "Thursday.",
    ),
    key(
        "[hours]",
        "fri",
        "\"11:00-23:00\"",
        "금요일의 영업시간. 자정을 넘기면 \"17:00-02:00\"처럼 적습니다.",
        "Friday; past midnight is written \"17:00-02:00\".",
    ),
    key(
        "[hours]",
        "sat",
        "\"12:00-22:00\"",
        "토요일의 영업시간.",
        "Saturday.",
    ),
    key(
        "[hours]",
        "sun",
        "\"휴무\"",
        "일요일의 영업시간.",
        "Sunday.",
    ),
    key(
        "[hours]",
        "break",
        "[\"15:00-17:00\"]",
        "쉬는 시간. 하나거나 여럿.",
        "Breaks, one or several.",
    ),
    key(
        "[hours]",
        "last_order",
        "\"20:30\"",
        "마지막 주문 시각. 영업시간을 물으면 함께 말합니다.",
        "Last order, told with the opening hours.",
    ),
    key(
        "[hours]",
        "holidays",
        "\"휴무\"",
        "공휴일(설날, 추석, 대체공휴일 포함)의 영업시간. 없으면 평소와 같습니다.",
        "Hours on Korean public holidays, lunar and substitute ones too; like any day when absent.",
    ),
    key(
        "[hours]",
        "closed",
        "[\"2026-12-24\", \"2026-12-30~2027-01-02\"]",
        "쉬는 날이나 기간.",
        "Days off, or stretches of them.",
    ),
    key(
        "[hours]",
        "closed_monthly",
        "[\"첫째 월요일\", \"마지막 일요일\"]",
        "달마다 쉬는 요일.",
        "Weekdays of each month that are closed (\"1 mon\", \"last sun\").",
    ),
    key(
        "[hours.special]",
        "\"2026-12-31\"",
        "\"11:00-17:00\"",
        "그날 하루만의 영업시간. 다른 모든 것보다 우선합니다.",
        "Hours of one single day; wins over everything else.",
    ),
    key(
        "[booking]",
        "accept",
        "true",
        "예약을 받을지. false면 사장님께 메모로 전합니다.",
        "Whether bookings are taken; if not they become messages.",
    ),
    key(
        "[booking]",
        "people",
        "true",
        "몇 명인지 묻습니다. 음식점은 true가 기본.",
        "Ask how many people come; true for restaurants.",
    ),
    key(
        "[booking]",
        "largest_party",
        "8",
        "이보다 많은 인원은 사장님께 넘깁니다.",
        "More people than this go to the owner.",
    ),
    key(
        "[booking]",
        "seats",
        "20",
        "한 번에 앉을 수 있는 인원. slots와 함께 쓸 수 없습니다.",
        "People at the same time; not with slots.",
    ),
    key(
        "[booking]",
        "minutes",
        "90",
        "예약 하나에 걸리는 시간(분).",
        "How long one takes, in minutes.",
    ),
    key(
        "[booking]",
        "before_close",
        "60",
        "문 닫기 몇 분 전까지 시작할 수 있는지.",
        "The last one may begin so many minutes before closing.",
    ),
    key(
        "[booking]",
        "every",
        "30",
        "다른 시간을 권할 때의 간격(분).",
        "Other times are offered on this grid, in minutes.",
    ),
    key(
        "[booking]",
        "notice",
        "60",
        "적어도 몇 분 전에 예약해야 하는지.",
        "So many minutes ahead at least.",
    ),
    key(
        "[booking]",
        "ahead",
        "60",
        "며칠 뒤까지 받는지.",
        "So many days ahead at most.",
    ),
    key(
        "[booking]",
        "no_shows",
        "3",
        "이만큼 오지 않은 번호는 사장님께 넘깁니다. 0이면 따지지 않습니다.",
        "Numbers that did not come so often go to the owner; 0 switches it off.",
    ),
    key(
        "[booking]",
        "words",
        "[\"룸 있\"]",
        "예약이라는 뜻으로 쓰는 다른 말.",
        "Other words that mean a booking.",
    ),
    key(
        "[[menu]]",
        "name",
        "\"떡볶이\"",
        "메뉴나 시술, 상품의 이름.",
        "A dish, a service or a product.",
    ),
    key(
        "[[menu]]",
        "also",
        "[\"떡볶기\"]",
        "손님이 부르는 다른 이름.",
        "Other names for it.",
    ),
    key("[[menu]]", "price", "4500", "값(원).", "Its price in won."),
    key(
        "[[menu]]",
        "minutes",
        "60",
        "걸리는 시간(분).",
        "How long it takes, in minutes.",
    ),
    key(
        "[[menu]]",
        "book",
        "false",
        "예약할 때 고르는 것인지.",
        "It is chosen when something is booked.",
    ),
    key(
        "[[menu]]",
        "note",
        "\"순한 맛도 있어요.\"",
        "값 뒤에 덧붙이는 말.",
        "Said behind the price.",
    ),
    key(
        "[location]",
        "answer",
        "\"가나역 이 번 출구에서 걸어서 오 분 거리예요.\"",
        "위치를 물으면 하는 대답.",
        "The answer about where the shop is.",
    ),
    key(
        "[location]",
        "map",
        "\"https://map.example/ganabunsik\"",
        "확인 문자에 넣는 지도 주소.",
        "A link to a map for the caller's text.",
    ),
    key(
        "[[faq]]",
        "ask",
        "[\"포장 되나요\", \"포장해 갈 수 있어요\"]",
        "손님이 묻는 말, 여러 가지로.",
        "How callers ask it, in several ways.",
    ),
    key(
        "[[faq]]",
        "words",
        "[\"포장\", \"테이크아웃\"]",
        "이 질문에만 나오는 낱말.",
        "Words that only this question has.",
    ),
    key(
        "[[faq]]",
        "answer",
        "\"네, 모든 메뉴가 포장돼요.\"",
        "대답.",
        "The answer.",
    ),
    key(
        "[answering]",
        "mode",
        "\"직원 먼저\"",
        "항상, 직원 먼저, 영업시간 외.",
        "always, staff_first or after_hours.",
    ),
    key(
        "[answering]",
        "ring_seconds",
        "15",
        "직원 먼저일 때 몇 초 기다릴지.",
        "How long the staff have, with staff_first.",
    ),
    key(
        "[answering]",
        "blocked",
        "[\"070-1234-5678\"]",
        "받지 않고 끊는 번호.",
        "Numbers that are turned away.",
    ),
    key(
        "[answering]",
        "vip",
        "[\"010-8765-4321\"]",
        "문지기가 받지 않고 울리게 두는 번호.",
        "Numbers that are left to ring for a person.",
    ),
];

/// The page of all keys, in both languages.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(
        "# shop.toml\n\n\
         가게를 적는 파일입니다. 예는 `tests/shops/`에 다섯 개 있습니다. 고친 뒤 `munjigi config check`로 확인하세요.\n\n\
         The file that describes the shop; five examples are in `tests/shops/`. Check it with `munjigi config check`.\n\
         This page is printed by `munjigi config shop`.\n",
    );
    let mut table = None;
    for key in KEYS {
        if table != Some(key.table) {
            table = Some(key.table);
            let title = if key.table.is_empty() {
                "맨 위 / At the top"
            } else {
                key.table
            };
            let _infallible = write!(
                page,
                "\n## {title}\n\n| key | 예 / example | 뜻 | meaning |\n|---|---|---|---|\n"
            );
        }
        let _infallible = writeln!(
            page,
            "| `{}` | `{}` | {} | {} |",
            key.name, key.example, key.korean, key.english
        );
    }
    page.push_str(
        "\n`slots`: 한 번에 받는 예약 수로, seats 대신 씁니다. / bookings at the same time, instead of seats: `slots = 2`.\n",
    );
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{reception::Shop, settings::Document};

    /// A shop file with every example of the list.
    fn everything() -> String {
        let mut text = String::new();
        let mut table = "";
        for key in KEYS {
            if key.table != table {
                table = key.table;
                text.push_str(&format!("{table}\n"));
            }
            text.push_str(&format!("{} = {}\n", key.name, key.example));
        }
        text
    }

    #[test]
    fn every_example_is_understood_and_every_key_is_explained() {
        let text = everything();
        let document = Document::parse("shop.toml", &text);
        let shop = Shop::read(&document.root());
        let asked = document.asked();
        document
            .finish(shop)
            .unwrap_or_else(|problems| panic!("{problems}"));
        // One that the list cannot hold beside the other.
        let known = |path: &str| {
            path == "booking.slots"
                || KEYS.iter().any(|key| {
                    let table = key.table.trim_matches(['[', ']']);
                    let whole = if table.is_empty() {
                        key.name.to_owned()
                    } else {
                        format!("{table}.{}", key.name)
                    };
                    path == whole
                        || path == table
                        || table.starts_with(&format!("{path}."))
                        || path == whole.replace('"', "")
                })
        };
        for path in asked {
            let path = path.replace("[1]", "");
            assert!(known(&path), "{path} is read and not explained");
        }
    }
}
