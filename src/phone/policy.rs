//! Which numbers the box may dial by itself.
//!
//! **Rule:** a [`Dialable`] can only be made here, so nothing reaches the modem's dial command that
//! did not pass [`allow`]. What is not known to be an ordinary subscriber's number is refused.
//!
//! ```
//! use munjigi::phone::policy::{self, NotDialled, Purpose};
//!
//! let free = "080-123-4567".parse()?;
//! assert!(policy::allow(&free, Purpose::OptOut).is_ok());
//! let fire = "119".parse()?;
//! assert_eq!(policy::allow(&fire, Purpose::Test).unwrap_err(), NotDialled::Emergency);
//! # Ok::<(), munjigi::phone::NotANumber>(())
//! ```
//!
//! Sources: the Korean numbering plan (전기통신번호관리세칙) for what a prefix means; 3GPP TS 22.101
//! 10.1.1 for the numbers that a modem takes for emergency calls by itself.

use std::fmt;

use super::PhoneNumber;

/// Why a number is to be dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A technician tries the line.
    Test,
    /// To be taken off an advertiser's list (무료수신거부): toll-free 080 numbers only.
    OptOut,
    /// To call somebody back.
    Callback,
}

impl Purpose {
    /// The word for it in the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::OptOut => "optout",
            Self::Callback => "callback",
        }
    }

    /// The purpose of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Test, Self::OptOut, Self::Callback]
            .into_iter()
            .find(|purpose| purpose.as_str() == word)
    }
}

/// A number that may be dialled, for the purpose that was asked for. Prints itself masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialable {
    number: PhoneNumber,
    purpose: Purpose,
}

impl Dialable {
    /// The number. Only the modem's driver has a reason to ask for its digits.
    #[must_use]
    pub const fn number(&self) -> &PhoneNumber {
        &self.number
    }

    /// What it was allowed for.
    #[must_use]
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }
}

impl fmt::Display for Dialable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number.fmt(f)
    }
}

/// Why a number is not dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDialled {
    /// Police, fire, rescue and the other public numbers of three or four digits.
    #[error("not dialled: an emergency or public service number is for people to dial")]
    Emergency,
    /// It costs extra: information and entertainment lines.
    #[error("not dialled: the number charges extra")]
    Premium,
    /// Abroad.
    #[error("not dialled: the number is abroad")]
    Abroad,
    /// Not an ordinary subscriber's number.
    #[error("not dialled: not known as an ordinary telephone number")]
    Unknown,
    /// An ordinary number, but not one that is called for this purpose.
    #[error("not dialled: only toll-free 080 numbers are dialled to opt out of advertising")]
    NotTollFree,
}

/// What a number is, by its prefix and length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    TollFree,
    Subscriber,
}

/// Whether `number` may be dialled for `purpose`.
///
/// # Errors
///
/// [`NotDialled`] says why not.
pub fn allow(number: &PhoneNumber, purpose: Purpose) -> Result<Dialable, NotDialled> {
    let kind = kind(number.digits())?;
    if purpose == Purpose::OptOut && kind != Kind::TollFree {
        return Err(NotDialled::NotTollFree);
    }
    Ok(Dialable {
        number: number.clone(),
        purpose,
    })
}

fn kind(digits: &str) -> Result<Kind, NotDialled> {
    if is_public(digits) {
        return Err(NotDialled::Emergency);
    }
    if digits.starts_with("00") {
        return Err(NotDialled::Abroad);
    }
    // 060 information lines, 030 message services, and the old 700 lines.
    if digits.starts_with("060") || digits.starts_with("030") || digits.starts_with("700") {
        return Err(NotDialled::Premium);
    }
    if digits.starts_with("080") {
        // 080 and seven digits: the eleven in cut or made-up ads reach somebody else.
        return (digits.len() == 10)
            .then_some(Kind::TollFree)
            .ok_or(NotDialled::Unknown);
    }
    // With an area code in front, 112 and its like reach another town's police.
    if let Some(rest) = without_area(digits) {
        return match rest {
            rest if is_public(rest) => Err(NotDialled::Emergency),
            rest if matches!(rest.len(), 7 | 8) && !rest.starts_with('0') => Ok(Kind::Subscriber),
            _ => Err(NotDialled::Unknown),
        };
    }
    let mobile_or_internet = ["010", "011", "016", "017", "018", "019", "070"];
    let ordinary = match digits.len() {
        10 | 11 if mobile_or_internet.iter().any(|p| digits.starts_with(p)) => true,
        11 | 12 if digits.starts_with("050") => true,
        // 1588-1234 and its like: a business under one number everywhere.
        8 => ["15", "16", "18"].iter().any(|p| digits.starts_with(p)),
        _ => false,
    };
    ordinary
        .then_some(Kind::Subscriber)
        .ok_or(NotDialled::Unknown)
}

