//! A day that the recogniser wrote down wrongly but that sounds right.

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};

use super::{find_date, weekday_name};
use crate::korean::{jamo::Lexicon, number::sino};

/// Among a few days one sounds right when so much of it is alike.
const AMONG_FEW: f32 = 0.55;

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

static WEEKDAYS: LazyLock<Lexicon<Weekday>> = LazyLock::new(|| {
    let words = WEEK.map(|day| (weekday_name(day).to_owned(), day));
    Lexicon::new(words, 0.76)
});

/// The next day, `today` included, of the day of the week that `text` sounds like or cuts short
/// ("월요."). For a text in which [`find_date`] finds none.
///
/// Use it only where a day is to be expected, and read it back.
#[must_use]
pub fn find_date_by_sound(text: &str, today: Date) -> Option<Date> {
    let word = text.trim().trim_end_matches(['.', ' ']);
    let cut_short = || {
        WEEK.into_iter()
            .find(|day| weekday_name(*day).strip_suffix('일') == Some(word))
    };
    let day = WEEKDAYS.find(text).or_else(cut_short)?;
    find_date(weekday_name(day), today).map(|mention| mention.date)
}

/// Of a few `days` the one that `text` sounds like, by its day of the week or of the month. For an answer to a
/// question that names them, in which [`find_date`] finds none.
#[must_use]
pub fn which_day_by_sound(text: &str, days: &[Date]) -> Option<Date> {
    let named = days.iter().flat_map(|day| {
        let weekday = weekday_name(day.weekday());
        let short = weekday.trim_end_matches('일').to_owned();
        let of_month = format!("{}일", sino(u64::try_from(day.day()).unwrap_or(0)));
        [weekday.to_owned(), short, of_month].map(|name| (name, *day))
    });
    Lexicon::new(named, AMONG_FEW).find(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn days_of_the_week_are_told_apart() {
        let today = date(2026, 11, 19);
        let heard = |text| find_date_by_sound(text, today).map(Date::weekday);
        assert_eq!(heard("워료일이요"), Some(Weekday::Monday));
        assert_eq!(heard("묵요일에 갈게요"), Some(Weekday::Thursday));
        assert_eq!(heard("월요."), Some(Weekday::Monday));
        for text in ["요일", "생일이에요", "", "네"] {
            assert_eq!(heard(text), None, "{text}");
        }
    }

    #[test]
    fn one_of_two_days_is_told_by_either_of_its_names() {
        let days = [date(2026, 11, 21), date(2026, 11, 30)];
        let which = |text| which_day_by_sound(text, &days);
        assert_eq!(which("월료일요"), Some(days[1]));
        assert_eq!(which("원요"), Some(days[1]));
        assert_eq!(which("더요일이요"), Some(days[0]));
        assert_eq!(which("이시빌일이요"), Some(days[0]));
        assert_eq!(which("글쎄요 어떡하지"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,60}") {
            let _ = find_date_by_sound(&text, date(2026, 11, 19));
        }
    }
}
