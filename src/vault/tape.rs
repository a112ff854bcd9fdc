//! The file of a recording that is being made.

use std::{
    fs::File,
    io::{self, Write as _},
    path::PathBuf,
    time::Duration,
};

use sha2::{Digest as _, Sha256};

use super::{
    Sealed, VaultError,
    disk::{create_new, folder_of, sync_folder},
    error::doing,
    hex,
};

/// The file, which only grows.
pub(super) struct Tape {
    pub(super) path: PathBuf,
    pub(super) file: File,
    hash: Sha256,
    bytes: u64,
    /// Writing failed. Nobody knows what is on disk, so nothing may come behind it.
    stopped: bool,
}

impl Tape {
    pub(super) fn create(path: PathBuf) -> Result<Self, VaultError> {
        match create_new(&path) {
            Ok(file) => Ok(Self {
                path,
                file,
                hash: Sha256::new(),
                bytes: 0,
                stopped: false,
            }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(VaultError::Exists { path })
            }
            Err(error) => Err(doing("begin the recording", &path)(error)),
        }
    }

    pub(super) fn write(&mut self, octets: &[u8]) -> Result<(), VaultError> {
        self.still_runs()?;
        let written = self.file.write_all(octets);
        if let Err(error) = written.and_then(|()| self.file.sync_data()) {
            self.stopped = true;
            return Err(doing("write the recording", &self.path)(error));
        }
        self.hash.update(octets);
        self.bytes += octets.len() as u64;
        Ok(())
    }

    pub(super) fn close(self, samples: u64, duration: Duration) -> Result<Sealed, VaultError> {
        self.file
            .sync_all()
            .map_err(doing("bring to disk the recording", &self.path))?;
        sync_folder(folder_of(&self.path))?;
        Ok(Sealed {
            sha256: hex::encode(&self.hash.finalize()),
            bytes: self.bytes,
            path: self.path,
            samples,
            duration,
        })
    }

    pub(super) fn still_runs(&self) -> Result<(), VaultError> {
        if self.stopped {
            return Err(VaultError::Stopped {
                path: self.path.clone(),
            });
        }
        Ok(())
    }

    pub(super) fn full(&mut self) -> VaultError {
        self.stopped = true;
        VaultError::Full {
            path: self.path.clone(),
        }
    }
}