/// Every number of the form 1XX and 1XXX is a public service in Korea (112, 119, 1339, …); the
/// others are what a modem itself sends out as an emergency call.
fn is_public(digits: &str) -> bool {
    let korean = matches!(digits.len(), 3 | 4) && digits.starts_with('1');
    korean
        || matches!(
            digits,
            "000" | "08" | "911" | "999" | "912" | "0112" | "0119"
        )
}

/// The rest of a number with a geographic area code: 02, or 031 to 064 without the ranges that are
/// none.
fn without_area(digits: &str) -> Option<&str> {
    if let Some(rest) = digits.strip_prefix("02") {
        return Some(rest);
    }
    let (area, rest) = digits.split_at_checked(3)?;
    let known = matches!(
        area,
        "031"
            | "032"
            | "033"
            | "041"
            | "042"
            | "043"
            | "044"
            | "051"
            | "052"
            | "053"
            | "054"
            | "055"
            | "061"
            | "062"
            | "063"
            | "064"
    );
    known.then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ask(number: &str, purpose: Purpose) -> Result<Dialable, NotDialled> {
        allow(&number.parse().unwrap(), purpose)
    }

    #[test]
    fn emergency_numbers_are_for_people() {
        for number in [
            "112", "119", "113", "111", "117", "118", "122", "125", "110", "1339", "114", "911",
            "999", "000", "02-112", "031-119", "+82 112", "+82 119",
        ] {
            for purpose in [Purpose::Test, Purpose::OptOut, Purpose::Callback] {
                let refused = ask(number, purpose).unwrap_err();
                assert_eq!(refused, NotDialled::Emergency, "{number}");
            }
        }
    }

    #[test]
    fn what_costs_extra_or_is_abroad_is_refused() {
        for number in ["060-700-1234", "0609-123-456", "030-1234-5678", "700-1234"] {
            let refused = ask(number, Purpose::Callback).unwrap_err();
            assert_eq!(refused, NotDialled::Premium, "{number}");
        }
        for number in ["001-1-202-555", "00700-81-3", "002-86-10123"] {
            let refused = ask(number, Purpose::Test).unwrap_err();
            assert_eq!(refused, NotDialled::Abroad, "{number}");
        }
    }

    #[test]
    fn ordinary_numbers_are_dialled_and_shown_masked() {
        for number in [
            "010-2345-6789",
            "011-234-5678",
            "02-123-4567",
            "02-1234-5678",
            "031-123-4567",
            "064-1234-5678",
            "070-1234-5678",
            "0505-123-4567",
            "1588-1234",
            "080-123-4567",
        ] {
            let dialable = ask(number, Purpose::Callback).unwrap();
            assert_eq!(dialable.purpose(), Purpose::Callback);
            let shown = format!("{dialable} {dialable:?}");
            assert!(!shown.contains(dialable.number().digits()), "{shown}");
        }
    }

    #[test]
    fn opting_out_goes_to_toll_free_numbers_only() {
        assert!(ask("080-123-4567", Purpose::OptOut).is_ok());
        assert_eq!(
            ask("080-1234-5678", Purpose::OptOut),
            Err(NotDialled::Unknown)
        );
        for number in ["010-2345-6789", "1588-1234", "02-123-4567"] {
            let refused = ask(number, Purpose::OptOut).unwrap_err();
            assert_eq!(refused, NotDialled::NotTollFree, "{number}");
        }
        assert_eq!(
            ask("080-123", Purpose::OptOut),
            Err(NotDialled::Unknown),
            "too short"
        );
    }

    #[test]
    fn half_a_number_is_no_number() {
        for number in [
            "0101234",
            "12345",
            "02-123",
            "0212345678901",
            "5551234",
            "99999999",
        ] {
            if let Ok(number) = number.parse() {
                assert!(allow(&number, Purpose::Test).is_err(), "{number}");
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_short_nothing_dear_and_nothing_abroad_passes(digits in "[0-9]{3,12}") {
            let number: PhoneNumber = digits.parse().unwrap();
            if allow(&number, Purpose::Test).is_ok() {
                prop_assert!(digits.len() >= 8, "{digits}");
                for dear in ["00", "060", "030", "700", "112", "119"] {
                    prop_assert!(!digits.starts_with(dear), "{digits}");
                }
            }
        }
    }
}
