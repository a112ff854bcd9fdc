//! What the owner is told of a week, and of how things stand.

use jiff::{
    ToSpan as _,
    civil::{Date, DateTime},
};

use super::WHO;

/// On Monday at this hour.
const HOUR: i8 = 9;

/// What came of the ads of some days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Ads that came.
    pub ads: u32,
    /// Opted out of, or had been before.
    pub done: u32,
    /// Called in vain, or not called.
    pub failed: u32,
    /// For the owner to look at: nobody knows, or a person is wanted.
    pub open: u32,
    /// Calls that wait for their time.
    pub waiting: u32,
}

/// The Monday whose summary is due at `at`: of the week that is over.
#[must_use]
pub fn monday(at: DateTime) -> Date {
    let back = i64::from(at.weekday().to_monday_zero_offset());
    let monday = at.date().checked_sub(back.days()).unwrap_or(at.date());
    let is_early = at < monday.at(HOUR, 0, 0, 0);
    let before = monday.checked_sub(7.days()).unwrap_or(monday);
    if is_early { before } else { monday }
}

/// The summary of a week in which ads came.
#[must_use]
pub fn summary(week: &Count) -> String {
    format!("{WHO} 지난주 광고 {}건\n{}", week.ads, lines(week))
}

/// How things stand, with the last seven days.
#[must_use]
pub fn standing(stopped: bool, week: &Count) -> String {
    let works = if stopped {
        "수신거부 전화를 멈춘 상태예요. 다시 하려면 '시작'이라고 보내 주세요."
    } else {
        "수신거부 전화를 하고 있어요."
    };
    let waiting = match week.waiting {
        0 => String::new(),
        some => format!("\n기다리는 전화 {some}건"),
    };
    format!(
        "{WHO} {works}{waiting}\n최근 7일 광고 {}건\n{}",
        week.ads,
        lines(week)
    )
}

fn lines(week: &Count) -> String {
    format!(
        "✅ 수신거부 {}건\n❌ 안 됨 {}건\n⚠️ 확인 필요 {}건",
        week.done, week.failed, week.open
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_week_ends_on_monday_morning() {
        let last = date(2026, 11, 16);
        assert_eq!(monday(date(2026, 11, 22).at(23, 0, 0, 0)), last);
        assert_eq!(monday(date(2026, 11, 23).at(8, 59, 0, 0)), last);
        assert_eq!(
            monday(date(2026, 11, 23).at(9, 0, 0, 0)),
            date(2026, 11, 23)
        );
    }

    #[test]
    fn a_week_in_four_lines() {
        let week = Count {
            ads: 7,
            done: 4,
            failed: 1,
            open: 2,
            waiting: 0,
        };
        assert_eq!(
            summary(&week),
            "[문지기] 지난주 광고 7건\n✅ 수신거부 4건\n❌ 안 됨 1건\n⚠️ 확인 필요 2건"
        );
        assert!(standing(true, &week).contains("시작"));
    }
}
