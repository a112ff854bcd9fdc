//! The key-encryption key.

use std::fmt;

use aes_gcm::{AeadInOut as _, Aes256Gcm, KeyInit as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::hex;

/// Length of every key here, in bytes.
pub(super) const KEY: usize = 32;
/// Length of the tag of AES-GCM, in bytes.
pub(super) const TAG: usize = 16;
/// Length of the nonce of AES-GCM, in bytes.
pub(super) const NONCE: usize = 12;
/// Length of the name of a key, in hexadecimal digits.
pub(super) const ID: usize = 8;

/// The key that wraps the keys of all recordings of this box. It never encrypts sound itself.
///
/// It is overwritten in memory when it is dropped, and cannot be printed.
pub struct Kek {
    key: Zeroizing<[u8; KEY]>,
    id: String,
}

impl Kek {
    /// This key, from wherever the caller keeps it: a credential of the system, the chip of the board.
    #[must_use]
    pub fn from_bytes(key: Zeroizing<[u8; KEY]>) -> Self {
        let mut hash = Sha256::new();
        // So that the name of the key is no hash that anything else makes of it.
        hash.update(b"munjigi vault, name of a kek, version 1\0");
        hash.update(*key);
        let mut id = hex::encode(&hash.finalize());
        id.truncate(ID);
        Self { key, id }
    }

    /// The name of the key: eight hexadecimal digits that tell it from others and tell nothing of it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Encrypts a data key in place, bound to `about`.
    pub(super) fn wrap(
        &self,
        nonce: [u8; NONCE],
        about: &[u8],
        key: &mut [u8; KEY],
    ) -> Result<[u8; TAG], aes_gcm::Error> {
        self.cipher()
            .encrypt_inout_detached(&nonce.into(), about, key.as_mut_slice().into())
            .map(Into::into)
    }

    /// Decrypts a data key in place, if this key and this `about` wrapped it.
    pub(super) fn unwrap(
        &self,
        nonce: [u8; NONCE],
        about: &[u8],
        key: &mut [u8; KEY],
        tag: [u8; TAG],
    ) -> Result<(), aes_gcm::Error> {
        self.cipher().decrypt_inout_detached(
            &nonce.into(),
            about,
            key.as_mut_slice().into(),
            &tag.into(),
        )
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new((&*self.key).into())
    }
}

impl fmt::Debug for Kek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kek({}…)", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_a_name_and_does_not_print_itself() {
        let kek = Kek::from_bytes(Zeroizing::new([0xAB; KEY]));
        // sha256 of the text of `from_bytes` and 32 times 0xAB, by sha256sum.
        assert_eq!(kek.id(), "2fb160fa");
        assert_eq!(format!("{kek:?}"), "Kek(2fb160fa…)");
    }

    #[test]
    fn what_it_wraps_is_bound() {
        let kek = Kek::from_bytes(Zeroizing::new([1; KEY]));
        let mut key = [7; KEY];
        let tag = kek.wrap([2; NONCE], b"this call", &mut key).unwrap();
        assert_ne!(key, [7; KEY]);
        let wrapped = key;
        assert!(kek.unwrap([2; NONCE], b"that call", &mut key, tag).is_err());
        assert_eq!(key, wrapped);
        kek.unwrap([2; NONCE], b"this call", &mut key, tag).unwrap();
        assert_eq!(key, [7; KEY]);
    }
}
