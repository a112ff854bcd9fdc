//! What the patterns describe, and what the finders make of it.

use jiff::civil::{date, time as clock};
use proptest::{prelude::*, string::string_regex};

use super::*;
use crate::korean::{
    OpeningHours, find_date, find_party, find_phone_digits, find_time,
    phone_words::find_four_digits,
};

fn said(pattern: &Pattern) -> impl Strategy<Value = String> + use<> {
    string_regex(pattern.as_str()).unwrap()
}

proptest! {
    #[test]
    fn days_are_understood(text in said(&day())) {
        // A month that has every day, so that none is anything but past.
        let today = date(2026, 12, 1);
        // The third may be no Thursday.
        let contradicts = text.contains("요일") && text.matches('일').count() >= 2 && !text.contains('주');
        prop_assert!(find_date(&text, today).is_some() || contradicts, "{text}");
    }

    #[test]
    fn times_are_understood(text in said(&time())) {
        let hours = OpeningHours::new(clock(9, 0, 0, 0), clock(22, 0, 0, 0));
        prop_assert!(find_time(&text, &hours).is_some(), "{text}");
    }

    #[test]
    fn parties_are_understood(text in said(&party())) {
        prop_assert!(find_party(&format!("{text}이요")).is_some(), "{text}");
    }

    #[test]
    fn telephone_numbers_are_understood(text in said(&phone())) {
        let digits = find_phone_digits(&text);
        prop_assert_eq!(digits.map(|digits| digits.len()), Some(11), "{}", text);
    }

    #[test]
    fn pieces_of_them_are_understood(text in said(&four_digits())) {
        prop_assert!(find_four_digits(&format!("{text}요")).is_some(), "{text}");
    }
}
