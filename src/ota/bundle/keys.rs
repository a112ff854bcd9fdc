//! The keys that a box trusts: `current.pub` and `next.pub` of its root, never of an update.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use minisign_verify::{Error, PublicKey, Signature};

use super::SignatureError;

/// The box's public keys, one or two.
#[derive(Clone, Debug)]
pub struct Keys(Vec<PublicKey>);

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Neither file is there.
    #[error(
        "업데이트를 확인할 키가 없습니다. {}에 current.pub를 넣어 주세요 / \
         no key to check updates with; put current.pub into {}", folder.display(), folder.display()
    )]
    None {
        /// Where they belong.
        folder: PathBuf,
    },
    /// A file cannot be read.
    #[error("키 {}를 읽을 수 없습니다 / could not read the key {}", path.display(), path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is no key.
    #[error("{}는 minisign 공개 키가 아닙니다 / {} is no public key of minisign", path.display(), path.display())]
    NoKey {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        source: Error,
    },
}

impl Keys {
    /// Reads the keys of a folder.
    ///
    /// # Errors
    /// When there is none, or one that is none.
    pub fn load(folder: &Path) -> Result<Self, KeyError> {
        let mut keys = Vec::new();
        for name in ["current.pub", "next.pub"] {
            let path = folder.join(name);
            match fs::read_to_string(&path) {
                Ok(text) => keys.push(
                    PublicKey::decode(text.trim_end())
                        .map_err(|source| KeyError::NoKey { path, source })?,
                ),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(source) => return Err(KeyError::Read { path, source }),
            }
        }
        if keys.is_empty() {
            return Err(KeyError::None {
                folder: folder.to_owned(),
            });
        }
        Ok(Self(keys))
    }

    /// These keys, as minisign writes them.
    ///
    /// # Errors
    /// When one is none.
    pub fn of(texts: &[&str]) -> Result<Self, Error> {
        texts
            .iter()
            .map(|text| PublicKey::decode(text.trim_end()))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Checks a signature (of the prehashed kind) and gives its comment, which is signed too.
    pub(super) fn check(&self, signed: &[u8], signature: &str) -> Result<String, SignatureError> {
        let signature = decode(signature)?;
        for key in &self.0 {
            match key.verify(signed, &signature, false) {
                Ok(()) => return Ok(signature.trusted_comment().to_owned()),
                Err(Error::UnexpectedKeyId) => {}
                Err(wrong) => return Err(SignatureError::Wrong(wrong)),
            }
        }
        Err(SignatureError::UnknownKey)
    }
}

/// The comment of a signature that nobody has checked.
pub(super) fn comment_of(signature: &str) -> Result<String, SignatureError> {
    decode(signature).map(|signature| signature.trusted_comment().to_owned())
}

fn decode(signature: &str) -> Result<Signature, SignatureError> {
    Signature::decode(signature.trim_end()).map_err(SignatureError::Format)
}

/// Whether the comment names this counter, once: `counter:7` among other words.
pub(super) fn check_counter(comment: &str, counter: u64) -> Result<(), SignatureError> {
    let mut named = comment
        .split_whitespace()
        .filter_map(|word| word.strip_prefix("counter:"));
    match (named.next(), named.next()) {
        (Some(one), None) if *one == *counter.to_string() => Ok(()),
        _ => Err(SignatureError::Counter {
            comment: comment.chars().take(80).collect(),
            counter,
        }),
    }
}
