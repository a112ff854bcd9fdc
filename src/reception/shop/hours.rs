//! When the shop is open: the week, breaks, public holidays and days off.

use std::collections::BTreeMap;

use jiff::{
    SignedDuration,
    civil::{Date, DateTime, Time, Weekday},
};

use crate::{
    korean::{clock::OpeningHours, holiday},
    settings::{Refusal, Table},
};

/// Opening hours, day by day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    week: [Option<OpeningHours>; 7],
    breaks: Vec<OpeningHours>,
    /// What public holidays change; `None` when they are days like others.
    holidays: Option<Option<OpeningHours>>,
    /// Stretches of days off, first and last day.
    closed: Vec<(Date, Date)>,
    /// "First Monday of the month".
    monthly: Vec<(Nth, Weekday)>,
    /// Single days with hours of their own.
    special: BTreeMap<Date, Option<OpeningHours>>,
    /// The last order of the day.
    pub last_order: Option<Time>,
}

/// Which one of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nth {
    From1(i8),
    Last,
}

/// Why a shop is closed all day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// This day of the week, or of the month.
    Weekly,
    /// A public holiday, by its name.
    Holiday(&'static str),
    /// A day off of the owner's own.
    DayOff,
}

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
    /// The hours of `date`.
    ///
    /// # Errors
    /// Why the shop is closed all that day.
    pub fn on(&self, date: Date) -> Result<OpeningHours, Closed> {
        if let Some(hours) = self.special.get(&date) {
            return hours.ok_or(Closed::DayOff);
        }
        if self.closed.iter().any(|(a, b)| (*a..=*b).contains(&date)) {
            return Err(Closed::DayOff);
        }
        if let (Some(changed), Some(holiday)) = (self.holidays, holiday::holiday(date)) {
            return changed.ok_or(Closed::Holiday(holiday.name));
        }
        let monthly = self.monthly.iter().any(|(nth, day)| nth.is(*day, date));
        self.of(date.weekday())
            .filter(|_| !monthly)
            .ok_or(Closed::Weekly)
    }

    /// The hours of a usual weekday; `None` when the shop is closed all day.
    #[must_use]
    pub fn of(&self, day: Weekday) -> Option<OpeningHours> {
        self.week[usize::from(day.to_monday_zero_offset().unsigned_abs())]
    }

    /// Whether something that takes `minutes` may begin at `at`: open, and no break and no closing
    /// time before it is over. A night that runs past midnight is the evening's before.
    #[must_use]
    pub fn takes(&self, at: DateTime, minutes: u16) -> bool {
        let long = SignedDuration::from_mins(minutes.into());
        let end = at.checked_add(long).unwrap_or(DateTime::MAX);
        let days = [Some(at.date()), at.date().yesterday().ok()];
        days.into_iter().flatten().any(|day| {
            let Some((from, to)) = self.on(day).ok().and_then(|open| stretch(day, open)) else {
                return false;
            };
            let clear = |pause: OpeningHours| {
                // What takes no time must not begin in it either.
                stretch(day, pause).is_none_or(|(from, to)| at >= to || (at < from && end <= from))
            };
            from <= at && at < to && end <= to && self.breaks_on(day).all(clear)
        })
    }

    /// The breaks of `date`: those behind which the shop opens once more.
    pub fn breaks_on(&self, date: Date) -> impl Iterator<Item = OpeningHours> + '_ {
        let open = self.on(date).ok();
        let between = move |pause: &&OpeningHours| {
            open.is_some_and(|open| open.contains(pause.open) && open.contains(pause.close))
        };
        self.breaks.iter().filter(between).copied()
    }

    /// The widest stretch over the week, to tell which half of the day "seven o'clock" means.
    #[must_use]
    pub fn widest(&self) -> OpeningHours {
        let mut days = self.week.iter().flatten();
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

    pub(super) fn read(table: &Table<'_>) -> Option<Self> {
        let daily = table.get_text("daily", read_open).flatten();
        let mut week = [daily; 7];
        for (slot, (key, _)) in week.iter_mut().zip(DAYS) {
            if let Some(open) = table.get_text(key, read_open) {
                *slot = open;
            }
        }
        let breaks = texts(table, "break", |text| match read_open(text)? {
            Some(pause) if pause.open < pause.close => Ok(pause),
            _ => Err(Refusal::new(
                "쉬는 시간은 \"15:00-17:00\"처럼 적어 주세요.",
                "write a break like \"15:00-17:00\"",
            )),
        });
        let holidays = table.get_text("holidays", read_open);
        let closed = texts(table, "closed", days_off);
        let monthly = texts(table, "closed_monthly", monthly);
        let special = table
            .table("special")
            .map_or_else(BTreeMap::new, |t| special(&t));
        let last_order = table.get("last_order");
        if week.iter().all(Option::is_none) {
            table.refuse(
                "daily",
                Refusal::new(
                    "문을 여는 날이 하루도 없습니다. daily = \"11:00-21:00\"처럼 적어 주세요.",
                    "the shop is never open; write daily = \"11:00-21:00\"",
                ),
            );
            return None;
        }
        Some(Self {
            week,
            breaks,
            holidays,
            closed,
            monthly,
            special,
            last_order,
        })
    }
}

