//! What the owner says about the shop: `shop.toml`.
//!
//! Every key, with an example, is in `docs/shop.md`, which is written from [`reference`](reference::KEYS).

mod answering;
mod booking;
mod faq;
mod hours;
mod kind;
mod menu;
pub mod reference;

use crate::{
    phone::PhoneNumber,
    settings::{Document, Problems, Refusal, Table},
};

pub use answering::{Answering, Mode, Take};
pub use booking::BookingRules;
pub use faq::{Faq, Location};
pub use hours::{Closed, Hours};
pub use kind::Kind;
pub use menu::Item;

/// A shop, as `shop.toml` describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shop {
    /// The name that the box answers with.
    pub name: String,
    /// What kind of shop it is.
    pub kind: Kind,
    /// How the box speaks.
    pub tone: Tone,
    /// The owner's mobile number, for messages; `None` when the owner reads them elsewhere.
    pub owner: Option<PhoneNumber>,
    /// The owner gets a text about each call that left something.
    pub summary: bool,
    /// The sentence said when a call is taken, when the owner words it differently.
    pub notice: Option<String>,
    /// When it is open.
    pub hours: Hours,
    /// What may be booked.
    pub booking: BookingRules,
    /// What it sells or does.
    pub menu: Vec<Item>,
    /// Whether there is somewhere to park, as a sentence.
    pub parking: Option<String>,
    /// Where it is.
    pub location: Option<Location>,
    /// Questions with answers.
    pub faq: Vec<Faq>,
    /// Whose calls are taken, and when.
    pub answering: Answering,
}

/// How the box speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// 해요체: as people in a small shop speak.
    #[default]
    Warm,
    /// 합쇼체: as people in a bank speak.
    Formal,
}

impl Shop {
    /// Reads a shop file.
    ///
    /// # Errors
    /// Every mistake in it.
    pub fn parse(file: &str, text: &str) -> Result<Self, Problems> {
        let document = Document::parse(file, text);
        let shop = Self::read(&document.root());
        document.finish(shop)
    }

    /// Reads a shop from a table, which may stand in a larger file; mistakes are reported there.
    #[must_use]
    pub fn read(table: &Table<'_>) -> Option<Self> {
        let name = required_text(table, "name");
        let kind = table.get_text("kind", Kind::read).unwrap_or_default();
        let owner = table.get("owner");
        let notice = table.get_text("notice", |text| {
            // The law asks for both before anything else is said (AI Basic Act Art. 31; recording).
            if text.contains("AI") || text.contains("인공지능") {
                Ok(text.to_owned())
            } else {
                Err(Refusal::new(
                    "안내 문장에 \"AI\"라는 말이 있어야 합니다(인공지능 기본법 제31조).",
                    "the notice must say \"AI\" (AI Basic Act, Art. 31)",
                ))
            }
        });
        let hours = match table.table("hours") {
            Some(hours) => Hours::read(&hours),
            None => {
                if !table.has("hours") {
                    table.refuse(
                        "hours",
                        Refusal::new(
                            "[hours] 표가 없습니다. 영업시간을 daily = \"11:00-21:00\"처럼 적어 주세요.",
                            "[hours] is missing; write opening hours like daily = \"11:00-21:00\"",
                        ),
                    );
                }
                None
            }
        };
        let booking = BookingRules::read(table.table("booking").as_ref(), kind);
        let menu: Vec<_> = table.tables("menu").iter().map(Item::read).collect();
        let faq: Vec<_> = table.tables("faq").iter().map(Faq::read).collect();
        let location = table.table("location").map(|t| Location::read(&t));
        let answering = Answering::read(table.table("answering").as_ref());
        let tone = table.get_text("tone", Tone::read).unwrap_or_default();
        let summary = table.get_or("summary", true);
        let parking = table.get_text("parking", not_empty);
        Some(Self {
            name: name?,
            kind,
            tone,
            owner,
            summary,
            notice,
            hours: hours?,
            booking,
            menu: menu.into_iter().collect::<Option<_>>()?,
            parking,
            location: location.flatten(),
            faq: faq.into_iter().collect::<Option<_>>()?,
            answering,
        })
    }

