//! A telephone number of another country.

use std::{fmt, str::FromStr};

use super::NotANumber;

/// An international number other than a Korean one: `+` and 5 to 15 digits (ITU-T E.164 6.2).
///
/// It is shown to the owner and nothing else: no text goes there and nobody dials it. Prints itself
/// masked; see [`ForeignNumber::international`] for the digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ForeignNumber(heapless::String<16>);

impl ForeignNumber {
    /// The number with its `+`. Only for whoever has to store it or show it to the owner.
    #[must_use]
    pub fn international(&self) -> &str {
        &self.0
    }
}

impl FromStr for ForeignNumber {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let rest = text.trim().strip_prefix('+');
        let rest = rest.ok_or(NotANumber::Characters)?;
        let digits = || rest.chars().filter(|c| !['-', ' ', '.'].contains(c));
        // +82 is Korea, and no country's code begins with a zero (E.164 annex A).
        let korean = digits().take(2).eq("82".chars());
        if korean || !digits().all(|c| c.is_ascii_digit()) || digits().next() == Some('0') {
            return Err(NotANumber::Characters);
        }
        match digits().count() {
            5..=15 => Ok(Self(std::iter::once('+').chain(digits()).collect())),
            n => Err(NotANumber::Length(n)),
        }
    }
}

impl fmt::Display for ForeignNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = &self.0[..2];
        let tail = if self.0.len() > 8 {
            &self.0[self.0.len() - 4..]
        } else {
            ""
        };
        write!(f, "{head}-****-{tail}")
    }
}

impl fmt::Debug for ForeignNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ForeignNumber({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn abroad_is_everything_with_a_plus_that_is_not_korea() {
        let number: ForeignNumber = "+1 202-555-0143".parse().unwrap();
        assert_eq!(number.international(), "+12025550143");
        assert_eq!(
            format!("{number} {number:?}"),
            "+1-****-0143 ForeignNumber(+1-****-0143)"
        );
        for text in [
            "+821023456789",
            "12025550143",
            "+",
            "+123",
            "+0123456",
            "+1;AT",
            "+1234567890123456",
        ] {
            assert!(text.parse::<ForeignNumber>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_masked_number_or_none(text in "[+]?[0-9a-z .-]{0,20}") {
            if let Ok(number) = text.parse::<ForeignNumber>() {
                prop_assert!(!number.to_string().contains(number.international()));
                prop_assert!(text.parse::<super::super::PhoneNumber>().is_err());
            }
        }
    }
}
