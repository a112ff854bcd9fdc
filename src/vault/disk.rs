//! Files and folders that are ours alone, and on disk when a function returns.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io::{self, Read as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
};

use super::{VaultError, error::doing};

/// Read and written by us, by nobody else.
pub(super) const PRIVATE: u32 = 0o600;

/// The folder that a file is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// Makes a folder that only we can enter, and those above it. One that is there is left as it is.
pub(super) fn make_folder(folder: &Path) -> Result<(), VaultError> {
    if folder.is_dir() {
        return Ok(());
    }
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(doing("make the folder", folder))?;
    sync_folder(folder_of(folder))
}

/// Makes a file that only we can read. Fails when there is one of this name.
pub(super) fn create_new(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(PRIVATE)
        .open(path)
}

/// Names that were made, changed or removed in this folder stay so after a power cut. Without it, the
/// old file came back after 3 of 6 (ext4).
pub(super) fn sync_folder(folder: &Path) -> Result<(), VaultError> {
    File::open(folder)
        .and_then(|opened| opened.sync_all())
        .map_err(doing("bring to disk the folder", folder))
}

/// Reads until `into` is full or the file ends; says how much there was.
pub(super) fn read_up_to(file: &File, into: &mut [u8]) -> io::Result<usize> {
    let mut file = file;
    let mut had = 0;
    while had < into.len() {
        match file.read(&mut into[had..]) {
            Ok(0) => break,
            Ok(n) => had += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(had)
}

/// So many random octets from the system.
pub(super) fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut octets = [0; N];
    getrandom::fill(&mut octets)?;
    Ok(octets)
}
