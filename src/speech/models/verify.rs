//! Is this file the one of the catalog? Hashed once, remembered in a stamp.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use sha2::{Digest as _, Sha256};

use super::{ModelError, catalog};

/// Where the stamp lies, in the models directory.
const STAMP: &str = ".verified";

/// What has been hashed before: path, size and time of change, and the checksum that was found.
///
/// It saves the seconds that hashing takes at every start; it is no protection against somebody who
/// can write to the directory.
pub(super) struct Stamp {
    at: PathBuf,
    known: BTreeMap<String, String>,
    changed: bool,
}

impl Stamp {
    /// The stamp of the models in `folder`; empty when there is none yet.
    pub(super) fn read(folder: &Path) -> Self {
        let at = folder.join(STAMP);
        let text = fs::read_to_string(&at).unwrap_or_default();
        let known = text
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .map(|(sum, file)| (file.to_owned(), sum.to_owned()))
            .collect();
        Self {
            at,
            known,
            changed: false,
        }
    }

    /// Checks that `path` is `file` of the catalog.
    pub(super) fn check(&mut self, path: &Path, file: &catalog::File) -> Result<(), ModelError> {
        let unreadable = |source| ModelError::Read {
            path: path.to_owned(),
            source,
        };
        let meta = fs::metadata(path).map_err(unreadable)?;
        if meta.len() != file.size {
            return Err(ModelError::Size {
                path: path.to_owned(),
                expected: file.size,
                found: meta.len(),
            });
        }
        let changed = meta
            .modified()
            .ok()
            .and_then(|t| t.duration_since(UNIX_EPOCH).ok())
            .map_or(0, |t| t.as_nanos());
        let fact = format!("{} {} {changed}", file.path, meta.len());
        let found = match self.known.get(&fact) {
            Some(sum) => sum.clone(),
            None => {
                let sum = sha256(path).map_err(unreadable)?;
                self.known.insert(fact, sum.clone());
                self.changed = true;
                sum
            }
        };
        if found == file.sha256 {
            return Ok(());
        }
        Err(ModelError::Checksum {
            path: path.to_owned(),
            expected: file.sha256.clone(),
            found,
        })
    }

    /// Keeps what was found for the next start. A directory that cannot be written to only costs
    /// the hashing next time.
    pub(super) fn keep(self) {
        if !self.changed {
            return;
        }
        let write = || -> io::Result<()> {
            let new = self.at.with_extension(std::process::id().to_string());
            let mut file = fs::File::create(&new)?;
            for (fact, sum) in &self.known {
                writeln!(file, "{sum}\t{fact}")?;
            }
            fs::rename(new, &self.at)
        };
        if let Err(error) = write() {
            tracing::debug!(%error, "the models will be hashed again at the next start");
        }
    }
}

/// The checksum of a file, in lower-case hexadecimal.
fn sha256(path: &Path) -> io::Result<String> {
    let mut file = fs::File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            n => hash.update(&buffer[..n]),
        }
    }
    Ok(hash.finalize().iter().map(|b| format!("{b:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELLO: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    fn folder(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("munjigi-verify-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn entry(sum: &str) -> catalog::File {
        catalog::File {
            path: "a/hello".into(),
            size: 5,
            sha256: sum.into(),
            origin: catalog::Origin::default(),
        }
    }

    #[test]
    fn the_right_file_passes_and_is_remembered() {
        let folder = folder("right");
        let path = folder.join("hello");
        fs::write(&path, "hello").unwrap();
        let mut stamp = Stamp::read(&folder);
        stamp.check(&path, &entry(HELLO)).unwrap();
        assert!(stamp.changed);
        stamp.keep();
        let mut stamp = Stamp::read(&folder);
        stamp.check(&path, &entry(HELLO)).unwrap();
        assert!(!stamp.changed, "hashed twice");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_wrong_file_is_named_with_what_was_expected_and_found() {
        let folder = folder("wrong");
        let path = folder.join("hello");
        fs::write(&path, "hello").unwrap();
        let mut stamp = Stamp::read(&folder);
        let error = stamp.check(&path, &entry("00")).unwrap_err().to_string();
        for part in ["hello", "00", HELLO, "sh scripts/setup.sh"] {
            assert!(error.contains(part), "{error}");
        }
        fs::write(&path, "hello!").unwrap();
        let error = stamp.check(&path, &entry(HELLO)).unwrap_err().to_string();
        assert!(error.contains("6 bytes") && error.contains('5'), "{error}");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_that_changed_is_hashed_again() {
        let folder = folder("changed");
        let path = folder.join("hello");
        fs::write(&path, "hello").unwrap();
        let mut stamp = Stamp::read(&folder);
        stamp.check(&path, &entry(HELLO)).unwrap();
        fs::write(&path, "jello").unwrap();
        let later = UNIX_EPOCH + std::time::Duration::from_secs(5);
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(later).unwrap();
        assert!(stamp.check(&path, &entry(HELLO)).is_err());
        fs::remove_dir_all(folder).unwrap();
    }
}
