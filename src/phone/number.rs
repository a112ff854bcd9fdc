//! A telephone number as the Korean network dials it.

use std::{fmt, str::FromStr};

/// 3 to 12 digits in national form (`01023456789`, `0801234567`, `15881234`).
///
/// Prints itself masked; see [`PhoneNumber::digits`] for the digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhoneNumber(heapless::String<12>);

/// Why a text is not a telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotANumber {
    /// Something other than digits, separators and one leading `+82`.
    #[error("a telephone number holds digits only (spaces, hyphens and a leading +82 are fine)")]
    Characters,
    /// Too short or too long.
    #[error("a telephone number has 3 to 12 digits, this one has {0}")]
    Length(usize),
}

impl PhoneNumber {
    /// The bare digits. Only for whoever has to send, store or show the number to the owner.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Whether it is a Korean mobile number (`010…`, or the old `011`, `016` to `019`), which can
    /// receive a text message.
    #[must_use]
    pub fn is_mobile(&self) -> bool {
        matches!(self.0.len(), 10 | 11)
            && ["010", "011", "016", "017", "018", "019"]
                .iter()
                .any(|prefix| self.0.starts_with(prefix))
    }

    /// The last four digits, which people recognise a number by.
    #[must_use]
    pub fn last_four(&self) -> &str {
        &self.0[self.0.len().saturating_sub(4)..]
    }
}

impl FromStr for PhoneNumber {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let text = text.trim();
        let (abroad, rest) = match text.strip_prefix('+') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let separators = ['-', ' ', '.'];
        let all = || rest.chars().filter(|c| !separators.contains(c));
        if !all().all(|c| c.is_ascii_digit()) {
            return Err(NotANumber::Characters);
        }
        let country = all().take(2).eq("82".chars());
        if abroad && !country {
            return Err(NotANumber::Characters);
        }
        // The network gives Korean callers as +82 without the national zero.
        let skipped = match abroad {
            true if all().nth(2) == Some('0') => 3,
            true => 2,
            false => 0,
        };
        let zero = abroad.then_some('0');
        let digits = || zero.into_iter().chain(all().skip(skipped));
        match digits().count() {
            3..=12 => Ok(Self(digits().collect())),
            n => Err(NotANumber::Length(n)),
        }
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = if self.0.len() > 8 { &self.0[..3] } else { "" };
        match head {
            "" => write!(f, "****{}", self.0.get(4..).unwrap_or_default()),
            head => write!(f, "{head}-****-{}", self.last_four()),
        }
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn national_and_international_forms_are_one_number() {
        for text in [
            "01023456789",
            "010-2345-6789",
            "+821023456789",
            "+82 10 2345 6789",
            "+82010.2345.6789",
        ] {
            assert_eq!(
                text.parse::<PhoneNumber>().unwrap().digits(),
                "01023456789",
                "{text}"
            );
        }
    }

    #[test]
    fn foreign_numbers_and_service_codes_are_not_numbers() {
        for text in [
            "+678123456",
            "*71",
            "010;+CMGD=1,4",
            "",
            "12",
            "0102345678901",
            "공일공",
        ] {
            assert!(text.parse::<PhoneNumber>().is_err(), "{text}");
        }
    }

    #[test]
    fn it_shows_itself_masked() {
        let number: PhoneNumber = "01023456789".parse().unwrap();
        assert_eq!(format!("{number:?}"), "PhoneNumber(010-****-6789)");
        let short: PhoneNumber = "15881234".parse().unwrap();
        assert_eq!(short.to_string(), "****1234");
        let tiny: PhoneNumber = "119".parse().unwrap();
        assert_eq!(tiny.to_string(), "****");
    }

    proptest! {
        #[test]
        fn any_text_either_parses_to_digits_or_is_refused(text in ".{0,20}") {
            if let Ok(number) = text.parse::<PhoneNumber>() {
                prop_assert!(number.digits().bytes().all(|b| b.is_ascii_digit()));
                prop_assert!((3..=12).contains(&number.digits().len()));
            }
        }

        #[test]
        fn a_long_number_shows_its_ends_only(digits in "0[0-9]{8,11}") {
            let number: PhoneNumber = digits.parse().unwrap();
            let (head, tail) = (&digits[..3], &digits[digits.len() - 4..]);
            prop_assert_eq!(number.to_string(), format!("{head}-****-{tail}"));
        }
    }
}
