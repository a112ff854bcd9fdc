//! A day of the week that the recogniser wrote down wrongly but that sounds right.

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};

use super::{find_date, weekday_name};
use crate::korean::jamo::Lexicon;

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

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,60}") {
            let _ = find_date_by_sound(&text, date(2026, 11, 19));
        }
    }
}
