//! What is entered.

use std::fmt;

use crate::{
    optout::prompt::Ask,
    phone::{Key, Keys},
};

use super::Order;

/// What is said to a line that wants to hear a yes.
pub const YES: &str = "네.";

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

impl Entry {
    /// What answers `ask`; `None` when nothing that is known does.
    pub fn to(ask: &Ask, order: &Order) -> Option<Self> {
        match ask {
            Ask::Phone => order.own.is_some().then_some(Self::Phone),
            Ask::Id => order.id.is_some().then_some(Self::Id),
            Ask::SayYes => Some(Self::Yes),
            Ask::Hash | Ask::Choose(_) => ask.key().map(Self::Key),
            Ask::Again | Ask::Unheard => None,
        }
    }

    /// The keys to press; `None` for what is spoken.
    pub fn keys(self, order: &Order) -> Option<Keys> {
        let text = match self {
            Self::Phone => format!("{}#", order.own.as_ref()?.digits()),
            Self::Id => format!("{}#", order.id.as_ref()?),
            Self::Key(key) => key.face().to_string(),
            Self::Yes => return None,
        };
        text.parse().ok()
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
