//! The header of a recording: what it is of, and its key.

use std::path::Path;

use aead_stream::{NewStream as _, StreamBE32};
use aes_gcm::Aes256Gcm;
use jiff::civil::DateTime;
use zeroize::Zeroizing;

use super::{
    Kek, VaultError, chunk,
    disk::random,
    kek::{ID, KEY, NONCE, TAG},
};

const MAGIC: [u8; 4] = *b"MJR1";
const VERSION: u8 = 1;
/// The far end, then ours.
const CHANNELS: u8 = 2;
/// As long as jiff writes a time at the most.
const CREATED: usize = 32;
const STREAM_NONCE: usize = 7;

/// Length of the part that every chunk is bound to, in bytes.
pub(super) const ABOUT: usize = MAGIC.len() + 1 + 1 + 4 + 4 + 8 + CREATED + STREAM_NONCE;
/// Where the part begins that [`super::shred`] destroys.
pub(super) const SECRET: usize = ABOUT + ID;
/// Length of a header, in bytes.
pub(super) const LEN: usize = SECRET + NONCE + KEY + TAG;

/// Encrypts and decrypts the chunks of one recording.
pub(super) type Stream = StreamBE32<Aes256Gcm>;

/// What a recording is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The row of the call.
    pub call: u64,
    /// When it began, local time.
    pub created: DateTime,
    /// Samples per second on each side.
    pub hz: u32,
}

/// What an open header gives.
pub(super) struct Opened {
    pub(super) about: About,
    /// Pairs of samples in a chunk.
    pub(super) pairs: u32,
    pub(super) stream: Stream,
    /// What every chunk is bound to.
    pub(super) bound: Vec<u8>,
}

/// A header that was not opened yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Found {
    /// All of it is there.
    Whole,
    /// A power cut came before it was on disk, and so before any sound was.
    Cut,
    /// It is another file.
    Other,
}

/// Says what the beginning of a file is; `head` is shorter than [`LEN`] when the file is.
pub(super) fn look(head: &[u8]) -> Found {
    let magic = head.len().min(MAGIC.len());
    if head.iter().all(|&octet| octet == 0) {
        // Some file systems bring the length to disk before the bytes.
        Found::Cut
    } else if head[..magic] != MAGIC[..magic] {
        Found::Other
    } else if head.len() < LEN {
        Found::Cut
    } else {
        Found::Whole
    }
}

/// A header with a key of its own, and what it gives when it is opened.
pub(super) fn make(
    kek: &Kek,
    about: &About,
    pairs: u32,
    path: &Path,
) -> Result<(Vec<u8>, Opened), VaultError> {
    let prefix = random::<STREAM_NONCE>()?;
    let nonce = random::<NONCE>()?;
    let mut key = Zeroizing::new(random::<KEY>()?);
    let stream = Stream::new((&*key).into(), (&prefix).into());

    let mut header = Vec::with_capacity(LEN);
    header.extend(MAGIC);
    header.extend([VERSION, CHANNELS]);
    header.extend(about.hz.to_le_bytes());
    header.extend(pairs.to_le_bytes());
    header.extend(about.call.to_le_bytes());
    header.extend(format!("{:<CREATED$}", about.created.to_string()).bytes());
    header.extend(prefix);
    let bound = header.clone();
    header.extend(kek.id().bytes());
    let tag = kek
        .wrap(nonce, &header, &mut key)
        .map_err(|_| VaultError::Full {
            path: path.to_owned(),
        })?;
    header.extend(nonce);
    header.extend(*key);
    header.extend(tag);
    let opened = Opened {
        about: about.clone(),
        pairs,
        stream,
        bound,
    };
    Ok((header, opened))
}

/// Opens a header that [`look`] found to be whole.
pub(super) fn open(header: &[u8], kek: &Kek, path: &Path) -> Result<Opened, VaultError> {
    let changed = || VaultError::Header {
        path: path.to_owned(),
    };
    let rest = &mut &*header;
    let _magic: [u8; MAGIC.len()] = take(rest).ok_or_else(changed)?;
    let [version] = take(rest).ok_or_else(changed)?;
    if version != VERSION {
        return Err(VaultError::Version {
            path: path.to_owned(),
            version,
        });
    }
    let [channels] = take(rest).ok_or_else(changed)?;
    let hz = take(rest).map(u32::from_le_bytes).ok_or_else(changed)?;
    let pairs = take(rest).map(u32::from_le_bytes).ok_or_else(changed)?;
    let call = take(rest).map(u64::from_le_bytes).ok_or_else(changed)?;
    let created: [u8; CREATED] = take(rest).ok_or_else(changed)?;
    let prefix: [u8; STREAM_NONCE] = take(rest).ok_or_else(changed)?;
    let id: [u8; ID] = take(rest).ok_or_else(changed)?;
    if rest.iter().all(|&octet| octet == 0) {
        return Err(VaultError::Shredded {
            path: path.to_owned(),
        });
    }
    if id != *kek.id().as_bytes() {
        return Err(VaultError::OtherKey {
            path: path.to_owned(),
            theirs: id.escape_ascii().to_string(),
            ours: kek.id().to_owned(),
        });
    }
    let nonce = take(rest).ok_or_else(changed)?;
    let mut key = Zeroizing::new(take::<KEY>(rest).ok_or_else(changed)?);
    let tag = take(rest).ok_or_else(changed)?;
    kek.unwrap(nonce, &header[..SECRET], &mut key, tag)
        .map_err(|_| changed())?;

    // From here on everything is as somebody with our key wrote it.
    let created = str::from_utf8(&created).ok();
    let created = created.and_then(|text| text.trim_end().parse().ok());
    let created: DateTime = created.ok_or_else(changed)?;
    if channels != CHANNELS || pairs != chunk::pairs(pairs.into()) {
        return Err(changed());
    }
    Ok(Opened {
        about: About { call, created, hz },
        pairs,
        stream: Stream::new((&*key).into(), (&prefix).into()),
        bound: header[..ABOUT].to_vec(),
    })
}

/// The next octets of a header.
fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, behind) = rest.split_first_chunk()?;
    *rest = behind;
    Some(*first)
}
