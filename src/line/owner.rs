//! Who the owner of the box is: asked in one place, so that calls, texts and orders agree on it.

use std::path::PathBuf;

use crate::{
    phone::PhoneNumber,
    store::{Store, StoreError},
};

/// What the settings say of the owner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Owner {
    /// Nobody is, and nobody can become it.
    #[default]
    Nobody,
    /// This number's.
    Named(PhoneNumber),
    /// Nobody, until somebody texts the code in this file.
    Claimable(PathBuf),
}

impl Owner {
    /// The owner's number: the settings', or of whom has claimed the box.
    pub(super) fn number(&self, store: &Store) -> Result<Option<PhoneNumber>, StoreError> {
        match self {
            Self::Nobody => Ok(None),
            Self::Named(number) => Ok(Some(number.clone())),
            Self::Claimable(_) => store.owner(),
        }
    }
}