    /// What is chosen when something is booked.
    pub fn bookable(&self) -> impl Iterator<Item = &Item> {
        self.menu.iter().filter(|item| item.book)
    }
}

impl Tone {
    fn read(text: &str) -> Result<Self, Refusal> {
        match text {
            "warm" | "친근" => Ok(Self::Warm),
            "formal" | "정중" => Ok(Self::Formal),
            _ => Err(Refusal::new(
                "\"친근\"이나 \"정중\"으로 적어 주세요.",
                "write \"warm\" or \"formal\"",
            )),
        }
    }
}

/// Some text, its ends trimmed.
fn not_empty(text: &str) -> Result<String, Refusal> {
    match text.trim() {
        "" => Err(Refusal::new(
            "비어 있습니다. 손님이 들을 말을 적어 주세요.",
            "this is empty; write what callers should hear",
        )),
        text => Ok(text.to_owned()),
    }
}

/// Some text that must be there.
fn required_text(table: &Table<'_>, key: &str) -> Option<String> {
    if !table.has(key) {
        return table.require::<String>(key).and(None);
    }
    table.get_text(key, not_empty)
}

/// How long something takes: a day at most, which [`crate::call::Ledger`] counts on.
fn minutes(table: &Table<'_>) -> Option<u16> {
    let minutes = table.get("minutes")?;
    if (1..=24 * 60).contains(&minutes) {
        return Some(minutes);
    }
    table.refuse(
        "minutes",
        Refusal::new(
            "1분부터 1440분(하루)까지로 적어 주세요.",
            "write 1 to 1440 minutes (a day)",
        ),
    );
    None
}

/// One text, or a list of them; empty ones are mistakes.
fn one_or_more(table: &Table<'_>, key: &str) -> Vec<String> {
    let texts = table.get_with(key, |value| match value {
        toml::de::DeValue::Array(_) => <Vec<String> as crate::settings::Setting>::read(value),
        _ => <String as crate::settings::Setting>::read(value).map(|one| vec![one]),
    });
    let texts = texts.unwrap_or_default();
    for text in &texts {
        if let Err(refusal) = not_empty(text) {
            table.refuse(key, refusal);
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_named_with_its_remedy() {
        let text = "nmae = 'x'\nkind = '빵집'\nnotice = '안녕하세요'\ntone = '막'\n[booking]\nlargest_party = 0\n\
                    seats = 4\nslots = 2\n[[menu]]\nprice = 4000\n[[faq]]\nanswer = '네'\n[location]\n\
                    answer = '역 앞이에요.'\nmap = 'naver'\n[answering]\nring_seconds = 0\n[hours]\nmon = '9시부터'\n";
        let problems = Shop::parse("shop.toml", text).unwrap_err().to_string();
        for expected in [
            "shop.toml:1:1: nmae: ",
            "did you mean name?",
            "name is missing",
            "kind: ",
            "must say \"AI\"",
            "tone: ",
            "booking.largest_party: ",
            "at least 1",
            "booking.slots: ",
            "menu[1].name",
            "faq[1].ask",
            "location.map: ",
            "answering.ring_seconds: ",
            "shop.toml:19:7: hours.mon: ",
            "never open",
        ] {
            assert!(
                problems.contains(expected),
                "{expected} not in:\n{problems}"
            );
        }
    }

    #[test]
    fn a_shop_without_hours_says_so() {
        let problems = Shop::parse("shop.toml", "name = '가'").unwrap_err();
        assert!(problems.to_string().contains("[hours] is missing"));
    }

    #[test]
    fn the_kind_fills_in_what_is_not_said() {
        let read = |kind: &str, more: &str| {
            let text =
                format!("name = '가'\nkind = '{kind}'\n{more}\n[hours]\ndaily = '10:00-20:00'");
            Shop::parse("shop.toml", &text).unwrap().booking
        };
        let hair = read("미용실", "");
        assert!(!hair.people && hair.minutes == 60);
        assert!(read("restaurant", "").people);
    }
}
