//! What an update is when it travels: a tar whose first two members are the manifest and its signature.
//!
//! **Rule:** nothing is decompressed before the signature has been checked, and no octet of a file counts before
//! its length and its SHA-256 are those of the manifest. What cannot be right is refused with a sentence that says
//! what to do.
//!
//! This folder builds without the rest of the house, so that it can be fuzzed. To test it: `cargo test --lib ota::bundle`,
//! and `sh scripts/fuzz.sh 600s ota_bundle`.

mod content;
mod error;
mod keys;
mod manifest;
mod member;
mod pack;
mod path;
mod read;
mod version;

#[cfg(test)]
mod tests;

pub use content::Content;
pub use error::{BundleError, ManifestError, PackError, SignatureError};
pub use keys::{KeyError, Keys};
pub use manifest::{FileEntry, Kind, Limits, Manifest, Mode};
pub use pack::{About, Squeeze, describe, pack};
pub use read::{Bundle, Signed};
pub use version::Version;

/// The first member.
pub const MANIFEST: &str = "MANIFEST.json";
/// The second member: `minisign -S` of the first.
pub const SIGNATURE: &str = "MANIFEST.json.minisig";
/// Beside both in a slot: the counter alone, for the launcher, which reads no JSON.
pub const COUNTER: &str = "COUNTER";
