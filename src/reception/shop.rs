//! What the owner says about the shop.

use jiff::civil::{Date, Time, Weekday};

use crate::{
    korean::clock::OpeningHours,
    phone::PhoneNumber,
    settings::{Document, Problems, Refusal, Table},
};

/// A shop, as `shop.toml` describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shop {
    /// The name that the box answers with.
    pub name: String,
    /// The owner's mobile number, for messages; `None` when the owner reads them elsewhere.
    pub owner: Option<PhoneNumber>,
    /// When it is open.
    pub hours: Hours,
    /// The largest party that the box books without the owner.
    pub largest_party: u8,
    /// The sentence said when a call is taken, when the owner words it differently.
    pub notice: Option<String>,
}

/// Opening hours by weekday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours([Option<OpeningHours>; 7]);

const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

impl Hours {
    /// The hours of `date`; `None` when the shop is closed all day.
    #[must_use]
    pub fn on(&self, date: Date) -> Option<OpeningHours> {
        self.of(date.weekday())
    }

    /// The hours of a weekday; `None` when the shop is closed all day.
    #[must_use]
    pub fn of(&self, day: Weekday) -> Option<OpeningHours> {
        self.0[usize::from(day.to_monday_zero_offset().unsigned_abs())]
    }

    /// The widest stretch over the week, to tell which half of the day "seven o'clock" means.
    #[must_use]
    pub fn widest(&self) -> OpeningHours {
        let mut days = self.0.iter().flatten();
        let first = days.next().copied().unwrap_or_default();
        days.fold(first, |widest, day| {
            let later = |a: Time, b: Time| {
                // A closing time before the opening time lies behind midnight and is the later one.
                match (a <= widest.open, b <= day.open) {
                    (true, false) => a,
                    (false, true) => b,
                    _ => a.max(b),
                }
            };
            OpeningHours::new(widest.open.min(day.open), later(widest.close, day.close))
        })
    }

    /// Closed days of the week, Monday first.
    pub fn closed_days(&self) -> impl Iterator<Item = Weekday> + '_ {
        DAYS.into_iter()
            .map(|(_, day)| day)
            .filter(|day| self.of(*day).is_none())
    }

    fn read(table: &Table<'_>) -> Option<Self> {
        let daily = table.get_text("daily", read_open).flatten();
        let mut days = [daily; 7];
        for (slot, (key, _)) in days.iter_mut().zip(DAYS) {
            if let Some(open) = table.get_text(key, read_open) {
                *slot = open;
            }
        }
        if days.iter().all(Option::is_none) {
            table.refuse(
                "daily",
                Refusal::new(
                    "문을 여는 날이 하루도 없습니다. daily = \"11:00-21:00\"처럼 적어 주세요.",
                    "the shop is never open; write daily = \"11:00-21:00\"",
                ),
            );
            return None;
        }
        Some(Self(days))
    }
}

/// `"11:00-21:00"`, `"17:00-02:00"` (past midnight), or `"closed"` / `"휴무"`.
fn read_open(text: &str) -> Result<Option<OpeningHours>, Refusal> {
    if matches!(text, "closed" | "휴무") {
        return Ok(None);
    }
    let parse = || {
        let (open, close) = text.split_once(['-', '~'])?;
        let close = match close.trim() {
            "24:00" => Time::midnight(),
            time => time.parse().ok()?,
        };
        let hours = OpeningHours::new(open.trim().parse().ok()?, close);
        (hours.open != hours.close).then_some(Some(hours))
    };
    parse().ok_or_else(|| {
        Refusal::new(
            format!(
                "{text:?}는 영업시간이 아닙니다. \"11:00-21:00\" 또는 \"휴무\"라고 적어 주세요."
            ),
            format!("{text:?} is not a stretch of time; write \"11:00-21:00\" or \"closed\""),
        )
    })
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
        let name = table.get_text("name", |text| match text.trim() {
            "" => Err(Refusal::new(
                "가게 이름이 비어 있습니다. 손님이 들을 이름을 적어 주세요.",
                "the name is empty; write what callers should hear",
            )),
            name => Ok(name.to_owned()),
        });
        if !table.has("name") {
            let _: Option<String> = table.require("name");
        }
        let owner = table.get("owner");
        let largest_party = table.get_or("largest_party", 8);
        if largest_party == 0 {
            table.refuse(
                "largest_party",
                Refusal::new("1명 이상이어야 합니다.", "it must be at least 1"),
            );
        }
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
        Some(Self {
            name: name?,
            owner,
            hours: hours?,
            largest_party,
            notice,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    const PLAIN: &str = r#"
name = "가나분식"
owner = "010-9876-5432"
[hours]
daily = "11:00-21:00"
sat = "12:00-22:00"
sun = "휴무"
"#;

    #[test]
    fn a_day_of_its_own_wins_over_daily() {
        let hours = Shop::parse("shop.toml", PLAIN).unwrap().hours;
        let saturday = hours.on(date(2026, 11, 28)).unwrap();
        assert_eq!(saturday.close, time(22, 0, 0, 0));
        assert_eq!(hours.on(date(2026, 11, 22)), None);
        assert_eq!(hours.closed_days().collect::<Vec<_>>(), [Weekday::Sunday]);
        assert!(!saturday.contains(time(22, 0, 0, 0)));
        assert_eq!(hours.widest().open, time(11, 0, 0, 0));
    }

    #[test]
    fn every_mistake_is_named_with_its_remedy() {
        let text =
            "nmae = 'x'\nlargest_party = 0\nnotice = '안녕하세요'\n[hours]\nmon = '9시부터'\n";
        let problems = Shop::parse("shop.toml", text).unwrap_err().to_string();
        for expected in [
            "shop.toml:1:1: nmae: ",
            "did you mean name?",
            "name is missing",
            "at least 1",
            "must say \"AI\"",
            "shop.toml:5:7: hours.mon: ",
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
}
