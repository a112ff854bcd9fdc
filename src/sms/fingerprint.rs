//! By what a message is known again.

use std::fmt;

use sha2::{Digest as _, Sha256};

use super::Stamp;

/// Sender, time stamp and user data of one PDU, hashed.
///
/// A modem that refuses to delete, a crash between writing down and deleting, or a network that missed our
/// acknowledgement brings the same PDU again; it must not act twice. Parts of one text differ, since
/// the header counts. Two texts of the same words in the same second from the same sender are one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// `from` and `user_data` as they lie in the PDU, their length octets included: no two different
    /// messages share one row of octets then.
    pub(super) fn of(from: &[u8], stamp: Stamp, user_data: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(from);
        hash.update(stamp.octets());
        hash.update(user_data);
        Self(hash.finalize().into())
    }

    /// The hash, for a table that lasts.
    #[must_use]
    pub const fn octets(&self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "Fingerprint({a:02x}{b:02x}{c:02x}{d:02x}…)")
    }
}
