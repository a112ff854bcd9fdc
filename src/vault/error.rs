//! What can go wrong, and what to do about it.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Why something could not be kept, heard or destroyed.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The system refused.
    #[error("could not {doing} {}; is the disk full, read-only or not ours?", path.display())]
    Io {
        /// What was attempted.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system has no randomness, so no key can be made.
    #[error("could not get randomness for a key from the system; start the box again")]
    Random(#[from] getrandom::Error),
    /// Others can read the key file.
    #[error(
        "could not use the key file {}: others on this machine can read it (mode {mode:03o}); if nobody did, run `chmod 600 {}`",
        path.display(), path.display()
    )]
    OpenToOthers {
        /// The key file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// There is something else in the key file.
    #[error(
        "could not use the key file {}: a key is 32 bytes, or 64 hexadecimal digits and a line end; put it back from its backup",
        path.display()
    )]
    NotAKey {
        /// The key file.
        path: PathBuf,
    },
    /// There is a recording of this call already.
    #[error(
        "could not begin the recording {}: it exists, and no recording is ever written over; give the call another number",
        path.display()
    )]
    Exists {
        /// The recording.
        path: PathBuf,
    },
    /// Writing failed before; what is on disk until then is a recording that was cut.
    #[error("could not go on with the recording {}: writing it failed before; begin another one", path.display())]
    Stopped {
        /// The recording.
        path: PathBuf,
    },
    /// Longer than the cipher can make a recording.
    #[error("could not go on with the recording {}: it is as long as one can be; begin another one", path.display())]
    Full {
        /// The recording.
        path: PathBuf,
    },
    /// Something else than a recording.
    #[error("could not use {} as a recording: it is something else; name a .mjr file", path.display())]
    NotARecording {
        /// The file.
        path: PathBuf,
    },
    /// Written by a newer version of this program.
    #[error(
        "could not open the recording {}: it is of version {version}, this program knows version 1; install a newer one",
        path.display()
    )]
    Version {
        /// The recording.
        path: PathBuf,
        /// Of which version it says it is.
        version: u8,
    },
    /// Wrapped with another key.
    #[error(
        "could not open the recording {}: it is locked with the key {theirs}, and this box has the key {ours}; put back the key file that it was made with",
        path.display()
    )]
    OtherKey {
        /// The recording.
        path: PathBuf,
        /// The name of the key that it was made with.
        theirs: String,
        /// The name of the key that was tried.
        ours: String,
    },
    /// The key in it was destroyed.
    #[error("could not open the recording {}: its key was destroyed, nobody can hear it any more; remove the file", path.display())]
    Shredded {
        /// The recording.
        path: PathBuf,
    },
    /// The header is not as it was written.
    #[error(
        "could not open the recording {}: its header was changed, or the disk has an error there; put the file back from a backup",
        path.display()
    )]
    Header {
        /// The recording.
        path: PathBuf,
    },
    /// A chunk is not as it was written, or not where it was written.
    #[error(
        "could not read chunk {chunk} of {of} of the recording {}: it was changed, moved or comes from another recording, or the disk has an error there; what comes before it is true, for the rest put the file back from a backup",
        path.display()
    )]
    Chunk {
        /// The recording.
        path: PathBuf,
        /// Which chunk, counted from one.
        chunk: u64,
        /// How many the file has.
        of: u64,
    },
    /// There is something behind the last chunk.
    #[error("could not open the recording {}: something was added behind its end; put the file back from a backup", path.display())]
    Added {
        /// The recording.
        path: PathBuf,
    },
}

/// Says what was attempted when the system refuses.
pub(super) fn doing(doing: &'static str, path: &Path) -> impl Fn(io::Error) -> VaultError {
    move |source| VaultError::Io {
        doing,
        path: path.to_owned(),
        source,
    }
}