impl Nth {
    fn is(self, day: Weekday, date: Date) -> bool {
        date.weekday() == day
            && match self {
                Self::From1(nth) => (date.day() - 1) / 7 + 1 == nth,
                Self::Last => date.day() + 7 > date.days_in_month(),
            }
    }
}

/// From when to when; a closing time that is not behind the opening time is the next day's.
fn stretch(day: Date, hours: OpeningHours) -> Option<(DateTime, DateTime)> {
    let last = if hours.close <= hours.open {
        day.tomorrow().ok()?
    } else {
        day
    };
    Some((day.to_datetime(hours.open), last.to_datetime(hours.close)))
}

/// One text or a list of them.
fn texts<T>(table: &Table<'_>, key: &str, read: impl Fn(&str) -> Result<T, Refusal>) -> Vec<T> {
    let texts = super::one_or_more(table, key);
    let one = |text: &String| match read(text) {
        Ok(value) => Some(value),
        Err(refusal) => {
            table.refuse(key, refusal);
            None
        }
    };
    texts.iter().filter_map(one).collect()
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

/// `"2026-12-24"`, or the first and last day: `"2026-12-30~2027-01-02"`.
fn days_off(text: &str) -> Result<(Date, Date), Refusal> {
    let parse = || {
        let (first, last) = text.split_once('~').unwrap_or((text, text));
        let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        (first <= last).then_some((first, last))
    };
    parse().ok_or_else(|| {
        Refusal::new(
            format!("{text:?}는 쉬는 날이 아닙니다. \"2026-12-24\" 또는 \"2026-12-30~2027-01-02\"라고 적어 주세요."),
            format!("{text:?} is no day; write \"2026-12-24\" or \"2026-12-30~2027-01-02\""),
        )
    })
}

/// `"첫째 월요일"`, `"마지막 일요일"`, `"1 mon"`, `"last sun"`.
fn monthly(text: &str) -> Result<(Nth, Weekday), Refusal> {
    const NTHS: [(&str, &str, Nth); 6] = [
        ("첫째", "1", Nth::From1(1)),
        ("둘째", "2", Nth::From1(2)),
        ("셋째", "3", Nth::From1(3)),
        ("넷째", "4", Nth::From1(4)),
        ("다섯째", "5", Nth::From1(5)),
        ("마지막", "last", Nth::Last),
    ];
    let parse = || {
        let (nth, day) = text.trim().split_once(' ')?;
        let nth = NTHS
            .iter()
            .find(|(korean, english, _)| nth == *korean || nth == *english)?
            .2;
        let day = day.trim();
        let day = DAYS.iter().find(|(english, weekday)| {
            day == *english || day == crate::korean::calendar::weekday_name(*weekday)
        });
        Some((nth, day?.1))
    };
    parse().ok_or_else(|| {
        Refusal::new(
            format!("{text:?}는 읽을 수 없습니다. \"첫째 월요일\"이나 \"마지막 일요일\"처럼 적어 주세요."),
            format!("{text:?} is not understood; write \"1 mon\" or \"last sun\""),
        )
    })
}

/// `"2026-12-31" = "11:00-17:00"`.
fn special(table: &Table<'_>) -> BTreeMap<Date, Option<OpeningHours>> {
    let mut days = BTreeMap::new();
    for key in table.remaining_keys() {
        let hours = table.get_text(&key, read_open);
        match (key.parse::<Date>(), hours) {
            (Ok(date), Some(hours)) => {
                days.insert(date, hours);
            }
            (Ok(_), None) => {}
            (Err(_), _) => table.refuse(
                &key,
                Refusal::new(
                    "날짜가 아닙니다. \"2026-12-31\" = \"11:00-17:00\"처럼 적어 주세요.",
                    "this is no day; write \"2026-12-31\" = \"11:00-17:00\"",
                ),
            ),
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{reception::Shop, settings::Problems};
    use jiff::civil::{date, time};

    fn hours(lines: &str) -> Hours {
        read(lines).unwrap().hours
    }

    fn read(lines: &str) -> Result<Shop, Problems> {
        Shop::parse("shop.toml", &format!("name = '가나분식'\n[hours]\n{lines}"))
    }

    #[test]
    fn a_day_of_its_own_wins_over_daily() {
        let hours = hours("daily = '11:00-21:00'\nsat = '12:00-22:00'\nsun = '휴무'");
        let saturday = hours.on(date(2026, 11, 28)).unwrap();
        assert_eq!(saturday.close, time(22, 0, 0, 0));
        assert_eq!(hours.on(date(2026, 11, 22)), Err(Closed::Weekly));
        assert!(!saturday.contains(time(22, 0, 0, 0)));
        assert_eq!(hours.widest().open, time(11, 0, 0, 0));
    }

    #[test]
    fn the_nearest_rule_wins_special_then_days_off_then_holidays() {
        let hours = hours(
            "daily = '11:00-21:00'\nholidays = '휴무'\nclosed = ['2026-12-23', '2026-12-30~2027-01-02']\n\
             closed_monthly = '둘째 화요일'\n[hours.special]\n'2026-12-31' = '11:00-17:00'",
        );
        assert_eq!(
            hours.on(date(2026, 12, 25)),
            Err(Closed::Holiday("크리스마스"))
        );
        assert_eq!(hours.on(date(2026, 12, 23)), Err(Closed::DayOff));
        assert_eq!(hours.on(date(2027, 1, 1)), Err(Closed::DayOff));
        assert_eq!(
            hours.on(date(2026, 12, 31)).unwrap().close,
            time(17, 0, 0, 0)
        );
        assert_eq!(hours.on(date(2026, 12, 8)), Err(Closed::Weekly));
        assert!(hours.on(date(2026, 12, 1)).is_ok());
    }

    #[test]
    fn what_would_run_into_a_break_or_past_closing_may_not_begin() {
        let hours = hours("daily = '10:00-20:00'\nbreak = '13:00-14:00'\nfri = '18:00-02:00'");
        let at = |hour, minute| date(2026, 11, 26).at(hour, minute, 0, 0);
        assert!(hours.takes(at(12, 0), 60));
        assert!(!hours.takes(at(12, 30), 60));
        assert!(!hours.takes(at(13, 30), 0));
        assert!(hours.takes(at(14, 0), 60));
        assert!(hours.takes(at(19, 0), 60));
        assert!(!hours.takes(at(19, 30), 60));
        assert!(!hours.takes(at(9, 59), 0));
        assert!(hours.takes(date(2026, 11, 27).at(23, 30, 0, 0), 120));
        assert!(!hours.takes(date(2026, 11, 27).at(23, 30, 0, 0), 180));
        // One in the morning is the night of Friday, and of no other evening.
        assert!(hours.takes(date(2026, 11, 28).at(1, 0, 0, 0), 60));
        assert!(!hours.takes(date(2026, 11, 28).at(1, 30, 0, 0), 60));
        assert!(!hours.takes(date(2026, 11, 27).at(1, 0, 0, 0), 0));
    }

    #[test]
    fn mistakes_are_named() {
        let problems = read(
            "daily = '11:00-21:00'\nbreak = '쉼'\nclosed = ['크리스마스']\nclosed_monthly = '첫 월요일'\n\
             [hours.special]\n'내일' = '휴무'",
        )
        .unwrap_err()
        .to_string();
        for key in [
            "hours.break",
            "hours.closed",
            "hours.closed_monthly",
            "hours.special.내일",
        ] {
            assert!(problems.contains(key), "{key} not in:\n{problems}");
        }
    }
}
