//! Who is calling, as far as the network says.

use super::{ForeignNumber, PhoneNumber};

/// The calling line, from `+CLIP` (3GPP TS 27.007 7.6: CLI validity 0, 1 and 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// The network gave the number.
    Known(PhoneNumber),
    /// From abroad: the network gave a number of another country.
    Foreign(ForeignNumber),
    /// The caller withholds it (발신번호 표시제한).
    Withheld,
    /// The network has none: a payphone, another network, or it never came.
    Unavailable,
}

impl Caller {
    /// The Korean number, when there is one: what can be texted and called back.
    #[must_use]
    pub const fn number(&self) -> Option<&PhoneNumber> {
        match self {
            Self::Known(number) => Some(number),
            Self::Foreign(_) | Self::Withheld | Self::Unavailable => None,
        }
    }

    /// What to store and show the owner: national digits, or `+` and the digits of a foreign number.
    #[must_use]
    pub fn digits(&self) -> Option<&str> {
        match self {
            Self::Known(number) => Some(number.digits()),
            Self::Foreign(number) => Some(number.international()),
            Self::Withheld | Self::Unavailable => None,
        }
    }

    /// The caller behind digits that were stored: the way back from [`digits`](Self::digits).
    #[must_use]
    pub fn from_digits(digits: &str) -> Option<Self> {
        let korean = digits.parse().map(Self::Known).ok();
        korean.or_else(|| digits.parse().map(Self::Foreign).ok())
    }
}
