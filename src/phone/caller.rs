//! Who is calling, as far as the network says.

use super::PhoneNumber;

/// The calling line, from `+CLIP` (3GPP TS 27.007 7.6: CLI validity 0, 1 and 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// The network gave the number.
    Known(PhoneNumber),
    /// The caller withholds it (발신번호 표시제한).
    Withheld,
    /// The network has none: a payphone, another network, or it never came.
    Unavailable,
}

impl Caller {
    /// The number, when there is one.
    #[must_use]
    pub const fn number(&self) -> Option<&PhoneNumber> {
        match self {
            Self::Known(number) => Some(number),
            Self::Withheld | Self::Unavailable => None,
        }
    }
}
