//! What is entered at an opt-out line.

use std::{fmt, str::FromStr};

use crate::phone::{Key, Keys};

use super::prompt::Ask;

/// Something to enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The number that got the ad, and the hash key.
    Phone,
    /// The ad's ID, and the hash key.
    Id,
    /// A key.
    Key(Key),
    /// A spoken yes.
    Yes,
}

/// What there is to enter.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known<'a> {
    /// The number that got the ad.
    pub own: Option<&'a str>,
    /// The ID that the ad gave.
    pub id: Option<&'a str>,
}

impl Entry {
    /// What answers `ask`, whether it is known or not; `None` when nothing does.
    pub(super) fn wanted(ask: &Ask) -> Option<Self> {
        match ask {
            Ask::Phone => Some(Self::Phone),
            Ask::Id => Some(Self::Id),
            Ask::SayYes => Some(Self::Yes),
            Ask::Hash | Ask::Choose(_) => ask.key().map(Self::Key),
            Ask::Again | Ask::Unheard => None,
        }
    }

    /// The keys to press; `None` for what is spoken, and for what is not known.
    pub(super) fn keys(self, known: Known<'_>) -> Option<Keys> {
        let text = match self {
            Self::Phone => format!("{}#", known.own?),
            Self::Id => format!("{}#", known.id?),
            Self::Key(key) => key.face().to_string(),
            Self::Yes => return None,
        };
        text.parse().ok()
    }

    /// Whether it can be entered.
    pub(super) fn is_known(self, known: Known<'_>) -> bool {
        self == Self::Yes || self.keys(known).is_some()
    }
}

/// Names it without its digits.
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phone => f.write_str("phone#"),
            Self::Id => f.write_str("id#"),
            Self::Key(key) => write!(f, "{}", key.face()),
            Self::Yes => f.write_str("yes"),
        }
    }
}

/// This names nothing that can be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write phone#, id#, yes, or one key")]
pub struct NoEntry;

impl FromStr for Entry {
    type Err = NoEntry;

    fn from_str(text: &str) -> Result<Self, NoEntry> {
        match text {
            "phone#" => return Ok(Self::Phone),
            "id#" => return Ok(Self::Id),
            "yes" => return Ok(Self::Yes),
            _ => {}
        }
        let mut faces = text.chars();
        let (Some(face), None) = (faces.next(), faces.next()) else {
            return Err(NoEntry);
        };
        Key::new(face).map(Self::Key).ok_or(NoEntry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_named_as_it_is_read() {
        for text in ["phone#", "id#", "yes", "1", "#", "*"] {
            assert_eq!(text.parse::<Entry>().unwrap().to_string(), text);
        }
        for text in ["", "12", "phone", "가"] {
            assert_eq!(text.parse::<Entry>(), Err(NoEntry), "{text}");
        }
    }

    #[test]
    fn what_is_not_known_cannot_be_entered() {
        let known = Known {
            own: Some("01023456789"),
            id: None,
        };
        assert!(Entry::Phone.is_known(known) && Entry::Yes.is_known(known));
        assert!(!Entry::Id.is_known(known));
    }
}
